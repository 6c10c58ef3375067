"""nbgrader, driven in process: what it says becomes a sentence."""

import asyncio
import os
import sys
from concurrent.futures import BrokenExecutor, Executor, Future
from pathlib import Path

import pytest

from lrkit.course import nbgrader_driver
from lrkit.course.nbgrader_driver import ConversionFailed, NbgraderCourse
from lrkit.course.nbgrader_revision import newest_revision, without_alembic
from lrkit.course.nbgrader_settings import SETTINGS, config_text, configure, prepare_environment
from lrkit.errors import DiskFull, UserError
from lrkit.grading.gradebook.prepare import check_solution
from tests.grading.pool import grade, workers


@pytest.mark.parametrize(("said", "kind", "message"), [
    ("Traceback\nOSError: [Errno 28] No space left on device: 'x'", DiskFull, "no space is left"),
    ("(sqlite3.OperationalError) database or disk is full", DiskFull, "no space is left"),
    ("Traceback\n  File\nValueError: odd cell\nThere was an error processing", ConversionFailed,
     "^ValueError: odd cell$"),
    ("Nothing in particular", ConversionFailed, "^Nothing in particular$"),
])
def test_what_nbgrader_says_becomes_a_sentence(tmp_path, said, kind, message):
    """A full disk is told from a broken notebook; otherwise the exception's own words are kept."""
    error = NbgraderCourse(tmp_path)._explain(said)
    with pytest.raises(kind, match=message):
        raise error


def test_programs_of_an_environment_that_is_not_activated_are_found(monkeypatch):
    """nbgrader looks for alembic on PATH; twice prepared is once prepared."""
    monkeypatch.setenv("PATH", os.defpath)
    prepare_environment()
    prepare_environment()
    programs = str(Path(sys.executable).parent)
    assert os.environ["PATH"] == os.pathsep.join([programs, os.defpath])


def test_the_written_configuration_says_what_lrkit_works_with(tmp_path, monkeypatch):
    """nbgrader_config.py of a graded folder sets what `configure` sets, and the folder itself."""
    from traitlets.config import PyFileConfigLoader

    monkeypatch.setenv("PATH", os.defpath)
    (tmp_path / "nbgrader_config.py").write_text(config_text())
    written = PyFileConfigLoader("nbgrader_config.py", path=str(tmp_path)).load_config()
    for section, values in SETTINGS.items():
        for name, value in values.items():
            assert written[section][name] == value
    assert written.CourseDirectory.root == str(tmp_path)


def test_a_loop_that_runs_goes_on():
    """In a notebook's kernel one does, and to grade there must not try to close it."""
    async def in_a_kernel():
        with nbgrader_driver.event_loop():
            pass
        await asyncio.sleep(0)
        return "went on"

    assert asyncio.run(in_a_kernel()) == "went on"


def test_the_root_of_the_course_is_absolute(monkeypatch, tmp_path):
    """nbgrader warns about a relative one at each command."""
    from traitlets.config import Config

    monkeypatch.chdir(tmp_path)
    assert configure(Config(), Path(".")).CourseDirectory.root == str(tmp_path)


@pytest.mark.parametrize(("old", "new", "message"), [
    ("import numpy as np", "import no_such_package", "the solution does not run"),
    ('"points": 4,', '"points": 3,',
     "'check_gd_step' has 3 points, and its check gives more here, so nobody was graded"),
    ("- lr *", "+ lr *", "earns 0 of 4 in 'check_gd_step' here, so nobody was graded"),
])
def test_a_broken_environment_is_noticed_before_a_class_gets_zeros(tmp_path, tiny, old, new,
                                                                   message):
    """The solution itself must earn full marks on this machine."""
    source = tiny.sources / "01_tiny" / "01_tiny.ipynb"
    check_solution(source, workers())()
    broken = tmp_path / "01_tiny" / "01_tiny.ipynb"
    broken.parent.mkdir()
    broken.write_text(source.read_text().replace(old, new))
    with pytest.raises(UserError, match=message):
        check_solution(broken, workers())()


def test_a_class_gets_no_marks_from_a_solution_that_does_not_work_here(
        tmp_path, tiny_notebook, make_course, hand_in, all_right):
    """Its submissions are under way while the solution runs, and none of them is written down;
    when the environment is whole again, the same command grades them."""
    course = make_course(tmp_path / "course", **{"01_tiny": tiny_notebook})
    hand_in(course, tmp_path / "class", "ada/01_tiny", **all_right)
    source = course.sources / "01_tiny" / "01_tiny.ipynb"
    whole = source.read_text()
    source.write_text(whole.replace("- lr *", "+ lr *"))
    with pytest.raises(UserError, match="nobody was graded"):
        grade(tmp_path / "class", course)
    output = tmp_path / "class-graded"
    assert not (output / "feedback").exists() and not (output / "autograded").exists()
    source.write_text(whole)
    assert grade(tmp_path / "class", course).summary.rows[0].points == 6  # what is checked


class _Breaks(Executor):
    """Workers that lose their first jobs, as when a submission beside them ends the process."""

    def __init__(self, lost: int):
        self.lost = lost

    def submit(self, function, /, *args, **kwargs):
        self.lost -= 1
        if self.lost < 0:
            return workers().submit(function, *args, **kwargs)
        future = Future()
        future.set_exception(BrokenExecutor())
        return future


def test_a_worker_that_ends_beside_the_solution_costs_nobody_the_marks(tiny):
    """The solution runs once more, alone; only where that ends too, no worker can live here."""
    source = tiny.sources / "01_tiny" / "01_tiny.ipynb"
    once, twice = _Breaks(1), _Breaks(2)
    check_solution(source, once)()
    with pytest.raises(UserError, match="end as soon as they start"):
        check_solution(source, twice)()


def test_the_log_is_left_as_it_was(tmp_path):
    """nbgrader is listened to for the time of a call only."""
    import logging

    gradebook = logging.getLogger("tornado.application")
    before = gradebook.propagate, list(gradebook.handlers)
    with nbgrader_driver._listening(tmp_path / "nbgrader.log") as (log, kept):
        gradebook.error("heard")
        log.info("written")
    assert kept.text() == "heard"
    assert "written" in (tmp_path / "nbgrader.log").read_text()
    assert (gradebook.propagate, list(gradebook.handlers)) == before


def test_the_revision_of_the_tables_is_the_one_that_alembic_tells():
    """As nbgrader learns it, from the program."""
    from nbgrader.api import get_alembic_version

    prepare_environment()
    assert newest_revision() == get_alembic_version()


def test_where_the_revision_cannot_be_read_nbgrader_is_asked(monkeypatch, tmp_path):
    """Should a later nbgrader keep its scripts in another way."""
    from nbgrader import api, dbutil

    monkeypatch.setattr(dbutil, "ALEMBIC_DIR", str(tmp_path))
    monkeypatch.setattr(api, "get_alembic_version", lambda: "asked")
    assert newest_revision() is None
    with without_alembic():
        assert api.get_alembic_version() == "asked"
