"""`lrkit grade`: a folder of submissions in, a gradebook, feedback pages and a report out."""

import os
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path

from lrkit.grading import results
from lrkit.grading.books import Books
from lrkit.grading.box import FULL, isolation_here
from lrkit.grading.course import Course
from lrkit.grading.engine import CourseFolder
from lrkit.grading.errors import DiskFull, Stopped, UserError, is_disk_full, must_stop, stumbled
from lrkit.grading.files import files_beside
from lrkit.grading.judged import Cell, Judged, store_outputs
from lrkit.grading.lms import late
from lrkit.grading.lms.arrange import Arranged, arranged
from lrkit.grading.lms.ledger import Ledger, enter_students, forget_removed
from lrkit.grading.marking import refresh_pages
from lrkit.grading.neutral import neutralise
from lrkit.grading.pages import Pages
from lrkit.grading.prepare import alone, default_output, prepare, refuse
from lrkit.grading.progressbar import ProgressBar
from lrkit.grading.quick import quickly
from lrkit.grading.reading import Mended, Unreadable
from lrkit.grading.record import Record
from lrkit.grading.repair import mend
from lrkit.grading.submissions import Problem, Submission, find_submissions, opened
from lrkit.grading.summary import Summary, count, write_tables
from lrkit.grading.workers import Job, borrowed, cluster, local_workers, run_all


@dataclass(frozen=True)
class Graded:
    """What a run of `grade` did.

    Attributes
    ----------
    output : Path
        The folder that holds everything.
    summary : Summary
        The tables.
    ran, pages, seconds : int, int, float
        How many notebooks ran, how many feedback pages took in marks by hand; how long it took.
    isolation : str
        "full" where bubblewrap kept submissions apart, else "partial".
    """

    output: Path
    summary: Summary
    ran: int
    pages: int
    seconds: float
    isolation: str = FULL


@dataclass(frozen=True)
class Options:
    """How to grade.

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
        Whose workers run them, in place of processes of our own.
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

    def open(self) -> AbstractContextManager[Callable[[], Executor]]:
        """Who runs submissions."""
        if self.executor is not None:
            return borrowed(self.executor)
        return cluster(self.cluster) if self.cluster else local_workers(self.width)

    @property
    def width(self) -> int:
        """How many submissions run at the same time, as far as one can know."""
        return self.workers or os.cpu_count() or 1


def grade(folder: Path, course: Course, *, output: Path | None = None,
          options: Options | None = None) -> Graded:
    """Grade everything in a folder (or zip) that is new or has changed since the last run.

    Parameters
    ----------
    folder : Path
        ``student/assignment/notebook.ipynb``, or what Moodle, Canvas or Blackboard download, or a
        zip of either; never changed.
    course : Course
        Whose sources decide over the marks.
    output : Path, optional
        A course directory of nbgrader, made or continued; see `default_output`.
    options : Options, optional
        See there.

    Raises
    ------
    UserError
        If nothing can be graded, isolation is required and not to be had, or `output` belongs to
        another version of the course.
    DiskFull, Stopped
        When it had to stop; what was graded stays graded.
    """
    started, options = time.monotonic(), options or Options()
    output = (output or default_output(folder)).resolve()
    refuse(folder, output, course, options.assignments, options.config)
    isolation = FULL if options.cluster else isolation_here(options.require_isolation)
    try:
        # Workers first: what is opened after them is not theirs, the lock of this run above all.
        with quickly(), options.open() as executor, alone(output), \
                opened(folder, output) as (place, problems), \
                arranged(place, course, output, options.roster, options.assignments) as laid:
            record = Record.load(output)
            record.db_url = record.db_url or options.db_url
            found, faults = _found(laid, course, options, folder)
            due = dict(late.parse_due(text, course.assignments) for text in options.due)
            target = CourseFolder(output, logfile=output / "nbgrader.log", db_url=record.db_url)
            confirm = prepare(target, course, record, found, executor)
            _take_in(target, record, laid.ledger, due, options.config)
            batch = _Batch(target, record, options, problems + faults, folder)
            summary, pages = batch.grade(found, executor, confirm)
    except OSError as error:
        raise DiskFull(output) if is_disk_full(error) else error from error
    return Graded(output, summary, batch.ran, pages, time.monotonic() - started, isolation)


def _found(laid: Arranged, course: Course, options: Options, called: Path,
           ) -> tuple[list[Submission], list[Problem]]:
    if laid.problems and not any(laid.folder.iterdir()):
        return [], laid.problems
    found, faults = find_submissions(laid.folder, course.assignments, options.assignments,
                                     called)
    return found, laid.problems + faults


def _take_in(target: CourseFolder, record: Record, ledger: Ledger, due: dict[str, str],
             config: Path | None) -> None:
    """What is known of the class, its due dates, and what lateness costs."""
    forget_removed(target, record)
    kept = Ledger.load(target.root)
    kept.take_in(ledger)
    if kept.entries or kept.people:
        kept.save(target.root)
    enter_students(target, kept.people)
    late.keep_settings(config, target.root)
    late.read_settings(target)
    late.set_due_dates(target, due)


@dataclass
class _Batch:
    """The submissions of one run, and what is said about them."""

    target: CourseFolder
    record: Record
    options: Options
    problems: list[Problem]
    source: Path
    seen: set[str] = field(default_factory=set)  # what could be graded
    ran: int = 0
    known: dict[str, Mended] = field(default_factory=dict)

    def grade(self, found: Sequence[Submission], executor: Callable[[], Executor],
              confirm: Callable[[], None]) -> tuple[Summary, int]:
        """Run what is new, write down each as it is done, once the solutions are confirmed to earn
        full marks; the tables are written in any case."""
        self.seen = {entry.key for entry in found}
        todo = [entry for entry in found if self.record.needs(entry.key, entry.digest)]
        books = Books(self.target)
        pages = Pages(books)
        self.record.save()
        try:
            with books, ProgressBar(len(todo)) as bar:
                ahead = 2 * self.options.width + 1
                for done in run_all(executor, self._jobs(todo, books, bar), ahead):
                    confirm()
                    self._finish(done.item, done.judged, done.error, books, pages)
                    bar.advance(done.item.key)
                confirm()
        except KeyboardInterrupt:
            graded = sum(not self.record.needs(entry.key, entry.digest) for entry in todo)
            raise Stopped(f"stopped. {graded} of {count(len(todo), 'notebook')} are graded and "
                          f"kept in {self.target.root}; run the same command again for the rest"
                          ) from None
        finally:
            problems = self.record.take_problems(
                self.source, self.problems, self.seen, self.options.assignments)
            self.record.save()
            late.refresh_penalties(self.target)
            summary = write_tables(self.target, self.record, problems)
        return summary, refresh_pages(self.target, self.record)

    def _jobs(self, todo: Sequence[Submission], books: Books, bar: ProgressBar,
              ) -> Iterator[tuple[Submission, Job]]:
        """Read and mend one submission after the other; what is no notebook is left out."""
        for submission in todo:
            try:
                mended = self._read(submission, books)
            except Exception as error:  # also ours, on odd data: it costs one submission
                if must_stop(error):
                    raise
                self._give_up(submission, str(error) if isinstance(error, Unreadable)
                              else stumbled("read", error))
                bar.advance(submission.key)
                continue
            layout = books.layout(submission.assignment)
            files, heavy = files_beside(submission.folder, submission.files, submission.notebook)
            mended.look += heavy
            self.known[submission.key] = mended
            yield submission, Job(submission.key, tuple(map(Cell.of, mended.notebook.cells)),
                                  files | layout.files, self.record.secret,
                                  self.options.require_isolation)

    def _read(self, submission: Submission, books: Books) -> Mended:
        layout = books.layout(submission.assignment)
        mended = mend((submission.folder / submission.notebook).read_bytes(), layout)
        if 2 * mended.recognised < len(layout.cells) and (submission.renamed
                                                          or not mended.recognised):
            raise Unreadable(
                f"the notebook must be called {submission.assignment}.ipynb; found "
                f"{submission.notebook}" if submission.renamed else
                "none of the assignment's cells were found in it: is it another notebook?")
        if submission.renamed:
            mended.mended.insert(0, f"the notebook was called {submission.notebook}")
        return mended

    def _give_up(self, submission: Submission, reason: str) -> None:
        self.problems.append(Problem(submission.key, reason, key=submission.key))
        self.seen.discard(submission.key)
        self.record.graded.pop(submission.key, None)  # so that the next run tries again
        self.record.remarks.pop(submission.key, None)

    def _finish(self, submission: Submission, judged: Judged | None,
                error: BaseException | None, books: Books, pages: Pages) -> None:
        """Write down a submission that ran; the record comes last, when all else is on disk."""
        mended = self.known.pop(submission.key)
        if isinstance(error, UserError | OSError):
            raise error
        if error is not None or judged is None:
            self._give_up(submission, f"it could not be run: {type(error).__name__}: {error}")
            self.record.save()
            return
        try:
            self._write_down(submission, mended, judged, books, pages)
        except Exception as fault:  # ours, or of an odd file's name: it costs this submission
            if must_stop(fault):
                raise
            self._give_up(submission, stumbled("written down", fault))
            self.record.save()

    def _write_down(self, submission: Submission, mended: Mended, judged: Judged, books: Books,
                    pages: Pages) -> None:
        student, assignment, notebook = submission.student, submission.assignment, mended.notebook
        store_outputs(notebook, judged)
        found = results.describe(mended, judged, books.layout(assignment))
        neutralise(notebook, books.layout(assignment))
        submission.copy_to(self.target.root / "submitted" / student / assignment)
        books.record(student, assignment, notebook, books.written_answers(student, assignment))
        layout = books.layout(assignment)
        beside, _ = files_beside(submission.folder, submission.files, submission.notebook)
        books.store(student, assignment, notebook, layout.files | beside)
        pages.write(student, assignment, notebook)
        results.store(self.target.root, submission.key, found)
        self.record.note(submission.key, submission.digest, found)
        self.ran += 1
