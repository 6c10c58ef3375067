"""The summary of a class: grades.csv for a spreadsheet, summary.txt for a reader."""

import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from lrkit.course.nbgrader_driver import NbgraderCourse
from lrkit.files.atomic import write_atomically
from lrkit.files.csv_tables import csv_text
from lrkit.grading.gradebook.record import GradingRecord
from lrkit.grading.reporting.report import write_report
from lrkit.lms.class_list import ClassList
from lrkit.remarks import Remark, RemarkKind, SubmissionKey
from lrkit.wording import counted, shell_quoted

GRADES_HEADER = ("student", "assignment", "points", "max_points", "needs_manual_grading", "remark")


@dataclass(frozen=True)
class GradeRow:
    """A student's marks for one assignment, as in grades.csv."""

    student: str
    assignment: str
    points: float
    max_points: float
    needs_manual_grading: bool
    remark: str = ""
    submitted: bool = True  # and graded
    penalty: float = 0.0  # for being late; already taken off the points
    late: float = 0.0  # seconds
    outdated: float = 0.0  # points given by hand, for an earlier version

    @property
    def lateness(self) -> str:
        """The lateness and its cost in words; empty if the work was not late."""
        hours = self.late / 3600
        words = f"{hours / 24:.1f} days late" if hours >= 48 else f"{hours:.1f} hours late"
        cost = f": {self.penalty:g} points off" if self.penalty else ""
        return f"{words}{cost}" if self.late else ""

    @property
    def outdated_mark(self) -> str:
        """The points still counted for an earlier answer, in words; empty if there are none."""
        return (f"{self.outdated:g} of the points were given by hand for an earlier version: "
                "mark it again") if self.outdated else ""


@dataclass(frozen=True)
class Summary:
    """The marks of a class, and what the instructor must know about them."""

    rows: tuple[GradeRow, ...]
    problems: tuple[Remark, ...]
    text: str


def write_tables(target: NbgraderCourse, record: GradingRecord,
                 problems: Sequence[Remark]) -> Summary:
    """Read the gradebook; write grades.csv and summary.txt into the graded folder."""
    keys = [problem.key for problem in problems if problem.key]
    ledger = ClassList.load(target.root)
    rows = tuple(_remark(row, record, problems, ledger) for row in read_rows(target, keys))
    table = csv_text([GRADES_HEADER, *(
        (row.student, row.assignment, f"{row.points:g}", f"{row.max_points:g}",
         "yes" if row.needs_manual_grading else "no", row.remark) for row in rows)])
    text = "\n".join(_paragraphs(target.root, rows, problems)) + "\n"
    write_atomically(target.root / "grades.csv", table)
    write_atomically(target.root / "summary.txt", text)
    write_report(target.root, rows, problems)
    return Summary(rows, tuple(problems), text)


def read_rows(target: NbgraderCourse, more: Iterable[SubmissionKey] = ()) -> list[GradeRow]:
    """Read every student with every assignment of the gradebook, sorted; 0 for a missing one.

    `more` names further submissions, of students that the gradebook may not know.
    """
    if not target.has_gradebook():
        return []
    with target.open_gradebook() as gradebook:
        limits = {entry.name: entry.max_score for entry in gradebook.assignments}
        students = {student.id for student in gradebook.students}
        students |= {key.student for key in more if key.assignment in limits}
        rows = {(student, assignment): GradeRow(student, assignment, 0.0, limit, False,
                                                submitted=False)
                for student in students for assignment, limit in limits.items()}
        for student, assignment, score, by_hand, penalty, late, outdated in _submissions(gradebook):
            rows[student, assignment] = GradeRow(
                student, assignment, max(0.0, score - penalty), limits[assignment], by_hand,
                penalty=penalty, late=late, outdated=outdated)
    return [rows[key] for key in sorted(rows)]


def _submissions(gradebook: Any) -> Iterator[tuple[str, str, float, bool, float, float, float]]:
    """Query the grades of each submission: two queries instead of four a submission.

    The values are those of nbgrader's ``SubmittedAssignment.score`` and so on, which query the
    database for each submission: student, assignment, points, whether a person must mark, penalty,
    seconds of lateness, and the points given by hand for an earlier text.
    """
    from nbgrader.api import Assignment, Grade, SubmittedAssignment, SubmittedNotebook
    from sqlalchemy import case, func

    notebook_of = SubmittedNotebook.assignment_id == SubmittedAssignment.id
    penalties = dict(gradebook.db.query(
        SubmittedAssignment.id, func.sum(func.coalesce(SubmittedNotebook.late_submission_penalty, 0)
                                         )).join(SubmittedNotebook, notebook_of)
        .group_by(SubmittedAssignment.id).tuples())
    query = (
        gradebook.db.query(
            SubmittedAssignment.id, SubmittedAssignment.student_id, Assignment.name,
            func.coalesce(func.sum(Grade.score), 0.0),
            func.max(case((Grade.needs_manual_grade, 1), else_=0)), SubmittedAssignment.timestamp,
            SubmittedAssignment.extension, Assignment.duedate,
            func.sum(case((Grade.needs_manual_grade, func.coalesce(Grade.manual_score, 0.0)),
                          else_=0.0)))
        .join(Assignment, SubmittedAssignment.assignment_id == Assignment.id)
        .outerjoin(SubmittedNotebook, notebook_of)
        .outerjoin(Grade, Grade.notebook_id == SubmittedNotebook.id)
        .group_by(SubmittedAssignment.id, SubmittedAssignment.student_id,
                  SubmittedAssignment.timestamp, SubmittedAssignment.extension, Assignment.name,
                  Assignment.duedate))
    for submission, student, assignment, score, by_hand, time, extension, due, old in query:
        late = (time - due - (extension or timedelta())).total_seconds() if time and due else 0.0
        yield (student, assignment, score, bool(by_hand), penalties.get(submission, 0.0),
               max(0.0, late), old or 0.0)


def _remark(row: GradeRow, record: GradingRecord, problems: Iterable[Remark],
            ledger: ClassList) -> GradeRow:
    key = SubmissionKey(row.student, row.assignment)
    reasons = [problem.text for problem in problems if problem.key == key]
    if reasons and row.points:
        return replace(row, remark="these points are of an earlier version; the last one was not "
                                   f"graded: {reasons[0]}")
    if reasons:  # there is nothing that could be marked by hand
        return replace(row, remark=f"not graded: {reasons[0]}", needs_manual_grading=False,
                       submitted=False)
    if not row.submitted:
        return replace(row, remark="not handed in")
    said = ledger.remarks(key, row.lateness)
    look = [remark.text for remark in said if remark.kind == RemarkKind.LOOK]
    notes = [remark.text for remark in said if remark.kind == RemarkKind.NOTE]
    said = [*look, record.remarks.get(key, ""), row.outdated_mark, *notes]
    return replace(row, remark="; ".join(filter(None, said)))


def _paragraphs(root: Path, rows: Sequence[GradeRow], problems: Sequence[Remark]) -> list[str]:
    submitted = [row for row in rows if row.submitted]
    students = len({row.student for row in rows})
    lines = [f"{counted(students, 'student')}, {counted(len(submitted), 'notebook')} in the "
             "gradebook", ""]
    if submitted:
        lines += [*_statistics(submitted), ""]
    if problems:
        lines += ["Not graded:", *(f"  {problem}" for problem in problems), ""]
    if remarks := [row for row in submitted if row.remark]:
        lines += ["Look twice:", *(f"  {row.student}/{row.assignment}: {row.remark}"
                                   for row in remarks), ""]
    if waiting := sum(row.needs_manual_grading for row in submitted):
        lines += [f"Written answers wait to be marked in {counted(waiting, 'notebook')}:",
                  f"  cd {shell_quoted(root)}", f"  {shell_quoted(_program('jupyter'))} lab",
                  "  and choose Formgrader in the menu Nbgrader", ""]
    return [*lines, f"Report: {root / 'report.html'}", f"Marks: {root / 'grades.csv'}",
            f"Feedback pages: {root / 'feedback'}", f"Gradebook: {root / 'gradebook.db'}"]


def _statistics(rows: Sequence[GradeRow]) -> list[str]:
    width = max(len(row.assignment) for row in rows)
    lines = [f"{'assignment':{width}}  notebooks   mean  lowest  highest  maximum  to mark by hand"]
    for assignment in sorted({row.assignment for row in rows}):
        chosen = [row for row in rows if row.assignment == assignment]
        points = [row.points for row in chosen]
        by_hand = sum(row.needs_manual_grading for row in chosen)
        lines.append(f"{assignment:{width}}  {len(points):9}  {sum(points) / len(points):5.1f}  "
                     f"{min(points):6g}  {max(points):7g}  {chosen[0].max_points:7g}  "
                     f"{by_hand:15}")
    return lines


def _program(name: str) -> str:
    """Return a program of this environment as one can call it, activated or not."""
    active = (os.environ.get("VIRTUAL_ENV"), os.environ.get("CONDA_PREFIX"))
    here = Path(sys.executable).parent / name
    return name if sys.prefix in active or not here.exists() else str(here)
