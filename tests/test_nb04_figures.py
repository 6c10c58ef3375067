"""The figures of notebook 4: what they say is what the runs did."""

import numpy as np
import pytest

from lrkit import explore, plotting
from lrkit.explore.nb04 import BEST_CONSTANT, FAMILIES, STEPS, VALLEY
from lrkit.optimizers import GradientDescent
from lrkit.problems import AbsoluteValue, Quadratic
from lrkit.schedules import ExponentialDecay
from lrkit.training import train


def test_a_run_that_freezes_travels_the_sum_of_its_rates():
    """1 + 0.5 + 0.25 + ... is 2, on a slope of 1."""
    run = train(AbsoluteValue(), GradientDescent(), 5.0, ExponentialDecay(1.0, 1, 0.5), 40)
    words = plotting.alt_text(plotting.places({"half": run}))
    assert "half from 5 to 3 in 40 steps, a way of 2." in words


def test_places_are_those_of_one_weight():
    """Two weights would need two curves each."""
    run = train(Quadratic.from_curvatures((1, 2)), GradientDescent(), [1, 1], lr=0.1, num_steps=2)
    with pytest.raises(ValueError, match="one weight, got 2 in 'a'"):
        plotting.places({"a": run})


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
    rates = designer.design(family, 0.5, 0.01, 10, rounds)
    length = -(-STEPS // rounds)
    assert rates.shape == (STEPS,) and rates.max() == pytest.approx(0.5)
    assert rates[:10] == pytest.approx(0.05 * np.arange(1, 11))
    assert rates[10] == pytest.approx(0.5)
    assert (np.diff(rates[10:length]) <= 0).all()
    if rounds > 1:
        assert rates[length:2 * length] == pytest.approx(rates[:length])
    if family != "constant":
        assert rates[length - 1] < 0.5 * 0.06


def test_the_reference_is_the_best_constant_rate_to_one_digit():
    """No other rate of one digit ends lower."""
    designer = explore.schedule_designer()
    ends = {lr: designer.losses(np.full(STEPS, lr))[-1]
            for lr in (0.05, 0.08, 0.1, 0.2, 0.3, 0.4, 0.5, 1.0)}
    assert min(ends, key=ends.get) == BEST_CONSTANT
    assert VALLEY.value(np.array([5.0, 5.0])) == pytest.approx(13.125)


@pytest.mark.parametrize(("controls", "words"), [
    ({}, "not below"),
    ({"family": "cosine", "lr": 0.7}, ", below the 0.036"),
    ({"family": "exponential", "left": 1e-4}, "not below"),
    ({"lr": 2.5}, "they run away"),
])
def test_the_designer_tells_what_the_runs_did(controls, words):
    """Below or not below the best constant rate, or gone."""
    designer = explore.schedule_designer().set(**controls)
    assert words in designer.says() and designer.picture()


def test_the_designer_takes_the_learners_schedule():
    """A right one gives the same curve, a wrong one a sentence."""
    assert "at most 0.2 and ends with 0.2" in explore.schedule_designer(lambda step: 0.2).says()
    assert "At step 0 your schedule raised" in explore.schedule_designer(lambda step: None).says()
    assert "At step 3 your schedule gave -1" in explore.schedule_designer(
        lambda step: -1.0 if step == 3 else 0.1).says()
    back = explore.schedule_designer(lambda step: None).set(family="cosine")
    assert back.says() == explore.schedule_designer().set(family="cosine").says()
