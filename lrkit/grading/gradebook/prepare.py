"""Before a class is graded: a course directory of nbgrader, sources that work on this machine."""

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import BrokenExecutor, Executor
from contextlib import contextmanager
from pathlib import Path

from lrkit.course import Course, fingerprint
from lrkit.course.consistency import solution_fault
from lrkit.course.nbgrader_driver import ConversionFailed, NbgraderCourse
from lrkit.course.nbgrader_settings import config_text
from lrkit.course.warm_up import declared_warm_up
from lrkit.errors import UserError
from lrkit.files import LITTER, digest, files_beside, regular_files, write_atomically
from lrkit.grading.execution.notebook_result import Cell, store_outputs
from lrkit.grading.execution.workers import Job, run_job
from lrkit.grading.gradebook.record import RECORD_FILE, GradingRecord
from lrkit.grading.intake.find import Submission


def default_output(folder: Path) -> Path:
    """Beside what was handed in: ``class`` and ``class.zip`` are graded into ``class-graded``.

    >>> default_output(Path("/home/ada/class.zip")).name
    'class-graded'
    """
    name = folder.stem if folder.suffix == ".zip" else folder.name
    return folder.resolve().with_name(f"{name or folder.resolve().name}-graded")


@contextmanager
def exclusive_lock(output: Path) -> Iterator[None]:
    """Refuse to work where another run is at work; a run that was killed holds nothing."""
    from filelock import FileLock, Timeout

    place = Path(tempfile.gettempdir()) / f"lrkit-{digest(str(output).encode())[:16]}.lock"
    lock = FileLock(place, timeout=0)
    try:
        lock.acquire()
    except Timeout as error:
        raise UserError(f"another lrkit grade is at work in {output}: wait until it has "
                        "finished") from error
    except PermissionError as error:
        raise UserError(f"{place} keeps two runs in one folder apart, and belongs to another user, "
                        "who graded there before: ask them to delete it") from error
    try:
        yield
    finally:
        lock.release()


def check_request(folder: Path, output: Path, course: Course, assignments: Sequence[str],
                  config: Path | None = None) -> None:
    """Refuse, before anything is written, what cannot be meant. Raises UserError."""
    if unknown := [name for name in assignments if name not in course.assignments]:
        raise UserError(f"there is no assignment {unknown[0]!r}; "
                        f"the course has: {', '.join(course.assignments)}")
    if not folder.exists():
        raise UserError(f"there is no folder or zip file {folder}")
    if not os.access(folder, os.R_OK | os.X_OK if folder.is_dir() else os.R_OK):
        raise UserError(f"{folder} cannot be read: you are not allowed to")
    if (folder / RECORD_FILE).is_file():
        raise UserError(f"{folder} is what lrkit grade made: name the folder of the submissions. "
                        "What you marked by hand, `lrkit report` takes in")
    if config is not None and not config.is_file():
        raise UserError(f"there is no file {config} (--config)")
    if output == folder.resolve() or folder.resolve() in output.parents:
        raise UserError(f"{output} lies in the folder of submissions, which is never changed: "
                        "name another folder with --output")
    if any(sign in str(output) for sign in "*?["):
        raise UserError(f"nbgrader cannot work in {output}: its name has one of the signs * ? [")


def prepare_course_directory(target: NbgraderCourse, course: Course, record: GradingRecord,
                             found: Sequence[Submission],
                             executor: Executor) -> Callable[[], None]:
    """Make a folder a course directory of nbgrader that knows what these were written for.

    Returns
    -------
    callable
        To be called before a mark is written down: it waits until the solutions have run. Raises
        UserError if one does not earn full marks here.

    Raises
    ------
    UserError
        If it was graded with another version of one.
    """
    output = target.root
    if not target.has_gradebook():
        record.courses, record.graded = {}, {}  # somebody deleted it: nothing is graded any more
    record.save()  # first of all: an interrupted first run must be able to go on
    write_atomically(output / "nbgrader_config.py",
                     config_text(target.db_url if target.elsewhere else ""))
    running = []
    for assignment in sorted({submission.assignment for submission in found}):
        version = fingerprint(course.sources / assignment)
        if record.courses.get(assignment) != version:
            checked = _take_in(target, course.sources / assignment, record, executor)
            running.append((assignment, version, checked))

    def confirm() -> None:
        while running:
            assignment, version, checked = running[0]
            checked()
            record.courses[assignment] = version
            record.save()
            del running[0]

    return confirm


def _take_in(target: NbgraderCourse, source: Path, record: GradingRecord,
             executor: Executor) -> Callable[[], None]:
    """Note an assignment's cells in the gradebook, while its solution runs; see `check_solution`.
    """
    assignment = source.name
    if record.has_graded(assignment):
        raise UserError(
            f"{target.root} was graded with another version of {assignment}: marks of two versions "
            "do not mix. Grade into another folder with --output, or move this one away")
    _replace(source, target.root / "source" / assignment)
    target.load()  # while the workers start
    checked = check_solution(source / f"{assignment}.ipynb", executor)
    try:
        target.generate(assignment, database=True)  # while the solution runs
    except ConversionFailed as error:
        raise UserError(f"{assignment}: nbgrader cannot use the source: {error}") from error
    return checked


def check_solution(source: Path, executor: Executor) -> Callable[[], None]:
    """Run a solved notebook as a submission and see that it earns every point of its checks.

    Where it does not, the environment is broken (a package is missing or too old), and a whole
    class would get zeros without a word.

    Returns
    -------
    callable
        Waits for the end of it. Raises UserError if a cell raised, or a graded cell gave less than
        full marks.
    """
    import nbformat

    notebook = nbformat.read(source, as_version=4)
    files, _ = files_beside(source.parent, regular_files(source.parent), Path(source.name))
    job = Job(source.stem, tuple(map(Cell.of, notebook.cells)), files,
              warm_up=declared_warm_up(notebook, source.stem))
    running = executor.submit(run_job, job)

    def wait() -> None:
        try:
            try:
                judged = running.result()
            except BrokenExecutor:  # perhaps by a submission beside it: nothing is beside it now
                judged = executor.submit(run_job, job).result()
        except BrokenExecutor as error:
            raise UserError("the processes that run submissions end as soon as they start"
                            ) from error
        store_outputs(notebook, judged)
        if found := next(filter(None, map(solution_fault, notebook.cells)), ""):
            raise UserError(f"{source.name}: {found} here, so nobody was graded: is lrkit's "
                            "environment complete?")

    return wait


def _replace(source: Path, destination: Path) -> None:
    shutil.rmtree(destination, ignore_errors=True)
    shutil.copytree(source, destination, ignore=shutil.ignore_patterns(*LITTER))
