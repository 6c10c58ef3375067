"""Stop a call that does not end.

The limit raises `TimeUp` inside the running code. It is not an `Exception`, so that the
learner's own ``except Exception`` cannot catch it, and it is raised again and again, so that a
bare ``except:`` inside a loop only delays it. A loop inside compiled code cannot be interrupted
from Python; there is none in NumPy that a small exercise could get stuck in.
"""

import signal
import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager

from lrkit.stopping import AGAIN, no_longer_than


class TimeUp(BaseException):
    """The call took longer than its limit."""


@contextmanager
def time_limit(seconds: float, *, patience: float = 1.0) -> Iterator[None]:
    """Raise `TimeUp` in the body when it runs longer than `seconds`.

    Parameters
    ----------
    seconds : float
        By the clock; with `patience`, of the process's own time on the processor.
    patience : float
        If above 1: how many times as long it may take by the clock. A machine that is busy with
        other things then costs nobody points, and a call that sleeps still comes to an end.

    Examples
    --------

    >>> with time_limit(0.05):
    ...     while True:
    ...         pass
    Traceback (most recent call last):
    lrkit.checking.timelimit.TimeUp
    """
    on_main_thread = threading.current_thread() is threading.main_thread()
    limit = _by_alarm if on_main_thread and hasattr(signal, "SIGALRM") else _by_thread
    with limit(seconds, patience):
        yield


@contextmanager
def _by_alarm(seconds: float, patience: float) -> Iterator[None]:
    def ring(signum, frame):
        raise TimeUp

    timers = [(signal.SIGALRM, signal.ITIMER_REAL, seconds * patience)]
    if patience > 1:
        timers.append((signal.SIGPROF, signal.ITIMER_PROF, seconds))
    before = [signal.signal(number, ring) for number, _, _ in timers]
    for _, timer, limit in timers:
        signal.setitimer(timer, limit, AGAIN)
    try:
        yield
    finally:
        for _, timer, _ in timers:
            signal.setitimer(timer, 0)
        for (number, _, _), handler in zip(timers, before, strict=True):
            signal.signal(number, handler)


def _by_thread(seconds: float, patience: float) -> AbstractContextManager[None]:
    """Where there is no alarm (Windows, or a check called from a thread)."""
    return no_longer_than(seconds * patience, TimeUp)
