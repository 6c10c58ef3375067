"""`lrkit report`: tables and pages refreshed after marks by hand, without grading again."""

from pathlib import Path

from lrkit.course.nbgrader_driver import NbgraderCourse
from lrkit.files.lock import exclusive_lock
from lrkit.grading.gradebook import late_penalties, own_settings
from lrkit.grading.gradebook.gradebook import ClassGradebook
from lrkit.grading.gradebook.graded_folder import find_graded_folder, open_graded_folder
from lrkit.grading.gradebook.grading_record import GradingRecord
from lrkit.grading.gradebook.manual_grades import NO_MANUAL_GRADES, manual_grade_digests
from lrkit.grading.gradebook.students import forget_removed
from lrkit.grading.reporting.feedback import FeedbackWriter
from lrkit.grading.reporting.summary import Summary, write_tables


def refresh(folder: Path) -> tuple[Path, Summary, int]:
    """Rewrite tables, report and feedback pages from the gradebook.

    Returns
    -------
    tuple of (Path, Summary, int)
        The graded folder, its tables, and how many pages took in what was marked by hand.
    """
    root = find_graded_folder(folder)
    with exclusive_lock(root):
        record, target = GradingRecord.load(root), open_graded_folder(root)
        own_settings.read_own_settings(target)
        late_penalties.refresh_penalties(target)
        forget_removed(target, record)
        summary = write_tables(target, record, record.all_problems)
        return root, summary, refresh_feedback(target, record)


def refresh_feedback(target: NbgraderCourse, record: GradingRecord) -> int:
    """Rewrite the feedback pages of submissions that were marked by hand since.

    Returns
    -------
    int
        How many pages were written.
    """
    if not target.has_gradebook():  # nothing in the folder could be graded
        return 0
    written = 0
    with ClassGradebook(target) as gradebook:
        feedback = FeedbackWriter(gradebook)
        for key, digest in manual_grade_digests(target).items():
            if key in record.graded and record.pages.get(key, NO_MANUAL_GRADES) != digest:
                feedback.write(key)
                record.pages[key] = digest
                record.save()
                written += 1
    return written
