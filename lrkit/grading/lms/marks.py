"""The way back: marks in the CSV form that Moodle's and Canvas' import take.

A mark is written only where it is final. Who waits to be marked by hand, whose last version could
not be graded, and who handed nothing in gets no mark, and is listed; what the system has already
is then left as it is.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from lrkit.grading.engine import CourseFolder, without_noise
from lrkit.grading.errors import UserError
from lrkit.grading.lms import canvas, moodle
from lrkit.grading.lms.ledger import Ledger
from lrkit.grading.lms.names import CANVAS, MOODLE, Handed
from lrkit.grading.lms.roster import Person, Roster

WAITING = "waits to be marked by hand"
NOT_HANDED_IN = "not handed in"


@dataclass(frozen=True)
class Mark:
    """What one student has for one assignment.

    Attributes
    ----------
    student, assignment : str
        As in the gradebook.
    points : float or None
        None where there is no final mark.
    limit : float
        The most that can be had.
    why : str
        Why there is none.
    comment : str
        What an instructor wrote in formgrader.
    """

    student: str
    assignment: str
    points: float | None
    limit: float
    why: str = ""
    comment: str = ""


@dataclass
class Marks:
    """The tables to import, and what an instructor must know.

    Attributes
    ----------
    tables : dict of str to str
        Assignment -> its CSV text; for Canvas one table, under the name "".
    written : int
        How many marks are in them.
    held : list of Mark
        Those without a final mark.
    unknown : list of str
        Students who have marks and no line in the tables, and why.
    """

    tables: dict[str, str] = field(default_factory=dict)
    written: int = 0
    held: list[Mark] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)


def collect(target: CourseFolder, rows: Iterable, failed: Mapping[str, str] | None = None, *,
            partial: bool = False) -> list[Mark]:
    """The marks of a class.

    Parameters
    ----------
    target : CourseFolder
        The graded folder.
    rows : iterable of Row
        See `lrkit.grading.summary.read_rows`.
    failed : mapping of str to str, optional
        ``student/assignment`` -> why its last version could not be graded.
    partial : bool
        Whether to give those who wait for a person what they have so far.
    """
    comments = _comments(target)
    marks = []
    for row in rows:
        key = f"{row.student}/{row.assignment}"
        mark = Mark(row.student, row.assignment, row.points, row.max_points,
                    comment="\n".join(comments.get(key, ())))
        if key in (failed or {}):
            mark = replace(mark, points=None, why=f"not graded: {failed[key]}")
        elif not row.submitted:
            mark = replace(mark, points=None, why=NOT_HANDED_IN)
        elif row.needs_manual_grading and not partial:
            mark = replace(mark, points=None, why=WAITING)
        marks.append(mark)
    return marks


def _comments(target: CourseFolder) -> dict[str, list[str]]:
    """The comments that a person wrote, by ``student/assignment``, in the order of the cells."""
    from nbgrader.api import (
        Assignment,
        Comment,
        Gradebook,
        Student,
        SubmittedAssignment,
        SubmittedNotebook,
    )

    found: dict[str, list[str]] = {}
    with without_noise(), Gradebook(target.db_url) as gradebook:
        query = (
            gradebook.db.query(Student.id, Assignment.name, Comment.manual_comment)
            .select_from(Comment)
            .join(SubmittedNotebook, Comment.notebook_id == SubmittedNotebook.id)
            .join(SubmittedAssignment, SubmittedNotebook.assignment_id == SubmittedAssignment.id)
            .join(Assignment, SubmittedAssignment.assignment_id == Assignment.id)
            .join(Student, SubmittedAssignment.student_id == Student.id)
            .filter(Comment.manual_comment.isnot(None)))
        for student, assignment, comment in query:
            if comment.strip():
                found.setdefault(f"{student}/{assignment}", []).append(comment.strip())
    return found


def make_tables(lms: str, marks: Sequence[Mark], ledger: Ledger, roster: Roster | None = None, *,
                scale: bool = False) -> Marks:
    """The tables that a system imports.

    Parameters
    ----------
    lms : str
        "moodle": a grading worksheet for each assignment. "canvas": one table for all.
    marks : sequence of Mark
        See `collect`.
    ledger : Ledger
        Whose work is whose, as the download said.
    roster : Roster, optional
        With a worksheet or a gradebook export the lines and columns of that are kept.
    scale : bool
        Convert marks where the system has another maximum than the notebook.

    Raises
    ------
    UserError
        If nothing says who a student is in the system, or a maximum is another and `scale` is not
        asked for.
    """
    done = Marks(held=[mark for mark in marks if mark.points is None])
    students = dict.fromkeys(mark.student for mark in marks)
    people = {student: roster and _person(student, ledger, roster, done) for student in students}
    lines = [MarkLine(mark, ledger.entries.get(f"{mark.student}/{mark.assignment}"),
                      people[mark.student], ledger.people.get(mark.student, {}))
             for mark in marks if roster is None or people[mark.student]]
    done.tables, placed = {MOODLE: moodle.tables, CANVAS: canvas.tables}[lms](
        lines, roster, scale=scale)
    done.written = len(placed)
    lost = {line.mark.student for line in lines if line.mark.points is not None
            and (line.mark.student, line.mark.assignment) not in placed}
    why = "its line in the roster is not the only one" if roster else \
        f"nothing says who that is in {lms.capitalize()}; give --roster the file that it exports"
    done.unknown += [f"{student}: {why}" for student in sorted(lost)]
    if not done.tables:
        raise UserError(f"nothing says who anybody is in {lms.capitalize()}: give --roster the "
                        "file that it exports")
    return done


@dataclass(frozen=True)
class MarkLine:
    """A mark and all that is known of whose it is."""

    mark: Mark
    entry: object
    person: Person | None
    facts: Mapping[str, str]


def _person(student: str, ledger: Ledger, roster: Roster, done: Marks) -> Person | None:
    """The one person on the roster who this student is; else a note in `done`.

    A line with the very name of the student decides; then each submission's number and name. A line
    that has another student's name is nobody else's, though two people be called the same.
    """
    name = ledger.people.get(student, {}).get("name", "")
    asked = [Handed(Path(entry.file), entry.lms, entry.name, entry.id, Path(entry.file))
             for key, entry in ledger.entries.items()
             if key.rsplit("/", 1)[0] == student and entry.id]
    asked += [Handed(Path(name), "", name, "", Path(name))] if name else []
    ways = [tuple(person for person in found
                  if person.student == student or person.student not in ledger.people)
            for found in (roster.named(student), *map(roster.find, asked))]
    for found in ways:
        if len(found) == 1:
            return found[0]
    several = next(filter(None, ways), ())
    done.unknown.append(f"{student}: " + (
        f"can be {' or '.join(person.student for person in several)}" if several
        else "not on the roster"))
    return None
