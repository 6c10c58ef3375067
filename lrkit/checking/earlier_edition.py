"""Checks in a notebook of an earlier edition, whose exercise may be another one today."""

import inspect
import sys
from collections.abc import Callable
from dataclasses import replace

from lrkit.checking.result import Result
from lrkit.exercises import Exercise, Prediction, Question
from lrkit.exercises.editions import (
    EDITION,
    changed_since,
    earlier_editions,
    name_of_graded,
    text_digest,
)


def running_edition(notebook: str) -> int:
    """Return the edition of the notebook that runs, by its first code cell.

    Today's where no cell of an earlier edition was run, and outside a notebook.
    """
    shell = sys.modules["IPython"].get_ipython() if "IPython" in sys.modules else None
    ran = {text_digest(source) for source in shell.user_ns.get("_ih", ())} if shell else set()
    return next((earlier.edition for earlier in earlier_editions(notebook)
                 if earlier.setup in ran), EDITION)


def refuse_earlier(entry: Exercise | Question | Prediction, answer: object = None) -> Result | None:
    """Return the result where the notebook asks for something else than lrkit judges today.

    Parameters
    ----------
    entry : Exercise, Question or Prediction
        What is asked for today.
    answer : object
        The learner's function: it has the arguments of its edition, also where the notebook's
        first cell was not run as it was released.

    Returns
    -------
    Result or None
        No points and no attempt, with which edition it is and what is asked today; None where
        nothing has changed, and where that edition did not ask for it: then it can only answer
        today's question.
    """
    edition = running_edition(entry.notebook)
    if isinstance(entry, Exercise) and callable(answer):
        edition = _edition_of_arguments(entry, answer, edition)
    if edition == EDITION or entry.name not in changed_since(entry.notebook, edition):
        return None
    if not _was_asked(entry, edition):
        return None
    lines = [f"It was not judged, because {entry.name} is another question in edition {EDITION}, "
             "which this lrkit judges.", *_compare(entry, edition),
             "For today's notebook, rename this one and call `lrkit start` in a terminal."]
    return Result(entry.name, 0.0, entry.points, f"Not judged: edition {edition}.", tuple(lines),
                  attempted=False)


def add_edition(result: Result, entry: Exercise) -> Result:
    """Add a line on the edition to a result that an earlier edition's notebook asked for."""
    edition = running_edition(entry.notebook)
    if edition == EDITION:
        return result
    today = ("has the same exercise" if _was_asked(entry, edition)
             else "brought this exercise: `lrkit start` gives you its notebook if you rename this")
    line = f"(This notebook is of edition {edition}; edition {EDITION} {today}.)"
    return replace(result, lines=(*result.lines, line))


def _was_asked(entry: Exercise | Question | Prediction, edition: int) -> bool:
    """True if an edition had a graded cell of that name."""
    earlier = next(e for e in earlier_editions(entry.notebook) if e.edition == edition)
    return entry.name in map(name_of_graded, earlier.points)


def _compare(entry: Exercise | Question | Prediction, edition: int) -> list[str]:
    """Describe an exercise as it was and as it is."""
    if not isinstance(entry, Exercise):
        return []
    earlier = next(e for e in earlier_editions(entry.notebook) if e.edition == edition)
    before = earlier.arguments.get(entry.name, [])
    if before == list(entry.signature):
        return [f"In edition {edition} it had {earlier.points[f'check_{entry.name}']:g} points, "
                f"today {entry.points:g}."]
    return [f"In edition {edition}:", f"    {entry.name}({', '.join(before)})", "Today:",
            f"    {entry.name}({', '.join(entry.signature)})"]


def _edition_of_arguments(exercise: Exercise, function: Callable, otherwise: int) -> int:
    """Return the edition whose argument names a function has, if today's are others."""
    try:
        names = list(inspect.signature(function).parameters)
    except (TypeError, ValueError):
        return otherwise
    if names == list(exercise.signature):
        return otherwise
    return next((earlier.edition for earlier in reversed(earlier_editions(exercise.notebook))
                 if earlier.arguments.get(exercise.name) == names), otherwise)
