"""A tiny course, generated once, and what it takes to hand something in.

Its two assignments have one of each kind of cell that the course uses, so that a kernel is
through with one in a second.
"""

from collections.abc import Callable
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from lrkit.course import Course
from lrkit.course.nbgrader_driver import NbgraderCourse, silence_warnings
from lrkit.release.build import build_release
from tests.parallel import make_once

CONFIG = Path(__file__).parents[2] / "nbgrader_config.py"
RIGHT_STEP = "def gd_step(w, grad, lr):\n    return np.asarray(w, float) - lr * np.asarray(grad)"
ALL_RIGHT = {"predict_steps_at_0_01": "guess = 100", "write_gd_step": RIGHT_STEP,
             "answer_nb01_q1": 'choice = "a"', "explain_why": "Because of the curvature."}


def _marked(cell, grade_id, *, grade=False, solution=False, locked=False, points=None):
    cell.metadata["nbgrader"] = {"grade": grade, "grade_id": grade_id, "locked": locked,
                                 "schema_version": 3, "solution": solution, "task": False}
    if points is not None:
        cell.metadata["nbgrader"]["points"] = points
    return cell


def _graded(source, grade_id, points):
    return _marked(new_code_cell(source), grade_id, grade=True, locked=True, points=points)


def _solution(source, grade_id):
    return _marked(new_code_cell(source), grade_id, solution=True)


def _value(name, value):
    return f"{name} = (\n    ### BEGIN SOLUTION\n    {value}\n    ### END SOLUTION\n)"


def make_tiny_notebook() -> nbformat.NotebookNode:
    """The source of a tiny assignment; 6 points are given by checks and 4 by a person."""
    step = RIGHT_STEP.replace("\n", "\n    ### BEGIN SOLUTION\n", 1) + "\n    ### END SOLUTION"
    return new_notebook(cells=[
        new_markdown_cell("# A tiny notebook"),
        new_code_cell("import numpy as np\nfrom lrkit import answer, check, predict"),
        _solution(_value("guess", 132), "predict_steps_at_0_01"),
        _graded('predict("steps_at_0_01", guess)', "check_prediction_steps_at_0_01", 1),
        _solution(step, "write_gd_step"),
        _graded('check("gd_step", gd_step)', "check_gd_step", 4),
        _solution(_value("choice", '"a"'), "answer_nb01_q1"),
        _graded('answer("nb01_q1", choice)', "check_nb01_q1", 1),
        _marked(new_markdown_cell("Why?\n### BEGIN MARK SCHEME\nRubric: a secret\n"
                                  "### END MARK SCHEME"), "question_why", locked=True),
        _marked(new_markdown_cell("A model answer."), "explain_why", grade=True, solution=True,
                points=4),
    ], metadata={"kernelspec": {"name": "python3", "display_name": "Python 3 (ipykernel)",
                                "language": "python"}})


@pytest.fixture
def tiny_notebook() -> nbformat.NotebookNode:
    """A fresh copy of the source of a tiny assignment."""
    return make_tiny_notebook()


@pytest.fixture(scope="session")
def make_course() -> Callable[..., Course]:
    """``make_course(root, **notebooks)``: a checkout in miniature, its release generated."""

    def make(root: Path, **notebooks) -> Course:
        for name, notebook in notebooks.items():
            (root / "solutions" / name).mkdir(parents=True)
            nbformat.write(notebook, root / "solutions" / name / f"{name}.ipynb")
        (root / "nbgrader_config.py").write_text(CONFIG.read_text())
        course = Course(root / "solutions", root / "course", root)
        build_release(course)
        return course

    return make


@pytest.fixture(scope="session")
def tiny(shared, make_course) -> Course:
    """A course of the assignments 01_tiny and 02_tiny; no test may change it."""
    root = make_once(shared / "tiny", lambda root: make_course(
        root, **{"01_tiny": make_tiny_notebook(), "02_tiny": make_tiny_notebook()}))
    return Course(root / "solutions", root / "course", root)


@pytest.fixture(scope="session")
def hand_in() -> Callable[..., Path]:
    """``hand_in(course, folder, "ada/01_tiny", **cells)``: a released notebook, filled in."""

    def fill(course: Course, folder: Path, key: str, **cells: str) -> Path:
        assignment = key.split("/")[1]
        notebook = nbformat.read(course.release / assignment / f"{assignment}.ipynb", as_version=4)
        for cell in notebook.cells:
            grade_id = cell.metadata.get("nbgrader", {}).get("grade_id")
            cell.source = cells.get(grade_id, cell.source)
        path = folder / key / f"{assignment}.ipynb"
        path.parent.mkdir(parents=True, exist_ok=True)
        nbformat.write(notebook, path)
        return path

    return fill


@pytest.fixture(scope="session")
def all_right() -> dict[str, str]:
    """Cells that earn all of a tiny assignment's points but the 4 that a person gives."""
    return ALL_RIGHT


@pytest.fixture(scope="session")
def read_marks() -> Callable[[Path], dict]:
    """``read_marks(output)``: what nbgrader's own API finds in a gradebook.

    ``{(student, assignment, grade_id): (auto_score, max_score, needs_manual_grade)}``
    """

    def read(output: Path) -> dict:
        from nbgrader.api import Gradebook

        with silence_warnings(), Gradebook(NbgraderCourse(output).db_url) as gradebook:
            return {
                (entry.student.id, assignment.name, grade.name):
                    (grade.auto_score, grade.max_score, grade.needs_manual_grade)
                for assignment in gradebook.assignments
                for entry in gradebook.assignment_submissions(assignment.name)
                for notebook in entry.notebooks for grade in notebook.grades
            }

    return read
