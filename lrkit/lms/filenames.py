"""File names as Moodle, Canvas and Blackboard make them, and the student that each names.

- Moodle: a folder ``Ada Lovelace_223344_assignsubmission_file`` for each student (older Moodles end
  it with a ``_``), or all files flat with this and a ``_`` in front; for blind marking
  ``Participant_223344_assignsubmission_file``.
- Canvas: ``lovelaceada_LATE_12345_67890_notebook-1.ipynb``, with the user's number, the file's, and
  a ``-1`` on the second upload of a name; anonymous: ``anon_aB3dE_67890_notebook.ipynb``.
- Blackboard: ``Notebook 1_ada_attempt_2026-01-31-10-15-30_notebook.ipynb`` and a receipt, the same
  without the last part, ``.txt``.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from lrkit.files.texts import nfc

MOODLE, CANVAS, BLACKBOARD = "moodle", "canvas", "blackboard"

_MOODLE = re.compile(r"(?P<name>.*)_(?P<id>\d+)_assignsubmission_(?P<kind>[a-z0-9]+)"
                     r"(?:_(?P<file>.*))?")
_CANVAS = re.compile(r"(?P<name>.+?)(?P<late>_LATE)?_(?P<id>\d+)_(?P<number>\d+)_(?P<file>.+)")
_ANONYMOUS = re.compile(r"(?P<late>LATE_)?anon_(?P<id>[^_]+)_(?P<number>\d+)_(?P<file>.+)")
_BLACKBOARD = re.compile(r"(?P<front>.+)_attempt_(?P<time>\d{4}(?:-\d\d){5})"
                         r"(?:_(?P<file>.+)|\.txt)")
_COPY_NUMBER = re.compile(r"(?:-(\d{1,3})|[ _]?\((\d{1,3})\)|-Copy(\d{1,3}))$")


@dataclass(frozen=True)
class DownloadedFile:
    """One file of a download.

    Attributes
    ----------
    path : Path
        Its path, relative to the download.
    lms : str
        The system that named it: "moodle", "canvas" or "blackboard".
    name, id : str
        The student's name as the system writes it, and the system's own number or user name.
    original : Path
        Its path as the student named it, perhaps in a folder.
    late : bool
        Whether the system says that it was late.
    time : str
        The time of the submission in ISO 8601, where the name has it.
    number : int
        A number that grows with each upload; 0 where there is none.
    archive : DownloadedFile or None
        The zip that it was in, where a student handed in one.
    """

    path: Path
    lms: str
    name: str
    id: str
    original: Path
    late: bool = False
    time: str = ""
    number: int = 0
    archive: "DownloadedFile | None" = None

    @property
    def display_path(self) -> str:
        """Its path for a reader, with the zip that it was in."""
        return f"{self.archive.path}: {self.original}" if self.archive else str(self.path)

    @property
    def order(self) -> tuple[str, int, int]:
        """A key that sorts files of one student for one assignment, the latest last."""
        return self.time, self.number, split_copy_number(self.original.stem)[1]


def split_copy_number(stem: str) -> tuple[str, int]:
    """Split a file's name from the number that uploads and copies of the same name get.

    >>> [split_copy_number(stem) for stem in ("01_one_step-2", "nb (1)", "nb-Copy3", "01_one_step")]
    [('01_one_step', 2), ('nb', 1), ('nb', 3), ('01_one_step', 0)]
    """
    found = _COPY_NUMBER.search(stem)
    if not found or not stem[: found.start()]:
        return stem, 0
    return stem[: found.start()], int(next(filter(None, found.groups()), 0))


def identify_owners(files: Iterable[Path], receipts: dict[str, tuple[str, str]] | None = None,
                    ) -> tuple[list[DownloadedFile], list[Path]]:
    """Split files into those whose names tell the owner, as a system makes them, and the rest.

    Parameters
    ----------
    files : iterable of Path
        Relative to the download.
    receipts : dict, optional
        The names in Blackboard's receipts, see `read_receipts`.

    Examples
    --------
    >>> found, rest = identify_owners([Path("lovelaceada_LATE_12_34_nb-1.ipynb"), Path("nb.ipynb")])
    >>> found[0].name, found[0].id, found[0].late, found[0].original.name, found[0].order
    ('lovelaceada', '12', True, 'nb-1.ipynb', ('', 34, 1))
    >>> [path.name for path in rest]
    ['nb.ipynb']
    """
    found, rest = [], []
    for path in files:
        file = _moodle(path) or _blackboard(path, receipts or {}) or _canvas(path)
        found.append(file) if file else rest.append(path)
    return found, rest


def _moodle(path: Path) -> DownloadedFile | None:
    for index, part in enumerate(path.parts):
        if match := _MOODLE.fullmatch(part):
            inside = Path(*path.parts[index + 1:]) if index + 1 < len(path.parts) else \
                Path(match["file"] or "file")
            name = nfc(match["name"]).replace("_", " ").strip()
            if name in ("", "Participant"):
                name = f"Participant {match['id']}"
            return DownloadedFile(path, MOODLE, name, match["id"], inside)
    return None


def _canvas(path: Path) -> DownloadedFile | None:
    match = _ANONYMOUS.fullmatch(path.name) or _CANVAS.fullmatch(path.name)
    if not match:
        return None
    name = match.groupdict().get("name") or f"anon_{match['id']}"
    return DownloadedFile(path, CANVAS, nfc(name), match["id"], Path(match["file"]),
                          late=match["late"] is not None, number=int(match["number"]))


def _blackboard(path: Path, receipts: dict[str, tuple[str, str]]) -> DownloadedFile | None:
    match = _BLACKBOARD.fullmatch(path.name)
    if not match:
        return None
    name, user = receipts.get(f"{match['front']}_{match['time']}",
                              ("", match["front"].rsplit("_", 1)[-1]))
    try:
        time = datetime.strptime(match["time"], "%Y-%m-%d-%H-%M-%S").isoformat()
    except ValueError:
        time = ""
    return DownloadedFile(path, BLACKBOARD, nfc(name or user), nfc(user),
                          Path(match["file"] or path.name), time=time)


def read_receipts(folder: Path, files: Iterable[Path]) -> dict[str, tuple[str, str]]:
    """Read Blackboard's receipts: the front of a file's name -> name and user name.

    Without them a user name that has an underscore cannot be told from the assignment's name.
    """
    found = {}
    for path in files:
        match = _BLACKBOARD.fullmatch(path.name)
        if not match or match["file"]:
            continue
        with open(folder / path, encoding="utf-8-sig", errors="replace") as stream:
            line = re.match(r"[^:\n]+:\s*(.+?)\s*\(([^()]+)\)\s*$", stream.readline(2000))
        if line and match["front"].endswith(f"_{line[2]}"):
            found[f"{match['front']}_{match['time']}"] = (line[1], line[2])
    return found


def is_download(files: Iterable[Path], known: Iterable[str]) -> bool:
    """Return whether the notebooks among these files are named as a system names them.

    Moodle's and Blackboard's names are unmistakable; a name like those of Canvas counts where
    nothing lies in a folder with an assignment's name.
    """
    notebooks = [path for path in files if path.suffix == ".ipynb"]
    if any(_moodle(path) or _blackboard(path, {}) for path in files):
        return True
    known = set(known)
    return any(map(_canvas, notebooks)) and not any(
        path.parent.name in known for path in notebooks)
