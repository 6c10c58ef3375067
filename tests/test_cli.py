"""The command `lrkit`, as a shell sees it."""

import ast
import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Sequence
from pathlib import Path
from types import SimpleNamespace

import pytest

import lrkit
from lrkit import cli
from lrkit.cli import grade, installation, report
from lrkit.cli.parser import make_parser
from lrkit.grading.grade import Graded
from lrkit.grading.gradebook.grade_rows import GradeRow
from lrkit.grading.reporting.summary import Summary
from lrkit.remarks import SubmissionKey, not_graded

ROOT = Path(__file__).parents[1]


def run(*arguments: str, cwd: Path, through: Sequence[str] = ()) -> subprocess.CompletedProcess:
    """Run `lrkit` in an environment that is not activated."""
    return subprocess.run([*through, sys.executable, "-m", "lrkit.cli", *arguments], cwd=cwd,
                          text=True, capture_output=True, timeout=120,
                          env={**os.environ, "PATH": os.defpath})


def test_the_help_page_names_every_command_and_no_other(tmp_path):
    """It is a text of its own, since argparse would take too long; the version is the package's."""
    said = run("--help", cwd=tmp_path).stdout
    (commands,) = (action.choices for action in make_parser()._actions if action.dest == "command")
    assert set(re.findall(r"^  ([a-z-]+)  ", said, re.MULTILINE)) == set(commands)
    assert run("--version", cwd=tmp_path).stdout == f"lrkit {lrkit.__version__}\n"
    assert all(len(line) <= 100 for line in said.splitlines())


@pytest.mark.parametrize("command", ["start", "progress", "grade", "report", "sample-class", "demo",
                                     "build", "book", "doctor"])
def test_every_command_has_one_page_of_help(command, capsys):
    """The page says first what the command does, and fits on a screen."""
    with pytest.raises(SystemExit) as stop:
        cli.main([command, "--help"])
    assert stop.value.code == 0
    page = capsys.readouterr().out
    assert page.startswith(f"usage: lrkit {command}")
    assert len(page.splitlines()) <= 48


def test_help_loads_next_to_nothing(tmp_path):
    """So that it answers in the time that Python takes to start."""
    code = ("import sys; before = set(sys.modules); from lrkit.cli import main; main(['--help']); "
            "print(sorted(set(sys.modules) - before), file=sys.stderr)")
    ran = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True,
                         timeout=60, check=True)
    more = {name for name in ast.literal_eval(ran.stderr) if not name.startswith("importlib")}
    assert more - {"warnings"} == {"lrkit", "lrkit.cli"}


def test_the_command_starts_without_loading_what_it_does_not_need(tmp_path):
    """Help and mistakes must not wait three seconds for nbgrader."""
    code = ("import sys; from lrkit.cli import main; main(['grade', 'no-such']); "
            "print([name for name in ('nbgrader', 'matplotlib', 'jupyterlab', 'nbconvert') "
            "if name in sys.modules])")
    ran = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True,
                         timeout=60)
    assert ran.stdout == "[]\n"


@pytest.mark.parametrize(("arguments", "exit_code"), [
    (["start", "--no-open"], 0), (["progress", "."], 0),
    (["book", "."], 2)])  # refused, as the folder is not empty: Sphinx would take too long
def test_commands_that_do_not_grade_load_nothing_of_grading(tmp_path, arguments, exit_code):
    """A student's commands, and the book with all its modules."""
    (tmp_path / "full").touch()
    code = ("import sys; from pathlib import Path; import lrkit; from lrkit.cli import main; "
            f"code = main({arguments}); "
            "book = Path(lrkit.__file__).parent / 'book'; "
            f"names = [path.stem for path in book.glob('[a-z]*.py')] * ('book' in {arguments}); "
            "[__import__(f'lrkit.book.{name}') for name in names]; "
            "print([code, [name for name in sys.modules if name.startswith('lrkit.grading')]])")
    ran = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True,
                         timeout=60)
    assert ran.stdout.splitlines()[-1] == f"[{exit_code}, []]", ran.stderr


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["grade", "no-such"], "lrkit: there is no folder or zip file no-such"),
        (["grade", "."], "lrkit: there is no notebook in ."),
        (["grade", "full", "--assignment", "99_x"], "there is no assignment '99_x'"),
        (["grade", "full/file"], "full/file is neither a folder nor a zip file"),
        (["grade", "full/empty.zip"], "lrkit: there is no notebook in full/empty.zip"),
        (["grade", "full/graded"], "lrkit: full/graded is what lrkit grade made"),
        (["sample-class", "full/file/new"], "lrkit: full"),
        (["demo", "full/file/new"], "lrkit: full"),
        (["start", "new", "--port", "70000"], "must be a number from 1 to 65535, got 70000"),
        (["sample-class", "full"], "lrkit: full is not empty"),
        (["sample-class", "new", "--students", "0"], "must be a number from 1 to 10000, got 0"),
        (["start", "full/file"], "lrkit: full/file is a file"),
        (["no-such-command"], "invalid choice"),
        ([], "the following arguments are required: COMMAND"),
    ],
)
def test_a_mistake_is_a_sentence_and_exit_code_2(tmp_path, arguments, message):
    """On stderr, without a traceback, and nothing is left behind."""
    full = tmp_path / "full"
    (full / "graded" / ".lrkit").mkdir(parents=True)
    (full / "graded" / ".lrkit" / "grading.json").write_text("{}")
    (full / "file").write_text("")
    zipfile.ZipFile(full / "empty.zip", "w").close()
    ran = run(*arguments, cwd=tmp_path)
    assert ran.returncode == 2
    assert message in ran.stderr
    assert "Traceback" not in ran.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["full"]
    assert len([*full.iterdir()]) == 3


# Root may read and write everywhere, but for the want of a privilege.
ROOT_HERE = hasattr(os, "geteuid") and os.geteuid() == 0
WITHOUT_PRIVILEGE = ["setpriv", "--bounding-set=-all", "--inh-caps=-all"] if ROOT_HERE else []


@pytest.mark.skipif(os.name != "posix" or (ROOT_HERE and not shutil.which("setpriv")),
                    reason="nothing can be closed to us here")
@pytest.mark.parametrize("arguments", [["grade"], ["report"], ["progress"], ["start", "--no-open"],
                                       ["sample-class"], ["demo"]])
@pytest.mark.parametrize("place", ["closed", "closed/new", "closed.zip"])
def test_a_closed_place_is_a_sentence_and_exit_code_2(tmp_path, arguments, place):
    """Also where the folder that it lies in is closed."""
    (tmp_path / "closed").mkdir(mode=0)
    (tmp_path / "closed.zip").touch(mode=0)
    ran = run(*arguments, place, cwd=tmp_path, through=WITHOUT_PRIVILEGE)
    assert ran.returncode == 2 and ran.stderr.startswith("lrkit: "), ran.stderr
    assert len(ran.stderr.splitlines()) == 1


def test_what_the_system_forbids_is_a_sentence(monkeypatch, capsys):
    """A folder that is closed or write-protected; an error that names no file is lrkit's own."""

    def fail(*_):
        raise error

    monkeypatch.setattr(report, "report_command", fail)
    error = PermissionError(13, "Permission denied", "class-graded/grades.csv")
    assert cli.main(["report", "class"]) == 2
    assert capsys.readouterr().err == "lrkit: class-graded/grades.csv: Permission denied\n"
    error = OSError("lrkit's own")
    with pytest.raises(OSError, match="lrkit's own"):
        cli.main(["report", "class"])


def test_ctrl_c_is_exit_code_130(monkeypatch, capsys):
    """It is, in whatever a command is doing."""

    def interrupt(arguments):
        raise KeyboardInterrupt

    monkeypatch.setattr(grade, "grade_command", interrupt)
    assert cli.main(["grade", "class"]) == 130
    assert capsys.readouterr().err == "lrkit: stopped\n"


def test_ctrl_c_is_a_word_also_before_the_command_is_known(monkeypatch, capsys):
    """And no traceback of what was being loaded."""
    def interrupted():
        raise KeyboardInterrupt

    monkeypatch.setattr("lrkit.cli.dispatch.make_parser", interrupted)
    assert cli.main(["grade", "class"]) == 130
    assert capsys.readouterr().err == "lrkit: stopped\n"


def test_streams_that_are_closed_lead_to_nowhere(monkeypatch):
    """Some schedulers start a program without them; Python has None there, which has no methods."""
    for name in ("stdin", "stdout", "stderr"):
        monkeypatch.setattr(sys, name, None)
    assert cli.main(["grade", "no-such-folder"]) == 2
    assert not sys.stderr.isatty()
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        stream.close()


def test_start_without_opening_brings_the_notebooks(tmp_path):
    """A folder of its own by default; the second time nothing is new."""
    first = run("start", "--no-open", cwd=tmp_path)
    assert first.returncode == 0, first.stderr
    folder = tmp_path / "learning-rates"
    assert (folder / "01_one_step_downhill" / "01_one_step_downhill.ipynb").is_file()
    assert "new: 01_one_step_downhill/01_one_step_downhill.ipynb" in first.stdout
    assert "new:" not in run("start", "--no-open", cwd=tmp_path).stdout


def test_check_and_execute_exclude_each_other():
    """One looks, the other writes."""
    ran = run("build", "--check", "--execute", cwd=ROOT)
    assert ran.returncode == 2
    assert "give one of them" in ran.stderr


def test_build_check_passes_in_the_checkout():
    """The command that the freshness test recommends agrees with it."""
    ran = run("build", "--check", cwd=ROOT)
    assert (ran.returncode, ran.stdout) == (0, "course/ is what solutions/ generates\n")


def test_progress_in_the_shell(tmp_path, capsys, monkeypatch):
    """The same table as in a notebook; a folder that is not there is an error of the caller's."""
    assert cli.main(["progress", str(tmp_path / "nowhere")]) == 2
    assert "there is no folder" in capsys.readouterr().err
    assert cli.main(["progress", str(tmp_path)]) == 0
    assert "nothing has been checked" in capsys.readouterr().out
    monkeypatch.chdir(tmp_path)
    lrkit.check("gd_step", lambda w, grad, lr: w + lr * grad)
    capsys.readouterr()
    assert cli.main(["progress", str(tmp_path)]) == 0
    assert "◐ gd_step       0 of 4   1 try" in capsys.readouterr().out
    assert cli.main(["progress", str(tmp_path), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    (row,) = (row for row in found["chapters"][0]["rows"] if row["name"] == "gd_step")
    assert (row["state"], row["best"], row["tries"]) == ("begun", 0, 1)
    assert found["next"].startswith("Next: gd_step")
    assert cli.main(["progress"]) == 0  # in the folder itself, without its name
    assert "1 try" in capsys.readouterr().out


def test_demo_grades_a_class_of_twelve(tmp_path, capsys, monkeypatch):
    """By the course's first notebook alone, with the same `grade` as everybody's."""
    asked = {}

    def grade(folder, course, *, options):
        asked.update(folder=folder, options=options)
        return Graded(tmp_path / "demo-graded", Summary((), (), "the table\n"), 12, 0, 20.0)

    monkeypatch.setattr("lrkit.grading.grade.grade", grade)
    assert cli.main(["demo", str(tmp_path / "demo")]) == 0
    notebooks = list((tmp_path / "demo").rglob("*.ipynb"))
    assert len(notebooks) == 12
    assert {path.parent.name for path in notebooks} == set(asked["options"].assignments)
    said = capsys.readouterr().out
    assert "the table" in said
    assert str(tmp_path / "demo-graded" / "report.html") in said


def test_grade_in_json_is_all_that_is_on_stdout(tmp_path, capsys, monkeypatch):
    """Marks, problems and places; the exit code says whether something needs a person."""
    row = GradeRow("Zoë", "01_x", 3.0, 4.0, False)
    problem = not_graded("bob/01_x", "not a notebook", SubmissionKey("bob", "01_x"))
    monkeypatch.setattr("lrkit.grading.grade.grade", lambda *_, **__: Graded(
        tmp_path, Summary((row,), (problem,), "text"), 1, 0, 2.0))
    assert cli.main(["grade", str(tmp_path), "--json"]) == 1
    found = json.loads(capsys.readouterr().out)
    assert found["marks"][0]["student"] == "Zoë"
    assert found["problems"] == [{"where": "bob/01_x", "what": "not a notebook"}]
    assert found["report"] == str(tmp_path / "report.html")


def test_doctor_finds_a_whole_environment_well(tmp_path):
    """Also where nothing is activated; each finding has a name, a state and, if bad, advice."""
    ran = run("doctor", "--json", cwd=tmp_path)
    findings = {entry["name"]: entry for entry in json.loads(ran.stdout)}
    assert ran.returncode == 0, ran.stdout
    assert {"Python", "numpy", "nbgrader", "course", "kernel python3", "alembic",
            "isolation of submissions", "extra frameworks", "this folder"} <= set(findings)
    assert all(entry["advice"] for entry in findings.values() if entry["state"] != "good")


def test_doctor_says_what_is_missing_and_what_to_do(capsys, monkeypatch):
    """A package that is not there or too old, and bubblewrap that may not work."""
    monkeypatch.setattr(installation, "_requirements", lambda: [
        ("no-such-package", ">=2", ""), ("numpy", ">=999", ""), ("no-such-extra", "", "more")])
    monkeypatch.setattr("lrkit.grading.execution.sandbox_environment.bubblewrap", lambda: None)
    monkeypatch.setattr(installation, "_why_not", lambda program: "No permissions to create a new "
                                                             "namespace")
    monkeypatch.setattr(installation.shutil, "which", lambda name: f"/usr/bin/{name}")
    assert cli.main(["doctor"]) == 1
    said = capsys.readouterr().out
    assert '✗ no-such-package: not installed\n    pip install "no-such-package>=2"' in said
    assert "✗ numpy: " in said
    assert "○ isolation of submissions: partial: No permissions to create a new namespace" in said
    assert "○ extra more: without no-such-extra\n    who wants it: pip install" in said


def test_doctor_knows_markers_and_extras_that_consist_of_others(monkeypatch):
    """A package for another Python is not asked for; a union has the packages of its parts."""
    monkeypatch.setattr(installation, "requires", lambda name: [
        "numpy>=1.26", 'torch>=2.9; extra == "torch"', 'keras>=3.12; extra == "jax"',
        "far>=1; python_version < '3.4' and extra == 'torch'",
        "lrkit[jax,torch]; extra == 'all'"])
    assert installation._requirements() == [
        ("numpy", ">=1.26", ""), ("torch", ">=2.9", "torch"), ("keras", ">=3.12", "jax"),
        ("torch", ">=2.9", "all"), ("keras", ">=3.12", "all")]


def test_doctor_says_so_where_it_cannot_look(capsys, monkeypatch):
    """A package that it looks with is not there, or a kernelspec is damaged: a finding each."""
    def damaged(self, name):
        raise ValueError("Expecting value")

    monkeypatch.setitem(sys.modules, "packaging.requirements", None)
    monkeypatch.setattr("jupyter_client.kernelspec.KernelSpecManager.get_kernel_spec", damaged)
    assert cli.main(["doctor"]) == 1
    said = capsys.readouterr().out
    assert "✗ packages: cannot be looked at: ModuleNotFoundError" in said
    assert "✗ kernel python3: its kernel.json is damaged: Expecting value\n    " in said


def test_doctor_knows_a_kernel_of_another_python(monkeypatch):
    """A kernelspec of the same name in the user's home runs another environment."""
    spec = SimpleNamespace(argv=["/opt/other/bin/python3"], resource_dir="/home/ada/kernels")
    monkeypatch.setattr("jupyter_client.kernelspec.KernelSpecManager.get_kernel_spec",
                        lambda self, name: spec)
    (finding,) = installation._kernel()
    assert finding.state == installation.MISSING
    assert "it runs /opt/other/bin/python3" in finding.found
    assert "ipykernel install --sys-prefix" in finding.advice


def test_book_is_built_where_it_is_asked_for(capsys, monkeypatch, tmp_path):
    """Without solutions, unless they are asked for."""
    calls = []

    def build_book(output, *, solutions):
        calls.append((output, solutions))
        return SimpleNamespace(index=output / "index.html", pages=9, warnings=("odd",) * solutions)

    monkeypatch.setitem(sys.modules, "lrkit.book", SimpleNamespace(build_book=build_book))
    assert cli.main(["book", "site"]) == 0
    assert "9 pages. Open site/index.html" in capsys.readouterr().out
    assert cli.main(["book", "--solutions"]) == 1
    assert capsys.readouterr().err == "odd\n"
    assert calls == [(Path("site"), False), (Path("book"), True)]
