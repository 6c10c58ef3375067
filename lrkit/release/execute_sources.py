"""The run of the source notebooks, which brings them into canonical form, in place."""

import os
import shutil
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from lrkit.course import Course
from lrkit.course.consistency import solution_fault
from lrkit.course.nbgrader_driver import event_loop, silence_warnings
from lrkit.course.nbgrader_settings import prepare_environment
from lrkit.errors import UserError
from lrkit.files.atomic import write_atomically
from lrkit.files.listing import LITTER
from lrkit.release.canonical import as_text, canonicalise

CELL_TIMEOUT = 120  # seconds for a cell; a whole notebook should take 20


def execute_sources(course: Course, names: Iterable[str] = (),
                    say: Callable[[str], None] = print) -> None:
    """Run the sources (all of them, or those named) and bring them into canonical form.

    Raises
    ------
    UserError
        If there is no assignment of a name, or a notebook did not run well.
    """
    chosen = tuple(names) or course.assignments
    if unknown := [name for name in chosen if name not in course.assignments]:
        raise UserError(f"there is no assignment {unknown[0]!r}; "
                        f"the course has: {', '.join(course.assignments)}")
    for name in chosen:
        changed = execute_source(course.sources / name / f"{name}.ipynb")
        say(f"{name}: ran, {'written' if changed else 'nothing changed'}")


def execute_source(source: Path) -> bool:
    """Run one solved notebook and write it back in canonical form if every cell went well.

    Parameters
    ----------
    source : Path
        ``solutions/NAME/NAME.ipynb``.

    Returns
    -------
    bool
        Whether the file changed.

    Raises
    ------
    UserError
        If it is not a notebook, a cell raised or wrote to stderr, a check does not give all of its
        points, or an output is not the same at each run. The file is then as it was.
    """
    try:
        notebook = nbformat.read(source, as_version=4)
    except (OSError, ValueError) as error:
        raise UserError(f"{source} cannot be read as a notebook: {error}") from error
    _run(notebook, source)
    _refuse_faults(notebook, source)
    try:
        text = as_text(canonicalise(notebook))
    except ValueError as error:
        raise UserError(f"{source.name}: {error}") from error
    if text == source.read_text(encoding="utf-8"):
        return False
    write_atomically(source, text)
    return True


def _run(notebook: NotebookNode, source: Path) -> None:
    """Run a notebook in a copy of its folder, and keep the outputs in it.

    Its own folder must not have what it stores (hints taken, predictions): the next run would find
    that and show something else.
    """
    from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError

    prepare_environment()
    with tempfile.TemporaryDirectory() as scratch, silence_warnings(), event_loop():
        folder = Path(scratch) / source.parent.name
        shutil.copytree(source.parent, folder, ignore=shutil.ignore_patterns(*LITTER))
        try:
            # The stored outputs must be the same on every machine, with Keras installed or not.
            _client(notebook, folder).execute(env={**os.environ, "LRKIT_FRAMEWORKS": "recorded"})
        except CellExecutionError as error:
            raise UserError(f"{source.name}: a cell raised {error.ename}: {error.evalue}\n"
                            f"{_first_failed(notebook)}") from error
        except (CellTimeoutError, DeadKernelError) as error:
            raise UserError(f"{source.name}: {str(error).splitlines()[0]}") from error


def _client(notebook: NotebookNode, folder: Path):
    from nbclient import NotebookClient
    from traitlets.config import Config

    return NotebookClient(notebook, timeout=CELL_TIMEOUT, kernel_name="python3",
                          record_timing=False, store_widget_state=False,
                          config=Config({"KernelManager": {"transport_encryption": "auto"}}),
                          resources={"metadata": {"path": str(folder)}})


def _first_failed(notebook: NotebookNode) -> str:
    for cell in notebook.cells:
        if any(output.output_type == "error" for output in cell.get("outputs", ())):
            return f"  in cell {cell.get('id')!r}, which begins:\n    " \
                + "\n    ".join(cell.source.splitlines()[:4])
    return ""


def _refuse_faults(notebook: NotebookNode, source: Path) -> None:
    # nbgrader takes any text on stderr in a graded cell for a failure, and a reader of the
    # solved notebook takes it for one anywhere.
    for cell in notebook.cells:
        for output in cell.get("outputs", ()):
            if output.get("name") == "stderr":
                raise UserError(f"{source.name}: cell {cell.get('id')!r} wrote to stderr: "
                                f"{output.text.strip()[:300]}")
        if found := solution_fault(cell):
            raise UserError(f"{source.name}: {found}")
