"""Inside the sandbox: remove everything that a submission may have left behind.

Two submissions on one worker must not be able to communicate: an answer that the first leaves in a
file, a segment of shared memory or a keyring would be worth points to the second.
"""

import contextlib
import ctypes
import os
import platform
import shutil
from collections.abc import Collection
from pathlib import Path

SHARED = {"shm": "shmctl", "msg": "msgctl", "sem": "semctl"}  # System V's, by their names in /proc
KEYCTL = {"x86_64": 250, "aarch64": 219}  # the number of the system call
CLEAR = 7
KEYRINGS = (-3, -4, -5)  # of the session, the user, and the user's session


def clean_up(folders: list[Path], fonts: str | None, *, alone: bool) -> None:
    """Empty the folders, put the list of fonts back, and free what lives in the kernel.

    Parameters
    ----------
    folders : list of Path
        All that can be written to. A folder of the list that lies in another stays, empty.
    fonts : str or None
        Matplotlib's cache of the grader, where there is one.
    alone : bool
        Whether this process is in a namespace of its own, so that all that it can see in the
        kernel is a submission's.
    """
    places = {*folders, *(_mounts() if alone else ())}
    for folder in folders:
        empty_folder(folder, places)
    copy_fonts(fonts)
    if alone:
        _free_shared_memory()
        _clear_keyrings()


def copy_fonts(prepared: str | None) -> None:
    """Copy a list of fonts for Matplotlib, which else looks for them for seconds."""
    if prepared and os.path.isdir(prepared):
        target = Path(os.environ["MPLCONFIGDIR"])
        target.mkdir(parents=True, exist_ok=True)
        for path in Path(prepared).glob("fontlist-*.json"):
            shutil.copyfile(path, target / path.name)


def empty_folder(folder: Path, places: Collection[Path] = ()) -> None:
    """Empty a folder, whatever rights a submission gave its files.

    `places` stay with all that is in them, and so do the folders in which they lie.
    """
    os.chmod(folder, 0o700)
    for entry in list(folder.iterdir()):
        if entry in places:
            continue
        if entry.is_dir() and not entry.is_symlink():
            empty_folder(entry, places)
            if not any(place.is_relative_to(entry) for place in places):
                entry.rmdir()
        else:
            entry.unlink()


def _mounts() -> list[Path]:
    """Return the places at which something is mounted, such as Python itself below a folder."""
    lines = Path("/proc/self/mountinfo").read_text().splitlines()
    return [Path(line.split()[4].replace("\\040", " ")) for line in lines]


def _free_shared_memory() -> None:
    """Remove System V's segments, queues and semaphores, which outlive their process."""
    libc = ctypes.CDLL(None)
    for kind, control in SHARED.items():
        with contextlib.suppress(OSError):
            for line in Path(f"/proc/sysvipc/{kind}").read_text().splitlines()[1:]:
                arguments = (0, 0, 0) if kind == "sem" else (0, 0)  # IPC_RMID is 0
                getattr(libc, control)(int(line.split()[1]), *arguments)


def _clear_keyrings() -> None:
    """Clear the keyrings, which the kernel keeps for as long as the user has a process."""
    number = KEYCTL.get(platform.machine())
    if number is not None:
        for keyring in KEYRINGS:
            ctypes.CDLL(None).syscall(ctypes.c_long(number), CLEAR, keyring, 0, 0, 0)
