"""`lrkit report`: a graded folder as it is now, or its marks for a learning management system."""

import argparse
import json
from pathlib import Path

from lrkit.cli import EXIT_ATTENTION, EXIT_DONE
from lrkit.cli.arguments import Commands, add_command, add_json, add_roster
from lrkit.cli.printing import print_json
from lrkit.cli.report_lms import export_command
from lrkit.errors import UserError

_DESCRIPTION = """\
It writes report.html, grades.csv and the feedback pages again, and prints the
table. With --lms it writes only the marks, in the form that Moodle or Canvas
imports: one file for Canvas; for Moodle one for each assignment, in a folder
if there are several.

  lrkit report class
  lrkit report class --lms canvas --roster gradebook.csv --output marks.csv
  lrkit report class --lms moodle --assignment 04_schedules --output marks.csv
  lrkit report class --lms moodle --assignment 04_schedules --feedback pages.zip

Students whose work waits to be marked by hand, or was not graded, get no mark
and are listed, with exit code 1; --partial writes what they have so far."""


def add_report(commands: Commands) -> None:
    """Add the command to the parser."""
    parser = add_command(commands, "report", report_command,
                         "Bring a graded folder up to date, with the marks given by hand.",
                         _DESCRIPTION)
    parser.add_argument("folder", type=Path, help="the graded folder, or the submissions' own")
    _add_export_options(parser)
    add_json(parser)


def _add_export_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--lms", choices=("moodle", "canvas"), help="write marks for this system")
    parser.add_argument("-o", "--output", type=Path, metavar="FILE_OR_DIR",
                        help="where the marks go (default: marks.csv in the graded folder)")
    parser.add_argument("--assignment", action="append", default=[], metavar="NAME",
                        help="with --lms: only this one; may be given again (default: all)")
    add_roster(parser)
    parser.add_argument("--scale", action="store_true",
                        help="convert marks where the system has another maximum")
    parser.add_argument("--feedback", type=Path, metavar="ZIP",
                        help="with --lms moodle: also the feedback pages of one assignment, in the "
                        "zip that Moodle takes (Upload multiple feedback files in a zip)")
    parser.add_argument("--partial", action="store_true",
                        help="write marks also for those who wait to be marked by hand")


def report_command(arguments: argparse.Namespace) -> int:
    """Write the report of a graded folder again, or its marks for a system.

    The exit code is 1 if something was not graded or waits to be marked by hand.
    """
    from lrkit.grading.reporting.refresh import refresh

    if arguments.lms:
        return export_command(arguments)
    if given := [name for name in ("output", "assignment", "roster", "scale", "feedback",
                                   "partial")
                 if getattr(arguments, name)]:
        raise UserError(f"--{given[0]} is for the marks of a system: add --lms moodle or canvas")
    root, summary, pages = refresh(arguments.folder)
    if arguments.json:
        print_json(json.loads((root / "report.json").read_text(encoding="utf-8")))
    else:
        print(summary.text, end="")
        if pages:
            print(f"Feedback pages written again: {pages}")
    return EXIT_ATTENTION if summary.problems else EXIT_DONE
