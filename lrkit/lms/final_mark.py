"""A student's final mark for an assignment, and its points as a system writes them."""

from collections.abc import Mapping
from dataclasses import dataclass

from lrkit.errors import UserError
from lrkit.lms.class_list import DownloadEntry
from lrkit.lms.roster import Person
from lrkit.remarks import SubmissionKey

WAITING = "waits to be marked by hand"
NOT_HANDED_IN = "not handed in"


@dataclass(frozen=True)
class FinalMark:
    """The mark of one student for one assignment.

    Attributes
    ----------
    student, assignment : str
        As in the gradebook.
    points : float or None
        None where there is no final mark.
    limit : float
        The most that can be had.
    why : str
        Why there is none.
    comment : str
        An instructor's comment from formgrader.
    """

    student: str
    assignment: str
    points: float | None
    limit: float
    why: str = ""
    comment: str = ""

    @property
    def key(self) -> SubmissionKey:
        """The student with the assignment."""
        return SubmissionKey(self.student, self.assignment)


@dataclass(frozen=True)
class MarkLine:
    """A mark with all that is known of its student.

    Attributes
    ----------
    mark : FinalMark
        The mark.
    entry : DownloadEntry or None
        The submission as the download had it.
    person : Person or None
        The student on the roster.
    facts : mapping of str to str
        The student's name and e-mail address in the class list.
    """

    mark: FinalMark
    entry: DownloadEntry | None
    person: Person | None
    facts: Mapping[str, str]

    def number_in(self, lms: str) -> str:
        """Return the student's number in a system; empty if the submission is not from there."""
        return self.entry.id if self.entry is not None and self.entry.lms == lms else ""


def convert_points(mark: FinalMark, limit: str, lms: str, *, scale: bool) -> float:
    """Convert points to the maximum that the system has.

    Raises
    ------
    UserError
        If the maximum is another and `scale` is not asked for.
    """
    try:
        theirs = float(limit)
    except ValueError:
        return mark.points
    if theirs == mark.limit or theirs <= 0:
        return mark.points
    if not scale:
        raise UserError(f"the most that {lms} has for {mark.assignment} is {theirs:g} points, and "
                        f"the notebook has {mark.limit:g}: set it there, or convert with --scale")
    return mark.points * theirs / mark.limit


def format_points(value: float | None) -> str:
    """Format points with at most two decimals; an empty text for None.

    >>> format_points(7.0), format_points(6.666), format_points(None)
    ('7', '6.67', '')
    """
    return "" if value is None else f"{value:.2f}".rstrip("0").rstrip(".")
