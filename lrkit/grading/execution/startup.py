"""What makes a process of the grader start, and its work go on, in less time."""

import atexit
import gc
import multiprocessing
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.context import BaseContext

IRI_GRAMMAR = "rfc3987_syntax"
GC_THRESHOLDS = (50_000, 20, 100)  # Python's own begin with 700 or 2,000


def tune_process() -> None:
    """For a process that does nothing but grade: spare the grammar, collect seldom."""
    skip_iri_grammar()
    gc.set_threshold(*GC_THRESHOLDS)


def skip_iri_grammar() -> None:
    """Let jsonschema, which nbformat loads, do without the grammar of international addresses.

    rfc3987_syntax builds it when it is imported, which takes a second of the processor in each
    process; jsonschema uses it for the formats "iri" and "iri-reference" alone, which nothing here
    has, and does without where it is not installed. That is what `None` looks like to an import.
    """
    sys.modules.setdefault(IRI_GRAMMAR, None)


@contextmanager
def tuned_process() -> Iterator[None]:
    """For a while within a process: spare the grammar, and look for cycles of garbage less often.

    Loading nbgrader makes a million objects that stay. Python goes through them again and again, a
    seventh of the time that loading takes.
    """
    had_it, before = IRI_GRAMMAR in sys.modules, gc.get_threshold()
    skip_iri_grammar()
    gc.set_threshold(*GC_THRESHOLDS)
    try:
        yield
    finally:
        gc.set_threshold(*before)
        if not had_it:
            sys.modules.pop(IRI_GRAMMAR, None)


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
