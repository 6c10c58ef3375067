"""The sandbox, from outside: start one, open a session in it, be sure that nothing stays.

With bubblewrap a submission sees a read-only system, this environment's packages without the
exercises' answers, and one empty folder; no network, no home, no other process. Without it, limits
and a process group are all there is, and `Sandbox.isolation` says "partial".
"""

import contextlib
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

import lrkit
from lrkit.grading.errors import UserError
from lrkit.sandbox.messages import LARGEST, Gone, Late, receive, send

START = 300.0  # seconds for the first imports on a slow and busy machine
END = 20.0
TRIALS = 300.0  # seconds that the trials of notebook 8 may take on a busy machine
FULL, PARTIAL = "full", "partial"
SYSTEM = ("/usr", "/lib", "/lib32", "/lib64", "/bin", "/sbin", "/etc/alternatives",
          "/etc/ld.so.cache", "/etc/fonts", "/etc/localtime")
DISK = 256 * 1024**2  # bytes of each folder that can be written to
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


class Sandbox:
    """A process that forks a fresh one for each submission.

    Parameters
    ----------
    program : str or None
        bubblewrap's path; None for partial isolation.
    log : Path, optional
        Where the sandbox writes what goes wrong in itself.
    """

    def __init__(self, program: str | None, log: Path | None = None):
        self.isolation = FULL if program else PARTIAL
        self._program = program
        self._log = log
        self._closed = False
        self._mark = f"LRKIT_SANDBOX={secrets.token_hex(16)}"
        self._folder: tempfile.TemporaryDirectory | None = None
        self._process: subprocess.Popen | None = None
        self._control: socket.socket | None = None
        self._heard_in: subprocess.Popen | None = None  # which process measured the trials

    def __enter__(self) -> "Sandbox":
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    @contextmanager
    def session(self) -> Iterator["Session"]:
        """A fresh process in an empty folder; both are gone afterwards, with all they started."""
        self._start()
        if self._closed:
            self.stop()
            raise UserError("the sandbox was closed")
        ours, theirs = socket.socketpair()
        try:
            with theirs:
                socket.send_fds(self._control, [b"s"], [theirs.fileno()])
            yield Session(ours)
        finally:
            ours.close()
            self._end()

    def hear_trials(self) -> None:
        """Measure the trials of notebook 8, once; the sessions after this find them measured.

        Nothing of a submission is there while it happens. Where it takes too long, each session
        measures for itself.
        """
        self._start()
        if self._heard_in is self._process:
            return
        try:
            self._control.sendall(b"t")
            receive(self._control, TRIALS)
            self._heard_in = self._process
        except (Gone, Late, OSError):
            self.stop()

    def _end(self) -> None:
        try:
            self._control.sendall(b"e")
            receive(self._control, END)
        except (Gone, Late, OSError):
            self.stop()  # the next session starts anew

    def close(self) -> None:
        """End it for good, also while another thread has a session in it."""
        self._closed = True
        process, control = self._process, self._control  # another thread may let go of them
        if self._program and process is not None and process.poll() is None:
            process.kill()  # and its whole world with it
        elif control is not None:
            with contextlib.suppress(OSError):
                control.shutdown(socket.SHUT_RDWR)  # it kills what it has started, and ends

    def _start(self) -> None:
        if self._closed:
            raise UserError("the sandbox was closed")
        if self._process is not None and self._process.poll() is None:
            return
        self.stop()
        self._control, theirs = socket.socketpair()
        descriptor = theirs.fileno()
        with open(self._log, "ab") if self._log else tempfile.TemporaryFile() as log:
            with theirs:  # closed before we wait: it must be the sandbox's alone, to end with it
                command, environment = self._command(descriptor)
                self._process = subprocess.Popen(
                    command, pass_fds=(descriptor,), env=environment, stdin=subprocess.DEVNULL,
                    stdout=subprocess.DEVNULL, stderr=log, start_new_session=True, cwd="/")
            self._wait(command[0], log)

    def _wait(self, program: str, log: BinaryIO) -> None:
        """Wait until it is ready; where it ends, say what it said last."""
        try:
            receive(self._control, START)
        except (Gone, Late) as error:
            what = f"was not ready after {START:g} s" if isinstance(error, Late) else "ended"
            self.stop()
            said = b""
            if not self._log:
                log.seek(0)
                said = log.read()
            last = (said.decode(errors="replace").splitlines() or ["no word about why"])[-1]
            raise UserError("the sandbox in which submissions run does not start here; "
                            f"`{program} ...` {what}: {last}") from error

    def stop(self) -> None:
        """End the sandbox and everything in it."""
        if self._control is not None:
            self._control.close()
        if self._process is not None:
            if self.isolation == PARTIAL:
                with contextlib.suppress(subprocess.TimeoutExpired):
                    self._process.wait(5)  # it kills what it has started, and ends
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
            if self.isolation == PARTIAL:
                _end_marked(self._mark)  # a submission may have killed what should kill it
        if self._folder is not None:
            self._folder.cleanup()
        self._control = self._process = self._folder = None

    def _command(self, descriptor: int) -> tuple[list[str], dict[str, str]]:
        python = [os.path.abspath(sys.executable), "-P", "-m", "lrkit.sandbox.zygote",
                  str(descriptor)]
        fonts = font_lists()
        if self._program is None:
            self._folder = tempfile.TemporaryDirectory(prefix="lrkit-")
            home = Path(self._folder.name)
            (home / "work").mkdir()
            environment = partial_environment(home) | dict([self._mark.split("=")])
            return [*python, fonts, str(home / "work"), str(home)], environment
        environment = _environment() | {
            "HOME": "/tmp/home", "TMPDIR": "/tmp", "MPLCONFIGDIR": "/tmp/matplotlib",
            "IPYTHONDIR": "/tmp/ipython"}
        command = [self._program, "--unshare-all", "--die-with-parent", "--as-pid-1",
                   "--uid", "65534", "--gid", "65534", "--hostname", "lrkit", "--clearenv",
                   "--proc", "/proc", "--dev", "/dev"]
        for path in WRITABLE:
            command += ["--size", str(DISK), "--tmpfs", path]
        for path in (*SYSTEM, *_python_folders()):
            command += ["--ro-bind-try", path, path]
        for path in _hidden_folders():
            command += ["--tmpfs", path, "--remount-ro", path]
        command += ["--ro-bind-try", fonts, "/fonts", "--remount-ro", "/dev", "--remount-ro", "/"]
        for name, value in environment.items():
            command += ["--setenv", name, value]
        return [*command, "--", *python, "/fonts", *WRITABLE], {"PATH": os.environ["PATH"]}


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


def _environment() -> dict[str, str]:
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
    return _environment() | {name: str(home / below) for name, below in places.items()}


def _end_marked(mark: str) -> None:
    """Kill every process whose environment carries the mark, where /proc tells."""
    for place in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if mark.encode() in (place / "environ").read_bytes():
                os.kill(int(place.name), signal.SIGKILL)


def _package_folders() -> list[str]:
    """Where this environment's packages lie, and lrkit if it lies elsewhere."""
    found = [os.path.abspath(path) for path in sys.path if path.rstrip("/").endswith("-packages")]
    return [*found, str(Path(lrkit.__file__).resolve().parents[1])]


def _python_folders() -> list[str]:
    """The folders that Python needs, and of lrkit's own place the package alone."""
    package = Path(lrkit.__file__).resolve().parent
    real = Path(sys.executable).resolve().parents[1]
    folders = [*map(os.path.abspath, (sys.prefix, sys.base_prefix)), str(real),
               *_package_folders()[:-1], str(package)]
    return [path for path in dict.fromkeys(folders) if path not in ("/", "/usr")]


def _hidden_folders() -> list[str]:
    """What of the package a submission must not read: answers, and the grader itself."""
    package = Path(lrkit.__file__).resolve().parent
    return [str(path) for path in (*sorted((package / "exercises").glob("nb??")),
                                   package / "grading")]


class Session:
    """A submission's process, as the judge speaks to it."""

    def __init__(self, connection: socket.socket):
        self._connection = connection

    def ask(self, seconds: float, **request: Any) -> dict:
        """Send a request and wait for the answer. Raises `Gone` or `Late`."""
        self.say(**request)
        return self.hear(seconds)

    def say(self, **request: Any) -> None:
        """Send a request."""
        send(self._connection, request)

    def hear(self, seconds: float, *, largest: int = LARGEST) -> dict:
        """Wait for an answer; whatever is no JSON object counts as gone."""
        answer = receive(self._connection, seconds, largest=largest)
        if not isinstance(answer, dict):
            raise Gone("an answer that is none")
        return answer
