"""For whoever carries the course on: `lrkit build`, `book` and `doctor`."""

import argparse
import sys

from lrkit.cli import DONE, LOOK
from lrkit.cli.printing import print_json
from lrkit.errors import UserError


def build_command(arguments: argparse.Namespace) -> int:
    """Generate course/; with --check 1 if it differs."""
    from lrkit.course import find_course
    from lrkit.release.build import build_release, check_release
    from lrkit.release.execute_sources import execute_sources

    if arguments.check and arguments.execute is not None:
        raise UserError("--check only looks, and --execute writes: give one of them")
    course = find_course()
    if course.checkout is None:
        raise UserError("lrkit build works in a checkout of lrkit; this is the installed course")
    if arguments.execute is not None:
        execute_sources(course, arguments.execute, say=_quiet if arguments.json else print)
    difference = check_release(course) if arguments.check else build_release(course)
    if arguments.json:
        print_json({"missing": difference.missing, "extra": difference.extra,
                    "changed": difference.changed, "written": not arguments.check})
    elif arguments.check:
        print(f"{difference}\ncourse/ is not what solutions/ generates; run: lrkit build"
              if difference else "course/ is what solutions/ generates")
    else:
        print(difference.done or "course/ was up to date")
    return LOOK if arguments.check and difference else DONE


def _quiet(line: str) -> None:
    """JSON has stdout for itself."""


def book_command(arguments: argparse.Namespace) -> int:
    """Build the web site; 1 if Sphinx complained about something."""
    from lrkit.book import build_book

    built = build_book(arguments.output, solutions=arguments.solutions)
    for complaint in built.warnings:
        print(complaint, file=sys.stderr)
    print(f"{built.pages} pages. Open {built.index} in a browser.")
    return LOOK if built.warnings else DONE


def doctor_command(arguments: argparse.Namespace) -> int:
    """Look at the installation; 1 if something that is needed is missing."""
    from lrkit.cli.doctor import MISSING, examine

    findings = examine()
    if arguments.json:
        print_json([finding.as_data() for finding in findings])
    else:
        for finding in findings:
            print(finding)
    return LOOK if any(finding.state == MISSING for finding in findings) else DONE
