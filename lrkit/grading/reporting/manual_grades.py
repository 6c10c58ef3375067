"""Manual grades: marks and comments given in formgrader, taken in by the feedback pages."""

import hashlib
import json
from collections.abc import Iterator
from typing import Any

from lrkit.course.nbgrader_driver import NbgraderCourse
from lrkit.grading.gradebook.gradebook import ClassGradebook
from lrkit.grading.gradebook.record import GradingRecord
from lrkit.grading.reporting.feedback import FeedbackWriter
from lrkit.remarks import SubmissionKey

_NONE: list = []


def refresh_feedback(target: NbgraderCourse, record: GradingRecord) -> int:
    """Rewrite the feedback pages of submissions that were marked by hand since.

    Returns
    -------
    int
        How many pages were written.
    """
    if not target.has_gradebook():  # nothing in the folder could be graded
        return 0
    written = 0
    with ClassGradebook(target) as books:
        pages = FeedbackWriter(books)
        for key, digest in manual_grade_digests(target).items():
            if key in record.graded and record.pages.get(key, _digest(_NONE)) != digest:
                student, assignment = key.student, key.assignment
                pages.write(student, assignment)
                record.pages[key] = digest
                record.save()
                written += 1
    return written


def manual_grade_digests(target: NbgraderCourse) -> dict[SubmissionKey, str]:
    """Digest the marks and comments given by hand, for each submission in a gradebook."""
    with target.open_gradebook() as gradebook:
        marks: dict[SubmissionKey, list] = {SubmissionKey(student, assignment): []
                                            for student, assignment in _submissions(gradebook)}
        for student, assignment, *mark in _marked(gradebook):
            marks[SubmissionKey(student, assignment)].append(mark)
    return {key: _digest(found) for key, found in marks.items()}


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

    def ask(entry: Any, *columns: Any) -> Any:
        asked = _submissions(gradebook, *columns).join(
            Notebook, Notebook.assignment_id == SubmittedAssignment.id)
        return asked if entry is Notebook else \
            asked.join(entry, entry.notebook_id == Notebook.id).join(
                BaseCell, BaseCell.id == entry.cell_id)

    yield from ask(Grade, BaseCell.name, Grade.manual_score, Grade.extra_credit).filter(
        Grade.manual_score.isnot(None) | (func.coalesce(Grade.extra_credit, 0) != 0))
    yield from ask(Comment, BaseCell.name, Comment.manual_comment).filter(
        func.coalesce(Comment.manual_comment, "") != "")
    penalty = func.sum(func.coalesce(Notebook.late_submission_penalty, 0))
    for student, assignment, points in ask(Notebook, penalty).group_by(
            SubmittedAssignment.id, SubmittedAssignment.student_id, Assignment.name):
        if points:
            yield student, assignment, "late", points


def _digest(marks: list) -> str:
    text = "\n".join(sorted(map(json.dumps, marks)))
    return hashlib.sha256(text.encode()).hexdigest()[:16]
