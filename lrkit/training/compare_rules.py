"""The worth of the rules that read a rate off range tests: whole runs at the rates they suggest."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from lrkit.training.range_test import RangeTest

# The name of each row, how the test is read, and the rule.
READINGS: dict[str, tuple[Callable[[RangeTest], RangeTest], str]] = {
    "steepest, raw": (RangeTest.unsmoothed, "steep"),
    "steepest, smoothed": (lambda test: test, "steep"),
    "steepest, ends cut too": (RangeTest.trimmed, "steep"),
    "a tenth of the lowest": (RangeTest.trimmed, "minimum"),
    "valley": (RangeTest.trimmed, "valley"),
    "slide": (RangeTest.trimmed, "slide"),
}


@dataclass(frozen=True, eq=False)
class RuleOutcome:
    """The rates that a rule suggests from several range tests, and whole runs at these rates.

    Attributes
    ----------
    lrs, losses : ndarray, shape (n,)
        For each test the suggested rate, and the loss of a whole run there.
    behind : int
        The number of tests in which the suggested rate is larger than that of the lowest loss.
    """

    lrs: NDArray
    losses: NDArray
    behind: int

    def __str__(self) -> str:
        return (f"rates {self.lrs.min():.2g} to {self.lrs.max():.2g}, loss there: median "
                f"{np.median(self.losses):.2f}, worst {self.losses.max():.2f}; beyond the lowest "
                f"loss in {self.behind} of {self.lrs.size}")


def compare_rules(
    tests: Sequence[RangeTest], loss_at: Callable[[float, int], float]
) -> dict[str, RuleOutcome]:
    """Try the rules of `RangeTest.suggest` on smoothed range tests.

    The steepest fall is read off the raw losses, off the smoothed ones, and off those without the
    first tenth and the last five rates, as fastai's ``lr_find`` reads it; the other rules in this
    last way alone.

    Parameters
    ----------
    tests : sequence of RangeTest
        The tests; number k is that of seed k.
    loss_at : callable
        ``loss_at(lr, seed)`` makes a whole run and returns its loss.

    Examples
    --------
    >>> lrs = np.geomspace(1e-3, 1, 30)
    >>> test = RangeTest(lrs, np.where(lrs < 0.3, 3 - 20 * lrs**2, 9))
    >>> print(compare_rules([test], lambda lr, seed: lr)["steepest, raw"])
    rates 0.19 to 0.19, loss there: median 0.19, worst 0.19; beyond the lowest loss in 0 of 1
    """
    found, known = {}, cache(lambda lr, seed: loss_at(lr, seed))
    for name, (read, rule) in READINGS.items():
        readings = [read(test) for test in tests]
        lrs = np.array([reading.suggest(rule) for reading in readings])
        losses = np.array([known(float(lr), seed) for seed, lr in enumerate(lrs)])
        behind = sum(lr > reading.lowest for lr, reading in zip(lrs, readings, strict=True))
        found[name] = RuleOutcome(lrs, losses, int(behind))
    return found
