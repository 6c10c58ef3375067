"""Marks for an LMS from the gradebook of a large class: ``python -m tests.benchmarks.lms``.

The gradebook is filled with drawn marks, without running a notebook. Counted are the seconds of
the processor, since those of the clock say as much about what else the machine does; on one that
does nothing else they are the same.
"""

import resource
import sqlite3
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

from lrkit.course import Course, find_course
from lrkit.course.nbgrader_driver import NbgraderCourse, silence_warnings
from lrkit.grading.gradebook.grading_record import GradingRecord
from lrkit.lms.arrange import arrange_class
from lrkit.lms.class_list import ClassList, DownloadEntry
from lrkit.remarks import SubmissionKey

STUDENTS = 500
DRAWN = 20  # students who are put in through nbgrader; the others are copies of these
GOAL = 10.0  # seconds; importing nbgrader takes most of them


def main(students: int = STUDENTS) -> None:
    """Print the seconds of each step."""
    course = find_course()
    print(f"\nfrom an LMS and back, a class of {students} with {len(course.assignments)} notebooks")
    with tempfile.TemporaryDirectory() as scratch:
        root = Path(scratch) / "class-graded"
        fill(root, course, students)
        worksheet, export = rosters(Path(scratch), students)
        first = course.assignments[0]
        for name, options in (
                ("Canvas, all notebooks", ["--lms", "canvas", "--roster", export]),
                ("Canvas, one notebook", ["--lms", "canvas", "--assignment", first]),
                ("Moodle, one notebook", ["--lms", "moodle", "--roster", worksheet, "--scale",
                                          "--assignment", first])):
            started = _children()
            subprocess.run([sys.executable, "-m", "lrkit.cli", "report", root, *options, "--output",
                            Path(scratch) / "marks.csv"], check=True, capture_output=True)
            row(f"lrkit report: {name}", _children() - started)
        lay_out(Path(scratch) / "download", course, students)


def _children() -> float:
    """Seconds of the processor that finished child processes took."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def row(name: str, seconds: float) -> None:
    """Print seconds beside the goal."""
    print(f"  {name:64} {seconds:8.2f} s   at most {GOAL:g} s"
          f"{'' if seconds <= GOAL else '   MISSED'}", flush=True)


def fill(root: Path, course: Course, students: int) -> None:
    """Make a graded folder with a mark in every cell."""
    from nbgrader.api import Gradebook

    target, class_list, rng = NbgraderCourse(root), ClassList(), np.random.default_rng(0)
    GradingRecord(root).save()
    for assignment in course.assignments:
        source = root / "source" / assignment
        source.mkdir(parents=True)
        (source / f"{assignment}.ipynb").write_bytes(
            (course.sources / assignment / f"{assignment}.ipynb").read_bytes())
        target.generate(assignment, database=True)
    with silence_warnings(), Gradebook(target.db_url) as book:
        book.db.commit, commit = book.db.flush, book.db.commit
        for number in range(min(students, DRAWN)):
            book.update_or_create_student(f"s{number:04}")
            for assignment in course.assignments:
                submission = book.update_or_create_submission(assignment, f"s{number:04}")
                for grade in submission.notebooks[0].grades:
                    grade.auto_score = float(rng.integers(0, 2)) * grade.max_score
                    grade.needs_manual_grade = False
        commit()
    copy_students(root / "gradebook.db", students)
    for number in range(students):
        for assignment in course.assignments:
            class_list.entries[SubmissionKey(f"s{number:04}", assignment)] = DownloadEntry(
                "canvas", f"student{number}", str(number + 1), f"{assignment}.ipynb")
    class_list.save(root)


def copy_students(gradebook: Path, students: int) -> None:
    """Copy the drawn students' rows, under new names and keys, until there are enough."""
    new = {"student": ("id",), "submitted_assignment": ("id", "student_id"),
           "submitted_notebook": ("id", "assignment_id"), "grade": ("id", "notebook_id"),
           "comment": ("id", "notebook_id")}
    with sqlite3.connect(gradebook) as database:
        kept = {table: database.execute(f"select * from {table}").fetchall() for table in new}
        for copy in range(1, -(-students // DRAWN)):
            for table, keys in new.items():
                names = [row[1] for row in database.execute(f"pragma table_info({table})")]
                for row in kept[table]:
                    values = [_renamed(value, copy) if name in keys else value
                              for name, value in zip(names, row, strict=True)]
                    marks = ", ".join("?" * len(values))
                    database.execute(f"insert into {table} values ({marks})", values)
    database.close()


def _renamed(key: str, copy: int) -> str:
    """s0007 in the third copy is s0067; any other key gets the copy's number in front."""
    return f"s{int(key[1:]) + copy * DRAWN:04}" if len(key) == 5 else f"{copy}-{key}"


def rosters(folder: Path, students: int) -> tuple[Path, Path]:
    """Write a worksheet of Moodle's and an export of Canvas'."""
    worksheet, export = folder / "worksheet.csv", folder / "export.csv"
    lines = [f"Participant {k + 1},Student {k},s{k:04},Submitted,,100.00,-,"
             for k in range(students)]
    worksheet.write_text("\n".join(["Identifier,Full name,Email address,Status,Grade,Maximum Grade,"
                                    "Last modified (grade),Feedback comments", *lines]))
    lines = [f'"{k}, Student",{k + 1},s{k:04},S1' for k in range(students)]
    export.write_text("\n".join(["Student,ID,SIS Login ID,Section", "    Points Possible,,,",
                                 *lines]))
    return worksheet, export


def lay_out(folder: Path, course: Course, students: int) -> None:
    """Time how long it takes to read a download of one assignment and lay it out."""
    name = course.assignments[0]
    content = (course.release / name / f"{name}.ipynb").read_bytes()
    for number in range(students):
        place = folder / f"Student {number}_{number + 1}_assignsubmission_file"
        place.mkdir(parents=True)
        (place / f"{name}.ipynb").write_bytes(content)
    started = time.process_time()
    with arrange_class(folder, course, folder):
        row("a Moodle download of one notebook, laid out", time.process_time() - started)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else STUDENTS)
