"""A student's work on a notebook between fetching and handing in."""

from pathlib import Path

import nbformat

ROOT = Path(__file__).resolve().parents[3]
NAME = "01_one_step_downhill"


def answer(notebook: Path, exercise: str) -> None:
    """Write the solution of one exercise into a student's notebook 1."""
    written = f"write_{exercise}"
    source = nbformat.read(ROOT / "solutions" / NAME / f"{NAME}.ipynb", as_version=4)
    solved = {_name(cell): cell.source for cell in source.cells}
    found = nbformat.read(notebook, as_version=4)
    cell, = (cell for cell in found.cells if _name(cell) == written)
    cell.source = solved[written]
    nbformat.write(found, notebook)


def _name(cell: nbformat.NotebookNode) -> str | None:
    return cell.metadata.get("nbgrader", {}).get("grade_id")
