"""A misconception is named only where it explains what is seen."""

import pytest

from lrkit.exercises import all_exercises
from tests.exercises.changed import false_names


@pytest.mark.parametrize("exercise", all_exercises(), ids=lambda e: e.name)
def test_no_changed_answer_gets_a_name_that_the_rule_forbids(exercise):
    """Whatever is wrong with it besides: `rule` says the same as the check, in another way."""
    count, found = false_names(exercise)
    assert count > 80
    assert not found
