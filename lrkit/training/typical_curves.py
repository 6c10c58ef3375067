"""Curves of the loss that come up again and again, each from a real run, with what to do."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lrkit.training.recorded import read_recorded


@dataclass(frozen=True, eq=False)
class TypicalCurve:
    """A curve, its name, where it comes from, and the action that it calls for.

    Attributes
    ----------
    name, action : str
        What is seen, and what to do.
    setting : str
        The rate and the other settings of the run.
    x, losses : ndarray, shape (n,)
        The losses over the steps, or over the rates that were tried.
    over_rates : bool
        True if `x` holds rates.
    """

    name: str
    action: str
    setting: str
    x: NDArray
    losses: NDArray
    over_rates: bool = False


def typical_curves() -> list[TypicalCurve]:
    """Return eight recorded curves.

    ``tests/recorded/record_curves.py`` makes them: most are runs of notebook 3's network.

    Examples
    --------
    >>> [curve.name for curve in typical_curves()][:2]
    ['hardly falls', 'falls, then levels off']
    """
    return [TypicalCurve(**{**curve, "x": np.array(curve["x"]),
                            "losses": np.array(curve["losses"])})
            for curve in read_recorded("curves")]
