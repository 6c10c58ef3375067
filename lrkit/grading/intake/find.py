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
    base, notebooks = _enter(folder)
    if not notebooks:
        raise UserError(f"there is no notebook in {called or folder}: "
                        "student/assignment/notebook.ipynb is expected")
    remarks = [not_graded(printable(path), "not in the layout student/assignment/notebook.ipynb")
               for path in notebooks if len(path.parts) < 3]
    submissions = []
    places = {path.parts[:2] for path in notebooks if len(path.parts) >= 3}
    for student, assignment in sorted(places | _without_notebook(base, known, remarks)):
        if chosen and assignment in known and assignment not in chosen:
            continue
        found = _look_at(base, SubmissionKey(student, assignment), known)
        (remarks if isinstance(found, Remark) else submissions).append(found)
    return submissions, remarks


def _enter(folder: Path) -> tuple[Path, list[Path]]:
    """Return the folder of the students, and its notebooks.

    That is the folder itself, or the only one in it, where that has students in it.
    """
    notebooks = [path for path in regular_files(folder) if path.suffix == ".ipynb"]
    heads = {path.parts[0] for path in notebooks}
    if len(heads) == 1 and all(len(path.parts) >= 4 for path in notebooks):
        return folder / heads.pop(), [Path(*path.parts[1:]) for path in notebooks]
    return folder, notebooks


def _without_notebook(base: Path, known: Sequence[str], remarks: list[Remark],
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
            remarks.append(not_graded(printable(student.name),
                                      f"the folder cannot be read: {error.strerror}"))
    return found


class _Unusable(Exception):
    """A submission cannot be graded as it lies there; the text says why."""


def _look_at(base: Path, key: SubmissionKey, known: Sequence[str]) -> Submission | Remark:
    """Return the submission in a folder, or the remark why there is none."""
    if key.assignment not in known:
        return not_graded(key, "the course has no assignment of that name; "
                               f"it has {', '.join(known)}")
    folder = base / key.student / key.assignment
    try:
        _refuse_name(key, folder)
        files = tuple(path for path in regular_files(folder) if printable(path) == str(path))
        notebook = _notebook(folder, files, key.assignment)
    except _Unusable as error:
        shown = SubmissionKey.parse(printable(key))
        return not_graded(shown, str(error), shown)
    return Submission(key.student, key.assignment, folder, files, notebook)


def _refuse_name(key: SubmissionKey, folder: Path) -> None:
    student = key.student
    if student != student.strip() or any(character in student for character in "*?[]"):
        raise _Unusable("nbgrader takes the characters * ? [ ] in a student's name for a pattern, "
                        "and drops spaces at its ends: rename the folder")
    if folder.is_symlink() or not folder.is_dir():
        raise _Unusable("it is a link or a file, and not a folder: it was not followed")
    if printable(key) != key or len(student.encode()) > MAX_NAME:
        raise _Unusable("the name has characters that cannot be printed, or more than "
                        f"{MAX_NAME} of them: rename the folder")


def _notebook(folder: Path, files: Sequence[Path], assignment: str) -> Path:
    """Return the notebook to grade: by its name, else the only one there is."""
    notebooks = [path for path in files if path.suffix == ".ipynb"]
    if Path(f"{assignment}.ipynb") in notebooks:
        notebooks = [Path(f"{assignment}.ipynb")]
    elif links := [path.name for path in folder.glob("*.ipynb") if path.is_symlink()]:
        raise _Unusable(f"{', '.join(links)} is a link, and was not followed")
    if not notebooks:
        raise _Unusable("there is no notebook in the folder")
    if len(notebooks) > 1:
        raise _Unusable(f"the notebook must be called {assignment}.ipynb; found "
                        + ", ".join(map(str, notebooks)))
    if (size := (folder / notebooks[0]).stat().st_size) > MAX_NOTEBOOK:
        raise _Unusable(f"{notebooks[0]} has {size / 1024**2:.0f} MB: clear its outputs")
    return notebooks[0]
