"""A Sphinx extension that gives each figure its alt text and a link target."""

import hashlib
import re
from base64 import b64decode
from pathlib import Path
from typing import Any

import nbformat

from lrkit.book.gallery import anchor
from lrkit.book.notebooks import figures

STAR = re.compile(r"(?<=, )\*(?=\w+\))")  # of a shape such as (P, *runs)


def setup(app: Any) -> dict[str, bool]:
    """Register the handlers of this extension; Sphinx calls it."""
    app.connect("builder-inited", colour_code, priority=100)  # before furo reads it
    app.connect("doctree-read", describe_figures)
    app.connect("autodoc-process-docstring", escape_stars, priority=100)  # before napoleon
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def colour_code(app: Any) -> None:
    """Set the colours of code in dark mode; the setting exists only once the theme is loaded."""
    app.config.pygments_dark_style = "github-dark"


def describe_figures(app: Any, doctree: Any) -> None:
    """Give each picture of a notebook its alt text, and an id that the gallery links to.

    myst-nb takes neither from the output. It names the file of a picture by the hash of its
    contents, which identifies the figure.
    """
    from docutils import nodes

    source = Path(app.env.doc2path(app.env.docname))
    if source.suffix != ".ipynb":
        return
    drawn = figures(source.stem, nbformat.read(source, as_version=4))
    waiting = {}
    for figure in drawn:
        name = hashlib.sha256(b64decode(figure.png)).hexdigest()
        waiting.setdefault(name, []).append(figure)
    for image in doctree.findall(nodes.image):
        found = waiting.get(Path(image["uri"]).stem)
        if found:
            figure = found.pop(0) if len(found) > 1 else found[0]
            image["alt"] = " ".join(figure.alt.split())
            image["ids"].append(anchor(figure.number))


def escape_stars(app: Any, what: str, name: str, obj: Any, options: Any,
                 lines: list[str]) -> None:
    """Escape the `*` of ``shape (P, *runs)`` in a docstring, which docutils takes for emphasis.

    >>> lines = ["params : ndarray, shape (P, *runs)", "the grid, ``(P, *grid)``"]
    >>> escape_stars(None, "", "", None, None, lines)
    >>> print(*lines, sep="\\n")
    params : ndarray, shape (P, \\*runs)
    the grid, ``(P, *grid)``
    """
    for number, line in enumerate(lines):
        if "``" not in line:
            lines[number] = STAR.sub(r"\*", line)
