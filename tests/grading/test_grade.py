"""`lrkit grade`, with classes of tiny notebooks."""

import contextlib
import csv
import errno
import hashlib
import os
import random
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

from lrkit.errors import DiskFull, UserError
from lrkit.files.lock import exclusive_lock
from lrkit.grading.execution import sandbox_environment
from lrkit.grading.execution.notebook_result import NotebookResult
from lrkit.grading.gradebook.gradebook import ClassGradebook
from lrkit.grading.gradebook.record import JOURNAL_FILE, RECORD_FILE, GradingRecord
from lrkit.grading.intake.plan import default_output
from tests.grading.conftest import RIGHT_STEP
from tests.grading.pool import grade

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
    before = _digest(folder)
    graded = grade(folder, tiny)
    assert _digest(folder) == before, "the folder of submissions was changed"
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


def _digest(folder: Path) -> str:
    whole = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        whole.update(str(path.relative_to(folder)).encode())
        if path.is_file():
            whole.update(path.read_bytes())
    return whole.hexdigest()


def _table(output: Path) -> dict[tuple[str, str], dict]:
    with (output / "grades.csv").open(newline="") as stream:
        return {(row["student"], row["assignment"]): row for row in csv.DictReader(stream)}


def test_bystanders_files_are_as_if_they_were_alone(mixed_class, as_if_alone):
    """Nothing of the others gets into them."""
    as_if_alone(mixed_class.output, "mel")


@pytest.mark.parametrize("student", ["ada", "mel", "zoe", "Zoë O'Neil+1, B."])
def test_bystanders_of_faulty_submissions_get_their_marks(mixed_class, student):
    """Whatever stands beside it, a right notebook earns its points, also with an odd name."""
    row = _table(mixed_class.output)[student, "01_tiny"]
    assert (row["points"], row["max_points"], row["needs_manual_grading"]) == ("6", "10", "yes")
    assert (mixed_class.output / "feedback" / student / "01_tiny" / "01_tiny.html").is_file()


@pytest.mark.parametrize("student", FAULTS)
def test_each_fault_is_one_line_with_its_reason(mixed_class, student):
    """What could not be graded is named once, in a sentence, without a traceback."""
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


@pytest.fixture
def run_by(monkeypatch):
    """``run_by(function)``: jobs are run by this function, in a thread of this process."""
    from concurrent.futures import ThreadPoolExecutor

    from lrkit.grading.execution import retry
    from lrkit.grading.gradebook import prepare

    with ThreadPoolExecutor(1) as threads:
        def use(function):
            monkeypatch.setattr(retry, "run_job", function)
            monkeypatch.setattr(prepare, "check_solution", lambda source, executor: lambda: None)
            return {"executor": threads, "workers": 1}

        yield use


def nothing(job) -> NotebookResult:
    """What comes of a notebook whose cells are not run."""
    return NotebookResult([[] for _ in job.cells], seconds=[0.0] * len(job.cells), isolation="full")


def test_a_second_run_in_the_same_folder_stops_at_once(tiny, tmp_path, hand_in, run_by):
    """It says so and touches nothing; the first goes on to its end."""
    hand_in(tiny, tmp_path / "class", "ada/01_tiny")
    said = []

    def meanwhile(job):
        with pytest.raises(UserError, match="another lrkit grade is at work") as refused:
            grade(tmp_path / "class", tiny)
        said.append(refused.value)
        return nothing(job)

    assert grade(tmp_path / "class", tiny, **run_by(meanwhile)).ran == 1
    assert len(said) == 1


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
    """What it would have checked is checked, and the table and the summary say so."""
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


def test_a_folder_in_which_another_user_graded_is_a_sentence(tmp_path, monkeypatch):
    """What keeps two runs apart is a file of theirs, which cannot be opened."""
    def not_ours(lock):
        raise PermissionError(13, "Permission denied", lock.lock_file)

    monkeypatch.setattr("filelock.FileLock.acquire", not_ours)
    with pytest.raises(UserError, match="belongs to another user"), exclusive_lock(tmp_path):
        pass


SLOW = {"write_gd_step": "import time\ntime.sleep(0.7)\n" + RIGHT_STEP}


def test_ctrl_c_keeps_what_is_graded_and_the_next_run_goes_on(tiny, tmp_path, hand_in, all_right):
    """SIGINT in the middle: exit code 130 and a sentence; later only the rest is graded."""
    folder, output = tmp_path / "class", tmp_path / "class-graded"
    for number in range(8):
        hand_in(tiny, folder, f"student{number}/01_tiny", **all_right | SLOW)
    process = subprocess.Popen([sys.executable, "-m", "lrkit.cli", "grade", str(folder)],
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


def test_twenty_kills_at_random_moments(tiny, tmp_path, hand_in, all_right, read_marks):
    """kill -9, twenty times, each at another moment: nothing is lost, nothing graded twice, and
    nothing of a killed run stays behind."""
    folder, output = tmp_path / "class", tmp_path / "class-graded"
    for number in range(12):
        hand_in(tiny, folder, f"student{number:02}/01_tiny", **all_right | SLOW)
    before = _digest(folder)
    grade(folder, tiny, assignments=["01_tiny"], **{"executor": None})  # the first one: to the end
    expected = read_marks(output)
    shutil.rmtree(output)
    rng, graded = random.Random(5), set()
    for _ in range(20):
        process = subprocess.Popen(
            [sys.executable, "-m", "lrkit.cli", "grade", str(folder), "--workers", "2"],
            cwd=tiny.checkout, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(rng.uniform(0.2, 5))
        process.kill()
        process.wait(timeout=30)
        now = set(GradingRecord.load(output).graded)
        assert graded <= now, "what was graded is lost"
        graded = now
    rest = grade(folder, tiny)
    assert rest.ran == 12 - len(graded)
    assert read_marks(output) == expected
    assert _digest(folder) == before
    assert not list((output / "autograded").rglob(".*.ipynb"))


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


def test_only_the_assignments_that_are_asked_for(tiny, tmp_path, hand_in, run_by):
    """--assignment leaves the others ungraded, and is no problem."""
    for assignment in ("01_tiny", "02_tiny"):
        hand_in(tiny, tmp_path / "class", f"ada/{assignment}")
    graded = grade(tmp_path / "class", tiny, assignments=["02_tiny"], **run_by(nothing))
    assert set(GradingRecord.load(graded.output).graded) == {"ada/02_tiny"}
    assert not graded.summary.problems


@pytest.mark.parametrize(
    ("folder", "options", "message"),
    [
        ("no-such", {}, "there is no folder or zip file"),
        ("hollow", {}, "there is no notebook in"),
        ("text.zip", {}, "neither a folder nor a zip file"),
        ("class", {"assignments": ["09_x"]}, "the course has: 01_tiny, 02_tiny"),
        ("class", {"output": "class/inside"}, "which is never changed"),
        ("class", {"output": "other"}, "was not made by lrkit grade; nothing was changed"),
    ],
)
def test_a_wrong_request_is_refused_in_words(tiny, tmp_path, hand_in, folder, options, message):
    """Before anything is written, with what to do about it."""
    hand_in(tiny, tmp_path / "class", "ada/01_tiny")
    (tmp_path / "hollow" / "student").mkdir(parents=True)
    (tmp_path / "text.zip").write_text("no zip")
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "thesis.txt").write_text("precious")
    if "output" in options:
        options = {"output": tmp_path / options["output"]}
    before = _digest(tmp_path)
    with pytest.raises(UserError, match=message):
        grade(tmp_path / folder, tiny, **options)
    assert _digest(tmp_path) == before


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


def test_a_damaged_record_is_refused(tiny, tmp_path, hand_in):
    """Rather than graded over; the message names the file."""
    hand_in(tiny, tmp_path / "class", "ada/01_tiny")
    record = tmp_path / "class-graded" / RECORD_FILE
    record.parent.mkdir(parents=True)
    record.write_text("{")
    with pytest.raises(UserError, match=r"grading\.json cannot be read"):
        grade(tmp_path / "class", tiny)


@pytest.mark.parametrize("error", [OSError(errno.ENOSPC, "No space left on device"),
                                   DiskFull("here")])
def test_a_full_disk_stops_and_keeps(tiny, tmp_path, hand_in, run_by, monkeypatch, error):
    """The second of three does not fit: the first stays graded, and the message says so."""
    for student in ("ada", "bob", "cyd"):
        hand_in(tiny, tmp_path / "class", f"{student}/01_tiny")
    store = ClassGradebook.store

    def fill_up(books, student, *more):
        if student == "bob":
            raise error
        store(books, student, *more)

    monkeypatch.setattr(ClassGradebook, "store", fill_up)
    with pytest.raises(DiskFull, match="no space is left"):
        grade(tmp_path / "class", tiny, **run_by(nothing))
    assert set(GradingRecord.load(tmp_path / "class-graded").graded) == {"ada/01_tiny"}


def test_a_failed_submission_is_tried_again(tiny, tmp_path, hand_in, run_by):
    """What could not be graded is not on record as graded."""
    hand_in(tiny, tmp_path / "class", "ada/01_tiny")

    def fail(job):
        raise RuntimeError("the machine is tired")

    failed = grade(tmp_path / "class", tiny, **run_by(fail))
    assert "RuntimeError: the machine is tired" in str(failed.summary.problems[0])
    again = grade(tmp_path / "class", tiny, **run_by(nothing))
    assert again.ran == 1
    assert not again.summary.problems


def test_a_gradebook_that_was_deleted_is_made_again(tiny, tmp_path, hand_in, run_by):
    """The record alone does not stand for marks."""
    hand_in(tiny, tmp_path / "class", "ada/01_tiny")
    output = grade(tmp_path / "class", tiny, **run_by(nothing)).output
    (output / "gradebook.db").unlink()
    assert grade(tmp_path / "class", tiny, **run_by(nothing)).ran == 1


def test_the_output_lies_beside_the_input(tmp_path, monkeypatch):
    """Also for ".", for names with a dot, and for a zip."""
    monkeypatch.chdir(tmp_path)
    assert default_output(Path("class.2026")) == tmp_path / "class.2026-graded"
    assert default_output(Path("class.zip")) == tmp_path / "class-graded"
    assert default_output(Path(".")) == tmp_path.with_name(f"{tmp_path.name}-graded")
