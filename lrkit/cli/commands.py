"""The commands: what each takes, its page of help, and the module that does it."""

import argparse
import errno
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import lrkit
from lrkit.cli import HELP, MISTAKE, STOPPED, learning, making, teaching
from lrkit.errors import UserError

# What a file or folder that somebody named can be like: closed, write-protected, of another kind.
OF_A_PLACE = (errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOTDIR, errno.EISDIR, errno.EEXIST,
              errno.ENAMETOOLONG)


def run_command(argv: Sequence[str], *, program: bool = False) -> int:
    """Run one command; a mistake of the user's is a sentence on stderr. `program`: whether nothing
    else runs in this process."""
    arguments = parser().parse_args(argv, argparse.Namespace(program=program))
    try:
        return arguments.run(arguments)
    except UserError as error:
        print(f"lrkit: {error}", file=sys.stderr)
        return MISTAKE
    except BrokenPipeError:  # `lrkit report class | head`
        sys.stderr.close()
        return STOPPED
    except Exception as error:
        if not (sentence := _in_words(error)):
            raise
        print(f"lrkit: {sentence}", file=sys.stderr)
        return MISTAKE


def _in_words(error: Exception) -> str:
    """What to say of an error that somebody else than lrkit can put right; nothing of others."""
    if isinstance(error, OSError) and error.errno in OF_A_PLACE and error.filename is not None:
        return f"{error.filename}: {error.strerror}"
    if _is_of_database(error):
        return (f"the gradebook cannot be used: {str(error).splitlines()[0]}. Was it made by "
                "another version of nbgrader? `nbgrader db upgrade` in the graded folder brings an "
                "older one up to date; a damaged one has to come from your backup, or be made anew "
                "with --output in another folder")
    return ""


def _is_of_database(error: Exception) -> bool:
    """Whether the gradebook's database raised it; SQLAlchemy is loaded only if it did."""
    errors = getattr(sys.modules.get("sqlalchemy.exc"), "DBAPIError", ())
    return isinstance(error, errors)


def parser() -> argparse.ArgumentParser:
    """All commands with their options."""
    main = _Parser(prog="lrkit", add_help=True)
    main.add_argument("--version", action="version", version=f"lrkit {lrkit.__version__}")
    commands = main.add_subparsers(required=True, metavar="COMMAND", dest="command")
    for add in (_start, _progress, _grade, _report, _sample_class, _demo, _build, _book, _doctor):
        add(commands)
    return main


class _Parser(argparse.ArgumentParser):
    def format_help(self) -> str:
        return HELP if self.prog == "lrkit" else super().format_help()


def _add(commands: Any, name: str, run: Any, words: str, more: str) -> argparse.ArgumentParser:
    parser = commands.add_parser(name, help=words, description=f"{words}\n\n{more}",
                                 formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.set_defaults(run=run)
    return parser


def _json(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true",
                        help="print JSON on stdout, and nothing else there")


def _start(commands: Any) -> None:
    parser = _add(commands, "start", learning.start_command,
                  "Put the notebooks into a folder and open JupyterLab.", """\
Run it again to go on, or after an update: what is new is added, and what you
have worked on is never overwritten.

  lrkit start                      in the folder learning-rates
  lrkit start my-course --no-open  only copy the notebooks""")
    parser.add_argument("folder", nargs="?", type=Path, default=Path("learning-rates"),
                        help="where your work is, or is to be (default: learning-rates)")
    parser.add_argument("--no-browser", action="store_true",
                        help="print JupyterLab's address in place of opening a browser")
    parser.add_argument("--no-open", action="store_true", help="only copy the notebooks")
    parser.add_argument("--port", type=port_argument, help="JupyterLab's port")


def _progress(commands: Any) -> None:
    parser = _add(commands, "progress", learning.progress_command,
                  "What is done, how many points it earned, and what comes next.",
                  "The same as progress() in a notebook.")
    parser.add_argument("folder", nargs="?", type=Path,
                        help="the folder of `lrkit start` (default: the one that you stand in, "
                             "else learning-rates)")
    _json(parser)


def _grade(commands: Any) -> None:
    parser = _add(commands, "grade", teaching.grade_command,
                  "Grade a folder or a zip of submissions.", """\
Takes student/assignment/notebook.ipynb, or what Moodle, Canvas and Blackboard
download, unpacked or not. What you hand to it is never changed. A second run
grades what is new or changed.

  lrkit grade class.zip
  lrkit grade moodle.zip --roster worksheet.csv --due "04_schedules=2026-03-01 23:59"

Exit code 1: it ran, and something could not be graded; the report says what.""")
    parser.add_argument("folder", type=Path, metavar="FOLDER_OR_ZIP", help="what was handed in")
    parser.add_argument("--output", type=Path, metavar="DIR",
                        help="where the gradebook goes (default: FOLDER-graded)")
    parser.add_argument("--assignment", action="append", default=[], metavar="NAME",
                        help="grade only this one; may be given again")
    _roster(parser)
    parser.add_argument("--due", action="append", default=[], metavar="NAME=TIME",
                        help="when an assignment was due, for nbgrader's plugin for late work; may "
                        "be given again")
    parser.add_argument("--config", type=Path, metavar="FILE",
                        help="settings of nbgrader, such as what late work costs; kept in DIR")
    parser.add_argument("--require-isolation", action="store_true",
                        help="refuse to grade where bubblewrap cannot close submissions in")
    parser.add_argument("--workers", type=count_argument, metavar="N",
                        help="submissions that run at the same time (default: one for each core)")
    parser.add_argument("--cluster", metavar="ADDRESS",
                        help="run submissions on the workers of this Dask scheduler")
    parser.add_argument("--db-url", default="", metavar="URL",
                        help="keep the gradebook in this database, such as postgresql+psycopg://...")
    _json(parser)


def _roster(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--roster", action="append", default=[], type=Path, metavar="CSV",
                        help="who is in the class: Moodle's grading worksheet or participants, "
                        "Canvas' gradebook export, or student,name,email; may be given again")


def _report(commands: Any) -> None:
    parser = _add(commands, "report", teaching.report_command,
                  "What a graded folder says now, with what was marked by hand since.", """\
Writes report.html, grades.csv and the feedback pages anew, and prints the
table. With --lms it writes the marks as Moodle or Canvas import them, and
nothing else: one file for Canvas; for Moodle one for each assignment, in a
folder if there are several.

  lrkit report class
  lrkit report class --lms canvas --roster gradebook.csv --output marks.csv
  lrkit report class --lms moodle --assignment 04_schedules --output marks.csv
  lrkit report class --lms moodle --assignment 04_schedules --feedback pages.zip

Who waits to be marked by hand or was not graded gets no mark and is listed,
with exit code 1; --partial gives them what they have so far.""")
    parser.add_argument("folder", type=Path, help="the graded folder, or the submissions' own")
    parser.add_argument("--lms", choices=("moodle", "canvas"), help="write marks for this system")
    parser.add_argument("-o", "--output", type=Path, metavar="FILE_OR_DIR",
                        help="where the marks go (default: marks.csv in the graded folder)")
    parser.add_argument("--assignment", action="append", default=[], metavar="NAME",
                        help="with --lms: only this one; may be given again (default: all)")
    _roster(parser)
    parser.add_argument("--scale", action="store_true",
                        help="convert marks where the system has another maximum")
    parser.add_argument("--feedback", type=Path, metavar="ZIP",
                        help="with --lms moodle: also the feedback pages of one assignment, in the "
                        "zip that Moodle takes (Upload multiple feedback files in a zip)")
    parser.add_argument("--partial", action="store_true",
                        help="marks also for those who wait to be marked by hand")
    _json(parser)


def _sample_class(commands: Any) -> None:
    parser = _add(commands, "sample-class", teaching.sample_class_command,
                  "Make a class of submissions to try grading.", """\
Made-up students answer with the right and wrong answers that the exercises
know; known_marks.csv says what each should get.""")
    parser.add_argument("folder", type=Path, help="new or empty")
    parser.add_argument("--students", type=count_argument, default=30, metavar="N",
                        help="how many (default: 30)")
    parser.add_argument("--seed", type=int, default=0, help="another class (default: 0)")


def _demo(commands: Any) -> None:
    parser = _add(commands, "demo", teaching.demo_command,
                  "Make a class of 12, grade it, and show the table.", """\
Only notebook 1 is made and graded, so that it takes less than a minute; all
ten are what `lrkit sample-class` makes.""")
    parser.add_argument("folder", nargs="?", type=Path, default=Path("lrkit-demo"),
                        help="new or empty (default: lrkit-demo)")


def _build(commands: Any) -> None:
    parser = _add(commands, "build", making.build_command, "Generate course/ from solutions/.", """\
Works in a checkout of lrkit. --check writes nothing, says what differs, and
ends with exit code 1 if anything does.""")
    parser.add_argument("--check", action="store_true", help="only look")
    parser.add_argument("--execute", nargs="*", metavar="NAME",
                        help="first run the sources (all, or those named) and tidy them")
    _json(parser)


def _book(commands: Any) -> None:
    parser = _add(commands, "book", making.book_command, "Build the course as a web site.",
                  "It needs no network, when it is built or when it is read, but an extra:\n"
                  "pip install \"lrkit[book]\"")
    parser.add_argument("output", nargs="?", type=Path, default=Path("book"),
                        help="where the site goes (default: book)")
    parser.add_argument("--solutions", action="store_true",
                        help="with the solutions: for yourself, not for a server")


def _doctor(commands: Any) -> None:
    parser = _add(commands, "doctor", making.doctor_command,
                  "What is installed, what is missing, and what to do about it.", """\
Exit code 1 if something that the course or the grading needs is missing; what
is only an extra does not count.""")
    _json(parser)


def count_argument(text: str, most: int = 10_000) -> int:
    """A number from 1 to `most`, from the command line."""
    if not (text.isascii() and text.isdigit()) or not 1 <= int(text) <= most:
        raise argparse.ArgumentTypeError(f"must be a number from 1 to {most}, got {text}")
    return int(text)


def port_argument(text: str) -> int:
    """A port from the command line."""
    return count_argument(text, 65_535)

