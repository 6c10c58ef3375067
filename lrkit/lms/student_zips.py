"""Zip files that students handed in instead of a notebook, opened with the care that any zip needs.

A zip that cannot be opened, or holds no notebook, stays what it is.
"""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from lrkit.errors import UserError
from lrkit.files.archives import unpack
from lrkit.files.listing import regular_files
from lrkit.lms.filenames import DownloadedFile
from lrkit.remarks import Remark, not_graded

MAX_STUDENT_ZIP = 512 * 1024**2  # bytes of one student's zip, unpacked


def open_student_zips(found: Sequence[DownloadedFile], root: Path, scratch: Path,
                      ) -> tuple[list[DownloadedFile], list[Remark]]:
    """Replace the zip of somebody who handed in no notebook by the files in it.

    Parameters
    ----------
    found : sequence of DownloadedFile
        The files of a download.
    root, scratch : Path
        The download, which is not changed, and where to unpack.

    Returns
    -------
    tuple of (list of DownloadedFile, list of Remark)
        The files, and what could not be unpacked.
    """
    with_notebook = {_student_in_download(file) for file in found
                     if file.original.suffix == ".ipynb"}
    files: list[DownloadedFile] = []
    problems: list[Remark] = []
    for number, file in enumerate(found):
        inside: list[DownloadedFile] = []
        if file.original.suffix.lower() == ".zip" and \
                _student_in_download(file) not in with_notebook:
            inside, faults = _files_inside(file, root / file.path, scratch / str(number))
            problems += faults
        files += inside or [file]
    return files, problems


def download_folder(file: DownloadedFile) -> Path:
    """Return the folder in which a student's folder or file lies: one download."""
    file = file.archive or file
    inside = len(file.original.parts) if file.path.name == file.original.name else 0
    return Path(*file.path.parts[: len(file.path.parts) - inside - 1])


def _student_in_download(file: DownloadedFile) -> tuple[str, str, Path]:
    """Return a student's name and number, and the download: one assignment of the student's."""
    return file.name, file.id, download_folder(file)


def _files_inside(file: DownloadedFile, archive: Path, target: Path,
                  ) -> tuple[list[DownloadedFile], list[Remark]]:
    try:
        faults = unpack(archive, target, MAX_STUDENT_ZIP)
    except (UserError, ValueError) as error:
        reason = str(error).replace(str(archive), file.original.name)
        return [], [not_graded(f"{file.name}: {file.path}", reason)]
    paths = regular_files(target) if target.is_dir() else []
    if not any(path.suffix == ".ipynb" for path in paths):
        return [], []
    return [replace(file, path=target / path, original=path, archive=file) for path in paths], [
        not_graded(f"{file.name}: {file.path}: {fault.place}", fault.text) for fault in faults]
