"""Inside the sandbox: which of lrkit's own functions run while an answer is called.

What is seen here is a hint for the instructor, never a reason for a mark: the code that is watched
runs in the same process and could blind whoever watches. Watching makes Python several times as
slow, a loop without any call too, so that it ends after so many calls and so much time.
"""

import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from types import CodeType, FrameType
from typing import Any

import lrkit

# The parts that hold what learners are asked to write. What brings them their inputs, compares and
# draws runs in each call; problems and figures may be used by anybody.
TRACED_PARTS = ("optimizers", "schedules", "training", "sweeps", "capstone")
MAX_NAMES = 10  # names that are kept
MAX_CALLS = 100_000  # that are looked at for one question: a twentieth of a second
MAX_SECONDS = 1.0  # of the processor that are watched for one question, where there is a timer
SPARE_FRAMES = 10  # frames for the watcher itself, at the bottom of a deep recursion
MAX_RECURSION = 2**31 - 1  # the highest limit that Python takes
_ROOT = os.path.dirname(lrkit.__file__) + os.sep  # not resolved: as code objects have it


class CallTrace:
    """Notes the functions of lrkit that are called while it is `on`.

    Attributes
    ----------
    names : list of str
        Each once, in the order in which they were first seen.
    seconds : float
        How long it can still be on: no answer takes more than that longer because of it.

    >>> watch = CallTrace()
    >>> with watch.on():
    ...     state = lrkit.optimizers.Adam().init(0.0)
    >>> watch.names[-1].startswith("lrkit.optimizers.")
    True
    """

    def __init__(self) -> None:
        self.names: list[str] = []
        self.seconds = MAX_SECONDS
        self._left = MAX_CALLS

    @contextmanager
    def on(self) -> Iterator[None]:
        """Watch for a while, unless enough was seen before."""
        if self._left <= 0 or self.seconds <= 0:
            yield
            return
        before, depth = sys.gettrace(), sys.getrecursionlimit()
        deeper = min(depth + SPARE_FRAMES, MAX_RECURSION)
        sys.setrecursionlimit(deeper)
        try:
            with self._timer():
                sys.settrace(self._note)
                yield
        finally:
            sys.settrace(before)
            if sys.getrecursionlimit() == deeper:  # else the answer has set one of its own
                sys.setrecursionlimit(depth)

    @contextmanager
    def _timer(self) -> Iterator[None]:
        """Stop watching when its seconds are over."""
        if not hasattr(signal, "setitimer"):  # nor is an answer's time that of the processor there
            yield
            return
        signal.signal(signal.SIGVTALRM, self._stop)  # and it stays: a ring may still be on its way
        signal.setitimer(signal.ITIMER_VIRTUAL, self.seconds)
        try:
            yield
        finally:
            self.seconds = min(signal.setitimer(signal.ITIMER_VIRTUAL, 0)[0], self.seconds)

    def _stop(self, *_: object) -> None:
        if sys.gettrace() == self._note:  # the answer may have set one of its own
            sys.settrace(None)

    def _note(self, frame: FrameType, event: str, _: Any) -> None:
        """Of each call, before it begins; nothing of what it does, since nothing comes back."""
        self._left -= 1
        if self._left <= 0:
            sys.settrace(None)
        elif len(self.names) < MAX_NAMES:
            name = _name(frame.f_code)
            if name and name not in self.names:
                self.names.append(name)


@lru_cache(maxsize=10_000)  # asked at each call that an answer makes
def _name(code: CodeType) -> str:
    """The function's name with its module's, if it is in one of the parts; else nothing."""
    if not code.co_filename.startswith(_ROOT):
        return ""
    parts = os.path.splitext(code.co_filename[len(_ROOT):])[0].split(os.sep)
    return ".".join(["lrkit", *parts, code.co_qualname]) if parts[0] in TRACED_PARTS else ""
