"""Distribution of tests over the cores: by file, a few files in pieces.

pytest-xdist gives each of its workers a file at a time, so that a fixture of a module is made
once. A file whose tests come once for each exercise, notebook or kind of sandbox would keep one
core busy for minutes: it is given out in pieces, one for each of these.
"""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from filelock import FileLock
from xdist.scheduler.loadfile import LoadFileScheduling

_NOTEBOOK = re.compile(r"\[(\d\d)")
_KIND = re.compile(r"\[(full|partial)")
_EXERCISE = re.compile(r"\[(?:None-|\d+-)?(\w+)")
_BACKEND = re.compile(r"(tensorflow|torch|jax)")
# The part of a test's id that names its piece, by file.
PIECES = {
    "tests/exercises/test_exercises.py": _EXERCISE,
    "tests/exercises/test_mutants.py": _EXERCISE,
    "tests/exercises/test_names_given.py": _EXERCISE,
    "tests/exercises/test_shown_calls.py": _EXERCISE,
    "tests/system/browser/test_explorers.py": _NOTEBOOK,
    "tests/system/frameworks/test_answers_train.py": _BACKEND,
    "tests/system/frameworks/test_pasted_answers.py": _BACKEND,
    "tests/system/grading/test_attacks.py": _KIND,
    "tests/system/grading/test_same_verdict.py": _EXERCISE,
    "tests/system/grading/test_sandbox.py": _KIND,
    "tests/system/grading/test_standins.py": re.compile(r"::(\w+\[\w+)"),
    "tests/system/notebooks/test_live_frameworks.py": _BACKEND,
    "tests/system/notebooks/test_nbval.py": _NOTEBOOK,
    "tests/system/notebooks/test_release.py": _NOTEBOOK,
    "tests/system/ways/test_wheel.py": re.compile(r"\[(3\.\d+)"),
}


def piece_of(nodeid: str) -> str:
    """Name what is given to a worker as a whole: a test's file, or a piece of it.

    >>> piece_of("tests/test_sweeps.py::test_one_run[3]")
    'tests/test_sweeps.py'
    >>> piece_of("tests/exercises/test_exercises.py::test_the_stub[2-gd_step-slow]")
    'tests/exercises/test_exercises.py[gd_step]'
    """
    file, _, test = nodeid.partition("::")
    found = PIECES[file].search(test) if file in PIECES else None
    return f"{file}[{found[1]}]" if found else file


class ByPiece(LoadFileScheduling):
    """pytest-xdist's scheduler by file, for which some files are several."""

    def _split_scope(self, nodeid: str) -> str:
        return piece_of(nodeid)


def wants_workers(config: pytest.Config) -> bool:
    """Tell a run of whole folders from one of a few tests, for which workers start too slowly."""
    option = config.option
    narrowed = option.keyword or option.markexpr or option.lf or option.collectonly
    return not narrowed and any(Path(arg).is_dir() for arg in config.args)


def make_once(folder: Path, make: Callable[[Path], object]) -> Path:
    """Have a folder filled by the first worker that asks for it; the others wait for it."""
    done = folder.with_name(f"{folder.name}.done")
    with FileLock(folder.with_name(f"{folder.name}.lock")):
        if not done.exists():
            folder.mkdir(parents=True)
            make(folder)
            done.touch()
    return folder
