"""Arguments and options that several commands have."""

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import Any, Protocol


class Commands(Protocol):
    """The commands of `lrkit` in its parser, as argparse's ``add_subparsers`` returns them."""

    def add_parser(self, name: str, **options: Any) -> argparse.ArgumentParser:
        """Add a command, and return its parser."""


def add_command(commands: Commands, name: str, run: Callable[[argparse.Namespace], int],
                summary: str, description: str) -> argparse.ArgumentParser:
    """Add a command with its page of help.

    Parameters
    ----------
    commands : Commands
        The commands of `lrkit`.
    name : str
        Its name.
    run : callable
        The function that runs it with its parsed arguments and returns the exit code.
    summary, description : str
        The first line of its page, and the lines below.
    """
    parser = commands.add_parser(name, help=summary, description=f"{summary}\n\n{description}",
                                 formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.set_defaults(run=run)
    return parser


def add_json(parser: argparse.ArgumentParser) -> None:
    """Add ``--json``, for a command whose output a program can read."""
    parser.add_argument("--json", action="store_true",
                        help="print JSON on stdout, and nothing else there")


def add_roster(parser: argparse.ArgumentParser) -> None:
    """Add ``--roster``, the files that say who is in the class."""
    parser.add_argument("--roster", action="append", default=[], type=Path, metavar="CSV",
                        help="who is in the class: Moodle's grading worksheet or participants, "
                        "Canvas' gradebook export, or student,name,email; may be given again")


def count_argument(text: str, limit: int = 10_000) -> int:
    """Convert an argument to a number from 1 to `limit`."""
    if not (text.isascii() and text.isdigit()) or not 1 <= int(text) <= limit:
        raise argparse.ArgumentTypeError(f"must be a number from 1 to {limit}, got {text}")
    return int(text)


def port_argument(text: str) -> int:
    """Convert an argument to the number of a port."""
    return count_argument(text, 65_535)
