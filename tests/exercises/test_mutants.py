"""No systematic change of a right answer earns full marks, but those that change nothing."""

from collections import Counter

import pytest

from lrkit.exercises import all_exercises
from tests.exercises.equivalent import EQUIVALENT, PLACES
from tests.exercises.mutants import mutants_of, survives

# A function without arguments computes nothing: it has only the answer itself.
COMPUTED = [exercise for exercise in all_exercises() if exercise.signature]


def test_each_reason_is_about_an_exercise():
    """An exercise that went takes its reasons with it."""
    assert set(EQUIVALENT) <= {exercise.name for exercise in COMPUTED}
    assert all(name in EQUIVALENT[exercise] for exercise, name in PLACES)


@pytest.mark.parametrize("exercise", COMPUTED, ids=lambda e: e.name)
def test_mutants_lose_points_or_are_explained(exercise):
    """Each survivor stands in the table of equivalent ones, with its reason; and none else does."""
    mutants = mutants_of(exercise)
    survivors = [mutant for mutant in mutants if survives(exercise, mutant)]
    explained = EQUIVALENT.get(exercise.name, {})
    assert len(mutants) >= 5, "the generator finds something to change in every reference"
    accepted = [f"line {mutant.line}: {mutant.name}" for mutant in survivors
                if mutant.name not in explained]
    assert not accepted, ("these changes of the reference earn full marks: add the case that tells "
                          "them apart, or say in tests/exercises/equivalent.py why they are right")
    assert explained.keys() <= {mutant.name for mutant in survivors}, (
        "these stand in tests/exercises/equivalent.py and lose points, or are gone")
    made, kept = (Counter(mutant.name for mutant in each) for each in (mutants, survivors))
    places = {name: PLACES.get((exercise.name, name), made[name]) for name in explained}
    assert places == {name: kept[name] for name in explained}, (
        "on the left, in how many places of the reference equivalent.py says that the change is "
        "right; on the right, in how many it earns full marks")
