"""The grades of a class, row by row: every student with every assignment, and its lateness."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from lrkit.course.nbgrader_driver import NbgraderCourse
from lrkit.remarks import SubmissionKey


@dataclass(frozen=True)
class GradeRow:
    """A student's marks for one assignment, as in grades.csv."""

    student: str
    assignment: str
    points: float
    max_points: float
    needs_manual_grading: bool
    remark: str = ""
    submitted: bool = True  # and graded
    penalty: float = 0.0  # for being late; already taken off the points
    late: float = 0.0  # seconds
    outdated: float = 0.0  # points given by hand, for an earlier version

    @property
    def lateness(self) -> str:
        """The lateness and its cost in words; empty if the work was not late."""
        hours = self.late / 3600
        words = f"{hours / 24:.1f} days late" if hours >= 48 else f"{hours:.1f} hours late"
        cost = f": {self.penalty:g} points off" if self.penalty else ""
        return f"{words}{cost}" if self.late else ""

    @property
    def outdated_mark(self) -> str:
        """The points still counted for an earlier answer, in words; empty if there are none."""
        return (f"{self.outdated:g} of the points were given by hand for an earlier version: "
                "mark it again") if self.outdated else ""

    @property
    def key(self) -> SubmissionKey:
        """The student with the assignment."""
        return SubmissionKey(self.student, self.assignment)


def read_rows(target: NbgraderCourse, more: Iterable[SubmissionKey] = ()) -> list[GradeRow]:
    """Read every student with every assignment of the gradebook, sorted; 0 for a missing one.

    `more` names further submissions, of students that the gradebook may not know.
    """
    if not target.has_gradebook():
        return []
    with target.open_gradebook() as gradebook:
        limits = {entry.name: entry.max_score for entry in gradebook.assignments}
        students = {student.id for student in gradebook.students}
        students |= {key.student for key in more if key.assignment in limits}
        rows = {(student, assignment): GradeRow(student, assignment, 0.0, limit, False,
                                                submitted=False)
                for student in students for assignment, limit in limits.items()}
        for student, assignment, score, by_hand, penalty, late, outdated in _submissions(gradebook):
            rows[student, assignment] = GradeRow(
                student, assignment, max(0.0, score - penalty), limits[assignment], by_hand,
                penalty=penalty, late=late, outdated=outdated)
    return [rows[key] for key in sorted(rows)]


def _submissions(gradebook: Any) -> Iterator[tuple[str, str, float, bool, float, float, float]]:
    """Query the grades of each submission: two queries instead of four a submission.

    The values are those of nbgrader's ``SubmittedAssignment.score`` and so on, which query the
    database for each submission: student, assignment, points, whether a person must mark, penalty,
    seconds of lateness, and the points given by hand for an earlier text.
    """
    from nbgrader.api import Assignment, Grade, SubmittedAssignment, SubmittedNotebook
    from sqlalchemy import case, func

    notebook_of = SubmittedNotebook.assignment_id == SubmittedAssignment.id
    penalty = func.sum(func.coalesce(SubmittedNotebook.late_submission_penalty, 0))
    penalties = dict(gradebook.db.query(SubmittedAssignment.id, penalty)
                     .join(SubmittedNotebook, notebook_of)
                     .group_by(SubmittedAssignment.id).tuples())
    query = (
        gradebook.db.query(
            SubmittedAssignment.id, SubmittedAssignment.student_id, Assignment.name,
            func.coalesce(func.sum(Grade.score), 0.0),
            func.max(case((Grade.needs_manual_grade, 1), else_=0)), SubmittedAssignment.timestamp,
            SubmittedAssignment.extension, Assignment.duedate,
            func.sum(case((Grade.needs_manual_grade, func.coalesce(Grade.manual_score, 0.0)),
                          else_=0.0)))
        .join(Assignment, SubmittedAssignment.assignment_id == Assignment.id)
        .outerjoin(SubmittedNotebook, notebook_of)
        .outerjoin(Grade, Grade.notebook_id == SubmittedNotebook.id)
        .group_by(SubmittedAssignment.id, SubmittedAssignment.student_id,
                  SubmittedAssignment.timestamp, SubmittedAssignment.extension, Assignment.name,
                  Assignment.duedate))
    for submission, student, assignment, score, by_hand, time, extension, due, old in query:
        late = (time - due - (extension or timedelta())).total_seconds() if time and due else 0.0
        yield (student, assignment, score, bool(by_hand), penalties.get(submission, 0.0),
               max(0.0, late), old or 0.0)
