"""Stop a call that does not end.

The limit raises `TimeUp` inside the running code. It is not an `Exception`, so that the
learner's own ``except Exception`` cannot catch it, and it is raised again and again, so that a
bare ``except:`` inside a loop only delays it. A loop inside compiled code cannot be interrupted
from Python; there is none in NumPy that a small exercise could get stuck in.
"""

import ctypes
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager

AGAIN = 0.2  # seconds between two attempts at a call that swallowed the first


class TimeUp(BaseException):
    """The call took longer than its limit."""


@contextmanager
def time_limit(seconds: float) -> Iterator[None]:
    """Raise `TimeUp` in the body when it runs longer than `seconds`.

    >>> with time_limit(0.05):
    ...     while True:
    ...         pass
    Traceback (most recent call last):
    lrkit.checking.timelimit.TimeUp
    """
    on_main_thread = threading.current_thread() is threading.main_thread()
    limit = _by_alarm if on_main_thread and hasattr(signal, "SIGALRM") else _by_thread
    with limit(seconds):
        yield


@contextmanager
def _by_alarm(seconds: float) -> Iterator[None]:
    def ring(signum, frame):
        raise TimeUp

    before = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, seconds, AGAIN)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


@contextmanager
def _by_thread(seconds: float) -> Iterator[None]:
    """Where there is no alarm (Windows, or a check called from a thread)."""
    target = ctypes.c_ulong(threading.get_ident())
    done = threading.Event()
    lock = threading.Lock()

    def ring():
        wait = seconds
        while not done.wait(wait):
            with lock:
                if not done.is_set():
                    ctypes.pythonapi.PyThreadState_SetAsyncExc(target, ctypes.py_object(TimeUp))
            wait = AGAIN

    watcher = threading.Thread(target=ring, daemon=True)
    watcher.start()
    try:
        yield
    finally:
        with lock:
            done.set()
            # An exception that was set but not yet raised must not hit the code after us.
            ctypes.pythonapi.PyThreadState_SetAsyncExc(target, None)
        watcher.join()
