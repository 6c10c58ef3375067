"""The one training loop of the course."""

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

Schedule = Callable[[int], float]
RECORDS = ("all", "ends")
LONG = 2000  # steps from which a run may show a progress bar
PATIENCE = 2.0  # seconds before it does


def train(
    problem: Problem,
    optimizer: Optimizer,
    params0: ArrayLike,
    lr: float | Schedule,
    num_steps: int,
    *,
    batch_size: int | None = None,
    rng: np.random.Generator | None = None,
    stop_above: float = np.inf,
    record: str = "all",
) -> History:
    """Run an optimizer on a problem and write down every step.

    The rate at step t is the rate that step t uses: with a schedule, ``schedule(0)`` makes the
    first step. A run that diverges is a result like any other: it ends, without a warning, at the
    first loss that is not finite or above `stop_above`, or at a gradient that is nan, and says so
    in `History.stopped`.

    Parameters
    ----------
    problem : Problem
        What to make small.
    optimizer : Optimizer
        The rule.
    params0 : array_like, shape (P,)
        The start; a number where there is one parameter.
    lr : float, callable or ReduceOnPlateau
        The rate, at least 0; or a schedule from the 0-based step to the rate of this step; or the
        plateau rule, which is told the loss after each step and decides on the rate of the next.
    num_steps : int
        How many steps to make at the most.
    batch_size : int, optional
        Examples whose gradient a step uses; all of them by default. An epoch is shuffled with
        `rng` and goes through every example once. The losses are those of all examples.
    rng : numpy Generator, optional
        Draws the batches, or the noise of a problem that has one.
    stop_above : float
        A run whose loss is larger ends there; by default only inf and nan end it. The start counts.
    record : str
        "all", or "ends": only the losses and rates of each step, and the first and last place, for
        runs whose parameters would fill the memory.

    Returns
    -------
    History

    Raises
    ------
    ValueError
        If problem or optimizer is something else, num_steps is not a whole number or negative, the
        start does not fit the problem or is not finite, a rate is negative or not one finite
        number, stop_above is nan, record is unknown, or the batches do not fit the problem.

    Notes
    -----
    A run of thousands of steps that takes more than two seconds shows a progress bar on a
    terminal, and none in a log or a notebook.

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
    lr: float | Schedule | ReduceOnPlateau
    gradient: Callable[[NDArray], NDArray]
    stop_above: float
    keep_all: bool
    places: list = field(default_factory=list)
    losses: list = field(default_factory=list)
    grads: list = field(default_factory=list)
    lrs: list = field(default_factory=list)
    effective: list = field(default_factory=list)
    stopped: str | None = None

    def __post_init__(self) -> None:
        self.state: Any = self.optimizer.init(self.params)
        self.plateau = self.lr.init() if isinstance(self.lr, ReduceOnPlateau) else None
        self.places.append(self.params)
        self.start = self.params
        if self._in_place:
            self.params = self.params.copy()

    @property
    def _in_place(self) -> bool:
        """Whether the steps overwrite one array: only where nobody keeps the others."""
        return not self.keep_all and self.optimizer.elementwise and self.params.size > BLOCK

    def is_over(self, step: int) -> bool:
        """Note the loss where the run is now; whether it ends the run."""
        self.losses.append(self.problem.value(self.params))
        self.stopped = _why_stop(self.losses[-1], step, self.stop_above)
        return self.stopped is not None

    def advance(self, step: int) -> bool:
        """Make a step; False, and nothing made, if the gradient is no number."""
        lr = _checked_rate(self._rate(step), step)
        grad = self.gradient(self.optimizer.gradient_point(self.params, self.state, lr))
        if np.isnan(np.min(grad)):  # the smallest is nan as soon as one is
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
            self.places.append(self.params)
            self.grads.append(grad)
            self.effective.append(self.optimizer.effective_lr(self.state, lr))
        return True

    def _rate(self, step: int) -> float:
        if self.plateau is None:
            return self.lr(step) if callable(self.lr) else self.lr
        if step > 0:  # the loss of the start was made by no step
            self.plateau = self.lr.update(float(self.losses[-1]), self.plateau)
        return self.plateau.lr

    def history(self) -> History:
        """What was written down, as arrays."""
        if not self.keep_all:
            none = np.zeros((0, len(self.start)))
            return History(np.array([self.start, self.params]), np.array(self.losses), none,
                           np.array(self.lrs), self.stopped, none)
        self.grads.append(self.problem.grad(self.params))
        shape = (len(self.lrs), len(self.start))
        effective = np.array([np.broadcast_to(rates, shape[1:]) for rates in self.effective])
        return History(np.array(self.places), np.array(self.losses), np.array(self.grads),
                       np.array(self.lrs), self.stopped, effective.reshape(shape))


def check_kinds(problem: Problem, optimizer: Optimizer) -> None:
    """ValueError unless these are a problem and an optimizer: a class is the usual slip."""
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
    """The steps, behind a progress bar where a person might wait for them."""
    if len(steps) < LONG or not sys.stderr.isatty():
        return steps
    from tqdm import tqdm

    return tqdm(steps, desc="steps", delay=PATIENCE, leave=False)
