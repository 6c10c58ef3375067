"""Tell whether a check names a slip, or says exactly where it goes wrong."""

from collections.abc import Callable

from lrkit.checking import grade_observations
from lrkit.checking.compare import SAYS_NOTHING
from lrkit.checking.judge import judge
from lrkit.checking.observe import observe
from lrkit.checking.result import first_to_show
from lrkit.exercises import Exercise


def told(exercise: Exercise, slip: Callable) -> str:
    """Return "named", "told" or "untold"; "accepted" where the slip costs nothing.

    Told is a slip of whose values the check states a relation to the right ones, or of whose shown
    case it says more than that another value was expected.
    """
    cases = exercise.cases(num_drawn=24)
    seen = [observe(slip, case, exercise.signature, seconds=0.3, patience=20) for case in cases]
    result = grade_observations(exercise, cases, seen, untouched=False)
    if result.passed:
        return "accepted"
    if result.misconception:
        return "named"
    how = first_to_show(judge(exercise, cases, seen)).how
    return "told" if result.relation or not how.endswith(SAYS_NOTHING) else "untold"
