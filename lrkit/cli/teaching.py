"""For instructors: `lrkit grade`, `report`, `sample-class` and `demo`."""

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from lrkit.cli import DONE, LOOK
from lrkit.cli.printing import print_json
from lrkit.errors import UserError

if TYPE_CHECKING:
    from lrkit.grading.grade import Graded
    from lrkit.lms.marks import MarksExport

DEMO_STUDENTS = 12


def grade_command(arguments: argparse.Namespace) -> int:
    """Grade what was handed in; 1 if something could not be graded."""
    _start_quickly(arguments)
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
        _say(graded)
    return LOOK if graded.summary.problems else DONE


def _start_quickly(arguments: argparse.Namespace) -> None:
    from lrkit.grading.execution.startup import dedicate_process, tune_process

    if arguments.program:
        tune_process()
        dedicate_process()


def _say(graded: "Graded") -> None:
    from lrkit.remarks import counted

    print(graded.summary.text)
    print(f"{counted(graded.ran, 'notebook')} ran, in {graded.seconds:.0f} s"
          + ("" if graded.ran else ": nothing was new or changed since the last run"))
    if graded.isolation != "full":
        print("Isolation was partial: submissions could read this machine's files. Install "
              "bubblewrap (Debian, Ubuntu: apt install bubblewrap) to close them in.")
    if graded.pages:
        print(f"{counted(graded.pages, 'feedback page')} took in what was marked by hand or late")


def _as_data(graded: "Graded") -> dict:
    from dataclasses import asdict

    return {"output": str(graded.output), "ran": graded.ran, "seconds": round(graded.seconds, 1),
            "isolation": graded.isolation, "report": str(graded.output / "report.html"),
            "marks": [asdict(row) for row in graded.summary.rows],
            "problems": [{"where": problem.place, "what": problem.text}
                         for problem in graded.summary.problems]}


def report_command(arguments: argparse.Namespace) -> int:
    """The report of a graded folder anew, or its marks for a system; 1 if something waits."""
    from lrkit.grading.reporting.refresh import refresh

    if arguments.lms:
        return _marks(arguments)
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
            print(f"Feedback pages written anew: {pages}")
    return LOOK if summary.problems else DONE


def _marks(arguments: argparse.Namespace) -> int:
    from lrkit.grading.reporting.refresh import export_marks, graded_folder, refresh

    if arguments.feedback and (arguments.lms != "moodle" or len(arguments.assignment) != 1):
        raise UserError("--feedback is for one assignment in Moodle: add --lms moodle and "
                        "--assignment NAME")
    if arguments.feedback:  # with what was marked by hand since the pages were written
        refresh(arguments.folder)
    marks = export_marks(arguments.folder, arguments.lms, assignments=arguments.assignment,
                         roster=arguments.roster, scale=arguments.scale, partial=arguments.partial)
    several = len(marks.tables) > 1
    output = arguments.output or \
        graded_folder(arguments.folder) / ("marks" if several else "marks.csv")
    files = _write(output, marks)
    held = [mark for mark in marks.held if mark.why != "not handed in"]
    pages = _hand_back(arguments, marks)
    if arguments.json:
        print_json({"files": [str(path) for path in files], "marks": marks.written, "pages": pages,
                    "held": [{"student": mark.student, "assignment": mark.assignment,
                              "why": mark.why} for mark in marks.held],
                    "unknown": marks.unknown})
    else:
        _say_marks(marks, files)
        if arguments.feedback:
            print(f"Feedback pages in {arguments.feedback}: {pages}")
    return LOOK if held or marks.unknown else DONE


def _hand_back(arguments: argparse.Namespace, marks: "MarksExport") -> int:
    """Feedback pages for Moodle, of those who have a mark; returns how many."""
    from lrkit.grading.reporting.refresh import graded_folder
    from lrkit.lms.feedback_zip import write_feedback_zip

    if not arguments.feedback:
        return 0
    return write_feedback_zip(graded_folder(arguments.folder), arguments.assignment[0],
                              arguments.feedback, {mark.student for mark in marks.held})


def _write(output: Path, marks: "MarksExport") -> list[Path]:
    """One table into a file, several into a folder, each under its assignment's name."""
    from lrkit.files.atomic import write_atomically

    if len(marks.tables) > 1 and (output.is_file() or output.suffix == ".csv"):
        raise UserError(f"Moodle wants a file for each of {len(marks.tables)} assignments: name a "
                        f"folder with --output, or one of them with --assignment, not {output}")
    as_folder = len(marks.tables) > 1 or output.is_dir()
    files = []
    for assignment, table in marks.tables.items():
        path = output / f"{assignment or 'marks'}.csv" if as_folder else output
        try:
            write_atomically(path, table)
        except OSError as error:
            raise UserError(f"{path} cannot be written: {error.strerror}") from error
        files.append(path)
    return files


def _say_marks(marks: "MarksExport", files: list[Path]) -> None:
    from lrkit.remarks import counted

    print(f"{counted(marks.written, 'mark')} in {', '.join(map(str, files))}")
    if absent := sum(mark.why == "not handed in" for mark in marks.held):
        print(f"{counted(absent, 'notebook')} not handed in: no mark is written for them")
    held = [mark for mark in marks.held if mark.why != "not handed in"]
    if held:
        print("No mark is written for:", file=sys.stderr)
    for mark in held:
        print(f"  {mark.student}/{mark.assignment}: {mark.why}", file=sys.stderr)
    if marks.unknown:
        print("Not in the file:", file=sys.stderr)
    for line in marks.unknown:
        print(f"  {line}", file=sys.stderr)


def sample_class_command(arguments: argparse.Namespace) -> int:
    """Make a class up."""
    from lrkit.course import find_course
    from lrkit.grading.reporting.summary import shell_quoted
    from lrkit.release.sample_class import make_sample_class
    from lrkit.remarks import counted

    made = make_sample_class(arguments.folder, find_course(), students=arguments.students,
                             seed=arguments.seed)
    print(f"{arguments.folder}: {counted(arguments.students, 'student')}, "
          f"{counted(made, 'notebook')}, and the marks that they should get in known_marks.csv")
    print(f"Grade them with: lrkit grade {shell_quoted(arguments.folder)}")
    return DONE


def demo_command(arguments: argparse.Namespace) -> int:
    """A class of 12 made up and graded, and what to look at."""
    _start_quickly(arguments)
    from lrkit.course import find_course
    from lrkit.grading.grade import Options, grade
    from lrkit.release.sample_class import make_sample_class

    course = find_course()
    first = course.assignments[:1]
    make_sample_class(arguments.folder, course, students=DEMO_STUDENTS, assignments=first)
    print(f"{DEMO_STUDENTS} made-up students handed in {first[0]}, in {arguments.folder}. Grading "
          "them ...", flush=True)
    graded = grade(arguments.folder, course, options=Options(assignments=first))
    _say(graded)
    print(f"Open {graded.output / 'report.html'} in a browser.")
    return LOOK if graded.summary.problems else DONE
