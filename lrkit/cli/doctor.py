"""`lrkit doctor`: what is installed, what is missing, and what to do about it."""

import argparse

from lrkit.cli import EXIT_ATTENTION, EXIT_DONE
from lrkit.cli.arguments import Commands, add_command, add_json
from lrkit.cli.printing import print_json

_DESCRIPTION = """\
Exit code 1 means that the course or the grading needs something that is
missing; a missing extra does not count."""


def add_doctor(commands: Commands) -> None:
    """Add the command to the parser."""
    parser = add_command(commands, "doctor", doctor_command,
                         "Say what is installed, what is missing, and what to do about it.",
                         _DESCRIPTION)
    add_json(parser)


def doctor_command(arguments: argparse.Namespace) -> int:
    """Examine the installation; exit code 1 if something that is needed is missing."""
    from lrkit.cli.installation import MISSING, examine_installation

    found = examine_installation()
    if arguments.json:
        print_json([diagnosis.as_data() for diagnosis in found])
    else:
        for diagnosis in found:
            print(diagnosis)
    missing = any(diagnosis.state == MISSING for diagnosis in found)
    return EXIT_ATTENTION if missing else EXIT_DONE
