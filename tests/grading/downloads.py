"""Downloads as Moodle, Canvas and Blackboard make them, made up: file names to contents."""

import zipfile
from collections.abc import Mapping
from pathlib import Path

import nbformat

from lrkit.course import Course


def filled(course: Course, assignment: str = "01_tiny", **cells: str) -> bytes:
    """A released notebook with these cells filled in."""
    path = course.release / assignment / f"{assignment}.ipynb"
    notebook = nbformat.read(path, as_version=4)
    for cell in notebook.cells:
        cell.source = cells.get(cell.metadata.get("nbgrader", {}).get("grade_id"), cell.source)
    return nbformat.writes(notebook).encode()


def write(folder: Path, files: Mapping[str, bytes | str]) -> Path:
    """Write files, by their paths, below a folder; returns the folder."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    return folder


def zipped(archive: Path, files: Mapping[str, bytes | str], *, utf8: bool = True) -> Path:
    """Write files into a zip; without `utf8` their names are UTF-8 that does not say so.

    So do the Finder of a Mac and some servers.
    """
    with zipfile.ZipFile(archive, "w") as target:
        for name, content in files.items():
            entry = zipfile.ZipInfo(name) if utf8 else _Unmarked(name)
            target.writestr(entry, content)
    return archive


class _Unmarked(zipfile.ZipInfo):
    """An entry whose name is UTF-8 and not marked as that."""

    def _encodeFilenameFlags(self):
        return self.filename.encode("utf-8"), self.flag_bits & ~0x800
