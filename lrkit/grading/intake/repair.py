"""The repair of damaged notebooks, where the right reading is certain.

Hosted editors strip metadata and cell ids; students delete, double and move cells. What was put
right, and what a person must look at, is said in `RepairedNotebook.remarks`. Nothing here decides
over marks: it finds the cells, the judge asks their functions.
"""

from collections import Counter
from typing import Any

from lrkit.course.graded_call import parse_graded_call
from lrkit.grading.intake.assignment import (
    Assignment,
    AssignmentCell,
    bound_names,
)
from lrkit.grading.intake.edition import refuse_other_edition
from lrkit.grading.intake.parse import RepairedNotebook, parse_notebook
from lrkit.remarks import Remark, RemarkKind
from lrkit.wording import counted

MISSING_ANSWER = "*(This cell was missing from the notebook that was handed in.)*"


def repair_notebook(data: bytes, assignment: Assignment) -> RepairedNotebook:
    """Parse a submission's notebook, and find, restore and put in place the assignment's cells.

    Raises
    ------
    InvalidNotebook
        If it is not a notebook, or one of another edition of the course that asks for other things.
    """
    found = parse_notebook(data)
    refuse_other_edition(found, assignment)
    work = _Repair(found, assignment)
    work.find()
    found.recognised = len(work.place)
    work.settle()
    return found


class _Repair:
    """The repair of one notebook; `place` holds the cell of each grade_id that was found."""

    def __init__(self, found: RepairedNotebook, assignment: Assignment):
        self.found, self.assignment = found, assignment
        self.cells: list[Any] = found.notebook.cells
        self.place: dict[str, Any] = {}
        self.taken: set[int] = set()  # by id(): equal cells are not the same cell

    def find(self) -> None:
        """Find cells by metadata; then by cell id, text and call; then by the names they define."""
        named = Counter()
        for cell in self.cells:
            name = _grade_id(cell)
            if name in self.assignment.by_id:
                named[name] += 1
                self._claim(name, self._better(name, cell))
        self._say_twice(named)
        without = len(self.assignment.cells) - len(self.place)
        for way in (self._same_id, self._same_text, self._same_call, self._defines, self._follows):
            for expected in self.assignment.cells:
                if expected.grade_id not in self.place and (cell := way(expected)) is not None:
                    self._claim(expected.grade_id, cell)
        if restored := without - (len(self.assignment.cells) - len(self.place)):
            self._repaired(f"{counted(restored, 'cell')} had lost the marks by which nbgrader "
                           "knows them, and got them back")

    def _better(self, name: str, cell: Any) -> Any:
        """Return the later of two cells with one name, unless it is an untouched written answer."""
        before, expected = self.place.get(name), self.assignment.by_id[name]
        if before is not None and expected.by_hand and _same(cell.source, expected.released.source):
            return before
        return cell

    def _claim(self, name: str, cell: Any) -> None:
        self.place[name] = cell
        self.taken.add(id(cell))

    def _say_twice(self, named: Counter) -> None:
        for name in (name for name, times in named.items() if times > 1):
            self._repaired(f"{name} was there {named[name]} times; the last one counts")
            texts = {cell.source.strip() for cell in self.cells if _grade_id(cell) == name}
            texts.discard(self.assignment.by_id[name].released.source.strip())
            if self.assignment.by_id[name].by_hand and len(texts) > 1:
                self._look(f"{name} was answered in {len(texts)} cells; the last one is shown as "
                           "the answer")

    def _free(self) -> list[Any]:
        return [cell for cell in self.cells if id(cell) not in self.taken]

    def _same_id(self, expected: AssignmentCell) -> Any | None:
        wanted = expected.released.get("id")
        return next((cell for cell in self._free() if wanted and cell.get("id") == wanted
                     and cell.cell_type == expected.released.cell_type), None)

    def _same_text(self, expected: AssignmentCell) -> Any | None:
        if sum(_same(other.released.source, expected.released.source)
               for other in self.assignment.cells) > 1:
            return None  # several stubs look alike: the text does not say which
        return next((cell for cell in self._free()
                     if _same(cell.source, expected.released.source)), None)

    def _same_call(self, expected: AssignmentCell) -> Any | None:
        return None if expected.call is None else next(
            (cell for cell in self._free() if parse_graded_call(cell.source) == expected.call),
                                                       None)

    def _defines(self, expected: AssignmentCell) -> Any | None:
        """Find the cell that defines the names of the released one, between its neighbours."""
        if not expected.binds:
            return None
        elsewhere = sum(bool(other.binds & expected.binds) for other in self.assignment.cells) > 1
        cells = self._between(expected) if elsewhere else self._free()
        return next((cell for cell in reversed(cells) if id(cell) not in self.taken
                     and bound_names(cell.source) & expected.binds), None)

    def _follows(self, expected: AssignmentCell) -> Any | None:
        """Find a written answer: a text of the student's own behind its question."""
        if expected.is_code or not expected.solution:
            return None
        return next((cell for cell in self._between(expected) if id(cell) not in self.taken
                     and cell.cell_type == "markdown" and not cell.source.startswith("#")), None)

    def _between(self, expected: AssignmentCell) -> list[Any]:
        """Return the cells between those neighbours of this one that were found."""
        order = self.assignment.cells
        index = order.index(expected)
        start = next((self._index(self.place[m.grade_id]) for m in reversed(order[:index])
                      if m.grade_id in self.place), -1)
        end = next((self._index(self.place[m.grade_id]) for m in order[index + 1:]
                    if m.grade_id in self.place), len(self.cells))
        return self.cells[start + 1: end]

    def _index(self, cell: Any) -> int:
        return next(i for i, other in enumerate(self.cells) if other is cell)

    def settle(self) -> None:
        """Restore cells that were found, put back missing ones, move those that come too early."""
        for cell in self.cells:
            if not any(cell is placed for placed in self.place.values()):
                cell.metadata.pop("nbgrader", None)
        for expected in self.assignment.cells:
            if expected.grade_id in self.place:
                self._restore(expected, self.place[expected.grade_id])
            else:
                self._put_back(expected)
        for expected in self.assignment.cells:
            self._put_behind_its_answer(expected)
        self._kernel()

    def _restore(self, expected: AssignmentCell, cell: Any) -> None:
        """Restore type and metadata, and for a locked cell the text, as they were released."""
        if cell.cell_type != expected.released.cell_type:
            self._repaired(f"{expected.grade_id} had become a {cell.cell_type} cell")
            cell.cell_type = expected.released.cell_type
            for key in ("outputs", "execution_count", "attachments"):
                cell.pop(key, None)
            if expected.is_code:
                cell.update(outputs=[], execution_count=None)
        cell.metadata["nbgrader"] = {**expected.released.metadata["nbgrader"],
                                     "checksum": expected.checksum}
        if expected.locked:
            if expected.checked and not _same(cell.source, expected.released.source):
                self._repaired(f"{expected.grade_id} had been changed")
            cell.source = expected.source

    def _put_back(self, expected: AssignmentCell) -> None:
        import copy

        if expected.solution and expected.is_code:
            elsewhere = any(bound_names(cell.source) & expected.binds for cell in self.cells
                            if cell.cell_type == "code")
            if elsewhere:
                self._repaired(f"{expected.grade_id} is missing, and what it is to define is in "
                               "another cell")
            else:
                self._look(f"{expected.grade_id} is missing")
            return
        cell = copy.deepcopy(expected.released)
        if expected.by_hand:
            cell.source = MISSING_ANSWER
            self._look(f"{expected.grade_id} is missing: was there an answer?")
        else:
            self._repaired(f"{expected.grade_id} was missing and is put back")
        index = self.assignment.cells.index(expected)
        before = [self._index(self.place[m.grade_id]) for m in self.assignment.cells[:index]
                  if m.grade_id in self.place]
        at = max(before) + 1 if before else 0
        self.cells.insert(at, cell)
        self._claim(expected.grade_id, cell)
        cell["id"] = f"back-{index}-{len(self.cells)}"
        self._restore(expected, cell)

    def _put_behind_its_answer(self, expected: AssignmentCell) -> None:
        answer = self.assignment.answered_in(expected) if expected.checked else None
        if answer is None or answer.grade_id not in self.place:
            return
        cell, written = self.place[expected.grade_id], self.place[answer.grade_id]
        if self._index(cell) < self._index(written):
            self.cells.pop(self._index(cell))
            self.cells.insert(self._index(written) + 1, cell)
            self._repaired(f"{expected.grade_id} stood before its answer")

    def _repaired(self, text: str) -> None:
        self.found.remarks.append(Remark(RemarkKind.REPAIRED, text))

    def _look(self, text: str) -> None:
        self.found.remarks.append(Remark(RemarkKind.LOOK, text))

    def _kernel(self) -> None:
        metadata = self.found.notebook.metadata
        before = metadata.get("kernelspec")
        name = before.get("name") if isinstance(before, dict) else None
        if isinstance(name, str) and "python" not in name.lower() and \
                "python" not in str(before.get("language", "")).lower():
            self._repaired(f"the kernel was {name[:40]!r}")
        if self.assignment.kernelspec:
            metadata["kernelspec"] = dict(self.assignment.kernelspec)


def _grade_id(cell: Any) -> str:
    name = cell.metadata.get("nbgrader", {}).get("grade_id")
    return name if isinstance(name, str) else ""


def _same(one: str, other: str) -> bool:
    return one.strip() == other.strip()
