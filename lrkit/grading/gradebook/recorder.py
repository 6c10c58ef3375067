"""The recorder: writes each submission down as it is done, so that a run can stop at any time."""

from collections.abc import Iterable
from typing import Any, Protocol

from lrkit.errors import Stopped, UserError
from lrkit.grading.execution.notebook_result import NotebookResult, store_outputs
from lrkit.grading.execution.retry import JobOutcome
from lrkit.grading.execution.sanitize import sanitize_notebook
from lrkit.grading.gradebook import late_penalties
from lrkit.grading.gradebook.prepare import GradedFolder
from lrkit.grading.intake.assignment import Assignment
from lrkit.grading.intake.failures import grader_failed, is_fatal
from lrkit.grading.intake.find import Submission
from lrkit.grading.intake.read import ReadSubmission
from lrkit.remarks import SubmissionKey, not_graded
from lrkit.wording import counted


class SubmissionReporter(Protocol):
    """The reporting of one submission after the other."""

    def diagnose(self, submission: ReadSubmission, result: NotebookResult) -> dict[str, Any]:
        """Return what is known of a submission beyond its marks."""

    def publish(self, key: SubmissionKey, notebook: Any, diagnosis: dict[str, Any]) -> None:
        """Write its feedback page, and keep its diagnosis."""

    def advance(self, key: SubmissionKey) -> None:
        """Count a submission as done."""

    def skip(self) -> None:
        """Count a submission as nothing to do."""


class GradeRecorder:
    """A writer of what comes back from the workers; a context manager.

    It is also the desk to which submissions are read, see `lrkit.grading.intake.read.Desk`.

    Parameters
    ----------
    folder : GradedFolder
        Prepared.
    reporter : SubmissionReporter
        Told of each submission.

    Attributes
    ----------
    ran : int
        How many submissions were graded.
    """

    def __init__(self, folder: GradedFolder, reporter: SubmissionReporter):
        self.folder, self.reporter = folder, reporter
        self.ran = 0
        self._total = len(folder.seen)

    def __enter__(self) -> "GradeRecorder":
        self.folder.record.save()
        return self

    def __exit__(self, *exception: object) -> None:
        folder = self.folder
        folder.gradebook.__exit__(*exception)
        folder.remarks = folder.record.take_problems(folder.source, folder.remarks, folder.seen,
                                                     folder.chosen)
        folder.record.save()
        late_penalties.refresh_penalties(folder.target)

    def assignment(self, name: str) -> Assignment:
        """Return what a submission of an assignment must hold."""
        return self.folder.gradebook.assignment(name)

    def needs(self, key: SubmissionKey, digest: str) -> bool:
        """Return whether a submission is new or has changed since it was graded."""
        if self.folder.record.needs(key, digest):
            return True
        self._total -= 1
        self.reporter.skip()
        return False

    def reject(self, submission: Submission, reason: str | Exception) -> None:
        """Note that a submission cannot be read."""
        self._give_up(submission.key, reason if isinstance(reason, str)
                      else grader_failed("read", reason))
        self.reporter.advance(submission.key)

    def record_all(self, outcomes: Iterable[JobOutcome]) -> None:
        """Write down each submission as it is done, once the solutions are confirmed.

        Raises
        ------
        Stopped
            On Ctrl-C; what was graded stays graded.
        """
        try:
            for outcome in outcomes:
                self.folder.confirm()
                self._finish(outcome.item, outcome.result, outcome.error)
                self.reporter.advance(outcome.item.key)
            self.folder.confirm()
        except KeyboardInterrupt:
            raise Stopped(
                f"stopped. {self.ran} of {counted(self._total, 'notebook')} are graded and kept in "
                f"{self.folder.target.root}; run the same command again for the rest") from None

    def _give_up(self, key: SubmissionKey, reason: str) -> None:
        self.folder.remarks.append(not_graded(key, reason, key))
        self.folder.seen.discard(key)
        self.folder.record.forget_submission(key)  # so that the next run tries again

    def _finish(self, submission: ReadSubmission, result: NotebookResult | None,
                error: BaseException | None) -> None:
        if isinstance(error, UserError | OSError):
            raise error
        if error is not None or result is None:
            self._give_up(submission.key,
                          f"it could not be run: {type(error).__name__}: {error}")
            self.folder.record.save()
            return
        try:
            self._write_down(submission, result)
        except Exception as fault:  # ours, or of an odd file's name: it costs this submission
            if is_fatal(fault):
                raise
            self._give_up(submission.key, grader_failed("written down", fault))
            self.folder.record.save()

    def _write_down(self, submission: ReadSubmission, result: NotebookResult) -> None:
        """Write down a submission; the record comes last, when all else is on disk."""
        key, notebook = submission.key, submission.repaired.notebook
        gradebook, assignment = self.folder.gradebook, submission.assignment
        store_outputs(notebook, result)
        diagnosis = self.reporter.diagnose(submission, result)
        sanitize_notebook(notebook, assignment.locked_texts)
        submission.keep(self.folder.target.root / "submitted" / key.student / key.assignment)
        answered = gradebook.written_answers(key.student, assignment)
        gradebook.record(key.student, key.assignment, notebook, answered)
        gradebook.store(key.student, key.assignment, notebook,
                        assignment.files | submission.contents.beside)
        self.reporter.publish(key, notebook, diagnosis)
        self.folder.record.note(key, submission.contents.digest, diagnosis)
        self.ran += 1
