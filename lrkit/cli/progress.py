"""`lrkit progress`: what a learner has done, and what comes next."""

import argparse
from pathlib import Path

from lrkit.cli import EXIT_DONE
from lrkit.cli.arguments import Commands, add_command, add_json
from lrkit.cli.printing import print_json
from lrkit.errors import UserError


def add_progress(commands: Commands) -> None:
    """Add the command to the parser."""
    parser = add_command(commands, "progress", progress_command,
                         "Show what is done, how many points it earned, and what comes next.",
                         "The same as progress() in a notebook.")
    parser.add_argument("folder", nargs="?", type=Path,
                        help="the folder of `lrkit start` (default: the current one, or else "
                             "learning-rates)")
    add_json(parser)


def progress_command(arguments: argparse.Namespace) -> int:
    """Print what is done in a learner's folder."""
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
        return EXIT_DONE
    if not (folder / FILE).is_file():
        print(f"{folder}: nothing has been checked, predicted or answered here yet")
    print(found)
    return EXIT_DONE
