"""`lrkit start`: the notebooks into a folder, a student's work left alone, and JupyterLab open.

The folder remembers the hash of each file as it was delivered. A file that still has that hash
was never touched, and an update may replace it; any other file is the student's.
"""

import contextlib
import json
import os
import signal
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

from lrkit.course import Course
from lrkit.course.nbgrader_settings import prepare_environment
from lrkit.errors import DiskFull, UserError, is_disk_full
from lrkit.files.atomic import write_atomically, write_json
from lrkit.files.hashes import digest
from lrkit.overview import progress

DELIVERED = Path(".lrkit") / "delivered.json"


@dataclass
class Delivery:
    """What a delivery did with each file, by path relative to the folder."""

    new: list[str] = field(default_factory=list)
    updated: list[str] = field(default_factory=list)
    yours: list[str] = field(default_factory=list)  # changed by the student: left alone
    outdated: list[str] = field(default_factory=list)  # of those: the course has a newer one

    def report(self, folder: Path) -> str:
        """The delivery in a few lines."""
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
    """What was delivered before; without a readable record every file counts as the student's."""
    try:
        stored = json.loads((folder / DELIVERED).read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return {}
    return stored if isinstance(stored, dict) else {}


def notebook_to_open(course: Course, folder: Path) -> str | None:
    """The notebook that a learner is at, relative to the folder; else the first that is there."""
    there = [name.as_posix() for name in course.released_files()
             if name.suffix == ".ipynb" and (folder / name).exists()]
    here = progress(folder).here
    return next((name for name in there if Path(name).stem == here), next(iter(there), None))


def jupyterlab_command(folder: Path, first: str | None, *, port: int | None = None,
                       browser: bool = True) -> list[str]:
    """The command that opens JupyterLab in a folder, on one of its notebooks.

    Parameters
    ----------
    folder : Path
        Where the notebooks are.
    first : str or None
        The notebook to open, relative to `folder`.
    port : int, optional
        If it is in use, JupyterLab takes the next that is free.
    browser : bool
        Whether to open a browser; the address is printed in any case.
    """
    command = [sys.executable, "-m", "jupyterlab", f"--ServerApp.root_dir={folder.resolve()}"]
    if first:
        command.append(f"--LabApp.default_url=/lab/tree/{first}")
    if port is not None:
        command.append(f"--ServerApp.port={port}")
    if browser:
        command.append("--Application.log_level=ERROR")  # the address alone, not thirty lines
    else:  # with all lines: where there is a password, only they have the address
        command.append("--no-browser")
    if _is_root():
        command.append("--allow-root")
    return command


def open_jupyterlab(folder: Path, course: Course, *, port: int | None = None,
                    browser: bool = True) -> int:
    """Run JupyterLab until it is stopped, with Ctrl-C or from its menu; returns its exit code."""
    prepare_environment()
    if _is_root():
        print("You are root: JupyterLab gets --allow-root. Any other user is safer.")
    print("JupyterLab opens in your browser. If it does not, open the last address below there; if "
          "there is none, add --no-browser." if browser else
          "Open the last address below in your browser.", "To stop JupyterLab, press Ctrl-C here, "
          "and then y.", flush=True)
    # In the folder: nbgrader_config.py of a checkout that one stands in is not a student's.
    command = jupyterlab_command(folder, notebook_to_open(course, folder), port=port,
                                 browser=browser)
    process = subprocess.Popen(command, cwd=folder)
    before = signal.signal(signal.SIGTERM, lambda *_: process.terminate())  # it ends with us
    try:
        while True:
            with contextlib.suppress(KeyboardInterrupt):
                # JupyterLab got it too, asks whether it is meant, and ends by itself.
                return process.wait()
    finally:
        signal.signal(signal.SIGTERM, before)


def _is_root() -> bool:
    return hasattr(os, "geteuid") and os.geteuid() == 0
