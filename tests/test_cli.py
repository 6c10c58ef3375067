"""The command `lrkit`, as a shell sees it."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

import lrkit
from lrkit import cli

ROOT = Path(__file__).parents[1]


def run(*arguments: str, cwd: Path) -> subprocess.CompletedProcess:
    """Run `lrkit` in an environment that is not activated."""
    return subprocess.run([sys.executable, "-m", "lrkit.cli", *arguments], cwd=cwd, text=True,
                          capture_output=True, timeout=120, env={**os.environ, "PATH": os.defpath})


def test_help_names_the_four_commands(tmp_path):
    """And the version is the package's."""
    said = run("--help", cwd=tmp_path).stdout
    for command in ("start", "grade", "sample-class", "build"):
        assert command in said
    assert run("--version", cwd=tmp_path).stdout == f"lrkit {lrkit.__version__}\n"


def test_the_command_starts_without_loading_what_it_does_not_need(tmp_path):
    """Help and mistakes must not wait three seconds for nbgrader."""
    code = ("import sys; from lrkit.cli import main; main(['grade', 'no-such']); "
            "print([name for name in ('nbgrader', 'matplotlib', 'jupyterlab', 'nbconvert') "
            "if name in sys.modules])")
    ran = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True,
                         timeout=60)
    assert ran.stdout == "[]\n"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["grade", "no-such"], "lrkit: there is no folder or zip file no-such"),
        (["grade", "."], "lrkit: there is no notebook in ."),
        (["grade", "full", "--assignment", "99_x"], "there is no assignment '99_x'"),
        (["sample-class", "full"], "lrkit: full is not empty"),
        (["sample-class", "new", "--students", "0"], "must be a number from 1 to 10000, got 0"),
        (["start", "full/file"], "lrkit: full/file is a file"),
        (["no-such-command"], "invalid choice"),
        ([], "the following arguments are required: COMMAND"),
    ],
)
def test_a_mistake_is_a_sentence_and_exit_code_2(tmp_path, arguments, message):
    """On stderr, without a traceback, and nothing is left behind."""
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "file").write_text("")
    ran = run(*arguments, cwd=tmp_path)
    assert ran.returncode == 2
    assert message in ran.stderr
    assert "Traceback" not in ran.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["full"]


def test_ctrl_c_is_exit_code_130(monkeypatch, capsys):
    """Wherever it comes."""

    def interrupt(arguments):
        raise KeyboardInterrupt

    monkeypatch.setattr(cli, "_grade", interrupt)
    assert cli.main(["grade", "class"]) == 130
    assert capsys.readouterr().err == "lrkit: stopped\n"


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


def test_jupyterlab_is_opened_in_the_folder_on_notebook_1(tmp_path):
    """The address that JupyterLab prints leads to the first notebook."""
    process = subprocess.Popen(
        [sys.executable, "-m", "lrkit.cli", "start", "work", "--no-browser", "--port", "18899"],
        cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        start_new_session=True)
    try:
        for line in process.stdout:
            if re.search(r"http://\S+/lab/tree/01_one_step_downhill/01_one_step_downhill\.ipynb",
                         line):
                break
        else:
            pytest.fail("JupyterLab ended without printing the address")
    finally:
        os.killpg(process.pid, 15)  # its own group: lrkit and the JupyterLab that it started
        process.communicate(timeout=60)


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
    assert "◐ gd_step          0 of 4   1 try" in capsys.readouterr().out
