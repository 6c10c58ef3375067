"""Trials about tuning: grids of eight rates, and schedules that are tuned alike."""

import numpy as np
from numpy.typing import NDArray

from lrkit.schedules import Constant, CosineDecay, ExponentialDecay, Schedule
from lrkit.training import log_grid
from lrkit.trials.base import QUALIFIED, TRUE, WRONG, Exhibit, Trial, compare_paired
from lrkit.trials.digits import STEPS_PER_EPOCH, best_rate, digit_runs

LOW, HIGH, NUM_RATES, GRID_EPOCHS = 1e-4, 10.0, 8, 5
ACCURACY_TOLERANCE = 0.01  # of the accuracy of the best known rate
EPOCHS, SEEDS = 10, range(8)
LRS = (0.4, 0.57, 0.8, 1.13, 1.6)
SCHEDULE_FACTORS = {"constant": Constant(1.0), "cosine": CosineDecay(1.0, EPOCHS * STEPS_PER_EPOCH),
                    "exponential": ExponentialDecay(1.0, EPOCHS * STEPS_PER_EPOCH, 0.02)}


def grids() -> tuple[Exhibit]:
    """Measure the best of eight rates at equal distances, at equal factors, and of a fine grid."""
    tried = {"8 at equal distances": np.linspace(LOW, HIGH, NUM_RATES),
             "8 at equal factors": log_grid(LOW, HIGH, NUM_RATES),
             "fine grid": log_grid(0.1, 2.0, 12)}
    return (Exhibit(f"share of test digits read after {GRID_EPOCHS} epochs",
                    {name: _read_by_best(lrs) for name, lrs in tried.items()}),)


def _read_by_best(lrs: NDArray) -> NDArray:
    """Return the test accuracy of the rate with the lowest mean held-out loss, shape (S,)."""
    runs = digit_runs(lrs, GRID_EPOCHS, every=GRID_EPOCHS)
    return runs.test_accs[:, best_rate(runs), -1]


def schedules() -> tuple[Exhibit, Exhibit]:
    """Measure test losses of three schedules: each at its best of five rates, and all at 0.4."""
    losses, best = {}, {}
    for name, factor in SCHEDULE_FACTORS.items():
        losses[name], best[name] = _losses(factor)
    own = {f"{name}, {LRS[best[name]]:g}": found[:, best[name]] for name, found in losses.items()}
    same = {f"{name}, 0.4": found[:, LRS.index(0.4)] for name, found in losses.items()}
    return (Exhibit(f"test loss after {EPOCHS} epochs, own best rate", own),
            Exhibit("test loss, the same first rate", same))


def _losses(factor: Schedule) -> tuple[NDArray, int]:
    """Return test losses, shape (S, R), and the index of the rate with the lowest held-out loss."""
    runs = digit_runs(LRS, EPOCHS, seeds=SEEDS, factor=factor, every=EPOCHS)
    return runs.test_losses[..., -1], best_rate(runs)


def _judge_grids(read: Exhibit) -> str:
    *tried, fine = read.values.values()
    found = [bool(np.mean(accs) > np.mean(fine) - ACCURACY_TOLERANCE) for accs in tried]
    return TRUE if all(found) else QUALIFIED if any(found) else WRONG


def _judge_schedules(own_best: Exhibit, same_rate: Exhibit) -> str:
    constant, *falling = own_best.values.values()
    orders = [compare_paired(constant, losses) for losses in falling]
    return TRUE if max(orders) == -1 else WRONG if min(orders) == 1 else QUALIFIED


TRIALS = (
    Trial(
        "grid_search_finds", "grid search finds the optimal rate",
        expected="the best of eight rates reads as many digits as the best rate there is",
        equal=f"network, data, start, {GRID_EPOCHS} epochs, eight rates from {LOW:g} to {HIGH:g}; "
              "5 seeds",
        rule=f"true if both grids come within {ACCURACY_TOLERANCE:g} of the fine grid's best, "
             "wrong if neither does",
        limit="grids over several hyperparameters",
        measure=grids, judge=_judge_grids),
    Trial(
        "dynamic_rate_helps", "a dynamic rate helps on complex loss surfaces",
        expected="each falling schedule, at its best rate, ends lower than the best constant rate",
        equal=f"network, data, start, batches, {EPOCHS} epochs, five first rates each; "
              f"{len(SEEDS)} seeds",
        rule="true if cosine and exponential decay both end lower, wrong if both end higher",
        limit="how complex this surface is; other budgets",
        measure=schedules, judge=_judge_schedules),
)
