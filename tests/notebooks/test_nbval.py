"""A fresh run of each solved notebook shows what the committed one shows.

nbval compares every output of every cell, but for what is lax; each of these has its reason here.
Which cells depend on the machine was found out by running all notebooks as on a processor of 2008:

    OPENBLAS_CORETYPE=Nehalem NPY_DISABLE_CPU_FEATURES="X86_V3 X86_V4" LRKIT_FRAMEWORKS=recorded \
        python -m pytest --nbval --nbval-current-env NAME.ipynb
"""

import os
import re
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook, new_output

ROOT = Path(__file__).parents[2]
SOLVED = sorted((ROOT / "solutions").glob("*/*.ipynb"))
each_notebook = pytest.mark.parametrize("path", SOLVED, ids=lambda path: path.stem)

TAG = "nbval-ignore-output"
# The cells whose output is not compared: by notebook and cell, each with the reason.
LAX: dict[str, dict[str, str]] = {
    "07_adaptive_learning_rates": {
        "digits": "Its runs at the largest rates jump about without settling, and so magnify the "
                  "last digit of a product of matrices, which is another one on other processors.",
        "windows": "It sums up the runs of the cell before, with which its last digits change.",
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


def nbval(folder: Path, name: str) -> subprocess.CompletedProcess:
    """Run nbval in a folder of its own: a notebook stores predictions and hints beside itself."""
    recorded = {**os.environ, "LRKIT_FRAMEWORKS": "recorded"}  # as the committed outputs are
    return subprocess.run(
        [sys.executable, "-m", "pytest", "--nbval", "--nbval-current-env", "-q", "-c", "/dev/null",
         "-p", "no:cacheprovider", "--rootdir", str(folder), name],
        cwd=folder, capture_output=True, text=True, timeout=300, env=recorded)


@each_notebook
def test_a_fresh_run_shows_the_same(path, tmp_path):
    """Every code cell passes, and none is skipped."""
    (tmp_path / path.name).write_bytes(path.read_bytes())
    ran = nbval(tmp_path, path.name)
    assert ran.returncode == 0, ran.stdout[-5000:]
    cells = nbformat.read(path, as_version=4).cells
    assert f"{sum(cell.cell_type == 'code' for cell in cells)} passed" in ran.stdout


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


def test_another_number_or_a_warning_is_noticed(tmp_path):
    """Unless its cell is lax: nbval is asked to compare, and does."""
    def cell(source, text, *tags):
        return new_code_cell(source, execution_count=1, metadata={"tags": list(tags)}, outputs=[
            new_output("stream", name="stdout", text=text)])

    warns = "import sys\nprint(1)\nprint('careful', file=sys.stderr)"
    notebook = new_notebook(cells=[cell("print(0.1)", "0.1\n"), cell("print(0.1)", "0.2\n"),
                                   cell("print(0.1)", "0.2\n", TAG), cell(warns, "1\n")])
    nbformat.write(notebook, tmp_path / "four.ipynb")
    ran = nbval(tmp_path, "four.ipynb")
    assert "2 failed, 2 passed" in ran.stdout
    assert "Cell 1" in ran.stdout and "Cell 3" in ran.stdout
