"""Canvas' gradebook as its import takes it: a line for each student, a column for each assignment.

Canvas finds a student by ``ID``, else by the SIS columns or the name, and an assignment by the
number in its title; a title that it does not know is offered as a new assignment. Given the export,
students, sections and titles are taken from it, and a cell without a new mark keeps what it has.
"""

import re
from collections.abc import Sequence
from typing import Any

from lrkit.grading.lms.moodle import converted, points_text
from lrkit.grading.lms.names import CANVAS
from lrkit.grading.lms.roster import GRADEBOOK, POINTS_POSSIBLE, Roster, Table
from lrkit.grading.tables import csv_text

STUDENT = ("Student", "ID", "SIS Login ID", "Section")
POINTS = "    Points Possible"  # as Canvas writes it
_KEPT = ("student", "lastname", "firstname", "id", "sis user id", "sis login id", "integration id",
         "root account", "section")


def tables(lines: Sequence[Any], roster: Roster | None, *, scale: bool = False,
           ) -> tuple[dict[str, str], set[tuple[str, str]]]:
    """One table for all assignments, and which ``(student, assignment)`` got a mark in it."""
    exports = [table for table in roster.tables if table.kind == GRADEBOOK] if roster else []
    table, placed = (_filled(exports[0], lines, roster, scale=scale) if exports
                     else _fresh(lines))
    return ({"": csv_text(table)} if table else {}), placed


def _fresh(lines: Sequence[Any]) -> tuple[list[list[str]], set[tuple[str, str]]]:
    """Without an export: the numbers are those of the download."""
    assignments = sorted({line.mark.assignment for line in lines})
    limits = {line.mark.assignment: line.mark.limit for line in lines}
    students: dict[str, list[str]] = {}
    cells: dict[str, dict[str, str]] = {}
    placed = set()
    for line in lines:
        user = _number(line)
        if not user:
            continue
        name = line.person.name if line.person else line.entry.name
        login = line.person.student if line.person else ""
        students[line.mark.student] = [name, user, login, ""]
        row = cells.setdefault(line.mark.student, {})
        row[line.mark.assignment] = points_text(line.mark.points)
        if line.mark.points is not None:
            placed.add((line.mark.student, line.mark.assignment))
    if not students:
        return [], placed
    head = [[*STUDENT, *assignments],
            [POINTS, "", "", "", *(points_text(limits[name]) for name in assignments)]]
    return [*head, *([*students[student], *(cells[student].get(name, "") for name in assignments)]
                     for student in sorted(students))], placed


def _number(line: Any) -> str:
    entry = line.entry
    return entry.id if entry is not None and entry.lms == CANVAS and entry.id.isdigit() else ""


def _filled(table: Table, lines: Sequence[Any], roster: Roster, *, scale: bool,
            ) -> tuple[list[list[str]], set[tuple[str, str]]]:
    kept = [index for index, title in enumerate(table.header) if title.lower() in _KEPT]
    assignments = sorted({line.mark.assignment for line in lines})
    columns = {name: _column(table, name) for name in assignments}
    limits = _limits(table)
    at = roster.tables.index(table)
    marks, placed = {}, set()
    for line in lines:
        places = [row for number_, row in line.person.rows if number_ == at]
        if line.mark.points is None or len(places) != 1:
            continue
        column = columns[line.mark.assignment]
        theirs = limits[column] if limits and column is not None else ""
        marks[places[0], line.mark.assignment] = points_text(
            converted(line.mark, theirs, "Canvas", scale=scale))
        placed.add((line.mark.student, line.mark.assignment))
    ours = {line.mark.assignment: points_text(line.mark.limit) for line in lines}
    head = [*(table.header[index] for index in kept),
            *(name if columns[name] is None else table.header[columns[name]]
              for name in assignments)]
    points = [POINTS, *[""] * (len(kept) - 1),
              *(ours[name] if columns[name] is None or not limits else limits[columns[name]]
                for name in assignments)]
    rows = [[*(row[index] for index in kept),
             *(marks.get((place, name), "" if columns[name] is None else row[columns[name]])
               for name in assignments)]
            for place, row in enumerate(table.rows) if table.cell(place, "id")]
    return [head, points, *rows], placed


def _limits(table: Table) -> list[str]:
    return next((row for row in table.rows if POINTS_POSSIBLE in row[0].lower()), [])


def _column(table: Table, assignment: str) -> int | None:
    """The column of an assignment: its name or its title, in any spelling, with Canvas' number."""
    wanted = {_spelled(assignment), _spelled(re.sub(r"^\d+_", "", assignment))}
    titles = {index: _spelled(re.sub(r"\s*\(\d+\)$", "", title))
              for index, title in enumerate(table.header) if title.lower() not in _KEPT}
    found = [index for index, title in titles.items() if title in wanted]
    if not found:  # "Notebook 1: One step downhill"
        found = [index for index, title in titles.items()
                 if title.endswith(_spelled(re.sub(r"^\d+_", "", assignment)))]
    return found[0] if len(found) == 1 else None


def _spelled(title: str) -> str:
    return re.sub(r"[^a-z0-9]", "", title.lower())
