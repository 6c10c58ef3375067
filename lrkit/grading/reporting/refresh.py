"""`lrkit report`: tables and pages refreshed after marks by hand, without grading again."""

from collections.abc import Sequence
from pathlib import Path

from lrkit.course.nbgrader_driver import NbgraderCourse
from lrkit.errors import UserError
from lrkit.files.lock import exclusive_lock
from lrkit.grading.gradebook import late_penalties, own_settings
from lrkit.grading.gradebook.final_marks import collect_marks
from lrkit.grading.gradebook.record import RECORD_FILE, GradingRecord
from lrkit.grading.gradebook.students import forget_removed
from lrkit.grading.intake.plan import default_output
from lrkit.grading.reporting.manual_grades import refresh_feedback
from lrkit.grading.reporting.summary import Summary, read_rows, write_tables
from lrkit.lms.class_list import ClassList
from lrkit.lms.marks_export import MarksExport, make_tables
from lrkit.lms.roster import read_roster


def graded_folder(folder: Path) -> Path:
    """Find the folder that `lrkit grade` made: this one, or the one beside these submissions.

    Raises
    ------
    UserError
        If there is none.
    """
    for candidate in (folder, default_output(folder)):
        if (candidate / RECORD_FILE).is_file() and course_folder(candidate).has_gradebook():
            return candidate.resolve()
    raise UserError(f"nothing was graded in {folder}; `lrkit grade SUBMISSIONS` makes a graded "
                    "folder")


def course_folder(root: Path) -> NbgraderCourse:
    """Open a graded folder as nbgrader's course directory, wherever its gradebook is kept."""
    return NbgraderCourse(root, logfile=root / "nbgrader.log",
                          db_url=GradingRecord.load(root).db_url)


def refresh(folder: Path) -> tuple[Path, Summary, int]:
    """Rewrite tables, report and feedback pages from the gradebook.

    Returns
    -------
    tuple of (Path, Summary, int)
        The graded folder, its tables, and how many pages took in what was marked by hand.
    """
    root = graded_folder(folder)
    with exclusive_lock(root):
        record, target = GradingRecord.load(root), course_folder(root)
        own_settings.read_own_settings(target)
        late_penalties.refresh_penalties(target)
        forget_removed(target, record)
        summary = write_tables(target, record, record.all_problems)
        return root, summary, refresh_feedback(target, record)


def export_marks(folder: Path, lms: str, *, assignments: Sequence[str] = (),
                 roster: Sequence[Path] = (), scale: bool = False,
                 partial: bool = False) -> MarksExport:
    """Export the marks of a graded folder in the form that a system imports.

    Parameters
    ----------
    folder : Path
        See `graded_folder`.
    lms : str
        "moodle" or "canvas".
    assignments : sequence of str
        Only these; none means all.
    roster : sequence of Path
        What the system exported, see `lrkit.lms.roster`.
    scale, partial : bool
        See `make_tables` and `collect_marks`.

    Raises
    ------
    UserError
        If there is no such assignment, or nobody's place in the system is known.
    """
    root, people = graded_folder(folder), read_roster(roster)
    target = course_folder(root)
    own_settings.read_own_settings(target)
    late_penalties.refresh_penalties(target)
    problems = {problem.key: problem.text for problem in GradingRecord.load(root).all_problems
                if problem.key}
    rows = read_rows(target, problems)
    known = sorted({row.assignment for row in rows})
    if unknown := [name for name in assignments if name not in known]:
        raise UserError(f"{root} has no assignment {unknown[0]!r}; it has {', '.join(known)}")
    chosen = [row for row in rows if not assignments or row.assignment in assignments]
    marks = collect_marks(target, chosen, problems, partial=partial)
    return make_tables(lms, marks, ClassList.load(root), people, scale=scale)
