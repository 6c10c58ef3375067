"""What Sphinx is told beside its settings: the words of each figure, and where to link to."""

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
    """Called by Sphinx."""
    app.connect("builder-inited", colour_code, priority=100)  # before furo reads it
    app.connect("doctree-read", describe_figures)
    app.connect("autodoc-process-docstring", escape_stars, priority=100)  # before napoleon
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def colour_code(app: Any) -> None:
    """The colours of code in the dark; the theme knows the setting only from here on."""
    app.config.pygments_dark_style = "github-dark"


def describe_figures(app: Any, doctree: Any) -> None:
    """Give each picture of a notebook its alt text, and an id that the gallery links to.

    myst-nb takes neither from the output; it names the file of a picture by the hash of its
    contents, and by that the picture is found again.
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
    """Let ``shape (P, *runs)`` stand in a docstring as it is; to docutils, `*` begins an emphasis.

    >>> lines = ["params : ndarray, shape (P, *runs)", "the grid, ``(P, *grid)``"]
    >>> escape_stars(None, "", "", None, None, lines)
    >>> print(*lines, sep="\\n")
    params : ndarray, shape (P, \\*runs)
    the grid, ``(P, *grid)``
    """
    for number, line in enumerate(lines):
        if "``" not in line:
            lines[number] = STAR.sub(r"\*", line)
