"""Feedback pages: nbgrader's template, filled by one exporter for a whole class."""

import copy
from functools import cached_property, partial
from pathlib import Path
from typing import Any

from lrkit.course.nbgrader_driver import silence_warnings
from lrkit.files.atomic import write_atomically
from lrkit.grading.gradebook.gradebook import ClassGradebook
from lrkit.remarks import SubmissionKey
from lrkit.timeouts import TimeLimit, call_with_timeout

PAGE_TIMEOUT, PATIENCE = 20.0, 3.0  # of the processor, and times as long by the clock, for a page


class FeedbackWriter:
    """A writer of feedback pages for submissions that are in the gradebook.

    nbgrader makes its exporter again for each page, and nbconvert parses each page again to look
    for pictures without a description; together that is four fifths of a page's time.
    """

    def __init__(self, gradebook: ClassGradebook):
        self.gradebook = gradebook

    def write(self, key: SubmissionKey, notebook: Any = None) -> Path:
        """Write ``feedback/STUDENT/ASSIGNMENT/ASSIGNMENT.html``.

        Parameters
        ----------
        key : SubmissionKey
            Which submission.
        notebook : NotebookNode, optional
            The autograded notebook; read from its folder by default.
        """
        if notebook is None:
            notebook = self.gradebook.notebook(key)
        with silence_warnings():
            resources = self._with_marks(notebook, key)
            limit = TimeLimit(PAGE_TIMEOUT, patience=PATIENCE)
            try:
                convert = partial(self._exporter.from_notebook_node, notebook, resources)
                html, _ = call_with_timeout(limit, convert)
            except (OSError, MemoryError):
                raise
            except (Exception, limit.exceeded):  # an odd text must not stop a class
                html, _ = self._exporter.from_notebook_node(_as_typed(notebook), resources)
        folder = self.gradebook.target.root / "feedback" / key.student / key.assignment
        target = folder / f"{key.assignment}.html"
        write_atomically(target, html, sync=False)
        return target

    def _with_marks(self, notebook: Any, key: SubmissionKey) -> dict:
        """Put marks and comments where nbgrader's template looks for them."""
        marks = self.gradebook.marks(key)
        for cell in notebook.cells:
            data = cell.metadata.get("nbgrader", {})
            name = data.get("grade_id")
            if name in marks.comments:
                data["comment"] = marks.comments[name]
            if name in marks.points:
                data["score"], data["points"] = marks.points[name]
        score, most = (sum(each) for each in zip((0, 0), *marks.points.values(), strict=True))
        return {
            "metadata": {"name": key.assignment, "path": ""},
            "nbgrader": {"notebook": key.assignment, "assignment": key.assignment,
                         "student": key.student,
                         "score": score - marks.penalty, "max_score": most,
                         "late_penalty": marks.penalty}}

    @cached_property
    def _exporter(self) -> Any:
        from nbgrader.converters import GenerateFeedback
        from nbgrader.coursedir import CourseDirectory

        from lrkit.grading.reporting.feedback_exporter import FeedbackExporter

        config = self.gradebook.target.config
        converter = GenerateFeedback(coursedir=CourseDirectory(config=config), config=config)
        return FeedbackExporter(parent=converter, config=converter.config,
                                optimistic_validation=True)  # once, not after each step


def _as_typed(notebook: Any) -> Any:
    """Return a notebook whose texts are shown as they were typed, and not rendered."""
    plain = copy.deepcopy(notebook)
    for cell in plain.cells:
        if cell.cell_type != "code":
            cell.update(cell_type="code", outputs=[], execution_count=None)
            cell.pop("attachments", None)
    return plain
