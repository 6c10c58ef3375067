"""The range test and the searches: rules by hand, budgets kept, bad input."""

import numpy as np
import pytest

from lrkit import problems
from lrkit.optimizers import GradientDescent
from lrkit.training import RangeTest, grid_search, log_grid, random_search, range_test, sample_log

GD = GradientDescent()


def test_the_range_test_raises_the_rate_and_ends_when_the_loss_explodes():
    """On a bowl of curvature 2 the loss explodes once the rate is well above 1."""
    found = range_test(problems.Bowl(2.0), GD, 1e3, min_lr=1e-4, max_lr=100.0)
    np.testing.assert_allclose(np.diff(np.log(found.lrs)), np.log(1e6) / 99)
    assert 1 < found.lrs[-1] < 100 and np.isfinite(found.losses).all()
    assert 0.5 < found.lrs[found.losses.argmin()] <= 1.1


def test_fastais_rules_on_losses_made_by_hand():
    """Ten rates, a factor of 10 apart: flat, falling, and up again."""
    lrs = 10.0 ** np.arange(-6, 4)
    losses = np.array([9.0, 9.0, 8.9, 8.0, 5.0, 3.0, 2.0, 1.8, 7.0, 50.0])
    found = RangeTest(lrs, losses)
    assert found.suggest("steep") == pytest.approx(1e-3)     # the fall from 8 to 5 begins there
    assert found.suggest("minimum") == pytest.approx(1.0)    # a tenth of 10
    # The longest falling subsequence has 7 entries and ends at index 7: it is taken to begin at 0,
    # and its middle is 0 + int(7/3) + int(7/6).
    assert found.suggest("valley") == pytest.approx(lrs[3])
    long = RangeTest(np.geomspace(1e-6, 1, 40), np.r_[np.full(30, 2.0), 2 + np.arange(10) ** 2])
    # 15 apart: slopes at 39 and 24, 38 and 23, ... differ until the right one is flat, at 29.
    assert long.suggest("slide") == pytest.approx(long.lrs[15])
    with pytest.raises(ValueError, match=r"rule must be one of .* got 'best'"):
        found.suggest("best")


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
