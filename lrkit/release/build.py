"""`lrkit build`: generate the release in course/ from the sources in solutions/."""

import contextlib
import os
import shutil
from collections.abc import Callable, Iterable
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
    """In what a release on disk differs from what the sources generate; paths are relative."""

    missing: tuple[str, ...] = ()
    extra: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.missing or self.extra or self.changed)

    def __str__(self) -> str:
        return self._lines("missing", "extra", "changed")

    @property
    def done(self) -> str:
        """The same once it was put right: what was done with each file."""
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
    """Regenerate the release and put it in the place of the old one; says what changed.

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
    """In what the release differs from what the sources generate; writes nothing."""
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


def execute_sources(
    course: Course, names: Iterable[str] = (), say: Callable[[str], None] = print
) -> None:
    """Run the sources (all of them, or those named) and bring them into canonical form.

    Raises
    ------
    UserError
        If there is no assignment of a name, or a notebook did not run well.
    """
    from lrkit.release.execute import execute_source

    chosen = tuple(names) or course.assignments
    if unknown := [name for name in chosen if name not in course.assignments]:
        raise UserError(f"there is no assignment {unknown[0]!r}; "
                        f"the course has: {', '.join(course.assignments)}")
    for name in chosen:
        changed = execute_source(course.sources / name / f"{name}.ipynb")
        say(f"{name}: ran, {'written' if changed else 'nothing changed'}")


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
