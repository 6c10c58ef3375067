"""Medians, and the table."""

import statistics
import time
from collections.abc import Callable


def seconds(call: Callable[[], object]) -> float:
    """Seconds of a call."""
    start = time.perf_counter()
    call()
    return time.perf_counter() - start


def median(call: Callable[[], object], repeats: int = 5) -> float:
    """Seconds of a call, the median of some."""
    return statistics.median(seconds(call) for _ in range(repeats))


def row(name: str, ours: float, theirs: float, goal: float, *, at_least: bool) -> None:
    """Print a ratio beside what is asked for.

    `at_least`: the ratio is how many times as fast we are, and should be large; otherwise it is
    how many times as long we take, and should be small.
    """
    ratio = theirs / ours if at_least else ours / theirs
    met = ratio >= goal if at_least else ratio <= goal
    sign = "at least" if at_least else "at most"
    print(f"{name:66} {ratio:10.2f}   {sign} {goal:g}{'' if met else '   MISSED'}")


def left_out(name: str, library: str) -> None:
    """Say that a peer is not there."""
    print(f"{name:66}       left out: {library} is not installed")
