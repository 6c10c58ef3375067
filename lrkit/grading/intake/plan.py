"""The plan of a run: the work to grade, how to grade it, and where the results go."""

import os
from collections.abc import Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from pathlib import Path

from lrkit.course import Course
from lrkit.errors import UserError

RECORD_FILE = Path(".lrkit") / "grading.json"  # by which a graded folder is known


@dataclass(frozen=True)
class Options:
    """The options of a run.

    Attributes
    ----------
    assignments : sequence of str
        Only these; none means all.
    require_isolation : bool
        Refuse to grade where submissions can be isolated in part only.
    workers : int or None
        How many submissions run at the same time; by default as many as there are cores.
    cluster : str or None
        The address of a Dask scheduler whose workers run the submissions.
    executor : Executor or None
        An executor whose workers run them, instead of processes of our own.
    db_url : str
        The address of the gradebook, if it is to be in a database such as PostgreSQL. A folder
        keeps the one that it was begun with.
    roster : sequence of Path
        Files that say who is in the class.
    due : sequence of str
        Due dates, such as "01_one_step_downhill=2026-01-31 23:59".
    config : Path or None
        Settings of nbgrader's, such as its plugin for late work; kept in the graded folder.
    """

    assignments: Sequence[str] = ()
    require_isolation: bool = False
    workers: int | None = None
    cluster: str | None = None
    executor: Executor | None = None
    db_url: str = ""
    roster: Sequence[Path] = ()
    due: Sequence[str] = ()
    config: Path | None = None

    @property
    def width(self) -> int:
        """The number of submissions that run at the same time, as far as one can know."""
        return self.workers or os.cpu_count() or 1


@dataclass(frozen=True)
class Plan:
    """A request that can be carried out.

    Attributes
    ----------
    folder : Path
        What was handed in: a folder or a zip.
    course : Course
        Whose sources decide over the marks.
    output : Path
        The graded folder, absolute.
    options : Options
        How to grade.
    """

    folder: Path
    course: Course
    output: Path
    options: Options


def plan_run(folder: Path, course: Course, output: Path | None, options: Options) -> Plan:
    """Refuse what cannot be meant, before anything is written.

    Raises
    ------
    UserError
        If there is no such folder or assignment, the output cannot hold results, or a file
        that was named is not there.
    """
    output = (output or default_output(folder)).resolve()
    if unknown := [name for name in options.assignments if name not in course.assignments]:
        raise UserError(f"there is no assignment {unknown[0]!r}; "
                        f"the course has: {', '.join(course.assignments)}")
    _refuse_input(folder)
    if options.config is not None and not options.config.is_file():
        raise UserError(f"there is no file {options.config} (--config)")
    if output == folder.resolve() or folder.resolve() in output.parents:
        raise UserError(f"{output} lies in the folder of submissions, which is never changed: "
                        "name another folder with --output")
    if any(character in str(output) for character in "*?["):
        raise UserError(f"nbgrader cannot work in {output}: its name has one of the characters "
                        "* ? [")
    return Plan(folder, course, output, options)


def _refuse_input(folder: Path) -> None:
    if not folder.exists():
        raise UserError(f"there is no folder or zip file {folder}")
    if not os.access(folder, os.R_OK | os.X_OK if folder.is_dir() else os.R_OK):
        raise UserError(f"{folder} cannot be read: you are not allowed to")
    if (folder / RECORD_FILE).is_file():
        raise UserError(f"{folder} is what lrkit grade made: name the folder of the submissions. "
                        "To take in what you marked by hand, call `lrkit report`")


def default_output(folder: Path) -> Path:
    """Return the place beside what was handed in: ``class.zip`` is graded into ``class-graded``.

    >>> default_output(Path("/home/ada/class.zip")).name
    'class-graded'
    """
    name = folder.stem if folder.suffix == ".zip" else folder.name
    return folder.resolve().with_name(f"{name or folder.resolve().name}-graded")
