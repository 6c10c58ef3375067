"""Feedback pages: nbgrader's template, filled by one exporter for a whole class."""

import copy
from functools import cached_property, partial
from pathlib import Path
from typing import Any

from lrkit.course.nbgrader_driver import silence_warnings
from lrkit.files.atomic import write_atomically
from lrkit.grading.gradebook.gradebook import ClassGradebook
from lrkit.timeouts import TimeLimit, call_with_timeout

PAGE_SECONDS, PATIENCE = 20.0, 3.0  # of the processor, and times as long by the clock, for a page


class FeedbackWriter:
    """A writer of feedback pages for submissions that are in the gradebook.

    nbgrader makes its exporter anew for each page, and nbconvert parses each page again to look
    for pictures without a description; together that is four fifths of a page's time.
    """

    def __init__(self, books: ClassGradebook):
        self.books = books

    def write(self, student: str, assignment: str, notebook: Any = None) -> Path:
        """Write ``feedback/STUDENT/ASSIGNMENT/ASSIGNMENT.html``.

        Parameters
        ----------
        student, assignment : str
            Which submission.
        notebook : NotebookNode, optional
            The autograded notebook; read from its folder by default.
        """
        import nbformat

        if notebook is None:
            path = self.books.folder(student, assignment) / f"{assignment}.ipynb"
            notebook = nbformat.read(path, as_version=4)
        with silence_warnings():
            resources = self._with_marks(notebook, student, assignment)
            limit = TimeLimit(PAGE_SECONDS, patience=PATIENCE)
            try:
                convert = partial(self._exporter.from_notebook_node, notebook, resources)
                html, _ = call_with_timeout(limit, convert)
            except (OSError, MemoryError):
                raise
            except (Exception, limit.exceeded):  # an odd text must not stop a class
                html, _ = self._exporter.from_notebook_node(_as_typed(notebook), resources)
        target = self.books.target.root / "feedback" / student / assignment / f"{assignment}.html"
        write_atomically(target, html, sync=False)
        return target

    def _with_marks(self, notebook: Any, student: str, assignment: str) -> dict:
        """Put marks and comments where nbgrader's template looks for them."""
        marks = self.books.marks(student, assignment)
        for cell in notebook.cells:
            data = cell.metadata.get("nbgrader", {})
            name = data.get("grade_id")
            if name in marks.comments:
                data["comment"] = marks.comments[name]
            if name in marks.points:
                data["score"], data["points"] = marks.points[name]
        score, most = (sum(each) for each in zip((0, 0), *marks.points.values(), strict=True))
        return {
            "metadata": {"name": assignment, "path": ""},
            "nbgrader": {"notebook": assignment, "assignment": assignment, "student": student,
                         "score": score - marks.penalty, "max_score": most,
                         "late_penalty": marks.penalty}}

    @cached_property
    def _exporter(self) -> Any:
        from nbgrader.converters import GenerateFeedback
        from nbgrader.coursedir import CourseDirectory

        from lrkit.grading.reporting.feedback_exporter import FeedbackExporter

        config = self.books.target.config
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
