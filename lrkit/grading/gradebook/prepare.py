"""The graded folder, prepared: a course directory of nbgrader that knows the class."""

import shutil
from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field
from pathlib import Path

from lrkit.course import Course
from lrkit.course.fingerprints import fingerprint
from lrkit.course.nbgrader_driver import ConversionFailed, NbgraderCourse
from lrkit.course.nbgrader_settings import config_text
from lrkit.errors import UserError
from lrkit.files.atomic import write_atomically
from lrkit.files.listing import LITTER
from lrkit.grading.execution.run import Workers
from lrkit.grading.execution.solution_check import check_solution
from lrkit.grading.gradebook import late_penalties, own_settings
from lrkit.grading.gradebook.gradebook import ClassGradebook
from lrkit.grading.gradebook.grading_record import GradingRecord
from lrkit.grading.gradebook.students import enter_students, forget_removed
from lrkit.grading.intake.assignment import Assignment
from lrkit.grading.intake.open_class import SubmittedClass
from lrkit.grading.intake.plan import Plan
from lrkit.lms.class_list import ClassList
from lrkit.remarks import Remark, SubmissionKey, not_graded


@dataclass
class GradedFolder:
    """A graded folder while a class is graded into it.

    Attributes
    ----------
    target : NbgraderCourse
        The folder as nbgrader knows it.
    record : GradingRecord
        What was graded before.
    gradebook : ClassGradebook
        Its gradebook, opened when it is first needed.
    source : Path
        What is graded: the folder or zip that was handed in.
    chosen : sequence of str
        The assignments that are looked at; none means all.
    seen : set of SubmissionKey
        What may be graded; it shrinks by what turns out to be unreadable.
    remarks : list of Remark
        What cannot be graded; it grows.
    confirm : callable
        Waits until the solutions have run; to be called before a mark is written down. Raises
        UserError if a solution does not earn full marks here.
    ran, given_up : int
        How many submissions were graded, and how many could not be.
    total : int
        How many need to be graded, as far as they were read.
    finished : bool
        Whether the run came to its end.
    """

    target: NbgraderCourse
    record: GradingRecord
    gradebook: ClassGradebook
    source: Path
    chosen: Sequence[str]
    seen: set[SubmissionKey]
    remarks: list[Remark]
    confirm: Callable[[], None]
    ran: int = 0
    given_up: int = 0
    finished: bool = False
    total: int = field(init=False)

    def __post_init__(self) -> None:
        self.total = len(self.seen)

    @property
    def done(self) -> int:
        """The number of submissions that are graded or given up."""
        return self.ran + self.given_up

    def assignment(self, name: str) -> Assignment:
        """Return what a submission of an assignment must hold."""
        return self.gradebook.assignment(name)

    def needs(self, key: SubmissionKey, digest: str) -> bool:
        """Return whether a submission is new or has changed since it was graded."""
        needed = self.record.needs(key, digest)
        self.total -= not needed
        return needed

    def give_up(self, key: SubmissionKey, reason: str) -> None:
        """Note that a submission cannot be graded; the next run tries it again."""
        self.remarks.append(not_graded(key, reason, key))
        self.seen.discard(key)
        self.record.forget_submission(key)
        self.given_up += 1

    def settle_remarks(self) -> None:
        """Put on record what could not be graded, beside what earlier runs left."""
        self.remarks = self.record.merge_problems(self.source, self.remarks, self.seen,
                                                  self.chosen)
        self.record.save()


def prepare_folder(plan: Plan, submitted: SubmittedClass, workers: Workers) -> GradedFolder:
    """Make or continue a graded folder for the assignments of a class.

    Raises
    ------
    UserError
        If the folder holds something else, or was graded with another version of an assignment.
    """
    record = GradingRecord.load(plan.output)
    record.db_url = record.db_url or plan.options.db_url
    due = dict(late_penalties.parse_due(text, plan.course.assignments)
               for text in plan.options.due)
    target = NbgraderCourse(plan.output, logfile=plan.output / "nbgrader.log",
                            db_url=record.db_url)
    assignments = sorted({submission.assignment for submission in submitted.submissions})
    confirm = _prepare_course(target, plan.course, record, assignments, workers.executor)
    _enter_class(target, record, submitted.class_list)
    own_settings.keep_own_settings(plan.options.config, target.root)
    own_settings.read_own_settings(target)
    late_penalties.set_due_dates(target, due)
    return GradedFolder(target, record, ClassGradebook(target), plan.folder,
                        plan.options.assignments,
                        {submission.key for submission in submitted.submissions},
                        list(submitted.remarks), confirm)


def _enter_class(target: NbgraderCourse, record: GradingRecord, class_list: ClassList) -> None:
    """Enter the students that a learning management system names."""
    forget_removed(target, record)
    kept = ClassList.load(target.root)
    kept.take_in(class_list)
    if kept.entries or kept.people:
        kept.save(target.root)
    enter_students(target, kept.people)


def _prepare_course(target: NbgraderCourse, course: Course, record: GradingRecord,
                    assignments: Sequence[str], executor: Executor,
                    ) -> Callable[[], None]:
    """Make the folder a course directory of nbgrader; return what confirms the solutions."""
    output = target.root
    if not target.has_gradebook():
        record.courses, record.graded = {}, {}  # somebody deleted it: nothing is graded any more
    record.save()  # first of all: an interrupted first run must be able to go on
    write_atomically(output / "nbgrader_config.py",
                     config_text(target.db_url if target.elsewhere else ""))
    running = []
    for assignment in assignments:
        version = fingerprint(course.sources / assignment)
        if record.courses.get(assignment) != version:
            wait = _add_assignment(target, course.sources / assignment, record, executor)
            running.append((assignment, version, wait))

    def confirm() -> None:
        while running:
            assignment, version, wait = running[0]
            wait()
            record.courses[assignment] = version
            record.save()
            del running[0]

    return confirm


def _add_assignment(target: NbgraderCourse, source: Path, record: GradingRecord,
                    executor: Executor) -> Callable[[], None]:
    """Enter an assignment's cells into the gradebook, while its solution runs."""
    assignment = source.name
    if record.has_graded(assignment):
        raise UserError(
            f"{target.root} was graded with another version of {assignment}: marks of two versions "
            "do not mix. Grade into another folder with --output, or move this one away")
    copy = target.root / "source" / assignment
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(source, copy, ignore=shutil.ignore_patterns(*LITTER))
    target.load()  # while the workers start
    wait = check_solution(source / f"{assignment}.ipynb", executor)
    try:
        target.generate(assignment, database=True)  # while the solution runs
    except ConversionFailed as error:
        raise UserError(f"{assignment}: nbgrader cannot use the source: {error}") from error
    return wait
