"""The watch over an answer's calls: its limits, and the names that it lets through."""

import signal
import sys
import time

import pytest

from lrkit.grading.execution.remote_call import _names
from lrkit.grading.reporting.library_use import ANSWERS
from lrkit.optimizers import GradientDescent
from lrkit.sandbox.call_trace import MAX_CALLS, MAX_NAMES, TRACED_PARTS, CallTrace


def test_only_names_of_lrkits_reach_the_report():
    """The list comes from the learner's process, which may write anything into it."""
    said = ["lrkit.optimizers.Adam.step", "<script>", "lrkit.x; drop", "lrkit" + ".a" * 300, 3,
            "numpy.dot", "lrkit.f.<lambda>", "lrkit.g.<locals>.h"]
    assert _names(said) == ["lrkit.optimizers.Adam.step", "lrkit.f.<lambda>",
                                  "lrkit.g.<locals>.h"]
    assert _names(["lrkit.a"] * 20) == ["lrkit.a"] * MAX_NAMES
    assert _names({"lrkit.a": 1}) == []


def test_a_function_is_named_once():
    """Its name is kept once, however often it is called and in whatever piece of the watch."""
    watch = CallTrace()
    for _ in range(3):
        with watch.on():
            GradientDescent().init(0.0)
    assert len(watch.names) == len(set(watch.names))
    assert any(name.endswith("GradientDescent.init") for name in watch.names)


def test_nothing_is_seen_outside_the_watch():
    """Nor does it take anything from whoever watches for reasons of their own."""
    watch, theirs = CallTrace(), []
    sys.settrace(lambda *seen: theirs.append(seen[1]))
    try:
        with watch.on():
            pass
        GradientDescent().init(0.0)
    finally:
        sys.settrace(None)
    assert not watch.names
    assert theirs


def test_watching_ends_after_so_many_calls():
    """Else it would make an answer as slow as one that has no end."""
    def nothing():
        return None

    watch = CallTrace()
    with watch.on():
        for _ in range(MAX_CALLS):
            nothing()
        assert sys.gettrace() is None
        GradientDescent().init(0.0)
    assert not watch.names


@pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="there is no timer")
def test_watching_ends_after_so_much_time():
    """A loop without a call is slower while it is watched, too, and calls nobody who counts."""
    watch = CallTrace()
    watch.seconds = 0.02
    with watch.on():
        until = time.monotonic() + 60
        while sys.gettrace() and time.monotonic() < until:
            pass
        assert sys.gettrace() is None
    assert watch.seconds == 0
    with watch.on():
        GradientDescent().init(0.0)
    assert not watch.names


def test_the_highest_limit_of_recursion_is_high_enough():
    """There is none above it for the watcher's own frames; an answer may have set it."""
    limit = sys.getrecursionlimit()
    try:
        sys.setrecursionlimit(2**31 - 1)
        watch = CallTrace()
        with watch.on():
            GradientDescent().init(0.0)
        assert sys.getrecursionlimit() == 2**31 - 1
    finally:
        sys.setrecursionlimit(limit)
    assert watch.names


@pytest.mark.parametrize("end", [lambda: 1 / 0, sys.exit])
def test_what_fails_is_seen_until_then(end):
    """And nobody watches after it."""
    watch = CallTrace()
    with pytest.raises((ZeroDivisionError, SystemExit)), watch.on():
        GradientDescent().init(0.0)
        end()
    assert any(name.endswith("GradientDescent.init") for name in watch.names)
    assert sys.gettrace() is None


def test_a_recursion_to_the_limit_goes_as_deep_while_it_is_watched():
    """The watcher's own frames must not make an answer fail that did not fail before."""
    def descend(depth):
        return depth if depth == 0 else descend(depth - 1)

    def deepest():
        depth = 10
        while True:
            try:
                descend(depth)
            except RecursionError:
                return depth
            depth += 1

    unwatched, limit = deepest(), sys.getrecursionlimit()
    watch = CallTrace()
    with watch.on():
        assert descend(unwatched - 5) == 0  # the five: frames of this test and of the watch
    assert sys.getrecursionlimit() == limit


def test_what_is_watched_is_what_the_text_is_searched_for():
    """Else the report would say of a use that its text hides it."""
    assert {f"lrkit.{part}" for part in TRACED_PARTS} <= set(ANSWERS)
