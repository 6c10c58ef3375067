"""`lrkit grade`: a folder or a zip of submissions, graded."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lrkit.cli import EXIT_ATTENTION, EXIT_DONE
from lrkit.cli.arguments import Commands, add_command, add_json, add_roster, count_argument
from lrkit.cli.printing import print_json

if TYPE_CHECKING:
    from lrkit.grading.grade import Graded

_DESCRIPTION = """\
It takes a folder laid out as student/assignment/notebook.ipynb, or a download of
Moodle, Canvas or Blackboard, unpacked or not, and never changes it. A second
run grades only what is new or has changed.

  lrkit grade class.zip
  lrkit grade moodle.zip --roster worksheet.csv --due "04_schedules=2026-03-01 23:59"

Exit code 1 means that something could not be graded; the report says what."""


def add_grade(commands: Commands) -> None:
    """Add the command to the parser."""
    parser = add_command(commands, "grade", grade_command,
                         "Grade a folder or a zip of submissions.", _DESCRIPTION)
    _add_class_options(parser)
    _add_run_options(parser)
    add_json(parser)


def _add_class_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("folder", type=Path, metavar="FOLDER_OR_ZIP", help="the submissions")
    parser.add_argument("--output", type=Path, metavar="DIR",
                        help="where the gradebook goes (default: FOLDER-graded)")
    parser.add_argument("--assignment", action="append", default=[], metavar="NAME",
                        help="grade only this one; may be given again")
    add_roster(parser)
    parser.add_argument("--due", action="append", default=[], metavar="NAME=TIME",
                        help="when an assignment was due, for nbgrader's plugin for late work; may "
                        "be given again")
    parser.add_argument("--config", type=Path, metavar="FILE",
                        help="settings of nbgrader, such as what late work costs; kept in DIR")


def _add_run_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--require-isolation", action="store_true",
                        help="refuse to grade where bubblewrap cannot isolate submissions")
    parser.add_argument("--workers", type=count_argument, metavar="N",
                        help="submissions that run at the same time (default: one for each core)")
    parser.add_argument("--cluster", metavar="ADDRESS",
                        help="run submissions on the workers of this Dask scheduler")
    parser.add_argument("--db-url", default="", metavar="URL",
                        help="keep the gradebook in this database, such as postgresql+psycopg://...")


def grade_command(arguments: argparse.Namespace) -> int:
    """Grade what was handed in; exit code 1 if something could not be graded."""
    prepare_process(arguments)
    from lrkit.course import find_course
    from lrkit.grading.grade import Options, grade

    options = Options(
        assignments=arguments.assignment, workers=arguments.workers, cluster=arguments.cluster,
        require_isolation=arguments.require_isolation, roster=arguments.roster, due=arguments.due,
        config=arguments.config, db_url=arguments.db_url)
    graded = grade(arguments.folder, find_course(), output=arguments.output, options=options)
    if arguments.json:
        print_json(_as_data(graded))
    else:
        print_graded(graded)
    return EXIT_ATTENTION if graded.summary.problems else EXIT_DONE


def prepare_process(arguments: argparse.Namespace) -> None:
    """Tune a process that does nothing else for grading, before anything large is loaded."""
    from lrkit.grading.execution.startup import dedicate_process, tune_process

    if arguments.program:
        tune_process()
        dedicate_process()


def print_graded(graded: "Graded") -> None:
    """Print the table of a graded class, and how the run went."""
    from lrkit.grading.execution.sandbox_environment import FULL
    from lrkit.wording import counted

    print(graded.summary.text)
    print(f"{counted(graded.ran, 'notebook')} ran, in {graded.seconds:.0f} s"
          + ("" if graded.ran else ": nothing was new or changed since the last run"))
    if graded.isolation != FULL:
        print("Isolation was partial: submissions could read this machine's files. Install "
              "bubblewrap (Debian, Ubuntu: apt install bubblewrap) to close them in.")
    if graded.pages:
        print(f"{counted(graded.pages, 'feedback page')} took in what was marked by hand or late")


def _as_data(graded: "Graded") -> dict[str, Any]:
    from dataclasses import asdict

    return {"output": str(graded.output), "ran": graded.ran, "seconds": round(graded.seconds, 1),
            "isolation": graded.isolation, "report": str(graded.output / "report.html"),
            "marks": [asdict(row) for row in graded.summary.rows],
            "problems": [{"where": problem.place, "what": problem.text}
                         for problem in graded.summary.problems]}
