"""The summary of a class: grades.csv for a spreadsheet, summary.txt for a reader."""

import os
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from lrkit.course.nbgrader_driver import NbgraderCourse
from lrkit.files.atomic import write_atomically
from lrkit.files.csv_tables import csv_text
from lrkit.grading.gradebook.grade_rows import GradeRow, read_rows
from lrkit.grading.gradebook.grading_record import GradingRecord
from lrkit.grading.reporting.report import write_report
from lrkit.lms.class_list import ClassList
from lrkit.remarks import Remark, RemarkKind, texts_of
from lrkit.wording import counted, shell_quoted

GRADES_HEADER = ("student", "assignment", "points", "max_points", "needs_manual_grading", "remark")


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
    class_list = ClassList.load(target.root)
    rows = tuple(_remark(row, record, problems, class_list) for row in read_rows(target, keys))
    table = csv_text([GRADES_HEADER, *(
        (row.student, row.assignment, f"{row.points:g}", f"{row.max_points:g}",
         "yes" if row.needs_manual_grading else "no", row.remark) for row in rows)])
    text = "\n".join(_paragraphs(target.root, rows, problems)) + "\n"
    write_atomically(target.root / "grades.csv", table)
    write_atomically(target.root / "summary.txt", text)
    write_report(target.root, rows, problems)
    return Summary(rows, tuple(problems), text)


def _remark(row: GradeRow, record: GradingRecord, problems: Iterable[Remark],
            class_list: ClassList) -> GradeRow:
    key = row.key
    reasons = [problem.text for problem in problems if problem.key == key]
    if reasons and row.points:
        return replace(row, remark="these points are of an earlier version; the last one was not "
                                   f"graded: {reasons[0]}")
    if reasons:  # there is nothing that could be marked by hand
        return replace(row, remark=f"not graded: {reasons[0]}", needs_manual_grading=False,
                       submitted=False)
    if not row.submitted:
        return replace(row, remark="not handed in")
    remarks = class_list.remarks(key, row.lateness)
    texts = [*texts_of(remarks, RemarkKind.LOOK), record.remarks.get(key, ""), row.outdated_mark,
             *texts_of(remarks, RemarkKind.NOTE)]
    return replace(row, remark="; ".join(filter(None, texts)))


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
        lines += ["Look twice:", *(f"  {row.key}: {row.remark}"
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
