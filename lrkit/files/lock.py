"""A lock that keeps two runs out of one folder."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from lrkit.errors import UserError
from lrkit.files.hashes import digest


@contextmanager
def exclusive_lock(folder: Path) -> Iterator[None]:
    """Hold the lock of a folder; a run that was killed holds nothing.

    Raises
    ------
    UserError
        If another run holds it, or the lock file belongs to another user.
    """
    from filelock import FileLock, Timeout

    place = Path(tempfile.gettempdir()) / f"lrkit-{digest(str(folder).encode())[:16]}.lock"
    lock = FileLock(place, timeout=0)
    try:
        lock.acquire()
    except Timeout as error:
        raise UserError(f"another lrkit grade is at work in {folder}: wait until it has "
                        "finished") from error
    except PermissionError as error:
        raise UserError(f"{place} keeps two runs in one folder apart, and belongs to another user, "
                        "who graded there before: ask them to delete it") from error
    try:
        yield
    finally:
        lock.release()
