"""`lrkit report`: what a graded folder says now, after marks by hand, without grading again."""

from collections.abc import Sequence
from pathlib import Path

from lrkit.grading.engine import CourseFolder
from lrkit.grading.errors import UserError
from lrkit.grading.lms import late
from lrkit.grading.lms.ledger import Ledger, forget_removed
from lrkit.grading.lms.marks import Marks, collect, make_tables
from lrkit.grading.lms.roster import read_roster
from lrkit.grading.marking import refresh_pages
from lrkit.grading.prepare import alone, default_output
from lrkit.grading.record import FILE, Record
from lrkit.grading.summary import Summary, read_rows, write_tables


def graded_folder(folder: Path) -> Path:
    """The folder that `lrkit grade` made: this one, or the one that belongs to these submissions.

    Raises
    ------
    UserError
        If there is none.
    """
    for candidate in (folder, default_output(folder)):
        if (candidate / FILE).is_file() and course_folder(candidate).has_gradebook():
            return candidate.resolve()
    raise UserError(f"nothing was graded in {folder}; `lrkit grade SUBMISSIONS` makes a graded "
                    "folder")


def course_folder(root: Path) -> CourseFolder:
    """A graded folder as nbgrader's course directory, its gradebook wherever it is kept."""
    return CourseFolder(root, logfile=root / "nbgrader.log", db_url=Record.load(root).db_url)


def renew(folder: Path) -> tuple[Path, Summary, int]:
    """Write tables, report and feedback pages anew from the gradebook.

    Returns
    -------
    tuple of (Path, Summary, int)
        The graded folder, its tables, and how many pages took in what was marked by hand.
    """
    root = graded_folder(folder)
    with alone(root):
        record, target = Record.load(root), course_folder(root)
        late.read_settings(target)
        late.refresh_penalties(target)
        forget_removed(target, record)
        summary = write_tables(target, record, record.all_problems)
        return root, summary, refresh_pages(target, record)


def marks_for(folder: Path, lms: str, *, assignments: Sequence[str] = (),
              roster: Sequence[Path] = (), scale: bool = False, partial: bool = False) -> Marks:
    """The marks of a graded folder in the form that a system imports.

    Parameters
    ----------
    folder : Path
        See `graded_folder`.
    lms : str
        "moodle" or "canvas".
    assignments : sequence of str
        Only these; none means all.
    roster : sequence of Path
        What the system exported, see `lrkit.grading.lms.roster`.
    scale, partial : bool
        See `make_tables` and `collect`.

    Raises
    ------
    UserError
        If there is no such assignment, or nobody's place in the system is known.
    """
    root, people = graded_folder(folder), read_roster(roster)
    target = course_folder(root)
    late.read_settings(target)
    late.refresh_penalties(target)
    problems = {problem.key: problem.what for problem in Record.load(root).all_problems
                if problem.key}
    rows = read_rows(target, problems)
    known = sorted({row.assignment for row in rows})
    if unknown := [name for name in assignments if name not in known]:
        raise UserError(f"{root} has no assignment {unknown[0]!r}; it has {', '.join(known)}")
    chosen = [row for row in rows if not assignments or row.assignment in assignments]
    marks = collect(target, chosen, problems, partial=partial)
    return make_tables(lms, marks, Ledger.load(root), people, scale=scale)
