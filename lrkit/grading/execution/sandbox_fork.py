"""The sandbox by fork, from outside: starts a fork server and opens sessions in it.

With bubblewrap a submission sees a read-only system, this environment's packages without the
exercises' answers, and one empty folder; no network, no home, no other process. Without it, limits
and a process group are all the protection, and `ForkSandbox.isolation` is "partial".
"""

import contextlib
import os
import secrets
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

import psutil

from lrkit.errors import UserError
from lrkit.grading.execution.sandbox_environment import (
    DISK,
    FULL,
    PARTIAL,
    SYSTEM,
    WRITABLE,
    font_lists,
    full_environment,
    hidden_folders,
    partial_environment,
    python_folders,
)
from lrkit.sandbox.messages import (
    END_SESSION,
    MAX_MESSAGE,
    START_SESSION,
    WARM_UP,
    ConnectionLost,
    ReplyTimeout,
    receive,
    send,
)

SANDBOX_MARK = "LRKIT_SANDBOX"  # the variable by which a process of partial isolation is known
START_TIMEOUT = 300.0  # seconds for the first imports on a slow and busy machine
END_TIMEOUT = 20.0  # seconds in which a session must have ended
WARM_UP_TIMEOUT = 300.0  # seconds that a declared function may take on a busy machine


class ForkSandbox:
    """A sandbox whose fork server forks a fresh process for each submission.

    Parameters
    ----------
    program : str or None
        bubblewrap's path; None for partial isolation.
    log : Path, optional
        A file to which errors of the sandbox itself are appended.
    """

    def __init__(self, program: str | None, log: Path | None = None):
        self.isolation = FULL if program else PARTIAL
        self._program = program
        self._log = log
        self._closed = False
        self._mark = secrets.token_hex(16)
        self._folder: tempfile.TemporaryDirectory | None = None
        self._process: subprocess.Popen | None = None
        self._control: socket.socket | None = None
        self._warm: set[str] = set()  # what the current process has warmed up
        self._too_slow: set[str] = set()

    def __enter__(self) -> "ForkSandbox":
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    @contextmanager
    def session(self) -> Iterator["SandboxSession"]:
        """Open a fresh process in an empty folder; at the end both go, with all they started."""
        self._start()
        if self._closed:
            self.stop()
            raise UserError("the sandbox was closed")
        ours, theirs = socket.socketpair()
        try:
            with theirs:
                socket.send_fds(self._control, [START_SESSION], [theirs.fileno()])
            yield SandboxSession(ours)
        finally:
            ours.close()
            self._end()

    def warm_up(self, names: Sequence[str]) -> None:
        """Call functions once in the fork server; later sessions inherit what they keep in memory.

        Nothing of a submission is there while it happens. What takes too long is not tried again:
        each session then computes it for itself.

        Parameters
        ----------
        names : sequence of str
            Such as ``"lrkit.trials:measure_main"``.

        Raises
        ------
        UserError
            If there is no such function, or it raises.
        """
        if not set(names) - self._too_slow:
            return
        self._start()
        for name in names:
            if name not in self._warm | self._too_slow:
                self._warm_up(name)

    def _warm_up(self, name: str) -> None:
        try:
            self._control.sendall(WARM_UP)
            send(self._control, name)
            reply = receive(self._control, WARM_UP_TIMEOUT)
        except (ConnectionLost, ReplyTimeout, OSError):
            self._too_slow.add(name)
            self.stop()
            self._start()
            return
        if "error" in reply:
            raise UserError(f"the warm-up {name} that the assignment declares fails: "
                            f"{reply['error']}")
        self._warm.add(name)

    def _end(self) -> None:
        try:
            self._control.sendall(END_SESSION)
            receive(self._control, END_TIMEOUT)
        except (ConnectionLost, ReplyTimeout, OSError):
            self.stop()  # the next session starts again

    def close(self) -> None:
        """Close the sandbox for good, even while another thread has a session in it."""
        self._closed = True
        process, control = self._process, self._control  # another thread may let go of them
        if self._program and process is not None and process.poll() is None:
            process.kill()  # and with it every process of its namespace
        elif control is not None:
            with contextlib.suppress(OSError):
                control.shutdown(socket.SHUT_RDWR)  # the fork server kills its processes and ends

    def _start(self) -> None:
        if self._closed:
            raise UserError("the sandbox was closed")
        if self._process is not None and self._process.poll() is None:
            return
        self.stop()
        self._control, theirs = socket.socketpair()
        descriptor = theirs.fileno()
        with open(self._log, "ab") if self._log else tempfile.TemporaryFile() as log:
            with theirs:  # closed before we wait, so that it ends with the sandbox
                command, environment = self._command(descriptor)
                self._process = subprocess.Popen(
                    command, pass_fds=(descriptor,), env=environment, stdin=subprocess.DEVNULL,
                    stdout=subprocess.DEVNULL, stderr=log, start_new_session=True, cwd="/")
            self._wait(command[0], log)

    def _wait(self, program: str, log: BinaryIO) -> None:
        """Wait until it is ready; raise UserError with its last words where it ends instead."""
        try:
            receive(self._control, START_TIMEOUT)
        except (ConnectionLost, ReplyTimeout) as error:
            late = isinstance(error, ReplyTimeout)
            what = f"was not ready after {START_TIMEOUT:g} s" if late else "ended"
            self.stop()
            printed = b""
            if not self._log:
                log.seek(0)
                printed = log.read()
            last = (printed.decode(errors="replace").splitlines() or ["no word about why"])[-1]
            raise UserError("the sandbox in which submissions run does not start here; "
                            f"`{program} ...` {what}: {last}") from error

    def stop(self) -> None:
        """End the sandbox and everything in it."""
        if self._control is not None:
            self._control.close()
        if self._process is not None:
            if self.isolation == PARTIAL:
                with contextlib.suppress(subprocess.TimeoutExpired):
                    self._process.wait(5)  # it kills its processes and ends
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
            if self.isolation == PARTIAL:
                _kill_marked(self._mark)  # a submission may have killed its fork server
        if self._folder is not None:
            self._folder.cleanup()
        self._control = self._process = self._folder = None
        self._warm.clear()

    def _command(self, descriptor: int) -> tuple[list[str], dict[str, str]]:
        python = [os.path.abspath(sys.executable), "-P", "-m", "lrkit.sandbox.forkserver",
                  str(descriptor)]
        fonts = font_lists()
        if self._program is None:
            self._folder = tempfile.TemporaryDirectory(prefix="lrkit-")
            home = Path(self._folder.name)
            (home / "work").mkdir()
            environment = partial_environment(home) | {SANDBOX_MARK: self._mark}
            return [*python, fonts, str(home / "work"), str(home)], environment
        environment = full_environment() | {
            "HOME": "/tmp/home", "TMPDIR": "/tmp", "MPLCONFIGDIR": "/tmp/matplotlib",
            "IPYTHONDIR": "/tmp/ipython"}
        command = [self._program, "--unshare-all", "--die-with-parent", "--as-pid-1",
                   "--uid", "65534", "--gid", "65534", "--hostname", "lrkit", "--clearenv",
                   "--proc", "/proc", "--dev", "/dev"]
        for path in WRITABLE:
            command += ["--size", str(DISK), "--tmpfs", path]
        for path in (*SYSTEM, *python_folders()):
            command += ["--ro-bind-try", path, path]
        for path in hidden_folders():
            command += ["--tmpfs", path, "--remount-ro", path]
        command += ["--ro-bind-try", fonts, "/fonts", "--remount-ro", "/dev", "--remount-ro", "/"]
        for name, value in environment.items():
            command += ["--setenv", name, value]
        return [*command, "--", *python, "/fonts", *WRITABLE], {"PATH": os.environ["PATH"]}


def _kill_marked(mark: str) -> None:
    """Kill every process of ours that has the mark in its environment."""
    for process in psutil.process_iter(["environ"]):
        if (process.info["environ"] or {}).get(SANDBOX_MARK) == mark:  # None where we may not look
            with contextlib.suppress(psutil.Error):
                process.kill()


class SandboxSession:
    """A submission's process, as the judge sees it."""

    def __init__(self, connection: socket.socket):
        self._connection = connection

    def request(self, seconds: float, **message: Any) -> dict:
        """Send a request and wait for the reply; see `receive` for what can go wrong."""
        self.send(**message)
        return self.receive(seconds)

    def send(self, **message: Any) -> None:
        """Send a message; raise `ConnectionLost` if nobody is there."""
        send(self._connection, message)

    def receive(self, seconds: float, *, limit: int = MAX_MESSAGE) -> dict:
        """Wait for a message, of at most so many bytes.

        Raises
        ------
        ReplyTimeout
            If none came in time.
        ConnectionLost
            If none will come, or what came is no JSON object.
        """
        message = receive(self._connection, seconds, limit=limit)
        if not isinstance(message, dict):
            raise ConnectionLost("a reply that is not an object")
        return message
