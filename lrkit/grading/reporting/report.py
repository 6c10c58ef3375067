"""The report of a graded class: report.html for a reader, report.json for a program."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any
from urllib.parse import quote

import lrkit
from lrkit import exercises
from lrkit.files.atomic import write_atomically, write_json
from lrkit.grading.gradebook.grade_rows import GradeRow
from lrkit.grading.reporting.diagnostics import load_diagnosis
from lrkit.grading.reporting.item_analysis import Item, analyse_items
from lrkit.lms.class_list import ClassList
from lrkit.remarks import Remark, RemarkKind, SubmissionKey, texts_of

FORMAT = 1
HARD = 0.7  # items with a smaller mean share are what to teach again
ODD = 0.1  # items that tell apart less than this are worth a second look


def write_report(root: Path, rows: Sequence[GradeRow], problems: Sequence[Remark]) -> None:
    """Write ``report.html`` and ``report.json`` into a graded folder.

    Parameters
    ----------
    root : Path
        The graded folder.
    rows : sequence of GradeRow
        Students with assignments, as in grades.csv.
    problems : sequence of Remark
        What could not be graded.
    """
    report = build_report(root, rows, problems)
    write_json(root / "report.json", report)
    write_atomically(root / "report.html", _as_html(report))


def build_report(root: Path, rows: Sequence[GradeRow], problems: Sequence[Remark],
                 ) -> dict[str, Any]:
    """Build the report as plain data; every number in the page is in it."""
    failed = {problem.key: problem.text for problem in problems if problem.key}
    class_list = ClassList.load(root)
    submissions = [_submission(root, row, failed, class_list) for row in rows]
    names = sorted({row.assignment for row in rows})
    return {
        "format": FORMAT, "lrkit": lrkit.__version__,
        "assignments": [_assignment(name, submissions) for name in names],
        "submissions": submissions,
        "problems": [{"where": problem.place, "what": problem.text,
                      "name": _name(class_list, _student_of(problem))} for problem in problems],
    }


def _submission(root: Path, row: GradeRow, failed: dict[SubmissionKey, str],
                class_list: ClassList) -> dict[str, Any]:
    key = row.key
    found = (load_diagnosis(root, key) if row.submitted else None) or {}
    remarks = class_list.remarks(key, row.lateness) if row.submitted else []
    look = [*texts_of(remarks, RemarkKind.LOOK), *found.get("look", ()),
            *filter(None, [row.outdated_mark])]
    # "mended" is the word in folders that lrkit graded before edition 2.
    repaired = [*found.get("repaired", found.get("mended", ())),
                *texts_of(remarks, RemarkKind.NOTE)]
    page = Path("feedback") / row.student / row.assignment / f"{row.assignment}.html"
    return {
        "student": row.student, "name": _name(class_list, row.student),
        "assignment": row.assignment,
        "state": _state(key in failed, row.submitted, look, repaired),
        "points": row.points, "max_points": row.max_points,
        "needs_manual_grading": row.needs_manual_grading,
        "seconds": found.get("seconds"), "isolation": found.get("isolation"),
        "repaired": repaired, "look": look + ([failed[key]] if key in failed else []),
        "exercises": found.get("exercises", []),
        "page": quote(page.as_posix()) if (root / page).is_file() else None,
    }


def _student_of(problem: Remark) -> str:
    return problem.key.student if problem.key else problem.place.split("/")[0]


def _name(class_list: ClassList, student: str) -> str:
    """Return a student's name, where it is not the student's name in the gradebook too."""
    name = class_list.people.get(student, {}).get("name", "")
    return "" if name == student else name


def _state(failed: bool, submitted: bool, look: Sequence[str], repaired: Sequence[str]) -> str:
    if failed:
        return "not graded"
    if not submitted:
        return "not handed in"
    return "look at it" if look else "repaired" if repaired else "graded"


def _assignment(name: str, submissions: Sequence[dict]) -> dict[str, Any]:
    graded = [entry for entry in submissions if entry["assignment"] == name
              and entry["exercises"]]
    points = [entry["points"] for entry in graded]
    items = [_with_words(item) for item in analyse_items([entry["exercises"] for entry in graded])]
    return {"name": name, "graded": len(graded),
            "mean": sum(points) / len(points) if points else None,
            "max_points": max((entry["max_points"] for entry in graded), default=None),
            "partial_isolation": sum(entry["isolation"] == "partial" for entry in graded),
            "items": items,
            "teach_again": [item["grade_id"] for item in sorted(items, key=lambda i: i["mean"])
                            if item["kind"] in ("check", "answer") and item["mean"] < HARD]}


def _with_words(item: Item) -> dict[str, Any]:
    """Return an item with the messages of its misconceptions."""
    found = asdict(item)
    said: dict[str, str] = {}
    if item.kind == "check":
        said = {entry.name: entry.message for entry in exercises.get(item.name).misconceptions}
    found["misconceptions"] = [{"name": name, "count": times, "message": said.get(name, "")}
                               for name, times in item.misconceptions]
    return found


def _as_html(report: dict[str, Any]) -> str:
    from jinja2 import Environment, FileSystemLoader

    environment = Environment(loader=FileSystemLoader(Path(__file__).parent), autoescape=True,
                              trim_blocks=True, lstrip_blocks=True)
    environment.filters["may_break"] = _may_break
    environment.filters["percent"] = lambda share: f"{100 * share:.0f} %"
    return environment.get_template("report.html.j2").render(
        report=report, odd=ODD, **_in_order(report["submissions"]))


def _may_break(text: str) -> str:
    """Let a narrow column break a name at an @ or _ rather than inside a word."""
    from markupsafe import Markup, escape

    return escape(text).replace("@", Markup("<wbr>@")).replace("_", Markup("_<wbr>"))


def _in_order(submissions: Sequence[dict]) -> dict[str, list]:
    """Sort the submissions as the page has them: those that need a person first."""
    handed_in = [entry for entry in submissions if entry["state"] != "not handed in"]
    absent: dict[str, list[str]] = {}
    for entry in submissions:
        if entry["state"] == "not handed in":
            absent.setdefault(entry["assignment"], []).append(
                f"{entry['student']} ({entry['name']})" if entry["name"] else entry["student"])
    waiting = Counter(entry["assignment"] for entry in handed_in if entry["needs_manual_grading"])
    first = ("not graded", "look at it")
    return {
        "look": [entry for entry in handed_in if entry["state"] == "look at it"],
        "waiting": sorted(waiting.items()),
        "handed_in": sorted(handed_in, key=lambda entry: (
            first.index(entry["state"]) if entry["state"] in first else len(first))),
        "absent": sorted(absent.items())}
