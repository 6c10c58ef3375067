"""A student's zip in place of a notebook: opened, with the care that any zip needs."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from lrkit.errors import UserError
from lrkit.files import regular_files
from lrkit.files.archives import unpack
from lrkit.lms.filenames import DownloadedFile
from lrkit.remarks import Remark, not_graded

MAX_STUDENT_ZIP = 512 * 1024**2  # bytes of one student's zip, unpacked


def open_student_zips(found: Sequence[DownloadedFile], root: Path, scratch: Path,
                      ) -> tuple[list[DownloadedFile], list[Remark]]:
    """The files of a download, with what is in the zip of somebody who handed in no notebook.

    Parameters
    ----------
    found : sequence of Handed
        What is in the download.
    root, scratch : Path
        The download, which is not changed, and where to unpack.

    Returns
    -------
    tuple of (list of Handed, list of Remark)
        A zip that cannot be opened, or holds no notebook, stays what it is.
    """
    with_notebook = {_place(handed) for handed in found if handed.file.suffix == ".ipynb"}
    files: list[DownloadedFile] = []
    problems: list[Remark] = []
    for number, handed in enumerate(found):
        inside: list[DownloadedFile] = []
        if handed.file.suffix.lower() == ".zip" and _place(handed) not in with_notebook:
            inside, faults = _inside(handed, root / handed.path, scratch / str(number))
            problems += faults
        files += inside or [handed]
    return files, problems


def download_of(handed: DownloadedFile) -> Path:
    """The folder in which a student's folder or file lies: one download."""
    handed = handed.archive or handed
    inside = len(handed.file.parts) if handed.path.name == handed.file.name else 0
    return Path(*handed.path.parts[: len(handed.path.parts) - inside - 1])


def _place(handed: DownloadedFile) -> tuple[str, str, Path]:
    return handed.name, handed.id, download_of(handed)


def _inside(handed: DownloadedFile, archive: Path, place: Path) -> tuple[list[DownloadedFile],
                                                                         list[Remark]]:
    try:
        faults = unpack(archive, place, MAX_STUDENT_ZIP)
    except (UserError, ValueError) as error:
        reason = str(error).replace(str(archive), handed.file.name)
        return [], [not_graded(f"{handed.name}: {handed.path}", reason)]
    paths = regular_files(place) if place.is_dir() else []
    if not any(path.suffix == ".ipynb" for path in paths):
        return [], []
    return [replace(handed, path=place / path, file=path, archive=handed) for path in paths], [
        not_graded(f"{handed.name}: {handed.path}: {fault.place}", fault.text) for fault in faults]
