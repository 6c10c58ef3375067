"""The parts of a trial: a claim, an experiment that could refute it, and a verdict by rule.

A trial says beforehand what would be seen if the claim held, what is held equal, and how the
numbers will be read. Then it measures, several times over, and its rule turns the numbers into a
verdict. So a verdict is never written down: other numbers give another one.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

RELATIVE_ROUNDING = 1e-12  # a smaller relative spread counts as 0
TRUE, QUALIFIED, WRONG = VERDICTS = ("true", "qualified", "wrong")


class Estimate(NamedTuple):
    """A mean and its standard error over independent repetitions."""

    mean: float
    error: float

    def __str__(self) -> str:
        if not np.isfinite(self.mean):
            return "∞"
        return f"{self.mean:.3g} ± {self.error:.1g}" if self.error else f"{self.mean:.3g}"


def estimate(values: ArrayLike) -> Estimate:
    """Return the mean of some repetitions and its standard error.

    If a repetition is infinite, so is the mean, and the error is 0.

    Parameters
    ----------
    values : array_like, shape (n,)
        At least one number; ValueError otherwise.

    Examples
    --------
    >>> print(estimate([1.0, 2.0, 3.0]))
    2 ± 0.6
    >>> print(estimate([1.0, np.inf]))
    ∞
    """
    values = np.asarray(values, dtype=float)
    if values.ndim != 1 or not values.size:
        raise ValueError(f"values must be a list of at least one number, got shape {values.shape}")
    if not np.isfinite(values).all():
        return Estimate(np.inf, 0.0)
    spread = values.std(ddof=1) if len(values) > 1 else 0.0
    if spread < RELATIVE_ROUNDING * np.abs(values).max():
        spread = 0.0
    return Estimate(float(values.mean()), float(spread / np.sqrt(len(values))))


def compare_paired(first: ArrayLike, second: ArrayLike) -> int:
    """Return 1 if the second of two paired lists is larger, -1 if it is smaller, else 0.

    A difference counts if its mean is more than two standard errors from 0. Infinity is larger than
    any number.

    Parameters
    ----------
    first, second : array_like, shape (n,)
        The same repetition at the same place: the same seed, start or sample.

    Examples
    --------
    >>> compare_paired([1.0, 2.0, 3.0], [1.4, 2.5, 3.6])
    1
    >>> compare_paired([1.0, 2.0, 3.0], [2.0, 1.0, 3.0])
    0
    """
    means = np.mean(first), np.mean(second)
    if not np.isfinite(means).all():
        return int(np.isfinite(means[0])) - int(np.isfinite(means[1]))
    mean, error = estimate(np.subtract(second, first))
    noise = RELATIVE_ROUNDING * np.abs(means).max()
    return int(np.sign(mean)) if abs(mean) > 2 * error + noise else 0


@dataclass(frozen=True, eq=False)
class Exhibit:
    """Numbers that a trial measured: for each condition one value per repetition.

    Attributes
    ----------
    unit : str
        The quantity measured; the axis of the figure.
    values : mapping of str to ndarray, shape (n,)
    log : bool
        True if a logarithmic axis shows it better.
    """

    unit: str
    values: Mapping[str, NDArray]
    log: bool = False

    @property
    def estimates(self) -> dict[str, Estimate]:
        """Mean and standard error of each condition."""
        return {name: estimate(values) for name, values in self.values.items()}

    def __str__(self) -> str:
        return f"{self.unit} – " + ", ".join(f"{name}: {e}" for name, e in self.estimates.items())


@dataclass(frozen=True)
class Trial:
    """A claim, and the experiment that could refute it.

    Attributes
    ----------
    name : str
        One word or a few, joined by underscores.
    claim : str
        The claim, as it is usually put.
    expected : str
        The result to expect if it held.
    equal : str
        The conditions that all runs share, and the number of repetitions.
    rule : str
        The rule by which numbers become a verdict: `judge` in words.
    limit : str
        The questions that this experiment leaves open.
    measure : callable
        Runs the experiment; returns the exhibits.
    judge : callable
        ``judge(*exhibits)`` is "true", "qualified" or "wrong".
    """

    name: str
    claim: str
    expected: str
    equal: str
    rule: str
    limit: str
    measure: Callable[[], Sequence[Exhibit]] = field(repr=False)
    judge: Callable[..., str] = field(repr=False)

    def hear(self) -> "Finding":
        """Run the experiment; later calls return the finding of the first."""
        return _heard(self)


@dataclass(frozen=True, eq=False)
class Finding:
    """The result of a trial: its exhibits and the verdict that its rule gives."""

    trial: Trial
    exhibits: tuple[Exhibit, ...]

    @property
    def verdict(self) -> str:
        """The verdict: "true", "qualified" or "wrong"."""
        return self.trial.judge(*self.exhibits)

    @property
    def evidence(self) -> str:
        """Every number with its standard error, in one line."""
        return "; ".join(map(str, self.exhibits))

    @property
    def row(self) -> tuple[str, str, str]:
        """A row for `lrkit.ledger`: claim, verdict, evidence."""
        return self.trial.claim, self.verdict, self.evidence

    def __repr__(self) -> str:
        trial = self.trial
        return "\n".join([
            f"“{trial.claim}”", f"  if it holds   {trial.expected}",
            f"  held equal    {trial.equal}",
            *(f"  measured      {exhibit}" for exhibit in self.exhibits),
            f"  rule          {trial.rule}", f"  verdict       {self.verdict}",
            f"  not shown     {trial.limit}"])


@cache
def _heard(trial: Trial) -> Finding:
    return Finding(trial, tuple(trial.measure()))
