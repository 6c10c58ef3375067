"""Files that are whole or not there: hashes, atomic writes, what lies beside a notebook."""

import errno
import hashlib
import json
import os
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from lrkit.errors import DiskFull

MAX_NOTEBOOK = 96 * 1024**2  # bytes, outputs included; to read it takes twenty times as much
MAX_BESIDE = 40 * 1024**2  # bytes of all files that go with a notebook
# What an operating system or an editor leaves in a folder; never part of a course or a submission.
LITTER = (".ipynb_checkpoints", "__pycache__", ".lrkit", "__MACOSX", ".DS_Store", "Thumbs.db")


def regular_files(folder: Path) -> list[Path]:
    """Every file below a folder, sorted, relative to it.

    Hidden files, litter and symbolic links are left out: a link could lead anywhere.
    """
    found = []
    for directory, subfolders, names in os.walk(folder):
        subfolders[:] = [name for name in subfolders if not is_litter(name)]
        paths = (Path(directory, name) for name in names if not is_litter(name))
        found += [path.relative_to(folder) for path in paths  # os.path: a closed folder raises not
                  if os.path.isfile(path) and not os.path.islink(path)]
    return sorted(found)


def is_litter(name: str) -> bool:
    """Whether a file or folder of this name is passed over.

    >>> is_litter(".ipynb_checkpoints"), is_litter("01_one_step_downhill.ipynb")
    (True, False)
    """
    return name in LITTER or name.startswith(".")


def digest(data: bytes) -> str:
    """SHA-256 of some bytes, as hexadecimal text.

    >>> digest(b"")[:12]
    'e3b0c44298fc'
    """
    return hashlib.sha256(data).hexdigest()


def digest_of_files(folder: Path, names: Iterable[Path]) -> str:
    """One SHA-256 for the names and contents of files below a folder."""
    whole = hashlib.sha256()
    for name in names:
        with open(folder / name, "rb") as stream:
            size = os.fstat(stream.fileno()).st_size
            whole.update(f"{name.as_posix()}\0{size}\0".encode(errors="surrogateescape"))
            while block := stream.read(1 << 20):
                whole.update(block)
    return whole.hexdigest()


def write_atomically(path: Path, content: str | bytes, *, sync: bool = True) -> None:
    """Replace a file in one step: whoever reads it sees the old content or the new, never half.

    Without `sync` it may be lost when the power fails, though not when the program is killed: for
    what can be made again, since waiting for the disk takes longer than writing.

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
    """Write readable JSON atomically."""
    write_atomically(path, json.dumps(content, indent=1, sort_keys=True) + "\n", sync=sync)


def files_beside(folder: Path, names: Iterable[Path], notebook: Path,
                 ) -> tuple[dict[str, bytes], list[str]]:
    """What was handed in with a notebook, by its path below the folder; and what was left out."""
    files: dict[str, bytes] = {}
    heavy, left = [], MAX_BESIDE
    for name in names:
        if name == notebook:
            continue
        size = (folder / name).stat().st_size
        if size > left:
            heavy.append(f"{name} ({size / 1024**2:.0f} MB) was not put beside the notebook, "
                         f"which may have {MAX_BESIDE / 1024**2:.0f} MB of files")
            continue
        files[name.as_posix()] = (folder / name).read_bytes()
        left -= size
    return files, heavy
