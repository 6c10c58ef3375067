"""Trials about rates that fall: what a decay refines, and its effect in an epoch."""

import numpy as np

from lrkit.optimizers import GradientDescent
from lrkit.problems import AbsoluteValue, Bowl, NoisyQuadratic, Problem
from lrkit.schedules import Constant, ExponentialDecay, InverseTimeDecay
from lrkit.sweeps import sweep
from lrkit.trials.base import QUALIFIED, TRUE, WRONG, Exhibit, Trial, compare_paired
from lrkit.trials.digits import STEPS_PER_EPOCH, digit_runs

STEPS, GROUPS, RUNS = 500, 5, 400
SCHEDULE_FACTORS = {"constant": Constant(1.0), "one over time": InverseTimeDecay(1.0, 1, 0.5),
                    "times 0.8 a step": ExponentialDecay(1.0, 1, 0.8)}
LR, DECAY_RATE, EPOCHS = 0.3, 0.9, 10


def distances() -> tuple[Exhibit, Exhibit]:
    """Measure the ends of three schedules, in noise and on a slope that never gets flatter."""
    noisy, slope = NoisyQuadratic(Bowl(), noise=1.0), AbsoluteValue()
    groups = {"start": [[1.0]] * RUNS, "seed": range(GROUPS)}
    starts = np.random.default_rng(0).uniform(3, 7, size=5)
    return (Exhibit(f"mean of x² after {STEPS} noisy steps",
                    {name: (_final_places(noisy, 0.1 if name == "constant" else 0.5, groups,
                                          factor) ** 2).mean(axis=0)
                     for name, factor in SCHEDULE_FACTORS.items()}, log=True),
            Exhibit(f"distance left on |x| after {STEPS} steps",
                    {name: np.abs(_final_places(slope, 0.5, {"start": starts[:, None]}, factor))
                     for name, factor in SCHEDULE_FACTORS.items()}))


def _final_places(problem: Problem, lr: float, axes: dict, factor) -> np.ndarray:
    """Return last places of runs at one rate, in the shape of the other axes."""
    return sweep(problem, GradientDescent(), None, {"lr": [lr], **axes}, STEPS,
                 schedule=factor).final_params[0, 0]


def epochs_of_decay() -> tuple[Exhibit, Exhibit]:
    """Measure ExponentialDecay with two meanings of `decay_steps`, on digits."""
    schedules = {f"decay_steps={steps}": ExponentialDecay(1.0, steps, DECAY_RATE)
                 for steps in (STEPS_PER_EPOCH, 1)}
    firsts = STEPS_PER_EPOCH * np.arange(EPOCHS + 1)
    return (Exhibit("rate after an epoch, as a share of the one before",
                    {name: schedule(firsts[1:]) / schedule(firsts[:-1])
                     for name, schedule in schedules.items()}),
            Exhibit(f"share of test digits read after {EPOCHS} epochs",
                    {name: digit_runs([LR], EPOCHS, factor=schedule, every=EPOCHS
                                      ).test_accs[:, 0, -1]
                     for name, schedule in schedules.items()}))


def _judge_distances(noise: Exhibit, slope: Exhibit) -> str:
    nearer = [compare_paired(constant, decayed) == -1 for exhibit in (noise, slope)
              for constant, *others in [exhibit.values.values()] for decayed in others]
    return TRUE if all(nearer) else QUALIFIED if any(nearer) else WRONG


def _judge_epochs(shares: Exhibit, read: Exhibit) -> str:
    kept = [bool(np.allclose(share, DECAY_RATE)) for share in shares.values.values()]
    return TRUE if all(kept) else QUALIFIED if any(kept) else WRONG


TRIALS = (
    Trial(
        "decay_refines", "decay allows finer convergence",
        expected="a rate that falls ends nearer to the minimum than a constant one",
        equal=f"problem, start, {STEPS} steps; {GROUPS} times {RUNS} runs in noise, 5 starts on "
              "the slope",
        rule="true if both decays end nearer on both problems, wrong if none does on any",
        limit="which decay suits another problem",
        measure=distances, judge=_judge_distances),
    Trial(
        "exponential_per_epoch", "exponential decay reduces the rate by a factor each epoch",
        expected=f"after each epoch {DECAY_RATE:g} of the rate is left, however decay_steps is set",
        equal=f"network, data, start, first rate {LR:g}, {EPOCHS} epochs; 5 seeds",
        rule=f"true if both settings leave {DECAY_RATE:g}, wrong if none does",
        limit="what an author meant who did not say in what unit",
        measure=epochs_of_decay, judge=_judge_epochs),
)
