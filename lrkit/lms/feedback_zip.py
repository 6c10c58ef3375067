"""Feedback pages in the zip that Moodle hands on: *Upload multiple feedback files in a zip*.

Moodle finds the student in the folder's name, which has four parts between underscores: a name, the
participant's number, and the two that mark its feedback files. So the number decides, and a name
must have no underscore of its own.
"""

import zipfile
from collections.abc import Collection
from pathlib import Path

from lrkit.errors import UserError
from lrkit.lms.class_list import ClassList
from lrkit.lms.filenames import MOODLE
from lrkit.lms.roster import as_folder


def write_feedback_zip(root: Path, assignment: str, archive: Path,
                       without: Collection[str] = ()) -> int:
    """Write the feedback pages of one assignment into a zip for Moodle.

    Parameters
    ----------
    root : Path
        The graded folder.
    assignment : str
        The assignment; Moodle's participants have another number for each.
    archive : Path
        The zip to write.
    without : collection of str
        Students who get no page yet.

    Returns
    -------
    int
        How many pages are in it.

    Raises
    ------
    UserError
        If nothing of it came from Moodle, or the zip cannot be written.
    """
    pages = {}
    for key, entry in ClassList.load(root).entries.items():
        student, name = key.student, key.assignment
        page = root / "feedback" / student / assignment / f"{assignment}.html"
        if name == assignment and entry.lms == MOODLE and entry.id and page.is_file():
            pages[student] = (folder_name(entry.name, entry.id), page)
    if not pages:
        raise UserError(f"no feedback page of {assignment} belongs to a download of Moodle's: its "
                        "file names have the numbers by which Moodle knows whose a page is")
    given = {student: page for student, page in pages.items() if student not in without}
    try:
        with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as target:
            for folder, page in given.values():
                target.write(page, f"{folder}/{page.name}")
    except OSError as error:
        raise UserError(f"{archive} cannot be written: {error.strerror}") from error
    return len(given)


def folder_name(name: str, number: str) -> str:
    """Return the name of the folder whose files Moodle gives to a participant.

    >>> folder_name("Zoë O'Neil_Smith", "202")
    "Zoë O'Neil Smith_202_assignfeedback_file"
    """
    return f"{as_folder(name.replace('_', ' '))}_{number}_assignfeedback_file"
