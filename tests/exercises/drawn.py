"""Grade as `check` does, on cases that are drawn once for an exercise and a seed.

Hundreds of answers to an exercise are graded on the same draw. The cases keep what the reference
and the misconceptions did with them, so that these are called once for all.
"""

import copy
from collections.abc import Callable
from functools import cache

from lrkit.checking import Result, grade_function
from lrkit.exercises import Exercise, get


def grade(exercise: Exercise, function: Callable, **options) -> Result:
    """Grade an answer as `grade_function` does, with its options."""
    return grade_function(_keeping_its_draws(exercise.name), function, **options)


@cache
def _keeping_its_draws(name: str) -> Exercise:
    """Copy an exercise of the course, with a memory for the cases of each seed."""
    exercise = copy.copy(get(name))
    exercise.cases = cache(exercise.cases)
    return exercise
