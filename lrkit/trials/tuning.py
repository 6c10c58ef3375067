"""Trials about tuning: grids of eight rates, and schedules that are tuned alike."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from lrkit.schedules import (
    Constant,
    CosineDecay,
    ExponentialDecay,
    Schedule,
    WarmupStableDecay,
)
from lrkit.training import log_grid
from lrkit.trials.base import Exhibit, Trial, compare_paired
from lrkit.trials.digits import STEPS_PER_EPOCH, DigitRuns, best_rate, digit_runs

LOW, HIGH, NUM_RATES, GRID_EPOCHS = 1e-4, 10.0, 8, 5
ACCURACY_TOLERANCE = 0.01  # of the accuracy of the best known rate
EPOCHS, SEEDS = 10, range(16)
LRS = (0.57, 0.8, 1.13, 1.6)
STEPS = EPOCHS * STEPS_PER_EPOCH
SCHEDULES: dict[str, tuple[Schedule, ...]] = {
    "constant": (Constant(1.0),),
    "cosine": (CosineDecay(1.0, STEPS),),
    "exponential": tuple(ExponentialDecay(1.0, STEPS, end) for end in (0.2, 0.4, 0.7)),
    "a fall in the last fifth": (WarmupStableDecay(1.0, STEPS, 0, STEPS // 5, tail="linear"),)}


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
    """Measure test losses of four schedules: each at its best setting, and all at the first rate.

    The share of the rate with which the exponential decay ends is tuned as the rate is.
    """
    own, same = {}, {}
    for name, variants in SCHEDULES.items():
        runs = [digit_runs(LRS, EPOCHS, seeds=SEEDS, factor=variant, every=EPOCHS)
                for variant in variants]
        lowest = min(runs, key=lambda one: _held_out(one)[best_rate(one)])
        own[f"{name}, {LRS[best_rate(lowest)]:g}"] = lowest.test_losses[:, best_rate(lowest), -1]
        same[f"{name}, {LRS[0]:g}"] = min(
            runs, key=lambda one: _held_out(one)[0]).test_losses[:, 0, -1]
    return (Exhibit(f"test loss after {EPOCHS} epochs, each at its own best rate", own),
            Exhibit(f"test loss after {EPOCHS} epochs, all from the same first rate", same))


def _held_out(runs: DigitRuns) -> NDArray:
    """Return the mean held-out loss at the end of each rate's runs."""
    return runs.val_losses[..., -1].mean(axis=0)


def _comes_close(read: Exhibit) -> Mapping[str, float]:
    *tried, fine = read.values
    best = np.mean(read.values[fine])
    return {name: np.mean(read.values[name]) > best - ACCURACY_TOLERANCE for name in tried}


def _ends_lower(own_best: Exhibit, _: Exhibit) -> Mapping[str, float]:
    constant, *falling = own_best.values
    return {name.split(", ")[0]:
            compare_paired(own_best.values[constant], own_best.values[name]) == -1
            for name in falling}


TRIALS = (
    Trial(
        "grid_search_finds", "grid search finds the optimal rate",
        expected="the best of eight rates reads as many digits as the best rate of a fine grid",
        equal=f"network, images, start, {GRID_EPOCHS} epochs, eight rates from {LOW:g} to "
              f"{HIGH:g}; 5 seeds",
        rule=f"the mean accuracy comes within {ACCURACY_TOLERANCE:g} of the fine grid's best",
        limit="grids over several hyperparameters",
        measure=grids, seen=_comes_close),
    Trial(
        "dynamic_rate_helps", "a dynamic rate helps on complex loss surfaces",
        expected="each falling schedule, at its best setting, ends with a lower test loss than the "
                 "best constant rate",
        equal=f"network, images, start, order of the batches, {EPOCHS} epochs, the four first "
              f"rates; for exponential decay also three end rates; {len(SEEDS)} seeds",
        rule="a lower test loss is detected (paired difference, 95 %)",
        limit="how complex this surface is; other budgets",
        measure=schedules, seen=_ends_lower),
)
