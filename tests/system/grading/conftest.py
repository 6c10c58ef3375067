"""The tiny course, sandboxes that judge it, and workers that are there for all tests."""

from collections.abc import Callable
from pathlib import Path

import pytest

from lrkit.grading.execution.sandbox_environment import bubblewrap
from lrkit.grading.execution.sandbox_fork import ForkSandbox
from tests.grading import pool
from tests.grading.tiny import (  # noqa: F401
    all_right,
    hand_in,
    make_course,
    read_marks,
    tiny,
    tiny_notebook,
)
from tests.system.grading.judging import need_bubblewrap


@pytest.fixture(scope="session", autouse=True)
def _close_pool():
    """The workers of `tests.grading.pool` end with the session."""
    yield
    pool.close()


@pytest.fixture(scope="module")
def full():
    """A sandbox with bubblewrap."""
    program = bubblewrap()
    need_bubblewrap(program)
    with ForkSandbox(program) as box:
        yield box


@pytest.fixture(scope="module", params=["full", "partial"])
def sandbox(request):
    """A sandbox with bubblewrap, and one without."""
    if request.param == "full":
        yield request.getfixturevalue("full")
        return
    with ForkSandbox(None) as box:
        yield box


@pytest.fixture
def as_if_alone(tiny, tmp_path, hand_in, all_right) -> Callable:  # noqa: F811
    """Compare a student who answered all right with a class of that one student.

    ``as_if_alone(output, student)`` compares the autograded notebook and the feedback page, to the
    byte.
    """
    def compare(output: Path, student: str) -> None:
        hand_in(tiny, tmp_path / "alone", f"{student}/01_tiny", **all_right)
        alone = pool.grade(tmp_path / "alone", tiny).output
        for place in ("autograded", "feedback"):
            files = [path.relative_to(alone) for path in (alone / place).rglob("*")
                     if path.is_file()]
            assert files
            for path in files:
                assert (output / path).read_bytes() == (alone / path).read_bytes(), path

    return compare
