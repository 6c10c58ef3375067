"""An end to what takes too long in any thread, such as an endless loop in a learner's function.

JupyterLab computes figures beside the cells, in a thread that "Interrupt Kernel" does not reach:
there a loop without an end would freeze every figure until the kernel is started anew. And on
Windows there is no alarm that could interrupt a check.
"""

import _thread
import ctypes
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")
AGAIN = 0.2  # seconds until it is raised once more in what swallowed it


class TookTooLong(BaseException):
    """Raised where the computation stands. No ``except Exception`` on the way swallows it."""


def within(
    seconds: float, call: Callable[[], T], kind: type[BaseException] = TookTooLong
) -> T:
    """What ``call()`` returns; `kind` is raised in it when it is not done after so many seconds.

    It is raised again and again until the call ends, so that a bare ``except:`` in a loop does not
    keep it. When `within` has ended, nothing is raised any more.

    Examples
    --------
    >>> def endless():
    ...     while True:
    ...         pass
    >>> try:
    ...     within(0.01, endless)
    ... except TookTooLong:
    ...     print("ended")
    ended
    """
    # An exception that comes from another thread comes after any call of a Python function or
    # before its first line, those that end a limit included; so this is no context manager, whose
    # exit could be hit and skipped. A lock's own exit is one step in C: it always lets go.
    under_way, watched = _thread.allocate_lock(), _thread.allocate_lock()
    try:
        with under_way:
            watched.acquire()
            _watch(seconds, kind, under_way, watched)
            return call()
    finally:
        try:
            watched.acquire()  # the watcher has let go: nothing more is raised than is on its way
            for _ in range(1000):  # and that comes here, where a loop lets it, and is dropped
                pass
        except kind:
            pass


def _watch(
    seconds: float, kind: type[BaseException], under_way: _thread.LockType,
    watched: _thread.LockType,
) -> None:
    """Raise `kind` in this thread, from another one, until the lock `under_way` is let go.

    Python has a call that takes such an exception back. But after that it looks for something to
    raise forever, and under a debugger it makes no further step (seen in 3.11).
    """
    thread, raised = ctypes.c_ulong(_thread.get_ident()), ctypes.py_object(kind)

    def ring() -> None:
        wait = seconds
        while not under_way.acquire(timeout=wait):
            ctypes.pythonapi.PyThreadState_SetAsyncExc(thread, raised)
            wait = AGAIN
        watched.release()

    try:
        _thread.start_new_thread(ring, ())
    except RuntimeError:  # no thread could be started
        watched.release()
        raise
