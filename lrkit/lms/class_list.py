"""The class as its learning management system knows it: a file beside the gradebook.

It keeps whose work each submission is in the system's own terms, so that marks find their way back,
and remarks for the instructor: late, handed in before, not on the roster.
"""

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from lrkit.errors import UserError
from lrkit.files.atomic import write_json
from lrkit.remarks import Remark, RemarkKind, SubmissionKey

CLASS_FILE = Path(".lrkit") / "lms.json"
_FORMAT = 1
# The keys under which the file keeps the remarks of a submission.
_REMARK_KEYS = {"look": RemarkKind.LOOK, "said": RemarkKind.NOTE}


@dataclass
class DownloadEntry:
    """One submission as the system knows it.

    Attributes
    ----------
    lms, name, id : str
        The system, and its name and number of the student.
    file : str
        The file that counts, as it is called in the download.
    time : str
        The time of the submission, if that is known.
    late : str
        How late it was by the system's own due date.
    remarks : list of Remark
        Remarks of the kinds `RemarkKind.LOOK` and `RemarkKind.NOTE`.
    """

    lms: str = ""
    name: str = ""
    id: str = ""
    file: str = ""
    time: str = ""
    late: str = ""
    remarks: list[Remark] = field(default_factory=list)

    def add_remark(self, kind: RemarkKind, text: str) -> None:
        """Add a remark: of the kind ``LOOK`` or ``NOTE``, which the class file keeps."""
        self.remarks.append(Remark(kind, text))

    def texts(self, kind: RemarkKind) -> list[str]:
        """Return the texts of the remarks of one kind."""
        return [remark.text for remark in self.remarks if remark.kind == kind]

    def to_json(self) -> dict[str, Any]:
        """Return the entry as the class file keeps it."""
        facts = {name: value for name, value in asdict(self).items() if name != "remarks"}
        return facts | {key: self.texts(kind) for key, kind in _REMARK_KEYS.items()}

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> "DownloadEntry":
        """Read an entry of the class file; TypeError for one with an unknown key."""
        facts = dict(stored)
        remarks = [Remark(kind, text) for key, kind in _REMARK_KEYS.items()
                   for text in facts.pop(key, ())]
        return cls(**facts, remarks=remarks)


@dataclass
class ClassList:
    """The submissions by their keys, and the students of the class by their names."""

    entries: dict[SubmissionKey, DownloadEntry] = field(default_factory=dict)
    people: dict[str, dict[str, str]] = field(default_factory=dict)

    @classmethod
    def load(cls, root: Path) -> "ClassList":
        """Read the class list of a graded folder; an empty one where there is none."""
        try:
            stored = json.loads((root / CLASS_FILE).read_text(encoding="utf-8"))
            return cls({SubmissionKey.parse(key): DownloadEntry.from_json(entry)
                        for key, entry in stored["entries"].items()}, dict(stored["people"]))
        except FileNotFoundError:
            return cls()
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise UserError(f"{root / CLASS_FILE} cannot be read ({error}): remove it, and grade "
                            "the download again") from error

    def save(self, root: Path) -> None:
        """Write it atomically into a graded folder."""
        write_json(root / CLASS_FILE, {
            "format": _FORMAT, "people": self.people,
            "entries": {key: entry.to_json() for key, entry in self.entries.items()}})

    def take_in(self, later: "ClassList") -> None:
        """Add the entries and people of a new download.

        Raises
        ------
        UserError
            If it gives somebody's work to another student than before: two rosters do not mix.
        """
        before = {(entry.lms, entry.id, key.assignment): key.student
                  for key, entry in self.entries.items() if entry.id}
        for key, entry in later.entries.items():
            student = before.get((entry.lms, entry.id, key.assignment), key.student)
            if student != key.student:
                raise UserError(
                    f"{entry.name} ({entry.id}) was graded here as {student!r}, and would now be "
                    f"{key.student!r}: is it another roster? Grade into another folder with "
                    "--output, or with the roster of before")
        self.entries.update(later.entries)
        self.people.update(later.people)

    def remarks(self, key: SubmissionKey, lateness: str = "") -> list[Remark]:
        """Return the remarks on a submission, first those that ask a person to look.

        Parameters
        ----------
        key : SubmissionKey
            The submission.
        lateness : str
            How late nbgrader says that it is. Where that is empty the system's word stands: no due
            date was given, or another one.
        """
        entry = self.entries.get(key, DownloadEntry())
        late = lateness or (entry.late and f"{entry.late}, says the worksheet; nothing was taken "
                            "off, because no due date given with --due makes it late")
        looks = [*entry.texts(RemarkKind.LOOK), *([late] if late else [])]
        return [*(Remark(RemarkKind.LOOK, text) for text in looks),
                *(remark for remark in entry.remarks if remark.kind == RemarkKind.NOTE)]
