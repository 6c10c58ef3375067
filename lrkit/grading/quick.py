"""What makes a process of the grader start, and its work go on, in less time."""

import atexit
import gc
import multiprocessing
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.context import BaseContext

GRAMMAR = "rfc3987_syntax"
SELDOM = (50_000, 20, 100)  # Python's own are 700, 10, 10


def start_quickly() -> None:
    """For a process that does nothing but grade: spare the grammar, collect seldom."""
    spare_grammar()
    gc.set_threshold(*SELDOM)


def spare_grammar() -> None:
    """Let jsonschema, which nbformat loads, do without the grammar of international addresses.

    rfc3987_syntax builds it when it is imported, which takes a second of the processor in each
    process; jsonschema uses it for the formats "iri" and "iri-reference" alone, which nothing here
    has, and does without where it is not installed. That is what `None` looks like to an import.
    """
    sys.modules.setdefault(GRAMMAR, None)


@contextmanager
def quickly() -> Iterator[None]:
    """For a while within a process: spare the grammar, and look for cycles of garbage less often.

    Loading nbgrader makes a million objects that stay. Python goes through them again and again, a
    seventh of the time that loading takes.
    """
    spare_grammar()
    _end_at_once()
    before = gc.get_threshold()
    gc.set_threshold(*SELDOM)
    try:
        yield
    finally:
        gc.set_threshold(*before)


def _end_at_once() -> None:
    """When Python ends, let it not go through all objects once more: that takes half a second."""
    atexit.unregister(gc.freeze)  # once is enough
    atexit.register(gc.freeze)


def processes() -> BaseContext:
    """How workers start: forked from a process that has loaded everything and does nothing else,
    where there is such a thing; never from this one, whose threads would be lost in a fork."""
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["lrkit.grading.loaded"])
    return context


def load_ahead() -> None:
    """Start the process from which workers are forked: it loads while this one does."""
    if processes().get_start_method() == "forkserver":
        from multiprocessing.forkserver import ensure_running

        ensure_running()
