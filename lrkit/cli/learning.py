"""For learners: `lrkit start` and `lrkit progress`."""

import argparse
from pathlib import Path

from lrkit.cli import DONE
from lrkit.cli.printing import print_json
from lrkit.errors import UserError


def start_command(arguments: argparse.Namespace) -> int:
    """Deliver the notebooks, and open JupyterLab unless asked not to."""
    from lrkit.course import find_course
    from lrkit.release.delivery import deliver
    from lrkit.release.jupyterlab import open_jupyterlab

    course = find_course()
    print(deliver(course, arguments.folder).report(arguments.folder))
    if arguments.no_open:
        return DONE
    return open_jupyterlab(arguments.folder, course, port=arguments.port,
                           browser=not arguments.no_browser)


def progress_command(arguments: argparse.Namespace) -> int:
    """Say what is done in a learner's folder."""
    from dataclasses import asdict

    from lrkit.overview import progress
    from lrkit.progress_file import FILE

    here = Path() if FILE.parent.is_dir() else Path("learning-rates")
    folder = here if arguments.folder is None else arguments.folder
    if not folder.is_dir():
        raise UserError(f"there is no folder {folder}; name the one that you gave to `lrkit start`")
    found = progress(folder)
    if arguments.json:
        print_json({"chapters": [asdict(chapter) for chapter in found.chapters],
                    "next": found.next})
        return DONE
    if not (folder / FILE).is_file():
        print(f"{folder}: nothing has been checked, predicted or answered here yet")
    print(found)
    return DONE
