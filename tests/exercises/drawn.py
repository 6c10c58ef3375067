"""Grade as `check` does, on cases that are drawn once for an exercise and a seed.

Hundreds of answers to an exercise are graded on the same draw. The cases keep what the reference
and the misconceptions did with them, so that these are called once for all.
"""

import copy
from collections.abc import Callable
from functools import cache

from lrkit.checking import Result, grade_function
from lrkit.checking.judge import judge
from lrkit.checking.observe import observe
from lrkit.exercises import Exercise, get


def grade(exercise: Exercise, function: Callable, **options) -> Result:
    """Grade an answer as `grade_function` does, with its options."""
    return grade_function(_keeping_its_draws(exercise.name), function, **options)


def passes(exercise: Exercise, function: Callable) -> bool:
    """Return whether an answer earns full marks as a submission does, and look for no name."""
    exercise = _keeping_its_draws(exercise.name)
    cases = exercise.cases(None, num_drawn=24)
    seen = [observe(function, case, exercise.signature, seconds=0.3, patience=20)
            for case in cases]
    return all(verdict.counts for verdict in judge(exercise, cases, seen))


@cache
def _keeping_its_draws(name: str) -> Exercise:
    """Copy an exercise of the course, with a memory for the cases of each seed."""
    exercise = copy.copy(get(name))
    exercise.cases = cache(exercise.cases)
    return exercise
