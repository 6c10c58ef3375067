"""Atomic writes: a file is replaced in one step, and is whole or as it was before."""

import errno
import json
import os
import tempfile
from pathlib import Path
from typing import Any

from lrkit.errors import DiskFull


def write_atomically(path: Path, content: str | bytes, *, sync: bool = True) -> None:
    """Replace a file in one step: a reader sees the old content or the new, never half of one.

    Parameters
    ----------
    path : Path
        The file; its folder is made if need be.
    content : str or bytes
        The whole content; a text is written in UTF-8.
    sync : bool
        Wait until the disk has it. Otherwise it may be lost when the power fails, though not when
        the program is killed: for what can be made again, since waiting takes longer than writing.

    Raises
    ------
    DiskFull
        If there is no room; the old file is then still there.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(content.encode("utf-8") if isinstance(content, str) else content)
            stream.flush()
            if sync:
                os.fsync(stream.fileno())
        os.chmod(temporary, 0o644)  # mkstemp's 0600 would shut out a second instructor
        os.replace(temporary, path)
    except OSError as error:
        Path(temporary).unlink(missing_ok=True)
        if error.errno == errno.ENOSPC:
            raise DiskFull(path.parent) from error
        raise


def write_json(path: Path, content: Any, *, sync: bool = True) -> None:
    """Write indented JSON atomically, its keys sorted."""
    write_atomically(path, json.dumps(content, indent=1, sort_keys=True) + "\n", sync=sync)


def scratch_folder(beside: Path) -> tempfile.TemporaryDirectory:
    """Make a temporary folder on the same disk as `beside`, so that a result can be moved there."""
    return tempfile.TemporaryDirectory(dir=beside.parent, prefix=f".{beside.name}-")
