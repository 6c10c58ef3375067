"""Manual grades: the marks and comments that people gave in formgrader."""

import json
from collections.abc import Iterator
from typing import Any

from lrkit.course.nbgrader_driver import NbgraderCourse
from lrkit.files.hashes import digest
from lrkit.remarks import SubmissionKey


def manual_grade_digests(target: NbgraderCourse) -> dict[SubmissionKey, str]:
    """Digest the marks and comments given by hand, for each submission in a gradebook."""
    with target.open_gradebook() as gradebook:
        marks: dict[SubmissionKey, list] = {
            SubmissionKey(student, assignment): []
            for student, assignment in _submissions(gradebook)}
        for student, assignment, *mark in _marked(gradebook):
            marks[SubmissionKey(student, assignment)].append(mark)
    return {key: _digest_of(found) for key, found in marks.items()}


def _submissions(gradebook: Any, *columns: Any) -> Any:
    """Query student and assignment of each submission, and more columns."""
    from nbgrader.api import Assignment, SubmittedAssignment

    return gradebook.db.query(SubmittedAssignment.student_id, Assignment.name, *columns).join(
        Assignment, SubmittedAssignment.assignment_id == Assignment.id)


def _marked(gradebook: Any) -> Iterator[tuple]:
    """Query each mark, comment and penalty given by hand, with its student and assignment.

    Three queries for a class, where each submission by itself would take as many.
    """
    from nbgrader.api import Assignment, BaseCell, Comment, Grade, SubmittedAssignment
    from nbgrader.api import SubmittedNotebook as Notebook
    from sqlalchemy import func

    def query_of(entry: Any, *columns: Any) -> Any:
        query = _submissions(gradebook, *columns).join(
            Notebook, Notebook.assignment_id == SubmittedAssignment.id)
        return query if entry is Notebook else \
            query.join(entry, entry.notebook_id == Notebook.id).join(
                BaseCell, BaseCell.id == entry.cell_id)

    yield from query_of(Grade, BaseCell.name, Grade.manual_score, Grade.extra_credit).filter(
        Grade.manual_score.isnot(None) | (func.coalesce(Grade.extra_credit, 0) != 0))
    yield from query_of(Comment, BaseCell.name, Comment.manual_comment).filter(
        func.coalesce(Comment.manual_comment, "") != "")
    penalty = func.sum(func.coalesce(Notebook.late_submission_penalty, 0))
    for student, assignment, points in query_of(Notebook, penalty).group_by(
            SubmittedAssignment.id, SubmittedAssignment.student_id, Assignment.name):
        if points:
            yield student, assignment, "late", points


def _digest_of(marks: list) -> str:
    return digest("\n".join(sorted(map(json.dumps, marks))).encode())[:16]


NO_MANUAL_GRADES = _digest_of([])  # of a submission that nobody marked
