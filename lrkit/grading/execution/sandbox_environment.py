"""The sandbox's surroundings: what a submission's process may see, read and write."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import lrkit
from lrkit.errors import UserError

FULL, PARTIAL = "full", "partial"
SYSTEM = ("/usr", "/lib", "/lib32", "/lib64", "/bin", "/sbin", "/etc/alternatives",
          "/etc/ld.so.cache", "/etc/fonts", "/etc/localtime")
DISK = 256 * 1024**2  # bytes of each folder that can be written to
HIDDEN = ("grading", "lms", "release", "_solutions", "_docs")  # folders of the package
WRITABLE = ("/submission", "/tmp", "/dev/shm")  # the first is where a submission works


def bubblewrap() -> str | None:
    """Where bubblewrap is, if it is installed and allowed to make namespaces here."""
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
    """"full" or "partial": what this machine has. Raises UserError if more is required."""
    if bubblewrap() is not None:
        return FULL
    if required:
        raise UserError("submissions can be isolated in part only: bubblewrap is not installed, or "
                        "not allowed to make namespaces here. On Debian and Ubuntu: "
                        "apt install bubblewrap. Nothing was graded")
    return PARTIAL


def font_lists() -> str:
    """Where Matplotlib keeps its list of fonts.

    If the list lies where it does on Linux, Matplotlib need not be asked, whose import takes as
    long as judging a dozen submissions.
    """
    caches = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")
    folder = Path(os.environ.get("MPLCONFIGDIR") or Path(caches, "matplotlib")).resolve()
    if any(folder.glob("fontlist-*.json")):
        return str(folder)
    import matplotlib

    return matplotlib.get_cachedir()


def full_environment() -> dict[str, str]:
    """What a submission's process has in its environment, and nothing else of ours."""
    return {
        "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONPATH": os.pathsep.join(_package_folders()), "NBGRADER_EXECUTION": "autograde",
        "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1",
        "LRKIT_FRAMEWORKS": "recorded",  # quick, and the same on every machine
    }


def partial_environment(home: Path) -> dict[str, str]:
    """The environment where isolation is partial: `home` is all the place that it knows of."""
    places = {"HOME": "", "TMPDIR": "", "TEMP": "", "TMP": "", "USERPROFILE": "",
              "MPLCONFIGDIR": "matplotlib", "IPYTHONDIR": "ipython"}
    return full_environment() | {name: str(home / below) for name, below in places.items()}


def _package_folders() -> list[str]:
    """Where this environment's packages lie, and lrkit if it lies elsewhere."""
    found = [os.path.abspath(path) for path in sys.path if path.rstrip("/").endswith("-packages")]
    return [*found, str(Path(lrkit.__file__).resolve().parents[1])]


def python_folders() -> list[str]:
    """The folders that Python needs, and of lrkit's own place the package alone."""
    package = Path(lrkit.__file__).resolve().parent
    real = Path(sys.executable).resolve().parents[1]
    folders = [*map(os.path.abspath, (sys.prefix, sys.base_prefix)), str(real),
               *_package_folders()[:-1], str(package)]
    return [path for path in dict.fromkeys(folders) if path not in ("/", "/usr")]


def hidden_folders() -> list[str]:
    """List what a submission must not read: answers, and the grader itself.

    An installed lrkit carries its sources, which hold the answers; an editable installation
    leaves a copy of them among the packages.
    """
    found = []
    for folder in dict.fromkeys(_package_folders()):
        package = Path(folder) / "lrkit"
        found += [*sorted((package / "exercises").glob("nb??")),
                  *(package / name for name in HIDDEN)]
    return [str(path) for path in found if path.is_dir()]
