"""The guide's steps for deleting a student's data are enough."""

import os
import re
import subprocess
import sys
from pathlib import Path

GUIDE = Path(__file__).parents[3] / "docs" / "instructor" / "privacy.md"


def commands(heading: str) -> str:
    """The block of commands below a heading of the guide."""
    section = GUIDE.read_text(encoding="utf-8").split(f"## {heading}\n")[1]
    return re.search(r"```console\n(.*?)```", section, re.S)[1]


def test_a_student_is_gone_when_the_guide_was_followed(tiny, tmp_path, hand_in, all_right):
    """No file names the student any more, and the other one's marks are as they were."""
    for student in ("student01", "student02"):
        hand_in(tiny, tmp_path / "class", f"{student}/01_tiny", **all_right)
    programs = Path(sys.executable).parent
    environment = os.environ | {"PATH": f"{programs}{os.pathsep}{os.environ['PATH']}"}

    def run(script: str) -> None:
        here = f"cd '{tiny.checkout}'\n"  # where lrkit finds this course
        ran = subprocess.run(["bash", "-ec", here + script], env=environment, text=True,
                             capture_output=True)
        assert ran.returncode == 0, ran.stdout + ran.stderr

    def in_tmp(script: str) -> str:
        return re.sub(r"(?<=[ /])class(?=[-/ \n])", f"{tmp_path}/class", script)

    run(f"lrkit grade {tmp_path}/class")
    graded = tmp_path / "class-graded"
    before = [line for line in (graded / "grades.csv").read_text().splitlines()
              if "student02" not in line]
    run(in_tmp(commands("Delete one student")).replace("cd ..", f"cd '{tiny.checkout}'"))
    left = [str(file.relative_to(tmp_path)) for file in tmp_path.rglob("*") if file.is_file()
            and (b"student02" in file.read_bytes() or "student02" in str(file))]
    assert left == []
    assert (graded / "grades.csv").read_text().splitlines() == before
    run(in_tmp(commands("Delete a class")))
    assert list(tmp_path.iterdir()) == []
