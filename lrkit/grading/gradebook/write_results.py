"""Results, written down as each submission is done, so that a run can stop at any time."""

from collections.abc import Iterable
from contextlib import AbstractContextManager
from typing import Any, Protocol

from lrkit.errors import Stopped, UserError
from lrkit.grading.execution.notebook_result import NotebookResult, store_outputs
from lrkit.grading.execution.retry import JobOutcome
from lrkit.grading.execution.sanitize import sanitize_notebook
from lrkit.grading.gradebook import late_penalties
from lrkit.grading.gradebook.prepare import GradedFolder
from lrkit.grading.intake.failures import grader_failed, is_fatal
from lrkit.grading.intake.read import ReadSubmission
from lrkit.remarks import Remark, SubmissionKey
from lrkit.wording import counted


class HasRemarks(Protocol):
    """Anything with remarks on a submission."""

    remarks: list[Remark]


class Publisher(AbstractContextManager, Protocol):
    """The reporting of one submission after the other."""

    def diagnose(self, submission: ReadSubmission, result: NotebookResult) -> HasRemarks:
        """Describe a submission that ran, beyond its marks."""

    def publish(self, key: SubmissionKey, notebook: Any, diagnosis: HasRemarks) -> None:
        """Write its feedback page, and keep its diagnosis."""

    def show_progress(self, name: str = "") -> None:
        """Show how many submissions are done."""


def write_results(folder: GradedFolder, outcomes: Iterable[JobOutcome], publisher: Publisher,
                  ) -> None:
    """Write down each submission as it is done, once the solutions are confirmed.

    At the end, also of a run that was stopped, the record of the folder holds what could not be
    graded, and late penalties are up to date.

    Raises
    ------
    Stopped
        On Ctrl-C; what was graded stays graded.
    """
    writer = _ResultWriter(folder, publisher)
    folder.record.save()
    try:
        with folder.gradebook, publisher:
            for outcome in outcomes:
                folder.confirm()
                writer.finish(outcome)
                publisher.show_progress(outcome.item.key)
            folder.confirm()
            publisher.show_progress()
            folder.finished = True
    except KeyboardInterrupt:
        raise Stopped(
            f"stopped. {folder.ran} of {counted(folder.total, 'notebook')} are graded and kept in "
            f"{folder.target.root}; run the same command again for the rest") from None
    finally:
        folder.settle_remarks()
        late_penalties.refresh_penalties(folder.target)


class _ResultWriter:
    """The writing of one submission after the other."""

    def __init__(self, folder: GradedFolder, publisher: Publisher):
        self.folder, self.publisher = folder, publisher

    def finish(self, outcome: JobOutcome) -> None:
        """Write down a submission that came back, or the reason why it cannot be graded."""
        submission, error = outcome.item, outcome.error
        if isinstance(error, UserError | OSError):
            raise error
        if outcome.result is None:
            self._give_up(submission, f"it could not be run: {type(error).__name__}: {error}")
            return
        try:
            self._write(submission, outcome.result)
        except Exception as fault:  # ours, or of an odd file's name: it costs this submission
            if is_fatal(fault):
                raise
            self._give_up(submission, grader_failed("written down", fault))

    def _give_up(self, submission: ReadSubmission, reason: str) -> None:
        self.folder.give_up(submission.key, reason)
        self.folder.record.save()

    def _write(self, submission: ReadSubmission, result: NotebookResult) -> None:
        """Write down a submission; the record comes last, when all else is on disk."""
        folder, key, assignment = self.folder, submission.key, submission.assignment
        notebook = submission.repaired.notebook
        store_outputs(notebook, result)
        diagnosis = self.publisher.diagnose(submission, result)
        sanitize_notebook(notebook, assignment.locked_texts)
        submission.keep(folder.target.root / "submitted" / key.student / key.assignment)
        folder.gradebook.enter(key, notebook, assignment, submission.timestamp)
        folder.gradebook.store(key, notebook, assignment.files | submission.contents.beside)
        self.publisher.publish(key, notebook, diagnosis)
        folder.record.append(key, submission.contents.digest, diagnosis.remarks)
        folder.ran += 1
