"""Lay a download out as nbgrader wants it: ``student/assignment/notebook.ipynb``.

The download itself is never changed: a copy is made for as long as the grading takes. Whoever
cannot be told for certain is graded under the name that the system has, and a remark says so.
"""

import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from lrkit.course import Course
from lrkit.course.nbgrader_driver import scratch_folder
from lrkit.files import MAX_NOTEBOOK, regular_files
from lrkit.files.archives import unpack
from lrkit.lms import unmatched
from lrkit.lms.archives import download_of, open_student_zips
from lrkit.lms.assignment_match import AssignmentMatcher
from lrkit.lms.class_list import ClassList, DownloadEntry
from lrkit.lms.filenames import (
    BLACKBOARD,
    CANVAS,
    DownloadedFile,
    identify_owners,
    is_download,
    read_receipts,
    split_copy_number,
)
from lrkit.lms.lateness import TIMESTAMP, note_lateness
from lrkit.lms.roster import Roster, as_folder, read_roster
from lrkit.remarks import Remark, SubmissionKey, not_graded

NOT_LISTED = "not on the roster"


@dataclass
class ArrangedClass:
    """A class, laid out.

    Attributes
    ----------
    folder : Path
        With ``student/assignment/notebook.ipynb``.
    problems : list of Remark
        What could not be laid out, and why.
    ledger : Ledger
        What the system says about the rest.
    """

    folder: Path
    problems: list[Remark] = field(default_factory=list)
    ledger: ClassList = field(default_factory=ClassList)


@contextmanager
def arrange_class(folder: Path, course: Course, scratch_beside: Path,
                  roster: Sequence[Path] = (),
                  chosen: Sequence[str] = ()) -> Iterator[ArrangedClass]:
    """The class in a folder: laid out anew if it is a download, else as it is.

    Parameters
    ----------
    folder : Path
        An unpacked download, a folder of several downloads or of their zip files, or a folder in
        nbgrader's layout.
    course : Course
        Whose assignments are looked for.
    scratch_beside : Path
        Beside which the copy is made.
    roster : sequence of Path
        Files that say who is in the class, see `lrkit.lms.roster`.
    chosen : sequence of str
        Which assignments are to be graded; it helps with notebooks that may be several.

    Raises
    ------
    UserError
        If a roster cannot be read.
    """
    people = read_roster(roster)
    files = regular_files(folder)
    if not _archives(files) and not is_download(files, course.assignments):
        yield _in_nbgraders_layout(folder, course, people)
        return
    with scratch_folder(scratch_beside) as scratch:
        root, files, problems = _unpacked(folder, Path(scratch) / "unpacked")
        if not is_download(files, course.assignments):
            yield _in_nbgraders_layout(folder, course, people)
            return
        target = Path(scratch) / "class"
        target.mkdir()
        recogniser = AssignmentMatcher(course, chosen)
        work = _Arrangement(root, recogniser, people, ArrangedClass(target, problems))
        work.lay_out(files, Path(scratch) / "zips")
        yield work.done


def _unpacked(folder: Path, into: Path) -> tuple[Path, list[Path], list[Remark]]:
    """The files of a folder; where it holds zip files and no notebook, what is in those."""
    files = regular_files(folder)
    archives = _archives(files)
    if not archives:
        return folder, files, []
    problems = []
    for path in archives:
        problems += unpack(folder / path, into / path.stem)
    return into, regular_files(into), problems


def _archives(files: Sequence[Path]) -> list[Path]:
    """The zip files of a folder that has no notebooks: several downloads."""
    if any(path.suffix == ".ipynb" for path in files):
        return []
    return [path for path in files if path.suffix == ".zip" and len(path.parts) == 1]


def _in_nbgraders_layout(folder: Path, course: Course, roster: Roster | None) -> ArrangedClass:
    done = ArrangedClass(folder)
    if roster is None:
        return done
    done.ledger.people.update(_everybody(roster))
    for path in regular_files(folder):
        if path.suffix != ".ipynb" or path.parent.name not in course.assignments:
            continue
        student = path.parent.parent.name
        if student not in done.ledger.people:
            entry = DownloadEntry(name=student, look=[f"{student} is {NOT_LISTED}"])
            done.ledger.entries[SubmissionKey(student, path.parent.name)] = entry
    return done


def _everybody(roster: Roster) -> dict[str, dict[str, str]]:
    return {person.student: {"name": person.name, "email": person.email}
            for person in roster.people}


class _Arrangement:
    """One download on its way."""

    def __init__(self, root: Path, recogniser: AssignmentMatcher, roster: Roster | None,
                 done: ArrangedClass):
        self.root, self.recogniser, self.roster, self.done = root, recogniser, roster, done
        self.looks: dict[str, list[str]] = {}  # about a student, in every assignment
        self.unknown: list[tuple[str, DownloadedFile]] = []  # notebooks of no assignment, and whose

    def lay_out(self, files: Sequence[Path], scratch: Path) -> None:
        """Find out whose files these are and what they are; copy what counts."""
        found, rest = identify_owners(files, read_receipts(self.root, files))
        found, faults = open_student_zips(found, self.root, scratch)
        self.done.problems += faults
        self._say_unnamed(rest)
        if self.roster is not None:
            self.done.ledger.people.update(_everybody(self.roster))
        students = self._students(found)
        notebooks: dict[tuple[str, str], list[DownloadedFile]] = {}
        others: dict[str, list[DownloadedFile]] = {}
        for handed in found:
            student = students[handed.lms, handed.name, handed.id]
            if handed.file.suffix != ".ipynb":
                if handed.lms != BLACKBOARD or handed.path.name != handed.file.name:
                    others.setdefault(student, []).append(handed)
            elif assignment := self._assignment(handed, student):
                notebooks.setdefault((student, assignment), []).append(handed)
        for (student, assignment), versions in sorted(notebooks.items()):
            self._place(student, assignment, versions, others.get(student, []))
        homes = unmatched.assignments_of_downloads(notebooks, self.recogniser.chosen)
        unmatched.remark_misplaced(notebooks, homes, self.done.ledger.entries)
        self._say_unplaced(homes, others, {student for student, _ in notebooks})

    def _say_unnamed(self, rest: Sequence[Path]) -> None:
        self.done.problems += [
            not_graded(str(path), "its name does not say who handed it in, as the others' names do")
            for path in rest if path.suffix == ".ipynb"]

    def _students(self, found: Sequence[DownloadedFile]) -> dict[tuple[str, str, str], str]:
        """The student's name for each name and number of the system."""
        whose = {(handed.lms, handed.name, handed.id): handed for handed in found}
        twins: dict[tuple[str, str], set[str]] = {}
        for handed in whose.values():
            twins.setdefault((handed.lms, handed.name.casefold()), set()).add(handed.id)
        names = {}
        for key, handed in whose.items():
            double = handed.lms not in (CANVAS, BLACKBOARD) and self._at_once(
                found, twins[handed.lms, handed.name.casefold()])
            names[key] = self._student(handed, double)
        return names

    def _at_once(self, found: Sequence[DownloadedFile], numbers: set[str]) -> bool:
        """Whether two numbers of one name are in one download: then they are two students.

        Moodle has a number for each assignment, so that in several downloads they are one.
        """
        if len(numbers) < 2:
            return False
        folders: dict[Path, set[str]] = {}
        for handed in found:
            if handed.id in numbers:
                folders.setdefault(download_of(handed), set()).add(handed.id)
        return any(len(there) > 1 for there in folders.values())

    def _student(self, handed: DownloadedFile, double: bool) -> str:
        own = {CANVAS: f"{handed.name} {handed.id}", BLACKBOARD: handed.id}.get(
            handed.lms, f"{handed.name} ({handed.id})" if double else handed.name)
        own = as_folder(own)
        people = self.roster.find(handed) if self.roster else ()
        if len(people) == 1:
            return people[0].student
        if len(people) > 1:
            names = " or ".join(person.student for person in people)
            self.looks.setdefault(own, []).append(
                f"{handed.name} ({handed.id}) can be {names}: write the number into a column id "
                "of the roster, beside whose it is")
        elif self.roster is not None:
            self.looks.setdefault(own, []).append(f"{handed.name} ({handed.id}) is {NOT_LISTED}")
        elif double:
            self.looks.setdefault(own, []).append(
                f"there are several students of the name {handed.name}; a roster tells them apart")
        self.done.ledger.people.setdefault(own, {"name": handed.name, "email": ""})
        return own

    def _assignment(self, handed: DownloadedFile, student: str) -> str | None:
        path = self.root / handed.path
        if path.stat().st_size > MAX_NOTEBOOK:
            self.done.problems.append(not_graded(f"{student}: {handed.path}", "it is too large"))
            return None
        found = self.recogniser.assignment(path.read_bytes(), handed.file.name)
        if found is None:
            self.unknown.append((student, handed))
        return found

    def _place(self, student: str, assignment: str, versions: list[DownloadedFile],
               others: Sequence[DownloadedFile]) -> None:
        """Copy the version that counts, and note the rest."""
        versions.sort(key=lambda handed: (handed.order, str(handed.path)))
        last = versions[-1]
        entry = DownloadEntry(last.lms, last.name, last.id, last.shown, last.time,
                              look=list(self.looks.get(student, ())))
        equal = [handed for handed in versions[:-1] if handed.order == last.order
                 and not self._same(handed, last)]
        if equal:
            self.done.problems.append(not_graded(
                f"{student}/{assignment}", f"which of these counts? {last.shown}, "
                + ", ".join(handed.shown for handed in equal) + ": delete the others in the "
                "unpacked download, and grade that folder",
                key=SubmissionKey(student, assignment)))
            return
        entry.said += [f"handed in before: {handed.shown}"
                       + (f" ({handed.time})" if handed.time else "") for handed in versions[:-1]]
        if split_copy_number(last.file.stem)[0].lower() != assignment.lower():
            entry.said.append(f"the notebook was called {last.file.name}")
        if last.archive:
            entry.said.append(f"the notebook was in {last.archive.file.name}")
        note_lateness(last, entry, self.roster)
        folder = self.done.folder / student / assignment
        folder.mkdir(parents=True)
        shutil.copyfile(self.root / last.path, folder / f"{assignment}.ipynb")
        for handed in others:
            _copy_beside(self.root / handed.path, folder, handed.file)
        if entry.time:
            (folder / TIMESTAMP).write_text(entry.time + "\n", encoding="utf-8")
        self.done.ledger.entries[SubmissionKey(student, assignment)] = entry

    def _same(self, one: DownloadedFile, other: DownloadedFile) -> bool:
        return (self.root / one.path).read_bytes() == (self.root / other.path).read_bytes()

    def _say_unplaced(self, homes: dict[Path, str], others: dict[str, list[DownloadedFile]],
                      handed_in: set[str]) -> None:
        entries = self.done.ledger.entries
        example = self.recogniser.course.assignments[0]
        for student, handed in self.unknown:
            self.done.problems += unmatched.report_unmatched(
                student, [handed], "neither its name nor its cells say which assignment it is; if "
                f"it is one of this course, rename it, such as {example}.ipynb", homes, entries)
        for student, files in sorted(others.items()):
            if student not in handed_in:
                names = ", ".join(sorted(handed.file.name for handed in files)[:5])
                self.done.problems += unmatched.report_unmatched(
                    student, files, f"handed in {names}, and no notebook", homes, entries)


def _copy_beside(source: Path, folder: Path, name: Path) -> None:
    target = folder / name
    if target.suffix == ".ipynb" or ".." in name.parts or target.exists() or \
            target.name.lower() == TIMESTAMP:  # the time is the system's to say
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)
