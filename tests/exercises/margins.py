"""Search for cases whose expected value hangs on rounding.

The numbers of a case are changed by a few units in the last place, as another arithmetic would
change them: a choice that has no margin then moves.
"""

import dataclasses
import math
from collections.abc import Sequence
from fractions import Fraction

import numpy as np

from lrkit.checking.compare import Raised, mismatch
from lrkit.checking.judge import expect
from lrkit.exercises import Exercise
from lrkit.exercises.base import Case
from lrkit.exercises.callbacks import LookupTable

CHANGES = 4  # ways to change the numbers of a case
UNITS = 64  # a margin is at least three times as many units in the last place
SHORT = 2**12  # sums and products of numbers with so few binary digits are exact


def is_exact(number: float) -> bool:
    """Return whether arithmetic with a number is exact: it has few binary digits."""
    if not math.isfinite(number):
        return True
    fraction = Fraction(number)
    return abs(fraction.numerator) < SHORT and fraction.denominator < SHORT


def nudge(value, units: int):
    """Change a number by a few units in the last place, and equal numbers alike.

    Numbers with few binary digits stay: what is computed of them is exact, in any order. Equal
    numbers stay equal, because the contract may say what holds for equal numbers that are given.
    """
    if isinstance(value, np.ndarray) and value.dtype.kind == "f":
        return np.array([nudge(v, units) for v in value.ravel().tolist()]).reshape(value.shape)
    if isinstance(value, (list, tuple)):
        return type(value)(nudge(v, units) for v in value)
    if isinstance(value, LookupTable):
        return LookupTable(nudge(value.arguments, units), nudge(value.values, units))
    if isinstance(value, float) and not is_exact(value):
        return value * (1 + (hash((value, units)) % 7 - 3) * UNITS * np.finfo(float).eps)
    return value


def moved(exercise, case: Case, other: Case) -> str | None:
    """Say how the expected value of a case differs from that of another; None if it does not."""
    want, got = expect(exercise, case), expect(exercise, other)
    if isinstance(want, Raised) or isinstance(got, Raised):
        return None if want == got else f"{want} became {got}"
    got = list(got) if isinstance(got, tuple) else got
    return mismatch(want, got, diverges=case.diverges)


def has_one_right_value(exercise: Exercise) -> bool:
    """Return whether the reference's value is what is right, and not one of several."""
    return bool(exercise.signature) and exercise.right_if is None and not any(
        case.reads for case in exercise.cases())


def moving_cases(exercise: Exercise, seeds: Sequence[int | None]) -> tuple[int, list]:
    """Return how many changed cases were tried, and those whose expected value moved, with how."""
    tried, found = 0, []
    if has_one_right_value(exercise):
        for case in (case for seed in seeds for case in exercise.cases(seed, num_drawn=24)):
            for units in range(CHANGES):
                tried += 1
                other = dataclasses.replace(case, args=nudge(case.args, units))
                if (how := moved(exercise, case, other)) is not None:
                    found.append((case, how))
    return tried, found
