"""The names under which the students of a download are graded.

With a roster that is the name on it. Whoever cannot be told for certain is graded under the name
that the system has, and a remark says so.
"""

from collections.abc import Sequence
from pathlib import Path

from lrkit.lms.filenames import BLACKBOARD, CANVAS, DownloadedFile
from lrkit.lms.roster import Person, Roster, as_folder
from lrkit.lms.student_zips import download_folder
from lrkit.remarks import Remark, RemarkKind

NOT_LISTED = "not on the roster"


class StudentNames:
    """The students of one download, each with one name.

    Parameters
    ----------
    found : sequence of DownloadedFile
        The files of the download.
    roster : Roster or None
        Who is in the class, if that is known.

    Attributes
    ----------
    remarks : dict of str to list of Remark
        For a student's name, what a person should look at, in every assignment.
    people : dict of str to dict
        Names and addresses of students who are on no roster.
    """

    def __init__(self, found: Sequence[DownloadedFile], roster: Roster | None):
        self.roster = roster
        self.remarks: dict[str, list[Remark]] = {}
        self.people: dict[str, dict[str, str]] = {}
        self._names = {}
        owners = {_name_and_number(file): file for file in found}
        namesakes: dict[tuple[str, str], set[str]] = {}
        for file in owners.values():
            namesakes.setdefault((file.lms, file.name.casefold()), set()).add(file.id)
        for owner, file in owners.items():
            shared = file.lms not in (CANVAS, BLACKBOARD) and _in_one_download(
                found, namesakes[file.lms, file.name.casefold()])
            self._names[owner] = self._name(file, shared)

    def of(self, file: DownloadedFile) -> str:
        """Return the name of the student whose file it is."""
        return self._names[_name_and_number(file)]

    def _name(self, file: DownloadedFile, shared: bool) -> str:
        """Name a student; `shared` is whether several students of the download have the name."""
        own = as_folder({CANVAS: f"{file.name} {file.id}", BLACKBOARD: file.id}.get(
            file.lms, f"{file.name} ({file.id})" if shared else file.name))
        people = self.roster.find(file) if self.roster else ()
        if len(people) == 1:
            return people[0].student
        if doubt := self._doubt(file, people, shared):
            self.remarks.setdefault(own, []).append(Remark(RemarkKind.LOOK, doubt))
        self.people.setdefault(own, {"name": file.name, "email": ""})
        return own

    def _doubt(self, file: DownloadedFile, people: Sequence[Person], shared: bool) -> str:
        """Say why it is not certain who a student is; an empty text where it is."""
        if len(people) > 1:
            names = " or ".join(person.student for person in people)
            return (f"{file.name} ({file.id}) can be {names}: write the number into a column id "
                    "of the roster, beside whose it is")
        if self.roster is not None:
            return f"{file.name} ({file.id}) is {NOT_LISTED}"
        if shared:
            return f"there are several students of the name {file.name}; a roster tells them apart"
        return ""


def _name_and_number(file: DownloadedFile) -> tuple[str, str, str]:
    """Return a student's system with the name and the number there, in whichever download."""
    return file.lms, file.name, file.id


def _in_one_download(found: Sequence[DownloadedFile], numbers: set[str]) -> bool:
    """Return whether two numbers of one name are in one download: then they are two students.

    Moodle has a number for each assignment, so that in several downloads they are one.
    """
    if len(numbers) < 2:
        return False
    folders: dict[Path, set[str]] = {}
    for file in found:
        if file.id in numbers:
            folders.setdefault(download_folder(file), set()).add(file.id)
    return any(len(there) > 1 for there in folders.values())
