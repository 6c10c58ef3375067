"""The sandbox where a process cannot fork, as on Windows: a new Python for each submission.

It is used like `lrkit.grading.execution.sandbox_fork.ForkSandbox`. Starting Python and loading
everything takes seconds, so that the next process is started while one works.
"""

import contextlib
import os
import secrets
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import psutil

from lrkit.errors import UserError
from lrkit.grading.execution.sandbox_environment import PARTIAL, font_lists, partial_environment
from lrkit.grading.execution.sandbox_fork import START_TIMEOUT, SandboxSession
from lrkit.sandbox.messages import ConnectionLost, ReplyTimeout, receive

PASSED_ON = ("SYSTEMROOT", "SYSTEMDRIVE", "WINDIR", "PATHEXT")  # Windows needs them
KILL_TIMEOUT = 10.0  # seconds in which killed processes must have ended


class SpawnSandbox:
    """A sandbox that starts a fresh process for each submission; limits are on time alone.

    Attributes
    ----------
    isolation : str
        Always "partial".
    """

    isolation = PARTIAL

    def __init__(self) -> None:
        self._next: _SpawnedProcess | None = None
        self._closed = False

    def __enter__(self) -> "SpawnSandbox":
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    @contextmanager
    def session(self) -> Iterator[SandboxSession]:
        """Open a fresh process in an empty folder; at the end both go, with all they started."""
        if self._closed:
            raise UserError("the sandbox was closed")
        one, self._next = self._next or _SpawnedProcess(), None
        try:
            connection = one.connect()
            self._next = _SpawnedProcess()
            with connection:
                yield SandboxSession(connection)
        finally:
            one.end()

    def warm_up(self, names: Sequence[str]) -> None:
        """Do nothing: a process that is not forked inherits nothing."""

    def stop(self) -> None:
        """End the process that waits for the next submission."""
        if self._next is not None:
            self._next.end()
            self._next = None

    def close(self) -> None:
        """Close the sandbox for good."""
        self._closed = True
        self.stop()


class _SpawnedProcess:
    """One process, its folder, and the port to which it connects."""

    def __init__(self) -> None:
        # What a submission still holds open cannot be removed on Windows: then it stays behind.
        self._folder = tempfile.TemporaryDirectory(prefix="lrkit-", ignore_cleanup_errors=True)
        home = Path(self._folder.name)
        (home / "work").mkdir()
        self._token = secrets.token_hex(16)
        self._server = socket.create_server(("127.0.0.1", 0))
        passed_on = {name: os.environ[name] for name in PASSED_ON if name in os.environ}
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-m", "lrkit.sandbox.spawn_main", font_lists(),
             str(home / "work")],
            env=partial_environment(home) | passed_on, cwd=home, stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        with contextlib.suppress(OSError):  # it has ended already: `connect` will notice
            # Not as an argument: every user of the machine can read those.
            self._process.stdin.write(f"{self._server.getsockname()[1]}\n{self._token}\n".encode())
            self._process.stdin.close()

    def connect(self) -> socket.socket:
        """Wait until it has loaded everything; raise UserError if it never does."""
        self._server.settimeout(START_TIMEOUT)
        try:
            connection, _ = self._server.accept()
            if receive(connection, START_TIMEOUT) == {"ready": self._token}:
                return connection
            connection.close()
        except (ConnectionLost, ReplyTimeout, OSError):
            pass
        raise UserError("the process in which a submission runs does not start here")

    def end(self) -> None:
        """Kill it and all that it has started, and remove its folder."""
        self._server.close()
        with contextlib.suppress(psutil.NoSuchProcess):
            root = psutil.Process(self._process.pid)
            found = [root, *root.children(recursive=True)]
            for process in found:
                with contextlib.suppress(psutil.NoSuchProcess, psutil.AccessDenied):
                    process.kill()
            psutil.wait_procs(found[1:], timeout=KILL_TIMEOUT)
        self._process.kill()
        self._process.wait()
        if self._process.stdin:
            with contextlib.suppress(OSError):
                self._process.stdin.close()
        self._folder.cleanup()
