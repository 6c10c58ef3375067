"""A class of made-up students, to try grading: `lrkit sample-class`.

The marks that everybody should get are computed from the exercise objects, without a notebook or
nbgrader, so that grading the class can be compared with them.
"""

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from lrkit.course import Course
from lrkit.errors import UserError
from lrkit.files.atomic import write_atomically
from lrkit.files.csv_tables import csv_text
from lrkit.release.sample_answers import Answer, draw_answer, fill_in, graded_by

KNOWN_MARKS_HEADER = ("student", "assignment", "grade_id", "points", "max_points", "answer")

# A quarter of the class is strong, a quarter weak, and most are in between.
SKILLS = (0.97, 0.75, 0.6, 0.3)
UNKNOWN = Answer("unknown", None, None)  # a graded cell that no exercise knows answers to


def make_sample_class(folder: Path, course: Course, *, students: int = 30, seed: int = 0,
                      assignments: Sequence[str] = ()) -> int:
    """Write ``folder/studentNN/assignment/notebook.ipynb`` and ``folder/known_marks.csv``.

    Parameters
    ----------
    folder : Path
        New or empty.
    course : Course
        The course whose released notebooks the students fill in.
    students : int
        The number of students, at least 1.
    seed : int
        The same class for the same seed.
    assignments : sequence of str
        The assignments that they hand in; none means all.

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
    write_atomically(folder / "known_marks.csv", csv_text([KNOWN_MARKS_HEADER, *rows]))
    return students * len(released)


def _skill(seed: int, number: int) -> float:
    """Return a student's skill: all in turn, in an order drawn again for each group of four."""
    group, place = divmod(number - 1, len(SKILLS))
    return float(np.random.default_rng([seed, 7, group]).permutation(SKILLS)[place])


def _hand_in(released: Path, folder: Path, skill: float, rng: np.random.Generator) -> list[tuple]:
    import nbformat

    notebook = nbformat.read(released, as_version=4)
    answers: dict[str, Answer] = {}
    rows = []
    for cell in notebook.cells:
        data = cell.metadata.get("nbgrader", {})
        grade_id = data.get("grade_id", "")
        if data.get("solution") and (answer := _drawn(grade_id, skill, rng)):
            answers[graded_by(grade_id)] = answer
            cell.source = fill_in(cell.source, answer, written=cell.cell_type == "markdown")
        if data.get("grade"):
            answer = answers.get(grade_id, UNKNOWN)
            points = "" if answer.points is None else f"{answer.points:g}"
            rows.append((folder.name, released.parent.name, grade_id, points,
                         f"{data['points']:g}", answer.kind))
    name = released.parent.name
    write_atomically(folder / name / f"{name}.ipynb", nbformat.writes(notebook) + "\n")
    return rows


def _drawn(grade_id: str, skill: float, rng: np.random.Generator) -> Answer | None:
    """Draw an answer; None for a cell of the instructor's own, to which no answers are known."""
    try:
        return draw_answer(grade_id, skill, rng)
    except ValueError:
        return None
