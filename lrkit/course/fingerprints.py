"""Fingerprints of assignments: they change with what decides over marks."""

import json
from pathlib import Path

from lrkit.files.hashes import digest


def fingerprint(assignment: Path) -> str:
    """Hash what decides over marks in an assignment: its cells, not their stored outputs.

    Parameters
    ----------
    assignment : Path
        A source folder with its notebook.
    """
    notebook = json.loads((assignment / f"{assignment.name}.ipynb").read_text(encoding="utf-8"))
    cells = [[cell["cell_type"], "".join(cell["source"]), cell["metadata"].get("nbgrader")]
             for cell in notebook["cells"]]
    return digest(json.dumps(cells, sort_keys=True).encode())
