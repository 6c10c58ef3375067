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
    edition = _edition_of(found, assignment)
    if edition == assignment.edition:
        return
    this = f"a notebook of edition {edition} of the course"
    if edition > assignment.edition:
        raise InvalidNotebook(f"{this}, and this class is graded by edition {assignment.edition}: "
                              "install the lrkit that made it, and grade again")
    changed = changed_since(assignment.name, edition)
    if not changed:
        found.remarks.append(Remark(RemarkKind.LOOK, f"{this}; its exercises are the same in "
                                    f"edition {assignment.edition}, by which it was graded"))
        return
    others = ", ".join(changed) if len(changed) <= NAMED else counted(len(changed), "exercise")
    raise InvalidNotebook(
        f"{this}, and this class is graded by edition {assignment.edition}, where {others} "
        "changed: ask for the answers in today's notebook, or grade it with the lrkit of edition "
        f"{edition}")


def _edition_of(found: RepairedNotebook, assignment: Assignment) -> int | None:
    """Return a notebook's edition, which is the assignment's where nothing says otherwise."""
    if assignment.edition is None:
        return None
    sources = [cell.source for cell in found.notebook.cells]
    return declared_edition(found.notebook.metadata) or \
        recognise_edition(assignment.name, sources, assignment.texts) or assignment.edition
