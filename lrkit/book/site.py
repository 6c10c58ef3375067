"""The build of the site: collects its sources and runs Sphinx on them."""

import io
import os
import shutil
import tempfile
import warnings
from dataclasses import dataclass
from pathlib import Path

import lrkit
from lrkit.course import Course, find_course
from lrkit.errors import UserError

STATIC_FILES = Path(__file__).parent / "static"
MARKER = ".lrkit-book"  # a folder with this file was made by `lrkit book` and may be replaced
EXTENSIONS = ["myst_nb", "sphinx.ext.autodoc", "sphinx.ext.napoleon", "sphinx.ext.mathjax",
              "lrkit.book.extension"]


@dataclass(frozen=True)
class Book:
    """A site that was built.

    Attributes
    ----------
    index : Path
        The page to open first.
    pages : int
        The number of HTML pages.
    warnings : tuple of str
        The warnings of Sphinx, a line each.
    """

    index: Path
    pages: int
    warnings: tuple[str, ...] = ()


def build_book(output: Path, *, solutions: bool = False, course: Course | None = None) -> Book:
    """Build the course as an HTML site that needs neither a server nor a network.

    Parameters
    ----------
    output : Path
        The folder of the site: a new or empty one, or that of an earlier book, which is replaced
        when the new one is complete.
    solutions : bool
        Whether the book contains the answers. Without them, the exercises are open, as in the
        notebooks that students get.
    course : Course, optional
        By default the one that `find_course` finds.

    Raises
    ------
    UserError
        If `output` has other content, or the packages of the extra ``book`` are missing.
    """
    _check_installed()
    course = course or find_course()
    output = output.resolve()
    if output.exists() and not _may_replace(output):
        raise UserError(f"{output} is not empty and no book of lrkit: name another folder")
    output.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=output.parent, prefix=".book-") as scratch:
        sources, site = Path(scratch) / "sources", Path(scratch) / "site"
        write_sources(sources, course, solutions=solutions)
        reported = run_sphinx(sources, site, Path(scratch) / "doctrees")
        (site / MARKER).write_text(f"lrkit {lrkit.__version__}\n", encoding="utf-8")
        if output.exists():
            shutil.rmtree(output)
        os.replace(site, output)
    return Book(output / "index.html", len(list(output.rglob("*.html"))), reported)


def write_sources(folder: Path, course: Course, *, solutions: bool = False) -> None:
    """Write the sources of the site into a new folder: guides, notebooks, reference."""
    import nbformat

    from lrkit.book.gallery import write_gallery
    from lrkit.book.mathjax import copy_mathjax
    from lrkit.book.notebooks import figures, reader_notebook
    from lrkit.book.reference import write_reference

    shutil.copytree(find_docs(course), folder)
    (folder / "course").mkdir()
    (folder / "downloads").mkdir()
    chapters = []
    for name in course.assignments:
        notebook = reader_notebook(course, name, solutions=solutions)
        nbformat.write(notebook, folder / "course" / f"{name}.ipynb")
        shutil.copy(course.release / name / f"{name}.ipynb", folder / "downloads")
        title = notebook.cells[0].source.splitlines()[0].lstrip("# ")
        chapters.append((title, figures(name, notebook)))
    write_gallery(folder, chapters)
    write_reference(folder)
    shutil.copytree(STATIC_FILES, folder / "_static")
    copy_mathjax(folder / "_static")


def find_docs(course: Course) -> Path:
    """Return the folder of the guides: ``docs/`` of the checkout, or that in the wheel."""
    docs = course.checkout / "docs" if course.checkout else None
    if docs and (docs / "index.md").is_file():
        return docs
    package = Path(lrkit.__file__).parent
    return next(path for path in (package / "_docs", package.parent / "docs") if path.is_dir())


def sphinx_settings() -> dict:
    """Return the configuration of Sphinx, as in a conf.py."""
    from lrkit.book.mathjax import PROGRAM

    return {
        "project": "lrkit", "author": "the lrkit authors", "copyright": "2026, the lrkit authors",
        "release": lrkit.__version__, "extensions": EXTENSIONS, "language": "en",
        "exclude_patterns": ["downloads"], "default_role": "py:obj",
        "myst_enable_extensions": ["dollarmath", "amsmath", "colon_fence", "deflist"],
        "myst_heading_anchors": 3, "nb_execution_mode": "off", "nb_merge_streams": True,
        "autodoc_member_order": "bysource", "autodoc_typehints": "none",
        "add_module_names": False, "python_use_unqualified_type_names": True,
        "napoleon_google_docstring": False, "napoleon_use_rtype": False,
        "napoleon_custom_sections": [("Attributes", "params_style")],
        "toc_object_entries_show_parents": "hide",
        "mathjax_path": PROGRAM,
        "html_theme": "furo", "html_title": "Learning rates, by experiment",
        "html_static_path": ["_static"], "html_css_files": ["lrkit.css"],
        "html_js_files": ["lrkit.js"], "html_copy_source": False, "html_show_sourcelink": False,
    }


def run_sphinx(sources: Path, site: Path, doctrees: Path) -> tuple[str, ...]:
    """Run Sphinx in this process and return its warnings.

    Raises
    ------
    UserError
        If Sphinx stops with an error.
    """
    from sphinx.application import Sphinx
    from sphinx.errors import SphinxError
    from sphinx.util.console import nocolor
    from sphinx.util.docutils import docutils_namespace, patch_docutils

    nocolor()
    said = io.StringIO()
    try:
        with patch_docutils(), docutils_namespace(), warnings.catch_warnings():
            # Sphinx's own extensions use features that Sphinx has deprecated.
            warnings.simplefilter("ignore", DeprecationWarning)
            warnings.simplefilter("ignore", PendingDeprecationWarning)
            app = Sphinx(sources, None, site, doctrees, "html", confoverrides=sphinx_settings(),
                         status=None, warning=said, freshenv=True)
            app.build()
    except SphinxError as error:
        raise UserError(f"Sphinx stopped: {error}\n{said.getvalue()}") from error
    lines = said.getvalue().replace(f"{sources}{os.sep}", "").splitlines()
    return tuple(line for line in lines if line.strip())


def _check_installed() -> None:
    try:
        import furo  # noqa: F401
        import myst_nb  # noqa: F401
    except ImportError as error:
        raise UserError(f"lrkit book needs {error.name}; run: pip install 'lrkit[book]'") from None


def _may_replace(folder: Path) -> bool:
    return folder.is_dir() and ((folder / MARKER).is_file() or not any(folder.iterdir()))
