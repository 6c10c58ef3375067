"""`grade` with one pool of workers for the whole session: a worker takes two seconds to start."""

from concurrent.futures import ProcessPoolExecutor
from functools import cache

from lrkit.grading import grade as grading
from lrkit.grading.execution.startup import worker_context
from lrkit.grading.execution.workers import start_worker
from lrkit.grading.grade import Graded, Options


@cache
def workers() -> ProcessPoolExecutor:
    """Two processes with a sandbox each."""
    return ProcessPoolExecutor(2, worker_context(), start_worker)


def close() -> None:
    """End them, if there are any."""
    if workers.cache_info().currsize:
        workers().shutdown()


def grade(folder, course, *, output=None, **options) -> Graded:
    """As `lrkit.grading.grade.grade`, with these options."""
    return grading.grade(folder, course, output=output,
                         options=Options(**{"executor": workers(), "workers": 2} | options))
