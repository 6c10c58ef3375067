"""Marks by hand in formgrader reach the table and the feedback pages."""

from nbgrader.api import Gradebook

from lrkit.course.nbgrader_driver import NbgraderCourse
from lrkit.grading.gradebook.manual_grades import manual_grade_digests
from tests.grading.pool import grade


def mark(output, student, points, comment):
    """Mark the written answer as formgrader does: through nbgrader's gradebook."""
    with Gradebook(f"sqlite:///{output / 'gradebook.db'}") as gradebook:
        where = ("explain_why", "01_tiny", "01_tiny", student)
        entry = gradebook.find_grade(*where)
        entry.manual_score, entry.needs_manual_grade = points, False
        gradebook.find_comment(*where).manual_comment = comment
        gradebook.db.commit()


def test_the_next_run_takes_in_marks_and_comments(tiny, tmp_path, hand_in, all_right):
    """Only the marked page is written anew, once, and no notebook runs again."""
    folder = tmp_path / "class"
    for student in ("ada", "bob"):
        hand_in(tiny, folder, f"{student}/01_tiny", **all_right)
    first = grade(folder, tiny)
    assert (first.ran, first.pages) == (2, 0)
    pages = {s: first.output / "feedback" / s / "01_tiny" / "01_tiny.html" for s in ("ada", "bob")}
    untouched = pages["bob"].stat().st_mtime_ns

    mark(first.output, "ada", 3.0, "Well argued, Ada.")
    second = grade(folder, tiny)
    assert (second.ran, second.pages) == (0, 1)
    assert "Well argued, Ada." in pages["ada"].read_text(encoding="utf-8")
    assert pages["bob"].stat().st_mtime_ns == untouched
    points = {row.student: row.points for row in second.summary.rows}
    assert points["ada"] == points["bob"] + 3
    assert grade(folder, tiny).pages == 0


def test_a_changed_comment_is_noticed(tiny, tmp_path, hand_in, all_right):
    """Not only points count as marked by hand."""
    folder = tmp_path / "class"
    hand_in(tiny, folder, "ada/01_tiny", **all_right)
    output = grade(folder, tiny).output
    digests = []
    for points, comment in ((2.0, "a"), (2.0, "b"), (3.0, "b")):
        mark(output, "ada", points, comment)
        digests.append(manual_grade_digests(NbgraderCourse(output))["ada/01_tiny"])
    assert len(set(digests)) == 3


def test_a_mark_for_an_earlier_answer_is_said_until_it_is_given_anew(tiny, tmp_path, hand_in,
                                                                     all_right):
    """It is still among the points, as nbgrader counts, and belongs to a text that is gone."""
    folder = tmp_path / "class"
    hand_in(tiny, folder, "ada/01_tiny", **all_right)
    output = grade(folder, tiny).output
    mark(output, "ada", 3.0, "")
    (before,) = grade(folder, tiny).summary.rows
    hand_in(tiny, folder, "ada/01_tiny", **all_right | {"explain_why": "Another reason."})
    (after,) = grade(folder, tiny).summary.rows
    assert before.remark == ""
    assert after.needs_manual_grading
    assert after.remark == ("3 of the points were given by hand for an earlier version: mark it "
                            "again")
    mark(output, "ada", 2.0, "")
    assert grade(folder, tiny).summary.rows[0].remark == ""
