"""The guide's own exercise in 15 minutes, followed to the letter in a copy of the project."""

import csv
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.parts import need

ROOT = Path(__file__).parents[3]
GUIDE = (ROOT / "docs" / "instructor" / "change.md").read_text(encoding="utf-8")
PYTHON = re.findall(r"```python\n(.*?)```", GUIDE, re.S)
NAME = "12_step_length"


@pytest.fixture(scope="module")
def fork(tmp_path_factory) -> Path:
    """A checkout with one notebook less to build, in which steps 1 to 3 were followed."""
    root = tmp_path_factory.mktemp("fork")
    shutil.copytree(ROOT / "lrkit", root / "lrkit", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "nbgrader_config.py", root)
    for folder in ("solutions", "course"):
        (root / folder).mkdir()
    exercise, notebook = PYTHON
    registry = root / "lrkit" / "exercises" / "__init__.py"
    text = registry.read_text(encoding="utf-8")
    text = text.replace('"nb11")', '"nb11", "nb12")')
    text = text.replace("PUBLISHED = (\n", f'PUBLISHED = (\n    "{NAME}",\n')
    registry.write_text(text, encoding="utf-8")
    (registry.parent / "nb12").mkdir()
    (registry.parent / "nb12" / "__init__.py").write_text(exercise, encoding="utf-8")
    (root / "own.py").write_text(notebook, encoding="utf-8")
    return root


def run(fork: Path, script: str) -> str:
    """Run commands in the fork, with its lrkit; returns what they print."""
    programs = Path(sys.executable).parent
    environment = os.environ | {
        "PATH": f"{programs}{os.pathsep}{os.environ['PATH']}", "PYTHONPATH": str(fork)}
    # The environment's `lrkit` is that of the checkout under test: the module is the fork's.
    script = re.sub(r"^lrkit ", "python -m lrkit.cli ", script, flags=re.M)
    ran = subprocess.run(["bash", "-ec", script], cwd=fork, env=environment, text=True,
                         capture_output=True)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    return ran.stdout


def test_the_check_names_the_misconception(fork):
    """Step 2 shows what it says that one sees."""
    lines = re.search(r"```text\n>>> (.*?)\n>>> (.*?)\n```", GUIDE, re.S)
    (fork / "try.py").write_text("\n".join(lines.groups()), encoding="utf-8")
    said = run(fork, "python try.py")
    assert "forgot the root" in said and "is not right yet" in said


def test_it_is_built_and_graded(fork):
    """Step 4: the release has no answer, and the sample class gets the marks that it should."""
    need("dev", "jupytext")
    block = GUIDE.split("**4. Build, and grade it.**")[1]
    run(fork, re.search(r"```console\n(.*?)```", block, re.S)[1])
    release = (fork / "course" / NAME / f"{NAME}.ipynb").read_text(encoding="utf-8")
    assert "# your code here" in release and "linalg.norm" not in release
    with open(fork / "class-own" / "known_marks.csv", encoding="utf-8") as file:
        known = {row["student"]: float(row["points"]) for row in csv.DictReader(file)}
    with open(fork / "class-own-graded" / "grades.csv", encoding="utf-8") as file:
        marks = {row["student"]: float(row["points"]) for row in csv.DictReader(file)}
    assert marks == known and len(marks) == 12
    report = json.loads((fork / "class-own-graded" / "report.json").read_text(encoding="utf-8"))
    [item] = report["assignments"][0]["items"]
    assert sum(found["count"] for found in item["misconceptions"]) >= 3
