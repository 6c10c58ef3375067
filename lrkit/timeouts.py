"""Time limits for calls that may not end, such as a learner's function with an endless loop.

On the main thread an alarm signal interrupts the call. Elsewhere, and on Windows, a watcher thread
raises the exception in the calling one: JupyterLab computes figures in a thread that "Interrupt
Kernel" does not reach. Either raises `TimeLimitExceeded` again and again until the call ends, so
that a bare ``except:`` in a loop only delays it. A loop inside compiled code cannot be interrupted
from Python; NumPy has none that a small exercise could get stuck in.
"""

import _thread
import ctypes
import signal
import threading
import time
from collections.abc import Callable
from types import FrameType
from typing import Any, TypeVar

T = TypeVar("T")
REPEAT = 0.2  # seconds until the exception is raised once more in a call that swallowed it
TIMER_TOLERANCE = 0.01  # seconds by which a timer of the kernel may fire early


class TimeLimitExceeded(BaseException):
    """The exception of a call that ran longer than its time limit.

    It is not an `Exception`, so that no ``except Exception`` of the called code swallows it.

    Attributes
    ----------
    limit : TimeLimit or None
        The limit that was exceeded; None where no limit raised it.
    """

    limit: "TimeLimit | None" = None


class TimeLimit:
    """A time limit for one call.

    Parameters
    ----------
    seconds : float
        By the clock; with `patience`, of the process's own time on the processor.
    patience : float
        If above 1: how many times as long the call may take by the clock. So a machine that is busy
        with other things costs nobody points, and a call that sleeps still comes to an end.

    Attributes
    ----------
    exceeded : type
        The `TimeLimitExceeded` of this limit alone: ``except limit.exceeded:`` lets the exception
        of a limit around it pass.
    running : bool
        True while a call is under way within it.
    """

    def __init__(self, seconds: float, *, patience: float = 1.0):
        self.seconds, self.patience = seconds, patience
        self.running = False
        self.exceeded: type[TimeLimitExceeded] = type(
            "TimeLimitExceeded", (TimeLimitExceeded,), {"limit": self, "__module__": __name__})


def call_with_timeout(limit: float | TimeLimit, call: Callable[[], T], *, alarms: bool = True) -> T:
    """Return ``call()``, and raise `TimeLimitExceeded` in it when it exceeds its limit.

    When this function has ended, nothing is raised any more. Of two limits, one within the other,
    each raises its own exception when its time is over.

    Parameters
    ----------
    limit : float or TimeLimit
        Seconds by the clock, or a limit whose own exception is to be told from others.
    call : callable
        Called once, without arguments.
    alarms : bool
        False where the process's alarms must not be used, on the main thread either.

    Examples
    --------
    >>> def endless():
    ...     while True:
    ...         pass
    >>> call_with_timeout(0.05, endless)
    Traceback (most recent call last):
    lrkit.timeouts.TimeLimitExceeded
    """
    if not isinstance(limit, TimeLimit):
        limit = TimeLimit(limit)
    on_main_thread = threading.current_thread() is threading.main_thread()
    by_alarm = alarms and on_main_thread and hasattr(signal, "SIGALRM")
    limit.running = True
    try:
        return _call_with_alarms(limit, call) if by_alarm else _call_watched(limit, call)
    finally:
        limit.running = False


def _call_with_alarms(limit: TimeLimit, call: Callable[[], T]) -> T:
    """Call with the process's timers set: one by the clock, one by the processor's time."""
    alarms = [_Alarm(signal.SIGALRM, signal.ITIMER_REAL, limit.seconds * limit.patience,
                     time.monotonic)]
    if limit.patience > 1:
        alarms.append(_Alarm(signal.SIGPROF, signal.ITIMER_PROF, limit.seconds, time.process_time))
    over = False

    def handle(number: int, frame: FrameType | None) -> None:
        if not over:
            next(alarm for alarm in alarms if alarm.number == number).fire(limit, frame)

    for alarm in alarms:
        alarm.install(handle)
    try:
        for alarm in alarms:
            alarm.start()
        return call()
    finally:
        over = True  # first, and no call: no signal can come between it and the rest
        for alarm in alarms:
            alarm.stop()
        for alarm in alarms:
            alarm.restore()
        for alarm in alarms:
            alarm.resume()


class _Alarm:
    """One of the process's timers, and its state before the call."""

    def __init__(self, number: int, timer: int, seconds: float, now: Callable[[], float]):
        self.number = number
        self._timer, self._seconds, self._now = timer, seconds, now
        self._outer = 0.0, 0.0
        self._begun = now()

    def install(self, handle: Callable[[int, FrameType | None], None]) -> None:
        """Let the signal call `handle` from now on."""
        self._begun = self._now()
        self._handler: Any = signal.signal(self.number, handle)

    def start(self) -> None:
        """Set the timer to its limit, or to that of a limit around it where that ends earlier."""
        left, _ = self._outer = signal.setitimer(self._timer, self._seconds, REPEAT)
        if 0 < left < self._seconds:
            signal.setitimer(self._timer, left, REPEAT)

    def fire(self, limit: TimeLimit, frame: FrameType | None) -> None:
        """Raise for the limit whose time is over, the outer one first."""
        passed = self._now() - self._begun + TIMER_TOLERANCE
        if 0 < self._outer[0] <= passed and callable(self._handler):
            self._handler(self.number, frame)
        if passed >= self._seconds:
            raise limit.exceeded

    def stop(self) -> None:
        """Stop the timer."""
        signal.setitimer(self._timer, 0)

    def restore(self) -> None:
        """Restore the handler that was installed before."""
        default = self._handler == signal.SIG_DFL
        signal.signal(self.number, _ignore_late_signal if default else self._handler)

    def resume(self) -> None:
        """Set the timer of a limit around this one again."""
        left, interval = self._outer
        if left:
            signal.setitimer(self._timer, max(left - (self._now() - self._begun), 0.001), interval)


def _ignore_late_signal(number: int, frame: FrameType | None) -> None:
    """Do nothing.

    A signal that came to another thread just now is still on its way to Python, and must not have
    its usual effect, the end of the process.
    """


def _call_watched(limit: TimeLimit, call: Callable[[], T]) -> T:
    """Call while a watcher thread looks at the clock."""
    # An exception that comes from another thread comes after any call of a Python function or
    # before its first line, those that end a limit included. A context manager would not do here,
    # as its exit could be hit and skipped. A lock's own exit is one step in C: it always lets go.
    under_way, watched = _thread.allocate_lock(), _thread.allocate_lock()
    try:
        with under_way:
            watched.acquire()
            _watch(limit, under_way, watched)
            return call()
    finally:
        try:
            watched.acquire()  # the watcher has let go: nothing more is raised than is on its way
            for _ in range(1000):  # and that comes here, where a loop lets it, and is dropped
                pass
        except limit.exceeded:
            pass


def _watch(limit: TimeLimit, under_way: _thread.LockType, watched: _thread.LockType) -> None:
    """Start a thread that raises in this one until the lock `under_way` is released.

    Python has a call that takes such an exception back. But after that it looks for something to
    raise forever, and under a debugger it makes no further step (seen in 3.11).
    """
    thread = ctypes.c_ulong(_thread.get_ident())
    raised = ctypes.py_object(limit.exceeded)

    def watch() -> None:
        wait = limit.seconds * limit.patience
        while not under_way.acquire(timeout=wait):
            ctypes.pythonapi.PyThreadState_SetAsyncExc(thread, raised)
            wait = REPEAT
        watched.release()

    try:
        _thread.start_new_thread(watch, ())
    except RuntimeError:  # no thread could be started
        watched.release()
        raise
