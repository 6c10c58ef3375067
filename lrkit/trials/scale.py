"""Trials about the size of the rate: one data set in three units.

The 442 patients are dealt into ten groups that share nobody. Each group is a repetition: how much
the groups differ shows how much of a result is due to the people who happen to be in it.
"""

from collections.abc import Iterator, Mapping

import numpy as np

from lrkit.problems import LeastSquares, load_diabetes
from lrkit.trials.base import Exhibit, Trial

SCALINGS = ("unit norm", "standardised", "raw")
GROUPS = 10
NEAR = 2.0  # a limit between one half and this counts as 1


def limits() -> tuple[Exhibit]:
    """Measure the largest stable rate of linear regression in each scaling of the diabetes data."""
    values = {scaling: np.array([problem.max_stable_lr for problem in _groups(scaling)])
              for scaling in SCALINGS}
    return (Exhibit("largest stable rate", values, log=True),)


def loss_left(num_steps: int = 100) -> tuple[Exhibit]:
    """Measure the share of the avoidable loss that is left, at 0.1 and 0.01, in each scaling."""
    values = {}
    for scaling in SCALINGS:
        problems = list(_groups(scaling))
        for lr in (0.1, 0.01):
            values[f"{scaling}, {lr:g}"] = np.array([_left(problem, lr, num_steps)
                                                     for problem in problems])
    return (Exhibit(f"share of the loss left after {num_steps} steps", values, log=True),)


def _groups(scaling: str) -> Iterator[LeastSquares]:
    data = load_diabetes(scaling)
    order = np.random.default_rng(0).permutation(len(data.y))
    for rows in np.array_split(order, GROUPS):
        yield LeastSquares(data.X[rows], data.y[rows] - data.y[rows].mean())


def _left(problem: LeastSquares, lr: float, num_steps: int) -> float:
    """Compute the share of the loss that is left, without making the run.

    Along each direction of curvature c a step multiplies the distance by 1 - lr*c, so that a
    million steps would cost no more than one.
    """
    curvatures, directions = np.linalg.eigh(problem.hessian)
    start = directions.T @ problem.minimum
    with np.errstate(over="ignore"):
        ends = start * (1 - lr * curvatures) ** num_steps
        left = (curvatures * ends**2).sum() / (curvatures * start**2).sum()
    return left if left < 1e6 else np.inf


def _near_1(limit: Exhibit) -> Mapping[str, float]:
    return {scaling: np.mean((rates > 1 / NEAR) & (rates < NEAR))
            for scaling, rates in limit.values.items()}


def _quicker_and_safe(left: Exhibit) -> Mapping[str, float]:
    seen = {}
    for scaling in SCALINGS:
        fast, slow = (left.values[f"{scaling}, {lr}"] for lr in ("0.1", "0.01"))
        seen[scaling] = np.mean(np.isfinite(slow) & (fast < slow))
    return seen


TRIALS = (
    Trial(
        "between_0_and_1", "the learning rate is chosen between 0.0 and 1.0",
        expected="in every unit the range of stable rates ends near 1",
        equal=f"patients, model and loss; only the unit of the features differs; {GROUPS} groups "
              "of 44 patients",
        rule=f"the largest stable rate of a group lies between {1 / NEAR:g} and {NEAR:g}",
        limit="how often real data come in such units",
        measure=limits, seen=_near_1),
    Trial(
        "smaller_is_safe", "0.1 converges quickly but risks overshooting; 0.01 is safer",
        expected="in every unit 0.1 leaves less of the loss than 0.01, and 0.01 does not diverge",
        equal=f"patients, model, start and 100 steps; {GROUPS} groups of 44 patients",
        rule="in a group, 0.1 leaves less than 0.01, and 0.01 does not diverge",
        limit="anything about rates other than these two, or about networks",
        measure=loss_left, seen=_quicker_and_safe),
)
