"""Marks and comments given by hand in formgrader: feedback pages take them in."""

import hashlib
import json

from lrkit.grading.books import Books
from lrkit.grading.engine import CourseFolder, without_noise
from lrkit.grading.pages import Pages
from lrkit.grading.record import Record

_NONE: list = []


def refresh_pages(target: CourseFolder, record: Record) -> int:
    """Write the feedback pages anew of submissions that were marked by hand since.

    Returns
    -------
    int
        How many pages were written.
    """
    if not target.has_gradebook():  # nothing in the folder could be graded
        return 0
    written = 0
    with Books(target) as books:
        pages = Pages(books)
        for key, digest in hand_marks(target.db_url).items():
            if key in record.graded and record.pages.get(key, _digest(_NONE)) != digest:
                student, assignment = key.rsplit("/", 1)
                pages.write(student, assignment)
                record.pages[key] = digest
                record.save()
                written += 1
    return written


def hand_marks(db_url: str) -> dict[str, str]:
    """For each ``student/assignment`` in a gradebook, a digest of what was marked by hand."""
    from nbgrader.api import Gradebook

    found = {}
    with without_noise(), Gradebook(db_url) as gradebook:
        for assignment in gradebook.assignments:
            for submission in assignment.submissions:
                marks = [
                    *((grade.name, grade.manual_score, grade.extra_credit)
                      for notebook in submission.notebooks for grade in notebook.grades
                      if grade.manual_score is not None or grade.extra_credit),
                    *((comment.name, comment.manual_comment)
                      for notebook in submission.notebooks for comment in notebook.comments
                      if comment.manual_comment),
                ]
                if penalty := submission.late_submission_penalty:
                    marks.append(("late", penalty))
                found[f"{submission.student.id}/{assignment.name}"] = _digest(marks)
    return found


def _digest(marks: list) -> str:
    text = "\n".join(sorted(map(json.dumps, marks)))
    return hashlib.sha256(text.encode()).hexdigest()[:16]
