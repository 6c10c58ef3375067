"""What makes a process of the grader start, and its work go on, in less time."""

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
    """For a process that does nothing but grade: spare the grammar, collect seldom."""
    skip_iri_grammar()
    gc.set_threshold(*GC_THRESHOLDS)


@contextmanager
def tuned_process() -> Iterator[None]:
    """For a while within a process: spare the grammar, and look for cycles of garbage less often.

    Loading nbgrader makes a million objects that stay. Python goes through them again and again, a
    seventh of the time that loading takes.
    """
    before = gc.get_threshold()
    gc.set_threshold(*GC_THRESHOLDS)
    try:
        with grammar_skipped():
            yield
    finally:
        gc.set_threshold(*before)


_ours = False  # this process is a program of our own, which does nothing but grade


def dedicate_process() -> None:
    """For a program of our own: workers are forked from it, and when Python ends, it does not go
    through all objects once more."""
    global _ours
    _ours = True
    atexit.unregister(gc.freeze)  # once is enough
    atexit.register(gc.freeze)


def worker_context(*, first: bool = False) -> BaseContext:
    """How workers start.

    The first workers of a program of our own are forked from it, before it has opened anything and
    while it has one thread: they have loaded what it has. Else, on Linux, they are forked from a
    process that does nothing else; elsewhere, where libraries of the system may not survive a
    fork, they are new ones.
    """
    if sys.platform != "linux":
        return multiprocessing.get_context("spawn")
    alone = first and _ours and threading.active_count() == 1
    return multiprocessing.get_context("fork" if alone else "forkserver")
