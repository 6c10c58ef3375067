"""A graded folder that is there already: found, and opened as nbgrader's course directory."""

from pathlib import Path

from lrkit.course.nbgrader_driver import NbgraderCourse
from lrkit.errors import UserError
from lrkit.grading.gradebook.grading_record import GradingRecord
from lrkit.grading.intake.plan import RECORD_FILE, default_output


def find_graded_folder(folder: Path) -> Path:
    """Find the folder that `lrkit grade` made: this one, or the one beside these submissions.

    Raises
    ------
    UserError
        If there is none.
    """
    for candidate in (folder, default_output(folder)):
        if (candidate / RECORD_FILE).is_file() and open_graded_folder(candidate).has_gradebook():
            return candidate.resolve()
    raise UserError(f"nothing was graded in {folder}; `lrkit grade SUBMISSIONS` makes a graded "
                    "folder")


def open_graded_folder(root: Path) -> NbgraderCourse:
    """Open a graded folder as nbgrader's course directory, wherever its gradebook is kept."""
    return NbgraderCourse(root, logfile=root / "nbgrader.log",
                          db_url=GradingRecord.load(root).db_url)
