"""The reporter: a feedback page for each submission as it is graded, and tables at the end."""

from types import TracebackType
from typing import Any

from lrkit.grading.execution.notebook_result import NotebookResult
from lrkit.grading.gradebook.prepare import GradedFolder
from lrkit.grading.intake.read import ReadSubmission
from lrkit.grading.reporting.diagnostics import diagnose, store_diagnostics
from lrkit.grading.reporting.feedback import FeedbackWriter
from lrkit.grading.reporting.manual_grades import refresh_feedback
from lrkit.grading.reporting.progress_bar import ProgressBar
from lrkit.grading.reporting.summary import Summary, write_tables
from lrkit.remarks import SubmissionKey


class Reporter:
    """A reporter of what was graded, to students and the instructor; a context manager.

    When it ends, it writes the tables and the report in any case, and the feedback pages of those
    who were marked by hand where nothing went wrong.

    Parameters
    ----------
    folder : GradedFolder
        Prepared.

    Attributes
    ----------
    summary : Summary
        The tables, at the end.
    pages : int
        How many feedback pages took in marks by hand.
    """

    def __init__(self, folder: GradedFolder):
        self.folder = folder
        self.summary = Summary((), (), "")
        self.pages = 0
        self._feedback = FeedbackWriter(folder.gradebook)
        self._bar = ProgressBar(len(folder.seen))

    def __enter__(self) -> "Reporter":
        self._bar.__enter__()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None,
                 trace: TracebackType | None) -> None:
        self._bar.__exit__(kind, error, trace)
        target, record = self.folder.target, self.folder.record
        self.summary = write_tables(target, record, self.folder.remarks)
        if error is None:
            self.pages = refresh_feedback(target, record)

    def diagnose(self, submission: ReadSubmission, result: NotebookResult) -> dict[str, Any]:
        """Return what is known of a submission beyond its marks; see `diagnostics.diagnose`."""
        return diagnose(submission.repaired, result, submission.assignment)

    def publish(self, key: SubmissionKey, notebook: Any, diagnosis: dict[str, Any]) -> None:
        """Write a submission's feedback page, and keep its diagnosis."""
        self._feedback.write(key.student, key.assignment, notebook)
        store_diagnostics(self.folder.target.root, key, diagnosis)

    def advance(self, key: SubmissionKey) -> None:
        """Count a submission as done."""
        self._bar.advance(key)

    def skip(self) -> None:
        """Count a submission as nothing to do."""
        self._bar.skip()
