"""`lrkit start`: a student's work is never overwritten."""

import json
import shutil
import sys

import pytest

from lrkit.course import Course
from lrkit.errors import UserError
from lrkit.exercises import PUBLISHED, by_notebook
from lrkit.progress_file import FILE
from lrkit.release import jupyterlab
from lrkit.release.delivery import DELIVERED, deliver
from lrkit.release.jupyterlab import jupyterlab_command, notebook_to_open


@pytest.fixture
def course(tmp_path) -> Course:
    """A release of two files, which `deliver` copies whatever they hold."""
    for name in ("01_one", "02_two"):
        (tmp_path / "course" / name).mkdir(parents=True)
        (tmp_path / "course" / name / f"{name}.ipynb").write_text(f"{name}, version 1")
    return Course(tmp_path / "solutions", tmp_path / "course")


def _file(folder, name):
    return folder / name / f"{name}.ipynb"


def test_the_first_start_brings_everything(course, tmp_path):
    """Into a folder that need not exist."""
    delivery = deliver(course, tmp_path / "my" / "work")
    assert delivery.new == ["01_one/01_one.ipynb", "02_two/02_two.ipynb"]
    assert _file(tmp_path / "my" / "work", "01_one").read_text() == "01_one, version 1"


def test_an_update_replaces_only_what_was_never_touched(course, tmp_path):
    """New: added. Untouched: replaced. Changed: left alone, and said so."""
    work = tmp_path / "work"
    deliver(course, work)
    _file(work, "01_one").write_text("my answer")
    for name in ("01_one", "02_two", "03_three"):
        _file(course.release, name).parent.mkdir(exist_ok=True)
        _file(course.release, name).write_text(f"{name}, version 2")
    delivery = deliver(course, work)
    assert (delivery.new, delivery.updated, delivery.yours) == (
        ["03_three/03_three.ipynb"], ["02_two/02_two.ipynb"], ["01_one/01_one.ipynb"])
    assert _file(work, "01_one").read_text() == "my answer"
    assert _file(work, "02_two").read_text() == "02_two, version 2"
    assert "your work, left alone: 01_one/01_one.ipynb" in delivery.report(work)
    assert "newer version" in delivery.report(work)


def test_work_on_the_present_version_is_not_called_outdated(course, tmp_path):
    """The advice to fetch a newer version is given only where there is one."""
    deliver(course, tmp_path / "work")
    _file(tmp_path / "work", "01_one").write_text("my answer")
    delivery = deliver(course, tmp_path / "work")
    assert delivery.yours == ["01_one/01_one.ipynb"]
    assert "newer version" not in delivery.report(tmp_path / "work")


def test_a_notebook_that_was_renamed_comes_anew(course, tmp_path):
    """That is how one starts over; the old one stays."""
    deliver(course, tmp_path / "work")
    _file(tmp_path / "work", "01_one").rename(tmp_path / "work" / "mine.ipynb")
    assert deliver(course, tmp_path / "work").new == ["01_one/01_one.ipynb"]
    assert (tmp_path / "work" / "mine.ipynb").is_file()


@pytest.mark.parametrize("record", ["{", "[1]", "null"])
def test_without_a_readable_record_everything_is_the_students(course, tmp_path, record):
    """A damaged record costs an update, never work."""
    work = tmp_path / "work"
    deliver(course, work)
    (work / DELIVERED).write_text(record)
    _file(course.release, "01_one").write_text("version 2")
    assert deliver(course, work).yours == ["01_one/01_one.ipynb"]
    assert _file(work, "01_one").read_text() == "01_one, version 1"


def test_files_that_were_there_before_are_left_alone(course, tmp_path):
    """A folder with work from elsewhere, of the same name."""
    _file(tmp_path / "work", "01_one").parent.mkdir(parents=True)
    _file(tmp_path / "work", "01_one").write_text("from elsewhere")
    assert deliver(course, tmp_path / "work").yours == ["01_one/01_one.ipynb"]
    assert _file(tmp_path / "work", "01_one").read_text() == "from elsewhere"


def test_a_file_is_no_folder(course, tmp_path):
    """The message says so."""
    (tmp_path / "work").write_text("")
    with pytest.raises(UserError, match="is a file"):
        deliver(course, tmp_path / "work")


def test_the_notebook_that_one_is_at_opens(course, tmp_path):
    """The first at first; the second once the first is done; a course of one's own at its first."""
    work = tmp_path / "work"
    assert notebook_to_open(course, work) is None
    for name in PUBLISHED[:2]:
        (course.release / name).mkdir()
        (course.release / name / f"{name}.ipynb").write_text("{}")
    deliver(course, work)
    assert notebook_to_open(course, work) == f"{PUBLISHED[0]}/{PUBLISHED[0]}.ipynb"
    done = {exercise.name: {"best": exercise.points, "points": exercise.points, "tries": 1}
            for exercise in by_notebook(PUBLISHED[0])}
    (work / FILE).write_text(json.dumps({"checks": done}))
    assert notebook_to_open(course, work) == f"{PUBLISHED[1]}/{PUBLISHED[1]}.ipynb"
    shutil.rmtree(work / PUBLISHED[1])
    assert notebook_to_open(course, work) == "01_one/01_one.ipynb"


def test_jupyterlab_opens_on_a_notebook(tmp_path, monkeypatch):
    """With this environment's Python, activated or not; for root with what root needs."""
    monkeypatch.setattr(jupyterlab, "_is_root", lambda: True)
    command = jupyterlab_command(tmp_path, "01_one/01_one.ipynb", port=9000, browser=False)
    assert command == [
        sys.executable, "-m", "jupyterlab", f"--ServerApp.root_dir={tmp_path}",
        "--LabApp.default_url=/lab/tree/01_one/01_one.ipynb", "--ServerApp.port=9000",
        "--no-browser", "--allow-root"]
    monkeypatch.setattr(jupyterlab, "_is_root", lambda: False)
    command = jupyterlab_command(tmp_path, None)
    assert "--allow-root" not in command
    assert "--Application.log_level=ERROR" in command
