"""Natural slips cost points, and nearly all of them hear what they are."""

import pytest

from lrkit.exercises import all_exercises
from tests.exercises import natural_slips, unseen_slips
from tests.exercises.drawn import passes
from tests.exercises.natural_slips.told import told
from tests.exercises.right_answers import answers_to

EXERCISES = [exercise for exercise in all_exercises()
             if answers_to(exercise.name, natural_slips.__name__)]


@pytest.mark.parametrize("exercise", EXERCISES, ids=lambda e: e.name)
def test_natural_slips_are_named_or_told_where_they_go_wrong(exercise):
    """Ten for each exercise; at most one of them is told nothing but that the value is wrong."""
    slips = answers_to(exercise.name, natural_slips.__name__)
    heard = {slip.__name__: told(exercise, slip) for slip in slips}
    assert len(heard) == 10
    assert "accepted" not in heard.values()
    assert sum(word == "untold" for word in heard.values()) <= 1, heard


@pytest.mark.parametrize("exercise", EXERCISES, ids=lambda e: e.name)
def test_a_slip_that_no_check_has_seen_costs_points(exercise):
    """Most of them get a name; ``python -m tests.exercises`` prints how many."""
    slips = answers_to(exercise.name, unseen_slips.__name__)
    assert len(slips) >= 8
    assert [slip.__name__ for slip in slips if passes(exercise, slip)] == []
