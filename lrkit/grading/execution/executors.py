"""Executors of jobs: worker processes on this machine, a Dask cluster, or one that is given."""

import multiprocessing
import os
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import (
    BrokenExecutor,
    Executor,
    Future,
    ProcessPoolExecutor,
    ThreadPoolExecutor,
)
from contextlib import contextmanager
from typing import Any

from lrkit.errors import UserError
from lrkit.grading.execution.startup import worker_context
from lrkit.grading.execution.workers import start_sandbox, start_worker


class LocalExecutor(Executor):
    """Worker processes on this machine, replaced when one of them was ended from outside.

    Parameters
    ----------
    count : int
        How many.

    Attributes
    ----------
    start_method : str
        How the current workers were started, in the terms of `multiprocessing`.
    """

    def __init__(self, count: int):
        self._count = count
        self._replacing = threading.Lock()
        self._stop_read, self._stop_write = multiprocessing.Pipe(duplex=False)
        self._pool = self._make_pool(first=True)

    def submit(self, function: Callable, /, *args: Any, **kwargs: Any) -> Future:
        """Hand a call to a worker.

        Raises
        ------
        BrokenExecutor
            If new workers end as soon as they start.
        """
        pool = self._pool
        try:
            return pool.submit(function, *args, **kwargs)
        except BrokenExecutor:
            with self._replacing:
                if self._pool is pool:
                    pool.shutdown(wait=False)
                    self._pool = self._make_pool()
            return self._pool.submit(function, *args, **kwargs)

    def kill_workers(self) -> None:
        """End the workers at once, whatever they do."""
        self._stop_write.send_bytes(b"stop")

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """End the workers when they are done; see `concurrent.futures.Executor`."""
        self._pool.shutdown(wait, cancel_futures=cancel_futures)

    def start(self) -> None:
        """Start the workers, and in each of them its sandbox."""
        for _ in range(self._count):
            self.submit(start_sandbox)

    def _make_pool(self, *, first: bool = False) -> ProcessPoolExecutor:
        context = worker_context(first=first)
        self.start_method = context.get_start_method()
        given = dict(os.environ), self._stop_read
        return ProcessPoolExecutor(self._count, context, start_worker, given)


@contextmanager
def local_workers(count: int) -> Iterator[LocalExecutor]:
    """Open an executor of so many processes on this machine."""
    executor = LocalExecutor(count)
    with _start_beside(executor):  # while the caller reads what was handed in
        try:
            yield executor
        except BaseException:
            executor.kill_workers()  # nobody waits for a submission that runs for minutes
            raise
        finally:
            executor.shutdown(cancel_futures=True)


@contextmanager
def _start_beside(executor: LocalExecutor) -> Iterator[None]:
    """Start the workers without waiting for them.

    That takes a thread where each start waits for the server from which the worker is forked, which
    is loading what it needs. Where workers are forked from this process there must be none, since
    of its threads only one is there after a fork.
    """
    if executor.start_method == "fork":
        executor.start()
        yield
        return
    with ThreadPoolExecutor(1) as beside:
        beside.submit(executor.start)
        yield


@contextmanager
def dask_cluster(address: str) -> Iterator[Executor]:
    """Open the workers of a Dask scheduler, such as ``tcp://10.0.0.5:8786``, as an executor.

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
        yield client.get_executor(pure=False)


@contextmanager
def given_executor(executor: Executor) -> Iterator[Executor]:
    """Lend an executor that belongs to the caller, and so stays open."""
    yield executor
