"""The figures of notebook 3: what they say is what the searches found."""

import numpy as np
import pytest

from lrkit import explore, plotting
from lrkit.explore import nb03
from lrkit.explore.marks import Band, Line, Points
from lrkit.explore.view import pack
from lrkit.problems import DigitsNetwork, load_digits
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
    """In the title, in the sentence, and as a stripe where better rates may lie."""
    explorer = explore.rate_search().set(low=low, high=high, n=n)
    assert f"It lies {words}." in explorer.says()
    assert words in explorer.scene.panels[0].title
    marks = explorer.scene.panels[0].marks
    best = next(mark.x[0] for mark in marks if getattr(mark, "marker", "") == "star")
    (stripe,) = [mark for mark in marks if isinstance(mark, Band)]
    assert (stripe.low < best, best < stripe.high) == (
        "upwards" not in words, "downwards" not in words)


def test_the_rates_on_the_axis_are_written_out():
    """0.00001, and not what rounding makes of it."""
    explorer = explore.rate_search()
    assert list(explorer.scene.panels[0].x.ticks.values()) == [
        "0.00001", "0.0001", "0.001", "0.01", "0.1", "1", "10"]
    assert explorer.set(low=1e-5).standing().startswith("lowest rate 0.00001 ")


@pytest.mark.parametrize(("n", "seeds", "budget", "words", "left_out"), [
    (5, 6, 24, "24 of 24 runs are used; that left 1 of 5 rates out", 1),
    (24, 6, 6, "6 of 6 runs are used; that left 23 of 24 rates out", 23),
    (4, 6, 24, "24 of 24 runs are used. ", 0),
])
def test_a_search_beyond_the_budget_leaves_rates_out(n, seeds, budget, words, left_out):
    """Rates times seeds, up to the budget: the rest are crosses in both panels."""
    explorer = explore.rate_search().set(n=n, seeds=seeds, budget=budget)
    assert words in explorer.says()
    rates, plan = explorer.scene.panels
    assert crosses(rates) == left_out and crosses(plan) == left_out * seeds
    assert ("▲" in plan.title) == bool(left_out)


def crosses(panel):
    """How many grey crosses a panel has."""
    return sum(len(mark.x) for mark in panel.marks if isinstance(mark, Points)
               and (mark.colour, mark.marker) == ("grey", "cross"))


def test_each_control_of_the_search_changes_picture_and_words():
    """Its ends work, and coming back gives the same scene."""
    explorer = explore.rate_search().set(low=0.01, high=1.0, n=3)
    before = pack(explorer.scene)
    for name, value in (("low", 0.1), ("high", 5.0), ("n", 4), ("seeds", 6),
                        ("spacing", "linear"), ("budget", 48)):
        old = explorer.values[name]
        explorer.set(**{name: value})
        assert explorer.scene.trouble == "" and explorer.picture()
        assert pack(explorer.scene) != before and explorer.says() != before[0]["says"], name
        assert pack(explorer.set(**{name: old}).scene) == before, name


def test_runs_that_are_made_side_by_side_are_those_that_are_made_alone():
    """The plain loop of the notebook, one run after the other, for small, good and lost rates."""
    digits = load_digits()
    net = DigitsNetwork(digits.X_train[:nb03.LEARN], digits.y_train[:nb03.LEARN])
    held_out = DigitsNetwork(digits.X_train[nb03.LEARN:], digits.y_train[nb03.LEARN:])
    lrs, seeds = [0.0, 0.001, 0.3, 2.0, 1e200], [0, 5]
    nb03._LOSSES.clear()
    nb03.train(lrs, seeds)
    for seed in seeds:
        for lr in lrs:
            rng = np.random.default_rng(seed)
            w = net.init(rng)
            with np.errstate(all="ignore"):
                for batch in rng.integers(nb03.LEARN, size=(nb03.STEPS, nb03.BATCH)):
                    w = w - lr * net.sample_grad(w, batch)
                alone = np.nan_to_num(held_out.value(w), nan=np.inf, posinf=np.inf)
            assert nb03.held_out_loss(lr, seed) == pytest.approx(alone, rel=1e-12)


def test_a_run_is_made_once(monkeypatch):
    """Coming back to a value trains nothing; one more rate trains that one alone."""
    explorer = explore.rate_search()
    nb03._LOSSES.pop((0.0123, 0), None)
    before = dict(nb03._LOSSES)
    monkeypatch.setattr(nb03, "GradientDescent", None)  # training would fail
    assert explorer.set(budget=48).scene.trouble == ""
    monkeypatch.undo()
    nb03.train([*explorer.rates(1e-4, 0.01, 4, "logarithmic"), 0.0123], [0])
    assert nb03._LOSSES.keys() - before.keys() == {(0.0123, 0)}


def test_means_and_standard_errors_are_those_of_the_runs():
    """Worked out from the runs themselves, for two seeds: half their distance is the error."""
    explorer = explore.rate_search().set(low=0.1, high=10.0, n=2, seeds=2)
    losses = [nb03.held_out_loss(0.1, seed) for seed in (0, 1)]
    bars = next(mark for mark in explorer.scene.panels[0].marks
                if isinstance(mark, Line) and mark.width > 2)
    assert bars.y[:2] == pytest.approx(sorted(losses))
    assert f"a loss of {np.mean(losses):.3g}" in explorer.says()


def test_a_search_without_a_range_is_a_sentence():
    """The lowest rate may be dragged above the highest."""
    explorer = explore.rate_search().set(low=0.1)
    assert explorer.says() == "The lowest rate, 0.1, must be below the highest, 0.01."
    assert "no grid" in explorer.scene.panels[0].title


def test_the_search_takes_the_learners_grid():
    """A right one gives the same picture, a wrong one a sentence."""
    same = explore.rate_search(lambda lo, hi, n: np.geomspace(lo, hi, n).tolist())
    assert same.picture() == explore.rate_search().picture()
    assert "Your grid raised" in explore.rate_search(lambda lo, hi, n: 1 / 0).says()
    assert "shape (2,), not (4,)" in explore.rate_search(lambda lo, hi, n: [lo, hi]).says()
    assert "Your grid returned nothing" in explore.rate_search(lambda lo, hi, n: None).says()
    assert "of at least 0" in explore.rate_search(lambda lo, hi, n: [-lo] * n).says()


@pytest.mark.parametrize("lrs", [[0.0] * 4, [1e200] * 4, [1e-300, 0.3, 0.3, 1e300]])
def test_rates_far_away_stand_at_the_edge(lrs):
    """A grid may hold 0 and rates at which every number overflows."""
    explorer = explore.rate_search(lambda lo, hi, n: lrs)
    assert explorer.scene.trouble == "" and explorer.picture()
    assert ("No run has a finite loss." in explorer.says()) == (min(lrs) == 1e200)
