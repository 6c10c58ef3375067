"""The command `lrkit`.

Exit codes: 0 done; 1 `lrkit build --check` found differences, or `lrkit grade` could not grade
something; 2 a mistake in what was asked for; 130 stopped with Ctrl-C.
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

import lrkit
from lrkit.grading.errors import UserError


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command with these arguments (None: those of the process); returns the exit code.

    >>> main(["grade", "no-such-folder"])
    2
    """
    arguments = _parser().parse_args(argv)
    try:
        return arguments.run(arguments)
    except UserError as error:
        print(f"lrkit: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt as stop:
        print(f"lrkit: {str(stop) or 'stopped'}", file=sys.stderr)
        return 130


def _start(arguments: argparse.Namespace) -> int:
    from lrkit.grading.course import find_course
    from lrkit.grading.start import deliver, open_jupyterlab

    course = find_course()
    print(deliver(course, arguments.folder).report(arguments.folder))
    if arguments.no_open:
        return 0
    return open_jupyterlab(arguments.folder, course, port=arguments.port,
                           browser=not arguments.no_browser)


def _grade(arguments: argparse.Namespace) -> int:
    from lrkit.grading.course import find_course
    from lrkit.grading.grade import Options, grade
    from lrkit.grading.summary import count

    options = Options(assignments=arguments.assignment or (), workers=arguments.workers,
                      require_isolation=arguments.require_isolation, cluster=arguments.cluster,
                      db_url=arguments.db_url)
    graded = grade(arguments.folder, find_course(), output=arguments.output, options=options)
    print(graded.summary.text)
    print(f"{count(graded.ran, 'notebook')} ran, in {graded.seconds:.0f} s"
          + ("" if graded.ran else ": nothing was new or changed since the last run"))
    if graded.isolation != "full":
        print("Isolation was partial: submissions could read this machine's files. Install "
              "bubblewrap (Debian, Ubuntu: apt install bubblewrap) to close them in.")
    if graded.pages:
        print(f"{count(graded.pages, 'feedback page')} took in what was marked by hand")
    return 1 if graded.summary.problems else 0


def _sample_class(arguments: argparse.Namespace) -> int:
    from lrkit.grading.course import find_course
    from lrkit.grading.sample_class import make_sample_class
    from lrkit.grading.summary import count

    made = make_sample_class(arguments.folder, find_course(), students=arguments.students,
                             seed=arguments.seed)
    print(f"{arguments.folder}: {count(arguments.students, 'student')}, {count(made, 'notebook')}, "
          "and the marks that they should get in known_marks.csv")
    print(f"Grade them with: lrkit grade {arguments.folder}")
    return 0


def _progress(arguments: argparse.Namespace) -> int:
    from lrkit.overview import progress
    from lrkit.progress_file import FILE

    if not arguments.folder.is_dir():
        raise UserError(f"there is no folder {arguments.folder}; `lrkit start FOLDER` makes one")
    if not (arguments.folder / FILE).is_file():
        print(f"{arguments.folder}: nothing has been checked, predicted or answered here yet")
    print(progress(arguments.folder))
    return 0


def _build(arguments: argparse.Namespace) -> int:
    from lrkit.grading.build import build, check, execute_sources
    from lrkit.grading.course import find_course

    course = find_course()
    if course.checkout is None:
        raise UserError("lrkit build works in a checkout of lrkit; this is the installed course")
    if arguments.check:
        if arguments.execute is not None:
            raise UserError("--check only looks, and --execute writes: give one of them")
        difference = check(course)
        print(f"{difference}\ncourse/ is not what solutions/ generates; run: lrkit build"
              if difference else "course/ is what solutions/ generates")
        return 1 if difference else 0
    if arguments.execute is not None:
        execute_sources(course, arguments.execute)
    difference = build(course)
    print(difference or "course/ was up to date")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="lrkit", description="Learning rates, by experiment: a course that grades itself.")
    parser.add_argument("--version", action="version", version=f"lrkit {lrkit.__version__}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    start = commands.add_parser("start", help="put the notebooks into a folder and open JupyterLab")
    start.add_argument("folder", nargs="?", type=Path, default=Path("learning-rates"),
                       help="where your work is, or is to be (default: learning-rates)")
    start.add_argument("--no-browser", action="store_true",
                       help="print JupyterLab's address in place of opening a browser")
    start.add_argument("--no-open", action="store_true", help="only copy the notebooks")
    start.add_argument("--port", type=int, help="JupyterLab's port")
    start.set_defaults(run=_start)

    progress = commands.add_parser("progress", help="what is done, and what comes next")
    progress.add_argument("folder", nargs="?", type=Path, default=Path("learning-rates"),
                          help="the folder of `lrkit start` (default: learning-rates)")
    progress.set_defaults(run=_progress)

    grade = commands.add_parser("grade", help="grade a folder or zip of submissions")
    grade.add_argument("folder", type=Path, metavar="FOLDER_OR_ZIP",
                       help="with student/assignment/notebook.ipynb; it is not changed")
    grade.add_argument("--output", type=Path, metavar="DIR",
                       help="where the gradebook goes (default: FOLDER-graded)")
    grade.add_argument("--assignment", action="append", metavar="NAME",
                       help="grade only this one; may be given again")
    grade.add_argument("--require-isolation", action="store_true",
                       help="refuse to grade where bubblewrap cannot close submissions in")
    grade.add_argument("--workers", type=_count, metavar="N",
                       help="submissions that run at the same time (default: one for each core)")
    grade.add_argument("--cluster", metavar="ADDRESS",
                       help="run submissions on the workers of this Dask scheduler")
    grade.add_argument("--db-url", default="", metavar="URL",
                       help="keep the gradebook in this database, such as postgresql+psycopg://...")
    grade.set_defaults(run=_grade)

    sample = commands.add_parser("sample-class", help="make a class of submissions to try grading")
    sample.add_argument("folder", type=Path, help="new or empty")
    sample.add_argument("--students", type=_count, default=30, metavar="N", help="(default: 30)")
    sample.add_argument("--seed", type=int, default=0, help="another class (default: 0)")
    sample.set_defaults(run=_sample_class)

    build = commands.add_parser("build", help="generate course/ from solutions/, in a checkout")
    build.add_argument("--check", action="store_true",
                       help="write nothing; say what differs, and exit with 1 if anything does")
    build.add_argument("--execute", nargs="*", metavar="NAME",
                       help="first run the sources (all, or those named) and tidy them")
    build.set_defaults(run=_build)
    return parser


def _count(text: str) -> int:
    if not text.isdigit() or not 1 <= int(text) <= 10_000:
        raise argparse.ArgumentTypeError(f"must be a number from 1 to 10000, got {text}")
    return int(text)


if __name__ == "__main__":
    sys.exit(main())
