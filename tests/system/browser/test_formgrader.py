"""The instructor's side in a real browser: nbgrader's formgrader on a class that we graded."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.system.browser.conftest import PICTURES
from tests.system.browser.jupyterlab import TOKEN, jupyterlab

NAME = "01_one_step_downhill"


@pytest.fixture(scope="module")
def graded(browser, tmp_path_factory) -> Path:
    """Two students' notebook 1, graded by the command."""
    folder = tmp_path_factory.mktemp("formgrader") / "class"
    lrkit = Path(sys.executable).with_name("lrkit")
    for command in (["sample-class", folder, "--students", "2"],
                    ["grade", folder, "--assignment", NAME]):
        subprocess.run([lrkit, *command], check=True, capture_output=True)
    return folder.with_name("class-graded")


def test_formgrader_shows_the_marks_and_the_rubric(browser, graded, tmp_path):
    """The folder that `lrkit grade` leaves opens in formgrader: submissions, marks, rubric."""
    rows = (graded / "grades.csv").read_text().splitlines()[1:]
    points = sorted(float(row.split(",")[2]) for row in rows)
    with jupyterlab(graded, tmp_path) as address:
        page = browser.new_page(viewport={"width": 1200, "height": 1000})
        page.goto(f"{address}/lab?token={TOKEN}")
        page.goto(f"{address}/formgrader/gradebook/{NAME}/{NAME}")
        links = page.locator("table tbody a", has_text=re.compile("Submission"))
        links.first.wait_for()
        assert links.count() == 2
        scores = page.locator("table tbody tr").all_inner_texts()
        shown = sorted(float(re.search(r"([\d.]+) / 33", row)[1]) for row in scores)
        assert shown == points
        links.first.click()
        page.get_by_text("For the marker: rubric").first.wait_for()
        assert page.get_by_text("gd_step").count() > 0
        PICTURES.mkdir(exist_ok=True)
        page.get_by_text("For the marker: rubric").first.scroll_into_view_if_needed()
        page.screenshot(path=PICTURES / "formgrader.png")
        page.close()
