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
    """Return whether an error, or its cause, says that no space is left.

    >>> is_disk_full(OSError(28, "No space left on device")), is_disk_full(ValueError("no"))
    (True, False)
    """
    if isinstance(error, DiskFull) or getattr(error, "errno", None) == errno.ENOSPC:
        return True
    cause = error.__cause__ or error.__context__
    return any(message in str(error) for message in DISK_FULL_MESSAGES) or (
        cause is not None and is_disk_full(cause))
