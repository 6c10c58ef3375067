"""`lrkit book`: the course as a web site."""

import argparse
import sys
from pathlib import Path

from lrkit.cli import EXIT_ATTENTION, EXIT_DONE
from lrkit.cli.arguments import Commands, add_command

_DESCRIPTION = """\
Neither building nor reading it needs a network, but building it needs an
extra: pip install "lrkit[book]\""""


def add_book(commands: Commands) -> None:
    """Add the command to the parser."""
    parser = add_command(commands, "book", book_command, "Build the course as a web site.",
                         _DESCRIPTION)
    parser.add_argument("output", nargs="?", type=Path, default=Path("book"),
                        help="where the site goes (default: book)")
    parser.add_argument("--solutions", action="store_true",
                        help="show the solutions: for yourself, not for a server")


def book_command(arguments: argparse.Namespace) -> int:
    """Build the web site; exit code 1 if Sphinx warned about something."""
    from lrkit.book import build_book

    built = build_book(arguments.output, solutions=arguments.solutions)
    for warning in built.warnings:
        print(warning, file=sys.stderr)
    print(f"{built.pages} pages. Open {built.index} in a browser.")
    return EXIT_ATTENTION if built.warnings else EXIT_DONE
