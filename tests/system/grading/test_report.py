"""The report of a class: item analysis against numbers worked out by hand, and suspicions."""

import json
import re

import pytest
from bs4 import BeautifulSoup

from tests.grading.pool import grade
from tests.system.grading.test_call_trace import HIDDEN

WRONG = "def gd_step(w, grad, lr):\n    return np.asarray(w, float) + lr * np.asarray(grad)"
LENT = ("from lrkit.optimizers import GradientDescent\ndef gd_step(w, grad, lr):\n"
        "    rule = GradientDescent()\n    return rule.step(np.asarray(w, float), "
        "np.asarray(grad), rule.init(w), lr)[0]")


@pytest.fixture(scope="module")
def report(tmp_path_factory, tiny, hand_in, all_right):
    """A class in which six have the step right, two have its sign wrong, and things happened."""
    folder = tmp_path_factory.mktemp("reported") / "class"
    for number in range(5):
        hand_in(tiny, folder, f"right{number}/01_tiny", **all_right)
    for number in range(2):
        hand_in(tiny, folder, f"wrong{number}/01_tiny", **all_right | {
            "write_gd_step": WRONG, "answer_nb01_q1": 'choice = "b"'})
    hand_in(tiny, folder, "lent/01_tiny", **all_right | {"write_gd_step": LENT})
    hand_in(tiny, folder, "<b>cut/01_tiny").write_text("{")
    graded = grade(folder, tiny)
    return graded.output, json.loads((graded.output / "report.json").read_text())


def _item(report, name):
    return next(item for item in report[1]["assignments"][0]["items"] if item["name"] == name)


def test_each_item_has_its_share_mean_and_misconceptions(report):
    """Six of eight right; both wrong answers are named, and what they are about is said."""
    item = _item(report, "gd_step")
    assert (item["right"], item["submissions"], item["points"]) == (0.75, 8, 4)
    assert [(slip["name"], slip["count"]) for slip in item["misconceptions"]] == [
        ("went_uphill", 2)]
    assert item["misconceptions"][0]["message"]
    assert _item(report, "nb01_q1")["right"] == 0.75


def test_discrimination_is_the_correlation_with_the_rest(report):
    """Those who have the step wrong have the quiz wrong too, and nobody else: correlation 1."""
    assert _item(report, "gd_step")["discrimination"] == pytest.approx(1)
    assert _item(report, "steps_at_0_01")["discrimination"] is None  # everybody has it right


def test_the_use_of_lrkits_own_implementation_is_reported(report):
    """The points stand; the instructor is told."""
    entry = next(e for e in report[1]["submissions"] if e["student"] == "lent")
    assert (entry["points"], entry["state"]) == (6, "look at it")
    (remark,) = entry["look"]  # what the text says is not said again of the call
    assert remark.startswith("gd_step uses lrkit.optimizers.GradientDescent")


def test_a_use_that_the_text_hides_is_reported_too(tiny, tmp_path, hand_in, all_right):
    """It was seen when the judge called the function."""
    hand_in(tiny, tmp_path / "class", "ada/01_tiny", **all_right | {"write_gd_step": HIDDEN})
    (row,) = grade(tmp_path / "class", tiny).summary.rows
    assert row.points == 6
    assert row.remark.startswith("gd_step calls lrkit.optimizers.")
    assert row.remark.endswith(" when it runs, which its text does not say")


def test_a_notebook_as_it_was_given_out_is_no_silent_zero(tiny, tmp_path, hand_in):
    """Somebody may have sent the wrong file; one answer, even a wrong one, shows that it is not."""
    hand_in(tiny, tmp_path / "class", "ada/01_tiny")
    hand_in(tiny, tmp_path / "class", "bob/01_tiny", write_gd_step=WRONG)
    ada, bob = grade(tmp_path / "class", tiny).summary.rows
    assert ada.points == 0
    assert ada.remark.startswith("as it was given out: no answer is in it")
    assert bob.remark == ""


def test_what_never_ends_is_said(tiny, tmp_path, hand_in, all_right):
    """A function without an end, and a cell without one: a slow machine may have been the cause."""
    hand_in(tiny, tmp_path / "class", "ada/01_tiny", **all_right | {
        "write_gd_step": "def gd_step(w, grad, lr):\n    while True:\n        pass"})
    hand_in(tiny, tmp_path / "class", "bob/01_tiny", **all_right | {
        "write_gd_step": "while True:\n    pass"})
    ada, bob = grade(tmp_path / "class", tiny).summary.rows
    assert ada.points == bob.points == 2
    assert ada.remark == "gd_step was still running after 3 s, and was stopped"
    assert re.fullmatch(r"cell \d+ ran too long and was stopped", bob.remark)


def test_what_to_teach_again_begins_with_the_hardest(tiny, tmp_path, hand_in, all_right):
    """The quiz, which nobody has right, before the step, which two of three have."""
    for name, step in (("ada", {}), ("bob", {}), ("eve", {"write_gd_step": WRONG})):
        hand_in(tiny, tmp_path / "class", f"{name}/01_tiny",
                **all_right | {"answer_nb01_q1": 'choice = "b"'} | step)
    graded = grade(tmp_path / "class", tiny)
    page = BeautifulSoup((graded.output / "report.html").read_text(), "html.parser")
    lines = page.find("h3", string="What to teach again").find_next("ul").find_all("li")
    assert [line.b.text for line in lines] == ["nb01_q1", "gd_step"]


def test_plain_asserts_are_called_unprotected(tmp_path, make_course, tiny_notebook, hand_in,
                                              all_right):
    """An instructor's own test cell gives its points, and the report says what that means.

    It runs in the student's process, where an attack may succeed.
    """
    own = next(cell for cell in tiny_notebook.cells if cell.source.startswith("check("))
    own.source = "assert gd_step(1.0, 1.0, 0.5) == 0.5"
    course = make_course(tmp_path / "course", **{"01_own": tiny_notebook})
    hand_in(course, tmp_path / "class", "ada/01_own", **all_right)
    graded = grade(tmp_path / "class", course)
    (row,) = graded.summary.rows
    assert row.points == 6
    assert "not protected, because it ran in the student's own process: check_gd_step" in row.remark


def test_the_page_says_what_the_data_say(report):
    """Each student, state and problem is in it; names are text, whatever they are made of."""
    output, data = report
    page = BeautifulSoup((output / "report.html").read_text(), "html.parser")
    text = page.get_text(" ", strip=True)
    for entry in data["submissions"]:
        assert entry["student"] in text
    assert "not JSON" in text
    assert "<b>cut" in text
    for link in page.find_all("a"):
        assert (output / link["href"]).is_file()


def test_nothing_of_a_report_comes_from_elsewhere(report):
    """It is one file that a browser shows without a network."""
    page = (report[0] / "report.html").read_text()
    assert "http" not in page
