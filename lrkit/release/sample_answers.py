"""The answers of made-up students: right ones, known misconceptions, guesses, and none.

A student has a skill from 0 to 1. The greater it is, the more often an exercise is answered with
the reference, a quiz with the right letter, a question in words; otherwise with a misconception of
the exercise, a wrong letter, or nothing.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

import numpy as np

from lrkit.checking import grade_function
from lrkit.course.graded_call import GRADED_PREFIX, SOLUTION_PREFIX
from lrkit.course.nbgrader_settings import STUB
from lrkit.exercises import get, get_prediction, get_question

_SENTENCES = (
    "In my runs 0.1 arrived in a tenth of the steps of 0.01.",
    "It depends on the curvature: what matters is the rate times the curvature, not the rate.",
    "On the raw features 0.01 exploded at once, so it is not safer in general.",
    "I think a small rate is always the careful choice.",
    "The step is the rate times the slope, so it shrinks by itself near the minimum.",
    "If the features were ten times larger, the same rate would diverge.",
)


@dataclass(frozen=True)
class Answer:
    """The answer of a student in one cell.

    Attributes
    ----------
    kind : str
        "right", "blank", the name of a misconception, ...; goes into known_marks.csv.
    text : str or None
        The text that replaces the stub; None leaves the cell as it was released.
    points : float or None
        The points that it earns; None where a person must decide.
    """

    kind: str
    text: str | None
    points: float | None


def graded_by(grade_id: str) -> str:
    """Return the grade_id of the cell that grades a solution cell.

    >>> graded_by("write_gd_step"), graded_by("predict_raw_units"), graded_by("explain_why")
    ('check_gd_step', 'check_prediction_raw_units', 'explain_why')
    """
    return next((GRADED_PREFIX[function] + grade_id.removeprefix(prefix)
                 for function, prefix in SOLUTION_PREFIX.items() if grade_id.startswith(prefix)),
                grade_id)


def draw_answer(grade_id: str, skill: float, rng: np.random.Generator) -> Answer:
    """Draw a student's answer for a solution cell.

    Raises
    ------
    ValueError
        If the grade_id is not of a kind that the course uses.
    """
    drawers: dict[str, Callable[..., Answer]] = {
        SOLUTION_PREFIX["check"]: _draw_function, SOLUTION_PREFIX["predict"]: _draw_prediction,
        SOLUTION_PREFIX["answer"]: _draw_choice, "explain_": _draw_text, "try_": _leave_blank,
    }
    for prefix, draw in drawers.items():
        if grade_id.startswith(prefix):
            return draw(grade_id.removeprefix(prefix), skill, rng)
    kinds = ", ".join(prefix.removesuffix("_") for prefix in drawers)
    raise ValueError(f"grade_id must begin with one of {kinds}; got {grade_id!r}")


def _draw_function(name: str, skill: float, rng: np.random.Generator) -> Answer:
    exercise = get(name)
    luck, which = rng.random(), int(rng.integers(len(exercise.misconceptions)))
    if luck < skill:
        return Answer("right", exercise.source(exercise.reference), _points(name, None))
    if luck > 1 - (1 - skill) * 0.2:  # a fifth of those who do not know try nothing
        return Answer("blank", None, 0.0)
    wrong = exercise.misconceptions[which]
    return Answer(wrong.name, exercise.source(wrong.function), _points(name, which))


@cache
def _points(name: str, misconception: int | None) -> float:
    exercise = get(name)
    function = exercise.reference if misconception is None else \
        exercise.misconceptions[misconception].function
    return float(grade_function(exercise, function).score)


def _draw_choice(name: str, skill: float, rng: np.random.Generator) -> Answer:
    question = get_question(name)
    luck, wrong = rng.random(), [letter for letter in question.choices if letter != question.right]
    if luck < skill:
        return Answer("right", repr(question.right), question.points)
    if luck > 0.95:
        return Answer("blank", None, 0.0)
    letter = str(rng.choice(wrong))
    return Answer(f"chose_{letter}", repr(letter), 0.0)


def _draw_prediction(name: str, skill: float, rng: np.random.Generator) -> Answer:
    prediction = get_prediction(name)
    if rng.random() > 0.6 + 0.4 * skill:
        return Answer("blank", None, 0.0)
    if prediction.options:
        return Answer("predicted", repr(str(rng.choice(prediction.options))), prediction.points)
    low, high = np.clip((prediction.lowest, prediction.highest), 1e-6, 1e4)
    guess = float(np.exp(rng.uniform(np.log(low), np.log(high))))
    return Answer("predicted", f"{guess:.3g}", prediction.points)


def _draw_text(name: str, skill: float, rng: np.random.Generator) -> Answer:
    if rng.random() > 0.5 + 0.5 * skill:
        return Answer("blank", None, 0.0)
    chosen = rng.choice(_SENTENCES, size=int(rng.integers(1, 4)), replace=False)
    return Answer("written", " ".join(chosen), None)


def _leave_blank(name: str, skill: float, rng: np.random.Generator) -> Answer:
    """Leave a cell for trying things out, which nothing grades, as it is."""
    return Answer("blank", None, 0.0)


def fill_in(source: str, answer: Answer, *, written: bool) -> str:
    """Return the source of a cell after the student has worked on it.

    Parameters
    ----------
    source : str
        The cell as released, with the stub.
    answer : Answer
        A value replaces the stub's line, a function the stub with its ``def``.
    written : bool
        Whether the cell is text, which is replaced whole.

    Raises
    ------
    ValueError
        If there is no stub to fill in.
    """
    if answer.text is None or written:
        return answer.text or source
    if defined := re.findall(r"^def (\w+)\(", answer.text, flags=re.MULTILINE):
        *_, name = defined  # after its imports and helpers
        head = re.escape(f"def {name}")
        pattern = rf"^{head}\(.*?^[ ]+{re.escape(STUB)}$"
    else:
        pattern = rf"(?<=^)[ ]*{re.escape(STUB)}$"
    filled, found = re.subn(pattern, lambda match: _indented(match.group(), answer.text), source,
                            count=1, flags=re.MULTILINE | re.DOTALL)
    if not found:
        raise ValueError(f"no stub {STUB!r} to fill in, in:\n{source}")
    return filled


def _indented(stub: str, text: str) -> str:
    return text if stub.startswith("def ") else stub[: len(stub) - len(stub.lstrip())] + text
