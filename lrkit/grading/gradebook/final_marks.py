"""The final marks of a class, with an instructor's comments, for a learning management system."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from lrkit.course.nbgrader_driver import NbgraderCourse
from lrkit.grading.gradebook.grade_rows import GradeRow
from lrkit.lms.final_mark import NOT_HANDED_IN, WAITING, FinalMark
from lrkit.remarks import SubmissionKey


def collect_marks(target: NbgraderCourse, rows: Iterable[GradeRow],
                  failed: Mapping[SubmissionKey, str] | None = None, *,
                  partial: bool = False) -> list[FinalMark]:
    """Collect the marks of a class.

    Parameters
    ----------
    target : NbgraderCourse
        The graded folder.
    rows : iterable of GradeRow
        See `lrkit.grading.gradebook.grade_rows.read_rows`.
    failed : mapping of SubmissionKey to str, optional
        Why the last version could not be graded.
    partial : bool
        Whether to give those who wait for a person what they have so far.
    """
    comments = _comments(target)
    marks = []
    for row in rows:
        key = row.key
        mark = FinalMark(row.student, row.assignment, row.points, row.max_points,
                         comment="\n".join(comments.get(key, ())))
        if key in (failed or {}):
            mark = replace(mark, points=None, why=f"not graded: {failed[key]}")
        elif not row.submitted:
            mark = replace(mark, points=None, why=NOT_HANDED_IN)
        elif row.needs_manual_grading and not partial:
            mark = replace(mark, points=None, why=WAITING)
        marks.append(mark)
    return marks


def _comments(target: NbgraderCourse) -> dict[SubmissionKey, list[str]]:
    """Read the comments that a person wrote, by submission, in the order of the cells."""
    from nbgrader.api import Assignment, Comment, Student, SubmittedAssignment, SubmittedNotebook

    found: dict[SubmissionKey, list[str]] = {}
    with target.open_gradebook() as gradebook:
        query = (
            gradebook.db.query(Student.id, Assignment.name, Comment.manual_comment)
            .select_from(Comment)
            .join(SubmittedNotebook, Comment.notebook_id == SubmittedNotebook.id)
            .join(SubmittedAssignment, SubmittedNotebook.assignment_id == SubmittedAssignment.id)
            .join(Assignment, SubmittedAssignment.assignment_id == Assignment.id)
            .join(Student, SubmittedAssignment.student_id == Student.id)
            .filter(Comment.manual_comment.isnot(None)))
        for student, assignment, comment in query:
            if comment.strip():
                found.setdefault(SubmissionKey(student, assignment), []).append(comment.strip())
    return found
