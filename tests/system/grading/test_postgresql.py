"""The gradebook in PostgreSQL, by nbgrader's `db_url`: on a real server, which the test starts."""

import os
import pwd
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import nbformat
import pytest

from lrkit.course.nbgrader_driver import NbgraderCourse, silence_warnings
from lrkit.errors import UserError
from tests.grading.pool import grade
from tests.parts import missing, need

PROGRAMS = sorted(Path("/usr/lib/postgresql").glob("*/bin"))


def _program(name: str) -> str | None:
    return shutil.which(name) or next((str(place / name) for place in PROGRAMS), None)


@pytest.fixture(scope="module")
def server():
    """The address of an empty database, on a socket in a folder that only the test uses."""
    need("postgresql", "psycopg")
    if _program("initdb") is None:
        missing("PostgreSQL server", "apt-get install postgresql")
    # It refuses to run as root. A short path, since a socket's name has 107 bytes at most.
    as_user = {"user": "nobody", "group": pwd.getpwnam("nobody").pw_gid, "extra_groups": []} \
        if os.getuid() == 0 else {}
    with tempfile.TemporaryDirectory(prefix="pg-", dir="/tmp") as place:
        if as_user:
            os.chown(place, pwd.getpwnam("nobody").pw_uid, -1)
        run = {"cwd": place, "check": True, "capture_output": True, "timeout": 120, **as_user}
        subprocess.run([_program("initdb"), "-D", f"{place}/data", "-U", "lrkit", "-A", "trust",
                        "--no-sync", "-E", "UTF8", "--no-locale"], **run)
        options = f"-c listen_addresses='' -c unix_socket_directories={place} -c fsync=off"
        control = [_program("pg_ctl"), "-D", f"{place}/data", "-l", f"{place}/log", "-w"]
        subprocess.run([*control, "-o", options, "start"], **run)
        try:
            yield f"postgresql+psycopg://lrkit@/postgres?host={place}"
        finally:
            subprocess.run([*control, "-m", "immediate", "stop"], **run)


def test_a_class_is_graded_into_postgresql(server, tiny, tmp_path, hand_in, all_right):
    """The marks are there and in the tables, and no file takes their place.

    A second run goes on without being told the address, and nbgrader's own commands find the
    gradebook.
    """
    from nbgrader.api import Gradebook

    hand_in(tiny, tmp_path / "in", "ada/01_tiny", **all_right)
    hand_in(tiny, tmp_path / "in", "ben/01_tiny", **all_right | {"answer_nb01_q1": 'choice = "b"'})
    first = grade(tmp_path / "in", tiny, db_url=server)
    assert {row.student: row.points for row in first.summary.rows} == {"ada": 6, "ben": 5}
    assert not (first.output / "gradebook.db").exists()
    hand_in(tiny, tmp_path / "in", "eve/01_tiny", **all_right)
    again = grade(tmp_path / "in", tiny)
    assert again.ran == 1
    with silence_warnings(), Gradebook(server) as book:
        found = {entry.student.id: entry.score for entry in book.assignment_submissions("01_tiny")}
    assert found == {"ada": 6, "ben": 5, "eve": 6}
    config = (first.output / "nbgrader_config.py").read_text()
    assert f"c.CourseDirectory.db_url = {server!r}" in config
    autograded = first.output / "autograded" / "ada" / "01_tiny" / "01_tiny.ipynb"
    assert nbformat.read(autograded, as_version=4).cells


def test_a_database_that_does_not_answer_is_said(tiny, tmp_path, hand_in):
    """In words, before anything is graded."""
    need("postgresql", "psycopg")
    hand_in(tiny, tmp_path / "in", "ada/01_tiny")
    with pytest.raises(UserError, match="the gradebook's database cannot be used"):
        grade(tmp_path / "in", tiny, db_url=f"postgresql+psycopg://x@/x?host={tmp_path}")


def test_without_its_driver_it_says_what_to_install(tmp_path, monkeypatch):
    """The extra, and not only the name of a module."""
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(UserError, match=r'lrkit\[postgresql\]'):
        NbgraderCourse(tmp_path, db_url="postgresql+psycopg://ada@localhost/x").has_gradebook()
