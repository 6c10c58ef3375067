"""The command `lrkit`; each of its commands is a module of its name here.

`lrkit --help` must answer at once: the page is a text in this file, and everything else, argparse
too, is loaded when a command is called. A test holds the page to the commands that there are.
"""

import os
import sys

# Exit codes.
EXIT_DONE = 0
EXIT_ATTENTION = 1  # done, and something needs a person: not graded, held back, different, missing
EXIT_MISTAKE = 2  # a mistake in what was asked for, and nothing was done
EXIT_STOPPED = 130  # by Ctrl-C

HELP = """\
usage: lrkit COMMAND ...

Learning rates, by experiment: a course that checks and grades itself.

for learning
  start         put the notebooks into a folder and open JupyterLab
  progress      show what is done, and what comes next

for teaching
  grade         grade a folder or zip of submissions, or a download of Moodle, Canvas or Blackboard
  report        bring a graded folder up to date; write marks for Moodle or Canvas
  sample-class  make a class of submissions to try grading
  demo          make a class of 12, grade it, and show the table

for maintaining the course
  build         generate course/ from solutions/, in a checkout
  book          build the course as a web site
  doctor        say what is installed, what is missing, and what to do about it

lrkit COMMAND --help says more.  lrkit --version prints the version.
Exit codes: 0 done; 1 done, but something needs you; 2 a mistake in the command; 130 stopped.
"""


def main(argv=None) -> int:
    """Run the command with these arguments (None: those of the process); return the exit code.

    >>> main(["grade", "no-such-folder"])
    2
    """
    arguments = sys.argv[1:] if argv is None else list(argv)
    if arguments[:1] in (["--help"], ["-h"], ["help"]) and len(arguments) == 1:
        print(HELP, end="")
        return EXIT_DONE
    try:
        _open_closed_streams()
        from lrkit.cli.dispatch import run_command

        return run_command(arguments, program=argv is None)
    except KeyboardInterrupt as stop:
        print(f"lrkit: {str(stop) or 'stopped'}", file=sys.stderr)
        return EXIT_STOPPED


def _open_closed_streams() -> None:
    """Open the null device for each stream that we were started without, as some schedulers do."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: SIM115
