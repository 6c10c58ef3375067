"""Remarks to the instructor, and the key of the submission that a remark is about."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class SubmissionKey(str):
    """A student with an assignment, as one text ``student/assignment``.

    It is a `str`, so that it is a file's key in JSON as it stands, and equal to its text.

    Examples
    --------
    >>> key = SubmissionKey("ada", "01_one_step_downhill")
    >>> key, key.student, key.assignment
    ('ada/01_one_step_downhill', 'ada', '01_one_step_downhill')
    """

    __slots__ = ()

    def __new__(cls, student: str, assignment: str) -> "SubmissionKey":
        return super().__new__(cls, f"{student}/{assignment}")

    def __getnewargs__(self) -> tuple[str, str]:
        """Return what a copy is made from: a key travels to workers with its job."""
        return self.student, self.assignment

    @classmethod
    def parse(cls, text: str) -> "SubmissionKey":
        """Read a key from its text; ValueError for a text that is none.

        >>> SubmissionKey.parse("ada/01_one_step_downhill").assignment
        '01_one_step_downhill'
        """
        student, separator, assignment = text.rpartition("/")
        if not separator:
            raise ValueError(f"a submission's key is student/assignment, got {text!r}")
        return cls(student, assignment)

    @property
    def student(self) -> str:
        """The student's name in the gradebook."""
        return self.rpartition("/")[0]

    @property
    def assignment(self) -> str:
        """The assignment's name."""
        return self.rpartition("/")[2]


class RemarkKind(StrEnum):
    """The kinds of remarks: what each asks of the instructor."""

    NOT_GRADED = "not graded"  # something handed in earned no mark: act on it
    LOOK = "look"  # graded, and a person should look at it
    REPAIRED = "repaired"  # a damage that was put right with certainty
    NOTE = "note"  # good to know


@dataclass(frozen=True)
class Remark:
    """One thing that an instructor should know.

    Attributes
    ----------
    kind : RemarkKind
        What it asks for.
    text : str
        A sentence or a part of one.
    place : str
        The file, folder or submission that it is about; empty where that is clear.
    key : SubmissionKey or None
        The submission whose mark it costs, for `RemarkKind.NOT_GRADED`.
    """

    kind: RemarkKind
    text: str
    place: str = ""
    key: SubmissionKey | None = None

    def __str__(self) -> str:
        return f"{self.place}: {self.text}" if self.place else self.text


def not_graded(place: str, text: str, key: SubmissionKey | None = None) -> Remark:
    """Make a remark on something that cannot be graded."""
    return Remark(RemarkKind.NOT_GRADED, text, place, key)


def texts_of(remarks: Iterable[Remark], *kinds: RemarkKind) -> list[str]:
    """Return the texts of the remarks of these kinds, one kind after the other.

    >>> texts_of([Remark(RemarkKind.NOTE, "a"), Remark(RemarkKind.LOOK, "b")], RemarkKind.LOOK)
    ['b']
    """
    remarks = list(remarks)
    return [remark.text for kind in kinds for remark in remarks if remark.kind == kind]
