"""What of lrkit runs inside an answer: seen where the text hides it, and never worth a point."""

import os
import signal

import psutil

from lrkit.grading.asked import _names
from lrkit.grading.borrowed import ANSWERS
from lrkit.optimizers import GradientDescent
from lrkit.sandbox.trace import MOST, PARTS, watched
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
BLIND = HIDDEN.replace("    w =", "    sys.setprofile(None)\n    w =")


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
    assert _names(["lrkit.a"] * 20) == ["lrkit.a"] * MOST
    assert _names({"lrkit.a": 1}) == []


def test_a_function_is_named_once():
    """However often it is called."""
    names = watched(lambda: [GradientDescent().init(0.0) for _ in range(3)], 10.0)
    assert len(names) == len(set(names))
    assert any(name.endswith("GradientDescent.init") for name in names)


def test_what_hangs_or_fails_costs_its_time_and_no_more():
    """What was seen until then is kept, and the process that asked goes on."""
    def begin(end):
        GradientDescent().init(0.0)
        end()

    before = psutil.Process().children()
    for end in (lambda: 1 / 0, lambda: os._exit(1), lambda: os.kill(os.getpid(), signal.SIGSTOP)):
        names = watched(lambda end=end: begin(end), 1.0)
        assert any(name.endswith("GradientDescent.init") for name in names)
    assert psutil.Process().children() == before  # none of them is left


def test_a_slow_answer_is_judged_as_if_nobody_watched(full):
    """Watching multiplies the time of a deep recursion; its calls were judged before that."""
    slow = ("def gd_step(w, grad, lr):\n    def f(n): return n if n < 2 else f(n - 1) + f(n - 2)\n"
            "    f(17)\n    return np.asarray(w, float) - lr * np.asarray(grad)")
    done = judge(full, slow, graded("gd_step"))
    assert scores(done) == {"check_gd_step": 4}
    assert done.called == {}


def test_a_function_among_the_inputs_is_answered_while_an_answer_is_watched(full):
    """From what the judge answered before: the judge itself is asked no more."""
    done = judge(full, PATH, graded("gd_path"))
    assert done.results["check_gd_path"].score == done.results["check_gd_path"].points
    assert any(name.endswith(".GradientDescent.step") for name in done.called["gd_path"])


def test_what_is_watched_is_what_the_text_is_searched_for():
    """Else the report would say of a use that its text hides it."""
    assert {f"lrkit.{part}" for part in PARTS} <= set(ANSWERS)
