"""Uncertainty of means over a few seeds: standard errors, and whether a difference was detected.

A few seeds tell little about their own spread. Student's t distribution (W. S. Gosset, "The
Probable Error of a Mean", Biometrika 6, 1908) allows for that: with five values a difference must
reach 2.8 standard errors before chance alone would give it in fewer than one repetition out of
twenty, with three values 4.3, and with very many 1.96.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

__all__ = ["Difference", "difference", "paired_difference", "standard_error",
           "standard_errors", "t_factor"]

# The 97.5 % quantile of Student's t for 1, 2, ... 30 degrees of freedom: two sides, 95 %.
T_975 = (12.7062, 4.3027, 3.1824, 2.7764, 2.5706, 2.4469, 2.3646, 2.3060, 2.2622, 2.2281,
         2.2010, 2.1788, 2.1604, 2.1448, 2.1314, 2.1199, 2.1098, 2.1009, 2.0930, 2.0860,
         2.0796, 2.0739, 2.0687, 2.0639, 2.0595, 2.0555, 2.0518, 2.0484, 2.0452, 2.0423)
Z_975 = 1.959964  # that of the normal distribution, the limit for many
ROUNDING = 1e-12  # a relative difference below it is rounding


@dataclass(frozen=True)
class Difference:
    """A difference of two means, with what chance could do.

    Attributes
    ----------
    mean : float
        The mean of the second minus that of the first.
    standard_error : float
        Of that mean.
    dof : float
        The degrees of freedom with which the standard error is known.
    bound : float
        How large the mean would have to be: the t factor times the standard error.
    """

    mean: float
    standard_error: float
    dof: float
    bound: float

    @property
    def detected(self) -> bool:
        """True if the mean lies farther from 0 than the bound."""
        return abs(self.mean) > self.bound

    def __str__(self) -> str:
        verdict = "a difference" if self.detected else "no difference was detected"
        return f"{self.mean:+.3g}, bound {self.bound:.2g}: {verdict}"


def standard_error(values: ArrayLike) -> float:
    """Return the standard error of the mean of independent values, shape (n,).

    ValueError for fewer than two: one run does not know its own spread.

    >>> round(standard_error([1.0, 2.0, 3.0]), 4)
    0.5774
    """
    return float(standard_errors(_repetitions(values, "values")))


def standard_errors(values: NDArray, axis: int = 0) -> NDArray:
    """Return the standard errors of means over one axis of an array, which may be infinite or nan.

    >>> standard_errors(np.array([[1.0, 5.0], [3.0, 5.0]]))
    array([1., 0.])
    """
    return values.std(axis=axis, ddof=1) / np.sqrt(values.shape[axis])


def t_factor(n: int) -> float:
    """Return how many standard errors a mean of `n` values must lie from 0 (two sides, 95 %).

    ValueError for fewer than two values.

    >>> t_factor(5), t_factor(3)
    (2.7764, 4.3027)
    """
    if n < 2:
        raise ValueError(f"a standard error takes at least 2 values, got {n}")
    return _t_975(n - 1)


def paired_difference(first: ArrayLike, second: ArrayLike) -> Difference:
    """Compare two lists whose entries share their seed, start or sample.

    What a seed does to both cancels, so that smaller differences can be seen.

    Parameters
    ----------
    first, second : array_like, shape (n,)
        At least two finite values each, entry k with the same seed. ValueError otherwise.

    Returns
    -------
    Difference
        Of the means, second minus first.

    Examples
    --------
    >>> print(paired_difference([0.10, 0.20, 0.30], [0.14, 0.25, 0.36]))
    +0.05, bound 0.025: a difference
    >>> print(difference([0.10, 0.20, 0.30], [0.14, 0.25, 0.36]))
    +0.05, bound 0.24: no difference was detected
    """
    first, second = _repetitions(first, "first"), _repetitions(second, "second")
    if first.size != second.size:
        raise ValueError(f"pairs need lists of one length, got {first.size} and {second.size}")
    steps = second - first
    error = _no_rounding(standard_error(steps), first, second)
    return _conclude(float(steps.mean()), error, steps.size - 1, first, second)


def difference(first: ArrayLike, second: ArrayLike) -> Difference:
    """Compare two lists of independent values by Welch's test (B. L. Welch, Biometrika 34, 1947).

    Parameters
    ----------
    first, second : array_like, shapes (n,) and (m,)
        At least two finite values each. ValueError otherwise.
    """
    first, second = _repetitions(first, "first"), _repetitions(second, "second")
    squares = np.array([standard_error(first), standard_error(second)]) ** 2
    total = squares.sum()
    dof = total**2 / (squares**2 / [first.size - 1, second.size - 1]).sum() if total else np.inf
    error = _no_rounding(np.sqrt(total), first, second)
    return _conclude(float(second.mean() - first.mean()), error, float(dof), first, second)


def _conclude(mean: float, error: float, dof: float, *lists: NDArray) -> Difference:
    noise = ROUNDING * max(np.abs(values).max() for values in lists)
    return Difference(mean, error, dof, max(_t_975(dof) * error, float(noise)))


def _no_rounding(error: float, *lists: NDArray) -> float:
    """Return an error, 0 where it is the rounding of equal numbers."""
    scale = max(np.abs(values).max() for values in lists)
    return 0.0 if error < ROUNDING * scale else float(error)


def _t_975(dof: float) -> float:
    """Return the quantile, between whole degrees of freedom by interpolation over their inverse."""
    inverse = np.array([0.0, *(1 / np.arange(len(T_975), 0, -1))])
    return float(np.interp(1 / dof, inverse, [Z_975, *reversed(T_975)]))


def _repetitions(values: ArrayLike, name: str) -> NDArray:
    values = np.asarray(values, dtype=float)
    if values.ndim != 1 or values.size < 2:
        raise ValueError(f"{name} must be a list of at least 2 numbers, got shape {values.shape}")
    if not np.isfinite(values).all():
        raise ValueError(f"{name} must be finite: a run that diverged has no spread to compare")
    return values
