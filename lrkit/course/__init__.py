"""Where the course is: the folders of a checkout, or those that the wheel carries."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import lrkit
from lrkit.errors import UserError
from lrkit.files import digest, regular_files


@dataclass(frozen=True)
class Course:
    """The sources and the release of the course.

    Attributes
    ----------
    sources : Path
        The solved notebooks, ``NAME/NAME.ipynb``: nbgrader's source directory.
    release : Path
        What students open, generated from the sources.
    checkout : Path or None
        The root of the checkout that they belong to; None for those of an installed wheel.
    """

    sources: Path
    release: Path
    checkout: Path | None = None

    @cached_property
    def assignments(self) -> tuple[str, ...]:
        """The names of the assignments, in the order of the course."""
        return tuple(path.parent.name for path in sorted(self.sources.glob("*/*.ipynb"))
                     if path.stem == path.parent.name)

    def released_files(self) -> list[Path]:
        """The files that a student gets, relative to `release`."""
        return regular_files(self.release)


def find_course(here: Path | None = None) -> Course:
    """The course of the checkout one stands in, else the one lrkit was imported from.

    Raises
    ------
    UserError
        If lrkit was installed without its course.
    """
    package = Path(lrkit.__file__).resolve().parent
    for root in ((here or Path.cwd()).resolve(), package.parent):
        if is_checkout(root):
            return Course(root / "solutions", root / "course", root)
    course = Course(package / "_solutions", package / "_course")
    if not course.release.is_dir():
        raise UserError(f"the course is missing from the installation in {package}: "
                        "install lrkit again")
    return course


def is_checkout(root: Path) -> bool:
    """Whether a folder is laid out as the root of a checkout: lrkit's own, or a fork's course."""
    return (root / "nbgrader_config.py").is_file() and (root / "solutions").is_dir()


def fingerprint(assignment: Path) -> str:
    """A hash of what decides over marks in an assignment: its cells, not their stored outputs.

    Parameters
    ----------
    assignment : Path
        A source folder with its notebook.
    """
    notebook = json.loads((assignment / f"{assignment.name}.ipynb").read_text(encoding="utf-8"))
    cells = [[cell["cell_type"], "".join(cell["source"]), cell["metadata"].get("nbgrader")]
             for cell in notebook["cells"]]
    return digest(json.dumps(cells, sort_keys=True).encode())


def grade_ids(notebook: dict) -> Iterator[str]:
    """The grade_ids of a notebook's graded cells, in order; tolerant of anything."""
    for cell in notebook.get("cells", ()):
        metadata = cell.get("metadata") if isinstance(cell, dict) else None
        marks = metadata.get("nbgrader") if isinstance(metadata, dict) else None
        if isinstance(marks, dict) and marks.get("grade"):
            yield str(marks.get("grade_id"))
