"""A run that is killed loses nothing, grades nothing twice, and leaves nothing half written."""

import contextlib
import os
import pickle
import random
import shutil
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from lrkit.grading.execution import retry
from lrkit.grading.execution.workers import run_job
from lrkit.grading.gradebook import prepare
from lrkit.grading.gradebook.grading_record import GradingRecord
from tests.grading.pool import grade
from tests.grading.pool import workers as pool
from tests.grading.tiny import RIGHT_STEP
from tests.system.grading.killed import ANSWERS, POINTS

CHECKOUT = Path(__file__).parents[3]
STUDENTS = ("ada", "ben", "cyd", "dan")
WRONG = "def gd_step(w, grad, lr):\n    return w"
SLOW = {"write_gd_step": "import time\ntime.sleep(0.7)\n" + RIGHT_STEP}


@pytest.fixture(scope="module")
def place(tmp_path_factory, tiny, hand_in, all_right) -> Path:
    """A class of four with what comes of each, and a folder for each point at which a run ended."""
    place = tmp_path_factory.mktemp("killed")
    shutil.copytree(tiny.checkout, place / "checkout")
    for student in STUDENTS:
        step = {"write_gd_step": WRONG} if student == "cyd" else {}
        hand_in(tiny, place / "class", f"{student}/01_tiny", **all_right | step)
    jobs = []
    with _running(lambda job: jobs.append(job)) as how, contextlib.suppress(Exception):
        grade(place / "class", tiny, output=place / "asked", **how)
    answers = {job.key: pool().submit(run_job, job).result() for job in jobs}
    (place / ANSWERS).write_bytes(pickle.dumps(answers))
    ran = subprocess.run([sys.executable, "-m", "tests.system.grading.killed", place],
                         cwd=CHECKOUT, capture_output=True, text=True, timeout=300)
    assert ran.stdout.splitlines() == [f"{name}: {-signal.SIGKILL}" for name in POINTS], ran.stderr
    return place


@contextlib.contextmanager
def _running(function):
    """The options for a run whose jobs are done by a function, in a thread of this process."""
    with pytest.MonkeyPatch.context() as patch, ThreadPoolExecutor(1) as threads:
        patch.setattr(retry, "run_job", function)
        patch.setattr(prepare, "check_solution", lambda source, executor: lambda: None)
        yield {"executor": threads, "workers": 1}


@pytest.fixture(scope="module")
def finish(place, tiny):
    """``finish(output)``: a run in this process, with the answers that are kept."""
    answers = pickle.loads((place / ANSWERS).read_bytes())

    def run(output: Path):
        with _running(lambda job: answers[job.key]) as how:
            return grade(place / "class", tiny, output=output, **how)

    return run


@pytest.fixture(scope="module")
def expected(place, finish, read_marks):
    """The marks of a run that nobody disturbed."""
    marks = read_marks(finish(place / "whole").output)
    assert [marks[student, "01_tiny", "check_gd_step"][0] for student in STUDENTS] == [4, 4, 0, 4]
    return marks


@pytest.mark.parametrize("name", POINTS)
def test_a_kill_at_any_step_loses_nothing(place, finish, expected, read_marks, name):
    """The record then holds the submissions that were finished, and no other.

    The next run does the rest, and only that, and its marks, files and pages are those of a run
    that nobody disturbed.
    """
    output, whole = place / name, place / "whole"
    on_record = GradingRecord.load(output).graded if output.exists() else {}
    assert list(on_record) == [f"{who}/01_tiny" for who in STUDENTS[: POINTS[name].graded]]
    assert finish(output).ran == 4 - len(on_record)
    assert read_marks(output) == expected
    for folder in ("submitted", "autograded", "feedback"):
        assert _files(output / folder) == _files(whole / folder)


def _files(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*")
            if path.is_file()}


def test_three_kills_at_random_moments(tiny, tmp_path, hand_in, all_right, read_marks, sum_up):
    """The whole command with its workers, killed from outside, loses nothing either.

    The seed is in the summary; KILL_SEED in the environment repeats it.
    """
    seed = int(os.environ.get("KILL_SEED", random.randrange(10**6)))
    print(f"seed {seed}")
    sum_up("kills at random moments", "", f"seed {seed}")
    folder, output, rng = tmp_path / "class", tmp_path / "class-graded", random.Random(seed)
    for number in range(6):
        hand_in(tiny, folder, f"student{number}/01_tiny", **all_right | SLOW)
    before = _files(folder)
    expected = read_marks(grade(folder, tiny, output=tmp_path / "whole").output)
    graded = set()
    for _ in range(3):
        process = subprocess.Popen(
            [sys.executable, "-m", "lrkit.cli", "grade", str(folder), "--workers", "2"],
            cwd=tiny.checkout, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(rng.uniform(0.2, 6))
        process.kill()
        process.wait(timeout=30)
        now = set(GradingRecord.load(output).graded)
        assert graded <= now, "what was graded is lost"
        graded = now
    rest = grade(folder, tiny)
    assert [str(problem) for problem in rest.summary.problems] == []
    assert rest.ran == 6 - len(graded)
    assert read_marks(output) == expected
    assert _files(folder) == before
    assert not list((output / "autograded").rglob(".*.ipynb"))
