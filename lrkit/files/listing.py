"""Lists of the files in a folder, without litter and links, and the files beside a notebook."""

import os
from pathlib import Path

MAX_NOTEBOOK = 96 * 1024**2  # bytes, outputs included; to read it takes twenty times as much
MAX_BESIDE = 40 * 1024**2  # bytes of all files that a student hands in with one
# Names that operating systems and editors leave behind; no part of a course or a submission.
LITTER = (".ipynb_checkpoints", "__pycache__", ".lrkit", "__MACOSX", ".DS_Store", "Thumbs.db")


def regular_files(folder: Path) -> list[Path]:
    """List every file below a folder, sorted, relative to it.

    Hidden files, litter and symbolic links are left out: a link could lead anywhere.
    """
    found = []
    for directory, subfolders, names in os.walk(folder):
        subfolders[:] = [name for name in subfolders if not is_litter(name)]
        paths = (Path(directory, name) for name in names if not is_litter(name))
        # os.path, whose tests return False in a folder that is closed to us; Path's raise there.
        found += [path.relative_to(folder) for path in paths
                  if os.path.isfile(path) and not os.path.islink(path)]
    return sorted(found)


def is_litter(name: str) -> bool:
    """Return whether a file or folder of this name is litter, and passed over.

    >>> is_litter(".ipynb_checkpoints"), is_litter("01_one_step_downhill.ipynb")
    (True, False)
    """
    return name in LITTER or name.startswith(".")


def files_beside(notebook: Path) -> dict[str, bytes]:
    """Read the other files in a notebook's folder, by their paths below it."""
    folder = notebook.parent
    return {path.as_posix(): (folder / path).read_bytes() for path in regular_files(folder)
            if path != Path(notebook.name)}
