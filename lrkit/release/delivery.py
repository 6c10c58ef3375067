"""The delivery of the release into a student's folder, which leaves the student's work alone.

The folder remembers the hash of each file as it was delivered. A file that still has that hash
was never touched, and an update may replace it; any other file is the student's.
"""

import json
from dataclasses import dataclass, field
from pathlib import Path

from lrkit.course import Course
from lrkit.errors import DiskFull, UserError, is_disk_full
from lrkit.files.atomic import write_atomically, write_json
from lrkit.files.hashes import digest

DELIVERED = Path(".lrkit") / "delivered.json"


@dataclass
class Delivery:
    """The outcome of a delivery for each file, by path relative to the folder."""

    new: list[str] = field(default_factory=list)
    updated: list[str] = field(default_factory=list)
    yours: list[str] = field(default_factory=list)  # changed by the student: left alone
    outdated: list[str] = field(default_factory=list)  # of those: the course has a newer one

    def report(self, folder: Path) -> str:
        """Describe the delivery in a few lines."""
        lines = [f"The course is in {folder}"]
        for what, names in (("new", self.new), ("updated, you had not touched it", self.updated),
                            ("your work, left alone", [name for name in self.yours
                                                       if name not in self.outdated])):
            lines += [f"  {what}: {name}" for name in names]
        for name in self.outdated:
            lines += [f"  your work, left alone: {name}",
                      "    The course has a newer version: rename yours and start again to get it."]
        return "\n".join(lines)


def deliver(course: Course, folder: Path) -> Delivery:
    """Put the course into a folder without ever overwriting what a student changed.

    Raises
    ------
    UserError
        If `folder` cannot be written to.
    """
    delivery = Delivery()
    if folder.exists() and not folder.is_dir():
        raise UserError(f"{folder} is a file: name a folder, a new one or the one you work in")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        before = _delivered(folder)
        now = dict(before)
        for name in course.released_files():
            _deliver_file(course.release / name, folder, name.as_posix(), before, now, delivery)
            write_json(folder / DELIVERED, now)
    except OSError as error:
        if is_disk_full(error):
            raise DiskFull(folder) from error
        raise UserError(f"the course cannot be put into {folder}: {error.strerror}") from error
    return delivery


def _deliver_file(source: Path, folder: Path, name: str, before: dict, now: dict,
                  delivery: Delivery) -> None:
    fresh = source.read_bytes()
    target = folder / name
    if target.exists():
        present = digest(target.read_bytes())
        if present == digest(fresh):
            now[name] = present
            return
        if present != before.get(name):
            delivery.yours.append(name)
            if before.get(name) != digest(fresh):
                delivery.outdated.append(name)
            return
    (delivery.updated if target.exists() else delivery.new).append(name)
    write_atomically(target, fresh)
    now[name] = digest(fresh)


def _delivered(folder: Path) -> dict[str, str]:
    """Read the hashes of what was delivered before.

    Without a readable record there are none: then every file counts as the student's.
    """
    try:
        stored = json.loads((folder / DELIVERED).read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return {}
    return stored if isinstance(stored, dict) else {}
