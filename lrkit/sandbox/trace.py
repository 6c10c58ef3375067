"""Inside the sandbox: which of lrkit's own functions run while an answer is called.

What is seen here is a hint for the instructor, never a reason for a mark: the code that is watched
runs in the same process and could blind whoever watches.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any

import lrkit

# The parts that hold what learners are asked to write. What brings them their inputs, compares and
# draws runs in each call, or may be used by anybody.
PARTS = ("problems", "optimizers", "schedules", "training", "sweeps", "capstone")
MOST = 10  # names that are kept
_ROOT = str(Path(lrkit.__file__).resolve().parent)


@contextmanager
def traced() -> Iterator[list[str]]:
    """In the body, write down the functions of lrkit that are called, each once.

    >>> with traced() as used:
    ...     state = lrkit.optimizers.Adam().init(0.0)
    >>> used[-1].startswith("lrkit.optimizers.")
    True
    """
    used: list[str] = []

    def note(frame: FrameType, event: str, _: Any) -> None:
        if event == "call" and len(used) < MOST:
            name = _name(frame)
            if name and name not in used:
                used.append(name)

    before = sys.getprofile()
    sys.setprofile(note)
    try:
        yield used
    finally:
        sys.setprofile(before)


def _name(frame: FrameType) -> str:
    """The function's name with its module's, if it is in one of the parts; else nothing."""
    code = frame.f_code
    if not code.co_filename.startswith(_ROOT):
        return ""
    parts = Path(code.co_filename).relative_to(_ROOT).with_suffix("").parts
    return ".".join(["lrkit", *parts, code.co_qualname]) if parts[0] in PARTS else ""
