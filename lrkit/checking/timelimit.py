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
    timers = [(signal.SIGALRM, signal.ITIMER_REAL, seconds * patience, time.monotonic)]
    if patience > 1:
        timers.append((signal.SIGPROF, signal.ITIMER_PROF, seconds, time.process_time))
    return _by_alarm(timers, call)


def _by_alarm(timers: list[tuple], call: Callable[[], T]) -> T:
    over = False

    def ring(signum, frame):
        if not over:
            raise TimeUp

    begun = [now() for *_, now in timers]
    handlers = [signal.signal(number, ring) for number, *_ in timers]
    outer = [(0.0, 0.0)] * len(timers)
    try:
        for at, (_, timer, limit, _) in enumerate(timers):
            outer[at] = signal.setitimer(timer, limit, AGAIN)
        return call()
    finally:
        over = True  # the first thing, and no call: no ring can come between, or during the rest
        for _, timer, *_ in timers:
            signal.setitimer(timer, 0)
        for (number, *_), handler in zip(timers, handlers, strict=True):
            signal.signal(number, _late if handler == signal.SIG_DFL else handler)
        for (_, timer, _, now), start, (left, every) in zip(timers, begun, outer, strict=True):
            if left:  # a limit around this one goes on
                signal.setitimer(timer, max(left - (now() - start), 0.001), every)


def _late(signum, frame):
    """A ring that came to another thread just now is still on its way to Python: the alarm's usual
    effect, the end of the process, must not be what it finds."""
