"""Notebook 10, solved and handed in: full marks by both graders, other starts for each class."""

import re
import shutil
from pathlib import Path

import nbformat
import pytest
from nbgrader.converters import Autograde

from lrkit.course.nbgrader_driver import NbgraderCourse
from tests.grading.pool import grade

NAME = "10_digits_on_a_budget"
SOURCE = Path(__file__).parents[3] / "solutions" / NAME / f"{NAME}.ipynb"
POINTS = {"check_submission": 10, "check_softmax_xent": 6, "check_mlp_grads": 6,
          "check_budget_meter": 4, "check_prediction_worst_of_five": 1,
          "check_prediction_my_score": 1, "check_nb10_q1": 1, "check_nb10_q2": 1}


@pytest.fixture(scope="module")
def course(tmp_path_factory, make_course):
    """A course of notebook 10 alone."""
    return make_course(tmp_path_factory.mktemp("course"),
                       **{NAME: nbformat.read(SOURCE, as_version=4)})


@pytest.fixture(scope="module")
def solved():
    """The answers of the solved notebook."""
    cells = nbformat.read(SOURCE, as_version=4).cells
    marks = [(cell, cell.metadata.get("nbgrader", {})) for cell in cells]
    return {mark["grade_id"]: cell.source for cell, mark in marks if mark.get("solution")}


def test_two_classes_give_it_full_marks_from_different_starts(course, solved, tmp_path, hand_in,
                                                              read_marks):
    """The feedback tells the test loss; check and grade differ, and there is no remark on it."""
    hand_in(course, tmp_path / "class", f"ada/{NAME}", **solved)
    told = set()
    for output in ("first", "second"):
        graded = grade(tmp_path / "class", course, output=tmp_path / output)
        marks = {key[2]: score for key, (score, _, _) in read_marks(graded.output).items()}
        assert {name: marks[name] for name in POINTS} == POINTS
        page = next((graded.output / "feedback").rglob("*.html")).read_text(encoding="utf-8")
        told |= set(re.findall(r"drawn for your class, is (0\.\d+)", page))
        assert [row.remark for row in graded.summary.rows] == [""]
    assert len(told) == 2


def test_nbgrader_itself_counts_the_validation_score(course, solved, tmp_path, hand_in,
                                                     read_marks):
    """`nbgrader autograde` runs the check in the student's process."""
    folder = NbgraderCourse(tmp_path / "course", logfile=tmp_path / "log")
    shutil.copytree(course.sources / NAME, folder.root / "source" / NAME)
    folder.generate(NAME, database=True)
    hand_in(course, folder.root / "submitted", f"ada/{NAME}", **solved)
    folder._convert(Autograde, NAME, "ada")
    marks = {key[2]: score for key, (score, _, _) in read_marks(folder.root).items()}
    assert {name: marks[name] for name in POINTS} == POINTS
    text = next((folder.root / "autograded").rglob("*.ipynb")).read_text(encoding="utf-8")
    assert "mean validation cross-entropy from five starts" in text
    assert "797 test images, from five starts" not in text
