"""Which assignment is it? By what a notebook holds, and by its name."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from lrkit.course import Course
from lrkit.course.graded_call import find_graded_calls

MIN_LIKENESS = 0.5  # of an assignment's marks, for a notebook to be that assignment


@dataclass(frozen=True)
class NotebookTraits:
    """What tells a notebook: the names of nbgrader's cells, the cells' ids, the calls of checks."""

    grade_ids: frozenset[str]
    cell_ids: frozenset[str]
    calls: frozenset[str]

    def likeness(self, other: "NotebookTraits") -> float:
        """Of one kind of sign, the share of what both have in what either has; the largest."""
        pairs = ((self.grade_ids, other.grade_ids), (self.cell_ids, other.cell_ids),
                 (self.calls, other.calls))
        return max((len(mine & theirs) / len(mine | theirs) for mine, theirs in pairs if theirs),
                   default=0.0)


class AssignmentMatcher:
    """Knows the assignments of a course by their released notebooks.

    Parameters
    ----------
    course : Course
        With its release.
    chosen : sequence of str
        The assignments that are looked for: one of these wins where a notebook may be several.
    """

    def __init__(self, course: Course, chosen: Sequence[str] = ()):
        self.course, self.chosen = course, chosen

    @cached_property
    def released(self) -> dict[str, NotebookTraits]:
        """The signs of each assignment."""
        return {name: read_traits((self.course.release / name / f"{name}.ipynb").read_bytes())
                for name in self.course.assignments}

    def assignment(self, data: bytes, name: str) -> str | None:
        """The assignment that a notebook is, or None where a person must say.

        What it holds outweighs its name; the name decides where that is not clear.

        Parameters
        ----------
        data : bytes
            The file.
        name : str
            Its name, as the student gave it.
        """
        named = by_name(name, self.course.assignments)
        signs = read_traits(data)
        likeness = {key: signs.likeness(theirs) for key, theirs in self.released.items()}
        most = max(likeness.values(), default=0.0)
        best = [key for key, value in likeness.items() if value == most and most >= MIN_LIKENESS]
        if named in best or not best:
            return named
        best = [key for key in best if key in self.chosen] or best
        return best[0] if len(best) == 1 else None


def by_name(name: str, known: tuple[str, ...]) -> str | None:
    """The assignment that a file's name has in it, however it is spelled.

    >>> by_name("01 One-Step_Downhill (2).ipynb", ("01_one_step_downhill", "02_too_small"))
    '01_one_step_downhill'
    >>> by_name("solution.ipynb", ("01_one_step_downhill",)) is None
    True
    """
    text = f"_{_spelled(name)}_"
    for forms in (known, [re.sub(r"^\d+_", "", key) for key in known]):
        found = [key for key, form in zip(known, forms, strict=True)
                 if f"_{_spelled(form)}_" in text]
        if len(found) == 1:
            return found[0]
    return None


def _spelled(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "_", Path(name).stem.lower()).strip("_")


def read_traits(data: bytes) -> NotebookTraits:
    """The signs in a notebook's file; none in a file that is no notebook."""
    try:
        text = data.decode("utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig")
        content = json.loads(text)
        cells = [cell for cell in content["cells"] if isinstance(cell, dict)]
    except (ValueError, RecursionError, LookupError, TypeError):
        return NotebookTraits(frozenset(), frozenset(), frozenset())
    grade_ids, cell_ids, calls = set(), set(), set()
    for cell in cells:
        marks = _dict(_dict(cell.get("metadata")).get("nbgrader"))
        if marks:
            grade_ids.add(str(marks.get("grade_id")))
        if "id" in cell:
            cell_ids.add(str(cell["id"]))
        source = cell.get("source")
        source = "".join(filter(_is_text, source)) if isinstance(source, list) else source
        if isinstance(source, str):
            calls |= {name for _, name in find_graded_calls(source)}
    return NotebookTraits(frozenset(grade_ids), frozenset(cell_ids), frozenset(calls))


def _dict(value: Any) -> dict:
    return value if isinstance(value, dict) else {}


def _is_text(value: Any) -> bool:
    return isinstance(value, str)
