"""The run of a class: workers opened, and each submission sent to them as a job."""

from collections.abc import Iterable, Iterator
from concurrent.futures import Executor
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Protocol

from lrkit.grading.execution.executors import dask_cluster, given_executor, local_workers
from lrkit.grading.execution.notebook_result import Cell
from lrkit.grading.execution.retry import JobOutcome, run_all
from lrkit.grading.execution.sandbox_environment import FULL, isolation_here
from lrkit.grading.execution.startup import tuned_process
from lrkit.grading.execution.workers import Job
from lrkit.remarks import SubmissionKey


@dataclass(frozen=True)
class Workers:
    """Workers that are open.

    Attributes
    ----------
    executor : Executor
        Runs jobs.
    isolation : str
        "full" where bubblewrap keeps submissions apart, else "partial".
    width : int
        How many submissions run at the same time, as far as one can know.
    require_isolation : bool
        Whether a worker without bubblewrap must refuse.
    """

    executor: Executor
    isolation: str
    width: int
    require_isolation: bool = False


class WorkerOptions(Protocol):
    """The part of a run's options that workers need."""

    require_isolation: bool
    cluster: str | None
    executor: Executor | None
    width: int


class RunnableSubmission(Protocol):
    """The part of a submission that was read that a job needs."""

    key: SubmissionKey
    assignment: Any
    repaired: Any
    files: dict[str, bytes]


@contextmanager
def open_workers(options: WorkerOptions) -> Iterator[Workers]:
    """Open the workers that the options ask for, and close them at the end.

    They come first in a run: what is opened after them is not theirs, its lock above all.

    Raises
    ------
    UserError
        If isolation is required and not to be had, or no cluster answers.
    """
    isolation = FULL if options.cluster else isolation_here(options.require_isolation)
    if options.executor is not None:
        opened = given_executor(options.executor)
    elif options.cluster:
        opened = dask_cluster(options.cluster)
    else:
        opened = local_workers(options.width)
    with tuned_process(), opened as executor:
        yield Workers(executor, isolation, options.width, options.require_isolation)


def run_submissions(workers: Workers, submissions: Iterable[RunnableSubmission], secret: str,
                    ) -> Iterator[JobOutcome]:
    """Run submissions, a few at a time, and give back each as it is done.

    Parameters
    ----------
    workers : Workers
        Open.
    submissions : iterable of ReadSubmission
        Taken one by one, so that a class need not fit into the memory.
    secret : str
        Decides over the inputs that are drawn, see `lrkit.grading.execution.judge.Judge`.
    """
    def jobs() -> Iterator[tuple[RunnableSubmission, Job]]:
        for submission in submissions:
            cells = tuple(map(Cell.of, submission.repaired.notebook.cells))
            yield submission, Job(submission.key, cells, submission.files, secret,
                                  workers.require_isolation, submission.assignment.warm_up)

    yield from run_all(workers.executor, jobs(), ahead=2 * workers.width + 1)
