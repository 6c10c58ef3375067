"""JupyterLab, opened in a student's folder on the notebook that the student is at."""

import contextlib
import os
import signal
import subprocess
import sys
from pathlib import Path

from lrkit.course import Course
from lrkit.course.nbgrader_settings import prepare_environment
from lrkit.overview import progress


def notebook_to_open(course: Course, folder: Path) -> str | None:
    """Return the notebook that a learner is at, relative to the folder; else the first there."""
    there = [name.as_posix() for name in course.released_files()
             if name.suffix == ".ipynb" and (folder / name).exists()]
    here = progress(folder).here
    return next((name for name in there if Path(name).stem == here), next(iter(there), None))


def jupyterlab_command(folder: Path, first: str | None, *, port: int | None = None,
                       browser: bool = True) -> list[str]:
    """Return the command that opens JupyterLab in a folder, on one of its notebooks.

    Parameters
    ----------
    folder : Path
        The folder of the notebooks.
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
    """Run JupyterLab until it is stopped, with Ctrl-C or from its menu; return its exit code."""
    prepare_environment()
    if _is_root():
        print("You are root: JupyterLab gets --allow-root. Any other user is safer.")
    print("JupyterLab opens in your browser. If it does not, open the last address below there; if "
          "there is none, add --no-browser." if browser else
          "Open the last address below in your browser.", "To stop JupyterLab, press Ctrl-C here, "
          "and then y.", flush=True)
    # Run in the folder: a student's JupyterLab must not read a checkout's nbgrader_config.py.
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
