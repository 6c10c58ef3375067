"""What of lrkit runs inside an answer: seen where the text hides it, and never worth a point."""

import signal
import sys
import time

import pytest

from lrkit.grading.execution import judge as judge_module
from lrkit.grading.execution.remote_call import _names
from lrkit.grading.reporting.library_use import ANSWERS
from lrkit.optimizers import GradientDescent
from lrkit.sandbox.call_trace import MAX_CALLS, MAX_NAMES, TRACED_PARTS, CallTrace
from tests.grading.judged import RIGHT, graded, judge, scores

HIDDEN = """\
import sys
part = "optim" + "izers"
def gd_step(w, grad, lr):
    method = vars(sys.modules["lrkit." + part])["Gradient" + "Descent"]()
    w = np.asarray(w, float)
    return method.step(w, np.asarray(grad, float), method.init(w), lr)[0]"""
PATH = HIDDEN + """
def gd_path(grad_fn, w0, lr, num_steps):
    path = [np.asarray(w0, float)]
    for _ in range(num_steps):
        path.append(gd_step(path[-1], grad_fn(path[-1]), lr))
    return np.stack(path)"""
LOOPS = """\
import time
def work():
    x = 1.0
    for n in range(10_000):
        x = x * 0.5 + n
        if x > 3:
            x -= 1.0
turns = []
def gd_step(w, grad, lr):
    if np.shape(w) == () and w == 4.0:
        first, start = not turns, time.process_time()
        while first and time.process_time() - start < 0.3:
            work()
            turns.append(work)
        for turn in () if first else turns:
            turn()
    return np.asarray(w, float) - lr * np.asarray(grad)"""
BLIND = HIDDEN.replace("    w =", "    sys.settrace(None)\n    w =")


def test_what_a_hidden_name_calls_is_reported(full):
    """Nothing in the text says GradientDescent; the call does. It earns its points all the same:
    whether that was allowed is for a person to say."""
    done = judge(full, HIDDEN, graded("gd_step"))
    assert scores(done) == {"check_gd_step": 4}
    assert any(name.endswith(".GradientDescent.step") for name in done.called["gd_step"])


def test_an_own_answer_is_not_suspected(full):
    """What hands over the inputs and compares is lrkit too, and runs in each call."""
    assert judge(full, RIGHT, graded("gd_step")).called == {}


def test_blinding_the_trace_earns_nothing(full):
    """It is a hint: an answer that switches it off is judged as any other."""
    assert scores(judge(full, BLIND, graded("gd_step"))) == {"check_gd_step": 4}


def test_only_names_of_lrkits_reach_the_report():
    """The list comes from the learner's process, which may write anything into it."""
    said = ["lrkit.optimizers.Adam.step", "<script>", "lrkit.x; drop", "lrkit" + ".a" * 300, 3,
            "numpy.dot", "lrkit.f.<lambda>", "lrkit.g.<locals>.h"]
    assert _names(said) == ["lrkit.optimizers.Adam.step", "lrkit.f.<lambda>",
                                  "lrkit.g.<locals>.h"]
    assert _names(["lrkit.a"] * 20) == ["lrkit.a"] * MAX_NAMES
    assert _names({"lrkit.a": 1}) == []


def test_a_function_is_named_once():
    """However often it is called, and in whatever piece of the watch."""
    watch = CallTrace()
    for _ in range(3):
        with watch.on():
            GradientDescent().init(0.0)
    assert len(watch.names) == len(set(watch.names))
    assert any(name.endswith("GradientDescent.init") for name in watch.names)


def test_nothing_is_seen_outside_the_watch():
    """Nor does it take anything from whoever watches for reasons of their own."""
    watch, theirs = CallTrace(), []
    sys.settrace(lambda *seen: theirs.append(seen[1]))
    try:
        with watch.on():
            pass
        GradientDescent().init(0.0)
    finally:
        sys.settrace(None)
    assert not watch.names
    assert theirs


def test_watching_ends_after_so_many_calls():
    """Else it would make an answer as slow as one that has no end."""
    def nothing():
        return None

    watch = CallTrace()
    with watch.on():
        for _ in range(MAX_CALLS):
            nothing()
        assert sys.gettrace() is None
        GradientDescent().init(0.0)
    assert not watch.names


@pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="there is no timer")
def test_watching_ends_after_so_much_time():
    """A loop without a call is slower while it is watched, too, and calls nobody who counts."""
    watch = CallTrace()
    watch.seconds = 0.02
    with watch.on():
        until = time.monotonic() + 60
        while sys.gettrace() and time.monotonic() < until:
            pass
        assert sys.gettrace() is None
    assert watch.seconds == 0
    with watch.on():
        GradientDescent().init(0.0)
    assert not watch.names


def test_an_answer_that_loops_for_nearly_as_long_as_it_may_is_right_in_both_calls(
        full, monkeypatch):
    """What watching costs, the second call may take longer."""
    monkeypatch.setattr(judge_module, "CALL_TIMEOUT", 0.4)
    assert scores(judge(full, LOOPS, graded("gd_step"))) == {"check_gd_step": 4}


def test_the_highest_limit_of_recursion_is_high_enough():
    """There is none above it for the watcher's own frames; an answer may have set it."""
    limit = sys.getrecursionlimit()
    try:
        sys.setrecursionlimit(2**31 - 1)
        watch = CallTrace()
        with watch.on():
            GradientDescent().init(0.0)
        assert sys.getrecursionlimit() == 2**31 - 1
    finally:
        sys.setrecursionlimit(limit)
    assert watch.names


@pytest.mark.parametrize("end", [lambda: 1 / 0, sys.exit])
def test_what_fails_is_seen_until_then(end):
    """And nobody watches after it."""
    watch = CallTrace()
    with pytest.raises((ZeroDivisionError, SystemExit)), watch.on():
        GradientDescent().init(0.0)
        end()
    assert any(name.endswith("GradientDescent.init") for name in watch.names)
    assert sys.gettrace() is None


def test_a_recursion_to_the_limit_goes_as_deep_while_it_is_watched():
    """The watcher's own frames must not make an answer fail that did not fail before."""
    def descend(depth):
        return depth if depth == 0 else descend(depth - 1)

    def deepest():
        depth = 10
        while True:
            try:
                descend(depth)
            except RecursionError:
                return depth
            depth += 1

    unwatched, limit = deepest(), sys.getrecursionlimit()
    watch = CallTrace()
    with watch.on():
        assert descend(unwatched - 5) == 0  # the five: frames of this test and of the watch
    assert sys.getrecursionlimit() == limit


def test_a_slow_answer_is_judged_as_if_nobody_watched(full):
    """Watching multiplies the time of a deep recursion, but not for long."""
    slow = ("def gd_step(w, grad, lr):\n    def f(n): return n if n < 2 else f(n - 1) + f(n - 2)\n"
            "    f(17)\n    return np.asarray(w, float) - lr * np.asarray(grad)")
    done = judge(full, slow, graded("gd_step"))
    assert scores(done) == {"check_gd_step": 4}
    assert done.called == {}


def test_an_answer_that_recurses_to_the_limit_is_right_in_both_calls(full):
    """It goes as deep as it may, less a little, each time."""
    deep = ("import sys\nLIMIT = sys.getrecursionlimit()\ndef gd_step(w, grad, lr):\n"
            "    def f(n): return 0 if n == 0 else f(n - 1)\n"
            "    frame, used = sys._getframe(), 0\n"
            "    while frame: frame, used = frame.f_back, used + 1\n"
            "    f(LIMIT - used - 5)\n"
            "    return np.asarray(w, float) - lr * np.asarray(grad)")
    assert scores(judge(full, deep, graded("gd_step"))) == {"check_gd_step": 4}


def test_a_function_among_the_inputs_is_answered_while_an_answer_is_watched(full):
    """By the judge, as in the call before."""
    done = judge(full, PATH, graded("gd_path"))
    assert done.results["check_gd_path"].score == done.results["check_gd_path"].points
    assert any(name.endswith(".GradientDescent.step") for name in done.called["gd_path"])


def test_what_is_watched_is_what_the_text_is_searched_for():
    """Else the report would say of a use that its text hides it."""
    assert {f"lrkit.{part}" for part in TRACED_PARTS} <= set(ANSWERS)
