"""Stored answers, changed in one more way: what a learner may return who also slips elsewhere."""

import functools
import os
from collections.abc import Callable, Iterator
from itertools import islice
from zlib import crc32

import numpy as np

from lrkit.checking import grade_observations
from lrkit.checking.observe import observe
from lrkit.exercises import Exercise
from tests.exercises import wrong_answers
from tests.exercises.right_answers import answers_to
from tests.exercises.rule import forbidden


def _one_more(value):
    if isinstance(value, dict):
        return {**value, "one_more": 1.0}
    if isinstance(value, np.ndarray) and value.ndim:
        return np.concatenate([value, value[-1:]]) if len(value) else np.zeros((1, 1))
    return [*value, value[-1] if value else 1.0] if isinstance(value, list) else \
        (*value, 1.0) if isinstance(value, tuple) else (value, 1.0)


def _one_less(value):
    if isinstance(value, dict):
        return dict(list(value.items())[:-1])
    several = isinstance(value, (list, tuple)) or (isinstance(value, np.ndarray) and value.ndim)
    return value[:-1] if several and len(value) else ()


def _swapped(value):
    if isinstance(value, dict):
        return dict(zip(value, reversed(value.values()), strict=True))
    if isinstance(value, (list, tuple)) and len(value) > 1:
        return type(value)([value[1], value[0], *value[2:]])
    return value[::-1] if isinstance(value, np.ndarray) and value.ndim else -value \
        if isinstance(value, float) else value


def _as_text(value):
    return repr(value)


def _text_in_front(value):
    """Only the first of several values has a wrong type."""
    return (str(value[0]), *value[1:]) if isinstance(value, tuple) and value else str(value)


def _as_list(value):
    if isinstance(value, np.ndarray):
        return value.tolist()
    return list(value) if isinstance(value, tuple) else [value]


def _as_dict(value):
    return {str(k): each for k, each in enumerate(value)} if isinstance(value, tuple) else \
        {"value": value}


def _nothing(value):
    return None


def _raised(value):
    raise TypeError("another slip, which has nothing to do with the first")


# All answers where the variable is set, as in a job of its own on GitHub; else a share of them.
EVERY_ANSWER = bool(os.environ.get("LRKIT_EVERY_ANSWER"))
CHANGES = {change.__name__.lstrip("_"): change for change in (
    _one_more, _one_less, _swapped, _as_text, _text_in_front, _as_list, _as_dict, _nothing,
    _raised)}


def stored_answers(exercise: Exercise) -> list[Callable]:
    """Every answer to an exercise that is stored, right or wrong."""
    return [exercise.reference, *(entry.function for entry in exercise.misconceptions),
            *answers_to(exercise.name, wrong_answers.__name__), *answers_to(exercise.name)]


def changed_answers(exercise: Exercise) -> Iterator[tuple[str, Callable]]:
    """Each stored answer as it is, and with each change: what it is, and the function."""
    for answer in stored_answers(exercise):
        yield answer.__name__, answer
        for name, change in CHANGES.items():
            yield f"{answer.__name__}, {name}", _with(answer, change)
    yield from _changed_in_a_part(exercise)


def false_names(exercise: Exercise, share: int = 1) -> tuple[int, list[str]]:
    """Check each stored answer, changed: how many, and each name that the rule forbids.

    With a `share` of 4 only every fourth is checked; which one is the first depends on the
    exercise, so that no change is always left out.
    """
    cases, count, found = exercise.cases(), 0, []
    for what, answer in islice(changed_answers(exercise), crc32(exercise.name.encode()) % share,
                               None, share):
        seen = _observe_all(exercise, answer, cases)
        result = grade_observations(exercise, cases, seen, untouched=False)
        count += 1
        found += [f"{what}: {fault}" for fault in forbidden(exercise, cases, seen, result)]
    return count, found


def _observe_all(exercise: Exercise, answer: Callable, cases: list) -> list:
    """Observe all cases, as a check does: after two calls that did not end none is tried."""
    seen: list = []
    for case in cases:
        ended = sum(each is not None and each.timed_out for each in seen) < 2
        seen.append(observe(answer, case, exercise.signature, seconds=0.3, patience=20)
                    if ended else None)
    return seen


def _with(answer: Callable, change: Callable) -> Callable:
    @functools.wraps(answer)
    def changed(*args, **options):
        return change(answer(*args, **options))

    return changed


def _changed_in_a_part(exercise: Exercise) -> Iterator[tuple[str, Callable]]:
    """Each misconception where the arguments have an even sum of digits, else the reference."""
    for entry in exercise.misconceptions:
        if entry.never_ends or not exercise.signature:
            continue

        @functools.wraps(entry.function)
        def now_and_then(*args, _wrong=entry.function, **options):
            digits = sum(map(int, filter(str.isdigit, f"{args[0]}")))
            return (exercise.reference if digits % 2 else _wrong)(*args, **options)

        yield f"{entry.name}, now and then", now_and_then
