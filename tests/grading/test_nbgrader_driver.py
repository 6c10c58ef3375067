"""nbgrader, driven in process: what it says becomes a sentence."""

import asyncio
import os
import sys
from pathlib import Path

import pytest

from lrkit.course import nbgrader_driver
from lrkit.course.nbgrader_driver import ConversionFailed, NbgraderCourse
from lrkit.course.nbgrader_revision import newest_revision, without_alembic
from lrkit.course.nbgrader_settings import SETTINGS, config_text, configure, prepare_environment
from lrkit.errors import DiskFull


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
