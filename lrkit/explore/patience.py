"""An end to what takes too long, such as an endless loop in a learner's function.

JupyterLab computes figures beside the cells, in a thread that "Interrupt Kernel" does not reach:
there a loop without an end would freeze every figure until the kernel is started anew.
"""

import ctypes
import threading
from collections.abc import Iterator
from contextlib import contextmanager


class TookTooLong(BaseException):
    """Raised where the computation stands; no ``except Exception`` on the way swallows it."""


@contextmanager
def no_longer_than(seconds: float) -> Iterator[None]:
    """Raise `TookTooLong` in a block of Python that is not done after so many seconds.

    Examples
    --------
    >>> try:
    ...     with no_longer_than(0.01):
    ...         while True:
    ...             pass
    ... except TookTooLong:
    ...     print("ended")
    ended
    """
    thread, lock, is_over = threading.get_ident(), threading.Lock(), False

    def end() -> None:
        with lock:
            if not is_over:
                _raise_in(thread, TookTooLong)

    timer = threading.Timer(seconds, end)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        with lock:
            is_over = True
            _raise_in(thread, None)  # what was to be raised just now is no longer wanted
        timer.cancel()


def _raise_in(thread: int, kind: type[BaseException] | None) -> None:
    """Raise an exception in a thread, at its next step in Python; None calls a raise back."""
    ctypes.pythonapi.PyThreadState_SetAsyncExc(
        ctypes.c_ulong(thread), None if kind is None else ctypes.py_object(kind))
