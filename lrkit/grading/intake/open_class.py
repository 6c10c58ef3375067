"""The class that was handed in: its folder locked, unpacked, laid out and looked through."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from lrkit.files.lock import exclusive_lock
from lrkit.grading.intake.find import Submission, find_submissions, open_submissions
from lrkit.grading.intake.plan import Plan
from lrkit.lms.arrange import ArrangedClass, arrange_class
from lrkit.lms.class_list import ClassList
from lrkit.remarks import Remark


@dataclass(frozen=True)
class SubmittedClass:
    """A class, ready to be read.

    Attributes
    ----------
    submissions : tuple of Submission
        What may be graded, in the order of its names.
    remarks : tuple of Remark
        What cannot be graded, and why.
    class_list : ClassList
        What a learning management system says of it.
    """

    submissions: tuple[Submission, ...]
    remarks: tuple[Remark, ...]
    class_list: ClassList


@contextmanager
def open_class(plan: Plan) -> Iterator[SubmittedClass]:
    """Lock the graded folder, and find the submissions; a zip is unpacked for as long.

    Raises
    ------
    UserError
        If another run is at work in the graded folder, a zip or a roster cannot be read, or there
        is not a notebook.
    """
    options = plan.options
    with exclusive_lock(plan.output), \
            open_submissions(plan.folder, plan.output) as (folder, faults), \
            arrange_class(folder, plan.course, plan.output, options.roster,
                          options.assignments) as arranged:
        found, remarks = _find(arranged, plan)
        yield SubmittedClass(tuple(found), (*faults, *remarks), arranged.class_list)


def _find(arranged: ArrangedClass, plan: Plan) -> tuple[list[Submission], list[Remark]]:
    if arranged.problems and not any(arranged.folder.iterdir()):
        return [], arranged.problems
    found, remarks = find_submissions(arranged.folder, plan.course.assignments,
                                      plan.options.assignments, plan.folder)
    return found, arranged.problems + remarks
