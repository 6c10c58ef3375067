"""The sandbox, from outside: start one, open a session in it, be sure that nothing stays.

With bubblewrap a submission sees a read-only system, this environment's packages without the
exercises' answers, and one empty folder; no network, no home, no other process. Without it, limits
and a process group are all there is, and `Sandbox.isolation` says "partial".
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

MARK = "LRKIT_SANDBOX"  # the variable by which a process of partial isolation is known
START_TIMEOUT = 300.0  # seconds for the first imports on a slow and busy machine
END_TIMEOUT = 20.0
WARM_UP_TIMEOUT = 300.0  # seconds that a declared function may take on a busy machine


class ForkSandbox:
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
        self._mark = secrets.token_hex(16)
        self._folder: tempfile.TemporaryDirectory | None = None
        self._process: subprocess.Popen | None = None
        self._control: socket.socket | None = None
        self._warm: set[str] = set()  # what the present process has warmed up
        self._too_slow: set[str] = set()

    def __enter__(self) -> "ForkSandbox":
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    @contextmanager
    def session(self) -> Iterator["SandboxSession"]:
        """A fresh process in an empty folder; both are gone afterwards, with all they started."""
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
            Such as ``"lrkit.trials:measure_all"``.

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
            receive(self._control, START_TIMEOUT)
        except (ConnectionLost, ReplyTimeout) as error:
            late = isinstance(error, ReplyTimeout)
            what = f"was not ready after {START_TIMEOUT:g} s" if late else "ended"
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
                _kill_marked(self._mark)  # a submission may have killed what should kill it
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
            environment = partial_environment(home) | {MARK: self._mark}
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
        if (process.info["environ"] or {}).get(MARK) == mark:  # None where we may not look
            with contextlib.suppress(psutil.Error):
                process.kill()


class SandboxSession:
    """A submission's process, as the judge speaks to it."""

    def __init__(self, connection: socket.socket):
        self._connection = connection

    def ask(self, seconds: float, **request: Any) -> dict:
        """Send a request and wait for the answer. Raises `ConnectionLost` or `ReplyTimeout`."""
        self.say(**request)
        return self.hear(seconds)

    def say(self, **request: Any) -> None:
        """Send a request."""
        send(self._connection, request)

    def hear(self, seconds: float, *, largest: int = MAX_MESSAGE) -> dict:
        """Wait for an answer; whatever is no JSON object counts as gone."""
        answer = receive(self._connection, seconds, largest=largest)
        if not isinstance(answer, dict):
            raise ConnectionLost("an answer that is none")
        return answer
