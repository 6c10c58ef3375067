"""What of lrkit runs inside an answer: seen where the text hides it, and never worth a point."""

import sys

import pytest

from lrkit.grading.asked import _names
from lrkit.optimizers import GradientDescent
from lrkit.sandbox.trace import MOST, traced
from tests.grading.judged import RIGHT, graded, judge, scores

HIDDEN = """\
import sys
part = "optim" + "izers"
def gd_step(w, grad, lr):
    method = vars(sys.modules["lrkit." + part])["Gradient" + "Descent"]()
    w = np.asarray(w, float)
    return method.step(w, np.asarray(grad, float), method.init(w), lr)[0]"""
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
    assert _names(said, MOST) == ["lrkit.optimizers.Adam.step", "lrkit.f.<lambda>",
                                  "lrkit.g.<locals>.h"]
    assert _names(["lrkit.a"] * 20, 3) == ["lrkit.a"] * 3
    assert _names({"lrkit.a": 1}, 3) == []


def test_a_function_is_named_once_and_another_watcher_comes_back():
    """A debugger or a coverage tool of somebody else's goes on where it was."""
    def watcher(*_):
        pass

    before = sys.getprofile()
    sys.setprofile(watcher)
    try:
        with traced() as used:
            for _ in range(3):
                GradientDescent().init(0.0)
        assert sys.getprofile() is watcher
    finally:
        sys.setprofile(before)
    assert len(used) == len(set(used))
    assert any(name.endswith("GradientDescent.init") for name in used)


def test_an_error_inside_ends_the_watch():
    """Else all that follows in the submission would be slow."""
    before = sys.getprofile()
    with pytest.raises(ZeroDivisionError), traced():
        _ = 1 / 0
    assert sys.getprofile() is before
