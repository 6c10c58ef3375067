"""Trials about rates that fall: where a decay ends nearer, and what it does in an epoch."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from lrkit.optimizers import GradientDescent
from lrkit.problems import Bowl, NoisyQuadratic, Problem, Quadratic
from lrkit.schedules import Constant, ExponentialDecay, InverseTimeDecay, Schedule
from lrkit.sweeps import sweep
from lrkit.training import log_grid
from lrkit.trials.base import Exhibit, Trial, compare_paired
from lrkit.trials.digits import STEPS_PER_EPOCH, digit_runs

STEPS, GROUPS, RUNS = 500, 5, 200
LRS, SPEEDS = log_grid(0.005, 1.98, 8), 4  # of each decay; a constant rate gets as many settings
SETTINGS: dict[str, list[tuple[Schedule, NDArray]]] = {
    "constant": [(Constant(1.0), log_grid(LRS[0], LRS[-1], len(LRS) * SPEEDS))],
    "one over time": [(InverseTimeDecay(1.0, 1, speed), LRS) for speed in (0.01, 0.1, 0.3, 1.0)],
    "exponential": [(ExponentialDecay(1.0, STEPS, end), LRS) for end in (0.001, 0.01, 0.03, 0.1)]}
LR, DECAY_RATE, EPOCHS = 0.3, 0.9, 10


def distances() -> tuple[Exhibit, Exhibit]:
    """Measure where three schedules end, each at its best setting, with noise and without."""
    noisy, valley = NoisyQuadratic(Bowl(), noise=1.0), Quadratic.from_curvatures((1.0, 0.01))
    starts = np.random.default_rng(0).uniform(3, 7, size=(5, 2))
    with_noise, without = {}, {}
    for name, settings in SETTINGS.items():
        schedule, lr = _best(noisy, settings, {"start": [[5.0]] * RUNS, "seed": [GROUPS]})
        axes = {"start": [[5.0]] * RUNS, "seed": range(GROUPS)}
        with_noise[name] = _squares(noisy, schedule, [lr], axes)[0].mean(axis=0)
        schedule, lr = _best(valley, settings, {"start": starts})
        without[name] = np.sqrt(_squares(valley, schedule, [lr], {"start": starts})[0])
    return (Exhibit(f"with noise: mean of x² after {STEPS} steps", with_noise, log=True),
            Exhibit(f"without noise: distance left after {STEPS} steps", without, log=True))


def _best(problem: Problem, settings: list[tuple[Schedule, NDArray]], axes: dict
          ) -> tuple[Schedule, float]:
    """Return the schedule and the rate that end nearest to the minimum."""
    ends = {(schedule, lr): square for schedule, lrs in settings for lr, square in zip(
        lrs, _squares(problem, schedule, lrs, axes).reshape(len(lrs), -1).mean(axis=1),
        strict=True)}
    return min(ends, key=ends.get)


def _squares(problem: Problem, schedule: Schedule, lrs: NDArray | list, axes: dict) -> NDArray:
    """Return squared distances from 0 of the last points, in the shape of rates and axes."""
    ends = sweep(problem, GradientDescent(), None, {"lr": lrs, **axes}, STEPS,
                 schedule=schedule).final_params
    return (ends**2).sum(axis=0)


def epochs_of_decay() -> tuple[Exhibit, Exhibit]:
    """Measure ExponentialDecay with two meanings of `decay_steps`, on digits."""
    schedules = {f"decay_steps={steps}": ExponentialDecay(1.0, steps, DECAY_RATE)
                 for steps in (STEPS_PER_EPOCH, 1)}
    firsts = STEPS_PER_EPOCH * np.arange(EPOCHS + 1)
    return (Exhibit("rate after an epoch, as a share of the one before",
                    {name: schedule(firsts[1:]) / schedule(firsts[:-1])
                     for name, schedule in schedules.items()}, repeated=False),
            Exhibit(f"share of test digits read after {EPOCHS} epochs",
                    {name: digit_runs([LR], EPOCHS, factor=schedule, every=EPOCHS
                                      ).test_accs[:, 0, -1]
                     for name, schedule in schedules.items()}))


def _ends_nearer(*exhibits: Exhibit) -> Mapping[str, float]:
    seen = {}
    for exhibit in exhibits:
        constant, *decays = exhibit.values
        where = exhibit.unit.split(":")[0]
        seen |= {f"{name} {where}":
                 compare_paired(exhibit.values[constant], exhibit.values[name]) == -1
                 for name in decays}
    return seen


def _keeps_its_factor(shares: Exhibit, _: Exhibit) -> Mapping[str, float]:
    return {name: np.mean(np.isclose(share, DECAY_RATE)) for name, share in shares.values.items()}


TRIALS = (
    Trial(
        "decay_refines", "decay allows finer convergence",
        expected="a falling rate ends nearer to the minimum than a constant one, with noise and "
                 "without",
        equal=f"problem, start, {STEPS} steps, and the tuning: the best of {len(LRS) * SPEEDS} "
              f"settings each; {GROUPS} times {RUNS} runs with noise, 5 starts without",
        rule="a smaller distance is detected (paired difference, 95 %)",
        limit="which decay suits another problem",
        measure=distances, seen=_ends_nearer),
    Trial(
        "exponential_per_epoch", "exponential decay reduces the rate by a factor each epoch",
        expected=f"after each epoch {DECAY_RATE:g} of the rate is left, whatever decay_steps is",
        equal=f"network, images, start, first rate {LR:g}, {EPOCHS} epochs; 5 seeds",
        rule=f"in an epoch, the rate is multiplied by {DECAY_RATE:g}",
        limit="what authors mean when they do not name the unit",
        measure=epochs_of_decay, seen=_keeps_its_factor),
)
