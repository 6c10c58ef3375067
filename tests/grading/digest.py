"""A digest of a folder, by which a test sees that nothing in it was changed."""

import hashlib
from pathlib import Path


def folder_digest(folder: Path) -> str:
    """Hash the names and the contents of everything below `folder`."""
    whole = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        whole.update(str(path.relative_to(folder)).encode())
        if path.is_file():
            whole.update(path.read_bytes())
    return whole.hexdigest()
