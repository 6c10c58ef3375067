"""`lrkit grade`, with classes of tiny notebooks."""

import csv
import os
import shutil
import signal
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook

from lrkit.errors import UserError
from lrkit.grading.execution import sandbox_environment
from lrkit.grading.gradebook.grading_record import JOURNAL_FILE, GradingRecord
from tests.grading.digest import folder_digest
from tests.grading.pool import grade
from tests.grading.tiny import RIGHT_STEP

FAULTS = {
    "cut": "not a notebook",
    "empty": "not a notebook: the file is empty",
    "list": "has no list of cells",
    "foreign": "must be called 01_tiny.ipynb; found other.ipynb",
    "a[1]": "rename the folder",
    "unknown": "the course has no assignment of that name; it has 01_tiny, 02_tiny",
}


@pytest.fixture(scope="module")
def mixed_class(tmp_path_factory, tiny, hand_in, all_right):
    """Faulty submissions of each kind, and bystanders before, between and after them, graded."""
    folder = tmp_path_factory.mktemp("mixed") / "class"
    for student in ("ada", "mel", "zoe"):
        hand_in(tiny, folder, f"{student}/01_tiny", **all_right)
    hand_in(tiny, folder, "blank/02_tiny")
    path = hand_in(tiny, folder, "cut/01_tiny")
    path.write_text(path.read_text()[:1000])
    hand_in(tiny, folder, "empty/01_tiny").write_text("")
    hand_in(tiny, folder, "list/01_tiny").write_text("[]")
    hand_in(tiny, folder, "exit/01_tiny", **all_right | {
        "write_gd_step": "import os\nos._exit(1)"})
    path = hand_in(tiny, folder, "renamed/01_tiny", **all_right)
    path.rename(folder / "renamed/01_tiny/copy.ipynb")
    nbformat.write(new_notebook(cells=[new_code_cell("1")]), folder / "foreign.ipynb")
    (folder / "foreign" / "01_tiny").mkdir(parents=True)
    (folder / "foreign.ipynb").rename(folder / "foreign/01_tiny/other.ipynb")
    shutil.copytree(folder / "ada/01_tiny", folder / "unknown/07_tiny")
    hand_in(tiny, folder, "a[1]/01_tiny")
    hand_in(tiny, folder, "Zoë O'Neil+1, B./01_tiny", **all_right)
    _without_cell(hand_in(tiny, folder, "lost/01_tiny", **all_right), "check_gd_step")
    _twice(hand_in(tiny, folder, "twice/01_tiny", **all_right), "check_gd_step")
    before = folder_digest(folder)
    graded = grade(folder, tiny)
    assert folder_digest(folder) == before, "the folder of submissions was changed"
    return graded


def _without_cell(path: Path, grade_id: str) -> None:
    notebook = nbformat.read(path, as_version=4)
    notebook.cells = [cell for cell in notebook.cells
                      if cell.metadata.get("nbgrader", {}).get("grade_id") != grade_id]
    nbformat.write(notebook, path)


def _twice(path: Path, grade_id: str) -> None:
    notebook = nbformat.read(path, as_version=4)
    cell = next(cell for cell in notebook.cells
                if cell.metadata.get("nbgrader", {}).get("grade_id") == grade_id)
    notebook.cells.append(nbformat.from_dict({**cell, "id": "twice"}))
    nbformat.write(notebook, path)


def _table(output: Path) -> dict[tuple[str, str], dict]:
    with (output / "grades.csv").open(newline="") as stream:
        return {(row["student"], row["assignment"]): row for row in csv.DictReader(stream)}


def test_bystanders_files_are_as_if_they_were_alone(mixed_class, as_if_alone):
    """Nothing of the others gets into them."""
    as_if_alone(mixed_class.output, "mel")


@pytest.mark.parametrize("student", ["ada", "mel", "zoe", "Zoë O'Neil+1, B."])
def test_bystanders_of_faulty_submissions_get_their_marks(mixed_class, student):
    """A right notebook earns its points beside any other, also with an odd name."""
    row = _table(mixed_class.output)[student, "01_tiny"]
    assert (row["points"], row["max_points"], row["needs_manual_grading"]) == ("6", "10", "yes")
    assert (mixed_class.output / "feedback" / student / "01_tiny" / "01_tiny.html").is_file()


@pytest.mark.parametrize("student", FAULTS)
def test_each_fault_is_one_line_with_its_reason(mixed_class, student):
    """A submission that could not be graded is named once, in a sentence, without a traceback."""
    lines = [str(problem) for problem in mixed_class.summary.problems
             if str(problem).startswith(f"{student}/")]
    assert len(lines) == 1
    assert FAULTS[student] in lines[0]
    assert lines[0] in mixed_class.summary.text
    assert "Traceback" not in mixed_class.summary.text


def test_a_faulty_submission_counts_zero_in_the_table(mixed_class):
    """A student whose notebook is broken is in grades.csv, with 0 points and the reason."""
    for student in ("cut", "empty", "list", "foreign", "a[1]"):
        row = _table(mixed_class.output)[student, "01_tiny"]
        assert row["points"] == "0"
        assert row["remark"].startswith("not graded: ")


def test_a_cell_that_ends_the_process_costs_what_depends_on_it(mixed_class):
    """Prediction and quiz keep their points; the check finds no function; the remark says why."""
    row = _table(mixed_class.output)["exit", "01_tiny"]
    assert row["points"] == "2"
    assert "cell 5 ended the Python process" in row["remark"]


def test_without_bubblewrap_isolation_can_be_required(tiny, tmp_path, hand_in, monkeypatch):
    """Nothing is graded then; without the option it is, and is called partial."""
    hand_in(tiny, tmp_path / "class", "ada/01_tiny")
    monkeypatch.setattr(sandbox_environment, "bubblewrap", lambda: None)
    with pytest.raises(UserError, match="apt install bubblewrap"):
        grade(tmp_path / "class", tiny, require_isolation=True)
    assert not (tmp_path / "class-graded").exists()
    assert grade(tmp_path / "class", tiny).isolation == "partial"


def test_an_untouched_notebook_earns_nothing_and_waits_for_nobody(mixed_class):
    """The release as it is: 0 of 10 points, nothing to be marked by hand."""
    row = _table(mixed_class.output)["blank", "02_tiny"]
    assert (row["points"], row["needs_manual_grading"]) == ("0", "no")


def test_a_deleted_graded_cell_is_put_back(mixed_class):
    """Its answer is checked all the same, and the table and the summary say so."""
    row = _table(mixed_class.output)["lost", "01_tiny"]
    assert row["points"] == "6"
    assert row["remark"] == "check_gd_step was missing and is put back"
    assert "lost/01_tiny: check_gd_step was missing" in mixed_class.summary.text


def test_a_notebook_under_another_name_is_recognised(mixed_class):
    """By its cells; another notebook under another name is not graded as this one."""
    row = _table(mixed_class.output)["renamed", "01_tiny"]
    assert (row["points"], row["remark"]) == ("6", "the notebook was called copy.ipynb")


def test_a_duplicated_graded_cell_does_not_count_twice(mixed_class):
    """It stops nobody else, and the student gets no more than the points there are."""
    assert float(_table(mixed_class.output)["twice", "01_tiny"]["points"]) <= 6


def test_nbgrader_reads_the_gradebook(mixed_class, read_marks):
    """nbgrader's own API finds the marks cell by cell, so formgrader and exports do too."""
    marks = read_marks(mixed_class.output)
    assert marks["ada", "01_tiny", "check_gd_step"] == (4, 4, False)
    assert marks["ada", "01_tiny", "explain_why"] == (None, 4, True)
    assert marks["blank", "02_tiny", "check_gd_step"] == (0, 4, False)


def test_the_output_is_a_course_directory_of_nbgrader(mixed_class):
    """nbgrader's own command, in an environment that is not activated, exports from it."""
    program = Path(sys.executable).parent / "nbgrader"
    ran = subprocess.run([program, "export", "--to", "out.csv"], cwd=mixed_class.output,
                         env={**os.environ, "PATH": os.defpath}, capture_output=True, text=True,
                         timeout=120)
    assert ran.returncode == 0, ran.stderr
    assert "01_tiny,,,ada,,,,6.0,0.0,6.0,10.0" in (mixed_class.output / "out.csv").read_text()


def test_whoever_marks_sees_the_rubric(mixed_class):
    """The mark scheme, cut from the release, is back in the autograded notebook."""
    autograded = mixed_class.output / "autograded/ada/01_tiny/01_tiny.ipynb"
    assert "Rubric: a secret" in autograded.read_text()
    assert "Rubric" not in (mixed_class.output / "release/01_tiny/01_tiny.ipynb").read_text()


def test_a_second_run_grades_only_what_is_new_or_changed(tiny, tmp_path, hand_in, all_right):
    """Nothing new: no notebook runs. One changed and one new: these two do."""
    folder = tmp_path / "class"
    hand_in(tiny, folder, "ada/01_tiny")
    hand_in(tiny, folder, "bob/01_tiny", **all_right)
    assert grade(folder, tiny).ran == 2
    assert grade(folder, tiny).ran == 0
    hand_in(tiny, folder, "ada/01_tiny", **all_right)
    hand_in(tiny, folder, "cyd/01_tiny", **all_right)
    again = grade(folder, tiny)
    assert again.ran == 2
    assert [row.points for row in again.summary.rows] == [6, 6, 6]


SLOW = {"write_gd_step": "import time\ntime.sleep(0.7)\n" + RIGHT_STEP}


def test_ctrl_c_keeps_what_is_graded_and_the_next_run_goes_on(tiny, tmp_path, hand_in, all_right):
    """SIGINT in the middle: exit code 130 and a sentence; later only the rest is graded."""
    folder, output = tmp_path / "class", tmp_path / "class-graded"
    for number in range(8):
        hand_in(tiny, folder, f"student{number}/01_tiny", **all_right | SLOW)
    # Whoever started the tests may have told all processes to ignore Ctrl-C, as `&` does.
    program = ("import signal, sys; signal.signal(signal.SIGINT, signal.default_int_handler); "
               "from lrkit.cli import main; sys.exit(main())")
    process = subprocess.Popen([sys.executable, "-c", program, "grade", str(folder)],
                               cwd=tiny.checkout, stderr=subprocess.PIPE, text=True)
    _wait_for(lambda: '/01_tiny"' in _text(output / JOURNAL_FILE))
    process.send_signal(signal.SIGINT)
    said = process.communicate(timeout=120)[1]
    assert process.returncode == 130
    assert "of 8 notebooks are graded and kept" in said
    assert "Traceback" not in said
    done = len(GradingRecord.load(output).graded)
    assert 1 <= done < 8
    rest = grade(folder, tiny)
    assert rest.ran == 8 - done
    assert [row.points for row in rest.summary.rows] == [6] * 8


def _text(path: Path) -> str:
    return path.read_text() if path.exists() else ""


def _wait_for(condition, seconds: float = 90) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.05)


def test_a_zip_with_a_folder_around_it_is_graded(tiny, tmp_path, hand_in, all_right):
    """The zip that a file manager makes of the class gives the same marks as the folder."""
    hand_in(tiny, tmp_path / "class", "ada/01_tiny", **all_right)
    shutil.make_archive(str(tmp_path / "class"), "zip", tmp_path, "class")
    with zipfile.ZipFile(tmp_path / "class.zip", "a") as archive:
        archive.writestr("../escaped.txt", "out")
    graded = grade(tmp_path / "class.zip", tiny)
    assert graded.output == tmp_path / "class-graded"
    assert [row.points for row in graded.summary.rows] == [6]
    assert [problem.place for problem in graded.summary.problems] == ["../escaped.txt"]
    assert not (tmp_path / "escaped.txt").exists()
    assert not (tmp_path.parent / "escaped.txt").exists()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["class", "class-graded",
                                                                "class.zip"]


def test_marks_of_two_versions_of_the_course_do_not_mix(
    make_course, tiny_notebook, tmp_path, hand_in
):
    """A gradebook that was made from another version of an assignment is refused, unchanged."""
    old = make_course(tmp_path / "old", **{"01_tiny": tiny_notebook})
    tiny_notebook.cells[0].source = "# Another version"
    new = make_course(tmp_path / "new", **{"01_tiny": tiny_notebook})
    hand_in(old, tmp_path / "class", "ada/01_tiny")
    output = grade(tmp_path / "class", old).output
    with pytest.raises(UserError, match="another version of 01_tiny"):
        grade(tmp_path / "class", new)
    assert "A tiny notebook" in (output / "source/01_tiny/01_tiny.ipynb").read_text()
