"""One hostile submission costs itself: the class beside it is graded, and the report names it."""

import json
import os
import shutil
import sys

import pytest

from lrkit.grading.execution import judge as judge_module
from lrkit.grading.execution.sandbox_fork import ForkSandbox
from lrkit.grading.intake import read
from tests.grading.pool import grade
from tests.system.grading.judging import OTHER, RIGHT, graded, judge, scores

HALF = "\ud800"  # half of a sign that takes two: JSON can spell it, no file can hold it
STEP = "write_gd_step"


def _edited(path, change):
    notebook = json.loads(path.read_text())
    change(notebook)
    path.write_text(json.dumps(notebook))


def _odd_metadata(notebook):
    notebook["metadata"] = {"kernelspec": {"name": "r" + HALF}, "language_info": 3, "authors": 1,
                            HALF: HALF}


def _half_attachment(notebook):
    cell = next(cell for cell in notebook["cells"] if cell["cell_type"] == "markdown")
    cell |= {"source": f"![x](attachment:{HALF}.png)",
             "attachments": {f"{HALF}.png": {"image/png": "AAAA"}}}


CHANGES = {"metadata": _odd_metadata, "attachment": _half_attachment}
CELLS = {
    "prints": {STEP: "print('\\ud800 \\x00')"},
    "source": {STEP: f"x = 1  # {HALF}"},
    "prose": {"explain_why": HALF},
    "error": {STEP: "raise type('\\ud800', (Exception,), {})('\\ud800')"},
    "dots": {STEP: "x = 1\ndef gd_step(w, g, lr): return x" + ".y" * 500},
    "long": {"explain_why": "\\begin{a}" * 200_000},
    "code": {STEP: "x = 1;" * 400_000},
}


@pytest.fixture(scope="module")
def output(tmp_path_factory, tiny, hand_in, all_right):
    """A class of two honest students and many others, graded at once."""
    folder = tmp_path_factory.mktemp("hostile") / "class"
    for student in ("ada", "zoe"):
        hand_in(tiny, folder, f"{student}/01_tiny", **all_right)
    for name in (*CELLS, *CHANGES, "folder", "heavy"):
        path = hand_in(tiny, folder, f"{name}/01_tiny", **all_right)
        cells = CELLS.get(name, {})

        def fill(notebook, cells=cells):
            for cell in notebook["cells"]:
                grade_id = cell["metadata"].get("nbgrader", {}).get("grade_id")
                cell["source"] = cells.get(grade_id, cell["source"])

        _edited(path, fill)
        _edited(path, CHANGES.get(name, lambda notebook: None))
    place = folder / "folder/01_tiny"
    (place / "01_tiny.ipynb").rename(place / "mine.ipynb")
    (place / "01_tiny.ipynb").mkdir()
    (place / "01_tiny.ipynb/x.txt").write_text("in the way")
    (folder / "heavy/01_tiny/data.bin").write_bytes(b"x" * 5000)
    shutil.copytree(folder / "ada", folder / ("n" * 250))
    if sys.platform == "linux":
        shutil.copytree(os.fsencode(folder / "ada"), os.fsencode(folder / "odd") + b"\xff")
        (folder / "zoe/01_tiny").joinpath(os.fsdecode(b"\xff.txt")).write_text("no name")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(read, "MAX_BESIDE", 4000)
        return grade(folder, tiny).output


@pytest.fixture(scope="module")
def report(output):
    """The report of the class."""
    return json.loads((output / "report.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def rows(report):
    """student -> line of the report."""
    return {row["student"]: row for row in report["submissions"]}


def test_the_honest_keep_their_points(rows):
    """The first and the last of the class are graded as if they were alone."""
    for student in ("ada", "zoe"):
        assert (rows[student]["points"], rows[student]["state"]) == (6, "graded")


def test_the_honest_ones_files_are_as_if_they_were_alone(output, as_if_alone):
    """Nothing that the hostile wrote gets into them."""
    as_if_alone(output, "ada")


@pytest.mark.parametrize("name", ["prose", "metadata", "attachment", "long", "heavy"])
def test_what_can_be_read_is_graded(rows, name):
    """Half a sign, odd metadata, an endless text or a heavy file beside cost no points."""
    assert rows[name]["points"] == 6


@pytest.mark.parametrize("name", ["prints", "source", "error", "dots"])
def test_what_is_wrong_earns_what_the_rest_is_worth(rows, name):
    """The exercise that is attacked gives nothing, the others keep their points."""
    assert (rows[name]["points"], rows[name]["state"]) == (2, "graded")


@pytest.mark.parametrize(("name", "words"), [
    ("code", "more than anybody writes"), ("folder", "it could not be written down"),
    ("heavy", "data.bin (0 MB) was not put beside"), ("n" * 250, "rename the folder")])
def test_the_report_names_it(report, rows, name, words):
    """Never a silent zero: the instructor reads what it was."""
    said = [*rows.get(name, {}).get("look", ()),
            *(entry["what"] for entry in report["problems"] if name in entry["where"])]
    assert any(words in line for line in said), said


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has names that are not text")
def test_a_folder_whose_name_is_no_text_is_a_line_of_the_report(report):
    """Its student is told apart by nobody, so a person must rename it."""
    assert any("odd?" in entry["where"] and "rename" in entry["what"]
               for entry in report["problems"])


@pytest.fixture(scope="module")
def box():
    """A sandbox; it needs no bubblewrap here."""
    with ForkSandbox(None) as sandbox:
        yield sandbox


def test_answers_that_dawdle_do_not_hold_up_a_class(box, monkeypatch):
    """Each call stays below its limit; together they have a limit too, and the report says so."""
    monkeypatch.setattr(judge_module, "ALL_CALLS_TIMEOUT", 0.5)
    slow = f"import time\n{RIGHT.replace('return', 'time.sleep(0.3); return')}"
    done = judge(box, slow, graded("gd_step"), OTHER, graded("steps_to_tol"))
    assert scores(done) == {"check_gd_step": 0, "check_steps_to_tol": 0}
    assert [remark.text.split()[0] for remark in done.remarks] == ["gd_step", "steps_to_tol"]
    assert "used up the time" in str(done.results["check_steps_to_tol"])


def test_outputs_of_a_notebook_have_a_limit_together(box, monkeypatch):
    """Output beyond it is left out and said; points are not touched."""
    monkeypatch.setattr(judge_module, "MAX_OUTPUT", 3000)
    done = judge(box, *["print('x' * 1000)"] * 4, RIGHT, graded("gd_step"))
    assert [outputs[0].get("ename") for outputs in done.outputs[1:5]] == [
        None, None, "TooMuch", "TooMuch"]
    assert scores(done) == {"check_gd_step": 4}
