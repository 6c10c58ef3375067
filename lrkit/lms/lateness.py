"""The time of a submission and its lateness, by the system that it comes from.

Times without a zone are those of this machine.
"""

from datetime import datetime

from lrkit.lms.class_list import DownloadEntry
from lrkit.lms.filenames import DownloadedFile
from lrkit.lms.roster import WORKSHEET, Roster
from lrkit.remarks import RemarkKind

TIMESTAMP = "timestamp.txt"  # beside a notebook, where nbgrader reads the time of a submission


def enter_lateness(file: DownloadedFile, entry: DownloadEntry, roster: Roster | None) -> None:
    """Put the time of a submission into its entry, and lateness into its remarks."""
    worksheet_time, worksheet_late = _from_worksheet(file, roster)
    time = file.time or worksheet_time
    entry.time = _with_zone(time) if time else ""
    if file.late and not time:
        entry.add_remark(RemarkKind.LOOK, "the system says that it was late, and not by how much: "
                         "what that costs is yours to decide")
    entry.late = worksheet_late


def _from_worksheet(file: DownloadedFile, roster: Roster | None) -> tuple[str, str]:
    """Return the time and the lateness by the file's line in Moodle's worksheet."""
    for person in roster.find(file) if roster else ():
        for number, row in person.rows:
            table = roster.tables[number]
            if table.kind == WORKSHEET and table.cell(row, "identifier").endswith(file.id):
                return (_iso(table.cell(row, "last modified (submission)")),
                        _lateness(table.cell(row, "status")))
    return "", ""


def _lateness(status: str) -> str:
    """Return Moodle's words on lateness, as in "Submitted for grading - 1 day late - Graded"."""
    return next((part.strip(" -") for part in status.split(" - ") if "late" in part.lower()), "")


def _iso(text: str) -> str:
    """Rewrite a time of Moodle's, "Saturday, 31 January 2026, 10:15 AM", in ISO 8601."""
    from dateutil.parser import ParserError, parse

    try:
        return parse(text).isoformat() if any(map(str.isdigit, text)) else ""
    except (ParserError, OverflowError):
        return ""


def _with_zone(time: str) -> str:
    return datetime.fromisoformat(time).astimezone().isoformat(sep=" ")
