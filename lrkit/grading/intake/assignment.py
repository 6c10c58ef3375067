"""The assignment as it was released: the cells that nbgrader knows, and where they stand."""

import ast
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

from lrkit.course.graded_call import GradedCall, parse_graded_call
from lrkit.course.warm_up import declared_warm_up
from lrkit.exercises.editions import declared_edition
from lrkit.files.listing import regular_files
from lrkit.grading.intake.parse import MAX_CELLS


@dataclass(frozen=True)
class AssignmentCell:
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
        """True if a person marks it."""
        return self.graded and self.solution

    @property
    def checked(self) -> bool:
        """True if its outputs decide over its points."""
        return self.graded and self.is_code and not self.solution

    @cached_property
    def call(self) -> GradedCall | None:
        """The graded call that it consists of, see `parse_graded_call`."""
        return parse_graded_call(self.released.source) if self.checked else None

    @cached_property
    def binds(self) -> frozenset[str]:
        """The names that a cell to write in defines or assigns."""
        return bound_names(self.released.source) if self.is_code and self.solution \
            else frozenset()


@dataclass(frozen=True)
class Assignment:
    """The cells of an assignment that carry a grade_id, its kernel, and the files beside it.

    `warm_up` names the functions that a sandbox calls before its submissions, see
    `lrkit.course.warm_up`. `edition` is the edition of the course that its release declares, None
    for an assignment of an instructor's own; `texts` are those of all its cells, in that case none.
    """

    name: str
    cells: tuple[AssignmentCell, ...]
    kernelspec: dict
    files: dict[str, bytes]
    warm_up: tuple[str, ...] = ()
    edition: int | None = None
    texts: tuple[str, ...] = ()

    @cached_property
    def by_id(self) -> dict[str, AssignmentCell]:
        return {cell.grade_id: cell for cell in self.cells}

    @cached_property
    def locked_texts(self) -> frozenset[str]:
        """The texts that no student can have written."""
        return frozenset(cell.source for cell in self.cells if cell.locked)

    def answered_in(self, checked: AssignmentCell) -> AssignmentCell | None:
        """Return the cell that holds the answer to a graded cell; None if there is none."""
        before = self.cells[: self.cells.index(checked)]
        wanted = checked.call.variable if checked.call else None
        candidates = [cell for cell in before if cell.solution and cell.is_code]
        named = [cell for cell in candidates if wanted in cell.binds]
        return (named or candidates or [None])[-1]


def read_assignment(assignment: str, release: Path, source: Path, gradebook: Any) -> Assignment:
    """Read the release of an assignment that is in the gradebook.

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
            cells.append(AssignmentCell(name, cell, *known[name]))
    files = {path.as_posix(): (source / path).read_bytes() for path in regular_files(source)
             if path.suffix != ".ipynb"}
    edition = declared_edition(notebook.metadata)
    texts = tuple(cell.source for cell in notebook.cells) if edition is not None else ()
    return Assignment(assignment, tuple(cells), dict(notebook.metadata.get("kernelspec", {})),
                      files, declared_warm_up(notebook, assignment), edition, texts)


@lru_cache(maxsize=MAX_CELLS)
def bound_names(source: str) -> frozenset[str]:
    """Return the functions that a cell defines and the names it assigns, at its top level.

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
