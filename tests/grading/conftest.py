"""A tiny course, generated, and a class graded once for all the tests that look at it."""

import sys
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from lrkit.grading.build import build
from lrkit.grading.course import Course

CONFIG = Path(__file__).parents[2] / "nbgrader_config.py"


def graded_cell(source: str, grade_id: str, points: float):
    """A locked cell whose value is the score, as the course has them."""
    return _marked(new_code_cell(source), grade_id, grade=True, locked=True, points=points)


def solution_cell(source: str, grade_id: str):
    """A cell that a student fills in."""
    return _marked(new_code_cell(source), grade_id, solution=True)


def written_cell(source: str, grade_id: str, points: float):
    """A written answer, marked by hand."""
    return _marked(new_markdown_cell(source), grade_id, grade=True, solution=True, points=points)


def question_cell(source: str, grade_id: str):
    """The question of a written answer, with its rubric."""
    return _marked(new_markdown_cell(source), grade_id, locked=True)


def _marked(cell, grade_id, *, grade=False, solution=False, locked=False, points=None):
    marks = {"grade": grade, "grade_id": grade_id, "locked": locked, "schema_version": 3,
             "solution": solution, "task": False}
    if points is not None:
        marks["points"] = points
    cell.metadata["nbgrader"] = marks
    return cell


def tiny_notebook() -> nbformat.NotebookNode:
    """One of each kind of cell that the course uses."""
    return new_notebook(cells=[
        new_markdown_cell("# A tiny notebook"),
        new_code_cell("import numpy as np\nfrom lrkit import answer, check, predict"),
        solution_cell("guess = (\n    ### BEGIN SOLUTION\n    132\n    ### END SOLUTION\n)",
                      "predict_steps_at_0_01"),
        graded_cell('predict("steps_at_0_01", guess)', "check_prediction_steps_at_0_01", 1),
        solution_cell("def gd_step(w, grad, lr):\n    ### BEGIN SOLUTION\n"
                      "    return np.asarray(w, dtype=float) - lr * np.asarray(grad, dtype=float)"
                      "\n    ### END SOLUTION", "write_gd_step"),
        graded_cell('check("gd_step", gd_step)', "check_gd_step", 4),
        solution_cell('choice = (\n    ### BEGIN SOLUTION\n    "a"\n    ### END SOLUTION\n)',
                      "answer_nb01_q1"),
        graded_cell('answer("nb01_q1", choice)', "check_nb01_q1", 1),
        question_cell("Why?\n\n### BEGIN MARK SCHEME\nRubric: a secret\n### END MARK SCHEME",
                      "question_why"),
        written_cell("A model answer that must not leak.", "explain_why", 4),
    ], metadata={"kernelspec": {"name": "python3", "display_name": "Python 3 (ipykernel)",
                                "language": "python"}})


def write_course(root: Path, notebooks: dict[str, nbformat.NotebookNode]) -> Course:
    """A checkout in miniature, with its release generated."""
    for name, notebook in notebooks.items():
        (root / "solutions" / name).mkdir(parents=True)
        nbformat.write(notebook, root / "solutions" / name / f"{name}.ipynb")
    (root / "nbgrader_config.py").write_text(CONFIG.read_text())
    course = Course(root / "solutions", root / "course", root)
    build(course)
    return course


def hand_in(course: Course, folder: Path, student: str, assignment: str, **cells: str) -> Path:
    """Put a released notebook, with some cells filled in, where a student's belongs."""
    notebook = nbformat.read(course.release / assignment / f"{assignment}.ipynb", as_version=4)
    for cell in notebook.cells:
        grade_id = cell.metadata.get("nbgrader", {}).get("grade_id")
        if grade_id in cells:
            cell.source = cells[grade_id]
    path = folder / student / assignment / f"{assignment}.ipynb"
    path.parent.mkdir(parents=True)
    nbformat.write(notebook, path)
    return path


@pytest.fixture(scope="session")
def tiny(tmp_path_factory) -> Course:
    """A course of two tiny assignments; nobody may change it."""
    return write_course(tmp_path_factory.mktemp("course"),
                        {"01_tiny": tiny_notebook(), "02_tiny": tiny_notebook()})


@pytest.fixture
def command() -> list[str]:
    """`lrkit` as it runs in an environment that is not activated."""
    return [sys.executable, "-m", "lrkit.cli"]
