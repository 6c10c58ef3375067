"""Inside the sandbox: loads everything once, then forks a fresh process for each submission.

It is started as ``python -m lrkit.sandbox.forkserver FD FONTS WORK FOLDER...`` with one end of a
socket. Three requests come over it. START_SESSION brings another socket, which a new process serves
in the folder WORK. Upon END_SESSION everything that the submission has started is killed, and
everything that it could write to is emptied. WARM_UP names a function to be called here, so that
the processes that are forked later inherit what it keeps in memory.
"""

import contextlib
import ctypes
import os
import resource
import select
import signal
import socket
import sys
import traceback
from collections.abc import Iterator
from pathlib import Path
from pkgutil import resolve_name
from typing import Any

import psutil

from lrkit.sandbox.cleanup import clean_up, copy_fonts, empty_folder
from lrkit.sandbox.messages import (
    END_SESSION,
    START_SESSION,
    WARM_UP,
    ConnectionLost,
    receive,
    send,
)
from lrkit.sandbox.preload import preload
from lrkit.sandbox.resource_monitor import INTERVAL, SHARED_INTERVAL, descendants, exceeds_limits
from lrkit.sandbox.session import serve
from lrkit.sandbox.shell import enter_folder

ADDRESS_SPACE = 3 * 1024**3  # bytes of address space
LIMITS = {"RLIMIT_AS": ADDRESS_SPACE, "RLIMIT_NPROC": 256, "RLIMIT_NOFILE": 256,
          "RLIMIT_FSIZE": 64 * 1024**2, "RLIMIT_CORE": 0}
NOT_DUMPABLE, DUMPABLE = 0, 1


def main(control: socket.socket, fonts: str, folders: list[Path]) -> None:
    """Serve until the grader closes the connection.

    Submissions work in the first of the folders, and the last holds all of them: where they are the
    machine's own, nothing of them stays.
    """
    alone = os.getpid() == 1  # in a namespace of its own, where all others are a submission's
    try:
        _serve(control, fonts, folders, alone)
    except ConnectionLost:  # the grader was ended while we were loading
        pass
    finally:
        if not alone:
            with contextlib.suppress(OSError):  # the grader may be removing it too
                empty_folder(folders[-1])
                folders[-1].rmdir()


def _serve(control: socket.socket, fonts: str, folders: list[Path], alone: bool) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # what a submission sends to us
    _adopt_orphans()
    copy_fonts(fonts)
    shell = preload()
    send(control, {"ready": os.getpid()})
    child = 0
    for message, descriptors in _requests(control, SHARED_INTERVAL if not alone else INTERVAL):
        if message is None and child and exceeds_limits(descendants(os.getpid())):
            child = _end(child)
        elif message == START_SESSION and descriptors:
            with socket.socket(fileno=descriptors[0]) as connection:
                child = _fork(control, connection, folders[0], shell)
        elif message == WARM_UP:
            send(control, _warm_up(receive(control)))
        elif message == END_SESSION:
            child = _end(child)
            clean_up(folders, fonts, alone=alone)
            send(control, {"ended": True})
    _end(child)


def _requests(control: socket.socket, every: float) -> Iterator[tuple[bytes | None, list[int]]]:
    """Yield the grader's requests until it leaves, and None after a moment without one."""
    while True:
        if not select.select([control], [], [], every)[0]:
            yield None, []
            continue
        try:
            message, descriptors, _, _ = socket.recv_fds(control, 1, 1)
        except OSError:
            return
        if not message:
            return
        yield message, descriptors


def _warm_up(name: str) -> dict:
    """Call a function once; the reply has its error if it fails."""
    try:
        resolve_name(name)()
    except Exception as error:
        return {"error": f"{type(error).__name__}: {error}"}
    return {}


def _fork(control: socket.socket, connection: socket.socket, folder: Path, shell: Any) -> int:
    child = os.fork()
    if child:
        return child
    try:
        control.close()
        os.setsid()
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        _set_dumpable(DUMPABLE)  # the fork server must see how much memory it uses
        os.dup2(os.open(os.devnull, os.O_WRONLY), 2)  # ours is a file that outlives it
        os.chdir(folder)
        enter_folder(shell)
        for name, limit in LIMITS.items():
            with contextlib.suppress(ValueError, OSError):
                resource.setrlimit(getattr(resource, name), (limit, limit))
        serve(connection, shell)
    except ConnectionLost:
        pass
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(0)


def _adopt_orphans() -> None:
    """Become the parent of every orphan below this process, and let nobody look into it."""
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(36, 1, 0, 0, 0)  # PR_SET_CHILD_SUBREAPER
    _set_dumpable(NOT_DUMPABLE)


def _set_dumpable(value: int) -> None:
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(4, value, 0, 0, 0)  # PR_SET_DUMPABLE


def _end(child: int) -> int:
    """Kill the submission's process and all that it has started; return 0, which is not a child."""
    if os.getpid() == 1:  # the first of its own namespace: all others there are a submission's
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.kill(-1, signal.SIGKILL)
    elif child:
        for _ in range(50):
            found = descendants(os.getpid())
            for process in found:
                with contextlib.suppress(psutil.Error):
                    process.kill()
            _reap()
            if not found:
                break
    _reap()
    return 0


def _reap() -> None:
    """Reap the processes that have ended, and wait a moment for those that were killed just now."""
    for _ in range(1000):
        try:
            pid, _ = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return
        if not pid:
            select.select([], [], [], 0.002)


if __name__ == "__main__":
    descriptor, fonts, *folders = sys.argv[1:]
    main(socket.socket(fileno=int(descriptor)), fonts, list(map(Path, folders)))
