"""Lists of the files in a folder, without litter and links, and the files beside a notebook."""

import os
from collections.abc import Iterable
from pathlib import Path

MAX_NOTEBOOK = 96 * 1024**2  # bytes, outputs included; to read it takes twenty times as much
MAX_BESIDE = 40 * 1024**2  # bytes of all files that go with a notebook
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


def files_beside(folder: Path, names: Iterable[Path], notebook: Path,
                 ) -> tuple[dict[str, bytes], list[str]]:
    """Read the files that go with a notebook, by their paths below the folder.

    Parameters
    ----------
    folder : Path
        The folder.
    names : iterable of Path
        The files in it, relative to it.
    notebook : Path
        The one of them that is the notebook.

    Returns
    -------
    tuple of (dict of str to bytes, list of str)
        The files, and a sentence for each that would make them larger than `MAX_BESIDE`.
    """
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
