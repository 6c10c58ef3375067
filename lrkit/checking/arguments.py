"""Try the reference on other arguments than the given ones: swapped, changed, ignored."""

import inspect
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import combinations, permutations
from numbers import Real

import numpy as np

from lrkit.checking.observe import RawCall, call_once
from lrkit.exercises.base import Case, Exercise

SECONDS = 0.05  # for a call of the reference with arguments that nobody may have thought of
MOST_ENTRIES = 10_000  # of all arguments together: beyond, a change would cost too much time
CHANGES: tuple[tuple[str, Callable], ...] = (
    ("1 - {0}", lambda x: 1 - x), ("-{0}", lambda x: -x), ("{0} - 1", lambda x: x - 1),
    ("{0} + 1", lambda x: x + 1), ("2 * {0}", lambda x: 2 * x), ("{0} / 2", lambda x: x / 2),
    ("1 / {0}", lambda x: 1 / x), ("{0} squared", lambda x: x * x),
    ("the square root of {0}", lambda x: x**0.5), ("{0} / 100", lambda x: x / 100),
    ("the absolute value of {0}", abs),
)
ARRAY_CHANGES: tuple[tuple[str, Callable], ...] = (
    ("-{0}", lambda x: -x), ("{0} squared", lambda x: x * x), ("{0}.T", lambda x: x.T),
    ("the absolute value of {0}", abs), ("{0} in the opposite order", lambda x: x[::-1]),
    ("{0} without its mean", lambda x: x - x.mean(axis=0)), ("0 * {0}", lambda x: 0.0 * x),
    ("2 * {0}", lambda x: 2 * x), ("{0} / 2", lambda x: x / 2),
    ("standardised {0}", lambda x: (x - x.mean(axis=0)) / x.std(axis=0)),
)


def changed_arguments(
    exercise: Exercise, cases: Sequence[Case]
) -> Iterator[tuple[str, Callable[[Case], RawCall | None]]]:
    """Yield each change of the arguments in words, and what the reference gives with it.

    The words complete the sentence "it would be right ...". The function returns None where the
    change is none in this case, or where the reference cannot take it.
    """
    if any(_size(case) > MOST_ENTRIES for case in cases):
        return
    for words, change in _changes(exercise, exercise.signature):
        if all(_changed(exercise, case, change) is None for case in cases):
            continue

        def answer(case: Case, words=words, change=change) -> RawCall | None:
            return _answer(exercise, case, words, change)

        yield words, answer


def _size(case: Case) -> int:
    return sum(map(_entries, case.args))


def _entries(value) -> int:
    """Count the numbers in an argument, which may be a list of arrays of different shapes."""
    return sum(map(_entries, value)) if isinstance(value, (list, tuple)) else np.size(value)


def _changes(exercise: Exercise, names: Sequence[str]) -> Iterator[tuple[str, Callable]]:
    """Yield words and a function of the list of arguments, which returns the changed list."""
    for i, j in combinations(range(len(names)), 2):
        yield (f"with {names[i]} and {names[j]} in each other's place: are two arguments swapped?",
               lambda args, i=i, j=j: _swap(args, i, j))
    defaults = [parameter.default for parameter in
                inspect.signature(exercise.reference).parameters.values()]
    for i, (name, default) in enumerate(zip(names, defaults, strict=False)):
        if default is not inspect.Parameter.empty:
            yield (f"if {name} were always {default!r}, its default: does your answer use {name}?",
                   lambda args, i=i, default=default: _put(args, i, default))
        for constant in (1, 0):
            yield (f"if {name} were always {constant}: does your answer use {name}, and in the "
                   "right place?", lambda args, i=i, c=constant: _put_number(args, i, c))
        for words, change in CHANGES:
            yield _sentence(words, name), lambda args, i=i, f=change: _on_number(args, i, f)
        for words, change in ARRAY_CHANGES:
            yield _sentence(words, name), lambda args, i=i, f=change: _on_array(args, i, f)
    optional = [i for i, default in enumerate(defaults) if default is not inspect.Parameter.empty]
    if len(optional) > 1:
        some = " and ".join([", ".join(names[i] for i in optional[:-1]), names[optional[-1]]])
        yield (f"if {some} always had their defaults: does a call inside your answer leave them "
               "out?", lambda args: [defaults[i] if i in optional else arg
                                     for i, arg in enumerate(args)])
    for i, j in permutations(range(len(names)), 2):
        yield _sentence(names[j], names[i]), lambda args, i=i, j=j: _put_alike(args, i, j)


def _sentence(words: str, name: str) -> str:
    return f"with {words.format(name)} instead of {name}: look where {name} stands."


def _put(args: list, i: int, value) -> list:
    return [*args[:i], value, *args[i + 1:]]


def _swap(args: list, i: int, j: int) -> list | None:
    if not _alike(args[i], args[j]):
        return None
    return _put(_put(args, i, args[j]), j, args[i])


def _put_alike(args: list, i: int, j: int) -> list | None:
    return _put(args, i, args[j]) if _alike(args[i], args[j]) else None


def _put_number(args: list, i: int, value: int) -> list | None:
    return _put(args, i, type(args[i])(value)) if _is_number(args[i]) else None


def _on_number(args: list, i: int, change: Callable) -> list | None:
    if not _is_number(args[i]):
        return None
    value = change(args[i])
    if isinstance(args[i], (int, np.integer)) and abs(value - args[i]) != 1:
        return None  # a count may be off by one; twice as many agrees by accident where it ends
    return _put(args, i, type(args[i])(value))


def _on_array(args: list, i: int, change: Callable) -> list | None:
    some = isinstance(args[i], np.ndarray) and args[i].size  # of none there is no mean
    return _put(args, i, change(args[i])) if some else None


def _is_number(value) -> bool:
    return isinstance(value, Real) and not isinstance(value, (bool, np.bool_))


def _alike(a, b) -> bool:
    if _is_number(a) and _is_number(b):
        return isinstance(a, int) == isinstance(b, int)
    if isinstance(a, list) and isinstance(b, list):
        return len(a) == len(b)
    return isinstance(a, np.ndarray) and isinstance(b, np.ndarray) and a.shape == b.shape


def every_argument(exercise: Exercise, case: Case) -> list:
    """Return the arguments of a case, with the defaults of those that it leaves out."""
    parameters = list(inspect.signature(exercise.reference).parameters.values())
    return [*case.args, *(parameter.default for parameter in parameters[len(case.args):])]


def _changed(exercise: Exercise, case: Case, change: Callable) -> list | None:
    """Return the changed arguments, defaults included, or None where nothing can be changed."""
    try:
        with np.errstate(all="ignore"):
            return change(every_argument(exercise, case))
    except (ArithmeticError, TypeError, ValueError):
        return None


def _answer(exercise: Exercise, case: Case, words: str, change: Callable) -> RawCall | None:
    """Return what the reference gives, which the case keeps for a whole class."""
    key = "instead", words
    if key not in case.known:
        args = _changed(exercise, case, change)
        if args is None:  # nothing of that kind in this case: it stays as it is
            args = case.args
        other = replace(case, args=tuple(args))
        made = call_once(exercise.reference, other, SECONDS, prints=False)
        case.known[key] = None if made.error or made.timed_out else made
    return case.known[key]
