"""Notebook 9 where Keras and PyTorch are installed: it runs them, and finds the same."""

from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient
from nbgrader.utils import determine_grade, is_grade
from traitlets.config import Config

from lrkit.course.nbgrader_driver import event_loop, silence_warnings
from lrkit.course.nbgrader_settings import prepare_environment
from tests.parts import need

SOURCE = Path(__file__).parents[3] / "solutions/09_real_frameworks/09_real_frameworks.ipynb"


def text_of(notebook, name: str) -> str:
    """Return what a cell printed."""
    cell = next(cell for cell in notebook.cells if cell.id == name)
    return "".join(output.get("text", "") for output in cell.outputs)


@pytest.mark.skipif(not SOURCE.exists(), reason="needs a checkout")
def test_the_notebook_runs_the_installed_libraries(tmp_path, monkeypatch):
    """The line that says so is another one; the numbers and the points are those of the record."""
    monkeypatch.delenv("LRKIT_FRAMEWORKS", raising=False)
    monkeypatch.setenv("KERAS_BACKEND", "jax")
    need("frameworks", "jax", "keras", "torch")
    prepare_environment()
    stored, notebook = (nbformat.read(SOURCE, as_version=4) for _ in range(2))
    config = Config({"KernelManager": {"transport_encryption": "auto"}})
    with silence_warnings(), event_loop():
        NotebookClient(notebook, timeout=300, kernel_name="python3", config=config,
                       resources={"metadata": {"path": str(tmp_path)}}).execute()
    assert text_of(notebook, "in-lrkit").count("runs made here") == 2
    assert text_of(stored, "in-lrkit").count("recorded runs") == 2
    for name in ("one-run-three-times", "defaults", "causes"):
        assert text_of(notebook, name) == text_of(stored, name)
    for cell in filter(is_grade, notebook.cells):
        if cell.cell_type == "code":
            points, limit = determine_grade(cell)
            assert points == limit, cell.id
