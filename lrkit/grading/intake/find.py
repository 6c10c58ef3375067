"""Submissions, found: folders ``student/assignment/notebook.ipynb``, or a zip of them.

A submission is data from outside: names may be anything, a notebook need not be one, and a zip
may try to write elsewhere. What cannot be graded becomes a remark; the rest
goes on.
"""

import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from lrkit.errors import UserError
from lrkit.files.archives import printable, unpack
from lrkit.files.atomic import scratch_folder
from lrkit.files.listing import MAX_NOTEBOOK, is_litter, regular_files
from lrkit.remarks import Remark, SubmissionKey, not_graded

MAX_NAME = 180  # bytes of a student's name: files are named after it, with more behind


@dataclass(frozen=True)
class Submission:
    """One student's folder for one assignment.

    `notebook` is the file in it that is graded.
    """

    student: str
    assignment: str
    folder: Path
    files: tuple[Path, ...]
    notebook: Path

    @property
    def renamed(self) -> bool:
        """True if the notebook has another name than it was given out with."""
        return self.notebook.name != f"{self.assignment}.ipynb"

    @property
    def key(self) -> SubmissionKey:
        """The student with the assignment."""
        return SubmissionKey(self.student, self.assignment)


@contextmanager
def open_submissions(path: Path, scratch_beside: Path) -> Iterator[tuple[Path, list[Remark]]]:
    """Give the folder of submissions: the path itself, or a zip unpacked for a while.

    Raises
    ------
    UserError
        If there is no such folder or file, or it is not a zip.
    """
    if path.is_dir():
        yield path, []
        return
    if not path.exists():
        raise UserError(f"there is no folder or zip file {path}")
    if not zipfile.is_zipfile(path):
        raise UserError(f"{path} is neither a folder nor a zip file")
    with scratch_folder(scratch_beside) as scratch:
        yield Path(scratch), unpack(path, Path(scratch))


def find_submissions(
    folder: Path, known: Sequence[str], chosen: Sequence[str] = (), called: Path | None = None,
) -> tuple[list[Submission], list[Remark]]:
    """Find what may be graded, and what cannot be and why, both in the order of their names.

    Parameters
    ----------
    folder : Path
        With ``student/assignment/notebook.ipynb``; a folder around it, as zip files often have
        one, is entered.
    known, chosen : sequences of str
        The assignments of the course, and those to look at (none: all of them).
    called : Path, optional
        What the user calls the folder, where it is a zip's, unpacked.

    Raises
    ------
    UserError
        If there is no notebook at all.
    """
    base = _base(folder)
    notebooks = [path for path in regular_files(base) if path.suffix == ".ipynb"]
    if not notebooks:
        raise UserError(f"there is no notebook in {called or folder}: "
                        "student/assignment/notebook.ipynb is expected")
    problems = [not_graded(printable(path), "not in the layout student/assignment/notebook.ipynb")
                for path in notebooks if len(path.parts) < 3]
    submissions = []
    places = {path.parts[:2] for path in notebooks if len(path.parts) >= 3}
    for place in sorted(places | _without_notebook(base, known, problems)):
        if chosen and place[1] in known and place[1] not in chosen:
            continue
        found = _look_at(base, *place, known)
        (problems if isinstance(found, Remark) else submissions).append(found)
    return submissions, problems


def _base(folder: Path) -> Path:
    """Enter a folder that holds nothing but one folder with students in it."""
    notebooks = [path for path in regular_files(folder) if path.suffix == ".ipynb"]
    heads = {path.parts[0] for path in notebooks}
    if len(heads) == 1 and notebooks and all(len(path.parts) >= 4 for path in notebooks):
        return folder / heads.pop()
    return folder


def _without_notebook(base: Path, known: Sequence[str], problems: list[Remark],
                      ) -> set[tuple[str, str]]:
    """Find folders that have an assignment's name and no notebook, or only a link to one."""
    found: set[tuple[str, str]] = set()
    for student in base.iterdir():
        if not student.is_dir() or student.is_symlink() or is_litter(student.name):
            continue
        try:
            found |= {(student.name, folder.name) for folder in student.iterdir()
                      if folder.name in known}
        except OSError as error:
            problems.append(not_graded(printable(student.name),
                                    f"the folder cannot be read: {error.strerror}"))
    return found


def _look_at(base: Path, student: str, assignment: str, known) -> Submission | Remark:
    where = SubmissionKey(student, assignment)
    folder = base / student / assignment
    if assignment not in known:
        return not_graded(where, "the course has no assignment of that name; "
                       f"it has {', '.join(known)}")
    if student != student.strip() or any(character in student for character in "*?[]"):
        return not_graded(where, "nbgrader takes the characters * ? [ ] in a student's name for a "
                          "pattern, and drops spaces at its ends: rename the folder", key=where)
    if folder.is_symlink() or not folder.is_dir():
        return not_graded(where, "it is a link or a file, and not a folder: it was not followed",
                          key=where)
    if printable(where) != where or len(student.encode()) > MAX_NAME:
        shown = SubmissionKey.parse(printable(where))
        return not_graded(shown, "the name has characters that cannot be printed, or more than "
                       f"{MAX_NAME} of them: rename the folder", key=shown)
    files = tuple(path for path in regular_files(folder)
                  if printable(path) == str(path))
    found = _notebook(folder, files, assignment)
    if isinstance(found, str):
        return not_graded(where, found, key=where)
    if (size := (folder / found).stat().st_size) > MAX_NOTEBOOK:
        return not_graded(where, f"{found} has {size / 1024**2:.0f} MB: clear its outputs",
                          key=where)
    return Submission(student, assignment, folder, files, found)


def _notebook(folder: Path, files: Sequence[Path], assignment: str) -> Path | str:
    """Return the notebook to grade, by its name or as the only one; or a text that says why not."""
    notebooks = [path for path in files if path.suffix == ".ipynb"]
    if Path(f"{assignment}.ipynb") in notebooks:
        return Path(f"{assignment}.ipynb")
    links = [path.name for path in folder.glob("*.ipynb") if path.is_symlink()]
    if links:
        return f"{', '.join(links)} is a link, and was not followed"
    if not notebooks:
        return "there is no notebook in the folder"
    if len(notebooks) > 1:
        return (f"the notebook must be called {assignment}.ipynb; found "
                + ", ".join(map(str, notebooks)))
    return notebooks[0]
