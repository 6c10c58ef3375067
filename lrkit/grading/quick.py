"""What makes a process of the grader start, and its work go on, in less time."""

import atexit
import gc
import multiprocessing
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.context import BaseContext

GRAMMAR = "rfc3987_syntax"
SELDOM = (50_000, 20, 100)  # Python's own begin with 700 or 2,000


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
    had_it, before = GRAMMAR in sys.modules, gc.get_threshold()
    spare_grammar()
    gc.set_threshold(*SELDOM)
    try:
        yield
    finally:
        gc.set_threshold(*before)
        if not had_it:
            sys.modules.pop(GRAMMAR, None)


def processes() -> BaseContext:
    """How workers start: on Linux forked from a process that does nothing else, elsewhere (where
    libraries of the system may not survive a fork) as new ones; never forked from this one, whose
    threads would be lost."""
    return multiprocessing.get_context("forkserver" if sys.platform == "linux" else "spawn")


def load_ahead() -> None:
    """For a program of our own: let the process from which workers are forked load everything
    while this one does; and when Python ends, let it not go through all objects once more."""
    atexit.unregister(gc.freeze)  # once is enough
    atexit.register(gc.freeze)
    if sys.platform == "linux":
        from multiprocessing.forkserver import ensure_running

        processes().set_forkserver_preload(["lrkit.grading.loaded"])
        ensure_running()
