"""The figures of notebook 3: what they say is what the searches found."""

import numpy as np
import pytest

from lrkit import explore, plotting
from lrkit.training import RangeTest, grid_search


def parabola(lr, seed):
    """Best at 0.1; nan from 10 on."""
    return np.log10(lr / 0.1) ** 2 + 1 + 0.1 * seed if lr < 10 else np.nan


def test_a_search_tells_its_best_its_edge_and_its_lost_runs():
    """The mean over the seeds 0 and 1 at the best rate is 1.05."""
    inside = grid_search(parabola, {"lr": [0.1, 0.01, 1.0, 10.0]}, seeds=(0, 1))
    edge = grid_search(parabola, {"lr": [0.001, 0.01]})
    words = plotting.alt_text(plotting.rate_searches({"a": inside, "b": edge}))
    assert "a: 4 rates from 0.01 to 10, 2 seeds each, the best 1.05 with a spread of 0.071 at " \
           "0.1, 2 runs lost" in words
    assert "b: 2 rates from 0.001 to 0.01, the best 2 at 0.01, on the edge" in words


def test_a_search_without_a_finite_loss_is_drawn():
    """Crosses only, and the words say so."""
    lost = grid_search(parabola, {"lr": [10.0, 20.0]})
    assert "no finite loss" in plotting.alt_text(plotting.rate_searches({"a": lost}))


def test_a_search_over_another_setting_is_refused():
    """The axis is that of the rate."""
    found = grid_search(lambda momentum, seed: momentum, {"momentum": [0.1, 0.2]})
    with pytest.raises(ValueError, match="over 'lr' alone, got \\['momentum'\\]"):
        plotting.rate_searches({"a": found})


def test_range_tests_tell_their_lowest_losses_and_the_marks():
    """One mark for each test, or none at all."""
    tests = {"a": RangeTest(np.array([0.01, 0.1, 1.0]), np.array([2.0, 1.5, 9.0]))}
    words = plotting.alt_text(plotting.range_tests(tests, {"steepest": [0.1]}))
    assert "Lowest losses: 1.5 at 0.1. Steepest: 0.1." in words
    assert plotting.alt_text(plotting.range_tests(tests)).endswith("1.5 at 0.1.")
    with pytest.raises(ValueError, match="must hold 1 rates, got 2"):
        plotting.range_tests(tests, {"steepest": [0.1, 0.2]})


def test_differences_tell_mean_and_standard_error():
    """1, 2, 3: the mean 2, the standard error 1 over the root of 3."""
    words = plotting.alt_text(plotting.seed_differences({"a": [1, 2, 3], "b": [-1, 1]}))
    assert "a: 3 of 3 above 0, mean 2, standard error 0.58" in words
    assert "b: 1 of 2 above 0, mean 0, standard error 1" in words
    with pytest.raises(ValueError, match="at least two, got 1"):
        plotting.seed_differences({"a": [1.0]})


@pytest.mark.parametrize(("low", "high", "n", "words"), [
    (1e-4, 0.01, 4, "on the edge: extend the grid upwards"),
    (0.1, 10.0, 2, "on the edge: extend the grid downwards"),
    (0.01, 10.0, 4, "inside the grid"),
])
def test_the_lamp_says_where_the_best_rate_lies(low, high, n, words):
    """In the title and in the sentence."""
    explorer = explore.rate_search().set(low=low, high=high, n=n)
    assert f"It lies {words}." in explorer.says()
    assert words in explorer.ax.get_title(loc="left")


def test_the_rates_on_the_axis_are_written_out():
    """0.00001, and not what rounding makes of it."""
    ax = explore.rate_search().ax
    assert ax.xaxis.get_major_formatter()(10.0**-5 * (1 - 1e-16), None) == "0.00001"
    assert ax.xaxis.get_major_formatter()(9.999999999999999e-06, None) == "0.00001"


def test_a_search_beyond_the_budget_leaves_rates_out():
    """24 runs, 6 seeds: four rates of five."""
    explorer = explore.rate_search().set(n=5, seeds=6)
    assert "24 of 24 runs are used; that left 1 of 5 rates out" in explorer.says()
    assert len(explorer.left_out.get_xdata()) == 1


def test_each_control_of_the_search_changes_picture_and_words():
    """Coming back gives the same bytes."""
    start = explore.rate_search().set(low=0.01, high=1.0)
    before = start.picture(), start.says()
    for name, value in (("low", 0.1), ("high", 5.0), ("n", 3), ("seeds", 2),
                        ("spacing", "linear")):
        old = start.values[name]
        start.set(**{name: value})
        assert start.picture() != before[0] and start.says() != before[1], name
        assert start.set(**{name: old}).picture() == before[0], name


def test_a_search_without_a_range_is_a_sentence():
    """The lowest rate may be dragged above the highest."""
    explorer = explore.rate_search().set(low=0.1)
    assert explorer.says() == "The lowest rate, 0.1, must be below the highest, 0.01."
    assert "no grid" in explorer.ax.get_title(loc="left")


def test_the_search_takes_the_learners_grid():
    """A right one gives the same picture, a wrong one a sentence."""
    same = explore.rate_search(lambda lo, hi, n: np.geomspace(lo, hi, n).tolist())
    assert same.picture() == explore.rate_search().picture()
    assert "Your grid raised" in explore.rate_search(lambda lo, hi, n: 1 / 0).says()
    assert "must return 4 rates" in explore.rate_search(lambda lo, hi, n: [lo, hi]).says()
    assert "must return 4 rates" in explore.rate_search(lambda lo, hi, n: None).says()
    lost = explore.rate_search(lambda lo, hi, n: np.full(n, 1e200))
    assert "No run has a finite loss." in lost.says()
