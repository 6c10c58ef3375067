"""Calls of lrkit inside an answer: seen where the text hides them, and never worth a point."""

from lrkit.grading.execution import judge as judge_module
from tests.system.grading.judging import RIGHT, graded, judge, scores

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
    """Nothing in the text says GradientDescent; the call does.

    It earns its points all the same: whether that was allowed is for a person to say.
    """
    done = judge(full, HIDDEN, graded("gd_step"))
    assert scores(done) == {"check_gd_step": 4}
    assert any(name.endswith(".GradientDescent.step") for name in done.called["gd_step"])


def test_an_own_answer_is_not_suspected(full):
    """The code that hands over inputs and compares is lrkit's too, and runs in each call."""
    assert judge(full, RIGHT, graded("gd_step")).called == {}


def test_blinding_the_trace_earns_nothing(full):
    """It is a hint: an answer that switches it off is judged as any other."""
    assert scores(judge(full, BLIND, graded("gd_step"))) == {"check_gd_step": 4}


def test_an_answer_that_loops_for_nearly_as_long_as_it_may_is_right_in_both_calls(
        full, monkeypatch):
    """The second call may take longer by as much as watching costs."""
    monkeypatch.setattr(judge_module, "CALL_TIMEOUT", 0.4)
    assert scores(judge(full, LOOPS, graded("gd_step"))) == {"check_gd_step": 4}


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
