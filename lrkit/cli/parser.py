"""The parser of all commands."""

import argparse

import lrkit
from lrkit.cli import HELP
from lrkit.cli.book import add_book
from lrkit.cli.build import add_build
from lrkit.cli.demo import add_demo
from lrkit.cli.doctor import add_doctor
from lrkit.cli.grade import add_grade
from lrkit.cli.progress import add_progress
from lrkit.cli.report import add_report
from lrkit.cli.sample_class import add_sample_class
from lrkit.cli.start import add_start


def make_parser() -> argparse.ArgumentParser:
    """Make the parser of all commands with their options."""
    parser = _Parser(prog="lrkit", add_help=True)
    parser.add_argument("--version", action="version", version=f"lrkit {lrkit.__version__}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND", dest="command")
    for add in (add_start, add_progress, add_grade, add_report, add_sample_class, add_demo,
                add_build, add_book, add_doctor):
        add(commands)
    return parser


class _Parser(argparse.ArgumentParser):
    """Parser whose page of help is `HELP`; those of the commands have argparse's."""

    def format_help(self) -> str:
        return HELP if self.prog == "lrkit" else super().format_help()
