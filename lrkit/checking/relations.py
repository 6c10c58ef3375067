"""Say how a wrong answer is related to the right one, where no misconception explains it.

A relation is a fact about the numbers: "what came back is the square of what it should be", "it is
right for `t` - 1 instead of `t`". It is told only if it holds in every case of the first failing
part, and if several of its cases, with different expected values, show it. So it is true for every
code that returns the same values.

Two kinds are tried: another value of an argument (`lrkit.checking.arguments`), then a simple
operation on the right numbers.
"""

from collections.abc import Callable, Iterator, Sequence
from itertools import permutations

import numpy as np

from lrkit.checking.arguments import changed_arguments, every_argument
from lrkit.checking.compare import RTOL, Raised, holds_several, mismatch
from lrkit.checking.judge import Verdict, expect
from lrkit.checking.observe import Observation, same
from lrkit.exercises.base import PURITY, Case, Exercise, Part

LEAST_SHOWN = 3  # so many failing cases with different values must show a relation of numbers
LEAST_CHOICES = 4  # and so many where the value is a word, a count, or True or False
MOST_ORDERED = 4  # results whose orders are tried
OPERATIONS: tuple[tuple[str, Callable], ...] = (
    ("the square of what it should be", np.square),
    ("the square root of what it should be", np.sqrt),
    ("1 over what it should be", lambda x: 1 / x),
    ("1 minus what it should be", lambda x: 1 - x),
    ("the logarithm of what it should be", np.log),
    ("the absolute value of what it should be", np.abs),
    ("what it should be, in the opposite order", lambda x: x[::-1] if x.ndim else x),
    ("the sum of what it should be", np.sum),
    ("the mean of what it should be", lambda x: np.mean(x) if x.size else x),
    ("the sum of what it should be, up to each entry",
     lambda x: np.cumsum(x, axis=0) if x.ndim else x),
)

WITH_AN_ARGUMENT: tuple[tuple[str, Callable], ...] = (
    ("what it should be, times {0}", lambda want, x: want * x),
    ("what it should be, divided by {0}", lambda want, x: want / x),
    ("{0} divided by what it should be", lambda want, x: x / want),
    ("what it should be, plus {0}", lambda want, x: want + x),
    ("what it should be, minus {0}", lambda want, x: want - x),
    ("{0} minus what it should be", lambda want, x: x - want),
)

Pair = tuple[Case, object, object]  # a case, its expected value, and what came back


def find_relation(
    exercise: Exercise, cases: Sequence[Case], observations: Sequence[Observation | None],
    verdicts: Sequence[Verdict],
) -> str | None:
    """Return a sentence on how what came back is related to what should, or None.

    Nothing is said where several values are right, where a call did not return, or where the fault
    is not in the values.
    """
    part = next(verdict.part for verdict in verdicts if not verdict.holds)
    if part.name == PURITY or part.calls or exercise.right_if is not None:
        return None
    if words := _of_defaults(exercise, cases, verdicts):
        return words
    whole = [_as_pair(case, expect(exercise, case), seen)
             for case, seen in zip(cases, observations, strict=True) if part.name in case.parts]
    if any(pair is None for pair in whole):
        return None
    pairs = [_as_seen_by(part, *pair) for pair in whole]
    if not _shows_enough(pairs):
        return None
    found = _of_order(exercise.returns, whole) or _of_arguments(exercise, part, pairs) \
        or _of_values(exercise, part, pairs)
    return found and f"In every case of “{part.about}” {found}"


def _of_defaults(
    exercise: Exercise, cases: Sequence[Case], verdicts: Sequence[Verdict]
) -> str | None:
    """Return the sentence on calls of which all that leave an argument out are wrong, and no other.

    Where such a call ends with an error, the error says more.
    """
    failures = [failure for verdict in verdicts for failure in verdict.failures]
    if not all(failure.observation and failure.observation.returned for failure in failures):
        return None
    given = max(len(failure.case.args) for failure in failures)
    wrong = {id(failure.case) for failure in failures}
    right = [case for case in cases if len(case.args) > given]
    if len(right) < LEAST_SHOWN or len(wrong) + len(right) < len(cases):
        return None
    return (f"Only calls that leave out {' and '.join(exercise.signature[given:])} go wrong: does "
            "your function have the defaults of the text?")


def _as_pair(case: Case, want, seen: Observation | None) -> Pair | None:
    """Return a case with what should come back and what did; None where nothing can be compared."""
    if seen is None or not seen.returned or isinstance(want, (Raised, dict)):
        return None
    if isinstance(want, tuple) and not holds_several(seen.value, len(want)):
        return None
    return case, want, seen.value


def _as_seen_by(part: Part, case: Case, want, got) -> Pair:
    """Return a case with those of the values that a part compares."""
    if not isinstance(want, tuple):
        return case, want, got
    uses = part.uses or range(len(want))
    return case, tuple(want[k] for k in uses), [got[k] for k in uses]


def _shows_enough(pairs: Sequence[Pair]) -> bool:
    """Return whether enough cases with different values fail, and not all with the same one."""
    if all(same(got, pairs[0][2]) for _, _, got in pairs):
        return False  # what depends on nothing agrees with much by accident
    failing = [(want, got) for case, want, got in pairs if not _equals(want, got, case)]
    wrong, came = [want for want, _ in failing], [got for _, got in failing]
    different = min(map(_count_different, (wrong, came)))
    if all(_is_of_floats(want) for want in wrong if not isinstance(want, tuple)):
        return different >= LEAST_SHOWN
    return len(wrong) >= LEAST_CHOICES and different >= 2


def _is_of_floats(value) -> bool:
    """Return whether there are floats in a value; a list of arrays may have several shapes."""
    if isinstance(value, list):
        return any(map(_is_of_floats, value))
    first = np.ravel(value)[0] if np.size(value) else value
    return isinstance(first, (float, np.floating))


def _count_different(values: Sequence) -> int:
    return sum(not any(same(value, other) for other in values[:k])
               for k, value in enumerate(values))


def _of_order(names: Sequence[str], pairs: Sequence[Pair]) -> str | None:
    """Return the sentence on results that are all right and stand in another order."""
    if len(names) > MOST_ORDERED or not isinstance(pairs[0][1], tuple):
        return None
    for order in list(permutations(range(len(names))))[1:]:  # the first is the right one
        if all(_equals(tuple(want[k] for k in order), got, case) for case, want, got in pairs):
            moved = [names[k] for place, k in enumerate(order) if k != place]
            if len(moved) == 2:
                return (f"{moved[1]} and {moved[0]} stand in each other's place: in which order "
                        "should they come back?")
            return (f"the order of the results is {', '.join(names[k] for k in order)}: it should "
                    f"be {', '.join(names)}.")
    return None


def _equals(want, got, case: Case) -> bool:
    return mismatch(want, got, diverges=case.diverges) is None


def _of_arguments(exercise: Exercise, part: Part, pairs: Sequence[Pair]) -> str | None:
    """Return the sentence on the arguments for which the reference gives what came back."""
    for words, answer in changed_arguments(exercise, [case for case, _, _ in pairs]):
        def fits(pair: Pair, answer: Callable = answer) -> bool:
            case, want, got = pair
            made = answer(case)
            if made is None:
                return False
            if not isinstance(want, tuple):
                return _equals(made.value, got, case)
            uses = part.uses or range(len(made.value))
            return _equals(tuple(made.value[k] for k in uses), got, case)

        if all(map(fits, pairs)):
            return f"it would be right {words}"
    return None


def _of_values(exercise: Exercise, part: Part, pairs: Sequence[Pair]) -> str | None:
    """Return the sentence on the operation that makes what came back of the right values."""
    if not isinstance(pairs[0][1], tuple):
        return _of_one_value(exercise, "what came back", pairs)
    uses = part.uses or range(len(exercise.returns))
    names = [exercise.returns[k] for k in uses]
    if in_order := _of_order(names, pairs):
        return in_order
    wrong = [k for k in range(len(names)) if any(
        not _equals(want[k], got[k], case) for case, want, got in pairs)]
    if len(wrong) != 1:
        return None
    only = [(case, want[wrong[0]], got[wrong[0]]) for case, want, got in pairs]
    return _of_one_value(exercise, names[wrong[0]], only) if _shows_enough(only) else None


def _of_one_value(exercise: Exercise, name: str, pairs: Sequence[Pair]) -> str | None:
    numbers = [(case, _numbers(want), _numbers(got)) for case, want, got in pairs
               if not case.diverges]
    if len(numbers) < LEAST_SHOWN or any(want is None or got is None for _, want, got in numbers):
        return None
    for words, operation in (*_operations(numbers), *_with_arguments(exercise)):
        with np.errstate(all="ignore"):
            if all(_equal(operation(case, want), got) for case, want, got in numbers):
                return f"{name} is {words}."
    return _where_wrong(name, numbers)


def _numbers(value) -> np.ndarray | None:
    """Return a value as an array of floats, or None where it is none."""
    if value is None or isinstance(value, (str, bool, np.bool_, dict)):
        return None
    try:
        return np.asarray(value, dtype=float)
    except (TypeError, ValueError):
        return None


def _operations(numbers: Sequence) -> Iterator[tuple[str, Callable]]:
    """Yield the operations to try, in words and as functions of a case and the right numbers."""
    for words, operation in OPERATIONS:
        yield words, lambda case, want, operation=operation: operation(want)
    _, want, got = numbers[0]
    if want.shape == got.shape and want.size and np.flatnonzero(want).size:
        k = np.flatnonzero(want)[0]
        factor = got.flat[k] / want.flat[k] + 0.0  # never -0
        if np.isfinite(factor) and f"{factor:g}" != "1":
            yield f"{factor:g} times what it should be", lambda case, want: factor * want
    if want.shape == got.shape and want.size:
        more = float(f"{got.flat[0] - want.flat[0]:.6g}")
        sign = "plus" if more > 0 else "minus"
        yield f"what it should be, {sign} {abs(more):g}", lambda case, want: more + want


def _with_arguments(exercise: Exercise) -> Iterator[tuple[str, Callable]]:
    """Yield the operations on the right numbers and an argument, in words and as functions."""
    for k, name in enumerate(exercise.signature):
        for words, operation in WITH_AN_ARGUMENT:
            def with_it(case: Case, want, k=k, operation=operation):
                other = _numbers(every_argument(exercise, case)[k])
                fits = other is not None and np.shape(other) in ((), np.shape(want))
                return operation(want, other) if fits else None

            yield words.format(name), with_it


def _equal(a, b: np.ndarray) -> bool:
    return a is not None and np.shape(a) == b.shape and np.allclose(
        a, b, rtol=RTOL, atol=1e-9, equal_nan=True)


def _where_wrong(name: str, numbers: Sequence) -> str | None:
    """Say that only the first entry, or only the last one, is wrong in each failing case."""
    places = []
    for _, want, got in numbers:
        if want.shape != got.shape or want.ndim != 1:
            return None
        off = np.flatnonzero(~np.isclose(got, want, rtol=RTOL, atol=1e-9, equal_nan=True))
        if off.size:
            places.append((off[0], off.size, len(want)))
    if all(size == 1 and length > 2 for _, size, length in places):
        if all(first == 0 for first, _, _ in places):
            return f"only the first entry of {name} is wrong."
        if all(first == length - 1 for first, _, length in places):
            return f"only the last entry of {name} is wrong."
    return None
