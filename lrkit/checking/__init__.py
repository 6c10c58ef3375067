"""Checking an answer: score, misconception and message.

A check runs in four steps: `observe` calls the learner's function and records what it did; `judge`
compares that with the contract; `naming` finds the misconception that explains it, or `relations`
how the values are related to the right ones; `result` puts it into words.
"""

import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace

from lrkit.checking.earlier_edition import add_edition, refuse_earlier
from lrkit.checking.judge import judge
from lrkit.checking.naming import find_misconceptions
from lrkit.checking.observe import CALL_TIMEOUT, Observation, observe
from lrkit.checking.own_function import mine
from lrkit.checking.relations import find_relation
from lrkit.checking.result import Result, build_result
from lrkit.exercises import Exercise, get
from lrkit.exercises.base import Case
from lrkit.progress_file import update_progress

__all__ = ["Result", "check", "grade_function", "mine"]

DRAWN, DRAWN_GRADED = 8, 24  # the least number of cases that are not shown
ENDLESS_CALLS = 2  # after so many calls that did not end, the rest are not tried


def check(name: str, function: Callable | None = None, *, seed: int | None = None) -> Result:
    """Check an answer, display what was found, and return the score.

    Parameters
    ----------
    name : str
        The exercise, such as ``"gd_step"``.
    function : callable
        The learner's function of that name.
    seed : int, optional
        Draws other inputs for the cases that are not shown.

    Returns
    -------
    Result
        With `score`, `points`, `passed` and `misconception`. As the last line of a notebook
        cell its value is the score, which nbgrader reads as partial credit.

    Raises
    ------
    ValueError
        If there is no exercise of that name. (A `CallError`: in a notebook, one line.)

    Notes
    -----
    Numbers are compared to six digits: a relative difference of 1e-6, or 1e-9 where 0 is right.

    Examples
    --------
    >>> import lrkit
    >>> result = lrkit.check("gd_step", lambda w, grad, lr: w + lr * grad)
    ... # doctest: +ELLIPSIS
    gd_step is not right yet.  [0 of 4 points]
    ✗ ...
    >>> result.misconception
    'went_uphill'
    """
    num_drawn = DRAWN_GRADED if os.environ.get("NBGRADER_EXECUTION") == "autograde" else DRAWN
    exercise = get(name)
    if earlier := refuse_earlier(exercise, function):
        return display_result(earlier)
    result = grade_function(exercise, function, seed=seed, num_drawn=num_drawn)
    if result.attempted:
        update_progress(lambda progress: _note_attempt(progress["checks"], result))
    return display_result(add_edition(result, exercise))


def grade_function(
    exercise: Exercise, function: Callable | None, *, seed: int | None = None,
    seconds: float = CALL_TIMEOUT, patience: float = 1.0, num_drawn: int = DRAWN,
) -> Result:
    """Grade an answer to an `Exercise`, without displaying or storing anything.

    A call may take `seconds`; for `patience` see `TimeLimit`.
    """
    if function is None:
        return no_function(exercise)
    if not callable(function):
        return no_function(exercise, f"{function!r:.60}")
    cases = exercise.cases(seed, num_drawn=num_drawn)
    observations = _observe_all(exercise, function, cases, seconds, patience)
    return grade_observations(exercise, cases, observations, is_stub(exercise, function))


def grade_observations(
    exercise: Exercise, cases: Sequence[Case], observations: Sequence[Observation | None],
    untouched: bool,
) -> Result:
    """Judge the observations of an answer, which are all steps of a check but the first.

    Parameters
    ----------
    exercise : Exercise
        The contract.
    cases, observations : sequence
        The inputs, and what the calls on them did; None for a case that was not tried.
    untouched : bool
        Whether the function is the stub itself, as opposed to one that forgets its `return`.
    """
    if all(seen is not None and seen.nothing for seen in observations):
        return _nothing(exercise, *_why_nothing(exercise, untouched, observations))
    verdicts = judge(exercise, cases, observations)
    right = all(verdict.counts for verdict in verdicts)
    named = () if right else find_misconceptions(exercise, cases, observations, verdicts)
    relation = None if right or named else find_relation(exercise, cases, observations, verdicts)
    result = build_result(exercise, verdicts, named, relation)
    first = observations[0]
    note = exercise.note(first.value) if exercise.note and first and first.returned else None
    return replace(result, lines=(*result.lines, "", note)) if note else result


def no_function(exercise: Exercise, found: str | None = None) -> Result:
    """Return the result where there is no function; `found` describes what there is instead."""
    if found is None:
        return _nothing(exercise, "There is no function to check.",
                        f'Write check("{exercise.name}", {exercise.name}): the name in quotes, '
                        "then the function itself. (Or is the name set to None?)")
    return _nothing(exercise, f"{exercise.name} is not a function.",
                    f"It is {found}: was the name used for something else? "
                    "Run the cell that defines it again.")


def display_result(result: Result) -> Result:
    """Display a result: in a notebook as HTML and plain text, elsewhere as text."""
    if "IPython" in sys.modules:
        from IPython import get_ipython
        from IPython.display import display

        shell = get_ipython()
        if shell is not None and hasattr(shell, "kernel"):
            display({"text/plain": str(result), "text/html": result.html()}, raw=True)
            return result
    print(result)
    return result


def _observe_all(exercise, function, cases, seconds, patience) -> list[Observation | None]:
    observations: list[Observation | None] = []
    endless = 0
    for case in cases:
        if endless == ENDLESS_CALLS:
            observations.append(None)
            continue
        seen = observe(function, case, exercise.signature, seconds=seconds, patience=patience)
        endless += seen.timed_out
        observations.append(seen)
    return observations


def is_stub(exercise: Exercise, function: Callable) -> bool:
    """Return whether a function is still the released stub, which does nothing."""
    code = getattr(function, "__code__", None)
    return code is not None and code.co_code == stub_code(exercise)


def stub_code(exercise: Exercise) -> bytes:
    """Return the compiled body of an exercise's stub."""
    namespace: dict = {}
    exec(exercise.stub, namespace)
    return namespace[exercise.name].__code__.co_code


def _why_nothing(exercise, untouched, observations) -> tuple[str, str]:
    """Return headline and line for an answer that returns nothing: a stub, or a lost `return`."""
    if untouched or observations[0].error is not None:
        return "Not attempted yet.", (f"{exercise.name} does nothing so far. "
                                      f"Stuck? hint({exercise.name!r}) helps in three steps.")
    return f"{exercise.name} returns nothing.", (
        "It runs, but what comes back is None, every time. To print a value is not to return "
        "it: look for the `return`."
    )


def _nothing(exercise: Exercise, headline: str, *lines: str) -> Result:
    # A function that returns nothing is an attempt; a stub and a missing function are none.
    return Result(exercise.name, 0.0, exercise.points, headline, lines,
                  attempted=headline.endswith("returns nothing."))


def _note_attempt(checks: dict, result: Result) -> None:
    """Count the attempt, and keep the best score."""
    before = checks.get(result.name, {})
    checks[result.name] = {"tries": int(before.get("tries", 0)) + 1, "points": result.points,
                           "best": max(float(before.get("best", 0.0)), result.score)}
