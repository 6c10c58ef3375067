"""`lrkit grade`: a folder of submissions in, a gradebook, feedback pages and a table out."""

import os
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lrkit.grading.box import FULL, PARTIAL, Sandbox, bubblewrap
from lrkit.grading.course import Course, fingerprint, graded_cells
from lrkit.grading.engine import CourseFolder, GradingFailed
from lrkit.grading.errors import DiskFull, Stopped, UserError, is_disk_full
from lrkit.grading.execute import check_solution
from lrkit.grading.files import LITTER, digest, write_atomically
from lrkit.grading.marking import refresh_pages
from lrkit.grading.outside import store_outputs
from lrkit.grading.progressbar import ProgressBar
from lrkit.grading.record import Record
from lrkit.grading.runners import Runners
from lrkit.grading.settings import config_text
from lrkit.grading.submissions import Problem, Submission, find_submissions, lost_cells, opened
from lrkit.grading.summary import Summary, count, write_tables


@dataclass(frozen=True)
class Graded:
    """What a run of `grade` did.

    Attributes
    ----------
    output : Path
        The folder that holds everything.
    summary : Summary
        The tables.
    ran : int
        How many notebooks ran.
    pages : int
        How many feedback pages were written anew, because they had been marked by hand since.
    seconds : float
        How long it took.
    isolation : str
        "full" where bubblewrap kept submissions apart, else "partial".
    """

    output: Path
    summary: Summary
    ran: int
    pages: int
    seconds: float
    isolation: str = FULL


def default_output(folder: Path) -> Path:
    """Beside what was handed in: ``class`` and ``class.zip`` are graded into ``class-graded``.

    >>> default_output(Path("/home/ada/class.zip")).name
    'class-graded'
    """
    name = folder.stem if folder.suffix == ".zip" else folder.name
    return folder.resolve().with_name(f"{name or folder.resolve().name}-graded")


def grade(
    folder: Path, course: Course, *, output: Path | None = None, assignments: Sequence[str] = (),
    require_isolation: bool = False, workers: int | None = None,
) -> Graded:
    """Grade everything in a folder (or zip) that is new or has changed since the last run.

    Parameters
    ----------
    folder : Path
        ``student/assignment/notebook.ipynb``; never changed.
    course : Course
        Whose sources decide over the marks.
    output : Path, optional
        A course directory of nbgrader, made or continued; see `default_output`.
    assignments : sequence of str, optional
        Grade only these.
    require_isolation : bool
        Refuse to grade where submissions can be isolated in part only.
    workers : int, optional
        How many submissions run at the same time; by default as many as there are cores.

    Raises
    ------
    UserError
        If nothing can be graded, isolation is required and not to be had, or `output` belongs to
        another version of the course.
    DiskFull, Stopped
        When it had to stop; what was graded stays graded.
    """
    started = time.monotonic()
    output = (output or default_output(folder)).resolve()
    _refuse(folder, output, course, assignments)
    program = _isolation(require_isolation)
    try:
        with _alone(output), opened(folder, output) as (place, problems):
            record = Record.load(output)
            submissions, faults = find_submissions(place, course.assignments, assignments)
            target = _prepare(output, course, record, {entry.assignment for entry in submissions})
            todo = [entry for entry in submissions if record.needs(entry.key, entry.digest)]
            problems += faults
            runners = Runners(lambda: Sandbox(program, target.logfile), record.secret,
                              workers or os.cpu_count() or 1)
            summary = _grade_all(target, record, todo, problems, course, runners)
            pages = refresh_pages(target, record)
    except OSError as error:
        raise DiskFull(output) if is_disk_full(error) else error from error
    return Graded(output, summary, len(todo), pages, time.monotonic() - started,
                  FULL if program else PARTIAL)


@contextmanager
def _alone(output: Path) -> Iterator[None]:
    """Refuse to work where another run is at work; a run that was killed holds nothing."""
    from filelock import FileLock, Timeout

    name = f"lrkit-{digest(str(output).encode())[:16]}.lock"
    try:
        with FileLock(Path(tempfile.gettempdir()) / name, timeout=0):
            yield
    except Timeout as error:
        raise UserError(f"another lrkit grade is at work in {output}: wait until it has "
                        "finished") from error


def _isolation(required: bool) -> str | None:
    program = bubblewrap()
    if program is None and required:
        raise UserError("submissions can be isolated in part only: bubblewrap is not installed, or "
                        "not allowed to make namespaces here. On Debian and Ubuntu: "
                        "apt install bubblewrap. Nothing was graded")
    return program


def _refuse(folder: Path, output: Path, course: Course, assignments: Sequence[str]) -> None:
    if unknown := [name for name in assignments if name not in course.assignments]:
        raise UserError(f"there is no assignment {unknown[0]!r}; "
                        f"the course has: {', '.join(course.assignments)}")
    if not folder.exists():
        raise UserError(f"there is no folder or zip file {folder}")
    if output == folder.resolve() or folder.resolve() in output.parents:
        raise UserError(f"{output} lies in the folder of submissions, which is never changed: "
                        "name another folder with --output")
    if any(sign in str(output) for sign in "*?["):
        raise UserError(f"nbgrader cannot work in {output}: its name has one of the signs * ? [")


def _prepare(output: Path, course: Course, record: Record, assignments: set[str]) -> CourseFolder:
    """Make `output` a course directory of nbgrader that knows these assignments."""
    if not (output / "gradebook.db").exists():
        record.courses, record.graded = {}, {}  # somebody deleted it: nothing is graded any more
    record.save()  # first of all: an interrupted first run must be able to go on
    write_atomically(output / "nbgrader_config.py", config_text())
    target = CourseFolder(output, logfile=output / "nbgrader.log")
    for assignment in sorted(assignments):
        version = fingerprint(course.sources / assignment)
        if record.courses.get(assignment) == version:
            continue
        if record.has_graded(assignment):
            raise UserError(
                f"{output} was graded with another version of {assignment}: marks of two versions "
                "do not mix. Grade into another folder with --output, or move this one away"
            )
        check_solution(course.sources / assignment / f"{assignment}.ipynb")
        _replace(course.sources / assignment, output / "source" / assignment)
        try:
            target.generate(assignment, database=True)
        except GradingFailed as error:
            raise UserError(f"{assignment}: nbgrader cannot use the source: {error}") from error
        record.courses[assignment] = version
        record.save()
    return target


def _replace(source: Path, destination: Path) -> None:
    shutil.rmtree(destination, ignore_errors=True)
    shutil.copytree(source, destination, ignore=shutil.ignore_patterns(*LITTER))


def _grade_all(
    target: CourseFolder, record: Record, todo: list[Submission], problems: list[Problem],
    course: Course, runners: Runners,
) -> Summary:
    """Grade one submission after the other; the tables are written however it ends."""
    try:
        with ThreadPoolExecutor(max_workers=1) as pool, ProgressBar(len(todo)) as bar, runners:
            for number, submission in enumerate(todo):
                runners.look_ahead(todo[number:], course.release)
                future = pool.submit(grade_one, target, submission, runners)
                interrupted = _wait(future)
                problems += _note(submission, future, record, course)
                bar.advance(submission.key)
                if interrupted:
                    raise KeyboardInterrupt
    except KeyboardInterrupt:
        done = sum(not record.needs(entry.key, entry.digest) for entry in todo)
        raise Stopped(f"stopped. {done} of {count(len(todo), 'notebook')} are graded and kept in "
                      f"{target.root}; run the same command again for the rest") from None
    finally:
        summary = write_tables(target, record, problems)
    return summary


def grade_one(target: CourseFolder, submission: Submission, runners: Runners) -> list[str]:
    """Grade one submission and write its feedback page; returns what is remarkable about it.

    Raises
    ------
    GradingFailed
        If it could not be run.
    """
    student, assignment = submission.student, submission.assignment
    submission.copy_to(target.root / "submitted" / student / assignment)
    remarks: list[str] = []

    def run(notebook: Any, folder: Path) -> None:
        judged = runners.result(submission, notebook.cells, folder)
        store_outputs(notebook, judged)
        remarks.extend(judged.remarks)
        if judged.unprotected:
            remarks.append("not protected, because it ran in the student's own process: "
                           + ", ".join(judged.unprotected))

    target.autograde(assignment, student, run)
    target.feedback(assignment, student)
    return remarks


def _note(submission: Submission, future: Future, record: Record, course: Course) -> list[Problem]:
    """Put a finished submission on record; what went wrong comes back as a problem."""
    error = future.exception()
    record.remarks.pop(submission.key, None)
    if isinstance(error, GradingFailed):
        record.graded.pop(submission.key, None)  # so that the next run tries again
        record.save()
        return [Problem(submission.key, str(error), key=submission.key)]
    if error is not None:
        raise error
    remarks = future.result()
    if lost := lost_cells(submission, graded_cells(course, submission.assignment)):
        remarks.append(f"{count(len(lost), 'graded cell')} missing from the notebook, worth 0: "
                       + ", ".join(lost))
    if remarks:
        record.remarks[submission.key] = "; ".join(remarks)
    record.graded[submission.key] = submission.digest
    record.save()
    return []


def _wait(future: Future) -> bool:
    """Wait for a submission; True if Ctrl-C was pressed meanwhile.

    The work is done in a thread, because nbclient, in the main thread, would take Ctrl-C for
    itself, kill the kernel, and the notebook would be recorded as broken.
    """
    try:
        wait([future])
        return False
    except KeyboardInterrupt:
        print("\nStopping after this notebook (Ctrl-C again: at once).", file=sys.stderr)
    try:
        wait([future])
        return True
    except KeyboardInterrupt:
        # Nothing waits for the thread. Its submission is not on record and will be graded anew;
        # its kernel ends by itself when this process is gone.
        print("lrkit: stopped at once; what was graded is kept", file=sys.stderr, flush=True)
        os._exit(130)
