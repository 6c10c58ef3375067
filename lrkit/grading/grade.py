"""`lrkit grade`: a folder of submissions in, a gradebook, feedback pages and a report out."""

import time
from dataclasses import dataclass
from pathlib import Path

from lrkit.course import Course
from lrkit.errors import DiskFull, is_disk_full
from lrkit.grading.execution.run import open_workers, run_submissions
from lrkit.grading.execution.sandbox_environment import FULL
from lrkit.grading.gradebook.prepare import prepare_folder
from lrkit.grading.gradebook.write_results import write_results
from lrkit.grading.intake.open_class import open_class
from lrkit.grading.intake.plan import Options, plan_run
from lrkit.grading.intake.read import read_submissions
from lrkit.grading.reporting.publisher import ResultPublisher, report_class
from lrkit.grading.reporting.summary import Summary

__all__ = ["Graded", "Options", "grade"]


@dataclass(frozen=True)
class Graded:
    """The results of a run.

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
        A course directory of nbgrader, made or continued; by default beside `folder`.
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
    started = time.monotonic()
    plan = plan_run(folder, course, output, options or Options())
    try:
        with open_workers(plan.options) as workers, open_class(plan) as submitted:
            prepared = prepare_folder(plan, submitted, workers)
            submissions = read_submissions(submitted.submissions, prepared)
            outcomes = run_submissions(workers, submissions, prepared.record.secret)
            try:
                write_results(prepared, outcomes, ResultPublisher(prepared))
            finally:  # what was graded before a run was stopped is reported, too
                summary, pages = report_class(prepared)
    except OSError as error:
        if is_disk_full(error):
            raise DiskFull(plan.output) from error
        raise
    return Graded(plan.output, summary, prepared.ran, pages, time.monotonic() - started,
                  workers.isolation)
