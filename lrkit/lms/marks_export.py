"""Marks in the CSV form that Moodle's and Canvas' import take.

A mark is written only where it is final. Students whose work waits to be marked by hand, whose last
version could not be graded, or who handed nothing in get no mark and are listed; what the system
already has for them stays as it is.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from lrkit.errors import UserError
from lrkit.lms import canvas, moodle
from lrkit.lms.class_list import ClassList
from lrkit.lms.filenames import CANVAS, MOODLE, DownloadedFile
from lrkit.lms.final_mark import FinalMark, MarkLine
from lrkit.lms.roster import Person, Roster
from lrkit.lms.student_names import NOT_LISTED
from lrkit.remarks import Remark, not_graded


@dataclass
class MarksExport:
    """The tables to import, and what an instructor must know about them.

    Attributes
    ----------
    tables : dict of str to str
        Assignment -> its CSV text; for Canvas one table, under the name "".
    written : int
        How many marks are in them.
    held : list of FinalMark
        Those without a final mark.
    unknown : list of Remark
        Students who have marks and no line in the tables, and why.
    """

    tables: dict[str, str] = field(default_factory=dict)
    written: int = 0
    held: list[FinalMark] = field(default_factory=list)
    unknown: list[Remark] = field(default_factory=list)


def make_tables(lms: str, marks: Sequence[FinalMark], class_list: ClassList,
                roster: Roster | None = None, *, scale: bool = False) -> MarksExport:
    """Make the tables that a system imports.

    Parameters
    ----------
    lms : str
        "moodle": a grading worksheet for each assignment. "canvas": one table for all.
    marks : sequence of FinalMark
        The marks of a graded folder, those that are not final included.
    class_list : ClassList
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
    done = MarksExport(held=[mark for mark in marks if mark.points is None])
    lines = _lines(marks, class_list, roster, done)
    make = {MOODLE: moodle.worksheet_tables, CANVAS: canvas.gradebook_tables}[lms]
    done.tables, placed = make(lines, roster, scale=scale)
    done.written = len(placed)
    lost = {line.mark.student for line in lines
            if line.mark.points is not None and line.mark.key not in placed}
    why = "its line in the roster is not the only one" if roster else \
        f"nothing says who that is in {lms.capitalize()}; give --roster the file that it exports"
    done.unknown += [not_graded(student, why) for student in sorted(lost)]
    if not done.tables:
        raise UserError(f"nothing says who anybody is in {lms.capitalize()}: give --roster the "
                        "file that it exports")
    return done


def _lines(marks: Sequence[FinalMark], class_list: ClassList, roster: Roster | None,
           done: MarksExport) -> list[MarkLine]:
    """Join each mark with what is known of its student; with a roster, of those on it alone."""
    students = dict.fromkeys(mark.student for mark in marks)
    people = {student: roster and _person(student, class_list, roster, done)
              for student in students}
    return [MarkLine(mark, class_list.entries.get(mark.key), people[mark.student],
                     class_list.people.get(mark.student, {}))
            for mark in marks if roster is None or people[mark.student]]


def _person(student: str, class_list: ClassList, roster: Roster, done: MarksExport,
            ) -> Person | None:
    """Find a student on the roster; where that is nobody or several, add a remark to `done`.

    A line with the very name of the student decides; then each submission's number and name. A line
    that has another student's name is nobody else's, though two people be called the same.
    """
    name = class_list.people.get(student, {}).get("name", "")
    asked = [DownloadedFile(Path(entry.file), entry.lms, entry.name, entry.id, Path(entry.file))
             for key, entry in class_list.entries.items()
             if key.student == student and entry.id]
    asked += [DownloadedFile(Path(name), "", name, "", Path(name))] if name else []
    candidates = [tuple(person for person in found
                        if person.student == student or person.student not in class_list.people)
                  for found in (roster.named(student), *map(roster.find, asked))]
    for found in candidates:
        if len(found) == 1:
            return found[0]
    several = next(filter(None, candidates), ())
    done.unknown.append(not_graded(student, (
        f"can be {' or '.join(person.student for person in several)}" if several
        else NOT_LISTED)))
    return None
