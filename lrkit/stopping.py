"""An end to what takes too long in any thread, such as an endless loop in a learner's function.

JupyterLab computes figures beside the cells, in a thread that "Interrupt Kernel" does not reach:
there a loop without an end would freeze every figure until the kernel is started anew. And on
Windows there is no alarm that could interrupt a check.
"""

import ctypes
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

AGAIN = 0.2  # seconds until it is raised once more in what swallowed it


class TookTooLong(BaseException):
    """Raised where the computation stands. No ``except Exception`` on the way swallows it."""


@contextmanager
def no_longer_than(seconds: float, kind: type[BaseException] = TookTooLong) -> Iterator[None]:
    """Raise `kind` in a block of Python that is not done after so many seconds.

    It is raised again and again until the block is left, so that a bare ``except:`` in a loop does
    not keep it.

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
    thread, lock = ctypes.c_ulong(threading.get_ident()), threading.RLock()
    over, rang = threading.Event(), threading.Event()

    def end() -> None:
        wait = seconds
        while not over.wait(wait):
            with lock:
                if not over.is_set():
                    rang.set()
                    ctypes.pythonapi.PyThreadState_SetAsyncExc(thread, ctypes.py_object(kind))
            wait = AGAIN

    threading.Thread(target=end, daemon=True).start()
    try:
        yield
    finally:
        while not over.is_set():
            with suppress(kind), lock:
                over.set()
        if rang.is_set():
            _let_it_come(kind)


def _let_it_come(kind: type[BaseException]) -> None:
    """What was to be raised just now is raised here, where a loop lets it come, and is dropped.

    Python has a call that takes it back. But after that it looks for something to raise forever,
    and under a debugger it makes no further step (seen in 3.11).
    """
    with suppress(kind):
        for _ in range(1000):
            pass
