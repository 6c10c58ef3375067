"""The release in course/, generated from the sources in solutions/ and compared with them.

`lrkit build` calls `build_release`, and with ``--check`` `check_release`.
"""

import contextlib
import os
import shutil
from dataclasses import dataclass
from pathlib import Path

from lrkit.course import Course
from lrkit.course.consistency import refuse_inconsistent
from lrkit.course.nbgrader_driver import ConversionFailed, NbgraderCourse
from lrkit.errors import UserError
from lrkit.files.atomic import scratch_folder
from lrkit.files.listing import regular_files


@dataclass(frozen=True)
class ReleaseDifference:
    """The difference between a release on disk and the one that the sources generate.

    Attributes
    ----------
    missing, extra, changed : tuple of str
        Files that only the sources generate, that only the disk has, and that differ; relative to
        the release.
    """

    missing: tuple[str, ...] = ()
    extra: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.missing or self.extra or self.changed)

    def __str__(self) -> str:
        return self._lines("missing", "extra", "changed")

    @property
    def done(self) -> str:
        """The lines for a release that was put right: new, removed and updated files."""
        return self._lines("new", "removed", "updated")

    def _lines(self, *kinds: str) -> str:
        names = zip(kinds, (self.missing, self.extra, self.changed), strict=True)
        return "\n".join(f"{kind}: {name}" for kind, found in names for name in found)


def generate_release(course: Course, destination: Path) -> None:
    """Generate every assignment's release with nbgrader, without a gradebook.

    Raises
    ------
    UserError
        If there is no source, one disagrees with its exercises, or nbgrader refuses one.
    """
    if not course.assignments:
        raise UserError(f"there is no notebook NAME/NAME.ipynb in {course.sources}")
    folder = NbgraderCourse(destination, str(course.sources.resolve()), str(destination.resolve()))
    for assignment in course.assignments:
        refuse_inconsistent(course.sources / assignment / f"{assignment}.ipynb")
        try:
            folder.generate(assignment, database=False)
        except ConversionFailed as error:
            raise UserError(f"{assignment}: nbgrader cannot generate it: {error}") from error


def build_release(course: Course) -> ReleaseDifference:
    """Generate the release, replace the old one by it, and return what changed.

    The old release stays until the new one is complete.
    """
    with scratch_folder(course.release) as scratch:
        fresh = Path(scratch) / "release"
        fresh.mkdir()
        generate_release(course, fresh)
        difference = compare_releases(course.release, fresh)
        if difference:
            _swap(fresh, course.release, Path(scratch) / "old")
    return difference


def check_release(course: Course) -> ReleaseDifference:
    """Compare the release with what the sources generate; write nothing."""
    with scratch_folder(course.release) as scratch:
        generate_release(course, Path(scratch))
        return compare_releases(course.release, Path(scratch))


def compare_releases(release: Path, fresh: Path) -> ReleaseDifference:
    """Compare two folders, file by file and byte by byte."""
    old, new = set(regular_files(release)), set(regular_files(fresh))
    changed = {name for name in old & new
               if (release / name).read_bytes() != (fresh / name).read_bytes()}
    return ReleaseDifference(*(tuple(sorted(name.as_posix() for name in names))
                               for names in (new - old, old - new, changed)))


def _swap(fresh: Path, release: Path, old: Path) -> None:
    if release.exists():
        os.replace(release, old)
    try:
        os.replace(fresh, release)
    except OSError:
        with contextlib.suppress(OSError):
            os.replace(old, release)  # better the old release than none
        raise
    shutil.rmtree(old, ignore_errors=True)
