"""The notebooks of the course in kernels and workers: untouched, and of a class."""

from pathlib import Path

import pytest

from lrkit.course import find_course
from lrkit.course.nbgrader_driver import silence_warnings
from lrkit.release.sample_class import make_sample_class
from tests.grading.pool import grade
from tests.system.notebooks.untouched import untouched

ROOT = Path(__file__).parents[3]
COURSE = find_course(ROOT)
pytestmark = pytest.mark.skipif(COURSE.checkout is None, reason="needs a checkout")
each_assignment = pytest.mark.parametrize("name", COURSE.assignments)


def _marks(cell) -> dict:
    return cell.metadata.get("nbgrader", {})


def _grade(cell) -> tuple[float | None, float]:
    from nbgrader.utils import determine_grade

    return determine_grade(cell)


@each_assignment
def test_the_untouched_release_runs_and_earns_nothing(name, shared):
    """"Run all" raises nothing, writes nothing to stderr, and every graded cell is worth 0."""
    cells = untouched(shared, name).cells
    assert sum(bool(_marks(cell).get("grade")) for cell in cells) >= 5
    assert all(cell.execution_count for cell in cells if cell.cell_type == "code")
    for cell in cells:
        for output in cell.get("outputs", ()):
            assert output.output_type != "error" and output.get("name") != "stderr", cell.id
        if _marks(cell).get("grade"):
            assert _grade(cell)[0] == 0, cell.id


def test_a_class_gets_the_known_marks(tmp_path):
    """Two students in every notebook of the course, through nbgrader, cell by cell."""
    import csv

    from nbgrader.api import Gradebook

    notebooks = make_sample_class(tmp_path / "class", COURSE, students=2, seed=5)
    output = grade(tmp_path / "class", COURSE).output
    with (tmp_path / "class" / "known_marks.csv").open(newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert notebooks == 2 * len(COURSE.assignments)
    with silence_warnings(), Gradebook(f"sqlite:///{output / 'gradebook.db'}") as gradebook:
        for row in rows:
            found = gradebook.find_grade(row["grade_id"], row["assignment"], row["assignment"],
                                         row["student"])
            assert found.auto_score == (float(row["points"]) if row["points"] else None), row
