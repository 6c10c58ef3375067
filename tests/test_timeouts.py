"""Calls that do not end are ended, and a limit that is over touches nothing any more."""

import contextlib
import signal
import subprocess
import sys
import threading
import time

import pytest

from lrkit.timeouts import TimeLimit, TimeLimitExceeded, call_with_timeout

LIMITS = {
    "from another thread": lambda seconds, call: call_with_timeout(seconds, call, alarms=False),
    "by the alarm": call_with_timeout,
    "by the alarms of a patient limit":
        lambda seconds, call: call_with_timeout(TimeLimit(seconds, patience=2), call),
}
EVERY_LIMIT = pytest.mark.parametrize("limit", LIMITS.values(), ids=LIMITS)


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
def test_what_is_done_in_time_is_returned(limit):
    assert limit(60, for_about(0)) == "done"


@EVERY_LIMIT
@pytest.mark.usefixtures("quick_switches")
def test_a_limit_that_is_over_touches_nothing_any_more(limit):
    """Limits that end before the call, while it begins, or as it ends, either raise or return.

    The calls after them are not interrupted, however long one waits.
    """
    for at in range(300):
        with contextlib.suppress(TimeLimitExceeded):
            assert limit(0.00002 * (at % 60 + 1), for_about(0.0003 * (at % 4 + 1))) == "done"
    deadline = time.perf_counter() + 0.5
    while time.perf_counter() < deadline:  # here a ring that was left over would be raised
        pass


@EVERY_LIMIT
def test_a_loop_that_swallows_everything_is_stopped_too(limit):
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
    with pytest.raises(TimeLimitExceeded):
        limit(0.02, stubborn)
    assert len(kept) <= 1  # none where two alarms rang together on a busy machine


@pytest.mark.skipif(not hasattr(signal, "SIGALRM"), reason="there is no alarm here")
@pytest.mark.parametrize("patience", [1, 2])
def test_a_limit_inside_another_leaves_the_outer_one_its_time(patience):
    """A cell that checks an answer has both: its own limit goes on after the check's."""
    def checks_and_goes_on():
        assert call_with_timeout(TimeLimit(5, patience=patience), for_about(0.01)) == "done"
        for_about(60)()

    around, _ = signal.getitimer(signal.ITIMER_REAL)  # the test's own
    begun = time.perf_counter()
    with pytest.raises(TimeLimitExceeded):
        call_with_timeout(TimeLimit(0.2, patience=patience), checks_and_goes_on)
    assert time.perf_counter() - begun < 30
    left, _ = signal.getitimer(signal.ITIMER_REAL)
    assert left == pytest.approx(max(0, around - (time.perf_counter() - begun)), abs=1)


def test_a_limit_works_outside_the_main_thread():
    """A watcher raises the limit if there is no alarm signal."""
    caught = []

    def body():
        try:
            call_with_timeout(0.1, for_about(60))
        except TimeLimitExceeded:
            caught.append(True)

    thread = threading.Thread(target=body)
    thread.start()
    thread.join(timeout=10)
    assert caught == [True]


def test_a_limit_leaves_nothing_that_a_debugger_would_hang_on():
    """Taking a raise back would leave Python looking for it forever.

    With a profiler or a debugger it then makes no further step. In a process of its own, which is
    ended if it does.
    """
    code = ("import sys, threading\n"
            "from lrkit.timeouts import TimeLimitExceeded, call_with_timeout\n"
            "def call():\n"
            "    while seconds < 1: pass\n"
            "for seconds in (60, 0.01):\n"
            "    try:\n"
            "        call_with_timeout(seconds, call, alarms=False)\n"
            "    except TimeLimitExceeded: pass\n"
            "sys.setprofile(lambda *_: None)\n"
            "def f(): return 'went on'\n"
            "words = f()\n"
            "sys.setprofile(None)\n"
            "print(words)")
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert done.stdout == "went on\n"


NESTED = pytest.mark.parametrize("alarms", [True, False], ids=["by the alarm", "from a thread"])


@NESTED
def test_an_inner_limit_is_caught_by_its_own_handler_alone(alarms):
    """The inner limit ends first: its handler gets it, and the outer call goes on."""
    inner = TimeLimit(0.05)

    def call() -> str:
        with pytest.raises(inner.exceeded) as caught:
            call_with_timeout(inner, for_about(60), alarms=alarms)
        assert caught.value.limit is inner
        return "went on"

    assert call_with_timeout(60, call, alarms=alarms) == "went on"


@NESTED
def test_an_outer_limit_passes_the_handler_of_the_inner_one(alarms):
    """The outer limit ends first, while the inner call is under way: only its handler gets it."""
    inner, outer = TimeLimit(60), TimeLimit(0.05)
    begun = time.perf_counter()

    def call() -> str:
        try:
            return call_with_timeout(inner, for_about(60), alarms=alarms)
        except inner.exceeded:
            return "the inner handler took what is not its own"

    with pytest.raises(outer.exceeded) as caught:
        call_with_timeout(outer, call, alarms=alarms)
    assert caught.value.limit is outer
    assert time.perf_counter() - begun < 30


def test_a_limit_around_a_check_is_not_taken_for_an_error_of_the_answer():
    """`check` turns whatever an answer raises into words, but not the end of a cell's limit."""
    from lrkit.checking.observe import call_once
    from lrkit.exercises.base import Case

    outer = TimeLimit(0.05)
    with pytest.raises(outer.exceeded):
        call_with_timeout(outer, lambda: call_once(lambda x: for_about(60)(), Case((1,), "one")))
