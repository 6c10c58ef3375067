"""`lrkit sample-class`: a class of made-up students, to try grading."""

import argparse
from pathlib import Path

from lrkit.cli import EXIT_DONE
from lrkit.cli.arguments import Commands, add_command, count_argument

_DESCRIPTION = """\
Made-up students answer with the right and wrong answers that the exercises
know; known_marks.csv says what each should get."""


def add_sample_class(commands: Commands) -> None:
    """Add the command to the parser."""
    parser = add_command(commands, "sample-class", sample_class_command,
                         "Make a class of submissions to try grading.", _DESCRIPTION)
    parser.add_argument("folder", type=Path, help="a new or empty one")
    parser.add_argument("--students", type=count_argument, default=30, metavar="N",
                        help="how many (default: 30)")
    parser.add_argument("--seed", type=int, default=0, help="draws another class (default: 0)")


def sample_class_command(arguments: argparse.Namespace) -> int:
    """Make a class of made-up students."""
    from lrkit.course import find_course
    from lrkit.release.sample_class import make_sample_class
    from lrkit.wording import counted, shell_quoted

    made = make_sample_class(arguments.folder, find_course(), students=arguments.students,
                             seed=arguments.seed)
    print(f"{arguments.folder}: {counted(arguments.students, 'student')}, "
          f"{counted(made, 'notebook')}, and the marks that they should get in known_marks.csv")
    print(f"Grade them with: lrkit grade {shell_quoted(arguments.folder)}")
    return EXIT_DONE
