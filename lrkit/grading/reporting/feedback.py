"""Feedback pages: nbgrader's template, filled by one exporter for a whole class."""

import copy
from functools import cached_property, lru_cache, partial
from pathlib import Path
from typing import Any

from lrkit.course.nbgrader_driver import silence_warnings
from lrkit.files.atomic import write_atomically
from lrkit.grading.gradebook.gradebook import ClassGradebook
from lrkit.timeouts import TimeLimit, call_with_timeout

PICTURE_FORMS = {"image/png", "image/jpeg"}
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

        config = self.books.target.config
        converter = GenerateFeedback(coursedir=CourseDirectory(config=config), config=config)
        return _exporter_class()(parent=converter, config=converter.config,
                                 optimistic_validation=True)  # once, not after each step


def _as_typed(notebook: Any) -> Any:
    """Return a notebook whose texts are shown as they were typed, and not rendered."""
    plain = copy.deepcopy(notebook)
    for cell in plain.cells:
        if cell.cell_type != "code":
            cell.update(cell_type="code", outputs=[], execution_count=None)
            cell.pop("attachments", None)
    return plain


def _describe_pictures(notebook: Any) -> None:
    """Give each picture without a description a short one."""
    for cell in notebook.cells:
        for output in cell.get("outputs", ()):
            for form in PICTURE_FORMS & output.get("data", {}).keys():
                output.metadata.setdefault(form, {}).setdefault("alt", "a figure of this cell")


@lru_cache
def _exporter_class() -> type:
    """Define nbconvert's HTMLExporter so that it renders each text once for a whole class."""
    from nbconvert.exporters import HTMLExporter
    from nbconvert.exporters.templateexporter import TemplateExporter
    from nbconvert.filters import Highlight2HTML
    from nbconvert.filters.widgetsdatatypefilter import WidgetsDataTypeFilter
    from nbformat.v4 import new_notebook

    class FeedbackExporter(HTMLExporter):
        """An exporter with one style sheet for all pages, and no second parsing of a page."""

        _styles: Any = None

        @cached_property
        def _highlight(self) -> Any:
            highlight = Highlight2HTML(pygments_lexer="ipython3", parent=self)
            return lru_cache(maxsize=2000)(lambda source, **_: highlight(source))

        def from_notebook_node(self, nb: Any, resources: dict | None = None, **more: Any):
            resources = self._init_resources(resources)
            self.register_filter("highlight_code",
                                 lambda source, *_, **__: self._highlight(source))
            self.register_filter("filter_data_type", WidgetsDataTypeFilter(
                notebook_metadata=self._nb_metadata, parent=self, resources=resources))
            _describe_pictures(nb)
            return TemplateExporter.from_notebook_node(self, nb, resources, **more)

        def _preprocess(self, nb: Any, resources: dict) -> tuple[Any, dict]:
            """Add the style sheet, which is all that the preprocessors make here."""
            if self._styles is None:
                _, made = HTMLExporter._preprocess(self, new_notebook(), resources)
                self._styles = made["inlining"]
            return nb, {**resources, "inlining": self._styles}

    return FeedbackExporter
