"""The publishing of results: feedback and progress for each submission, a report at the end."""

from types import TracebackType
from typing import Any

from lrkit.grading.execution.notebook_result import NotebookResult
from lrkit.grading.gradebook.prepare import GradedFolder
from lrkit.grading.intake.read import ReadSubmission
from lrkit.grading.reporting.diagnostics import SubmissionDiagnosis, diagnose, store_diagnosis
from lrkit.grading.reporting.feedback import FeedbackWriter
from lrkit.grading.reporting.progress_bar import ProgressBar
from lrkit.grading.reporting.refresh import refresh_feedback
from lrkit.grading.reporting.summary import Summary, write_tables
from lrkit.remarks import SubmissionKey


class ResultPublisher:
    """Publishes submissions as they are graded; a context manager that shows progress meanwhile.

    Parameters
    ----------
    folder : GradedFolder
        Prepared.
    """

    def __init__(self, folder: GradedFolder):
        self.folder = folder
        self._feedback = FeedbackWriter(folder.gradebook)
        self._bar = ProgressBar(folder.total)

    def __enter__(self) -> "ResultPublisher":
        self._bar.__enter__()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None,
                 trace: TracebackType | None) -> None:
        self._bar.__exit__(kind, error, trace)

    def diagnose(self, submission: ReadSubmission, result: NotebookResult) -> SubmissionDiagnosis:
        """Describe a submission that ran, beyond its marks."""
        return diagnose(submission.repaired, result, submission.assignment)

    def publish(self, key: SubmissionKey, notebook: Any, diagnosis: SubmissionDiagnosis) -> None:
        """Write a submission's feedback page, and keep its diagnosis."""
        self._feedback.write(key, notebook)
        store_diagnosis(self.folder.target.root, key, diagnosis)

    def show_progress(self, name: str = "") -> None:
        """Show how many submissions are done, of those that need to be graded."""
        self._bar.show(self.folder.done, self.folder.total, name)


def report_class(folder: GradedFolder) -> tuple[Summary, int]:
    """Write the tables and the report, also of a run that was stopped.

    The feedback pages of submissions that were marked by hand are written again where the run came
    to its end.

    Returns
    -------
    tuple of (Summary, int)
        The tables, and how many pages took in marks by hand.
    """
    summary = write_tables(folder.target, folder.record, folder.remarks)
    pages = refresh_feedback(folder.target, folder.record) if folder.finished else 0
    return summary, pages
