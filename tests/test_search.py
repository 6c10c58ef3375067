"""The range test and the searches: rules by hand, budgets kept, bad input."""

from itertools import combinations

import numpy as np
import pytest

from lrkit import problems
from lrkit.exercises.nb03.suggest_lr import suggest_lr
from lrkit.optimizers import GradientDescent
from lrkit.training import (
    RangeTest,
    compare_rules,
    grid_search,
    log_grid,
    random_search,
    range_test,
    recorded_range_tests,
    recorded_searches,
    sample_log,
    typical_curves,
)
from tests.recorded.record_curves import _digits, _exploding
from tests.recorded.record_searches import lowest_losses, record_rules

GD = GradientDescent()


def test_the_range_test_raises_the_rate_and_ends_when_the_loss_explodes():
    """On a bowl of curvature 2 the loss explodes once the rate is well above 1."""
    found = range_test(problems.Bowl(2.0), GD, 1e3, min_lr=1e-4, max_lr=100.0)
    np.testing.assert_allclose(np.diff(np.log(found.lrs)), np.log(1e6) / 99)
    assert 1 < found.lrs[-1] < 100 and np.isfinite(found.losses).all()
    assert 0.5 < found.lrs[found.losses.argmin()] <= 1.1


def test_the_steepest_fall_is_where_an_s_shaped_loss_bends():
    """The logistic curve is steepest in its middle, in closed form; a second test has another."""
    lrs = np.geomspace(1e-5, 1, 101)  # a power of ten in 20 steps
    for middle in (-3.0, -1.5):
        losses = 3 - 2 / (1 + np.exp(-5 * (np.log10(lrs) - middle)))
        assert RangeTest(lrs, losses).suggest("steep") == pytest.approx(10**middle)


def test_the_steepest_fall_is_that_of_the_exercise():
    """Uneven rates, random losses: the same number as the exercise's own reference."""
    rng = np.random.default_rng(1)
    for _ in range(20):
        lrs, losses = np.sort(10 ** rng.uniform(-5, 1, 12)), rng.uniform(1, 3, 12)
        assert RangeTest(lrs, losses).suggest("steep") == suggest_lr.reference(lrs, losses)


def test_a_tenth_of_the_lowest():
    """The minimum of a parabola over log10(rate), at 0.01."""
    lrs = np.geomspace(1e-4, 1, 41)
    test = RangeTest(lrs, 1 + (np.log10(lrs) + 2) ** 2)
    assert test.lowest == pytest.approx(0.01)
    assert test.suggest("minimum") == pytest.approx(0.001)


def test_the_valley_is_the_longest_falling_subsequence():
    """Found here by trying every subsequence, and its middle by the words of the docstring."""
    rng = np.random.default_rng(0)
    lrs = 10.0 ** np.arange(-5, 4)
    for k in range(40):
        losses = (rng.permutation(9) if k % 2 else rng.integers(0, 5, 9)).astype(float)  # with ties
        falling = [chosen for size in range(1, 10) for chosen in combinations(range(9), size)
                   if (np.diff(losses[list(chosen)]) < 0).all()]
        length = max(map(len, falling))
        end = min(chosen[-1] for chosen in falling if len(chosen) == length)
        start = max(end - length, 0)
        middle = start + (end - start) // 3 + (end - start) // 6
        assert RangeTest(lrs, losses).suggest("valley") == lrs[middle]


def test_a_loss_that_creeps_over_tiny_rates_leads_the_valley_astray():
    """It falls by a millionth over 60 rates, and by 2 over the 20 after them; then it rises."""
    lrs = np.geomspace(1e-7, 10, 100)
    falls = np.r_[np.full(60, 1e-6 / 60), np.full(20, 0.1), np.full(20, -0.5)]
    test = RangeTest(lrs, 3 - np.cumsum(falls))
    assert test.suggest("valley") < lrs[60] < test.suggest("steep")


@pytest.mark.parametrize("stretch", [1, 2])
def test_the_slide_rests_where_two_slopes_agree(stretch):
    """Slopes of -1, then of +4 for each power of ten, in the corner at rate number 40.

    From the right, the interval of 15 rates first has both ends on the rise: their slopes agree at
    once, and it keeps its first position. With a last rate that jumps it slides one further, to
    where both are on the rise. The number of steps in a power of ten plays no part.
    """
    x = np.arange(80) / (10 * stretch)
    losses = 10 + np.where(x < x[40], -(x - x[40]), 4 * (x - x[40]))
    assert RangeTest(10.0**x, losses).suggest("slide") == pytest.approx(10 ** x[79 - 15])
    losses[-1] += 1  # the slopes of the last two rates
    assert RangeTest(10.0**x, losses).suggest("slide") == pytest.approx(10 ** x[78 - 15])


@pytest.mark.parametrize(("bend", "chosen"), [(0.05, 64), (0.08, 56)])
def test_the_slide_knows_one_threshold(bend, chosen):
    """Two straight lines meet at rate number 70, with slopes that differ by less or more than 1/16.

    Less: the interval rests at once, with its left end at 79 - 15. More: it slides until its right
    end is in the corner, where the slope is halfway between the two; one before, it was at 71.
    """
    x = np.arange(80) / 12
    losses = 5 + np.where(x < x[70], 0.0, bend * (x - x[70]))
    assert RangeTest(10.0**x, losses).suggest("slide") == pytest.approx(10 ** x[chosen])


def test_a_rule_that_is_not_there_is_named():
    """All four are told."""
    with pytest.raises(ValueError, match=r"rule must be one of .*'slide'\), got 'best'"):
        RangeTest(np.array([0.1, 1.0]), np.array([2.0, 1.0])).suggest("best")


def test_a_test_is_read_raw_smoothed_and_without_its_ends():
    """A spike of the raw losses ends the raw test; a tenth and five rates are cut off."""
    lrs, raw = np.geomspace(1e-3, 1, 30), np.full(30, 2.0)
    raw[20] = 9.0
    test = RangeTest(lrs, np.linspace(2, 1, 30), raw)
    assert len(test.unsmoothed().lrs) == 21 and test.unsmoothed().losses[-1] == 9.0
    cut = test.trimmed()
    np.testing.assert_array_equal(cut.lrs, lrs[3:25])
    np.testing.assert_array_equal(cut.losses, test.losses[3:25])
    with pytest.raises(ValueError, match="at least 7 rates are needed, got 6"):
        RangeTest(lrs[:6], raw[:6]).trimmed()


def test_smoothing_keeps_the_raw_losses():
    """With and without it the same run: its raw losses are those of an unsmoothed test."""
    plain, smooth = (range_test(problems.Bowl(), GD, 1.0, min_lr=1e-2, max_lr=1.0, num_steps=9,
                                smoothing=share) for share in (0.0, 0.9))
    np.testing.assert_array_equal(plain.losses, smooth.raw)
    by_hand = (0.9 * 0.1 * plain.losses[0] + 0.1 * plain.losses[1]) / (1 - 0.9**2)
    assert smooth.losses[1] == pytest.approx(by_hand)


def test_rules_are_compared_by_whole_runs():
    """A test whose loss jumps up and falls back: raw, the steepest fall lies beyond the lowest."""
    lrs = np.geomspace(1e-3, 1, 61)
    raw = 2.5 - np.arange(61) * 0.02
    raw[50:] = 3.0
    raw[53:] = 1.9
    smooth = np.minimum.accumulate(raw) + 0.5
    found = compare_rules([RangeTest(lrs, smooth, raw)] * 2, lambda lr, seed: lr + seed)
    assert found["steepest, raw"].behind == 2 and found["steepest, smoothed"].behind == 0
    for outcome in found.values():
        np.testing.assert_array_equal(outcome.losses, outcome.lrs + np.arange(2))


@pytest.mark.parametrize("repetition", [0, 7])
def test_recorded_searches_are_what_the_script_finds(repetition):
    """A repetition that is made anew gives the recorded losses."""
    for name, loss in lowest_losses(repetition).items():
        assert recorded_searches()[name][repetition] == pytest.approx(loss, rel=1e-6), name


def test_recorded_range_tests_are_what_the_script_finds():
    """The first two tests that are made anew give the recorded rates and losses."""
    recorded = recorded_range_tests()
    found = record_rules(2)
    assert list(found) == list(recorded)
    for name, outcome in found.items():
        assert recorded[name].lrs[:2] == pytest.approx(outcome["lrs"], rel=1e-6), name
        assert recorded[name].losses[:2] == pytest.approx(outcome["losses"], rel=1e-6), name
        assert recorded[name].lrs.size == 10


@pytest.mark.parametrize("number", [0, 4])
def test_typical_curves_are_what_the_script_records(number):
    """Two curves that are made anew: the network's, and the linear fit's."""
    made = (_digits("hardly falls", "", 0.003), None, None, None, _exploding())[number]
    curve = typical_curves()[number]
    np.testing.assert_allclose(curve.losses, made["losses"], rtol=1e-5)
    assert (curve.name, curve.setting) == (made["name"], made["setting"])


def test_typical_curves_do_what_their_names_say():
    """Each is told by its own numbers: where it ends, how high it gets, how much it jumps."""
    curves = {curve.name: curve.losses / curve.losses[0] for curve in typical_curves()}
    assert len(curves) == 8 and all(curve.action for curve in typical_curves())
    assert curves["hardly falls"].min() > 0.9
    assert curves["falls, then levels off"][-1] < 0.15
    assert 0.5 < curves["jumps about"][-1] < curves["jumps about"].max() > 1.5
    assert curves["rises, stuck at a guess"].max() > 5
    assert np.ptp(curves["rises, stuck at a guess"][-15:]) < 0.1
    assert np.diff(curves["grows without end"][20:]).min() > 0
    floor = curves["falls to a noisy floor"][-100:]
    assert floor.max() > 2 * floor.min() and floor.max() < 0.5
    spiky = curves["spikes, but recovers"]
    assert spiky[60:75].max() > 4 * spiky[60] and spiky[-1] < spiky[60]
    assert curves["best at the upper edge"].argmin() == 3


@pytest.mark.parametrize(("options", "message"), [
    ({"min_lr": 0.0}, "0 < min_lr < max_lr is needed, got 0.0 and 10.0"),
    ({"min_lr": 2.0, "max_lr": 1.0}, "0 < min_lr < max_lr is needed"),
    ({"num_steps": 1}, "num_steps must be at least 2, got 1"),
    ({"smoothing": 1.0}, "smoothing must be from 0 to below 1, got 1.0"),
])
def test_bad_range_tests_are_named(options, message):
    """A ValueError before anything runs."""
    with pytest.raises(ValueError, match=message):
        range_test(problems.Bowl(), GD, 1.0, **options)


def test_a_running_average_of_losses_is_corrected_for_its_start():
    """A loss that hardly changes stays what it is when it is smoothed."""
    found = range_test(problems.Bowl(), GD, 1.0, min_lr=1e-9, max_lr=1e-8, smoothing=0.98)
    np.testing.assert_allclose(found.losses, 0.5, rtol=1e-5)


def test_a_grid_tries_every_combination_with_every_seed():
    """Each once, in order; nan loses against everything."""
    calls = []

    def evaluate(seed, lr, momentum):
        calls.append((lr, momentum, seed))
        return np.nan if lr == 1.0 else lr + momentum + 0.1 * seed

    found = grid_search(evaluate, {"lr": [1.0, 0.2, 0.1], "momentum": [0.0, 0.5]}, seeds=(0, 2))
    assert len(calls) == len(set(calls)) == found.num_runs == 12
    assert found.best.settings == {"lr": 0.1, "momentum": 0.0}
    assert found.best.mean == pytest.approx(0.2) and found.best.spread == pytest.approx(0.02**0.5)
    assert found.on_edge("lr") and found.on_edge("momentum")


def test_a_budget_is_kept_and_what_was_left_out_is_said():
    """Points that are begun are finished with all their seeds."""
    found = grid_search(lambda seed, lr: lr, {"lr": [3, 2, 1]}, seeds=(0, 1), budget=5)
    assert found.num_runs == 4 and found.left_out == 1 and found.best.settings == {"lr": 2}
    none = grid_search(lambda seed, lr: np.inf, {"lr": [1]})
    assert none.best is None and "no finite loss" in repr(none)


def test_random_points_come_from_the_generator():
    """The same seed draws the same points, spread evenly over the powers of ten."""
    def search(seed):
        return random_search(lambda lr, seed: lr, {"lr": sample_log(1e-4, 1)}, 400,
                             np.random.default_rng(seed))

    lrs = np.array([trial.settings["lr"] for trial in search(3).trials])
    assert repr(search(3)) == repr(search(3)) != repr(search(4))
    assert lrs.min() >= 1e-4 and lrs.max() <= 1
    assert np.histogram(np.log10(lrs), bins=[-4, -3, -2, -1, 0])[0] == pytest.approx(100, abs=35)


@pytest.mark.parametrize(("call", "message"), [
    (lambda: grid_search(len, {}), "grid must name at least one setting"),
    (lambda: grid_search(len, {"lr": []}), "got none for 'lr'"),
    (lambda: grid_search(len, {"lr": [1]}, seeds=()), "seeds must hold at least one seed"),
    (lambda: grid_search(len, {"lr": [1]}, seeds=(1, 2), budget=1), "budget must be at least 2"),
    (lambda: random_search(len, {}, 5, None), "draw must name at least one setting"),
    (lambda: random_search(len, {"lr": len}, 0, None), "num_trials must be at least 1, got 0"),
    (lambda: log_grid(0.0, 1.0, 5), "0 < low < high is needed, got 0.0 and 1.0"),
    (lambda: log_grid(0.1, 1.0, 1), "num must be at least 2, got 1"),
    (lambda: sample_log(1.0, 0.1), "0 < low < high is needed"),
    (lambda: grid_search(lambda lr, seed: lr, {"lr": [1]}).on_edge("beta"), "got 'beta'"),
])
def test_bad_searches_are_named(call, message):
    """A ValueError before anything runs."""
    with pytest.raises(ValueError, match=message):
        call()
