"""Moodle's grading worksheet, which its offline grading imports: one file for each assignment.

Moodle finds a student by ``Identifier``, "Participant" and a number, and reads ``Grade`` and
``Feedback comments``; it wants ``Last modified (grade)`` too. Given the worksheet that it exported,
its lines and all its other columns stay as they are.
"""

from collections.abc import Sequence

from lrkit.files.csv_tables import csv_text
from lrkit.lms.filenames import MOODLE
from lrkit.lms.final_mark import MarkLine, convert_points, format_points
from lrkit.lms.roster import WORKSHEET, Roster, RosterTable
from lrkit.remarks import SubmissionKey

WORKSHEET_HEADER = ("Identifier", "Full name", "Email address", "Status", "Grade", "Maximum Grade",
                    "Grade can be changed", "Last modified (submission)", "Last modified (grade)",
                    "Feedback comments")


def worksheet_tables(lines: Sequence[MarkLine], roster: Roster | None, *, scale: bool = False,
                     ) -> tuple[dict[str, str], set[SubmissionKey]]:
    """Make each assignment's worksheet; name each submission that has a mark in it."""
    made: dict[str, str] = {}
    placed: set[SubmissionKey] = set()
    assignments = sorted({line.mark.assignment for line in lines})
    for assignment in assignments:
        chosen = [line for line in lines if line.mark.assignment == assignment]
        table = _matching_worksheet(chosen, roster, alone=len(assignments) == 1)
        if table is None:
            rows, found = _new_rows(chosen)
            # An empty comment would replace one that Moodle has.
            width = len(WORKSHEET_HEADER) - (not any(row[-1] for row in rows))
            whole = [WORKSHEET_HEADER[:width], *(row[:width] for row in rows)]
        else:
            rows, found = _filled_rows(table, chosen, roster, scale=scale)
            whole = [table.header, *rows]
        placed |= found
        if rows:
            made[assignment] = csv_text(whole, line_end="\r\n")
    return made, placed


def _matching_worksheet(lines: Sequence[MarkLine], roster: Roster | None, *, alone: bool,
                        ) -> RosterTable | None:
    """Return the worksheet that has the most of the participants' numbers in these lines.

    A worksheet does not name its assignment; the numbers are different for each.
    """
    sheets = [table for table in roster.tables if table.kind == WORKSHEET] if roster else []
    numbers = {line.number_in(MOODLE) for line in lines} - {""}
    if not numbers:
        return sheets[0] if alone and len(sheets) == 1 else None
    hits = [(len(numbers & {_last_number(table.cell(row, "identifier"))
                            for row in range(len(table.rows))}), index)
            for index, table in enumerate(sheets)]
    most = max(hits, default=(0, 0))
    return sheets[most[1]] if most[0] else None


def _last_number(identifier: str) -> str:
    return identifier.rsplit(" ", 1)[-1]


def _new_rows(lines: Sequence[MarkLine]) -> tuple[list[tuple[str, ...]], set[SubmissionKey]]:
    """Make the rows of a worksheet from the numbers of the download; name those with a mark."""
    known = [line for line in lines if line.number_in(MOODLE)]
    return ([_new_row(line) for line in known],
            {line.mark.key for line in known if line.mark.points is not None})


def _new_row(line: MarkLine) -> tuple[str, ...]:
    person, entry = line.person, line.entry
    name = person.name if person else line.facts.get("name", entry.name)
    email = person.email if person else line.facts.get("email", "")
    return (f"Participant {entry.id}", name, email, "Submitted for grading",
            format_points(line.mark.points), format_points(line.mark.limit), "Yes",
            entry.time or "-", "-", line.mark.comment)


def _filled_rows(table: RosterTable, lines: Sequence[MarkLine], roster: Roster, *, scale: bool,
                 ) -> tuple[list[list[str]], set[SubmissionKey]]:
    """Fill the marks into the rows of an exported worksheet; name those that have one."""
    rows = [list(row) for row in table.rows]
    at = roster.tables.index(table)
    grade, comments = table.column("grade"), table.column("feedback comments")
    found = set()
    for line in lines:
        places = [row for number, row in line.person.rows if number == at]
        if line.mark.points is None or len(places) != 1:
            continue
        row = places[0]
        limit = table.cell(row, "maximum grade").replace(",", ".")
        rows[row][grade] = format_points(convert_points(line.mark, limit, "Moodle", scale=scale))
        if comments is not None and line.mark.comment:
            rows[row][comments] = line.mark.comment
        found.add(line.mark.key)
    return rows, found
