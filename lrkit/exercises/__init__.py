"""The exercises of the course: a package for each notebook, a module for each exercise.

>>> from lrkit.exercises import get
>>> get("gd_step").points
4.0
"""

from difflib import get_close_matches
from functools import cache
from importlib import import_module

from lrkit.exercises.base import Case, Exercise, Misconception, Part
from lrkit.exercises.editions import describe_gone
from lrkit.exercises.errors import CallError
from lrkit.exercises.questions import Choice, Prediction, Question

# The chapters in the order in which they are taught. Each has the tuples EXERCISES, QUESTIONS
# and PREDICTIONS, in the order in which the notebook asks them.
CHAPTERS = ("nb01", "nb02", "nb03", "nb04", "nb05", "nb06", "nb07", "nb08", "nb09", "nb10",
            "nb11")
# Their notebooks: the name of the folder is the name of the assignment everywhere.
PUBLISHED = (
    "01_one_step_downhill",
    "02_too_small_too_large",
    "03_trial_error_and_grids",
    "04_schedules",
    "05_noise_why_decay_matters",
    "06_momentum",
    "07_adaptive_learning_rates",
    "08_claims_on_trial",
    "09_real_frameworks",
    "10_digits_on_a_budget",
    "11_rates_at_scale",
)
# Those that the course is complete without: a learner who leaves them out has done everything.
OPTIONAL = ("11_rates_at_scale",)

__all__ = [
    "OPTIONAL",
    "PUBLISHED",
    "CallError",
    "Case",
    "Choice",
    "Exercise",
    "Misconception",
    "Part",
    "Prediction",
    "Question",
    "all_exercises",
    "by_notebook",
    "get",
    "get_prediction",
    "get_question",
    "predictions_of",
    "questions_of",
]


@cache
def _registry(kind: str) -> dict:
    chapters = [import_module(f"lrkit.exercises.{chapter}") for chapter in CHAPTERS]
    for chapter in chapters:
        if not isinstance(getattr(chapter, kind, None), tuple):
            raise TypeError(f"{chapter.__name__} must have a tuple {kind}: () for none, and with a "
                            "comma, (this_one,), for one")
    return {entry.name: entry for chapter in chapters for entry in getattr(chapter, kind)}


def _find(kind: str, word: str, name: str):
    entries = _registry(kind)
    if not isinstance(name, str):
        called = getattr(name, "__name__", next(iter(entries)))
        got = "nothing" if name is None else "the function itself" if callable(name) else \
            f"{name!r:.60}"
        raise CallError(f"the name of the {word} goes in quotes, such as {called!r}; got {got}")
    if name in entries:
        return entries[name]
    if gone := describe_gone(name):
        raise CallError(gone)
    if near := get_close_matches(name, entries, n=1, cutoff=0.75):
        raise CallError(f"there is no {word} called {name!r}; did you mean {near[0]!r}?")
    raise CallError(f"there is no {word} called {name!r}; the course has: {', '.join(entries)}")


def get(name: str) -> Exercise:
    """Return the exercise of that name; `CallError`, a ValueError, if there is none."""
    return _find("EXERCISES", "exercise", name)


def get_question(name: str) -> Question:
    """Return the quiz question of that name; `CallError` if there is none."""
    return _find("QUESTIONS", "question", name)


def get_prediction(name: str) -> Prediction:
    """Return the prediction of that name; `CallError` if there is none."""
    return _find("PREDICTIONS", "prediction", name)


def all_exercises() -> list[Exercise]:
    """Return every exercise, in the order of the course."""
    return list(_registry("EXERCISES").values())


def by_notebook(notebook: str) -> list[Exercise]:
    """Return the exercises of one assignment, such as ``"01_one_step_downhill"``."""
    return [exercise for exercise in all_exercises() if exercise.notebook == notebook]


def questions_of(notebook: str) -> list[Question]:
    """Return the quiz questions of one assignment."""
    return [entry for entry in _registry("QUESTIONS").values() if entry.notebook == notebook]


def predictions_of(notebook: str) -> list[Prediction]:
    """Return the predictions of one assignment."""
    return [entry for entry in _registry("PREDICTIONS").values() if entry.notebook == notebook]
