"""The notebooks of the course: what is committed is what is generated, runs, and leaks nothing."""

from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient
from traitlets.config import Config

from lrkit.course import find_course
from lrkit.course.nbgrader_driver import event_loop, silence_warnings
from lrkit.course.nbgrader_settings import prepare_environment
from lrkit.release.sample_class import make_sample_class
from tests.grading.pool import grade

ROOT = Path(__file__).parents[3]
COURSE = find_course(ROOT)
pytestmark = pytest.mark.skipif(COURSE.checkout is None, reason="needs a checkout")
each_assignment = pytest.mark.parametrize("name", COURSE.assignments)


def _release(name: str):
    return nbformat.read(COURSE.release / name / f"{name}.ipynb", as_version=4)


def _marks(cell) -> dict:
    return cell.metadata.get("nbgrader", {})


def _grade(cell) -> tuple[float | None, float]:
    from nbgrader.utils import determine_grade

    return determine_grade(cell)


@each_assignment
def test_the_untouched_release_runs_and_earns_nothing(name, tmp_path):
    """"Run all" raises nothing, writes nothing to stderr, and every graded cell is worth 0."""
    prepare_environment()
    notebook = _release(name)
    config = Config({"KernelManager": {"transport_encryption": "auto"}})
    with silence_warnings(), event_loop():
        NotebookClient(notebook, timeout=120, kernel_name="python3", config=config,
                       resources={"metadata": {"path": str(tmp_path)}}).execute()
    assert sum(bool(_marks(cell).get("grade")) for cell in notebook.cells) >= 5
    for cell in notebook.cells:
        assert not any(output.get("name") == "stderr" for output in cell.get("outputs", ())), \
            cell.id
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
