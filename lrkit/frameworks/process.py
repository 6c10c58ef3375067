"""A process for each backend, in which the libraries run and the session's own are not touched.

Keras reads ``KERAS_BACKEND`` once, when it is imported, so that one process has one backend. The
student's session keeps its own: what runs here runs in a process with the backend named in its
environment, and there only. It is started at the first call, stays for later ones, since an
import takes seconds, and ends with the session. If it dies or hangs, the next call starts another.
"""

import atexit
import json
import os
import queue
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from lrkit.frameworks.libraries import BACKENDS, must_be
from lrkit.frameworks.plain import decode_plain, encode_plain

TIMEOUT = 300.0  # seconds for a call; a run of notebook 9 takes about ten, imports included
PATIENCE = 5.0  # seconds in which an interrupted call has to end
QUIET = {
    "TF_CPP_MIN_LOG_LEVEL": "3",  # TensorFlow's log, of which a student needs no line
    "TF_ENABLE_ONEDNN_OPTS": "0",  # sums in the same order on every machine
    "CUDA_VISIBLE_DEVICES": "-1",  # these networks are small, and 64 bits slow on a GPU
    "JAX_PLATFORMS": "cpu",
    "KERAS_HOME": os.path.join(os.devnull, "keras"),  # a folder that cannot be
    "PYTHONIOENCODING": "utf-8",
}


class ProcessError(RuntimeError):
    """An error for people: a call failed in a library's process, or the process is no more.

    Attributes
    ----------
    kind, reason : str
        The type of the error that was raised there and its message; of a process that died or
        hung, ``""`` and what happened.
    trace : str
        The traceback there, if there is one.
    """

    def __init__(self, message: str, kind: str = "", reason: str = "", trace: str = ""):
        super().__init__(message)
        self.kind, self.reason, self.trace = kind, reason or message, trace


def call(backend: str, target: str, *args: Any, timeout: float | None = TIMEOUT,
         say: Callable[[str], None] | None = None) -> Any:
    """Call a function in the process of a backend, and return what it returns.

    Parameters
    ----------
    backend : str
        ``"tensorflow"``, ``"jax"`` or ``"torch"``.
    target : str
        ``"package.module:function"``.
    *args
        Plain data: numbers, texts, arrays, and lists, tuples and dicts of these.
    timeout : float or None
        Seconds after which the process is ended; None to wait without end.
    say : callable, optional
        Called with every piece of text that the function prints, as it comes.

    Raises
    ------
    ProcessError
        If the function raises there, the process dies, or the time is over.
    ValueError
        If there is no such backend.

    Examples
    --------
    >>> call("jax", "math:hypot", 3, 4)
    5.0
    """
    must_be("backend", backend, BACKENDS)
    with _LOCKS[backend]:
        process = _PROCESSES.get(backend)
        if process is None or not process.is_ours():
            if process is not None:
                process.forget()
            process = _PROCESSES[backend] = Process(backend)
        return process.call(target, args, timeout, say)


def close() -> None:
    """End all processes; the next call starts one again."""
    for process in list(_PROCESSES.values()):
        process.end() if process.is_ours() else process.forget()


class Process:
    """One process, and the pipes to it."""

    def __init__(self, backend: str):
        self.backend = backend
        self._owner = os.getpid()
        self._log = tempfile.TemporaryFile()  # noqa: SIM115
        self._popen = subprocess.Popen(
            [sys.executable, "-m", "lrkit.frameworks.worker"], stdin=subprocess.PIPE,
            stdout=subprocess.PIPE, stderr=self._log, env=environment(backend), **_apart())
        self._replies: queue.Queue = queue.Queue()
        threading.Thread(target=_read, args=(self._popen.stdout, self._replies),
                         daemon=True).start()

    @property
    def pid(self) -> int:
        """The process's number."""
        return self._popen.pid

    def is_ours(self) -> bool:
        """Return True if it is alive, and was started by this process and not before a fork."""
        return self._owner == os.getpid() and self._popen.poll() is None

    def call(self, target: str, args: tuple, timeout: float | None,
             say: Callable[[str], None] | None) -> Any:
        """Call a function there; see `call`."""
        data = encode_plain(list(args))
        with self._ended_unless_done():
            self._send({"target": target, "args": data})
            reply = self._wait(timeout, say)
        if "error" in reply:
            kind, reason, trace = reply["error"]
            raise ProcessError(f"{target} failed in the process of {BACKENDS[self.backend]}: "
                               f"{kind}: {reason}", kind, reason, trace)
        return decode_plain(reply["value"])

    def end(self, patience: float = 1.0) -> None:
        """End it, after `patience` seconds by force, and what it has started in any case."""
        if patience:
            with suppress(OSError, subprocess.TimeoutExpired):
                self._popen.stdin.close()
                self._popen.wait(patience)
        self._kill()
        self.forget()

    def _kill(self) -> None:
        """End it by force, with the processes that it has started."""
        with suppress(OSError):  # it may have ended just now
            if hasattr(os, "killpg"):  # it leads a group of its own; see `_apart`
                os.killpg(self._popen.pid, signal.SIGKILL)
            else:
                self._popen.kill()
        self._popen.wait()

    def forget(self) -> None:
        """Close the pipes to it, and use it no more; it may belong to another process."""
        if _PROCESSES.get(self.backend) is self:
            del _PROCESSES[self.backend]
        with suppress(OSError):  # what could not be written is written once more
            self._popen.stdin.close()
        self._log.close()

    def _send(self, message: dict) -> None:
        try:
            self._popen.stdin.write(json.dumps(message).encode("ascii") + b"\n")
            self._popen.stdin.flush()
        except OSError:
            raise self._died() from None

    def _wait(self, timeout: float | None, say: Callable[[str], None] | None) -> dict:
        """Return the reply, and pass on what is printed before it."""
        over = None if timeout is None else time.monotonic() + timeout
        while True:
            try:
                reply = self._replies.get(timeout=0.2)  # on Windows nothing interrupts a longer one
            except queue.Empty:
                if self._popen.poll() is not None and self._replies.empty():
                    raise self._died() from None  # a process of its own may hold the pipe open
                if over is not None and time.monotonic() > over:
                    raise ProcessError(
                        f"the process of {BACKENDS[self.backend]} gave no answer in {timeout:g} "
                        "seconds and was ended; the next call starts another") from None
                continue
            if reply is None:
                raise self._died()
            if "text" not in reply:
                return reply
            if say is not None:
                say(reply["text"])

    @contextmanager
    def _ended_unless_done(self) -> Iterator[None]:
        """End the process if a call was not answered; an interrupted one may answer first."""
        try:
            yield
        except KeyboardInterrupt:
            try:
                self._send({"interrupt": True})
                self._wait(PATIENCE, None)
            except (ProcessError, KeyboardInterrupt):
                self.end(patience=0.0)
            raise
        except BaseException:
            self.end(patience=0.0)
            raise

    def _died(self) -> ProcessError:
        try:
            status = self._popen.wait(PATIENCE)
        except subprocess.TimeoutExpired:  # it has closed the pipe, and lives
            self._kill()
            status = self._popen.returncode
        self._log.seek(0)
        lines = self._log.read().decode("utf-8", "replace").strip().splitlines()
        last = "".join(f"\n  {line}" for line in lines[-3:]) if status > 0 else ""
        why = f"it was killed by signal {-status}, perhaps for want of memory" if status < 0 \
            else f"exit status {status}"
        return ProcessError(f"the process of {BACKENDS[self.backend]} has died ({why}); "
                            f"the next call starts another{last}")


def environment(backend: str) -> dict[str, str]:
    """Return the environment variables of a backend's process: the session's, with its backend.

    Keras finds no settings of the student's there, and writes none into the home folder. Nor does
    the session's TF_USE_LEGACY_KERAS count, with which ``tf.keras`` is Keras 2.
    """
    folders = os.pathsep.join(os.path.abspath(path) for path in
                              dict.fromkeys([str(Path(__file__).parents[2]), *sys.path]))
    theirs = {name: value for name, value in os.environ.items()
              if not name.startswith("KERAS_") and name != "TF_USE_LEGACY_KERAS"}
    return theirs | QUIET | {"KERAS_BACKEND": backend, "PYTHONPATH": folders}


def _apart() -> dict:
    """Keep the session's interrupts from it: the session says itself what is to be interrupted."""
    if sys.platform == "win32":
        return {"creationflags": subprocess.CREATE_NEW_PROCESS_GROUP | subprocess.CREATE_NO_WINDOW}
    return {"start_new_session": True}


def _read(source, replies: queue.Queue) -> None:
    """Read the replies, in a thread: Windows cannot wait for a pipe for a given time."""
    with source, suppress(ValueError):  # the last line is cut where a process was killed
        for line in source:
            replies.put(json.loads(line))
    replies.put(None)


_PROCESSES: dict[str, Process] = {}
_LOCKS = {backend: threading.RLock() for backend in BACKENDS}
atexit.register(close)
