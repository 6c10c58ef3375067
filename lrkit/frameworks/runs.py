"""The record of a run: its losses, its rates, and what made it."""

from dataclasses import dataclass

from numpy.typing import NDArray

from lrkit.frameworks.libraries import Origin


@dataclass(frozen=True, eq=False)
class Run:
    """A library's run: ``losses`` after 0, 1, ... steps, and the rates of the steps, ``lrs``.

    The losses are those of all 1,000 images, computed by lrkit from the library's weights.
    ``origin`` tells the library, its version, its backend, and whether it ran here.
    """

    losses: NDArray
    lrs: NDArray
    origin: Origin
