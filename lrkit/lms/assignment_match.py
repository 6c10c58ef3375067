"""Match notebooks with assignments, by what they hold and by their names."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from lrkit.course import Course
from lrkit.course.graded_call import find_graded_calls
from lrkit.files.texts import decode_text, join_lines

MIN_SIMILARITY = 0.5  # to an assignment's released notebook, for a notebook to be of it


@dataclass(frozen=True)
class NotebookTraits:
    """The traits by which a notebook is matched.

    Attributes
    ----------
    grade_ids : frozenset of str
        The names of nbgrader's cells.
    cell_ids : frozenset of str
        The ids of all cells.
    calls : frozenset of str
        The names in its graded calls.
    """

    grade_ids: frozenset[str]
    cell_ids: frozenset[str]
    calls: frozenset[str]

    def similarity(self, other: "NotebookTraits") -> float:
        """Return the largest Jaccard similarity of the three kinds of traits.

        That is the number of what both have over the number of what either has.
        """
        pairs = ((self.grade_ids, other.grade_ids), (self.cell_ids, other.cell_ids),
                 (self.calls, other.calls))
        return max((len(mine & theirs) / len(mine | theirs) for mine, theirs in pairs if theirs),
                   default=0.0)


class AssignmentMatcher:
    """Matcher of notebooks with the assignments of a course.

    Parameters
    ----------
    course : Course
        The course; its released notebooks are what others are compared with.
    chosen : sequence of str
        The assignments that are looked for: one of these wins where a notebook may be several.
    """

    def __init__(self, course: Course, chosen: Sequence[str] = ()):
        self.course, self.chosen = course, chosen

    @cached_property
    def released(self) -> dict[str, NotebookTraits]:
        """The traits of each assignment."""
        return {name: read_traits((self.course.release / name / f"{name}.ipynb").read_bytes())
                for name in self.course.assignments}

    def match(self, data: bytes, name: str) -> str | None:
        """Return the assignment of a notebook, or None where a person must say.

        What it holds outweighs its name; the name decides where that is not clear.

        Parameters
        ----------
        data : bytes
            The file.
        name : str
            Its name, as the student gave it.
        """
        named = match_name(name, self.course.assignments)
        traits = read_traits(data)
        similarity = {key: traits.similarity(theirs) for key, theirs in self.released.items()}
        most = max(similarity.values(), default=0.0)
        best = [key for key, value in similarity.items() if value == most >= MIN_SIMILARITY]
        if named in best or not best:
            return named
        best = [key for key in best if key in self.chosen] or best
        return best[0] if len(best) == 1 else None


def match_name(name: str, known: tuple[str, ...]) -> str | None:
    """Return the assignment that a file's name has in it, however it is spelled.

    >>> match_name("01 One-Step_Downhill (2).ipynb", ("01_one_step_downhill", "02_too_small"))
    '01_one_step_downhill'
    >>> match_name("solution.ipynb", ("01_one_step_downhill",)) is None
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
    """Read the traits in a notebook's file; a file that is not a notebook has none."""
    try:
        content = json.loads(decode_text(data))
        cells = [cell for cell in content["cells"] if isinstance(cell, dict)]
    except (ValueError, RecursionError, LookupError, TypeError):
        return NotebookTraits(frozenset(), frozenset(), frozenset())
    grade_ids, cell_ids, calls = set(), set(), set()
    for cell in cells:
        nbgrader_data = _dict(_dict(cell.get("metadata")).get("nbgrader"))
        if nbgrader_data:
            grade_ids.add(str(nbgrader_data.get("grade_id")))
        if "id" in cell:
            cell_ids.add(str(cell["id"]))
        calls |= {name for _, name in find_graded_calls(join_lines(cell.get("source")))}
    return NotebookTraits(frozenset(grade_ids), frozenset(cell_ids), frozenset(calls))


def _dict(value: Any) -> dict:
    return value if isinstance(value, dict) else {}

