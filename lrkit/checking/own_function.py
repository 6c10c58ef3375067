"""`mine`: the learner's own function where it is right, lrkit's where it is not yet."""

from collections.abc import Callable

from lrkit.checking.judge import judge
from lrkit.checking.observe import observe
from lrkit.exercises import Exercise, get
from lrkit.exercises.base import Case
from lrkit.timeouts import TimeLimit, call_with_timeout

TRIAL_SECONDS = 0.05  # for all shown cases together, of the process's own time
PATIENCE = 4.0  # times as long by the clock, on a busy machine


def mine(name: str, function: Callable | None) -> Callable:
    """Return the learner's function if it passes the shown cases, else lrkit's own.

    One printed line says whose function it is. Nothing is stored, and no mark depends on it.

    Parameters
    ----------
    name : str
        The exercise, such as ``"gd_step"``. `CallError` if there is none of that name.
    function : callable
        The learner's function of that name.

    Returns
    -------
    callable
        `function` itself, or the reference of the exercise: where `function` is still the stub,
        fails a shown case, changes its arguments, or needs more than 50 ms for the shown cases.

    Examples
    --------
    >>> from lrkit import mine
    >>> step = mine("gd_step", lambda w, grad, lr: w - lr * grad)
    gd_step: your own function runs below.
    >>> step = mine("gd_step", lambda w, grad, lr: w + lr * grad)
    gd_step: lrkit's function runs below, because yours fails an example of its check.
    >>> float(step(1.0, 2.0, 0.25))
    0.5
    """
    exercise = get(name)
    reason = _why_not(exercise, function)
    if reason is None:
        print(f"{name}: your own function runs below.")
        return function
    print(f"{name}: lrkit's function runs below, because {reason}.")
    return exercise.reference


def _why_not(exercise: Exercise, function: Callable | None) -> str | None:
    """Return why a function cannot run yet; None if it passes the shown cases."""
    if not callable(function):
        return "there is none of yours yet"
    cases = [case for case in exercise.cases() if case.shown]
    if not cases:
        return "there is no example to try yours on"
    limit = TimeLimit(TRIAL_SECONDS, patience=PATIENCE)
    try:
        observations = call_with_timeout(limit, lambda: _try(exercise, function, cases))
    except limit.exceeded:
        return f"yours takes more than {1000 * TRIAL_SECONDS:.0f} ms for the examples of its check"
    if all(seen.nothing for seen in observations):
        return "yours returns nothing yet"
    if all(verdict.counts for verdict in judge(exercise, cases, observations)):
        return None
    return "yours fails an example of its check"


def _try(exercise: Exercise, function: Callable, cases: list[Case]) -> list:
    return [observe(function, case, exercise.signature) for case in cases]
