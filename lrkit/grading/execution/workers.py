"""The worker process: a job comes in, its notebook runs in the worker's sandbox and is judged.

A `Job` is plain data and `run_job` a function of a module, so that a job can be sent anywhere where
lrkit is installed; nothing else is shared. A worker keeps one sandbox, which has loaded everything
once and forks for each submission.
"""

import multiprocessing
import os
import signal
import threading
import time
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from multiprocessing.connection import wait as wait_for_any

from lrkit.errors import UserError
from lrkit.grading.execution.judge import Judge
from lrkit.grading.execution.notebook_result import Cell, NotebookResult
from lrkit.grading.execution.sandbox_environment import FULL, bubblewrap
from lrkit.grading.execution.sandbox_fork import ForkSandbox
from lrkit.grading.execution.startup import tune_process


@dataclass(frozen=True)
class Job:
    """A submission as a worker needs it.

    Attributes
    ----------
    key : str
        ``student/assignment``.
    cells : tuple of Cell
        The notebook's cells, repaired.
    files : dict of str to bytes
        The files beside the notebook.
    secret : str
        Decides which inputs are drawn, see `Judge`.
    require_isolation : bool
        Refuse to run it where there is no bubblewrap.
    warm_up : tuple of str
        The functions that the assignment declares, see `lrkit.course.warm_up`.
    """

    key: str
    cells: tuple[Cell, ...]
    files: dict[str, bytes] = field(default_factory=dict)
    secret: str = ""
    require_isolation: bool = False
    warm_up: tuple[str, ...] = ()


def run_job(job: Job) -> NotebookResult:
    """Run and judge a submission in this process's sandbox.

    Raises
    ------
    UserError
        If isolation is required and this machine has none, or the warm-up fails.
    """
    sandbox = _sandbox()
    if job.require_isolation and sandbox.isolation != FULL:
        raise UserError("a worker has no bubblewrap, and isolation is required")
    started = time.monotonic()
    sandbox.warm_up(job.warm_up)
    judged = Judge(sandbox, job.secret).run(job.cells, job.files)
    judged.isolation = sandbox.isolation
    judged.took = time.monotonic() - started
    return judged


def start_worker(environment: dict[str, str] | None = None, stop: Connection | None = None) -> None:
    """Prepare a process to be a worker: call it first, before any job.

    Ctrl-C is left to the parent. The worker ends when its parent does, even by ``kill -9``, and
    when there is something to read from `stop`.

    Parameters
    ----------
    environment : dict, optional
        The environment of this run. A process that is forked from a server has that of the first
        run, in which bubblewrap may not have been found.
    stop : Connection, optional
        The end of a pipe that all workers hold and none reads: one message ends them all.
    """
    if environment is not None:
        os.environ.clear()
        os.environ.update(environment)
    tune_process()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = multiprocessing.parent_process()
    ends = [end for end in (parent and parent.sentinel, stop) if end is not None]
    if ends:
        threading.Thread(target=_exit_after, args=(ends,), daemon=True).start()


def _exit_after(ends: list) -> None:
    wait_for_any(ends)
    os._exit(1)


_here = threading.local()  # a Dask worker may run several threads


def start_sandbox() -> None:
    """Start this worker's sandbox, so that the first submission finds it ready."""
    with _sandbox().session():
        pass


def close_sandbox() -> None:
    """End this thread's sandbox, if it has one; the next job starts another."""
    if hasattr(_here, "sandbox"):
        _here.sandbox.stop()
        del _here.sandbox


def _sandbox() -> ForkSandbox:
    if not hasattr(_here, "sandbox"):
        _here.sandbox = _make_sandbox()
        multiprocessing.util.Finalize(None, _here.sandbox.stop, exitpriority=10)
    return _here.sandbox


def _make_sandbox() -> ForkSandbox:
    """Return the best sandbox that this machine can run."""
    if hasattr(os, "fork"):
        return ForkSandbox(bubblewrap())
    from lrkit.grading.execution.sandbox_spawn import SpawnSandbox

    return SpawnSandbox()
