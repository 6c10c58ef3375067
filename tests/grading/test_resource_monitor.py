"""The processes of a submission as the fork server sees them."""

import os
import signal
import subprocess
import sys

import psutil
import pytest

from lrkit.sandbox import resource_monitor
from lrkit.sandbox.resource_monitor import descendants, exceeds_limits

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="there is nothing to monitor")


SLEEP = "import time; time.sleep(600)"
# In a program of its own: libraries with threads, which other tests load, do not like a fork here.
PARENT = """
import os, time
child = os.fork()
if child:
    print(child, flush=True)
time.sleep(600)
"""


@pytest.fixture
def family():
    """Two living processes, the one below the other, and one that has ended unnoticed."""
    child = subprocess.Popen([sys.executable, "-c", PARENT], stdout=subprocess.PIPE, text=True)
    zombie = subprocess.Popen([sys.executable, "-c", ""])
    os.waitid(os.P_PID, zombie.pid, os.WEXITED | os.WNOWAIT)
    grandchild = int(child.stdout.readline())
    try:
        yield child.pid, grandchild
    finally:
        os.kill(grandchild, signal.SIGKILL)
        child.kill()
        child.communicate()
        zombie.wait()


@pytest.mark.parametrize("hidden", [False, True], ids=["open", "hidepid=1"])
def test_the_living_are_found_wherever_they_stand(family, monkeypatch, hidden):
    """Also where the system hides the processes of other users: one is enough to refuse a list."""
    def refused():
        raise psutil.AccessDenied(1)

    if hidden:
        monkeypatch.setattr(psutil, "_ppid_map", refused)
    found = {process.pid for process in descendants(os.getpid())}
    assert found >= set(family)
    assert all(psutil.Process(pid).status() != psutil.STATUS_ZOMBIE for pid in found)


def test_memory_is_added_up_and_processes_are_counted(family, monkeypatch):
    """Two are too many, or too large together, once the limits are low enough."""
    processes = [psutil.Process(pid) for pid in family]
    assert not exceeds_limits(processes)
    monkeypatch.setattr(resource_monitor, "MAX_MEMORY", 1)
    assert exceeds_limits(processes)
    monkeypatch.undo()
    monkeypatch.setattr(resource_monitor, "MAX_PROCESSES", 1)
    assert exceeds_limits(processes)


def test_a_process_that_is_gone_uses_nothing():
    """It may end between two looks."""
    child = subprocess.Popen([sys.executable, "-c", SLEEP])
    process = psutil.Process(child.pid)
    child.kill()
    child.wait()
    assert resource_monitor._memory(process) == 0
    assert not resource_monitor._is_alive(process)


@pytest.mark.skipif(sys.platform != "linux", reason="pages are shared out on Linux alone")
def test_shared_memory_is_counted_once(family):
    """A fork that has changed nothing uses far less than what it can see."""
    process = psutil.Process(family[1])
    assert 0 < resource_monitor._memory(process) < process.memory_info().rss
