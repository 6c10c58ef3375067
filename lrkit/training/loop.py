"""The one training loop of the course, and the record that it keeps."""

from collections.abc import Callable
from dataclasses import dataclass
from numbers import Integral, Real

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
    *,
    stop_above: float = np.inf,
) -> History:
    """Run an optimizer on a problem and write down every step.

    The rate at step t is the rate that step t uses: with a schedule, ``schedule(0)`` makes the
    first step. A run that diverges is a result like any other: it ends, without a warning, at the
    first loss that is not finite or above `stop_above`, and says so in `History.stopped`.

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
    stop_above : float
        A run whose loss is larger ends there; by default only inf and nan end it. The start counts.

    Returns
    -------
    History

    Raises
    ------
    ValueError
        If num_steps is not a whole number or negative, the start does not fit the problem or is
        not finite, a rate is not one finite number, or stop_above is nan.

    Examples
    --------
    >>> from lrkit.problems import Bowl
    >>> from lrkit.optimizers import GradientDescent
    >>> train(Bowl(), GradientDescent(), 4.0, lr=0.5, num_steps=3).params.ravel()
    array([4. , 2. , 1. , 0.5])
    >>> train(Bowl(), GradientDescent(), 4.0, lr=3.0, num_steps=90, stop_above=1e3)
    History(4 steps, loss 8 -> 2048, stopped: the loss 2048 is above 1000 after 4 steps)
    """
    _check_limits(num_steps, stop_above)
    params = _start(problem, params0)
    rate = lr if callable(lr) else lambda step: lr
    places, losses, grads, lrs, stopped = [params], [], [], [], None
    state = optimizer.init(params)
    with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
        for step in range(num_steps + 1):
            losses.append(problem.value(params))
            grads.append(problem.grad(params))
            stopped = _why_stop(losses[-1], step, stop_above)
            if stopped:
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


def _check_limits(num_steps: int, stop_above: float) -> None:
    if not isinstance(num_steps, Integral):
        raise ValueError(f"num_steps must be a whole number, got {num_steps!r}")
    if num_steps < 0:
        raise ValueError(f"num_steps must be at least 0, got {num_steps}")
    if np.isnan(stop_above):
        raise ValueError(f"stop_above must be a number, got {stop_above}")


def _why_stop(loss: float, step: int, stop_above: float) -> str | None:
    after = f"after {step} step{'' if step == 1 else 's'}"
    if not np.isfinite(loss):
        return f"the loss is {loss} {after}"
    return f"the loss {loss:.4g} is above {stop_above:g} {after}" if loss > stop_above else None


def _finite_rate(lr: float, step: int) -> float:
    if not isinstance(lr, (Real, np.ndarray)) or np.ndim(lr):
        raise ValueError(f"lr must be one number or a schedule, got {lr!r} at step {step}")
    if not np.isfinite(lr):
        raise ValueError(f"lr must be finite, got {lr} at step {step}")
    return float(lr)
