"""Failures of the grader itself on one submission: which of them must end the run."""

from lrkit.errors import UserError, is_disk_full


def is_fatal(error: BaseException) -> bool:
    """Return whether the next submission would fail alike: a full disk, a broken gradebook."""
    from sqlalchemy.exc import DBAPIError

    return isinstance(error, UserError | DBAPIError) or is_disk_full(error)


def grader_failed(what: str, error: BaseException) -> str:
    """Say of a submission that the grader itself failed on it.

    >>> grader_failed("read", ValueError("odd"))
    'it could not be read (ValueError: odd): look at what was handed in'
    """
    return (f"it could not be {what} ({type(error).__name__}: {str(error)[:200]}): look at what "
            "was handed in")
