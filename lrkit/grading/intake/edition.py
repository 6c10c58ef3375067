"""Notebooks of an earlier edition, which are named and not judged by today's contract."""

from lrkit.exercises.editions import changed_since, declared_edition, recognise_edition
from lrkit.grading.intake.assignment import Assignment
from lrkit.grading.intake.parse import InvalidNotebook, RepairedNotebook
from lrkit.remarks import Remark, RemarkKind
from lrkit.wording import counted

NAMED = 4  # changed exercises that are named in the report; of more, their number


def refuse_other_edition(found: RepairedNotebook, assignment: Assignment) -> None:
    """Refuse a notebook of another edition whose exercises are not those of the assignment.

    Where every exercise is the same in both editions, it is graded, and a remark names the edition.

    Raises
    ------
    InvalidNotebook
        With the edition, what is different, and what to do.
    """
    if assignment.edition is None:
        return
    edition = declared_edition(found.notebook.metadata)
    if edition is None:
        sources = (cell.source for cell in found.notebook.cells)
        edition = recognise_edition(assignment.name, sources, assignment.texts)
    if edition is None or edition == assignment.edition:
        return
    if edition > assignment.edition:
        raise InvalidNotebook(
            f"a notebook of edition {edition} of the course, and this class is graded by edition "
            f"{assignment.edition}: install the lrkit that made it, and grade again")
    changed = changed_since(assignment.name, edition)
    if not changed:
        found.remarks.append(Remark(
            RemarkKind.LOOK, f"a notebook of edition {edition} of the course; its exercises are "
                             f"the same in edition {assignment.edition}, by which it was graded"))
        return
    others = ", ".join(changed) if len(changed) <= NAMED else counted(len(changed), "exercise")
    raise InvalidNotebook(
        f"a notebook of edition {edition} of the course, and this class is graded by edition "
        f"{assignment.edition}, where {others} changed: ask for the answers in today's notebook, "
        f"or grade it with the lrkit of edition {edition}")
