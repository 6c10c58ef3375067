"""`lrkit build`: the release from the sources."""

import shutil

import nbformat
import pytest
from nbformat.v4 import new_code_cell

from lrkit.course import Course, find_course
from lrkit.errors import UserError
from lrkit.release.execute_sources import execute_sources


@pytest.fixture
def course(tiny, tmp_path) -> Course:
    """A copy of the tiny course that a test may change."""
    shutil.copytree(tiny.checkout, tmp_path / "checkout")
    return find_course(tmp_path / "checkout")


def test_execute_fills_in_outputs_and_is_stable(course):
    """The solved notebook shows full marks; a second execution changes no byte."""
    said = []
    execute_sources(course, ["01_tiny"], say=said.append)
    path = course.sources / "01_tiny" / "01_tiny.ipynb"
    text = path.read_text()
    notebook = nbformat.reads(text, as_version=4)
    values = {cell.id: cell.outputs[-1].data["text/plain"] for cell in notebook.cells
              if cell.id.startswith("check-")}
    assert values == {"check-prediction-steps-at-0-01": "1.0", "check-gd-step": "4.0",
                      "check-nb01-q1": "1.0"}
    execute_sources(course, ["01_tiny"], say=said.append)
    assert path.read_text() == text
    assert said == ["01_tiny: ran, written", "01_tiny: ran, nothing changed"]
    assert not (path.parent / ".lrkit").exists(), "what the run stored stayed in the sources"


@pytest.mark.parametrize(("line", "message"), [
    ("1 / 0", "a cell raised ZeroDivisionError: division by zero"),
    ("import sys; print('odd', file=sys.stderr)", "wrote to stderr: odd"),
    ("object()", "shows an address in memory"),
    ("import os; os._exit(3)", "Kernel died"),
])
def test_a_source_that_does_not_run_well_is_not_written(course, line, message):
    """The error names the notebook and the fault; the file is as it was."""
    path = course.sources / "01_tiny" / "01_tiny.ipynb"
    notebook = nbformat.read(path, as_version=4)
    notebook.cells.append(new_code_cell(line))
    nbformat.write(notebook, path)
    before = path.read_bytes()
    with pytest.raises(UserError, match=f"(?s)01_tiny.ipynb: .*{message}"):
        execute_sources(course, ["01_tiny"])
    assert path.read_bytes() == before


def test_a_solution_that_is_wrong_is_not_written(course):
    """A solved notebook earns every point of its checks, or the command says where it does not."""
    path = course.sources / "01_tiny" / "01_tiny.ipynb"
    path.write_text(path.read_text().replace("- lr *", "+ lr *"))
    before = path.read_bytes()
    with pytest.raises(UserError, match="the solution earns 0 of 4 in 'check_gd_step'"):
        execute_sources(course, ["01_tiny"])
    assert path.read_bytes() == before
