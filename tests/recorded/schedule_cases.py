"""Cases to record: a schedule of ours, and the same as its library writes it."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from lrkit import schedules as ours

BEYOND = 25  # steps after the end or the last boundary


class Case(NamedTuple):
    """A schedule of ours and the same one as its library writes it.

    `theirs` gets the library's module of schedules, and for PyTorch, timm and transformers an
    optimizer whose rate is `lr`. It is called or stepped for steps 0 to ``steps - 1``.
    """

    library: str
    schedule: ours.Schedule
    theirs: Callable
    steps: int
    lr: float = 0.5


class Plateau(NamedTuple):
    """A rule of ours, and the options of the library's own."""

    library: str
    rule: ours.ReduceOnPlateau | ours.GreedyRate
    options: dict


def losses() -> np.ndarray:
    """A noisy way down that ends in a long flat stretch, with a nan in it."""
    rng = np.random.default_rng(3)
    way = np.exp(-np.arange(60) / 8) + 0.5 + 0.02 * rng.random(60)
    way[17] = np.nan
    return way
