"""Calls that do not end are ended, and a limit that is over touches nothing any more."""

import contextlib
import signal
import subprocess
import sys
import threading
import time

import pytest

from lrkit.checking.timelimit import TimeUp, within_limit
from lrkit.stopping import TookTooLong, within

LIMITS = {
    "from another thread": (within, TookTooLong),
    "by the alarm": (within_limit, TimeUp),
    "by the alarms of a patient limit": (
        lambda seconds, call: within_limit(seconds, call, patience=2), TimeUp),
}
EVERY_LIMIT = pytest.mark.parametrize(("limit", "kind"), LIMITS.values(), ids=LIMITS)


def for_about(seconds: float):
    """A call that takes so long, and says that it was done."""
    def call() -> str:
        end = time.perf_counter() + seconds
        while time.perf_counter() < end:
            pass
        return "done"
    return call


@pytest.fixture
def quick_switches():
    """Threads take turns as often as they can, so that every order of two steps is tried."""
    usual = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(usual)


@EVERY_LIMIT
def test_what_is_done_in_time_is_returned(limit, kind):
    assert limit(60, for_about(0)) == "done"


@EVERY_LIMIT
@pytest.mark.usefixtures("quick_switches")
def test_a_limit_that_is_over_touches_nothing_any_more(limit, kind):
    """Limits that end before the call, while it begins, or as it ends: each either raises or
    returns, and what comes after them is not interrupted, however long one waits."""
    for at in range(300):
        with contextlib.suppress(kind):
            assert limit(0.00002 * (at % 60 + 1), for_about(0.0003 * (at % 4 + 1))) == "done"
    deadline = time.perf_counter() + 0.5
    while time.perf_counter() < deadline:  # here a ring that was left over would be raised
        pass


@EVERY_LIMIT
def test_a_loop_that_swallows_everything_is_stopped_too(limit, kind):
    """It is raised until it gets out: here from a loop that keeps the first one."""
    def stubborn():
        while True:
            try:
                while True:
                    sum(range(50))
            except BaseException:
                if kept:
                    raise
                kept.append(1)

    kept: list[int] = []
    with pytest.raises(kind):
        limit(0.02, stubborn)
    assert len(kept) <= 1  # none where two alarms rang together on a busy machine


@pytest.mark.skipif(not hasattr(signal, "SIGALRM"), reason="there is no alarm here")
@pytest.mark.parametrize("patience", [1, 2])
def test_a_limit_inside_another_leaves_the_outer_one_its_time(patience):
    """A cell that checks an answer has both: its own limit goes on after the check's."""
    def checks_and_goes_on():
        assert within_limit(5, for_about(0.01), patience=patience) == "done"
        for_about(60)()

    around, _ = signal.getitimer(signal.ITIMER_REAL)  # the test's own
    begun = time.perf_counter()
    with pytest.raises(TimeUp):
        within_limit(0.2, checks_and_goes_on, patience=patience)
    assert time.perf_counter() - begun < 30
    left, _ = signal.getitimer(signal.ITIMER_REAL)
    assert left == pytest.approx(max(0, around - (time.perf_counter() - begun)), abs=1)


def test_a_limit_works_outside_the_main_thread():
    """Where there is no alarm signal, a watcher raises the limit."""
    caught = []

    def body():
        try:
            within_limit(0.1, for_about(60))
        except TimeUp:
            caught.append(True)

    thread = threading.Thread(target=body)
    thread.start()
    thread.join(timeout=10)
    assert caught == [True]


def test_a_limit_leaves_nothing_that_a_debugger_would_hang_on():
    """Taking a raise back would leave Python looking for it forever: with a profiler or a debugger
    it then makes no further step. In a process of its own, which is ended if it does."""
    code = ("import sys, threading\n"
            "from lrkit.stopping import TookTooLong, within\n"
            "def call():\n"
            "    while seconds < 1: pass\n"
            "for seconds in (60, 0.01):\n"
            "    try:\n"
            "        within(seconds, call)\n"
            "    except TookTooLong: pass\n"
            "sys.setprofile(lambda *_: None)\n"
            "def f(): return 'went on'\n"
            "words = f()\n"
            "sys.setprofile(None)\n"
            "print(words)")
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert done.stdout == "went on\n"
