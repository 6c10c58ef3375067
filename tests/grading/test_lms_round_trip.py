"""Marks find their students in what an LMS imports; due dates and penalties of late work."""

import csv
import io
import re
from datetime import datetime
from pathlib import Path

import pytest

from lrkit.course.nbgrader_driver import NbgraderCourse
from lrkit.errors import UserError
from lrkit.grading.gradebook.late_penalties import parse_due
from lrkit.grading.gradebook.own_settings import keep_own_settings
from lrkit.lms.class_list import ClassList, DownloadEntry
from lrkit.lms.final_mark import FinalMark
from lrkit.lms.marks_export import make_tables
from lrkit.lms.roster import read_roster
from lrkit.remarks import SubmissionKey


def rows(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text)))


def test_two_of_one_name_are_told_apart_in_the_worksheet_of_another_assignment(tmp_path):
    """By their addresses: its numbers are others. A line of one is never the other's."""
    sheet = tmp_path / "worksheet.csv"
    lines = ("Participant 301,Li Wei,li@x.edu,-,,10,-,-,\n",
             "Participant 302,Li Wei,li2@x.edu,-,,10,-,-,\n")
    head = ("Identifier,Full name,Email address,Status,Grade,Maximum Grade,"
            "Last modified (submission),Last modified (grade),Feedback comments\n")
    class_list = ClassList(
        {SubmissionKey(student, "01_tiny"): DownloadEntry("moodle", "Li Wei", number)
         for student, number in (("li@x.edu", "201"), ("li2@x.edu", "202"))},
        {"li@x.edu": {"name": "Li Wei"}, "li2@x.edu": {"name": "Li Wei"}})
    marks = [FinalMark("li@x.edu", "01_tiny", 3.0, 10.0),
             FinalMark("li2@x.edu", "01_tiny", 4.0, 10.0)]
    sheet.write_text(head + "".join(lines))
    done = make_tables("moodle", marks, class_list, read_roster([sheet]))
    assert [row[4] for row in rows(done.tables["01_tiny"])[1:]] == ["3", "4"]
    sheet.write_text(head + lines[0])
    done = make_tables("moodle", marks, class_list, read_roster([sheet]))
    assert [row[4] for row in rows(done.tables["01_tiny"])[1:]] == ["3"]
    assert [str(remark) for remark in done.unknown] == ["li2@x.edu: not on the roster"]


def test_who_handed_in_no_notebook_is_known_by_name(tmp_path):
    """Nothing of theirs came as a submission, but the list of the class has their name."""
    export = tmp_path / "gradebook.csv"
    export.write_text("Student,ID,SIS Login ID,Section\n    Points Possible,,,\n"
                      '"O\'Neill, Tom",7,tom7,S1\n')
    class_list = ClassList(people={"tom@x.edu": {"name": "Tom O'Neill"}})
    done = make_tables("canvas", [FinalMark("tom@x.edu", "01_tiny", None, 10.0, "not handed in")],
                       class_list, read_roster([export]))
    assert done.unknown == []


@pytest.mark.parametrize("text", ["01_tiny", "x=2026-01-01", "01_tiny=soon"])
def test_a_due_date_must_be_one(text):
    """Of an assignment of the course."""
    with pytest.raises(UserError, match="--due"):
        parse_due(text, ("01_tiny",))


def test_a_due_date_without_a_zone_is_this_machines():
    """As the times of a download are."""
    moment = datetime.fromisoformat(parse_due("01_tiny=2026-07-01 12:00", ("01_tiny",))[1])
    assert moment == datetime(2026, 7, 1, 12).astimezone()


def test_the_penalty_that_the_readme_shows(tmp_path):
    """A tenth for each day begun, by a configuration that nbgrader loads."""
    from lrkit.grading.gradebook.late_penalties import penalty_plugin
    from lrkit.grading.gradebook.own_settings import keep_own_settings, read_own_settings

    text = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
    (shown,) = (block for block in re.findall(r"```python\n(.*?)```", text, re.S)
                if "late_submission_penalty" in block)
    (tmp_path / "late.py").write_text(shown)
    target = NbgraderCourse(tmp_path)
    keep_own_settings(tmp_path / "late.py", tmp_path)
    read_own_settings(target)
    penalty = penalty_plugin(target).plugin_inst.late_submission_penalty
    assert [penalty("ada", 20, hours * 3600) for hours in (1, 24, 25, 49)] == [2, 2, 4, 6]


def test_settings_that_do_not_run_are_not_kept(tmp_path):
    """The file that was named is refused; in the graded folder it would stop each later command."""
    (tmp_path / "mine.py").write_text("c = get_config(")
    with pytest.raises(UserError, match=r"mine\.py does not run: SyntaxError"):
        keep_own_settings(tmp_path / "mine.py", tmp_path / "graded")
    assert not (tmp_path / "graded").exists()
