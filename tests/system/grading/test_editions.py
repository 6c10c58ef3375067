"""A class in which somebody hands in a notebook of an earlier edition."""

import nbformat
import pytest

from lrkit.course import Course
from lrkit.release.build import build_release
from tests.grading.pool import grade
from tests.recorded.record_editions import ROOT, released

NAME = "04_schedules"
COSINE = ("def cosine_lr(step, total_steps, lr_max, lr_min=0.0):\n"
          "    part = np.minimum(step, total_steps) / total_steps\n"
          "    return lr_min + (lr_max - lr_min) / 2 * (1 + np.cos(np.pi * part))")


@pytest.fixture(scope="module")
def short_course(tmp_path_factory):
    """Notebook 4 without its demonstrations: the first code cell, and what nbgrader knows."""
    root = tmp_path_factory.mktemp("short")
    notebook = nbformat.read(ROOT / "solutions" / NAME / f"{NAME}.ipynb", as_version=4)
    first = next(cell for cell in notebook.cells if cell.cell_type == "code")
    notebook.cells = [cell for cell in notebook.cells
                      if cell is first or "nbgrader" in cell.metadata]
    (root / "solutions" / NAME).mkdir(parents=True)
    nbformat.write(notebook, root / "solutions" / NAME / f"{NAME}.ipynb")
    course = Course(root / "solutions", root / "course")
    build_release(course)
    return course


def hand_in(folder, student, notebook, answers):
    """Write a submission with these answers, by grade_id."""
    for cell in notebook.cells:
        if (name := cell.metadata.get("nbgrader", {}).get("grade_id")) in answers:
            cell.source = answers[name]
    target = folder / student / NAME
    target.mkdir(parents=True)
    nbformat.write(notebook, target / f"{NAME}.ipynb")


@pytest.mark.parametrize("metadata", ["kept", "stripped"])
def test_an_old_notebook_is_named_and_its_neighbour_is_graded(short_course, tmp_path, metadata):
    """Nobody's points are judged by a contract that the notebook did not have."""
    answers = {"write_cosine_lr": COSINE}
    old = released(1)[NAME]
    new = nbformat.read(short_course.release / NAME / f"{NAME}.ipynb", as_version=4)
    if metadata == "stripped":
        for notebook in (old, new):
            notebook.metadata = nbformat.from_dict({})
            for cell in notebook.cells:
                cell.metadata = nbformat.from_dict(
                    {"nbgrader": cell.metadata["nbgrader"]} if "nbgrader" in cell.metadata else {})
    hand_in(tmp_path / "class", "old", old, answers)
    hand_in(tmp_path / "class", "new", new, answers)
    graded = grade(tmp_path / "class", short_course, output=tmp_path / "graded")
    report = (tmp_path / "graded" / "report.html").read_text(encoding="utf-8")
    assert "a notebook of edition 1 of the course" in report
    assert "wsd_lr" in report
    lines = (tmp_path / "graded" / "grades.csv").read_text(encoding="utf-8").splitlines()
    assert graded is not None and any(line.startswith("new,") for line in lines)
    assert not any(line.startswith("old,") and ",5" in line for line in lines)
