"""The cell magic ``%%framework``: a cell runs as a script, in the process of a backend.

Where the library is not installed, what the cell printed when it was recorded is shown instead.
"""

import ast
import difflib
import json
import re
import sys
from collections.abc import Callable
from functools import cache
from importlib.resources import files
from typing import Any

from lrkit.frameworks import scripts
from lrkit.frameworks.libraries import (
    BACKENDS,
    TITLES,
    Origin,
    can_run,
    install_line,
    live_origin,
)
from lrkit.frameworks.process import ProcessError, call

MAGIC = "framework"
ALIKE = 0.7  # the share of its lines that a variant of a recorded cell has in common with it


def run_framework_cell(line: str, cell: str) -> None:
    """Run a cell as a script with a backend, or show its recording; print what it printed.

    Parameters
    ----------
    line : str
        Backends, of which the first that is installed is used: ``"tensorflow jax"``.
    cell : str
        The script.

    Raises
    ------
    ValueError
        If a backend is not known.
    """
    backends = named_backends(line)
    for backend in backends:
        library = library_of(cell, backend)
        if can_run(library, backend):
            _run_here(cell, library, backend)
            return
    for backend in backends:
        if (found := recorded_cell(cell, backend)) is not None:
            origin = Origin(library_of(cell, backend), backend, found["versions"], live=False)
            print(f"{origin}\n{found['output']}", end="")
            return
    print(_nothing_known(cell, backends[0]))
    if (told := _syntax_error(cell) or _recorded_otherwise(cell, backends)) is not None:
        print(told)


def named_backends(line: str) -> list[str]:
    """Return the backends that a magic's line names; a ValueError if one is not known."""
    names = line.split()
    if not names or not set(names) <= set(BACKENDS):
        raise ValueError(f"write %%{MAGIC} and one or more of {', '.join(BACKENDS)}, got {line!r}")
    return names


def library_of(cell: str, backend: str) -> str:
    """Return the library that a script is about: Keras or optax if it names it, else its backend.

    >>> library_of("import tensorflow as tf; tf.keras.optimizers.Adam()", "tensorflow")
    'keras'
    """
    return next((name for name in ("keras", "optax") if re.search(rf"\b{name}\b", cell)), backend)


def recorded_cell(cell: str, backend: str) -> dict | None:
    """Return the recording of a cell: its ``versions`` and its ``output``; None if there is none.

    What Python does not see makes no difference: blanks, empty lines, comments, kinds of quotes.
    """
    wanted = _as_python_sees(cell)
    return next((recorded[backend] for text, recorded in _recordings().items()
                 if backend in recorded and _as_python_sees(text) == wanted), None)


def same_text(cell: str) -> str:
    """Return the cell without comments on lines of their own and blanks at the ends of lines.

    A stub of three dots is left out too, so that a cell in which a student typed a line is the one
    that was recorded with it.

    >>> same_text("a = 1  \\n# your code here\\nb = 2")
    'a = 1\\nb = 2'
    """
    lines = (line.rstrip() for line in cell.strip().splitlines())
    return "\n".join(line for line in lines if not line.lstrip().startswith(("#", "...")))


def _as_python_sees(cell: str) -> str:
    """Return the cell as Python would write it; as it stands if it is not Python."""
    try:
        return ast.unparse(ast.parse(same_text(cell)))
    except SyntaxError:
        return same_text(cell)


def register(shell: Any = None) -> None:
    """Make ``%%framework`` known to a shell of IPython; without one, to the present one, if any."""
    if shell is None and "IPython" in sys.modules:
        shell = sys.modules["IPython"].get_ipython()
    if shell is not None:
        shell.register_magic_function(run_framework_cell, "cell", MAGIC)


def _run_here(cell: str, library: str, backend: str) -> None:
    print(live_origin(library, backend))
    try:
        run_script_here(cell, backend, lambda text: print(text, end="", flush=True))
    except ProcessError as error:
        print(error)


def run_script_here(script: str, backend: str, say: Callable[[str], None]) -> None:
    """Run a script in the process of a backend, which must be installed.

    `say` gets what it prints, piece by piece; what it raises is printed. There is no time limit:
    it is the learner who interrupts it. ProcessError if the process dies.
    """
    call(backend, "lrkit.frameworks.scripts:run_script", script, timeout=None, say=say)


def _nothing_known(cell: str, backend: str) -> str:
    library = TITLES[library_of(cell, backend)]
    where = "" if library == BACKENDS[backend] else f" on {BACKENDS[backend]}"
    return (f"{library}{where} does not run here, and there is no recording of this cell as it "
            f"stands. To run it: {install_line(backend)}")


def _syntax_error(cell: str) -> str | None:
    """Return what Python says of a cell that is not Python; None of any other."""
    try:
        compile(cell, "the cell", "exec")
    except SyntaxError as error:
        return scripts.error_text(error, "the cell").rstrip()
    return None


def _recorded_otherwise(cell: str, backends: list[str]) -> str | None:
    """Name the lines with which a cell much like this one was recorded; None if there is none."""
    lines = _as_python_sees(cell).splitlines()
    for text, recorded in _recordings().items():
        wanted = _as_python_sees(text).splitlines()
        match = difflib.SequenceMatcher(None, wanted, lines, autojunk=False)
        if match.ratio() < ALIKE or not set(backends) & set(recorded):
            continue
        others = [line for kind, start, end, _, _ in match.get_opcodes()
                  if kind in ("replace", "delete") for line in wanted[start:end]]
        return "\n  ".join(["There is a recording of the cell with", *others]) if others else \
            "There is a recording of the cell without the lines that were added."
    return None


@cache
def _recordings() -> dict[str, dict]:
    """Return the recordings of each cell, by its text and then by backend."""
    text = files("lrkit.frameworks").joinpath("data/cells.json").read_text(encoding="utf-8")
    return {entry["cell"]: entry["recorded"] for entry in json.loads(text)}
