"""`lrkit demo`: a class of 12, made up and graded."""

import argparse
from pathlib import Path

from lrkit.cli import EXIT_ATTENTION, EXIT_DONE
from lrkit.cli.arguments import Commands, add_command
from lrkit.cli.grade import prepare_process, print_graded

STUDENTS = 12
_DESCRIPTION = """\
It makes and grades notebook 1 alone, which takes less than a minute;
`lrkit sample-class` makes all notebooks."""


def add_demo(commands: Commands) -> None:
    """Add the command to the parser."""
    parser = add_command(commands, "demo", demo_command,
                         "Make a class of 12, grade it, and show the table.", _DESCRIPTION)
    parser.add_argument("folder", nargs="?", type=Path, default=Path("lrkit-demo"),
                        help="a new or empty one (default: lrkit-demo)")


def demo_command(arguments: argparse.Namespace) -> int:
    """Make a class up, grade it, and say where its report is."""
    prepare_process(arguments)
    from lrkit.course import find_course
    from lrkit.grading.grade import Options, grade
    from lrkit.release.sample_class import make_sample_class

    course = find_course()
    first = course.assignments[:1]
    make_sample_class(arguments.folder, course, students=STUDENTS, assignments=first)
    print(f"{STUDENTS} made-up students handed in {first[0]}, in {arguments.folder}. Grading "
          "them ...", flush=True)
    graded = grade(arguments.folder, course, options=Options(assignments=first))
    print_graded(graded)
    print(f"Open {graded.output / 'report.html'} in a browser.")
    return EXIT_ATTENTION if graded.summary.problems else EXIT_DONE
