"""Stop a call that does not end.

The limit raises `TimeUp` inside the running code. It is not an `Exception`, so that the
learner's own ``except Exception`` cannot catch it, and it is raised again and again, so that a
bare ``except:`` inside a loop only delays it. A loop inside compiled code cannot be interrupted
from Python; there is none in NumPy that a small exercise could get stuck in.
"""

import signal
import threading
import time
from collections.abc import Callable
from typing import TypeVar

from lrkit.stopping import AGAIN, within

T = TypeVar("T")


class TimeUp(BaseException):
    """The call took longer than its limit."""


def within_limit(seconds: float, call: Callable[[], T], *, patience: float = 1.0) -> T:
    """What ``call()`` returns; `TimeUp` is raised in it when it runs longer than `seconds`.

    Parameters
    ----------
    seconds : float
        By the clock; with `patience`, of the process's own time on the processor.
    call : callable
        Called once, without arguments.
    patience : float
        If above 1: how many times as long it may take by the clock. A machine that is busy with
        other things then costs nobody points, and a call that sleeps still comes to an end.

    Examples
    --------

    >>> def endless():
    ...     while True:
    ...         pass
    >>> within_limit(0.05, endless)
    Traceback (most recent call last):
    lrkit.checking.timelimit.TimeUp
    """
    on_main_thread = threading.current_thread() is threading.main_thread()
    if not (on_main_thread and hasattr(signal, "SIGALRM")):
        # No alarm on Windows, nor where a check is called from a thread.
        return within(seconds * patience, call, TimeUp)
    alarms = [_Alarm(signal.SIGALRM, signal.ITIMER_REAL, seconds * patience, time.monotonic)]
    if patience > 1:
        alarms.append(_Alarm(signal.SIGPROF, signal.ITIMER_PROF, seconds, time.process_time))
    return _by_alarm(alarms, call)


def _by_alarm(alarms: list["_Alarm"], call: Callable[[], T]) -> T:
    over = False

    def ring(signum, frame):
        if not over:
            raise TimeUp

    for alarm in alarms:
        alarm.take(ring)
    try:
        for alarm in alarms:
            alarm.start()
        return call()
    finally:
        over = True  # the first thing, and no call: no ring can come between, or during the rest
        for alarm in alarms:
            alarm.stop()
        for alarm in alarms:
            alarm.give_back()
        for alarm in alarms:
            alarm.resume()


class _Alarm:
    """One of the process's clocks that ring, and what it was set to before."""

    def __init__(self, number: int, timer: int, limit: float, now: Callable[[], float]):
        self._number, self._timer, self._limit, self._now = number, timer, limit, now
        self._outer = 0.0, 0.0

    def take(self, ring: Callable) -> None:
        """Let it call `ring` from now on."""
        self._begun = self._now()
        self._handler = signal.signal(self._number, ring)

    def start(self) -> None:
        """Let it ring after its limit, and again and again."""
        self._outer = signal.setitimer(self._timer, self._limit, AGAIN)

    def stop(self) -> None:
        """Let it ring no more."""
        signal.setitimer(self._timer, 0)

    def give_back(self) -> None:
        """Let it call what it called before."""
        signal.signal(self._number, _late if self._handler == signal.SIG_DFL else self._handler)

    def resume(self) -> None:
        """Let a limit around this one go on."""
        left, every = self._outer
        if left:
            signal.setitimer(self._timer, max(left - (self._now() - self._begun), 0.001), every)


def _late(signum, frame):
    """A ring that came to another thread just now is still on its way to Python: the alarm's usual
    effect, the end of the process, must not be what it finds."""
