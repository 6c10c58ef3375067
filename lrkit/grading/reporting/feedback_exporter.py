"""The exporter of feedback pages: nbconvert's, without what it repeats for each page.

`HTMLExporter.from_notebook_node` parses each page once more to look for pictures without a
description, and its `_preprocess` makes the same style sheet again; together with the exporter
that nbgrader makes again for each page that is four fifths of a page's time. Both methods, and the
filters that the first registers, were seen in nbconvert 7.17; tests hold them to what this needs.

To import this module is to load nbconvert: do so when the first page is written.
"""

from functools import cached_property, lru_cache
from typing import Any

from nbconvert.exporters import HTMLExporter
from nbconvert.exporters.templateexporter import TemplateExporter
from nbconvert.filters import Highlight2HTML
from nbconvert.filters.widgetsdatatypefilter import WidgetsDataTypeFilter
from nbformat.v4 import new_notebook

PICTURE_FORMS = {"image/png", "image/jpeg"}


class FeedbackExporter(HTMLExporter):
    """HTML without a second parsing of the page, each text and the style sheet rendered once."""

    _styles: Any = None

    @cached_property
    def _highlight(self) -> Any:
        highlight = Highlight2HTML(pygments_lexer="ipython3", parent=self)
        return lru_cache(maxsize=2000)(lambda source, **_: highlight(source))

    def from_notebook_node(self, nb: Any, resources: dict | None = None, **more: Any
                           ) -> tuple[str, dict]:
        """Return the page of a notebook, and nbconvert's resources."""
        resources = self._init_resources(resources)
        self.register_filter("highlight_code", lambda source, *_, **__: self._highlight(source))
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


def _describe_pictures(notebook: Any) -> None:
    """Give each picture that came without a description a word."""
    for cell in notebook.cells:
        for output in cell.get("outputs", ()):
            for form in PICTURE_FORMS & output.get("data", {}).keys():
                output.metadata.setdefault(form, {}).setdefault("alt", "a figure of this cell")
