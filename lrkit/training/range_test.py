"""The learning-rate range test: one run whose rate grows until the loss explodes."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lrkit.optimizers import Optimizer
from lrkit.problems import Problem
from lrkit.training.loop import train

EXPLODED = 4.0  # the test ends when the smoothed loss is this many times the best one


@dataclass(frozen=True, eq=False)
class RangeTest:
    """The losses of a range test against its rates, with four rules that suggest a rate.

    Attributes
    ----------
    lrs : ndarray, shape (n,)
        The rates, in ascending order.
    losses : ndarray, shape (n,)
        The finite loss after the step with each rate, smoothed if `smoothing` was given.
    """

    lrs: NDArray
    losses: NDArray

    def __repr__(self) -> str:
        return (f"RangeTest({len(self.lrs)} rates from {self.lrs[0]:.3g} to {self.lrs[-1]:.3g}, "
                f"lowest loss {self.losses.min():.4g} at {self.lrs[self.losses.argmin()]:.3g})")

    def suggest(self, rule: str = "steep") -> float:
        """Return a rate to begin with.

        Parameters
        ----------
        rule : str
            The rules of fastai's ``lr_find``. "steep": the rate at which the loss falls most
            steeply against the logarithm of the rate. "minimum": a tenth of the rate of the lowest
            loss, since at that rate itself the loss is about to explode. "valley": the middle of
            the longest falling subsequence. "slide": the rate, coming from the right, at which the
            slope stops changing.

        Raises
        ------
        ValueError
            For another rule, or fewer than two rates.
        """
        rules = {"steep": _steep, "minimum": _minimum, "valley": _valley, "slide": _slide}
        if rule not in rules:
            raise ValueError(f"rule must be one of {tuple(rules)}, got {rule!r}")
        if len(self.lrs) < 2:
            raise ValueError(f"at least two rates are needed, got {len(self.lrs)}")
        return float(rules[rule](self.lrs, self.losses))


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
        (no smoothing) to below 1. fastai uses 0.98 with mini-batches.

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
    L. Smith, "Cyclical learning rates for training neural networks", WACV 2017; the rules and the
    end as in fastai's ``lr_find``, which also drops the first tenth and the last five rates.

    Examples
    --------
    >>> from lrkit.problems import Bowl
    >>> from lrkit.optimizers import GradientDescent
    >>> found = range_test(Bowl(), GradientDescent(), 4.0, min_lr=1e-3)
    >>> round(found.suggest("steep"), 2)
    0.04
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
    losses = run.losses[1:]  # losses[k + 1] is the loss after the step with lrs[k]
    losses = _smooth(losses[np.isfinite(losses)], smoothing)
    best = np.minimum.accumulate(losses)
    exploded = np.flatnonzero(losses > EXPLODED * best)
    end = exploded[0] + 1 if exploded.size else len(losses)
    return RangeTest(lrs[:end], losses[:end])


def _smooth(losses: NDArray, share: float) -> NDArray:
    smooth, average = np.empty(len(losses)), 0.0
    for k, loss in enumerate(losses):
        average = share * average + (1 - share) * loss
        smooth[k] = average / (1 - share ** (k + 1))
    return smooth


def _steep(lrs: NDArray, losses: NDArray) -> float:
    return lrs[np.argmin(np.diff(losses) / np.diff(np.log(lrs)))]


def _minimum(lrs: NDArray, losses: NDArray) -> float:
    return lrs[np.argmin(losses)] / 10


def _valley(lrs: NDArray, losses: NDArray) -> float:
    longest = np.ones(len(losses), dtype=int)  # length of the longest falling subsequence up to i
    for i in range(1, len(losses)):
        longer = longest[:i][losses[:i] > losses[i]]
        longest[i] = longer.max(initial=0) + 1
    end = int(np.argmax(longest))
    start = max(end - int(longest[end]), 0)
    section = (end - start) / 3
    return lrs[start + int(section) + int(section / 2)]


def _slide(lrs: NDArray, losses: NDArray, width: int = 15, flat: float = 0.005) -> float:
    slope = np.gradient(losses)
    right, chosen = len(losses) - 1, lrs[max(len(losses) - 1 - width, 0)]
    while right - width >= 0 and abs(slope[right] - slope[right - width]) > flat:
        chosen = lrs[right - width]
        right -= 1
    return chosen
