"""The run of one command, with errors that people can put right as a sentence each."""

import argparse
import errno
import sys
from collections.abc import Sequence

from lrkit.cli import EXIT_MISTAKE, EXIT_STOPPED
from lrkit.cli.parser import make_parser
from lrkit.errors import UserError

# Errors of a file or folder that somebody named: closed, write-protected, of another kind.
PATH_ERRORS = (errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOTDIR, errno.EISDIR, errno.EEXIST,
               errno.ENAMETOOLONG)


def run_command(argv: Sequence[str], *, program: bool = False) -> int:
    """Run one command and return its exit code; a mistake of the user's is a sentence on stderr.

    Parameters
    ----------
    argv : sequence of str
        The command and its arguments.
    program : bool
        Whether nothing else runs in this process.
    """
    arguments = make_parser().parse_args(argv, argparse.Namespace(program=program))
    try:
        return arguments.run(arguments)
    except UserError as error:
        print(f"lrkit: {error}", file=sys.stderr)
        return EXIT_MISTAKE
    except BrokenPipeError:  # `lrkit report class | head`
        sys.stderr.close()
        return EXIT_STOPPED
    except Exception as error:
        if not (sentence := _explain(error)):
            raise
        print(f"lrkit: {sentence}", file=sys.stderr)
        return EXIT_MISTAKE


def _explain(error: Exception) -> str:
    """Explain an error that somebody can put right without lrkit; an empty text for others."""
    if isinstance(error, OSError) and error.errno in PATH_ERRORS and error.filename is not None:
        return f"{error.filename}: {error.strerror}"
    if _is_of_database(error):
        return (f"the gradebook cannot be used: {str(error).splitlines()[0]}. Was it made by "
                "another version of nbgrader? `nbgrader db upgrade` in the graded folder brings an "
                "older one up to date; restore a damaged one from your backup, or make a new one "
                "with --output in another folder")
    return ""


def _is_of_database(error: Exception) -> bool:
    """Return whether the gradebook's database raised it, without loading SQLAlchemy for that."""
    errors = getattr(sys.modules.get("sqlalchemy.exc"), "DBAPIError", ())
    return isinstance(error, errors)
