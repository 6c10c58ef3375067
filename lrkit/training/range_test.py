"""The learning-rate range test: one run whose rate grows until the loss explodes."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lrkit.optimizers import Optimizer
from lrkit.problems import Problem
from lrkit.training.loop import train
from lrkit.training.range_rules import RULES

EXPLODED = 4.0  # the test ends when the smoothed loss is this many times the best one
LAST_LEFT_OUT = 5  # rates at the end that ``lr_find`` ignores, beside the first tenth


@dataclass(frozen=True, eq=False)
class RangeTest:
    """The losses of a range test over its rates, with four rules that suggest a rate.

    Attributes
    ----------
    lrs : ndarray, shape (n,)
        The rates, in ascending order.
    losses : ndarray, shape (n,)
        The finite loss after the step with each rate, smoothed if `smoothing` was given.
    raw : ndarray, shape (n,)
        The same losses before they were smoothed; `losses` itself by default.
    """

    lrs: NDArray
    losses: NDArray
    raw: NDArray = None

    def __post_init__(self) -> None:
        if self.raw is None:
            object.__setattr__(self, "raw", self.losses)

    @property
    def lowest(self) -> float:
        """The rate with the lowest loss, the first of several."""
        return float(self.lrs[self.losses.argmin()])

    def suggest(self, rule: str = "steep") -> float:
        """Return a rate to begin with.

        Parameters
        ----------
        rule : str
            "steep": the rate at which the loss falls most steeply over the logarithm of the rate.
            "minimum": a tenth of the rate of the lowest loss. "valley": the middle of the longest
            falling subsequence. "slide": the rate, coming from the right, at which the slope stops
            changing. The module `range_rules` has each with its source and with what makes it fail.

        Raises
        ------
        ValueError
            For another rule, or fewer than two rates.
        """
        if rule not in RULES:
            raise ValueError(f"rule must be one of {tuple(RULES)}, got {rule!r}")
        if len(self.lrs) < 2:
            raise ValueError(f"at least two rates are needed, got {len(self.lrs)}")
        return float(RULES[rule](self.lrs, self.losses))

    def unsmoothed(self) -> "RangeTest":
        """Return the test as it looks without smoothing, up to where its raw loss explodes."""
        end = _end(self.raw)
        return RangeTest(self.lrs[:end], self.raw[:end])

    def trimmed(self) -> "RangeTest":
        """Return the test without its first tenth and its last five rates, as ``lr_find`` reads it.

        ValueError if fewer than two rates would be left.
        """
        inside = slice(len(self.lrs) // 10, len(self.lrs) - LAST_LEFT_OUT)
        if len(self.lrs[inside]) < 2:
            raise ValueError(f"at least {LAST_LEFT_OUT + 2} rates are needed, got {len(self.lrs)}")
        return RangeTest(self.lrs[inside], self.losses[inside], self.raw[inside])

    def __repr__(self) -> str:
        return (f"RangeTest({len(self.lrs)} rates from {self.lrs[0]:.3g} to {self.lrs[-1]:.3g}, "
                f"lowest loss {self.losses.min():.4g} at {self.lowest:.3g})")


def range_test(
    problem: Problem, optimizer: Optimizer, params0: ArrayLike, *,
    min_lr: float = 1e-7, max_lr: float = 10.0, num_steps: int = 100, smoothing: float = 0.0,
    batch_size: int | None = None, rng: np.random.Generator | None = None,
) -> RangeTest:
    r"""Raise the rate by the same factor from step to step and record the loss.

    .. math:: \text{lr}_t = \text{min\_lr}\,(\text{max\_lr}/\text{min\_lr})^{t/(\text{steps}-1)}

    Parameters
    ----------
    problem, optimizer, params0, batch_size, rng
        As for `train`.
    min_lr, max_lr : float
        The first and the last rate; 0 < min_lr < max_lr.
    num_steps : int
        The number of steps, at least 2.
    smoothing : float
        The share of the past in a running average of the losses, corrected for its start, from 0
        (no smoothing) to below 1. fastai uses 0.98.

    Returns
    -------
    RangeTest
        It ends before `max_lr` if the loss becomes inf or nan, or more than four times its best.

    Raises
    ------
    ValueError
        For rates or a smoothing out of their range, or fewer than two steps.

    Notes
    -----
    L. Smith, "Cyclical learning rates for training neural networks", WACV 2017, section 3.3, where
    the rate grows linearly. fastai's ``lr_find`` makes it grow by factors and ends the test in the
    same way. It records the loss of one batch before the step, smoothed with a share of 0.98, and
    leaves out the first tenth and the last five rates (`RangeTest.trimmed`); here the loss is that
    of all examples after the step.

    Examples
    --------
    >>> from lrkit.problems import Bowl
    >>> from lrkit.optimizers import GradientDescent
    >>> found = range_test(Bowl(), GradientDescent(), 4.0, min_lr=1e-3)
    >>> round(found.suggest("steep"), 2)
    0.05
    """
    if not 0 < min_lr < max_lr < np.inf:
        raise ValueError(f"0 < min_lr < max_lr is needed, got {min_lr} and {max_lr}")
    if num_steps < 2:
        raise ValueError(f"num_steps must be at least 2, got {num_steps}")
    if not 0 <= smoothing < 1:
        raise ValueError(f"smoothing must be from 0 to below 1, got {smoothing}")
    lrs = np.geomspace(min_lr, max_lr, num_steps)
    run = train(problem, optimizer, params0, lambda step: lrs[step], num_steps,
                batch_size=batch_size, rng=rng)
    raw = run.losses[1:]  # raw[k] is the loss after the step with lrs[k]
    raw = raw[np.isfinite(raw)]
    losses = _smooth(raw, smoothing)
    end = _end(losses)
    return RangeTest(lrs[:end], losses[:end], raw[:end])


def _end(losses: NDArray) -> int:
    """Return the number of losses up to the first that is an explosion."""
    exploded = np.flatnonzero(losses > EXPLODED * np.minimum.accumulate(losses))
    return exploded[0] + 1 if exploded.size else len(losses)


def _smooth(losses: NDArray, share: float) -> NDArray:
    """Return running averages in which the past has this share, corrected for their start."""
    smooth, average = np.empty(len(losses)), 0.0
    for k, loss in enumerate(losses):
        average = share * average + (1 - share) * loss
        smooth[k] = average / (1 - share ** (k + 1))
    return smooth
