"""Inside the sandbox: which of lrkit's own functions run while an answer is called.

What is seen here is a hint for the instructor, never a reason for a mark: the code that is watched
runs in the same process and could blind whoever watches. Watching makes Python several times as
slow, so that it ends after so many calls; what an answer may take in time is seconds.
"""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from types import CodeType, FrameType
from typing import Any

import lrkit

# The parts that hold what learners are asked to write. What brings them their inputs, compares and
# draws runs in each call; problems and figures may be used by anybody.
PARTS = ("optimizers", "schedules", "training", "sweeps", "capstone")
MOST = 10  # names that are kept
CALLS = 100_000  # that are looked at for one question: a twentieth of a second
ROOM = 10  # frames for the watcher itself, at the bottom of a deep recursion
_ROOT = os.path.dirname(lrkit.__file__) + os.sep  # not resolved: as code objects have it


class Watch:
    """Notes the functions of lrkit that are called while it is `on`.

    Attributes
    ----------
    names : list of str
        Each once, in the order in which they were first seen.

    >>> watch = Watch()
    >>> with watch.on():
    ...     state = lrkit.optimizers.Adam().init(0.0)
    >>> watch.names[-1].startswith("lrkit.optimizers.")
    True
    """

    def __init__(self) -> None:
        self.names: list[str] = []
        self._left = CALLS

    @contextmanager
    def on(self) -> Iterator[None]:
        """Watch for a while, unless enough was seen before."""
        if self._left <= 0:
            yield
            return
        before, depth = sys.gettrace(), sys.getrecursionlimit()
        sys.setrecursionlimit(depth + ROOM)
        sys.settrace(self._note)
        try:
            yield
        finally:
            sys.settrace(before)
            if sys.getrecursionlimit() == depth + ROOM:  # else the answer has set one of its own
                sys.setrecursionlimit(depth)

    def _note(self, frame: FrameType, event: str, _: Any) -> None:
        """Of each call, before it begins; nothing of what it does, since nothing comes back."""
        self._left -= 1
        if self._left <= 0:
            sys.settrace(None)
        elif len(self.names) < MOST:
            name = _name(frame.f_code)
            if name and name not in self.names:
                self.names.append(name)


@lru_cache(maxsize=10_000)  # asked at each call that an answer makes
def _name(code: CodeType) -> str:
    """The function's name with its module's, if it is in one of the parts; else nothing."""
    if not code.co_filename.startswith(_ROOT):
        return ""
    parts = os.path.splitext(code.co_filename[len(_ROOT):])[0].split(os.sep)
    return ".".join(["lrkit", *parts, code.co_qualname]) if parts[0] in PARTS else ""
