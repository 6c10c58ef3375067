"""The sandbox's environment: the folders and variables that a submission's process can see."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import lrkit
from lrkit.errors import UserError
from lrkit.sandbox.hidden import HIDDEN_PARTS

FULL, PARTIAL = "full", "partial"
SYSTEM = ("/usr", "/lib", "/lib32", "/lib64", "/bin", "/sbin", "/etc/alternatives",
          "/etc/ld.so.cache", "/etc/fonts", "/etc/localtime")
DISK = 256 * 1024**2  # bytes of each folder that can be written to
HIDDEN_FOLDERS = (*HIDDEN_PARTS, "_solutions", "_docs")  # of the package
WRITABLE = ("/submission", "/tmp", "/dev/shm")  # the first is where a submission works


def bubblewrap() -> str | None:
    """Return bubblewrap's path, or None where it is missing or may not make namespaces."""
    program = shutil.which("bwrap")
    if program is None:
        return None
    probe = [program, "--unshare-all", "--ro-bind", "/usr", "/usr", "--ro-bind-try", "/lib",
             "/lib", "--ro-bind-try", "/lib64", "/lib64", "--ro-bind-try", "/bin", "/bin", "true"]
    try:
        done = subprocess.run(probe, capture_output=True, timeout=20, check=False)
    except (OSError, subprocess.SubprocessError):
        return None
    return program if done.returncode == 0 else None


def isolation_here(required: bool = False) -> str:
    """Return the isolation that this machine has: "full" or "partial".

    Raises
    ------
    UserError
        If full isolation is required and not to be had.
    """
    if bubblewrap() is not None:
        return FULL
    if required:
        raise UserError("submissions can be isolated in part only: bubblewrap is not installed, or "
                        "not allowed to make namespaces here. On Debian and Ubuntu: "
                        "apt install bubblewrap. Nothing was graded")
    return PARTIAL


def font_lists() -> str:
    """Return the folder in which Matplotlib keeps its list of fonts.

    Matplotlib itself is asked only where the list is not at its usual place on Linux: to import it
    takes as long as judging a dozen submissions.
    """
    caches = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")
    folder = Path(os.environ.get("MPLCONFIGDIR") or Path(caches, "matplotlib")).resolve()
    if any(folder.glob("fontlist-*.json")):
        return str(folder)
    import matplotlib

    return matplotlib.get_cachedir()


def full_environment() -> dict[str, str]:
    """Return all environment variables of a submission's process: none of ours is passed on."""
    return {
        "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONPATH": os.pathsep.join(_package_folders()), "NBGRADER_EXECUTION": "autograde",
        "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1",
        "LRKIT_FRAMEWORKS": "recorded",  # fast, and the same on every machine
    }


def partial_environment(home: Path) -> dict[str, str]:
    """Return the variables where isolation is partial: every folder they name is below `home`."""
    places = {"HOME": "", "TMPDIR": "", "TEMP": "", "TMP": "", "USERPROFILE": "",
              "MPLCONFIGDIR": "matplotlib", "IPYTHONDIR": "ipython"}
    return full_environment() | {name: str(home / below) for name, below in places.items()}


def _package_folders() -> list[str]:
    """Return the folders of this environment's packages, and last the one that holds lrkit."""
    found = [os.path.abspath(path) for path in sys.path if path.rstrip("/").endswith("-packages")]
    return [*found, str(Path(lrkit.__file__).resolve().parents[1])]


def python_folders() -> list[str]:
    """Return the folders that Python needs, and of lrkit's checkout the package alone."""
    package = Path(lrkit.__file__).resolve().parent
    real = Path(sys.executable).resolve().parents[1]
    folders = [*map(os.path.abspath, (sys.prefix, sys.base_prefix)), str(real),
               *_package_folders()[:-1], str(package)]
    return [path for path in dict.fromkeys(folders) if path not in ("/", "/usr")]


def hidden_folders() -> list[str]:
    """Return the folders that a submission must not read: answers, and the grader itself.

    An installed lrkit carries its sources, which hold the answers; an editable installation
    leaves a copy of them among the packages.
    """
    found = []
    for folder in dict.fromkeys(_package_folders()):
        package = Path(folder) / "lrkit"
        found += [*sorted((package / "exercises").glob("nb??")),
                  *(package / name for name in HIDDEN_FOLDERS)]
    return [str(path) for path in found if path.is_dir()]
