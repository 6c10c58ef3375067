"""Errors that people can put right, and disks that are full."""

import errno

# The messages of the operating system and of SQLite about a full disk.
DISK_FULL_MESSAGES = ("No space left on device", "database or disk is full")


class UserError(Exception):
    """An error that the user can put right; its text is the whole message, without a traceback."""


class DiskFull(UserError):
    """An error for a disk without space; what was finished before is kept."""

    def __init__(self, where: object):
        super().__init__(
            f"no space is left on the disk that holds {where}. Everything finished so far is "
            "kept: make room and run the same command again, and it goes on from here"
        )


class Stopped(KeyboardInterrupt):
    """A stop by Ctrl-C that left everything in good order; its text says what was kept."""


def is_disk_full(error: BaseException) -> bool:
    """Return whether an error, or one of its causes, says that no space is left.

    >>> is_disk_full(OSError(28, "No space left on device")), is_disk_full(ValueError("no"))
    (True, False)
    """
    seen: set[int] = set()  # an error may be among its own causes
    cause: BaseException | None = error
    while cause is not None and id(cause) not in seen:
        seen.add(id(cause))
        if isinstance(cause, DiskFull) or getattr(cause, "errno", None) == errno.ENOSPC \
                or any(message in str(cause) for message in DISK_FULL_MESSAGES):
            return True
        cause = cause.__cause__ or cause.__context__
    return False
