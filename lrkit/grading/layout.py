"""What a submission of an assignment must hold: the cells that nbgrader knows, and where."""

import ast
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

from lrkit.grading.files import regular_files
from lrkit.grading.reading import MOST_CELLS

CALLS = ("check", "answer", "predict")


@dataclass(frozen=True)
class Marked:
    """A cell that carries a grade_id, as the release has it and as the gradebook knows it.

    Attributes
    ----------
    grade_id : str
        Its name.
    released : Any
        The cell as students got it, with nbgrader's metadata.
    source : str
        Its text for whoever grades: a question with its rubric.
    checksum : str
        nbgrader's, of the cell as released.
    """

    grade_id: str
    released: Any
    source: str
    checksum: str

    @property
    def _data(self) -> dict:
        return self.released.metadata["nbgrader"]

    @property
    def is_code(self) -> bool:
        return self.released.cell_type == "code"

    @property
    def locked(self) -> bool:
        return bool(self._data.get("locked"))

    @property
    def graded(self) -> bool:
        return bool(self._data.get("grade"))

    @property
    def solution(self) -> bool:
        return bool(self._data.get("solution"))

    @property
    def by_hand(self) -> bool:
        """Whether a person marks it."""
        return self.graded and self.solution

    @property
    def checked(self) -> bool:
        """Whether its outputs decide over its points."""
        return self.graded and self.is_code and not self.solution

    @cached_property
    def call(self) -> tuple[str, str, str] | None:
        """What it asks, see `protected_call`."""
        return protected_call(self.released.source) if self.checked else None

    @cached_property
    def binds(self) -> frozenset[str]:
        """The names that a cell to write in gives to functions and values."""
        return bound_names(self.released.source) if self.is_code and self.solution \
            else frozenset()


@dataclass(frozen=True)
class Layout:
    """The marked cells of an assignment in their order, its kernel, and the files beside it."""

    assignment: str
    cells: tuple[Marked, ...]
    kernelspec: dict
    files: dict[str, bytes]

    @cached_property
    def by_id(self) -> dict[str, Marked]:
        return {cell.grade_id: cell for cell in self.cells}

    def answered_in(self, checked: Marked) -> Marked | None:
        """The cell in which the answer is written that a graded cell asks for."""
        before = self.cells[: self.cells.index(checked)]
        wanted = checked.call[2] if checked.call else None
        candidates = [cell for cell in before if cell.solution and cell.is_code]
        named = [cell for cell in candidates if wanted in cell.binds]
        return (named or candidates or [None])[-1]


def read_layout(assignment: str, release: Path, source: Path, gradebook: Any) -> Layout:
    """The layout of an assignment that is in the gradebook.

    Parameters
    ----------
    assignment : str
        Its name, which is its notebook's name too.
    release, source : Path
        Folders with the assignment as students get it, and as it was written.
    gradebook : nbgrader.api.Gradebook
        Open.
    """
    import nbformat

    known = {cell.name: (cell.source, cell.checksum)
             for cell in gradebook.find_notebook(assignment, assignment).source_cells}
    notebook = nbformat.read(release / f"{assignment}.ipynb", as_version=4)
    cells = []
    for cell in notebook.cells:
        name = cell.metadata.get("nbgrader", {}).get("grade_id")
        if name in known:
            cells.append(Marked(name, cell, *known[name]))
    files = {path.as_posix(): (source / path).read_bytes() for path in regular_files(source)
             if path.suffix != ".ipynb"}
    return Layout(assignment, tuple(cells), dict(notebook.metadata.get("kernelspec", {})), files)


@lru_cache(maxsize=MOST_CELLS)  # asked again for each cell that is looked for
def protected_call(source: str) -> tuple[str, str, str] | None:
    """What a graded cell asks, if it asks nothing else: ("check", "gd_step", "gd_step").

    >>> protected_call('check("gd_step", gd_step)')
    ('check', 'gd_step', 'gd_step')
    >>> protected_call("assert gd_step(1, 1, 1) == 0") is None
    True
    """
    try:
        body = ast.parse(source).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    if len(body) != 1 or not isinstance(body[0], ast.Expr):
        return None
    call = body[0].value
    if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Name) or call.keywords \
            or len(call.args) != 2:
        return None
    name, answer = call.args
    if call.func.id in CALLS and isinstance(name, ast.Constant) and isinstance(name.value, str) \
            and isinstance(answer, ast.Name):
        return call.func.id, name.value, answer.id
    return None


@lru_cache(maxsize=MOST_CELLS)
def bound_names(source: str) -> frozenset[str]:
    """The functions that a cell defines and the names it gives values, at its top level.

    >>> sorted(bound_names("def f(x):\\n    y = x\\n    return y\\na, b = 1, 2"))
    ['a', 'b', 'f']
    >>> bound_names("def f(:")
    frozenset({'f'})
    """
    try:
        body = ast.parse(source).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        lines = (line for line in source.splitlines() if line.startswith("def ") and "(" in line)
        return frozenset(line[4:].split("(")[0].strip() for line in lines)
    names: set[str] = set()
    for statement in body:
        if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            names.add(statement.name)
        elif isinstance(statement, ast.Assign | ast.AnnAssign | ast.AugAssign):
            targets = statement.targets if isinstance(statement, ast.Assign) \
                else [statement.target]
            names |= {node.id for target in targets for node in ast.walk(target)
                      if isinstance(node, ast.Name)}
    return frozenset(names)
