"""The course: its folders of sources and release, in a checkout or as the wheel carries them."""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import lrkit
from lrkit.errors import UserError
from lrkit.files.listing import regular_files


@dataclass(frozen=True)
class Course:
    """The sources and the release of the course.

    Attributes
    ----------
    sources : Path
        The solved notebooks, ``NAME/NAME.ipynb``: nbgrader's source directory.
    release : Path
        The notebooks that students open, generated from the sources.
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
        """List the files that a student gets, relative to `release`."""
        return regular_files(self.release)


def find_course(here: Path | None = None) -> Course:
    """Find the course of the checkout one stands in, else the one lrkit was imported from.

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
    """Return whether a folder is laid out as the root of a checkout: lrkit's own or a fork's."""
    return (root / "nbgrader_config.py").is_file() and (root / "solutions").is_dir()
