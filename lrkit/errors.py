"""What can go wrong and is not a fault of the program."""

import errno

# How the operating system and SQLite say that a disk is full.
DISK_FULL_MESSAGES = ("No space left on device", "database or disk is full")


class UserError(Exception):
    """Something that the user can put right; its text is the whole message, without a traceback."""


class DiskFull(UserError):
    """No space is left; what was finished before is kept."""

    def __init__(self, where: object):
        super().__init__(
            f"no space is left on the disk that holds {where}. Everything finished so far is "
            "kept: make room and run the same command again, and it goes on from here"
        )


class Stopped(KeyboardInterrupt):
    """Ctrl-C was pressed and the work put down in good order; its text says what was kept."""


def is_disk_full(error: BaseException) -> bool:
    """Whether an error, or what caused it, says that no space is left.

    >>> is_disk_full(OSError(28, "No space left on device")), is_disk_full(ValueError("no"))
    (True, False)
    """
    if isinstance(error, DiskFull) or getattr(error, "errno", None) == errno.ENOSPC:
        return True
    cause = error.__cause__ or error.__context__
    return any(message in str(error) for message in DISK_FULL_MESSAGES) or (
        cause is not None and is_disk_full(cause))
