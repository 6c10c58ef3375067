"""The export of marks: from a graded folder into the form that a system imports."""

from collections.abc import Sequence
from pathlib import Path

from lrkit.errors import UserError
from lrkit.grading.gradebook import late_penalties, own_settings
from lrkit.grading.gradebook.final_marks import collect_marks
from lrkit.grading.gradebook.grade_rows import read_rows
from lrkit.grading.gradebook.graded_folder import find_graded_folder, open_graded_folder
from lrkit.grading.gradebook.grading_record import GradingRecord
from lrkit.lms.class_list import ClassList
from lrkit.lms.marks_export import MarksExport, make_tables
from lrkit.lms.roster import read_roster


def export_marks(folder: Path, lms: str, *, assignments: Sequence[str] = (),
                 roster: Sequence[Path] = (), scale: bool = False,
                 partial: bool = False) -> MarksExport:
    """Export the marks of a graded folder in the form that a system imports.

    Parameters
    ----------
    folder : Path
        See `find_graded_folder`.
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
    root, people = find_graded_folder(folder), read_roster(roster)
    target = open_graded_folder(root)
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
