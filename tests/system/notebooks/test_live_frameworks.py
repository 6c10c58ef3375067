"""Notebook 9 with what is installed, each library alone, and none: it runs, and is true."""

import os
import re
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import nbformat
import psutil
import pytest
from nbformat.v4 import new_code_cell, new_notebook
from nbgrader.utils import determine_grade, is_grade

from lrkit.frameworks import cells
from lrkit.frameworks.libraries import BACKENDS, TITLES
from tests.parts import need_installed
from tests.system.notebooks.environments import ALONE, PACKAGES, ROOT, installed, make_environment

SOURCE = ROOT / "solutions/09_real_frameworks/09_real_frameworks.ipynb"
EXECUTE = """
import sys
import nbformat
from nbclient import NotebookClient
from traitlets.config import Config
from lrkit.course.nbgrader_driver import event_loop, silence_warnings
from lrkit.course.nbgrader_settings import prepare_environment
path, folder = sys.argv[1:]
prepare_environment()
notebook = nbformat.read(path, as_version=4)
config = Config({"KernelManager": {"transport_encryption": "auto"}})
with silence_warnings(), event_loop():
    NotebookClient(notebook, timeout=300, kernel_name="python3", config=config,
                   resources={"metadata": {"path": folder}}).execute()
nbformat.write(notebook, path)
"""
pytestmark = pytest.mark.skipif(not SOURCE.exists(), reason="needs a checkout")


@pytest.fixture(scope="module", params=["as_it_is", *ALONE])
def environment(request, tmp_path_factory):
    """The packages that an environment has, and its Python; first of this one, as it is."""
    if request.param == "as_it_is":
        return tuple(name for name in PACKAGES if find_spec(name)), Path(sys.executable)
    if sys.platform == "win32":
        pytest.skip("the environments consist of links")
    there = ALONE[request.param]
    need_installed("frameworks", *there)
    hidden = tuple(name for name in PACKAGES if name not in there)
    python = make_environment(tmp_path_factory.mktemp(request.param) / "venv", hidden)
    assert installed(python) == set(there)
    return there, python


def execute(notebook, python: Path, folder: Path):
    """Run a notebook with the kernel of an environment, and return it with its outputs."""
    path = folder / "notebook.ipynb"
    nbformat.write(notebook, path)
    clean = {name: value for name, value in os.environ.items()
             if name not in ("KERAS_BACKEND", "LRKIT_FRAMEWORKS")}
    ran = subprocess.run([python, "-c", EXECUTE, str(path), str(folder)], text=True, timeout=600,
                         capture_output=True, env=clean | {"PYTHONPATH": str(ROOT)})
    assert ran.returncode == 0, ran.stderr[-3000:]
    return nbformat.read(path, as_version=4)


def text_of(cell) -> str:
    """Return what a cell printed."""
    return "".join(output.get("text", "") for output in cell.outputs)


def origin_of(source: str, there: tuple[str, ...]) -> str:
    """The pattern of the first line that a cell under the magic prints where these are there."""
    line, _, script = source.partition("\n")
    backends = cells.named_backends(line.removeprefix(f"%%{cells.MAGIC}"))
    wanted = {backend: cells.library_of(script, backend) for backend in backends}
    live = [backend for backend in backends if {backend, wanted[backend]} <= set(there)]
    backend = (live or backends)[0]
    names = dict.fromkeys((wanted[backend], backend))
    titles = " on ".join(rf"{TITLES[name]} [\d.]+" for name in names)
    return f"{titles}, {'run here' if live else 'recorded'}"


def without_origins(text: str) -> str:
    """The same text without what says which library ran, in which version, and where."""
    return re.sub(r"^\S+ [\d.]+(?: on \S+ [\d.]+)?(?:, |: )(?:run here|recorded|runs made here)"
                  r"(?: runs)?(?:; .*)?", "", text, flags=re.M)


def told(live: bool) -> str:
    """The words of `frameworks.origin`."""
    return "runs made here" if live else "recorded runs"


def test_the_notebook_earns_full_marks_and_tells_where_its_numbers_come_from(environment, tmp_path):
    """In every environment: what is installed runs, what is not is recorded, and both are named."""
    there, python = environment
    stored = nbformat.read(SOURCE, as_version=4)
    notebook = execute(stored, python, tmp_path)
    for cell in filter(is_grade, notebook.cells):
        if cell.cell_type == "code":
            points, limit = determine_grade(cell)
            assert points == limit, cell.id
    ran = [cell for cell in notebook.cells if cell.cell_type == "code"]
    for cell in ran:
        assert not [out for out in cell.outputs if out.get("name") == "stderr"], cell.id
        if cell.source.startswith(f"%%{cells.MAGIC}"):
            first = text_of(cell).partition("\n")[0]
            assert re.fullmatch(origin_of(cell.source, there), first), (cell.id, first)
    (said,) = (text_of(cell) for cell in ran if "frameworks.origin()" in cell.source)
    backend = next((one for one in BACKENDS if {one, "keras"} <= set(there)), None)
    keras = f"on {BACKENDS[backend or 'tensorflow']} [\\d.]+: " + told(backend is not None)
    assert re.match(f"Keras [\\d.]+ {keras}; PyTorch [\\d.]+: {told('torch' in there)}", said)
    for cell, before in zip(notebook.cells, stored.cells, strict=True):
        if cell.cell_type == "code":
            assert without_origins(text_of(cell)) == without_origins(text_of(before)), cell.id


def test_a_kernel_takes_its_processes_along(environment, tmp_path):
    """Nothing of a session is left behind when it ends."""
    _, python = environment
    notebook = new_notebook(cells=[new_code_cell(
        "from lrkit.frameworks.process import call\n"
        "print(*[call(one, 'os:getpid') for one in ('tensorflow', 'jax', 'torch')])")])
    notebook = execute(notebook, python, tmp_path)
    numbers = [int(word) for word in text_of(notebook.cells[0]).split()]
    assert len(set(numbers)) == 3 and not any(map(psutil.pid_exists, numbers))
