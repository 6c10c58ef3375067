"""The instructor's own settings of nbgrader, kept in a graded folder.

They say which plugin takes points off for late work, for example.
"""

import shutil
from pathlib import Path
from typing import Any

from lrkit.course.nbgrader_driver import NbgraderCourse
from lrkit.errors import UserError

OWN_SETTINGS = "own_config.py"  # the file's name; the folder's nbgrader_config.py loads it


def keep_own_settings(config: Path | None, output: Path) -> None:
    """Copy the instructor's settings of nbgrader into a graded folder, whose config reads them.

    Raises
    ------
    UserError
        If the file cannot be read, or is not a configuration of nbgrader.
    """
    if config is None:
        return
    _load(config)  # before it is kept: one that does not run would stop each later command
    try:
        output.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(config, output / OWN_SETTINGS)
    except OSError as error:
        raise UserError(f"{config} cannot be read: {error.strerror}") from error


def read_own_settings(target: NbgraderCourse) -> None:
    """Take the instructor's settings into what nbgrader's plugins are configured with.

    Raises
    ------
    UserError
        If the file is not a configuration of nbgrader.
    """
    if not (target.root / OWN_SETTINGS).is_file():
        return
    config = _load(target.root / OWN_SETTINGS)
    config.pop("CourseDirectory", None)  # where things lie is not a matter of taste
    target.config.merge(config)


def _load(file: Path) -> Any:
    from traitlets.config.loader import PyFileConfigLoader

    try:
        return PyFileConfigLoader(file.name, path=str(file.resolve().parent)).load_config()
    except Exception as error:  # it is a program of the instructor's
        raise UserError(f"{file} does not run: {type(error).__name__}: {error}") from error
