"""Canvas' gradebook as its import takes it: a line for each student, a column for each assignment.

Canvas finds a student by ``ID``, else by the SIS columns or the name, and an assignment by the
number in its title; a title that it does not know is offered as a new assignment. Given the export,
students, sections and titles are taken from it, and a cell without a new mark keeps what it has.
"""

import re
from collections.abc import Sequence

from lrkit.files.csv_tables import csv_text
from lrkit.lms.filenames import CANVAS
from lrkit.lms.final_mark import MarkLine, convert_points, format_points
from lrkit.lms.roster import GRADEBOOK, POINTS_POSSIBLE, Roster, RosterTable
from lrkit.remarks import SubmissionKey

STUDENT_HEADER = ("Student", "ID", "SIS Login ID", "Section")
POINTS_ROW = "    Points Possible"  # as Canvas writes it
_STUDENT_COLUMNS = ("student", "lastname", "firstname", "id", "sis user id", "sis login id",
                    "integration id", "root account", "section")


def gradebook_tables(lines: Sequence[MarkLine], roster: Roster | None, *, scale: bool = False,
                     ) -> tuple[dict[str, str], set[SubmissionKey]]:
    """Make one table of all assignments; name each submission that has a mark."""
    exports = [table for table in roster.tables if table.kind == GRADEBOOK] if roster else []
    table, placed = (_filled_export(exports[0], lines, roster, scale=scale) if exports
                     else _new_table(lines))
    return ({"": csv_text(table)} if table else {}), placed


def _new_table(lines: Sequence[MarkLine]) -> tuple[list[list[str]], set[SubmissionKey]]:
    """Make a table without an export, from the numbers of the download."""
    assignments = sorted({line.mark.assignment for line in lines})
    limits = {line.mark.assignment: line.mark.limit for line in lines}
    students: dict[str, list[str]] = {}
    cells: dict[str, dict[str, str]] = {}
    placed: set[SubmissionKey] = set()
    for line in lines:
        user = line.number_in(CANVAS)
        if not user.isdigit():  # in an anonymous download it is a text that no import knows
            continue
        name = line.person.name if line.person else line.entry.name
        login = line.person.student if line.person else ""
        students[line.mark.student] = [name, user, login, ""]
        cells.setdefault(line.mark.student,
                         {})[line.mark.assignment] = format_points(line.mark.points)
        if line.mark.points is not None:
            placed.add(line.mark.key)
    if not students:
        return [], placed
    head = [[*STUDENT_HEADER, *assignments],
            [POINTS_ROW, "", "", "", *(format_points(limits[name]) for name in assignments)]]
    return [*head, *([*students[student], *(cells[student].get(name, "") for name in assignments)]
                     for student in sorted(students))], placed


def _filled_export(table: RosterTable, lines: Sequence[MarkLine], roster: Roster, *, scale: bool,
                   ) -> tuple[list[list[str]], set[SubmissionKey]]:
    """Fill the marks into Canvas' export; name each submission that has one."""
    assignments = sorted({line.mark.assignment for line in lines})
    columns = {name: _column(table, name) for name in assignments}
    limits = _limits(table)
    at = roster.tables.index(table)
    marks: dict[tuple[int, str], str] = {}
    placed: set[SubmissionKey] = set()
    for line in lines:
        places = [row for number, row in line.person.rows if number == at]
        if line.mark.points is None or len(places) != 1:
            continue
        column = columns[line.mark.assignment]
        theirs = limits[column] if limits and column is not None else ""
        marks[places[0], line.mark.assignment] = format_points(
            convert_points(line.mark, theirs, "Canvas", scale=scale))
        placed.add(line.mark.key)
    ours = {line.mark.assignment: format_points(line.mark.limit) for line in lines}
    return _export_rows(table, columns, marks, limits, ours), placed


def _export_rows(table: RosterTable, columns: dict[str, int | None],
                 marks: dict[tuple[int, str], str], limits: list[str], ours: dict[str, str],
                 ) -> list[list[str]]:
    """Put together the title row, the row of maximal points and the students' rows."""
    kept = [index for index, title in enumerate(table.header) if title.lower() in _STUDENT_COLUMNS]
    titles = [*(table.header[index] for index in kept),
              *(name if column is None else table.header[column]
                for name, column in columns.items())]
    points = [POINTS_ROW, *[""] * (len(kept) - 1),
              *(ours[name] if column is None or not limits else limits[column]
                for name, column in columns.items())]
    rows = [[*(row[index] for index in kept),
             *(marks.get((place, name), "" if column is None else row[column])
               for name, column in columns.items())]
            for place, row in enumerate(table.rows) if table.cell(place, "id")]
    return [titles, points, *rows]


def _limits(table: RosterTable) -> list[str]:
    return next((row for row in table.rows if POINTS_POSSIBLE in row[0].lower()), [])


def _column(table: RosterTable, assignment: str) -> int | None:
    """Find an assignment's column by its name or title, in any spelling, with Canvas' number."""
    title_of = _spelled(re.sub(r"^\d+_", "", assignment))
    titles = {index: _spelled(re.sub(r"\s*\(\d+\)$", "", title))
              for index, title in enumerate(table.header) if title.lower() not in _STUDENT_COLUMNS}
    found = [index for index, title in titles.items() if title in (_spelled(assignment), title_of)]
    if not found:  # "Notebook 1: One step downhill"
        found = [index for index, title in titles.items() if title.endswith(title_of)]
    return found[0] if len(found) == 1 else None


def _spelled(title: str) -> str:
    return re.sub(r"[^a-z0-9]", "", title.lower())
