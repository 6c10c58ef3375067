"""Run jobs a few at a time; a job whose worker was ended from outside is tried once more."""

import contextlib
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Executor, Future, wait
from dataclasses import dataclass
from typing import Any

from lrkit.errors import UserError
from lrkit.grading.execution.notebook_result import NotebookResult
from lrkit.grading.execution.workers import Job, run_job

MAX_TRIES = 2


@dataclass
class JobOutcome:
    """A job that came to an end, with its result or its error."""

    item: Any
    result: NotebookResult | None = None
    error: BaseException | None = None


def run_all(
    executor: Executor, work: Iterable[tuple[Any, Job]], ahead: int,
) -> Iterator[JobOutcome]:
    """Run jobs, a few at a time, and yield each as it is done.

    Parameters
    ----------
    executor : Executor
        Runs them. One whose workers can be ended replaces them when the next job is submitted.
    work : iterable of (item, Job)
        Taken one by one, so that a class need not fit into the memory; `item` comes back.
    ahead : int
        How many jobs are under way at the same time.
    """
    running = _RunningJobs(executor)
    waiting = iter(work)
    try:
        while True:
            running.try_suspect()
            while running.has_room(ahead) and (entry := next(waiting, None)) is not None:
                running.start(*entry)
            if not running.jobs:
                return
            yield from running.finished()
    finally:
        for future in running.jobs:
            with contextlib.suppress(Exception):
                future.cancel()


class _RunningJobs:
    """The jobs that are under way, with how often each was tried.

    When a worker is ended from outside, everything that was under way is lost, and one of these
    jobs may be the reason. They are suspects: each is tried once more with nothing beside it.
    """

    # Pebble's pool, in which a worker's death should fail its own job alone, was tried (5.2.3). Its
    # workers share one pipe: of 25 kills at random moments, with results of 0.2 MB, 4 left all jobs
    # waiting forever and 2 broke the whole pool (1 of 12 hangs with Python's own). It has one way
    # to start workers, and so would fork successors from a program with threads and an open
    # gradebook. A run takes as long with either.

    def __init__(self, executor: Executor):
        self.executor = executor
        self.jobs: dict[Future, tuple[Any, Job, int]] = {}
        self.suspects: deque[tuple[Any, Job, int]] = deque()

    def has_room(self, ahead: int) -> bool:
        """Return whether another job may be started."""
        return len(self.jobs) < ahead and not self.suspects and not any(
            tries > 1 for _, _, tries in self.jobs.values())

    def try_suspect(self) -> None:
        """Start the next suspect, if there is one and nothing else is under way."""
        if self.suspects and not self.jobs:
            self.start(*self.suspects.popleft())

    def start(self, item: Any, job: Job, tries: int = 1) -> None:
        """Hand a job to the executor."""
        try:
            self.jobs[self.executor.submit(run_job, job)] = item, job, tries
        except BrokenExecutor as error:
            raise UserError("the processes that run submissions end as soon as they start"
                            ) from error

    def finished(self) -> Iterator[JobOutcome]:
        """Wait for one at least; a job whose worker was ended becomes a suspect, once."""
        ready = wait(self.jobs, return_when=FIRST_COMPLETED).done
        for future in [future for future in self.jobs if future in ready]:  # in their order
            item, job, tries = self.jobs.pop(future)
            error = future.exception()
            if isinstance(error, BrokenExecutor) and tries < MAX_TRIES:
                self.suspects.append((item, job, tries + 1))
            elif error is not None:
                yield JobOutcome(item, error=error)
            else:
                yield JobOutcome(item, result=future.result())
