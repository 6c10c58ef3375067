"""Hashes of contents: SHA-256 of bytes and of the files in a folder."""

import hashlib
import os
from collections.abc import Iterable
from pathlib import Path


def digest(data: bytes) -> str:
    """Return the SHA-256 of some bytes as hexadecimal text.

    >>> digest(b"")[:12]
    'e3b0c44298fc'
    """
    return hashlib.sha256(data).hexdigest()


def digest_of_files(folder: Path, names: Iterable[Path]) -> str:
    """Return one SHA-256 for the names and contents of files below a folder."""
    whole = hashlib.sha256()
    for name in names:
        with open(folder / name, "rb") as stream:
            size = os.fstat(stream.fileno()).st_size
            whole.update(f"{name.as_posix()}\0{size}\0".encode(errors="surrogateescape"))
            while block := stream.read(1 << 20):
                whole.update(block)
    return whole.hexdigest()
