"""The steps that recorded runs on the digits needed, by batch size and rate."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from lrkit.training.recorded import read_recorded


class BatchSteps(NamedTuple):
    """Steps that recorded runs on the digits took to a training loss.

    `steps` has the shape ``(sizes, lrs, seeds)``; it is inf for a run that never got there.
    """

    target: float
    sizes: NDArray
    lrs: NDArray
    steps: NDArray

    def at(self, size: int, lr: float) -> NDArray:
        """Return the steps of each seed, shape ``(seeds,)``; ValueError for an unrecorded pair.

        >>> recorded_batches().at(64, 0.64).shape
        (5,)
        """
        row, column = self.sizes == size, np.isclose(self.lrs, lr)
        if not (row.any() and column.any()):
            raise ValueError(f"size and lr must be among the recorded ones, got {size} and {lr}")
        return self.steps[row.argmax(), column.argmax()]

    def best(self) -> tuple[NDArray, NDArray]:
        """Return the rate with the lowest mean for each size, and its steps ``(sizes, seeds)``."""
        fastest = self.steps.mean(axis=2).argmin(axis=1)
        return self.lrs[fastest], self.steps[np.arange(len(self.sizes)), fastest]


def recorded_batches() -> BatchSteps:
    """Return the recorded runs: batches of 1 to 512 images, 19 rates, five seeds.

    A run ends at the first step after which the loss over all 1,000 images is at most `target`. The
    seed draws the order of the images; the start is the same for all.
    ``tests/recorded/record_batches.py`` makes the runs.

    Examples
    --------
    >>> recorded = recorded_batches()
    >>> recorded.target, recorded.steps.shape
    (0.2, (10, 19, 5))
    """
    found = read_recorded("batches")
    steps = [[[np.inf if n is None else n for n in seeds] for seeds in rates]
             for rates in found["steps"]]
    return BatchSteps(found["target"], np.array(found["sizes"]), np.array(found["lrs"]),
                      np.array(steps, dtype=float))
