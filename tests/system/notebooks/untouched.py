"""Each notebook as it is handed out, executed once for all tests that look at its outputs."""

from collections.abc import Callable
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from traitlets.config import Config

from lrkit.course import find_course
from lrkit.course.nbgrader_driver import event_loop, silence_warnings
from lrkit.course.nbgrader_settings import prepare_environment
from tests.parallel import make_once

COURSE = find_course(Path(__file__).parent)


def untouched(shared: Path, name: str, store: Callable[[Path], object] | None = None,
              ) -> nbformat.NotebookNode:
    """Return a released notebook with the outputs of "Run all".

    Parameters
    ----------
    shared : Path
        The folder of the fixture of that name.
    name : str
        The assignment.
    store : callable, optional
        Puts the executed notebook into a folder, for a test that has run it anyway; by default it
        is run in a kernel, without a front end.
    """
    place = make_once(shared / f"untouched-{name}", store or (lambda place: _run(name, place)))
    return nbformat.read(place / f"{name}.ipynb", as_version=4)


def _run(name: str, place: Path) -> None:
    prepare_environment()
    notebook = nbformat.read(COURSE.release / name / f"{name}.ipynb", as_version=4)
    config = Config({"KernelManager": {"transport_encryption": "auto"}})
    with silence_warnings(), event_loop():
        NotebookClient(notebook, timeout=120, kernel_name="python3", config=config,
                       allow_errors=True, resources={"metadata": {"path": str(place)}}).execute()
    nbformat.write(notebook, place / f"{name}.ipynb")
