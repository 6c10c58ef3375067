"""The parts of a trial: a claim, an experiment that could refute it, and a verdict by rule.

A trial states in advance what would be seen if the claim held, what is held equal, and how the
numbers will be read. Then it measures several times, and says for each condition that it compares
whether the prediction was seen there. `decide` turns that into a verdict, in the same way for all
trials. No verdict is written down anywhere: other numbers would give another one.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lrkit.uncertainty import paired_difference, t_factor

RELATIVE_ROUNDING = 1e-12  # a smaller relative spread counts as 0
TRUE, QUALIFIED, WRONG = VERDICTS = ("true", "qualified", "wrong")


def decide(seen: Iterable[float]) -> str:
    """Return the verdict on a claim whose prediction was seen, or not, in several conditions.

    "true" if it was seen in all of them, "wrong" if in none, and otherwise "qualified": the claim
    then needs a condition that it does not name.

    Parameters
    ----------
    seen : iterable of float or bool
        For each condition the share of the cases in which the prediction was seen, at least one
        condition; ValueError otherwise.

    Examples
    --------
    >>> decide([True, True]), decide([True, False]), decide([0.2, 0.9]), decide([0, 0])
    ('true', 'qualified', 'qualified', 'wrong')
    """
    shares = [float(share) for share in seen]
    if not shares:
        raise ValueError("a verdict needs at least one condition")
    return TRUE if min(shares) == 1 else WRONG if max(shares) == 0 else QUALIFIED


class Estimate(NamedTuple):
    """A mean over independent repetitions, its standard error, and its 95 % interval.

    The interval reaches `bound` to each side: the standard error times Student's t for the number
    of repetitions, which is 2.8 for five.
    """

    mean: float
    error: float
    bound: float

    def __str__(self) -> str:
        if not np.isfinite(self.mean):
            return "∞"
        return f"{self.mean:.3g} ± {self.error:.1g}" if self.error else f"{self.mean:.3g}"


def estimate(values: ArrayLike) -> Estimate:
    """Return the mean of some repetitions, its standard error and its 95 % interval.

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
        return Estimate(np.inf, 0.0, 0.0)
    spread = values.std(ddof=1) if len(values) > 1 else 0.0
    if spread < RELATIVE_ROUNDING * np.abs(values).max():
        spread = 0.0
    error = float(spread / np.sqrt(len(values)))
    return Estimate(float(values.mean()), error, error * t_factor(len(values)) if error else 0.0)


def compare_paired(first: ArrayLike, second: ArrayLike) -> int:
    """Return 1 if the second of two paired lists is larger, -1 if smaller, 0 if no one can tell.

    A difference counts if its 95 % interval, by Student's t, does not contain 0
    (`lrkit.uncertainty.paired_difference`). Infinity is larger than any number.

    Parameters
    ----------
    first, second : array_like, shape (n,)
        Entry k of both has the same seed, start or sample.

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
    found = paired_difference(first, second)
    return int(np.sign(found.mean)) if found.detected else 0


@dataclass(frozen=True, eq=False)
class Exhibit:
    """The numbers that a trial measured: for each condition one value per repetition.

    Attributes
    ----------
    unit : str
        The quantity measured; the axis of the figure.
    values : mapping of str to ndarray, shape (n,)
    log : bool
        True if a logarithmic axis shows it better.
    repeated : bool
        False if the values of a condition are not repetitions, such as those of successive epochs.
        Their mean has no standard error.
    """

    unit: str
    values: Mapping[str, NDArray]
    log: bool = False
    repeated: bool = True

    @property
    def estimates(self) -> dict[str, Estimate]:
        """The estimate for each condition."""
        found = {name: estimate(values) for name, values in self.values.items()}
        return found if self.repeated else {
            name: Estimate(one.mean, 0.0, 0.0) for name, one in found.items()}

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
        The claim, in the words in which one usually reads it.
    expected : str
        What would be seen in each condition if the claim held.
    equal : str
        What all runs share, and the number of repetitions.
    rule : str
        What must be measured for the prediction to count as seen: `seen` in words.
    limit : str
        What this experiment cannot show.
    measure : callable
        Runs the experiment; returns the exhibits.
    seen : callable
        ``seen(*exhibits)`` maps each condition to True or False, or to the share of its cases in
        which the prediction was seen.
    """

    name: str
    claim: str
    expected: str
    equal: str
    rule: str
    limit: str
    measure: Callable[[], Sequence[Exhibit]] = field(repr=False)
    seen: Callable[..., Mapping[str, float]] = field(repr=False)

    def hear(self) -> "Finding":
        """Run the experiment, or return what an earlier call found; `heard` lists the trial."""
        finding = self.run()
        _HEARD[self.name] = finding
        return finding

    def run(self) -> "Finding":
        """Run the experiment, or return what an earlier call found, without listing it as heard."""
        return _found(self)


@dataclass(frozen=True, eq=False)
class Finding:
    """The result of a trial: its exhibits and the verdict that its rule gives."""

    trial: Trial
    exhibits: tuple[Exhibit, ...]

    @property
    def seen(self) -> Mapping[str, float]:
        """For each condition the share of cases in which the prediction was seen."""
        return self.trial.seen(*self.exhibits)

    @property
    def verdict(self) -> str:
        """The verdict, by `decide`: "true", "qualified" or "wrong"."""
        return decide(self.seen.values())

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
            f"  held equal    {trial.equal}", f"  seen if       {trial.rule}",
            *(f"  measured      {exhibit}" for exhibit in self.exhibits),
            f"  seen          {self.seen_in_words()}",
            f"  verdict       {self.verdict}", f"  not shown     {trial.limit}"])

    def seen_in_words(self) -> str:
        """Say for each condition whether the prediction was seen, or in how many of its cases."""
        words = {0.0: "no", 1.0: "yes"}
        return "; ".join(f"{name}: {words.get(share, f'{100 * share:.0f} %')}"
                         for name, share in self.seen.items())


_HEARD: dict[str, Finding] = {}  # by name, what this process was asked for


def heard() -> dict[str, Finding]:
    """Return the findings of all trials that were heard in this process, by name."""
    return dict(_HEARD)


@cache
def _found(trial: Trial) -> Finding:
    return Finding(trial, tuple(trial.measure()))
