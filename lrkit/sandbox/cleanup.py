"""Inside the sandbox: what a submission may have left behind, and how it is removed.

Two submissions on one worker must not be able to speak: an answer that the first leaves in a file,
a segment of shared memory or a keyring would be worth points to the second.
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
        Everything that can be written to. A folder within one of them stays, empty.
    fonts : str or None
        Matplotlib's cache of the grader, where there is one.
    alone : bool
        Whether everything in the kernel that this process can see is a submission's: in a
        namespace of its own, and nowhere else.
    """
    places = {*folders, *(_mounts() if alone else ())}
    for folder in folders:
        empty_folder(folder, places)
    copy_fonts(fonts)
    if alone:
        _free_shared_memory()
        _clear_keyrings()


def copy_fonts(prepared: str | None) -> None:
    """Matplotlib looks for fonts for seconds unless it finds what it found before."""
    if prepared and os.path.isdir(prepared):
        target = Path(os.environ["MPLCONFIGDIR"])
        target.mkdir(parents=True, exist_ok=True)
        for path in Path(prepared).glob("fontlist-*.json"):
            shutil.copyfile(path, target / path.name)


def empty_folder(folder: Path, places: Collection[Path] = ()) -> None:
    """Remove all that a submission left behind, whatever rights it gave its files.

    `places` stay, with what is in them, and the folders in which they lie.
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
    """Where the sandbox has mounted something, such as Python itself below a folder."""
    lines = Path("/proc/self/mountinfo").read_text().splitlines()
    return [Path(line.split()[4].replace("\\040", " ")) for line in lines]


def _free_shared_memory() -> None:
    """System V's segments, queues and semaphores outlive those who made them."""
    libc = ctypes.CDLL(None)
    for kind, control in SHARED.items():
        with contextlib.suppress(OSError):
            for line in Path(f"/proc/sysvipc/{kind}").read_text().splitlines()[1:]:
                arguments = (0, 0, 0) if kind == "sem" else (0, 0)  # IPC_RMID is 0
                getattr(libc, control)(int(line.split()[1]), *arguments)


def _clear_keyrings() -> None:
    """The kernel keeps a user's keys for as long as the user has a process."""
    number = KEYCTL.get(platform.machine())
    if number is not None:
        for keyring in KEYRINGS:
            ctypes.CDLL(None).syscall(ctypes.c_long(number), CLEAR, keyring, 0, 0, 0)
