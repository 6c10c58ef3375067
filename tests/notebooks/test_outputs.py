"""Outputs that are not compared with a fresh run have a reason, and pictures have words."""

import re
from pathlib import Path

import nbformat
import pytest

ROOT = Path(__file__).parents[2]
SOLVED = sorted((ROOT / "solutions").glob("*/*.ipynb"))
each_notebook = pytest.mark.parametrize("path", SOLVED, ids=lambda path: path.stem)
TAG = "nbval-ignore-output"
# The cells whose output is not compared: by notebook and cell, each with the reason.
LAX: dict[str, dict[str, str]] = {
    "07_adaptive_learning_rates": {
        "digits": "Its runs at the largest rates jump about without settling, and so magnify the "
                  "last digit of a product of matrices, which is another one on other processors.",
    },
}
# What is not compared in any cell.
LAX_EVERYWHERE = {
    "image/png": "Its pixels depend on matplotlib's and FreeType's versions. The words made from "
                 "its data stand beside it as text/plain, and are compared.",
}


def lax_cells(notebook) -> dict[str, list[str]]:
    """The marks by which nbval is told to be lenient with a cell, for each cell that has any."""
    marks = {cell.id: [tag for tag in cell.metadata.get("tags", ()) if "nbval" in tag]
             + re.findall(r"#\s*(?:NBVAL|PYTEST_VALIDATE)\w*", cell.source)
             for cell in notebook.cells}
    return {cell: found for cell, found in marks.items() if found}


@each_notebook
def test_what_is_lax_has_a_reason(path):
    """By one tag, a sentence for each cell; what earns points is never lax."""
    notebook, reasons = nbformat.read(path, as_version=4), LAX.get(path.stem, {})
    found = lax_cells(notebook)
    without = sorted(found.keys() - reasons.keys())
    assert not without, f"lax without a reason in {Path(__file__).name}: {without}"
    assert sorted(reasons) == sorted(found), "a reason for a cell that is not lax (any more)"
    assert all(marks == [TAG] for marks in found.values()), found
    assert all(len(reason.split()) > 5 and reason.endswith(".") for reason in reasons.values())
    assert not [cell.id for cell in notebook.cells
                if cell.id in found and cell.metadata.get("nbgrader", {}).get("grade")]


def test_no_reason_is_left_over():
    """For a notebook that is there no longer, or under another name."""
    assert LAX.keys() <= {path.stem for path in SOLVED}


@each_notebook
def test_every_picture_has_words_that_are_compared(path):
    """Since its pixels are not. And nothing stands on stderr, such as a warning."""
    for cell in nbformat.read(path, as_version=4).cells:
        for output in cell.get("outputs", ()):
            assert output.get("name") != "stderr", cell.id
            data = output.get("data", {})
            if LAX_EVERYWHERE.keys() & data.keys():
                assert len(data["text/plain"].split()) > 5, cell.id
