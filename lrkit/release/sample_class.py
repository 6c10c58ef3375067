"""`lrkit sample-class`: a class of made-up students, from the answers that the exercises know.

Each student has a skill. The better it is, the more often an exercise is answered with the
reference, a quiz rightly, a question in words; otherwise with one of the misconceptions, a wrong
letter, or nothing. The marks that everybody should get are computed from the exercise objects,
without a notebook or nbgrader, so that grading the class can be compared with them.
"""

import csv
import io
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from lrkit.checking import grade_function
from lrkit.course import Course
from lrkit.course.graded_call import GRADED_PREFIX, SOLUTION_PREFIX
from lrkit.course.nbgrader_settings import STUB
from lrkit.errors import UserError
from lrkit.exercises import get, get_prediction, get_question
from lrkit.files.atomic import write_atomically

KNOWN_MARKS_HEADER = ("student", "assignment", "grade_id", "points", "max_points", "answer")

# A quarter of the class is strong, a quarter weak, and most are in between.
SKILLS = (0.97, 0.75, 0.6, 0.3)

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
    """What a student does with one cell.

    Attributes
    ----------
    kind : str
        "right", "blank", the name of a misconception, ...; goes into known_marks.csv.
    text : str or None
        What is written in place of the stub; None leaves the cell as it was released.
    points : float or None
        What it is worth; None where a person must decide.
    """

    kind: str
    text: str | None
    points: float | None


UNKNOWN = Answer("unknown", None, None)  # a graded cell that no exercise knows answers to


def make_sample_class(folder: Path, course: Course, *, students: int = 30, seed: int = 0,
                      assignments: Sequence[str] = ()) -> int:
    """Write ``folder/studentNN/assignment/notebook.ipynb`` and ``folder/known_marks.csv``.

    Parameters
    ----------
    folder : Path
        New or empty.
    course : Course
        Whose released notebooks the students fill in.
    students : int
        How many; at least 1.
    seed : int
        The same class for the same seed.
    assignments : sequence of str
        What they hand in; none means all.

    Returns
    -------
    int
        The number of notebooks.

    Raises
    ------
    UserError
        If the folder holds anything, or there is no released notebook.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise UserError(f"{folder} is not empty: name a new folder")
    released = [course.release / name / f"{name}.ipynb"
                for name in assignments or course.assignments]
    if not released or not all(path.is_file() for path in released):
        raise UserError(f"there are no released notebooks in {course.release}; run: lrkit build")
    rows: list[tuple] = []
    width = max(2, len(str(students)))
    for number in range(1, students + 1):
        name = f"student{number:0{width}}"
        for order, path in enumerate(released):
            rng = np.random.default_rng([seed, number, order])
            rows += _hand_in(path, folder / name, _skill(seed, number), rng)
    table = io.StringIO()
    writer = csv.writer(table, lineterminator="\n")
    writer.writerows([KNOWN_MARKS_HEADER, *rows])
    write_atomically(folder / "known_marks.csv", table.getvalue())
    return students * len(released)


def _skill(seed: int, number: int) -> float:
    """The skills in turn, in an order drawn anew for each group of four."""
    group, place = divmod(number - 1, len(SKILLS))
    return float(np.random.default_rng([seed, 7, group]).permutation(SKILLS)[place])


def _hand_in(released: Path, folder: Path, skill: float, rng: np.random.Generator) -> list[tuple]:
    import nbformat

    notebook = nbformat.read(released, as_version=4)
    answers: dict[str, Answer] = {}
    rows = []
    for cell in notebook.cells:
        marks = cell.metadata.get("nbgrader", {})
        grade_id = marks.get("grade_id", "")
        if marks.get("solution") and (answer := _drawn(grade_id, skill, rng)):
            answers[graded_by(grade_id)] = answer
            cell.source = fill_in(cell.source, answer, written=cell.cell_type == "markdown")
        if marks.get("grade"):
            answer = answers.get(grade_id, UNKNOWN)
            points = "" if answer.points is None else f"{answer.points:g}"
            rows.append((folder.name, released.parent.name, grade_id, points,
                         f"{marks['points']:g}", answer.kind))
    name = released.parent.name
    write_atomically(folder / name / f"{name}.ipynb", nbformat.writes(notebook) + "\n")
    return rows


def _drawn(grade_id: str, skill: float, rng: np.random.Generator) -> Answer | None:
    """None for a cell of the instructor's own, to which no answers are known."""
    try:
        return draw_answer(grade_id, skill, rng)
    except ValueError:
        return None


def graded_by(grade_id: str) -> str:
    """The grade_id of the cell that grades a solution cell.

    >>> graded_by("write_gd_step"), graded_by("predict_raw_units"), graded_by("explain_why")
    ('check_gd_step', 'check_prediction_raw_units', 'explain_why')
    """
    return next((GRADED_PREFIX[function] + grade_id.removeprefix(begin) for function,
                 begin in SOLUTION_PREFIX.items()
                 if grade_id.startswith(begin)), grade_id)


def draw_answer(grade_id: str, skill: float, rng: np.random.Generator) -> Answer:
    """Draw a student's answer for a solution cell.

    Raises
    ------
    ValueError
        If the grade_id is not of a kind that the course uses.
    """
    kind, _, name = grade_id.partition("_")
    drawers: dict[str, Callable[..., Answer]] = {
        "write": _draw_function, "predict": _draw_prediction, "answer": _draw_choice,
        "explain": _draw_text, "try": _leave,
    }
    if kind not in drawers:
        raise ValueError(f"grade_id must begin with one of {', '.join(drawers)}; got {grade_id!r}")
    return drawers[kind](name, skill, rng)


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


def _leave(name: str, skill: float, rng: np.random.Generator) -> Answer:
    """A cell for trying things out, which nothing grades."""
    return Answer("blank", None, 0.0)


def fill_in(source: str, answer: Answer, *, written: bool) -> str:
    """The cell after the student has worked on it.

    Parameters
    ----------
    source : str
        As released, with the stub.
    answer : Answer
        A value takes the place of the stub's line, a function that of its ``def`` too.
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
