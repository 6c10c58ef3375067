"""Inside the sandbox: trace which of lrkit's own functions run while an answer is called.

The trace is a hint for the instructor, never a reason for a mark: the code that is traced runs in
the same process and could switch it off. Tracing makes Python several times as slow, a loop without
any call too, so that it ends after so many calls and so much time.
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
MAX_NAMES = 10  # that are kept
MAX_CALLS = 100_000  # that are traced for one question, in a twentieth of a second
MAX_TRACED = 1.0  # seconds of the processor that are traced for one question, with a timer
SPARE_FRAMES = 10  # frames for the trace itself, at the bottom of a deep recursion
MAX_RECURSION = 2**31 - 1  # the highest limit that Python takes
_ROOT = os.path.dirname(lrkit.__file__) + os.sep  # not resolved: as code objects have it


class CallTrace:
    """A record of the functions of lrkit that are called while it is `on`.

    Attributes
    ----------
    names : list of str
        Each once, in the order in which they were first seen.
    seconds : float
        The time for which it can still be on, and by which an answer may take longer.

    >>> trace = CallTrace()
    >>> with trace.on():
    ...     state = lrkit.optimizers.Adam().init(0.0)
    >>> trace.names[-1].startswith("lrkit.optimizers.")
    True
    """

    def __init__(self) -> None:
        self.names: list[str] = []
        self.seconds = MAX_TRACED
        self._left = MAX_CALLS

    @contextmanager
    def on(self) -> Iterator[None]:
        """Trace for a while, unless enough was seen before."""
        if self._left <= 0 or self.seconds <= 0:
            yield
            return
        before, depth = sys.gettrace(), sys.getrecursionlimit()
        raised = min(depth + SPARE_FRAMES, MAX_RECURSION)
        sys.setrecursionlimit(raised)
        try:
            with self._timer():
                sys.settrace(self._note)
                yield
        finally:
            sys.settrace(before)
            if sys.getrecursionlimit() == raised:  # else the answer has set one of its own
                sys.setrecursionlimit(depth)

    @contextmanager
    def _timer(self) -> Iterator[None]:
        """Stop tracing when its seconds are over."""
        if not hasattr(signal, "setitimer"):  # nor is an answer's time that of the processor there
            yield
            return
        signal.signal(signal.SIGVTALRM, self._stop)  # stays: one may be on its way
        signal.setitimer(signal.ITIMER_VIRTUAL, self.seconds)
        try:
            yield
        finally:
            self.seconds = min(signal.setitimer(signal.ITIMER_VIRTUAL, 0)[0], self.seconds)

    def _stop(self, *_: object) -> None:
        if sys.gettrace() == self._note:  # the answer may have set one of its own
            sys.settrace(None)

    def _note(self, frame: FrameType, event: str, _: Any) -> None:
        """Note a call before it begins; since nothing is returned, its lines are not traced."""
        self._left -= 1
        if self._left <= 0:
            sys.settrace(None)
        elif len(self.names) < MAX_NAMES:
            name = _name(frame.f_code)
            if name and name not in self.names:
                self.names.append(name)


@lru_cache(maxsize=10_000)  # asked at each call that an answer makes
def _name(code: CodeType) -> str:
    """Return the name of a function in one of the parts, with its module; else an empty text."""
    if not code.co_filename.startswith(_ROOT):
        return ""
    parts = os.path.splitext(code.co_filename[len(_ROOT):])[0].split(os.sep)
    return ".".join(["lrkit", *parts, code.co_qualname]) if parts[0] in TRACED_PARTS else ""
