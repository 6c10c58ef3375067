"""Compare a returned value with the expected one, and describe how they differ."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

import numpy as np

from lrkit.checking.observe import OpaqueValue, PlainTuple

RTOL, ATOL = 1e-6, 1e-9  # the tolerances that `check` promises in its docstring
OTHER_NUMBER = "another number than expected"
OTHER_NUMBERS = "other numbers than expected"
OTHER_TRUTH = "the other one of True and False"
OTHER_WORD = "another word than expected"
# These words add nothing where the two values are shown.
SAYS_NOTHING = (OTHER_NUMBER, OTHER_NUMBERS, OTHER_TRUTH, OTHER_WORD)
NOTHING = ("nothing came back (None): does this path through the code reach a `return` with a "
           "value behind it?")
MISSPELLED = 0.8  # how similar two words must be for a misspelling
CLOSE = 3  # from so many right digits on, a wrong number is called close
MAX_COMPARED = 1e100  # above it, values of a diverging run count as equal, inf and nan too


@dataclass(frozen=True)
class Raised:
    """The expected outcome where the right answer is an exception."""

    type_name: str


def mismatch(
    expected: Any, got: Any, *, diverges: bool = False, names: Sequence[str] = (),
    series: Mapping[str, str] = {},
) -> str | None:
    """Describe how `got` differs from `expected`; return None if it is right.

    Parameters
    ----------
    expected
        A number, array, list of arrays, str, bool or None; a tuple of those where several things
        come back.
    got
        Plain data, as `observe.to_plain` makes it.
    diverges : bool
        Whether whatever is huge or not finite is right where the right answer is.
    names : sequence of str
        The names of a tuple's entries, or of the one value.
    series : mapping of str to str
        Those of `names` whose entries follow each other in time, and the meaning of an entry:
        "step" where entry 0 is the start, else "entry".

    >>> mismatch(2.0, -2.0)
    'right up to the sign'
    >>> mismatch(2.0, np.array(2.0)) is None
    True
    """
    if isinstance(expected, Raised):
        return _compare_raised(expected, got)
    if isinstance(expected, dict):
        return _compare_dict(expected, got, diverges)
    if isinstance(expected, tuple):
        return _compare_tuple(expected, got, diverges, names, series)
    if got is None and expected is not None:
        return NOTHING
    if isinstance(got, (OpaqueValue, dict)):
        return f"what came back is {describe_value(got)}, not numbers"
    if expected is None or isinstance(expected, (str, bool, np.bool_)):
        return _compare_word(expected, got)
    if isinstance(expected, list) and any(np.ndim(entry) for entry in expected):
        return _compare_arrays(expected, got, diverges)
    entry = series.get(names[0]) if names else None
    return _compare_numbers(np.asarray(expected, dtype=float), got, diverges, entry)


def _compare_raised(expected: Raised, got: Any) -> str:
    due = f"{_with_article(expected.type_name)} should be raised here"
    if isinstance(got, OpaqueValue) and got.type_name == expected.type_name:
        return f"{due}, and yours came back as a value: raise it, do not return it"
    return f"{due}; what came back is {describe_value(got)}"


def _compare_tuple(
    expected: tuple, got: Any, diverges: bool, names: Sequence[str], series: Mapping[str, str]
) -> str | None:
    count = len(expected)
    if not holds_several(got, count):
        if got is None:
            return NOTHING
        how_many = len(got) if isinstance(got, list) else describe_value(got)
        return f"{count} things should come back, in a tuple; got {how_many}"
    names = names or [f"number {number + 1}" for number in range(count)]
    for name, want, have in zip(names, expected, got, strict=True):
        if found := mismatch(want, have, diverges=diverges, names=[name], series=series):
            return f"{name}: {found}"
    return None


def _compare_arrays(expected: list, got: Any, diverges: bool) -> str | None:
    """Compare lists of arrays of different shapes, which are no one array."""
    count = len(expected)
    if not holds_several(got, count):
        return (f"a list of {count} array{'s' * (count > 1)} should come back; got "
                f"{describe_value(got)}")
    names = [f"array {number + 1}" for number in range(count)]
    return _compare_tuple(tuple(expected), got, diverges, names, {})


def _compare_dict(expected: dict, got: Any, diverges: bool) -> str | None:
    if not isinstance(got, dict):
        return f"a dict should come back; got {describe_value(got)}"
    if missing := [key for key in expected if key not in got]:
        return f"the key {missing[0]!r} is missing; there are {list(got)}"
    if extra := [key for key in got if key not in expected]:
        return f"the key {extra[0]!r} should not be there"
    for key, want in expected.items():
        if found := mismatch(want, got[key], diverges=diverges):
            return f"{key}: {found}"
    return None


def holds_several(value: Any, count: int) -> bool:
    """Return whether a plain value is a list or an array of `count` entries."""
    if isinstance(value, np.ndarray):
        return value.ndim > 0 and len(value) == count
    return isinstance(value, list) and len(value) == count


def _compare_word(expected: Any, got: Any) -> str | None:
    if isinstance(got, np.ndarray) and got.ndim == 0:
        got = got.item()
    if isinstance(expected, (bool, np.bool_)):
        if type(got) in (bool, int, float) and got in (0, 1):  # np.bool_ is plain by now
            return None if bool(got) == bool(expected) else OTHER_TRUTH
        return f"True or False should come back; got {describe_value(got)}"
    if expected is None:
        return None if got is None else "None should come back here"
    if isinstance(got, str):
        if got != expected and _letters(got) == _letters(expected):
            return "the right word, spelled differently: mind capitals, spaces and hyphens"
        if got != expected and SequenceMatcher(None, got, expected).ratio() > MISSPELLED:
            return "nearly the right word: copy it from the text, letter by letter"
        return None if got == expected else OTHER_WORD
    return f"a text should come back; got {describe_value(got)}"


def _letters(word: str) -> str:
    return "".join(filter(str.isalpha, word.casefold()))


def _compare_numbers(
    expected: np.ndarray, got: Any, diverges: bool, entry: str | None
) -> str | None:
    came = got
    try:
        got = np.asarray(came)
    except ValueError:
        return "the entries of what came back have different lengths"
    if got.dtype.kind == "c" and not got.imag.any():
        got = got.real
    if got.dtype.kind not in "biuf":
        return f"numbers should come back; got {describe_value(came)}"
    if got.shape == expected.shape == () and got.dtype.kind in "iu" and abs(got - expected) == 1:
        return "off by one"  # of counts alone: 1.0 instead of 2.0 has other causes
    got = got.astype(float)
    if got.shape != expected.shape:
        return f"{_shape(expected.shape)} should come back; got {_shape_of(came, got.shape)}"
    right = np.isclose(got, expected, rtol=RTOL, atol=ATOL, equal_nan=True)
    if diverges:
        right |= _diverged(expected) & _diverged(got)
    return None if right.all() else _pattern(expected, got, right, entry)


def _diverged(values: np.ndarray) -> np.ndarray:
    return ~np.isfinite(values) | (np.abs(values) > MAX_COMPARED)


def _pattern(
    expected: np.ndarray, got: np.ndarray, right: np.ndarray, entry: str | None
) -> str:
    """Describe the most telling pattern in wrong numbers of the right shape."""
    if np.allclose(got, -expected, rtol=RTOL, atol=ATOL):
        return "right up to the sign"
    nonzero = expected[np.isfinite(expected) & (expected != 0)]
    if nonzero.size and np.isfinite(got).all():
        with np.errstate(over="ignore"):  # a run that explodes can be 1e307 times too large
            ratios = got[np.isfinite(expected) & (expected != 0)] / nonzero
        if np.allclose(ratios, ratios.flat[0], rtol=RTOL) and np.isclose(ratios.flat[0], 0.5):
            return "half of what it should be"
        if np.allclose(ratios, ratios.flat[0], rtol=RTOL) and np.isclose(ratios.flat[0], 2.0):
            return "twice what it should be"
    if entry and len(expected) > 1 and (late := _shifted(expected, got)):
        return late
    if digits := _right_digits(expected, got, right):
        return f"close: right to {digits} digits, and six are compared"
    if not entry or len(expected) < 2:
        return OTHER_NUMBERS if expected.size > 1 else OTHER_NUMBER
    return _series_pattern(right, entry)


def _right_digits(expected: np.ndarray, got: np.ndarray, right: np.ndarray) -> int:
    """Return to how many digits the wrong numbers are right; 0 where they are not close."""
    want, have = expected[~right], got[~right]
    if not (np.isfinite(want) & np.isfinite(have) & (want != 0)).all():
        return 0
    with np.errstate(over="ignore"):  # a run that exploded is infinitely far away
        digits = -np.log10(np.max(np.abs(have - want) / np.abs(want)))
    return int(digits) if digits >= CLOSE else 0


def _shifted(expected: np.ndarray, got: np.ndarray) -> str | None:
    """Describe a series in time that comes one entry late or early."""
    for mine, theirs, word in ((got[1:], expected[:-1], "late"), (got[:-1], expected[1:], "early")):
        if np.allclose(mine, theirs, rtol=RTOL, atol=ATOL) and np.ptp(expected):
            return f"off by one step: each entry comes one {word}"
    return None


def _series_pattern(right: np.ndarray, entry: str) -> str:
    """Describe an error of a series in time by the first wrong entry."""
    if not right[0].all():
        return OTHER_NUMBERS
    first = int(np.argmin(right.reshape(len(right), -1).all(axis=1)))
    if entry == "step" and first > 1:
        count = "one step" if first == 2 else f"{first - 1} steps"
        return f"right for {count}, wrong from entry [{first}] on, that is after {first} steps"
    return f"right at first, wrong from entry [{first}] on"


def _shape(shape: tuple[int, ...]) -> str:
    return "a single number" if shape == () else f"an array of shape {shape}"


def _shape_of(value: Any, shape: tuple[int, ...]) -> str:
    """Return the shape of a value together with its type: what it is called must be what it is."""
    if not isinstance(value, list):
        return _shape(shape)
    kind = "tuple" if isinstance(value, PlainTuple) else "list"
    if len(shape) == 1:
        return f"a {kind} of {shape[0]} number{'s' * (shape[0] != 1)}"
    return f"a {kind} of shape {shape}"


def _with_article(word: str) -> str:
    return f"{'an' if word[:1] in 'AEIOUaeiou' else 'a'} {word}"


def describe_value(value: Any) -> str:
    """A plain value in a few words."""
    if isinstance(value, OpaqueValue):
        return _with_article(value.type_name)
    if isinstance(value, dict):
        return "a dict"
    if value is None:
        return "None"
    if isinstance(value, np.ndarray):
        return _shape(value.shape)
    if isinstance(value, Raised):
        return f"{_with_article(value.type_name)}, raised"
    try:
        text = repr(value)
    except ValueError:  # Python does not write a whole number of more than 4,300 digits
        return "a number of thousands of digits"
    return text if len(text) <= 60 else f"{text[:57]}..."
