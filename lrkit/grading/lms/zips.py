"""A student's zip in place of a notebook: opened, with the care that any zip needs."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from lrkit.grading.errors import UserError
from lrkit.grading.files import regular_files
from lrkit.grading.lms.names import Handed
from lrkit.grading.submissions import Problem, unpack

MOST = 512 * 1024**2  # bytes of one student's zip, unpacked


def opened(found: Sequence[Handed], root: Path, scratch: Path,
           ) -> tuple[list[Handed], list[Problem]]:
    """The files of a download, with what is in the zip of somebody who handed in no notebook.

    Parameters
    ----------
    found : sequence of Handed
        What is in the download.
    root, scratch : Path
        The download, which is not changed, and where to unpack.

    Returns
    -------
    tuple of (list of Handed, list of Problem)
        A zip that cannot be opened, or holds no notebook, stays what it is.
    """
    with_notebook = {_place(handed) for handed in found if handed.file.suffix == ".ipynb"}
    files: list[Handed] = []
    problems: list[Problem] = []
    for number, handed in enumerate(found):
        inside: list[Handed] = []
        if handed.file.suffix.lower() == ".zip" and _place(handed) not in with_notebook:
            inside, faults = _inside(handed, root / handed.path, scratch / str(number))
            problems += faults
        files += inside or [handed]
    return files, problems


def download_of(handed: Handed) -> Path:
    """The folder in which a student's folder or file lies: one download."""
    handed = handed.archive or handed
    inside = len(handed.file.parts) if handed.path.name == handed.file.name else 0
    return Path(*handed.path.parts[: len(handed.path.parts) - inside - 1])


def _place(handed: Handed) -> tuple[str, str, Path]:
    return handed.name, handed.id, download_of(handed)


def _inside(handed: Handed, archive: Path, place: Path) -> tuple[list[Handed], list[Problem]]:
    try:
        faults = unpack(archive, place, MOST)
    except (UserError, ValueError) as error:
        reason = str(error).replace(str(archive), handed.file.name)
        return [], [Problem(f"{handed.name}: {handed.path}", reason)]
    paths = regular_files(place) if place.is_dir() else []
    if not any(path.suffix == ".ipynb" for path in paths):
        return [], []
    return [replace(handed, path=place / path, file=path, archive=handed) for path in paths], [
        Problem(f"{handed.name}: {handed.path}: {fault.where}", fault.what) for fault in faults]
