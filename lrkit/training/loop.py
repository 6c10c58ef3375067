"""The training loop of the course."""

import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from numbers import Integral, Real
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lrkit.optimizers import Optimizer
from lrkit.problems import Problem
from lrkit.schedules import ReduceOnPlateau
from lrkit.training.batches import gradient_of
from lrkit.training.blocks import BLOCK, step_in_blocks
from lrkit.training.history import History

RateFunction = Callable[[int], float]  # from the step, counted from 0, to its rate
RECORDS = ("all", "ends")
MIN_STEPS_WITH_BAR = 2000  # shorter runs show no progress bar
BAR_DELAY = 2.0  # seconds before the progress bar appears


def train(
    problem: Problem,
    optimizer: Optimizer,
    params0: ArrayLike,
    lr: float | RateFunction,
    num_steps: int,
    *,
    batch_size: int | None = None,
    rng: np.random.Generator | None = None,
    stop_above: float = np.inf,
    record: str = "all",
) -> History:
    """Run an optimizer on a problem and record every step.

    The rate at step t is the rate that step t uses: with a schedule, ``schedule(0)`` is the rate of
    the first step. Divergence is a result, not an error: the run ends, without a warning, at the
    first loss that is not finite or above `stop_above`, or at a gradient that is nan, and
    `History.stopped` gives the reason.

    Parameters
    ----------
    problem : Problem
        The loss to minimise.
    optimizer : Optimizer
        The rule.
    params0 : array_like, shape (P,)
        The start; for one parameter it may be a number.
    lr : float, callable or ReduceOnPlateau
        The rate, at least 0; or a schedule, a function from the step, counted from 0, to its rate;
        or the plateau rule, which gets the loss after each step and decides the next rate.
    num_steps : int
        The largest number of steps.
    batch_size : int, optional
        The number of examples whose gradient a step uses; all by default. `rng` shuffles each
        epoch, which uses every example once. The losses are those of all examples.
    rng : numpy Generator, optional
        Draws the batches, or the noise of a problem that has one.
    stop_above : float
        A loss above this value ends the run, even at the start; by default only inf and nan do.
    record : str
        "all", or "ends": only the losses and rates of each step, and the first and the last
        parameters, for runs whose parameters would fill the memory.

    Returns
    -------
    History
        The record of the run.

    Raises
    ------
    ValueError
        If problem or optimizer has another type, num_steps is not a whole number or negative, the
        start does not fit the problem or is not finite, a rate is negative or not one finite
        number, stop_above is nan, record is unknown, or the batches do not fit the problem.

    Notes
    -----
    A run of thousands of steps that takes more than two seconds shows a progress bar in a
    terminal, but not in a log or a notebook.

    Examples
    --------
    >>> from lrkit.problems import Bowl
    >>> from lrkit.optimizers import GradientDescent
    >>> train(Bowl(), GradientDescent(), 4.0, lr=0.5, num_steps=3).params.ravel()
    array([4. , 2. , 1. , 0.5])
    >>> train(Bowl(), GradientDescent(), 4.0, lr=3.0, num_steps=90, stop_above=1e3)
    History(4 steps, loss 8 -> 2048, stopped: the loss 2048 is above 1000 after 4 steps)
    """
    check_kinds(problem, optimizer)
    _check_limits(num_steps, stop_above, record)
    run = _Run(problem, optimizer, _start(problem, params0), lr,
               gradient_of(problem, batch_size, rng), stop_above, record == "all")
    with np.errstate(over="ignore", invalid="ignore", divide="ignore", under="ignore"):
        for step in _progress(range(num_steps)):
            if run.is_over(step) or not run.advance(step):
                break
        else:
            run.is_over(num_steps)
        return run.history()


@dataclass
class _Run:
    """A run in progress."""

    problem: Problem
    optimizer: Optimizer
    params: NDArray
    lr: float | RateFunction | ReduceOnPlateau
    gradient: Callable[[NDArray], NDArray]
    stop_above: float
    keep_all: bool
    path: list = field(default_factory=list)
    losses: list = field(default_factory=list)
    grads: list = field(default_factory=list)
    lrs: list = field(default_factory=list)
    effective: list = field(default_factory=list)
    stopped: str | None = None

    def __post_init__(self) -> None:
        self.state: Any = self.optimizer.init(self.params)
        self.plateau = self.lr.init() if isinstance(self.lr, ReduceOnPlateau) else None
        self.path.append(self.params)
        self.start = self.params
        if self._in_place:
            self.params = self.params.copy()

    @property
    def _in_place(self) -> bool:
        """True if the steps overwrite one array: only if the record keeps no parameters."""
        return not self.keep_all and self.optimizer.elementwise and self.params.size > BLOCK

    def is_over(self, step: int) -> bool:
        """Record the current loss and return whether it ends the run."""
        self.losses.append(self.problem.value(self.params))
        self.stopped = _why_stop(self.losses[-1], step, self.stop_above)
        return self.stopped is not None

    def advance(self, step: int) -> bool:
        """Make a step and return True; without a step return False if the gradient is nan."""
        lr = _checked_rate(self._rate(step), step)
        grad = self.gradient(self.optimizer.gradient_point(self.params, self.state, lr))
        if np.isnan(np.min(grad)):  # the minimum is nan if any entry is
            first = int(np.flatnonzero(np.isnan(np.ravel(grad)))[0])
            self.stopped = f"the gradient is nan in coordinate {first} at step {step}"
            return False
        extra = {"loss": self.losses[-1], "loss_at": self.problem.value}
        wanted = {name: extra[name] for name in self.optimizer.requires}
        if self._in_place:
            self.state = step_in_blocks(self.optimizer, self.params, grad, self.state, lr)
        else:
            self.params, self.state = self.optimizer.step(
                self.params, grad, self.state, lr, **wanted)
        self.lrs.append(lr)
        if self.keep_all:
            self.path.append(self.params)
            self.grads.append(grad)
            self.effective.append(self.optimizer.effective_lr(self.state, lr))
        return True

    def _rate(self, step: int) -> float:
        if self.plateau is None:
            return self.lr(step) if callable(self.lr) else self.lr
        if step > 0:  # the loss at the start is not the result of a step
            self.plateau = self.lr.update(float(self.losses[-1]), self.plateau)
        return self.plateau.lr

    def history(self) -> History:
        """Return the record of the run as arrays."""
        if not self.keep_all:
            none = np.zeros((0, len(self.start)))
            return History(np.array([self.start, self.params]), np.array(self.losses), none,
                           np.array(self.lrs), self.stopped, none)
        self.grads.append(self.problem.grad(self.params))
        shape = (len(self.lrs), len(self.start))
        effective = np.array([np.broadcast_to(rates, shape[1:]) for rates in self.effective])
        return History(np.array(self.path), np.array(self.losses), np.array(self.grads),
                       np.array(self.lrs), self.stopped, effective.reshape(shape))


def check_kinds(problem: Problem, optimizer: Optimizer) -> None:
    """Raise ValueError unless these are a problem and an optimizer, and not their classes."""
    for name, value, kind in (("problem", problem, Problem), ("optimizer", optimizer, Optimizer)):
        if not isinstance(value, kind):
            made = f"; did you mean {value.__name__}()?" if isinstance(value, type) else ""
            raise ValueError(f"{name} must be one of lrkit.{name}s, got {value!r}{made}")


def _start(problem: Problem, params0: ArrayLike) -> NDArray:
    params = np.atleast_1d(np.array(params0, dtype=float))
    if params.shape != (problem.num_params,):
        raise ValueError(
            f"params0 must have shape ({problem.num_params},) for {problem}, got {params.shape}"
        )
    if not np.isfinite(params).all():
        raise ValueError(f"params0 must be finite, got {params}")
    return params


def _check_limits(num_steps: int, stop_above: float, record: str) -> None:
    if not isinstance(num_steps, Integral):
        raise ValueError(f"num_steps must be a whole number, got {num_steps!r}")
    if num_steps < 0:
        raise ValueError(f"num_steps must be at least 0, got {num_steps}")
    if np.isnan(stop_above):
        raise ValueError(f"stop_above must be a number, got {stop_above}")
    if record not in RECORDS:
        raise ValueError(f"record must be one of {RECORDS}, got {record!r}")


def _why_stop(loss: float, step: int, stop_above: float) -> str | None:
    after = f"after {step} step{'' if step == 1 else 's'}"
    if not np.isfinite(loss):
        return f"the loss is {loss} {after}"
    return f"the loss {loss:.4g} is above {stop_above:g} {after}" if loss > stop_above else None


def _checked_rate(lr: float, step: int) -> float:
    if not isinstance(lr, (Real, np.ndarray)) or isinstance(lr, bool) or np.ndim(lr):
        raise ValueError(f"lr must be one number or a schedule, got {lr!r} at step {step}")
    if not np.isfinite(lr):
        raise ValueError(f"lr must be finite, got {lr} at step {step}")
    if lr < 0:
        raise ValueError(f"lr must be at least 0, got {lr} at step {step}")
    return float(lr)


def _progress(steps: range) -> Iterable[int]:
    """Return the steps, with a progress bar if they are many and the output is a terminal."""
    if len(steps) < MIN_STEPS_WITH_BAR or not sys.stderr.isatty():
        return steps
    from tqdm import tqdm

    return tqdm(steps, desc="steps", delay=BAR_DELAY, leave=False)
