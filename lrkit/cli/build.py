"""`lrkit build`: the release in course/, generated from the sources in solutions/."""

import argparse

from lrkit.cli import EXIT_ATTENTION, EXIT_DONE
from lrkit.cli.arguments import Commands, add_command, add_json
from lrkit.cli.printing import print_json
from lrkit.errors import UserError

_DESCRIPTION = """\
This works in a checkout of lrkit. --check writes nothing, says what differs,
and ends with exit code 1 if anything does."""


def add_build(commands: Commands) -> None:
    """Add the command to the parser."""
    parser = add_command(commands, "build", build_command, "Generate course/ from solutions/.",
                         _DESCRIPTION)
    parser.add_argument("--check", action="store_true", help="compare, and write nothing")
    parser.add_argument("--execute", nargs="*", metavar="NAME",
                        help="first run the sources (all, or those named) and tidy them")
    add_json(parser)


def build_command(arguments: argparse.Namespace) -> int:
    """Generate course/; with ``--check`` compare it, with exit code 1 if it differs."""
    from lrkit.course import find_course
    from lrkit.release.build import build_release, check_release

    if arguments.check and arguments.execute is not None:
        raise UserError("--check only looks, and --execute writes: give one of them")
    course = find_course()
    if course.checkout is None:
        raise UserError("lrkit build works in a checkout of lrkit; this is the installed course")
    if arguments.execute is not None:
        from lrkit.release.execute_sources import execute_sources

        execute_sources(course, arguments.execute, say=_ignore if arguments.json else print)
    difference = check_release(course) if arguments.check else build_release(course)
    if arguments.json:
        print_json({"missing": difference.missing, "extra": difference.extra,
                    "changed": difference.changed, "written": not arguments.check})
    elif arguments.check:
        print(f"{difference}\ncourse/ is not what solutions/ generates; run: lrkit build"
              if difference else "course/ is what solutions/ generates")
    else:
        print(difference.done or "course/ was up to date")
    return EXIT_ATTENTION if arguments.check and difference else EXIT_DONE


def _ignore(line: str) -> None:
    """Print nothing: with ``--json`` stdout is for JSON alone."""
