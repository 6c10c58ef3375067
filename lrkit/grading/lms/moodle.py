"""Moodle's grading worksheet, which its offline grading imports: one file for each assignment.

Moodle finds a student by ``Identifier``, "Participant" and a number, and reads ``Grade`` and
``Feedback comments``; it wants ``Last modified (grade)`` too. Given the worksheet that it exported,
its lines and all its other columns stay as they are.
"""

from collections.abc import Sequence
from typing import Any

from lrkit.grading.errors import UserError
from lrkit.grading.lms.names import MOODLE
from lrkit.grading.lms.roster import WORKSHEET, Roster, Table
from lrkit.grading.tables import csv_text

HEADER = ("Identifier", "Full name", "Email address", "Status", "Grade", "Maximum Grade",
          "Grade can be changed", "Last modified (submission)", "Last modified (grade)",
          "Feedback comments")


def tables(lines: Sequence[Any], roster: Roster | None, *, scale: bool = False,
           ) -> tuple[dict[str, str], set[tuple[str, str]]]:
    """For each assignment its worksheet, and which ``(student, assignment)`` got a mark there."""
    made, placed = {}, set()
    assignments = sorted({line.mark.assignment for line in lines})
    for assignment in assignments:
        chosen = [line for line in lines if line.mark.assignment == assignment]
        table = _worksheet(chosen, roster, alone=len(assignments) == 1)
        if table is None:
            rows = [_fresh(line) for line in chosen if _number(line)]
            placed |= {(line.mark.student, assignment) for line in chosen
                       if _number(line) and line.mark.points is not None}
        else:
            rows, found = _filled(table, chosen, roster, scale=scale)
            placed |= {(student, assignment) for student in found}
        if rows:
            header = HEADER if table is None else table.header
            # An empty comment would take the place of one that Moodle has.
            keep = len(HEADER) - (table is None and not any(row[-1] for row in rows))
            made[assignment] = csv_text([header[:keep], *(row[:keep] for row in rows)]
                                        if table is None else [header, *rows], line_end="\r\n")
    return made, placed


def _worksheet(lines: Sequence[Any], roster: Roster | None, *, alone: bool) -> Table | None:
    """The worksheet of this assignment: the one that has the most of its participants' numbers.

    A worksheet does not say of which assignment it is; the numbers are another for each.
    """
    sheets = [table for table in roster.tables if table.kind == WORKSHEET] if roster else []
    numbers = {_number(line) for line in lines} - {""}
    if not numbers:
        return sheets[0] if alone and len(sheets) == 1 else None
    hits = [(len(numbers & {_last_number(table.cell(row, "identifier"))
                            for row in range(len(table.rows))}), index)
            for index, table in enumerate(sheets)]
    most = max(hits, default=(0, 0))
    return sheets[most[1]] if most[0] else None


def _number(line: Any) -> str:
    return line.entry.id if line.entry is not None and line.entry.lms == MOODLE else ""


def _last_number(identifier: str) -> str:
    return identifier.rsplit(" ", 1)[-1]


def _fresh(line: Any) -> tuple[str, ...]:
    person, entry = line.person, line.entry
    name = person.name if person else line.facts.get("name", entry.name)
    email = person.email if person else line.facts.get("email", "")
    return (f"Participant {entry.id}", name, email, "Submitted for grading",
            points_text(line.mark.points), points_text(line.mark.limit), "Yes", entry.time or "-",
            "-", line.mark.comment)


def _filled(table: Table, lines: Sequence[Any], roster: Roster, *, scale: bool,
            ) -> tuple[list[list[str]], set[str]]:
    """The worksheet with the marks in it, and whose they are."""
    rows = [list(row) for row in table.rows]
    at = roster.tables.index(table)
    grade, comments = table.column("grade"), table.column("feedback comments")
    found = set()
    for line in lines:
        places = [row for number_, row in line.person.rows if number_ == at]
        if line.mark.points is None or len(places) != 1:
            continue
        row = places[0]
        limit = table.cell(row, "maximum grade").replace(",", ".")
        rows[row][grade] = points_text(converted(line.mark, limit, "Moodle", scale=scale))
        if comments is not None and line.mark.comment:
            rows[row][comments] = line.mark.comment
        found.add(line.mark.student)
    return rows, found


def converted(mark: Any, limit: str, lms: str, *, scale: bool) -> float:
    """The points, in terms of a maximum that the system has.

    Raises
    ------
    UserError
        If the maximum is another and `scale` is not asked for.
    """
    try:
        theirs = float(limit)
    except ValueError:
        return mark.points
    if theirs == mark.limit or theirs <= 0:
        return mark.points
    if not scale:
        raise UserError(f"the most that {lms} has for {mark.assignment} is {theirs:g} points, and "
                        f"the notebook has {mark.limit:g}: set it there, or convert with --scale")
    return mark.points * theirs / mark.limit


def points_text(value: float | None) -> str:
    """Two decimals at the most; nothing for None.

    >>> points_text(7.0), points_text(6.666), points_text(None)
    ('7', '6.67', '')
    """
    return "" if value is None else f"{value:.2f}".rstrip("0").rstrip(".")
