"""Find what was handed in: a folder ``student/assignment/notebook.ipynb``, or a zip of one.

A submission is data from outside: names may be anything, a notebook need not be one, and a zip
may try to write elsewhere. What cannot be graded becomes a `Problem` with a sentence; the rest
goes on.
"""

import shutil
import stat
import unicodedata
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from lrkit.grading.engine import scratch_folder
from lrkit.grading.errors import UserError, is_disk_full
from lrkit.grading.files import digest_of_files, is_litter, regular_files

MAX_BYTES = 4 * 1024**3  # of an unpacked zip: more than any class hands in, less than a disk
MAX_NOTEBOOK = 96 * 1024**2  # to read it takes twenty times that; of a notebook with its outputs


LONGEST_NAME = 180  # bytes of a student's name: files are named after it, with more behind


def printable(name: object) -> str:
    """A name in which every sign can be written, and seen.

    >>> printable("a\\x1bb")
    'a?b'
    """
    return "".join("?" if _odd(sign) else sign for sign in str(name))


def _odd(sign: str) -> bool:
    """Whether a sign of a name is a control, half a sign, or turns round what stands behind it."""
    return unicodedata.category(sign) in ("Cc", "Cs", "Zl", "Zp") or sign in "\u202d\u202e"


@dataclass(frozen=True)
class Problem:
    """Something in the folder that is not graded, and why.

    `key` is the ``student/assignment`` that it costs its marks, where there is one.
    """

    where: str
    what: str
    key: str = ""

    def __str__(self) -> str:
        return f"{self.where}: {self.what}"


@dataclass(frozen=True)
class Submission:
    """One student's folder for one assignment.

    `notebook` is the file in it that is graded; `digest` changes with any of its files.
    """

    student: str
    assignment: str
    folder: Path
    files: tuple[Path, ...]
    digest: str
    notebook: Path

    @property
    def renamed(self) -> bool:
        """Whether the notebook has another name than it was given out with."""
        return self.notebook.name != f"{self.assignment}.ipynb"

    @property
    def key(self) -> str:
        return f"{self.student}/{self.assignment}"

    def copy_to(self, destination: Path) -> None:
        """Keep what was handed in, as it was; the notebook under the name nbgrader expects."""
        shutil.rmtree(destination, ignore_errors=True)
        for name in self.files:
            to = Path(f"{self.assignment}.ipynb") if name == self.notebook else name
            (destination / to).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(self.folder / name, destination / to)


@contextmanager
def opened(path: Path, scratch_beside: Path) -> Iterator[tuple[Path, list[Problem]]]:
    """The folder of submissions: the path itself, or what is in a zip, unpacked for a while.

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


def unpack(archive: Path, destination: Path, most: int = 0) -> list[Problem]:
    """Unpack a zip, entry by entry; an entry that leads out of the folder is left out.

    Raises
    ------
    UserError
        If it is damaged or encrypted, or unpacks to more than `most` bytes (0: `MAX_BYTES`).
    """
    most = most or MAX_BYTES
    problems, left = [], most
    try:
        with zipfile.ZipFile(archive) as content:
            _refuse_too_much(archive, sum(entry.file_size for entry in content.infolist()), most)
            for entry in content.infolist():
                name = PurePosixPath(entry_name(entry).replace("\\", "/"))
                if entry.is_dir() or any(is_litter(part) for part in name.parts if part != ".."):
                    continue
                if reason := _unsafe(entry, name):
                    problems.append(Problem(entry.filename, reason))
                    continue
                left -= _unpack_entry(content, entry, destination / name, left, most, problems)
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, EOFError) as error:
        raise UserError(f"{archive} cannot be unpacked: {error}") from error
    return problems


def entry_name(entry: zipfile.ZipInfo) -> str:
    """The name of a zip's entry, its accents as one sign each.

    Macs and some servers write UTF-8 without saying so; Python then reads it as DOS' code page.
    """
    name = entry.filename
    if not entry.flag_bits & 0x800:
        with suppress(UnicodeError):
            name = name.encode("cp437").decode("utf-8")
    return unicodedata.normalize("NFC", name)


def _refuse_too_much(archive: Path | str | None, size: int, most: int) -> None:
    if size > most:
        raise UserError(f"{archive} unpacks to more than {most / 1024**3:g} GB: "
                        f"is it a {'class' if most == MAX_BYTES else 'student'}'s work?")


def _unsafe(entry: zipfile.ZipInfo, name: PurePosixPath) -> str | None:
    if not name.parts or printable(entry.filename) != entry.filename:
        return "left out, because of the signs in its name"
    if name.is_absolute() or ".." in name.parts or ":" in entry.filename:
        return "left out, because its path leads out of the folder"
    if stat.S_ISLNK(entry.external_attr >> 16):
        return "left out, because it is a link and not a file"
    return None


def _unpack_entry(content: zipfile.ZipFile, entry: zipfile.ZipInfo, target: Path,
                  left: int, most: int, problems: list[Problem]) -> int:
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        target.open("xb").close()  # "x": two names may look alike, or have other accents
    except OSError as error:  # too long, or below what is a file
        if is_disk_full(error):
            raise
        problems.append(Problem(printable(entry.filename), f"cannot be unpacked: {error.strerror}"))
        return 0
    written = 0
    with content.open(entry) as source, target.open("wb") as sink:
        while block := source.read(1 << 20):
            written += len(block)  # counted, because the size that an entry claims may be a lie
            if written > left:
                _refuse_too_much(content.filename, most + 1, most)
            sink.write(block)
    return written


def find_submissions(
    folder: Path, known: Sequence[str], chosen: Sequence[str] = (), called: Path | None = None,
) -> tuple[list[Submission], list[Problem]]:
    """What may be graded, and what cannot and why, both in the order of their names.

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
    problems = [Problem(printable(path), "not in the layout student/assignment/notebook.ipynb")
                for path in notebooks if len(path.parts) < 3]
    submissions = []
    places = {path.parts[:2] for path in notebooks if len(path.parts) >= 3}
    for place in sorted(places | _without_notebook(base, known, problems)):
        if chosen and place[1] in known and place[1] not in chosen:
            continue
        found = _look_at(base, *place, known)
        (problems if isinstance(found, Problem) else submissions).append(found)
    return submissions, problems


def _base(folder: Path) -> Path:
    """Enter a folder that holds nothing but one folder with students in it."""
    notebooks = [path for path in regular_files(folder) if path.suffix == ".ipynb"]
    heads = {path.parts[0] for path in notebooks}
    if len(heads) == 1 and notebooks and all(len(path.parts) >= 4 for path in notebooks):
        return folder / heads.pop()
    return folder


def _without_notebook(base: Path, known: Sequence[str], problems: list[Problem],
                      ) -> set[tuple[str, str]]:
    """Folders that have an assignment's name and no notebook, or only a link to one."""
    found: set[tuple[str, str]] = set()
    for student in base.iterdir():
        if not student.is_dir() or student.is_symlink() or is_litter(student.name):
            continue
        try:
            found |= {(student.name, folder.name) for folder in student.iterdir()
                      if folder.name in known}
        except OSError as error:
            problems.append(Problem(printable(student.name),
                                    f"the folder cannot be read: {error.strerror}"))
    return found


def _look_at(base: Path, student: str, assignment: str, known) -> Submission | Problem:
    where = f"{student}/{assignment}"
    folder = base / student / assignment
    if assignment not in known:
        return Problem(where, "the course has no assignment of that name; "
                       f"it has {', '.join(known)}")
    if student != student.strip() or any(sign in student for sign in "*?[]"):
        return Problem(where, "nbgrader takes the signs * ? [ ] in a student's name for a pattern, "
                       "and drops spaces at its ends: rename the folder", key=where)
    if folder.is_symlink() or not folder.is_dir():
        return Problem(where, "it is a link or a file, and not a folder: it was not followed",
                       key=where)
    if printable(where) != where or len(student.encode()) > LONGEST_NAME:
        return Problem(printable(where), "the name has signs that cannot be printed, or more than "
                       f"{LONGEST_NAME} of them: rename the folder", key=printable(where))
    files = tuple(path for path in regular_files(folder)
                  if printable(path) == str(path))
    found = _notebook(folder, files, assignment)
    if isinstance(found, str):
        return Problem(where, found, key=where)
    if (size := (folder / found).stat().st_size) > MAX_NOTEBOOK:
        return Problem(where, f"{found} has {size / 1024**2:.0f} MB: clear its outputs", key=where)
    try:
        contents = digest_of_files(folder, files)
    except OSError as error:
        return Problem(where, f"{Path(error.filename).name} cannot be read: {error.strerror}",
                       key=where)
    return Submission(student, assignment, folder, files, contents, found)


def _notebook(folder: Path, files: Sequence[Path], assignment: str) -> Path | str:
    """The notebook to grade: by its name, else the only one there is; or what is wrong."""
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
