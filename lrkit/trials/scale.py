"""Trials about the size of the rate: one data set in three scalings.

For each repetition the patients are drawn anew, with replacement: a bootstrap, which shows how much
of a result is due to these 442 people.
"""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from lrkit.problems import LeastSquares, load_diabetes
from lrkit.trials.base import QUALIFIED, TRUE, WRONG, Exhibit, Trial, compare_paired

SCALINGS = ("unit norm", "standardised", "raw")
REPEATS = 10


def limits() -> tuple[Exhibit]:
    """Measure the largest stable rate of linear regression in each scaling of the diabetes data."""
    values = {scaling: np.array([problem.max_stable_lr for problem in _resampled(scaling)])
              for scaling in SCALINGS}
    return (Exhibit("largest stable rate", values, log=True),)


def loss_left(num_steps: int = 100) -> tuple[Exhibit]:
    """Measure the share of the avoidable loss that is left, at 0.1 and 0.01, in each scaling."""
    values = {}
    for scaling in SCALINGS:
        problems = list(_resampled(scaling))
        for lr in (0.1, 0.01):
            values[f"{scaling}, {lr:g}"] = np.array([_left(problem, lr, num_steps)
                                                     for problem in problems])
    return (Exhibit(f"share of the loss left after {num_steps} steps", values, log=True),)


def _resampled(scaling: str) -> Iterator[LeastSquares]:
    data = load_diabetes(scaling)
    for seed in range(REPEATS):
        rows = np.random.default_rng(seed).integers(len(data.y), size=len(data.y))
        yield LeastSquares(data.X[rows], data.y[rows] - data.y[rows].mean())


def _left(problem: LeastSquares, lr: float, num_steps: int) -> float:
    """Compute the share of the loss that is left, without making the run.

    Along each direction of curvature c a step multiplies the distance by 1 - lr*c. So a million
    steps would cost no more than one.
    """
    curvatures, directions = np.linalg.eigh(problem.hessian)
    start = directions.T @ problem.minimum
    with np.errstate(over="ignore"):
        ends = start * (1 - lr * curvatures) ** num_steps
        left = (curvatures * ends**2).sum() / (curvatures * start**2).sum()
    return left if left < 1e6 else np.inf


def _judge_limits(limit: Exhibit) -> str:
    rates: list[NDArray] = list(limit.values.values())
    if any(min(rate) > 1 for rate in rates):
        return WRONG
    return TRUE if all(max(rate) < 1 for rate in rates) else QUALIFIED


def _judge_loss(left: Exhibit) -> str:
    quicker = [compare_paired(left.values[f"{scaling}, 0.1"], left.values[f"{scaling}, 0.01"]) == 1
               for scaling in SCALINGS]
    safe = [np.isfinite(left.values[f"{scaling}, 0.01"]).all() for scaling in SCALINGS]
    if all(quicker) and all(safe):
        return TRUE
    return QUALIFIED if any(quicker) else WRONG


TRIALS = (
    Trial(
        "between_0_and_1", "the learning rate is chosen between 0.0 and 1.0",
        expected="the largest stable rate of a data set lies below 1, in whatever unit it comes",
        equal=f"data, model and loss; only the unit differs; {REPEATS} resamples of the patients",
        rule="wrong if some scaling has its limit above 1 in every resample; true if none ever has",
        limit="how often data in use are scaled so",
        measure=limits, judge=_judge_limits),
    Trial(
        "smaller_is_safe", "0.1 converges quickly but risks overshooting; 0.01 is safer",
        expected="in every unit 0.1 leaves less of the loss, and 0.01 does not explode",
        equal=f"data, model, start and 100 steps; {REPEATS} resamples of the patients",
        rule="true if both hold in all scalings, wrong if 0.1 is quicker in none",
        limit="anything about rates other than these two, or about networks",
        measure=loss_left, judge=_judge_loss),
)
