"""A run of `lrkit grade` in one process: refusals, the lock, the record, a full disk."""

import errno
from pathlib import Path

import pytest

from lrkit.errors import DiskFull, UserError
from lrkit.files.lock import exclusive_lock
from lrkit.grading.execution.notebook_result import NotebookResult
from lrkit.grading.gradebook.gradebook import ClassGradebook
from lrkit.grading.gradebook.grading_record import GradingRecord
from lrkit.grading.intake.plan import RECORD_FILE, default_output
from tests.grading.digest import folder_digest
from tests.grading.pool import grade


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
    """Give the result of a notebook whose cells are not run."""
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


def test_a_folder_in_which_another_user_graded_is_a_sentence(tmp_path, monkeypatch):
    """The file that keeps two runs apart is theirs, and cannot be opened."""
    def not_ours(lock):
        raise PermissionError(13, "Permission denied", lock.lock_file)

    monkeypatch.setattr("filelock.FileLock.acquire", not_ours)
    with pytest.raises(UserError, match="belongs to another user"), exclusive_lock(tmp_path):
        pass


def test_only_the_assignments_that_are_asked_for(tiny, tmp_path, hand_in, run_by):
    """--assignment leaves the others ungraded, and is not a problem."""
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
    before = folder_digest(tmp_path)
    with pytest.raises(UserError, match=message):
        grade(tmp_path / folder, tiny, **options)
    assert folder_digest(tmp_path) == before


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

    def fill_up(gradebook, key, *more):
        if key.student == "bob":
            raise error
        store(gradebook, key, *more)

    monkeypatch.setattr(ClassGradebook, "store", fill_up)
    with pytest.raises(DiskFull, match="no space is left"):
        grade(tmp_path / "class", tiny, **run_by(nothing))
    assert set(GradingRecord.load(tmp_path / "class-graded").graded) == {"ada/01_tiny"}


def test_a_failed_submission_is_tried_again(tiny, tmp_path, hand_in, run_by):
    """A submission that could not be graded is not on record as graded."""
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
