"""What is known of a class from its learning management system: a file beside the gradebook.

It says whose work each submission is in the system's own terms, so that marks find their way back,
and what an instructor should know: late, handed in before, not on the roster.
"""

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path

from lrkit.errors import UserError
from lrkit.files import write_json
from lrkit.remarks import SubmissionKey

CLASS_FILE = Path(".lrkit") / "lms.json"
_FORMAT = 1


@dataclass
class DownloadEntry:
    """One submission as the system knows it.

    Attributes
    ----------
    lms, name, id : str
        Which system, and its name and number of the student.
    file : str
        The file that counts, as it is called in the download.
    time : str
        When it was handed in, if that is known.
    late : str
        How late it was by the system's own due date.
    look, said : list of str
        What a person should look at, and what is only said.
    """

    lms: str = ""
    name: str = ""
    id: str = ""
    file: str = ""
    time: str = ""
    late: str = ""
    look: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)


@dataclass
class ClassList:
    """Submissions by ``student/assignment``, and the class by student."""

    entries: dict[SubmissionKey, DownloadEntry] = field(default_factory=dict)
    people: dict[str, dict[str, str]] = field(default_factory=dict)

    @classmethod
    def load(cls, root: Path) -> "ClassList":
        """The ledger of a graded folder; an empty one where there is none."""
        try:
            stored = json.loads((root / CLASS_FILE).read_text(encoding="utf-8"))
            return cls({SubmissionKey.parse(key): DownloadEntry(**entry) for key,
                        entry in stored["entries"].items()},
                       dict(stored["people"]))
        except FileNotFoundError:
            return cls()
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise UserError(f"{root / CLASS_FILE} cannot be read ({error}): remove it, and grade "
                            "the download again") from error

    def save(self, root: Path) -> None:
        """Write it, whole or not at all."""
        write_json(root / CLASS_FILE, {
            "format": _FORMAT, "people": self.people,
            "entries": {key: asdict(entry) for key, entry in self.entries.items()}})

    def take_in(self, later: "ClassList") -> None:
        """Add what a new download says.

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

    def remark(self, key: SubmissionKey, lateness: str = "") -> tuple[list[str], list[str]]:
        """What to look at and what is said of a submission.

        `lateness` is what nbgrader says of it. Where that is nothing, the system's word stands: no
        due date was given, or another one.
        """
        entry = self.entries.get(key, DownloadEntry())
        late = lateness or (entry.late and f"{entry.late}, says the worksheet; nothing was taken "
                            "off, because no due date given with --due makes it late")
        return [*entry.look, *([late] if late else [])], entry.said
