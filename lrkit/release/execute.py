"""Run the source notebooks and bring them into canonical form, in place."""

import os
import shutil
import tempfile
from pathlib import Path

from lrkit.course.consistency import solution_fault
from lrkit.course.nbgrader_driver import event_loop, silence_warnings
from lrkit.course.nbgrader_settings import prepare_environment
from lrkit.errors import UserError
from lrkit.files.atomic import write_atomically
from lrkit.files.listing import LITTER
from lrkit.release.canonical import as_text, canonicalise

CELL_TIMEOUT = 120  # for a cell; a whole notebook should take 20


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
    import nbformat

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


def _run(notebook, source: Path) -> None:
    """Run in a copy of the folder: what a notebook stores (hints taken, predictions) would be
    found by its next run and change what that shows."""
    from nbclient import NotebookClient
    from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
    from traitlets.config import Config

    prepare_environment()
    config = Config({"KernelManager": {"transport_encryption": "auto"}})
    with tempfile.TemporaryDirectory() as scratch, silence_warnings(), event_loop():
        folder = Path(scratch) / source.parent.name
        shutil.copytree(source.parent, folder, ignore=shutil.ignore_patterns(*LITTER))
        client = NotebookClient(notebook, timeout=CELL_TIMEOUT, kernel_name="python3",
                                record_timing=False, store_widget_state=False, config=config,
                                resources={"metadata": {"path": str(folder)}})
        try:
            # What is stored must be the same wherever it is made, with Keras installed or not.
            client.execute(env={**os.environ, "LRKIT_FRAMEWORKS": "recorded"})
        except CellExecutionError as error:
            raise UserError(f"{source.name}: a cell raised {error.ename}: {error.evalue}\n"
                            f"{_first_failed(notebook)}") from error
        except (CellTimeoutError, DeadKernelError) as error:
            raise UserError(f"{source.name}: {str(error).splitlines()[0]}") from error


def _first_failed(notebook) -> str:
    for cell in notebook.cells:
        if any(output.output_type == "error" for output in cell.get("outputs", ())):
            return f"  in cell {cell.get('id')!r}, which begins:\n    " \
                + "\n    ".join(cell.source.splitlines()[:4])
    return ""


def _refuse_faults(notebook, source: Path) -> None:
    # nbgrader takes any text on stderr in a graded cell for a failure, and a reader of the
    # solved notebook takes it for one anywhere.
    for cell in notebook.cells:
        for output in cell.get("outputs", ()):
            if output.get("name") == "stderr":
                raise UserError(f"{source.name}: cell {cell.get('id')!r} wrote to stderr: "
                                f"{output.text.strip()[:300]}")
        if found := solution_fault(cell):
            raise UserError(f"{source.name}: {found}")
