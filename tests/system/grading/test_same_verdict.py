"""The grade is the check: every stored answer gets the same score and name in the sandbox."""

import inspect
from zlib import crc32

import pytest

from lrkit.checking import grade_function
from lrkit.exercises import all_exercises
from lrkit.exercises.source import source_of
from tests.exercises.changed import EVERY_ANSWER, stored_answers
from tests.system.grading.judging import graded, judge

ENDS = [exercise for exercise in all_exercises() if exercise.make_graded is None]
FEW = 6  # answers in one notebook: some never end, and the calls of a notebook share their time


def _groups(answers):
    return [answers[start:start + FEW] for start in range(0, len(answers), FEW)]


def _source(exercise, answer) -> str:
    """The answer as the cell of a submission, with whatever of its module it needs."""
    if answer.__module__.startswith("lrkit."):
        return source_of(answer, exercise.name)
    return f"{inspect.getsource(inspect.getmodule(answer))}\n{exercise.name} = {answer.__name__}"


def _judged(full, exercise, answers) -> list:
    """Judge answers, one after the other, in one notebook."""
    cells = []
    for number, answer in enumerate(answers):
        cell = graded(exercise.name)
        cell.metadata["nbgrader"]["grade_id"] = f"check_{number}"
        cells += [_source(exercise, answer), cell]
    done = judge(full, *cells)
    return [done.results[f"check_{number}"] for number in range(len(answers))]


@pytest.mark.parametrize("exercise", ENDS, ids=lambda e: e.name)
def test_every_stored_answer_is_judged_alike(full, exercise):
    """Right answers, misconceptions and other wrong ones: the score and the names.

    A group of each exercise, and all of them where `EVERY_ANSWER` is set.
    The exercise that the grade measures on other data has tests of its own.
    """
    seed = crc32(f"secret of a test/{exercise.name}".encode())
    groups = _groups(stored_answers(exercise))
    for group in groups if EVERY_ANSWER else groups[seed % len(groups):][:1]:
        for answer, result in zip(group, _judged(full, exercise, group), strict=True):
            here = grade_function(exercise, answer, seed=seed, num_drawn=24)
            found, right = ((each.score, each.misconception, each.second)
                            for each in (result, here))
            assert found == right, f"{answer.__name__}\n{result}\n{here}"
