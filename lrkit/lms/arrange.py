"""The layout of a download as nbgrader wants it: ``student/assignment/notebook.ipynb``.

The download itself is never changed: a copy is made for as long as the grading takes.
"""

import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import NamedTuple

from lrkit.course import Course
from lrkit.files.archives import unpack
from lrkit.files.atomic import scratch_folder
from lrkit.files.hashes import digest
from lrkit.files.listing import MAX_NOTEBOOK, regular_files
from lrkit.lms import unmatched
from lrkit.lms.assignment_match import AssignmentMatcher
from lrkit.lms.class_list import ClassList, DownloadEntry
from lrkit.lms.filenames import (
    BLACKBOARD,
    DownloadedFile,
    identify_owners,
    is_download,
    read_receipts,
    split_copy_number,
)
from lrkit.lms.lateness import TIMESTAMP, enter_lateness
from lrkit.lms.roster import Roster, read_roster
from lrkit.lms.student_names import NOT_LISTED, StudentNames
from lrkit.lms.student_zips import open_student_zips
from lrkit.remarks import Remark, RemarkKind, SubmissionKey, not_graded

MAX_NAMED = 5  # files of a student that a remark names


@dataclass
class ArrangedClass:
    """A class, laid out.

    Attributes
    ----------
    folder : Path
        With ``student/assignment/notebook.ipynb``.
    problems : list of Remark
        What could not be laid out, and why.
    class_list : ClassList
        What the system says about the rest.
    """

    folder: Path
    problems: list[Remark] = field(default_factory=list)
    class_list: ClassList = field(default_factory=ClassList)


@contextmanager
def arrange_class(folder: Path, course: Course, scratch_beside: Path,
                  roster: Sequence[Path] = (),
                  chosen: Sequence[str] = ()) -> Iterator[ArrangedClass]:
    """Lay out the class in a folder: again if it is a download, else as it is.

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
        The assignments to grade; it helps with notebooks that may be several.

    Raises
    ------
    UserError
        If a roster cannot be read.
    """
    people = read_roster(roster)
    download = _Download(folder, regular_files(folder), [])
    archives = _archives(download.files)
    as_it_is = partial(_as_it_is, folder, download.files, course, people)
    if not archives and not is_download(download.files, course.assignments):
        yield as_it_is()
        return
    with scratch_folder(scratch_beside) as scratch:
        if archives:
            download = _unpacked(folder, archives, Path(scratch) / "unpacked")
            if not is_download(download.files, course.assignments):
                yield as_it_is()
                return
        arrangement = _Arrangement(download.root, AssignmentMatcher(course, chosen), people,
                                   ArrangedClass(Path(scratch) / "class", download.problems))
        arrangement.lay_out(download.files, Path(scratch) / "zips")
        yield arrangement.done


class _Download(NamedTuple):
    """The files of a download, relative to its folder, and what could not be unpacked."""

    root: Path
    files: list[Path]
    problems: list[Remark]


def _unpacked(folder: Path, archives: Sequence[Path], into: Path) -> _Download:
    """Unpack the zip files of a folder: several downloads in one."""
    problems = [problem for path in archives
                for problem in unpack(folder / path, into / path.stem)]
    return _Download(into, regular_files(into), problems)


def _archives(files: Sequence[Path]) -> list[Path]:
    """Return the zip files of a folder that has no notebooks: several downloads."""
    if any(path.suffix == ".ipynb" for path in files):
        return []
    return [path for path in files if path.suffix == ".zip" and len(path.parts) == 1]


def _as_it_is(folder: Path, files: Sequence[Path], course: Course, roster: Roster | None,
              ) -> ArrangedClass:
    """Take a folder in nbgrader's layout, and remark on students who are not on the roster."""
    done = ArrangedClass(folder)
    if roster is None:
        return done
    done.class_list.people.update(_facts(roster))
    for path in files:
        if path.suffix != ".ipynb" or path.parent.name not in course.assignments:
            continue
        student = path.parent.parent.name
        if student not in done.class_list.people:
            entry = DownloadEntry(name=student)
            entry.add_remark(RemarkKind.LOOK, f"{student} is {NOT_LISTED}")
            done.class_list.entries[SubmissionKey(student, path.parent.name)] = entry
    return done


def _facts(roster: Roster) -> dict[str, dict[str, str]]:
    return {person.student: {"name": person.name, "email": person.email}
            for person in roster.people}


class _Arrangement:
    """The layout of one download.

    Attributes
    ----------
    notebooks : dict of SubmissionKey to list of DownloadedFile
        The notebooks that match an assignment, all versions.
    unmatched : list of (str, DownloadedFile)
        Notebooks that match no assignment, each with its student.
    others : dict of str to list of DownloadedFile
        A student's other files.
    digests : dict of Path to str
        Of each notebook, so that versions can be compared without reading them again.
    """

    def __init__(self, root: Path, matcher: AssignmentMatcher, roster: Roster | None,
                 done: ArrangedClass):
        self.root, self.matcher, self.roster, self.done = root, matcher, roster, done
        self.notebooks: dict[SubmissionKey, list[DownloadedFile]] = {}
        self.unmatched: list[tuple[str, DownloadedFile]] = []
        self.others: dict[str, list[DownloadedFile]] = {}
        self.digests: dict[Path, str] = {}

    def lay_out(self, files: Sequence[Path], scratch: Path) -> None:
        """Find out whose files these are and what they are; copy what counts."""
        self.done.folder.mkdir()
        found, rest = identify_owners(files, read_receipts(self.root, files))
        found, faults = open_student_zips(found, self.root, scratch)
        self.done.problems += faults
        self._report_unnamed(rest)
        students = StudentNames(found, self.roster)
        people = _facts(self.roster) if self.roster is not None else {}
        self.done.class_list.people |= students.people | people
        self._sort(found, students)
        for key in sorted(self.notebooks, key=lambda key: (key.student, key.assignment)):
            self._place(key, self.notebooks[key], students.remarks.get(key.student, ()))
        self._report_unmatched()

    def _report_unnamed(self, rest: Sequence[Path]) -> None:
        self.done.problems += [
            not_graded(str(path), "its name does not say who handed it in, as the others' names do")
            for path in rest if path.suffix == ".ipynb"]

    def _sort(self, found: Sequence[DownloadedFile], students: StudentNames) -> None:
        """Sort the files of the download by students and assignments."""
        for file in found:
            student = students.of(file)
            if file.original.suffix != ".ipynb":
                if file.lms != BLACKBOARD or file.path.name != file.original.name:  # no receipt
                    self.others.setdefault(student, []).append(file)
            elif assignment := self._match(file, student):
                self.notebooks.setdefault(SubmissionKey(student, assignment), []).append(file)

    def _match(self, file: DownloadedFile, student: str) -> str | None:
        path = self.root / file.path
        if path.stat().st_size > MAX_NOTEBOOK:
            self.done.problems.append(not_graded(f"{student}: {file.path}", "it is too large"))
            return None
        content = path.read_bytes()
        self.digests[file.path] = digest(content)
        assignment = self.matcher.match(content, file.original.name)
        if assignment is None:
            self.unmatched.append((student, file))
        return assignment

    def _place(self, key: SubmissionKey, versions: list[DownloadedFile],
               remarks: Sequence[Remark]) -> None:
        """Copy the version that counts, and remark on the others."""
        versions.sort(key=lambda file: (file.order, str(file.path)))
        last = versions[-1]
        if rivals := [file for file in versions[:-1]
                      if file.order == last.order
                      and self.digests[file.path] != self.digests[last.path]]:
            self.done.problems.append(not_graded(
                key, f"which of these counts? {last.display_path}, "
                + ", ".join(file.display_path for file in rivals) + ": delete the others in the "
                "unpacked download, and grade that folder", key=key))
            return
        entry = DownloadEntry(last.lms, last.name, last.id, last.display_path, last.time,
                              remarks=[*remarks])
        _remark_on_versions(entry, key, versions)
        enter_lateness(last, entry, self.roster)
        self._copy(key, last, entry)
        self.done.class_list.entries[key] = entry

    def _copy(self, key: SubmissionKey, notebook: DownloadedFile, entry: DownloadEntry) -> None:
        """Copy a notebook with the student's other files and the time of the submission."""
        folder = self.done.folder / key.student / key.assignment
        folder.mkdir(parents=True)
        shutil.copyfile(self.root / notebook.path, folder / f"{key.assignment}.ipynb")
        for file in self.others.get(key.student, ()):
            _copy_beside(self.root / file.path, folder, file.original)
        if entry.time:
            (folder / TIMESTAMP).write_text(entry.time + "\n", encoding="utf-8")

    def _report_unmatched(self) -> None:
        """Report what matches no notebook of the course, or lay among those of another."""
        entries = self.done.class_list.entries
        assignment_of = unmatched.assignments_of_downloads(self.notebooks, self.matcher.chosen)
        unmatched.remark_misplaced(self.notebooks, assignment_of, entries)
        example = self.matcher.course.assignments[0]
        for student, file in self.unmatched:
            work = unmatched.UnmatchedWork(
                student, [file], "neither its name nor its cells say which assignment it is; if "
                f"it is one of this course, rename it, such as {example}.ipynb")
            self.done.problems += unmatched.report_unmatched(work, assignment_of, entries)
        handed_in = {key.student for key in self.notebooks}
        for student, files in sorted(self.others.items()):
            if student not in handed_in:
                names = sorted(file.original.name for file in files)[:MAX_NAMED]
                work = unmatched.UnmatchedWork(
                    student, files, f"handed in {', '.join(names)}, and no notebook",
                    names_files=len(files) <= MAX_NAMED)
                self.done.problems += unmatched.report_unmatched(work, assignment_of, entries)


def _remark_on_versions(entry: DownloadEntry, key: SubmissionKey,
                        versions: Sequence[DownloadedFile]) -> None:
    """Remark on earlier versions, and how the one that counts was called or packed."""
    *earlier, last = versions
    for file in earlier:
        entry.add_remark(RemarkKind.NOTE, f"handed in before: {file.display_path}"
                         + (f" ({file.time})" if file.time else ""))
    if split_copy_number(last.original.stem)[0].lower() != key.assignment.lower():
        entry.add_remark(RemarkKind.NOTE, f"the notebook was called {last.original.name}")
    if last.archive:
        entry.add_remark(RemarkKind.NOTE, f"the notebook was in {last.archive.original.name}")


def _copy_beside(source: Path, folder: Path, name: Path) -> None:
    target = folder / name
    if target.suffix == ".ipynb" or ".." in name.parts or target.exists() or \
            target.name.lower() == TIMESTAMP:  # the time is the system's to say
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)
