"""Start-up and garbage collection of the grader's processes."""

import atexit
import gc
import multiprocessing
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.context import BaseContext

from lrkit.grading.execution.iri_grammar import grammar_skipped, skip_iri_grammar

GC_THRESHOLDS = (50_000, 20, 100)  # Python's own begin with 700 or 2,000


def tune_process() -> None:
    """Set a process that does nothing but grade to start fast and to collect garbage seldom."""
    skip_iri_grammar()
    gc.set_threshold(*GC_THRESHOLDS)


@contextmanager
def tuned_process() -> Iterator[None]:
    """Set this process for a while as `tune_process` does, and set it back.

    Loading nbgrader makes a million objects that stay. Python goes through them again and again,
    which takes a seventh of the time that loading takes.
    """
    before = gc.get_threshold()
    gc.set_threshold(*GC_THRESHOLDS)
    try:
        with grammar_skipped():
            yield
    finally:
        gc.set_threshold(*before)


_dedicated = False  # whether this process is a program of ours that does nothing but grade


def dedicate_process() -> None:
    """Declare this process a program of ours that does nothing but grade.

    Workers are then forked from it, and when it ends, Python does not go through all its objects
    once more.
    """
    global _dedicated
    _dedicated = True
    atexit.unregister(gc.freeze)  # once is enough
    atexit.register(gc.freeze)


def worker_context(*, first: bool = False) -> BaseContext:
    """Return the context of `multiprocessing` in which workers start.

    The first workers of a program of ours are forked from it, before it has opened anything and
    while it has one thread: they inherit everything that it has loaded. Otherwise they are forked
    from a server of Python's on Linux, and are new processes elsewhere, where the system's
    libraries may not survive a fork.
    """
    if sys.platform != "linux":
        return multiprocessing.get_context("spawn")
    alone = first and _dedicated and threading.active_count() == 1
    return multiprocessing.get_context("fork" if alone else "forkserver")
