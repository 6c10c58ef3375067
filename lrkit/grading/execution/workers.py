"""Who runs submissions: processes on this machine, or a Dask cluster, behind one `Executor`.

A `Job` is plain data and `run_job` a function of a module, so that a job can be sent anywhere where
lrkit is installed; nothing else is shared. A worker keeps a sandbox, which has loaded everything
once and forks for each submission.
"""

import contextlib
import multiprocessing
import os
import signal
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import (
    FIRST_COMPLETED,
    BrokenExecutor,
    Executor,
    Future,
    ProcessPoolExecutor,
    ThreadPoolExecutor,
    wait,
)
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing.connection import wait as wait_for_end
from typing import Any

from lrkit.errors import UserError
from lrkit.grading.execution.judge import Judge
from lrkit.grading.execution.notebook_result import Cell, NotebookResult
from lrkit.grading.execution.sandbox_environment import FULL, bubblewrap
from lrkit.grading.execution.sandbox_fork import ForkSandbox
from lrkit.grading.execution.startup import tune_process, worker_context

MAX_TRIES = 2  # a worker that was ended from outside is replaced, and its job tried again


@dataclass(frozen=True)
class Job:
    """A submission as a worker needs it.

    Attributes
    ----------
    key : str
        ``student/assignment``.
    cells : tuple of Cell
        The notebook's cells, put right.
    files : dict of str to bytes
        What lies beside the notebook.
    secret : str
        Decides over the inputs that are drawn, see `Judge`.
    require_isolation : bool
        Refuse to run it where there is no bubblewrap.
    """

    key: str
    cells: tuple[Cell, ...]
    files: dict[str, bytes] = field(default_factory=dict)
    secret: str = ""
    require_isolation: bool = False


def run_job(job: Job) -> NotebookResult:
    """Run and judge a submission, in this process's sandbox.

    Raises
    ------
    UserError
        If isolation is required and not to be had here.
    """
    sandbox = _sandbox()
    if job.require_isolation and sandbox.isolation != FULL:
        raise UserError("a worker has no bubblewrap, and isolation is required")
    started = time.monotonic()
    if any("trials.hear(" in cell.source for cell in job.cells):
        sandbox.hear_trials()
    judged = Judge(sandbox, job.secret).run(job.cells, job.files)
    judged.isolation = sandbox.isolation
    judged.took = time.monotonic() - started
    return judged


_here = threading.local()  # a Dask worker may run several threads


def _sandbox() -> ForkSandbox:
    if not hasattr(_here, "sandbox"):
        _here.sandbox = _make_sandbox()
        multiprocessing.util.Finalize(None, _here.sandbox.stop, exitpriority=10)
    return _here.sandbox


def _make_sandbox() -> ForkSandbox:
    """The best that this machine has."""
    if hasattr(os, "fork"):
        return ForkSandbox(bubblewrap())
    from lrkit.grading.execution.sandbox_spawn import SpawnSandbox

    return SpawnSandbox()


def _sandbox_ready() -> None:
    """Start this worker's sandbox; the first submission then finds it waiting."""
    with _sandbox().session():
        pass


def close_sandbox() -> None:
    """End this thread's sandbox, if it has one; the next job starts another."""
    if hasattr(_here, "sandbox"):
        _here.sandbox.stop()
        del _here.sandbox


def _start_worker(environment: dict[str, str] | None = None) -> None:
    """Leave Ctrl-C to the parent, and end when it ends, also by kill -9.

    Where workers are forked they have the environment of the first run in this process: with
    `environment` they get that of this one, in which bubblewrap may have come to be found.
    """
    if environment is not None:
        os.environ.clear()
        os.environ.update(environment)
    tune_process()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = multiprocessing.parent_process()
    if parent is not None:
        def follow() -> None:
            wait_for_end([parent.sentinel])
            os._exit(1)

        threading.Thread(target=follow, daemon=True).start()


@contextmanager
def local_workers(count: int) -> Iterator[Callable[[], Executor]]:
    """Processes on this machine. Yields a function that gives the executor, anew if it broke."""
    made: list[ProcessPoolExecutor] = []

    def give() -> ProcessPoolExecutor:
        if not made or getattr(made[-1], "_broken", False):
            made.append(ProcessPoolExecutor(
                count, worker_context(first=not made), _start_worker, (dict(os.environ),)))
        return made[-1]

    with _started(give(), count) as started:  # while we read what was handed in
        try:
            yield give
        except BaseException:
            wait(started)
            for pool in made:  # nobody waits for a submission that runs for minutes
                for process in list((pool._processes or {}).values()):
                    process.kill()
            raise
        finally:
            for pool in made:
                pool.shutdown(wait=True, cancel_futures=True)


@contextmanager
def _started(pool: ProcessPoolExecutor, count: int) -> Iterator[list[Future]]:
    """Start the workers, and in each of them its sandbox.

    In a thread where each start waits for the process from which it is forked, which is loading
    what it needs; but here where we fork, since of our threads only one is there after it.
    """
    def start() -> None:
        for _ in range(count):
            pool.submit(_sandbox_ready)

    if pool._mp_context.get_start_method() == "fork":
        start()
        yield []
        return
    with ThreadPoolExecutor(1) as beside:
        yield [beside.submit(start)]


@contextmanager
def dask_cluster(address: str) -> Iterator[Callable[[], Executor]]:
    """The workers of a Dask scheduler, such as ``tcp://10.0.0.5:8786``.

    Raises
    ------
    UserError
        If Dask is not installed, or no scheduler answers.
    """
    try:
        from distributed import Client
    except ImportError as error:
        raise UserError('--cluster needs Dask: pip install "lrkit[cluster]"') from error
    try:
        client = Client(address, timeout="10s", set_as_default=False)
    except (OSError, ValueError) as error:
        raise UserError(f"no Dask scheduler answers at {address}: {error}") from error
    with client:
        executor = client.get_executor(pure=False)
        yield lambda: executor


@contextmanager
def given_executor(executor: Executor) -> Iterator[Callable[[], Executor]]:
    """Somebody else's executor, which stays open."""
    yield lambda: executor


@dataclass
class JobOutcome:
    """A job that came to an end: with what came of it, or an error."""

    item: Any
    judged: NotebookResult | None = None
    error: BaseException | None = None


def run_all(
    executor: Callable[[], Executor], work: Iterable[tuple[Any, Job]], ahead: int,
) -> Iterator[JobOutcome]:
    """Run jobs, a few at a time, and give back each as it is done.

    Parameters
    ----------
    executor : callable
        Gives the executor, a new one if the last broke.
    work : iterable of (item, Job)
        Taken one by one, so that a class need not fit into the memory; `item` comes back.
    ahead : int
        How many jobs are under way at the same time.
    """
    running = _Running(executor)
    waiting = iter(work)
    try:
        while True:
            running.try_suspect()
            while running.room(ahead) and (entry := next(waiting, None)) is not None:
                running.start(*entry)
            if not running.jobs:
                return
            yield from running.finished()
    finally:
        for future in running.jobs:
            with contextlib.suppress(Exception):
                future.cancel()


class _Running:
    """The jobs that are under way, with how often each was tried.

    When a worker is ended from outside, everything that was under way is lost, and one of these
    jobs may be the reason. They are suspects: each is tried once more with nothing beside it.
    """

    def __init__(self, executor: Callable[[], Executor]):
        self.executor = executor
        self.jobs: dict[Future, tuple[Any, Job, int]] = {}
        self.suspects: deque[tuple[Any, Job, int]] = deque()

    def room(self, ahead: int) -> bool:
        """Whether another job may be started."""
        return len(self.jobs) < ahead and not self.suspects and not any(
            tries > 1 for _, _, tries in self.jobs.values())

    def try_suspect(self) -> None:
        """Start the next suspect, if there is one and nothing else is under way."""
        if self.suspects and not self.jobs:
            self.start(*self.suspects.popleft())

    def start(self, item: Any, job: Job, tries: int = 1) -> None:
        """Hand a job to the executor, or to the one that takes the place of a broken one."""
        for _ in range(MAX_TRIES):
            try:
                self.jobs[self.executor().submit(run_job, job)] = item, job, tries
                return
            except BrokenExecutor:
                continue
        raise UserError("the processes that run submissions end as soon as they start")

    def finished(self) -> Iterator[JobOutcome]:
        """Wait for one at least; a job whose worker was ended is started again, once."""
        ready = wait(self.jobs, return_when=FIRST_COMPLETED).done
        for future in [future for future in self.jobs if future in ready]:  # in their order
            item, job, tries = self.jobs.pop(future)
            error = future.exception()
            if isinstance(error, BrokenExecutor) and tries < MAX_TRIES:
                self.suspects.append((item, job, tries + 1))
            elif error is not None:
                yield JobOutcome(item, error=error)
            else:
                yield JobOutcome(item, judged=future.result())
