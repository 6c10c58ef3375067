"""Grade a class again and again, each time killed at a named point: ``python -m ... PLACE``.

PLACE holds a checkout, a class, and `ANSWERS`, what comes of each submission. For each point this
process forks a child, which grades the class into a folder of the point's name and ends itself
there with SIGKILL, as ``kill -9`` or a power cut would end it.
"""

import os
import pickle
import signal
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

import nbformat

from lrkit.course import Course
from lrkit.course.nbgrader_driver import NbgraderCourse
from lrkit.grading.execution import retry
from lrkit.grading.grade import Options, grade
from lrkit.grading.gradebook import gradebook, prepare
from lrkit.grading.gradebook.gradebook import ClassGradebook
from lrkit.grading.gradebook.grading_record import JOURNAL_FILE, GradingRecord
from lrkit.grading.intake.read import ReadSubmission
from lrkit.grading.reporting import publisher
from lrkit.grading.reporting.feedback import FeedbackWriter

ANSWERS = "answers.pickle"


class Point(NamedTuple):
    """A call at which the run ends: which, the how many-th, and on which side of it.

    `graded` says how many submissions are on record then.
    """

    owner: object
    name: str
    call: int
    side: str
    graded: int


# Each submission takes these steps one after the other; the second one's are chosen.
POINTS = {
    "before the record is begun": Point(GradingRecord, "save", 1, "before", 0),
    "after the record is begun": Point(GradingRecord, "save", 1, "after", 0),
    "before the assignment is known": Point(NbgraderCourse, "generate", 1, "before", 0),
    "after the assignment is known": Point(NbgraderCourse, "generate", 1, "after", 0),
    "before a submission is copied": Point(ReadSubmission, "keep", 2, "before", 1),
    "before its marks are noted": Point(ClassGradebook, "enter", 2, "before", 1),
    "while its marks are sent": Point(gradebook, "_mark", 6, "after", 1),  # it has four
    "after its marks are noted": Point(ClassGradebook, "enter", 2, "after", 1),
    "while its notebook is written": Point(nbformat, "write", 2, "after", 1),
    "after its notebook is written": Point(ClassGradebook, "store", 2, "after", 1),
    "before its page is written": Point(FeedbackWriter, "write", 2, "before", 1),
    "after its page is written": Point(FeedbackWriter, "write", 2, "after", 1),
    "after its results are kept": Point(publisher, "store_diagnosis", 2, "after", 1),
    "while the journal is written": Point(GradingRecord, "append", 2, "half", 1),
    "after the journal is written": Point(GradingRecord, "append", 2, "after", 2),
    "before the tables are written": Point(publisher, "write_tables", 1, "before", 4),
    "after the tables are written": Point(publisher, "write_tables", 1, "after", 4),
}


def kill() -> None:
    """End this process at once, with nothing cleared up."""
    os.kill(os.getpid(), signal.SIGKILL)


def kill_at(point: Point) -> None:
    """Have this process end when the point's call comes."""
    real: Callable = getattr(point.owner, point.name)
    calls = 0

    def counted(*args, **kwargs):
        nonlocal calls
        calls += 1
        if calls == point.call and point.side == "before":
            kill()
        done = real(*args, **kwargs)
        if calls == point.call:
            if point.side == "half":
                journal = args[0].folder / JOURNAL_FILE
                journal.write_bytes(journal.read_bytes()[:-20])
            kill()
        return done

    setattr(point.owner, point.name, counted)


def run(place: Path, output: Path) -> None:
    """Grade the class with the answers that are kept, in this process."""
    answers = pickle.loads((place / ANSWERS).read_bytes())
    retry.run_job = lambda job: answers[job.key]
    prepare.check_solution = lambda source, executor: lambda: None
    root = place / "checkout"
    with ThreadPoolExecutor(1) as threads:
        grade(place / "class", Course(root / "solutions", root / "course", root), output=output,
              options=Options(executor=threads, workers=1))


def main(place: Path) -> None:
    """Run to each point in a child, and print how the child ended."""
    for name, point in POINTS.items():
        if (child := os.fork()) == 0:
            kill_at(point)
            run(place, place / name)
            os._exit(0)
        print(name, os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), sep=": ", flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
