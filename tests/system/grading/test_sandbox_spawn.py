"""The sandbox of systems that cannot fork, tried on this one: a new process for each submission."""

import pytest

from lrkit.errors import UserError
from lrkit.grading.execution import workers
from lrkit.grading.execution.sandbox_spawn import SpawnSandbox
from tests.system.grading.judging import OTHER, RIGHT, WRONG, graded, judge, nap, scores
from tests.system.grading.test_sandbox import _sleepers, printed


@pytest.fixture(scope="module")
def sandbox():
    """One for all tests of this file, as a class has one."""
    with SpawnSandbox() as box:
        yield box


def test_it_judges_as_the_other_sandbox_does(sandbox):
    """A right answer earns its points, a wrong one none; what ends the process costs itself."""
    done = judge(sandbox, RIGHT, graded("gd_step"), "import os\nos._exit(0)", OTHER,
                 graded("steps_to_tol"), WRONG)
    assert scores(done) == {"check_gd_step": 4, "check_steps_to_tol": 5}
    assert scores(judge(sandbox, WRONG, graded("gd_step"))) == {"check_gd_step": 0}


def test_nothing_survives_its_submission(sandbox):
    """Neither files nor processes; and the answers are not to be had."""
    printed(sandbox, "import subprocess, sys\nopen('left', 'w').close()\n"
                     f"subprocess.Popen([sys.executable, '-c', 'import time; {nap(602)}'])")
    assert printed(sandbox, "import os\nprint(os.listdir('.'))") == "[]\n"
    assert not _sleepers(nap(602))
    assert "not here while a submission is graded" in printed(
        sandbox, "from lrkit.exercises.nb01 import gd_step")


def test_a_machine_without_fork_uses_it(monkeypatch):
    """And isolation is called partial."""
    monkeypatch.delattr(workers.os, "fork")
    with workers._make_sandbox() as box:
        assert isinstance(box, SpawnSandbox)
        assert box.isolation == "partial"


def test_a_closed_one_stays_closed():
    """And says so, rather than starting another process."""
    box = SpawnSandbox()
    box.close()
    with pytest.raises(UserError, match="closed"), box.session():
        pass
