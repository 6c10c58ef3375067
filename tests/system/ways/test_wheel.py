"""The wheel in empty environments, away from the checkout: what `pip install lrkit` gives."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.parallel import make_once

ROOT = Path(__file__).resolve().parents[3]
NAME = "01_one_step_downhill"
PYTHONS = ("3.11", "3.12", "3.13")


def _run(*command: object, where: Path) -> str:
    """Run a command in a folder, with no way back to the checkout."""
    left_out = ("PYTHONPATH", "PYTHONDONTWRITEBYTECODE")
    environment = {name: value for name, value in os.environ.items() if name not in left_out}
    done = subprocess.run([str(part) for part in command], cwd=where, env=environment,
                          capture_output=True, text=True, timeout=500)
    assert done.returncode == 0, f"{command}:\n{done.stdout[-3000:]}{done.stderr[-3000:]}"
    return done.stdout


def _python(version: str) -> str | None:
    """An interpreter of that version: on PATH, or among those that pyenv keeps."""
    kept = Path(os.environ.get("PYENV_ROOT", "~/.pyenv")).expanduser() / "versions"
    places = [shutil.which(f"python{version}"), *kept.glob(f"{version}.*/bin/python{version}")]
    # A shim of pyenv may have nothing behind it: only what runs counts.
    works = (str(place) for place in places if place is not None
             and not subprocess.run([place, "-c", ""], capture_output=True).returncode)
    return next(works, None)


@pytest.fixture(scope="module")
def wheel(shared) -> Path:
    """The wheel, built from a copy, so that nothing is left in the checkout."""
    def build(place: Path) -> None:
        ignored = shutil.ignore_patterns(".*", "exchange", "__pycache__", "tests")
        shutil.copytree(ROOT, place / "copy", ignore=ignored)
        _run(sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "--wheel-dir", place,
             place / "copy", where=place)

    found, = make_once(shared / "wheel", build).glob("lrkit-*.whl")
    return found


@pytest.fixture(params=PYTHONS)
def programs(request, wheel, tmp_path_factory) -> Path:
    """The programs of an empty environment with the wheel, for each Python.

    This environment's pip fills it, and compiles nothing that is not imported: both save half of
    the time.
    """
    python, place = _python(request.param), tmp_path_factory.mktemp(request.param)
    if python is None:
        pytest.skip(f"no Python {request.param} on this machine")
    _run(python, "-m", "venv", "--without-pip", place, where=place)
    _run(sys.executable, "-m", "pip", "--python", place / "bin" / "python", "install", "-q",
         "--no-compile", wheel, where=place)
    return place / "bin"


def test_the_wheel_is_a_course_by_itself(programs, tmp_path):
    """In an empty environment it hands out the notebooks, answers a check, and grades a class."""
    _run(programs / "lrkit", "start", "my-course", "--no-open", where=tmp_path)
    started = sorted(path.name for path in (tmp_path / "my-course").glob("*/*.ipynb"))
    assert started == sorted(path.name for path in (ROOT / "course").glob("*/*.ipynb"))

    code = ("from lrkit import check; import lrkit; print(lrkit.__file__)\n"
            "print(check('gd_step', lambda w, grad, lr: w - lr * grad).score)")
    said = _run(programs / "python", "-c", code, where=tmp_path).splitlines()
    assert Path(said[0]).is_relative_to(programs.parent) and float(said[-1]) == 4

    _run(programs / "lrkit", "sample-class", "class", "--students", "1", where=tmp_path)
    _run(programs / "lrkit", "grade", "class", "--assignment", NAME, where=tmp_path)
    known = (tmp_path / "class" / "known_marks.csv").read_text().splitlines()[1:]
    expected = sum(float(row.split(",")[3] or 0) for row in known if row.split(",")[1] == NAME)
    row = (tmp_path / "class-graded" / "grades.csv").read_text().splitlines()[1]
    assert float(row.split(",")[2]) == expected
