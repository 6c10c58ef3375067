"""The one training loop of the course, and the record that it keeps."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lrkit.optimizers import Optimizer
from lrkit.problems import Problem

Schedule = Callable[[int], float]


@dataclass(frozen=True, eq=False)
class History:
    """What happened in a run of T steps.

    Attributes
    ----------
    params : ndarray, shape (T + 1, P)
        Every place, the start included.
    losses : ndarray, shape (T + 1,)
        The loss at each place; ``losses[k]`` is the loss after k steps.
    grads : ndarray, shape (T + 1, P)
        The gradient at each place.
    lrs : ndarray, shape (T,)
        ``lrs[t]`` is the rate that step t used, t = 0, ..., T - 1.
    stopped : str or None
        Why the run ended early; None if it did not.
    """

    params: NDArray
    losses: NDArray
    grads: NDArray
    lrs: NDArray
    stopped: str | None = None

    @property
    def num_steps(self) -> int:
        """The number of steps that were made."""
        return len(self.lrs)

    def __repr__(self) -> str:
        end = f", stopped: {self.stopped}" if self.stopped else ""
        return (f"History({self.num_steps} steps, loss {self.losses[0]:.4g} -> "
                f"{self.losses[-1]:.4g}{end})")


def train(
    problem: Problem,
    optimizer: Optimizer,
    params0: ArrayLike,
    lr: float | Schedule,
    num_steps: int,
) -> History:
    """Run an optimizer on a problem and write down every step.

    A run that diverges is a result like any other: it ends, without a warning, at the first loss
    that is not finite, and says so in `History.stopped`.

    Parameters
    ----------
    problem : Problem
        What to make small.
    optimizer : Optimizer
        The rule.
    params0 : array_like, shape (P,)
        The start; a number where there is one parameter.
    lr : float or callable
        The rate, or a schedule from the 0-based step to the rate that this step uses. A negative
        rate is allowed: it climbs, and a notebook shows that.
    num_steps : int
        How many steps to make at the most.

    Returns
    -------
    History

    Raises
    ------
    ValueError
        If num_steps is negative, the start does not fit the problem or is not finite, or a
        rate is not finite.

    Examples
    --------
    >>> from lrkit.problems import Bowl
    >>> from lrkit.optimizers import GradientDescent
    >>> train(Bowl(), GradientDescent(), 4.0, lr=0.5, num_steps=3).params.ravel()
    array([4. , 2. , 1. , 0.5])
    """
    if num_steps < 0:
        raise ValueError(f"num_steps must be at least 0, got {num_steps}")
    params = _start(problem, params0)
    rate = lr if callable(lr) else lambda step: lr
    places, losses, grads, lrs, stopped = [params], [], [], [], None
    state = optimizer.init(params)
    with np.errstate(over="ignore", invalid="ignore"):
        for step in range(num_steps + 1):
            losses.append(problem.value(params))
            grads.append(problem.grad(params))
            if not np.isfinite(losses[-1]):
                stopped = f"the loss is {losses[-1]} after {step} steps"
                break
            if step < num_steps:
                lrs.append(_finite_rate(rate(step), step))
                params, state = optimizer.step(params, grads[-1], state, lrs[-1])
                places.append(params)
    return History(np.array(places), np.array(losses), np.array(grads), np.array(lrs), stopped)


def _start(problem: Problem, params0: ArrayLike) -> NDArray:
    params = np.atleast_1d(np.array(params0, dtype=float))
    if params.shape != (problem.num_params,):
        raise ValueError(
            f"params0 must have shape ({problem.num_params},) for {problem}, got {params.shape}"
        )
    if not np.isfinite(params).all():
        raise ValueError(f"params0 must be finite, got {params}")
    return params


def _finite_rate(lr: float, step: int) -> float:
    if not np.isfinite(lr):
        raise ValueError(f"lr must be finite, got {lr} at step {step}")
    return float(lr)
