"""The magic %%framework where nothing is installed: recordings, and what is said without one."""

import json
from pathlib import Path

import nbformat
import pytest
from IPython.core.interactiveshell import InteractiveShell

from lrkit.frameworks import cells
from tests.parts import need_installed
from tests.recorded import record_cells

CELL = "import tensorflow as tf\nprint(tf.keras.optimizers.Adam().name)"
KNOWN = {CELL: {
    "tensorflow": {"versions": {"keras": "3.1", "tensorflow": "2.2"}, "output": "adam\n"},
    "torch": {"versions": {"keras": "3.1", "torch": "2.9"}, "output": "Adam\n"}}}


@pytest.fixture
def recorded(monkeypatch):
    """Nothing is installed, and one cell is recorded."""
    monkeypatch.setenv("LRKIT_FRAMEWORKS", "recorded")
    monkeypatch.setattr(cells, "_recordings", lambda: KNOWN)


@pytest.mark.parametrize(("line", "first", "name"), [
    ("tensorflow", "Keras 3.1 on TensorFlow 2.2, recorded", "adam"),
    ("jax torch tensorflow", "Keras 3.1 on PyTorch 2.9, recorded", "Adam")])
def test_a_recording_is_shown(line, first, name, recorded, capsys):
    """That of the first backend that has one; blanks at the ends of lines make no difference."""
    for cell in (CELL, CELL.replace("\n", "  \n") + "\n\n"):
        cells.run_framework_cell(line, cell)
        assert capsys.readouterr().out == f"{first}\n{name}\n"


@pytest.mark.parametrize(("line", "cell", "said"), [
    ("tensorflow", CELL.replace("Adam", "SGD"), "Keras on TensorFlow does not run here"),
    ("jax", CELL, "Keras on JAX does not run here"),
    ("torch", "import torch", "PyTorch does not run here"),
    ("jax", "import optax", "optax on JAX does not run here")])
def test_without_a_recording_a_line_says_what_to_install(line, cell, said, recorded, capsys):
    """And the notebook goes on."""
    cells.run_framework_cell(line, cell)
    out = capsys.readouterr().out
    assert out.startswith(said) and out.count("\n") == 1
    assert "there is no recording of this cell" in out and f"lrkit[{line}]" in out


@pytest.mark.parametrize("line", ["", "keras", "tensorflow, jax"])
def test_a_backend_that_is_not_known_is_named(line):
    """With those that there are."""
    with pytest.raises(ValueError, match="write %%framework and one or more of tensorflow, jax"):
        cells.run_framework_cell(line, CELL)


def test_the_magic_runs_in_ipython(recorded, capsys):
    """`from lrkit import frameworks` has made it known; an error in a cell stops nothing."""
    shell = InteractiveShell.instance()
    try:
        cells.register()
        assert shell.run_cell(f"%%framework tensorflow\n{CELL}\n").success
        assert capsys.readouterr().out == "Keras 3.1 on TensorFlow 2.2, recorded\nadam\n"
        assert not shell.run_cell("%%framework\npass").success
        capsys.readouterr()
    finally:
        InteractiveShell.clear_instance()


FOUND = list(record_cells.find_cells())


def test_every_cell_is_recorded_with_each_backend_that_it_names():
    """And nothing else is; the file is as the script writes it."""
    text = record_cells.FILE.read_text(encoding="utf-8")
    entries = json.loads(text)
    assert record_cells.as_text(entries) == text
    wanted = {}
    for _, backends, script in FOUND:
        wanted.setdefault(script, set()).update(backends)
    assert {entry["cell"]: set(entry["recorded"]) for entry in entries} == wanted


@pytest.mark.parametrize(
    ("script", "backend"), [(script, backend) for _, backends, script in FOUND
                            for backend in backends],
    ids=[f"{path.stem}-{script.splitlines()[0][:30]}-{backend}" for path, backends, script in FOUND
         for backend in backends])
def test_the_installed_library_prints_what_is_recorded(script, backend, monkeypatch):
    """So that a new version that does something else is noticed."""
    monkeypatch.delenv("LRKIT_FRAMEWORKS", raising=False)
    need_installed(backend, cells.library_of(script, backend), backend)
    live = record_cells.record(script, backend)
    assert live["output"] == cells.recorded_cell(script, backend)["output"]


def test_cells_are_found_in_notebooks_and_guides(tmp_path, monkeypatch):
    """Under the magic alone."""
    (tmp_path / "docs").mkdir()
    page = "```python\n%%framework jax torch\nprint(1)  \n```\n\n```python\nprint(2)\n```\n"
    (tmp_path / "docs/page.md").write_text(page, encoding="utf-8")
    monkeypatch.setattr(record_cells, "ROOT", tmp_path)
    assert [found[1:] for found in record_cells.find_cells()] == [(["jax", "torch"], "print(1)")]


def test_the_line_that_a_student_types_in_notebook_9_has_a_recording():
    """Below the stub or instead of it, in the cell as it is released; another line has none."""
    root = Path(__file__).parents[1] / "course/09_real_frameworks/09_real_frameworks.ipynb"
    if not root.exists():
        pytest.skip("needs a checkout")
    [cell] = [cell for cell in nbformat.read(root, as_version=4).cells
              if cell.id == "try-adam-in-tensorflow"]
    script, stub = cell.source.partition("\n")[2], "...  # your code here\n"
    typed = "optimizer = tf.keras.optimizers.Adam(learning_rate=0.001)\n"
    assert script.count(stub) == 1 and cells.recorded_cell(script, "tensorflow") is None
    same = typed.replace("0.001", "1e-3").replace("=", " = ").rstrip() + "  # the default\n"
    for line in (typed, stub + typed, f"# the rate\n{typed}", same):
        found = cells.recorded_cell(script.replace(stub, line), "tensorflow")
        assert found["output"].startswith("48 0.001")
    other = script.replace(stub, typed.replace("0.001", "0.002"))
    assert cells.recorded_cell(other, "tensorflow") is None


LONGER = {"a = 1\nb = 2\nc = 3\nprint(a + b + c)": {
    "torch": {"versions": {"torch": "2.9"}, "output": "6\n"}}}


@pytest.mark.parametrize(("cell", "said"), [
    ("a = 1\n...\nc = 3\nprint(a + b + c)", "There is a recording of the cell with\n  b = 2\n"),
    ("a = 1\nbb = 2\nc = 3\nprint(a + b + c)", "There is a recording of the cell with\n  b = 2\n"),
    ("a = 1\nb = 2\nc = 3\nprint(a + b + c)\nprint(a)",
     "There is a recording of the cell without the lines that were added.\n"),
    ("a = 1\nb = (2\nc = 3\nprint(a + b + c)", "SyntaxError: "),
    ("print(7)", "")])
def test_a_cell_that_is_nearly_a_recorded_one_is_told_the_difference(
        cell, said, monkeypatch, recorded, capsys):
    """A line that is missing, a slip, a line too much; one that is not Python, its error."""
    monkeypatch.setattr(cells, "_recordings", lambda: LONGER)
    cells.run_framework_cell("torch", cell)
    first, _, rest = capsys.readouterr().out.partition("\n")
    assert first.endswith('pip install "lrkit[torch]"')
    assert said in rest and bool(rest) == bool(said)
