"""Inside the sandbox: which of lrkit's own functions run while an answer is called.

What is seen here is a hint for the instructor, never a reason for a mark: the code that is watched
runs in the same process and could blind whoever watches. It is watched in a fork that is ended
soon, because watching makes Python ten times as slow.
"""

import contextlib
import os
import select
import signal
import sys
import time
import warnings
from collections.abc import Callable
from functools import lru_cache
from types import CodeType, FrameType
from typing import Any

import lrkit

# The parts that hold what learners are asked to write. What brings them their inputs, compares and
# draws runs in each call; problems and figures may be used by anybody.
PARTS = ("optimizers", "schedules", "training", "sweeps", "capstone")
MOST = 10  # names that are kept
_ROOT = os.path.dirname(lrkit.__file__) + os.sep  # not resolved: as code objects have it


def watched(action: Callable[[], Any], seconds: float) -> list[str]:
    """The functions of lrkit that an action calls, in a fork that lives so many seconds at most.

    Nothing is seen where a process cannot fork.

    >>> watched(lambda: lrkit.optimizers.Adam().init(0.0), 5.0)[-1].startswith("lrkit.optimizers.")
    True
    """
    try:
        ours, theirs = os.pipe()
        with warnings.catch_warnings(action="ignore"):  # JAX, once loaded, warns of every fork
            child = os.fork()
    except (OSError, AttributeError):
        return []
    if not child:
        try:
            _report(action, theirs)
        finally:
            os._exit(0)
    os.close(theirs)
    said = _read(ours, seconds)
    for end in (lambda: os.kill(child, signal.SIGKILL), lambda: os.waitpid(child, 0)):
        with contextlib.suppress(OSError):  # gone already, or its signals are ignored
            end()
    return said.decode(errors="replace").splitlines()[:MOST]


def _report(action: Callable[[], Any], pipe: int) -> None:
    """Do it, and write each name into the pipe when it is first seen."""
    seen: set[str] = set()

    def note(frame: FrameType, event: str, _: Any) -> None:
        if event == "call" and len(seen) < MOST:
            name = _name(frame.f_code)
            if name and name not in seen:
                seen.add(name)
                os.write(pipe, f"{name}\n".encode())

    sys.setprofile(note)
    action()


def _read(pipe: int, seconds: float) -> bytes:
    said, end = b"", time.monotonic() + seconds
    with open(pipe, "rb", buffering=0) as stream:
        while (left := end - time.monotonic()) > 0 and select.select([stream], [], [], left)[0]:
            piece = stream.read(4096)
            if not piece:
                break
            said += piece
    return said


@lru_cache(maxsize=10_000)  # asked at each call that an answer makes
def _name(code: CodeType) -> str:
    """The function's name with its module's, if it is in one of the parts; else nothing."""
    if not code.co_filename.startswith(_ROOT):
        return ""
    parts = os.path.splitext(code.co_filename[len(_ROOT):])[0].split(os.sep)
    return ".".join(["lrkit", *parts, code.co_qualname]) if parts[0] in PARTS else ""
