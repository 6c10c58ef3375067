"""What is known of a class from its learning management system: a file beside the gradebook.

It says whose work each submission is in the system's own terms, so that marks find their way back,
and what an instructor should know: late, handed in before, not on the roster.
"""

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from lrkit.grading.engine import CourseFolder, without_noise
from lrkit.grading.errors import UserError
from lrkit.grading.files import write_json
from lrkit.grading.record import Record

FILE = Path(".lrkit") / "lms.json"
_FORMAT = 1


@dataclass
class Entry:
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
class Ledger:
    """Submissions by ``student/assignment``, and the class by student."""

    entries: dict[str, Entry] = field(default_factory=dict)
    people: dict[str, dict[str, str]] = field(default_factory=dict)

    @classmethod
    def load(cls, root: Path) -> "Ledger":
        """The ledger of a graded folder; an empty one where there is none."""
        try:
            stored = json.loads((root / FILE).read_text(encoding="utf-8"))
            return cls({key: Entry(**entry) for key, entry in stored["entries"].items()},
                       dict(stored["people"]))
        except FileNotFoundError:
            return cls()
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise UserError(f"{root / FILE} cannot be read ({error}): remove it, and grade the "
                            "download again") from error

    def save(self, root: Path) -> None:
        """Write it, whole or not at all."""
        write_json(root / FILE, {
            "format": _FORMAT, "people": self.people,
            "entries": {key: asdict(entry) for key, entry in self.entries.items()}})

    def take_in(self, later: "Ledger") -> None:
        """Add what a new download says.

        Raises
        ------
        UserError
            If it gives somebody's work to another student than before: two rosters do not mix.
        """
        before = {(entry.lms, entry.id, _assignment(key)): _student(key)
                  for key, entry in self.entries.items() if entry.id}
        for key, entry in later.entries.items():
            student = before.get((entry.lms, entry.id, _assignment(key)), _student(key))
            if student != _student(key):
                raise UserError(
                    f"{entry.name} ({entry.id}) was graded here as {student!r}, and would now be "
                    f"{_student(key)!r}: is it another roster? Grade into another folder with "
                    "--output, or with the roster of before")
        self.entries.update(later.entries)
        self.people.update(later.people)

    def remark(self, key: str, lateness: str = "") -> tuple[list[str], list[str]]:
        """What to look at and what is said of a submission.

        `lateness` is what nbgrader says of it. Where that is nothing, the system's word stands: no
        due date was given, or another one.
        """
        entry = self.entries.get(key, Entry())
        late = lateness or (entry.late and f"{entry.late}, says the worksheet; nothing was taken "
                            "off, because no due date given with --due makes it late")
        return [*entry.look, *([late] if late else [])], entry.said


def enter_students(target: CourseFolder, people: dict[str, dict[str, str]]) -> None:
    """Put the class into nbgrader's gradebook, with names and addresses, in one transaction."""
    if not people or not target.has_gradebook():
        return
    from nbgrader.api import Gradebook, Student

    with without_noise(), Gradebook(target.db_url) as gradebook:
        known: dict[str, Any] = {student.id: student for student in gradebook.students}
        for student, facts in people.items():
            if student not in known:
                known[student] = Student(id=student)
                gradebook.db.add(known[student])
            first, last = _names(facts.get("name", ""))
            known[student].first_name = known[student].first_name or first or None
            known[student].last_name = known[student].last_name or last or None
            known[student].email = known[student].email or facts.get("email") or None
        gradebook.db.commit()


def forget_removed(target: CourseFolder, record: Record) -> None:
    """Drop what is kept of students whom somebody took out of nbgrader's gradebook."""
    if not target.has_gradebook():
        return
    from nbgrader.api import Gradebook

    with without_noise(), Gradebook(target.db_url) as gradebook:
        students = {student.id for student in gradebook.students}
    record.forget(students)
    record.save()
    kept = Ledger.load(target.root)
    if kept.entries or kept.people:
        Ledger({key: entry for key, entry in kept.entries.items() if _student(key) in students},
               {student: facts for student, facts in kept.people.items() if student in students}
               ).save(target.root)


def _names(name: str) -> tuple[str, str]:
    """First and family name: by a comma, else the last word is the family's."""
    if "," in name:
        last, _, first = name.partition(",")
        return first.strip(), last.strip()
    first, _, last = name.rpartition(" ")
    return first.strip(), last.strip()


def _student(key: str) -> str:
    return key.rsplit("/", 1)[0]


def _assignment(key: str) -> str:
    return key.rsplit("/", 1)[1]
