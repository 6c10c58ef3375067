"""Explorers: what the controls say is what the picture and the sentence show."""

import numpy as np
import pytest

from lrkit import explore
from lrkit.explore.marks import Text
from lrkit.explore.view import pack_scene

EXPLORERS = [explore.walk, explore.two_curvatures]


@pytest.mark.parametrize("make", EXPLORERS, ids=lambda f: f.__name__)
def test_each_control_changes_the_picture_and_the_words(make):
    """From the ends of any control, both differ from the beginning."""
    first = make()
    for name, control in first.controls.items():
        others = {*control.others()} - {control.value}
        assert others, name
        for value in others:
            explorer = make().set(**{name: value})
            assert explorer.scene.trouble == ""
            assert pack_scene(explorer.scene)[:2] != pack_scene(first.scene)[:2], name
            if name != "rotation":  # a rotation changes the picture only, and that is the point
                assert explorer.says() != first.says(), name


@pytest.mark.parametrize("make", EXPLORERS, ids=lambda f: f.__name__)
def test_a_state_has_one_picture(make):
    """Going away and coming back gives the same bytes: nothing is left behind."""
    explorer = make().set(lr=0.1)
    before = explorer.picture()
    assert explorer.set(lr=2.5).set(lr=0.1).picture() == before


@pytest.mark.parametrize("make", EXPLORERS, ids=lambda f: f.__name__)
def test_the_output_holds_live_view_picture_and_words(make):
    """A notebook takes the view; nbconvert, GitHub and print take the rest."""
    explorer = make()
    data, metadata = explorer._repr_mimebundle_()
    assert "application/vnd.jupyter.widget-view+json" in data
    assert bytes(data["image/png"]).startswith(b"\x89PNG")
    assert explorer.says() in data["text/plain"] and "0x" not in data["text/plain"]
    assert metadata["image/png"]["alt"] == explorer.says()


@pytest.mark.parametrize(
    ("lr", "words"),
    [(0.0, "nothing moves"), (0.5, "comes down on one side"), (1.0, "in a single step"),
     (1.9, "still comes closer"), (2.0, "comes no closer"), (2.5, "it runs away")],
)
def test_the_walk_names_the_regime(lr, words):
    """The closed form's boundaries, at curvature 1: 1 and 2."""
    assert words in explore.walk().set(lr=lr).says()


@pytest.mark.parametrize("lr", [0.1, 1.0, 1.9, 2.5])
def test_a_walk_from_the_minimum_stays_there(lr):
    """At any rate: a factor times a slope of 0 is 0, and the sentence says no more than that."""
    says = explore.walk().set(lr=lr, start=0.0).says()
    assert says.endswith("It starts at the minimum, where the slope is 0: nothing moves.")


def test_the_walk_tells_the_closed_form():
    """x_k = 4 * 0.5**3 after three steps at 0.5: w = 0.5, and the next step is -0.25 long."""
    says = explore.walk().set(lr=0.5, steps=3).says()
    assert "After 3 steps" in says and "w = 0.5," in says and "the next step is −0.25." in says


@pytest.mark.parametrize(
    ("lr", "kappa", "word"),
    [(0.05, 10.0, "converges"), (0.15, 10.0, "overshoots and converges"),
     (0.25, 8.0, "never settles"), (0.3, 10.0, "diverges")],
)
def test_the_light_follows_the_steepest_direction(lr, kappa, word):
    """1/L, 2/L and what lies between and beyond."""
    explorer = explore.two_curvatures().set(lr=lr, kappa=kappa)
    assert f"the run {word}." in explorer.says()
    assert word in explorer.scene.panels[0].title


@pytest.mark.parametrize("lr", [0.0, 1e-300, 3.0, 1e10, 1e300, np.inf])
def test_extreme_rates_are_drawn_without_a_warning(lr):
    """From nothing moves to everything overflows; warnings are errors in this suite."""
    for explorer in (explore.walk().set(lr=lr, steps=5000, start=-5.0),
                     explore.two_curvatures().set(lr=lr, kappa=30.0, rotation=90)):
        assert explorer.scene.trouble == ""
        assert explorer.picture() and explorer.says()


@pytest.mark.parametrize("steps", [0, 1, 40, 5000])
def test_a_walk_of_any_length_is_drawn(steps):
    """None of its steps is lost, and it fits into the picture."""
    explorer = explore.walk().set(steps=steps, lr=0.01)
    assert f"After {steps} step" in explorer.says()
    assert explorer.scene.panels[1].x.high >= steps


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
@pytest.mark.parametrize("make", EXPLORERS, ids=lambda f: f.__name__)
def test_a_step_to_nowhere_is_drawn_as_far_as_it_goes(make, bad):
    """nan or infinity from the learner's step leaves the picture and says so."""
    explorer = make(lambda w, grad, lr: w * bad)
    assert explorer.scene.trouble == ""
    assert "not a number" in explorer.says() or "∞" in explorer.says()


def test_the_learners_own_step_is_what_is_drawn():
    """A step that climbs is drawn climbing."""
    uphill = explore.walk(lambda w, grad, lr: w + lr * grad).set(lr=0.5, steps=2)
    assert "w = 9," in uphill.says()
    right = explore.walk(lambda w, grad, lr: w - lr * grad)
    assert pack_scene(right.scene) == pack_scene(explore.walk().scene)


@pytest.mark.parametrize(
    ("step", "words"),
    [
        (lambda w, grad, lr: w / 0, "Your step raised ZeroDivisionError"),
        (lambda w, grad, lr: np.asarray(w)[3], "Your step raised IndexError"),
        (lambda w, grad, lr: None, "Your step returned nothing"),
    ],
)
@pytest.mark.parametrize("make", EXPLORERS, ids=lambda f: f.__name__)
def test_an_exception_in_the_learners_step_is_a_sentence(make, step, words):
    """No wall of red: the picture stays, the sentence says what happened."""
    with np.errstate(all="ignore"):
        explorer = make(step)
    if "raised" in words and make is explore.two_curvatures and "Zero" in words:
        words = "At rate"  # an array divided by zero is inf, not an exception
    assert words in explorer.says()


def test_the_next_step_is_the_learners_too():
    """At w = 4 a step of a tenth of the place: 0.4 uphill, and no word of gradient descent."""
    explorer = explore.walk(lambda w, grad, lr: 1.1 * w).set(steps=0)
    assert "and the next step is +0.4. Your step is not w − lr · slope." in explorer.says()
    assert explorer.scene.panels[0].title.endswith("next step +0.4")
    failing = explore.walk(lambda w, grad, lr: w / 0).set(steps=0)
    assert failing.says().startswith("Your step raised")


@pytest.mark.parametrize(("step", "word"), [
    (lambda w, grad, lr: w * np.nan, "takes another path than lrkit's"),
    (lambda w, grad, lr: w - 2 * lr * grad, "takes another path than lrkit's"),
    (lambda w, grad, lr: 1 // 0, "stops: your step failed"),
    (lambda w, grad, lr: w - lr * grad, "overshoots and converges"),
])
def test_the_light_is_of_the_run_that_was_made(step, word):
    """A verdict about gradient descent says nothing about a step that is another one."""
    assert word in explore.two_curvatures(step).scene.panels[0].title


def test_at_a_rate_of_zero_nothing_moves():
    """No limit is reached there, and nothing diverges."""
    assert "the run does not move." in explore.two_curvatures().set(lr=0.0).says()


def test_a_long_message_of_an_exception_is_cut():
    """A page of it would push the figure off the screen."""
    def step(w, grad, lr):
        raise RuntimeError("all of the arrays " + 100 * "[0.1 0.2]\n")

    says = explore.walk(step).says()
    assert says.startswith("Your step raised RuntimeError: all of the arrays [0.1") and "…" in says
    assert len(says) < 320 and "\n" not in says


def test_a_step_of_the_wrong_shape_is_said_to_be():
    """The learner's function returned something that cannot be drawn."""
    assert "shape (2,), not one number" in explore.walk(lambda w, grad, lr: [w, w]).says()
    assert "shape (1,), not (2,)" in explore.two_curvatures(lambda w, grad, lr: [1.0]).says()


def test_an_unknown_control_is_answered_with_the_known_ones():
    """A ValueError that lists them."""
    with pytest.raises(ValueError, match=r"control must be one of \['lr', 'steps', 'start'\]"):
        explore.walk().set(rate=0.1)


def test_the_learners_regime_names_each_direction():
    """Its two words stand above the bars and in the sentence; a failure is a sentence too."""
    explorer = explore.two_curvatures(regime=lambda lr, c: f"{lr * c:g}").set(lr=0.1, kappa=8.0)
    words = [mark.text for mark in explorer.scene.panels[1].marks if hasattr(mark, "text")]
    assert {"0.1", "0.8"} <= set(words)
    assert explorer.says().endswith("Your regime: 0.1 in the flattest direction, 0.8 in the "
                                    "steepest.")
    failing = explore.two_curvatures(regime=lambda lr, c: 1 / 0)
    assert failing.says().startswith("Your regime raised ZeroDivisionError")


@pytest.mark.parametrize(("lr", "steps", "align", "shift"), [
    (1.9, 2, "left", 0), (1.9, 40, "right", -15), (2.1, 40, "right", 15), (1.0, 40, "right", 15),
])
def test_the_number_of_the_last_loss_does_not_lie_on_the_run(lr, steps, align, shift):
    """It stands beside the last point, or where there is no room, below a run that falls.

    Above one that rises, and above one that has left the picture at the bottom.
    """
    [words] = [mark for mark in explore.walk().set(lr=lr, steps=steps).scene.panels[1].marks
               if isinstance(mark, Text)]
    assert (words.align, words.shift[1]) == (align, shift)
