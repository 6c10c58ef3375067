"""`lrkit grade`: a folder of submissions in, a gradebook, feedback pages and a report out."""

import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field
from pathlib import Path

from lrkit.course import Course
from lrkit.course.nbgrader_driver import NbgraderCourse
from lrkit.errors import DiskFull, Stopped, UserError, grader_failed, is_disk_full, must_stop
from lrkit.files import files_beside
from lrkit.grading.execution.notebook_result import Cell, NotebookResult, store_outputs
from lrkit.grading.execution.retry import run_all
from lrkit.grading.execution.sandbox_environment import FULL, isolation_here
from lrkit.grading.execution.sanitize import sanitize_notebook
from lrkit.grading.execution.startup import tuned_process
from lrkit.grading.execution.workers import Job
from lrkit.grading.gradebook import late_penalties
from lrkit.grading.gradebook.gradebook import ClassGradebook
from lrkit.grading.gradebook.prepare import (
    check_request,
    default_output,
    exclusive_lock,
    prepare_course_directory,
)
from lrkit.grading.gradebook.record import GradingRecord
from lrkit.grading.gradebook.students import enter_students, forget_removed
from lrkit.grading.intake.find import Submission, find_submissions, open_submissions
from lrkit.grading.intake.parse import InvalidNotebook, RepairedNotebook
from lrkit.grading.intake.repair import repair_notebook
from lrkit.grading.options import Options
from lrkit.grading.reporting import diagnostics
from lrkit.grading.reporting.feedback import FeedbackWriter
from lrkit.grading.reporting.manual_grades import refresh_feedback
from lrkit.grading.reporting.progress_bar import ProgressBar
from lrkit.grading.reporting.summary import Summary, counted, write_tables
from lrkit.lms.arrange import ArrangedClass, arrange_class
from lrkit.lms.class_list import ClassList
from lrkit.remarks import Remark, SubmissionKey, not_graded


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
    check_request(folder, output, course, options.assignments, options.config)
    isolation = FULL if options.cluster else isolation_here(options.require_isolation)
    try:
        # Workers first: what is opened after them is not theirs, the lock of this run above all.
        with tuned_process(), options.open() as executor, exclusive_lock(output), \
                open_submissions(folder, output) as (place, problems), \
                arrange_class(place, course, output, options.roster, options.assignments) as laid:
            record = GradingRecord.load(output)
            record.db_url = record.db_url or options.db_url
            found, faults = _found(laid, course, options, folder)
            due = dict(late_penalties.parse_due(text, course.assignments) for text in options.due)
            target = NbgraderCourse(output, logfile=output / "nbgrader.log", db_url=record.db_url)
            confirm = prepare_course_directory(target, course, record, found, executor)
            _take_in(target, record, laid.ledger, due, options.config)
            batch = _Batch(target, record, options, problems + faults, folder)
            summary, pages = batch.grade(found, executor, confirm)
    except OSError as error:
        raise DiskFull(output) if is_disk_full(error) else error from error
    return Graded(output, summary, batch.ran, pages, time.monotonic() - started, isolation)


def _found(laid: ArrangedClass, course: Course, options: Options, called: Path,
           ) -> tuple[list[Submission], list[Remark]]:
    if laid.problems and not any(laid.folder.iterdir()):
        return [], laid.problems
    found, faults = find_submissions(laid.folder, course.assignments, options.assignments,
                                     called)
    return found, laid.problems + faults


def _take_in(target: NbgraderCourse, record: GradingRecord, ledger: ClassList, due: dict[str, str],
             config: Path | None) -> None:
    """What is known of the class, its due dates, and what lateness costs."""
    forget_removed(target, record)
    kept = ClassList.load(target.root)
    kept.take_in(ledger)
    if kept.entries or kept.people:
        kept.save(target.root)
    enter_students(target, kept.people)
    late_penalties.keep_own_settings(config, target.root)
    late_penalties.read_own_settings(target)
    late_penalties.set_due_dates(target, due)


@dataclass
class _Batch:
    """The submissions of one run, and what is said about them."""

    target: NbgraderCourse
    record: GradingRecord
    options: Options
    problems: list[Remark]
    source: Path
    seen: set[SubmissionKey] = field(default_factory=set)  # what could be graded
    ran: int = 0
    known: dict[SubmissionKey, RepairedNotebook] = field(default_factory=dict)

    def grade(self, found: Sequence[Submission], executor: Executor,
              confirm: Callable[[], None]) -> tuple[Summary, int]:
        """Run what is new, write down each as it is done, once the solutions are confirmed to earn
        full marks; the tables are written in any case."""
        self.seen = {entry.key for entry in found}
        todo = [entry for entry in found if self.record.needs(entry.key, entry.digest)]
        books = ClassGradebook(self.target)
        pages = FeedbackWriter(books)
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
            raise Stopped(f"stopped. {graded} of {counted(len(todo), 'notebook')} are graded and "
                          f"kept in {self.target.root}; run the same command again for the rest"
                          ) from None
        finally:
            problems = self.record.take_problems(
                self.source, self.problems, self.seen, self.options.assignments)
            self.record.save()
            late_penalties.refresh_penalties(self.target)
            summary = write_tables(self.target, self.record, problems)
        return summary, refresh_feedback(self.target, self.record)

    def _jobs(self, todo: Sequence[Submission], books: ClassGradebook, bar: ProgressBar,
              ) -> Iterator[tuple[Submission, Job]]:
        """Read and mend one submission after the other; what is no notebook is left out."""
        for submission in todo:
            try:
                mended = self._read(submission, books)
            except Exception as error:  # also ours, on odd data: it costs one submission
                if must_stop(error):
                    raise
                self._give_up(submission, str(error) if isinstance(error, InvalidNotebook)
                              else grader_failed("read", error))
                bar.advance(submission.key)
                continue
            layout = books.layout(submission.assignment)
            files, heavy = files_beside(submission.folder, submission.files, submission.notebook)
            mended.look += heavy
            self.known[submission.key] = mended
            yield submission, Job(submission.key, tuple(map(Cell.of, mended.notebook.cells)),
                                  files | layout.files, self.record.secret,
                                  self.options.require_isolation, layout.warm_up)

    def _read(self, submission: Submission, books: ClassGradebook) -> RepairedNotebook:
        layout = books.layout(submission.assignment)
        mended = repair_notebook((submission.folder / submission.notebook).read_bytes(), layout)
        if 2 * mended.recognised < len(layout.cells) and (submission.renamed
                                                          or not mended.recognised):
            raise InvalidNotebook(
                f"the notebook must be called {submission.assignment}.ipynb; found "
                f"{submission.notebook}" if submission.renamed else
                "none of the assignment's cells were found in it: is it another notebook?")
        if submission.renamed:
            mended.mended.insert(0, f"the notebook was called {submission.notebook}")
        return mended

    def _give_up(self, submission: Submission, reason: str) -> None:
        self.problems.append(not_graded(submission.key, reason, submission.key))
        self.seen.discard(submission.key)
        self.record.graded.pop(submission.key, None)  # so that the next run tries again
        self.record.remarks.pop(submission.key, None)

    def _finish(self, submission: Submission, judged: NotebookResult | None,
                error: BaseException | None, books: ClassGradebook, pages: FeedbackWriter) -> None:
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
            self._give_up(submission, grader_failed("written down", fault))
            self.record.save()

    def _write_down(self, submission: Submission, mended: RepairedNotebook, judged: NotebookResult,
                    books: ClassGradebook,
                    pages: FeedbackWriter) -> None:
        student, assignment, notebook = submission.student, submission.assignment, mended.notebook
        store_outputs(notebook, judged)
        found = diagnostics.diagnose(mended, judged, books.layout(assignment))
        sanitize_notebook(notebook, books.layout(assignment).locked_texts)
        submission.copy_to(self.target.root / "submitted" / student / assignment)
        books.record(student, assignment, notebook, books.written_answers(student, assignment))
        layout = books.layout(assignment)
        beside, _ = files_beside(submission.folder, submission.files, submission.notebook)
        books.store(student, assignment, notebook, layout.files | beside)
        pages.write(student, assignment, notebook)
        diagnostics.store_diagnostics(self.target.root, submission.key, found)
        self.record.note(submission.key, submission.digest, found)
        self.ran += 1
