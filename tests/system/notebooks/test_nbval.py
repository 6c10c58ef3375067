"""A fresh run of each solved notebook shows what the committed one shows.

nbval compares every output of every cell, but for what is lax; each of these has its reason here.
Which cells depend on the machine was found out by running all notebooks as on a processor of 2008:

    OPENBLAS_CORETYPE=Nehalem NPY_DISABLE_CPU_FEATURES="X86_V3 X86_V4" LRKIT_FRAMEWORKS=recorded \
        python -m pytest --nbval --nbval-current-env NAME.ipynb
"""

import os
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook, new_output

ROOT = Path(__file__).parents[3]
SOLVED = sorted((ROOT / "solutions").glob("*/*.ipynb"))
each_notebook = pytest.mark.parametrize("path", SOLVED, ids=lambda path: path.stem)
TAG = "nbval-ignore-output"


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
