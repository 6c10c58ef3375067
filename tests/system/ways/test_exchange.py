"""A class on one machine: released, fetched, submitted and collected through nbgrader's exchange.

Each step is nbgrader's own command, typed as its instructor or student types it in a folder of
their own. The exchange is a folder that all may write to, as nbgrader asks for.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from lrkit.course import find_course
from tests.system.ways.student import NAME, ROOT, answer

PROGRAMS = Path(sys.executable).parent


@pytest.fixture
def shared(tmp_path) -> Path:
    """The folder that everybody on the machine may write to."""
    folder = tmp_path / "exchange"
    folder.mkdir()
    folder.chmod(0o777)
    return folder


@pytest.fixture
def run(tmp_path, shared):
    """Run a command in somebody's folder, with nothing of this machine's settings."""

    def run_(who: Path, *command: str) -> str:
        home = tmp_path / "home" / who.name
        home.mkdir(parents=True, exist_ok=True)
        environment = os.environ | {
            "HOME": str(home), "JUPYTER_CONFIG_DIR": str(home / "jupyter"),
            "PATH": f"{PROGRAMS}{os.pathsep}{os.environ['PATH']}"}
        done = subprocess.run(command, cwd=who, env=environment, capture_output=True, text=True,
                              timeout=120)
        assert done.returncode == 0, f"{command}:\n{done.stdout}{done.stderr}"
        return done.stdout + done.stderr

    return run_


def _student(tmp_path: Path, name: str, shared: Path) -> Path:
    folder = tmp_path / name
    folder.mkdir()
    (folder / "nbgrader_config.py").write_text(
        "c = get_config()\n"
        f"c.Exchange.root = {str(shared)!r}\n"
        'c.CourseDirectory.course_id = "learning-rates"\n')
    return folder


def test_from_release_to_marks(tmp_path, shared, run):
    """One answered exercise, submitted and collected, gives its points and no others.

    The instructor releases, a student fetches, answers and submits, the instructor collects, and
    `lrkit grade` grades.
    """
    course = find_course(ROOT)
    teacher = tmp_path / "teacher"
    teacher.mkdir()
    settings = (ROOT / "nbgrader_config.py").read_text()
    (teacher / "nbgrader_config.py").write_text(f"{settings}c.Exchange.root = {str(shared)!r}\n")
    shutil.copytree(course.sources / NAME, teacher / "solutions" / NAME)
    shutil.copytree(course.release / NAME, teacher / "course" / NAME)
    run(teacher, "nbgrader", "release_assignment", NAME)

    ada = _student(tmp_path, "ada", shared)
    run(ada, "nbgrader", "fetch_assignment", NAME)
    handed_out = ada / NAME / f"{NAME}.ipynb"
    assert handed_out.read_bytes() == (course.release / NAME / f"{NAME}.ipynb").read_bytes()
    answer(handed_out, "gd_step")
    run(ada, "nbgrader", "submit", NAME)

    run(teacher, "nbgrader", "collect", NAME)
    collected = list((teacher / "submitted").glob(f"*/{NAME}/{NAME}.ipynb"))
    assert len(collected) == 1
    said = run(teacher, "lrkit", "grade", "submitted", "--output", str(tmp_path / "graded"))
    assert "1 notebook ran" in said
    rows = (tmp_path / "graded" / "grades.csv").read_text().splitlines()
    who, assignment, points = rows[1].split(",")[:3]
    assert (who, assignment, float(points)) == (collected[0].parts[-3], NAME, 4.0)
