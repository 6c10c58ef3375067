"""The runs to make: the same data, the same start, the same batches in every library."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from lrkit.problems import DigitsNetwork

BATCH_SIZE, EPOCHS = 64, 3


@dataclass(frozen=True)
class FrameworkRecipe:
    """An optimizer as both libraries know it, and its rate; everything else is their default.

    Attributes
    ----------
    keras, torch : str
        The name of the optimizer in each library.
    lr : float
        The rate; with `halves_after` the first one.
    options : dict
        Options that have the same name in both.
    halves_after : int or None
        Steps after which the rate is a half, smoothly; None for a constant rate.
    dtype : str
        "float64", or "float32", which is what both libraries use if nothing is said.
    """

    keras: str
    torch: str
    lr: float
    options: dict = field(default_factory=dict)
    halves_after: int | None = None
    dtype: str = "float64"


RECIPES = {
    "SGD": FrameworkRecipe("SGD", "SGD", 0.1),
    "momentum": FrameworkRecipe("SGD", "SGD", 0.02, {"momentum": 0.9}),
    "AdaGrad": FrameworkRecipe("Adagrad", "Adagrad", 0.01),
    "RMSProp": FrameworkRecipe("RMSprop", "RMSprop", 0.001),
    "Adam": FrameworkRecipe("Adam", "Adam", 0.001),
    "momentum, falling": FrameworkRecipe("SGD", "SGD", 0.02, {"momentum": 0.9}, halves_after=16),
    "SGD, 32 bits": FrameworkRecipe("SGD", "SGD", 0.1, dtype="float32"),
}


def network() -> DigitsNetwork:
    """Make the network: 64 pixels, 64 ReLU units, 10 digits; the 1,000 images for training."""
    return DigitsNetwork()


def start() -> NDArray:
    """Return the parameters at the start of every run, shape ``(4810,)``, as in `DigitsNetwork`."""
    return network().init(np.random.default_rng(0))


def batches() -> list[NDArray]:
    """Return the images of each step, in order and without shuffling: 3 epochs of 16 batches.

    >>> [len(batch) for batch in batches()[13:17]]
    [64, 64, 40, 64]
    """
    examples = np.arange(network().num_examples)
    epoch = [examples[k : k + BATCH_SIZE] for k in range(0, len(examples), BATCH_SIZE)]
    return EPOCHS * epoch
