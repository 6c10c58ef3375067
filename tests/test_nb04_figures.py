"""The figures of notebook 4: what they say is what the runs did."""

import numpy as np
import pytest

from lrkit import explore, plotting
from lrkit.exercises import get
from lrkit.explore.marks import Band, Line, Text
from lrkit.explore.nb04 import (
    BEST_CONSTANT,
    FAMILIES,
    LABEL_GAP,
    MIN_LOSS,
    STEPS,
    VALLEY,
    label_heights,
)
from lrkit.explore.view import pack_scene
from lrkit.optimizers import GradientDescent
from lrkit.problems import AbsoluteValue, Quadratic
from lrkit.schedules import ExponentialDecay
from lrkit.training import train


def test_a_run_that_freezes_travels_the_sum_of_its_rates():
    """1 + 0.5 + 0.25 + ... is 2, on a slope of 1."""
    run = train(AbsoluteValue(), GradientDescent(), 5.0, ExponentialDecay(1.0, 1, 0.5), 40)
    words = plotting.alt_text(plotting.positions({"half": run}))
    assert "half from 5 to 3 in 40 steps, a distance of 2." in words


def test_positions_are_those_of_one_weight():
    """Two weights would need two curves each."""
    run = train(Quadratic.from_curvatures((1, 2)), GradientDescent(), [1, 1], lr=0.1, num_steps=2)
    with pytest.raises(ValueError, match="one weight, got 2 in 'a'"):
        plotting.positions({"a": run})


@pytest.mark.parametrize("log", [False, True])
def test_curvatures_are_drawn_with_the_limit_of_their_run(log):
    """Curvatures 1 and 3, a rate of 0.5: the largest is 3 throughout, and 2/lr is 4."""
    problem = Quadratic.from_curvatures((1.0, 3.0))
    run = train(problem, GradientDescent(), [1.0, 1.0], 0.5, 8)
    ax = plotting.curvature_over_steps(problem, {"half": run}, every=4, log=log)
    assert "half from 3 to 3 in 8 steps, at most 3 at step 0, with 2/lr at 4" in \
        plotting.alt_text(ax)
    along, limit = ax.get_lines()[:2]
    assert along.get_xdata().tolist() == [0, 4, 8] and set(limit.get_ydata()) == {4.0}
    assert ax.get_yscale() == ("log" if log else "linear")


def test_two_starts_are_told_apart():
    """A panel for each, whose runs do not share colours."""
    problem = Quadratic.from_curvatures((1.0, 3.0))
    run = train(problem, GradientDescent(), [1.0, 1.0], 0.5, 4)
    fig = plotting.two_starts(problem, {"a": run}, {"b": run})
    left, right = fig.axes
    assert (left.get_title(loc="left"), right.get_title(loc="left")) == (
        "Ordinary start", "Steep start")
    assert all(f"{title}, largest curvature over steps: " in plotting.alt_text(fig)
               for title in ("Ordinary start", "Steep start"))
    assert left.get_yscale() == right.get_yscale() == "log"
    assert left.get_lines()[0].get_color() != right.get_lines()[0].get_color()


def test_the_comparison_tells_mean_and_error_of_each_rate():
    """Worked out by hand: 1 and 3 have the mean 2 and the standard error 1."""
    words = plotting.alt_text(plotting.against_first_rate(
        (0.1, 1.0), {"one": [[5.0, 1.0], [5.0, 3.0]], "two": [[1.0, 2.0], [1.0, 2.0]]}))
    assert "one is best at 1: 0.1 5.000 ± 0.000, 1 2.000 ± 1.000" in words
    assert "two is best at 0.1" in words


@pytest.mark.parametrize(("values", "message"), [
    ([[1.0, 2.0]], "at least two seeds"), ([1.0, 2.0], "at least two seeds"),
    ([[1.0], [2.0]], "must have 2 columns, got 1"),
])
def test_the_comparison_refuses_what_does_not_fit(values, message):
    """One seed has no standard error; a column for each rate."""
    with pytest.raises(ValueError, match=message):
        plotting.against_first_rate((0.1, 1.0), {"one": values})


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize("rounds", [1, 3])
def test_a_designed_schedule_has_its_highest_rate_and_falls(family, rounds):
    """The first step after the warm-up has the highest rate; each round begins afresh."""
    designer = explore.schedule_designer()
    rates, _ = designer.design(family, 0.5, 0.01, 10, rounds)
    length = -(-STEPS // rounds)
    assert rates.shape == (STEPS,) and rates.max() == pytest.approx(0.5)
    assert rates[:10] == pytest.approx(0.05 * np.arange(1, 11))
    assert rates[10] == pytest.approx(0.5)
    assert (np.diff(rates[10:length]) <= 0).all()
    if rounds > 1:
        assert rates[length:2 * length] == pytest.approx(rates[:length])
    if family != "constant":
        assert rates[length - 1] < 0.5 * 0.12


def test_the_reference_is_the_best_constant_rate_to_one_digit():
    """No other rate of one digit ends lower."""
    designer = explore.schedule_designer()
    ends = {lr: designer.losses(np.full(STEPS, lr))[-1]
            for lr in (0.05, 0.08, 0.1, 0.2, 0.3, 0.4, 0.5, 1.0)}
    assert min(ends, key=ends.get) == BEST_CONSTANT
    assert VALLEY.value(np.array([5.0, 5.0])) == pytest.approx(13.125)


def test_the_two_parts_add_up_to_the_loss_of_the_bowl():
    """The first step in closed form: 1 - lr*c times the start, and the noise of one step."""
    designer = explore.schedule_designer()
    parts = designer.parts(np.array([0.5]))
    assert parts[0] == pytest.approx([0.625, 12.5])
    noise = designer.noise[0]
    w = 5 * (1 - 0.5 * np.array([[0.05], [1.0]])) - 0.5 * 0.5 * noise
    assert parts[1].sum() == pytest.approx(VALLEY.value(w).mean())
    assert parts[1, 0] == pytest.approx(0.025 * (w[0] ** 2).mean())


@pytest.mark.parametrize(("controls", "words"), [
    ({}, "not below"),
    ({"family": "cosine", "lr": 0.7}, ", below the 0.036"),
    ({"family": "exponential", "left": 1e-4}, "In the end 98% of it lies along the flat"),
    ({"lr": 2.5}, "they diverge"),
    ({"lr": 0.0}, "goes from 13.1 to 13.1"),
    ({"lr": 1e300, "warmup": 50, "rounds": 4}, "they diverge"),
    ({"family": "inverse time", "lr": 1e-300, "left": 1e-4}, "goes from 13.1 to 13.1"),
])
def test_the_designer_tells_what_the_runs_did(controls, words):
    """Below or not below the best constant rate, or gone; also where nothing moves."""
    designer = explore.schedule_designer().set(**controls)
    assert designer.scene.trouble == "" and words in designer.says() and designer.picture()


def test_each_control_of_the_designer_changes_picture_and_words():
    """Each end of each control; what a schedule does not use is switched off."""
    first = explore.schedule_designer().set(family="linear")
    before = pack_scene(first.scene)
    for name, control in first.controls.items():
        for value in {*control.others()} - {first.values[name]}:
            designer = explore.schedule_designer().set(family="linear").set(**{name: value})
            assert designer.scene.trouble == "", (name, value)
            assert pack_scene(designer.scene) != before, (name, value)
            assert designer.says() != first.says(), (name, value)
    assert first.scene.off == () and first.set(family="constant").scene.off == ("left",)


def test_the_figure_shows_the_rates_of_the_design_and_its_rhythm():
    """200 steps and the end of the last; three rounds have two restarts and three warm-ups."""
    designer = explore.schedule_designer().set(family="cosine", rounds=3, warmup=15)
    marks = designer.scene.panels[0].marks
    (stairs,) = [mark for mark in marks if isinstance(mark, Line) and mark.stairs]
    rates, _ = designer.design("cosine", 1.0, 0.01, 15, 3)
    assert stairs.y == pytest.approx([*rates, rates[-1]])
    assert [mark.text for mark in marks if isinstance(mark, Text)].count("restart") == 2
    assert [mark.low for mark in marks if isinstance(mark, Band)] == [0, 67, 134]


@pytest.mark.parametrize("losses", [[0.1, 0.1, 0.1, 0.1], [0, 1e300, np.inf, 1e9], [60, 1, 50, 2],
                                    [0, 0, 0, 0]])
def test_labels_keep_apart(losses):
    """At least a line of words between any two, none above or below the panel."""
    heights = np.sort(np.log10(label_heights(losses)))
    assert (np.diff(heights) >= LABEL_GAP - 1e-9).all() and heights[-1] < np.log10(60)
    assert heights[0] >= np.log10(MIN_LOSS) - 1e-9


def test_the_designer_takes_the_learners_schedule():
    """A right one gives the same curve, a wrong one a sentence, and the steps before it."""
    mine = explore.schedule_designer(lambda step: 0.2)
    assert "at most 0.2 and ends at 0.2" in mine.says()
    assert mine.scene.off == ("lr", "left", "warmup", "rounds")
    assert explore.schedule_designer().set(lr=0.2).says() == mine.says().replace("Your schedule",
                                                                               "Constant")
    assert "At step 0 your schedule raised ZeroDivisionError" in explore.schedule_designer(
        lambda step: 1 / step).says()
    assert "At step 0 your schedule returned nothing" in explore.schedule_designer(
        lambda step: None).says()
    assert "At step 0 your schedule returned something that is not a number" in \
        explore.schedule_designer(lambda step: "fast").says()
    wrong = explore.schedule_designer(lambda step: -1.0 if step == 3 else 0.1)
    assert wrong.says() == "At step 3 your schedule gave −1, which is not a rate. The figure " \
                           "shows the steps before that."
    assert wrong.scene.panels[0].title == "sum of the rates 0.3" and wrong.picture()
    back = explore.schedule_designer(lambda step: None).set(family="cosine")
    assert back.says() == explore.schedule_designer().set(family="cosine").says()


@pytest.mark.parametrize("controls", [{}, {"warmup": 13}, {"rounds": 3, "warmup": 50},
                                      {"lr": 0.3, "left": 0.3, "rounds": 4}])
def test_the_learners_wsd_lr_follows_every_control(controls):
    """A right one gives what lrkit's own schedule gives; no control is switched off."""
    own = explore.schedule_designer(wsd_lr=get("wsd_lr").reference).set(**controls)
    assert own.values["family"] == "stable, decay" and own.scene.off == ()
    theirs = explore.schedule_designer().set(family="stable, decay", **controls)
    assert own.says() == theirs.says()
    assert own.design(**own.values)[0] == pytest.approx(theirs.design(**theirs.values)[0])


def test_a_wrong_wsd_lr_is_drawn_until_it_fails():
    """Its own rates, right or wrong, and a sentence; the other schedules do not ask for it."""
    halved = explore.schedule_designer(wsd_lr=lambda *numbers: numbers[4] / 2)
    assert "is at most 0.5 and ends at 0.5" in halved.says()
    broken = explore.schedule_designer(wsd_lr=lambda step, *numbers: 1 / (20 - step))
    assert "At step 20 your schedule raised ZeroDivisionError" in broken.says()
    assert "At step" not in broken.set(family="cosine").says()
