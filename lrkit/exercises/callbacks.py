"""Functions among an exercise's inputs, described as data.

A case must be able to travel to another process, and a function cannot. So a case holds a
description, and whoever runs the case builds the function from it.

>>> grad_fn = QuadraticGradient(curvature=2.0, center=1.0).build()
>>> grad_fn(4.0)
6.0
"""

from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np


class Callback(ABC):
    """A description of a function; `build` makes a fresh one."""

    @abstractmethod
    def build(self) -> Callable:
        """The function itself."""

    @abstractmethod
    def __str__(self) -> str:
        """The function as a learner would write it, for messages."""


@dataclass(frozen=True)
class QuadraticGradient(Callback):
    """The gradient c*(w - center) of a bowl, element by element."""

    curvature: float | tuple[float, ...]
    center: float | tuple[float, ...] = 0.0

    def build(self) -> Callable:
        curvature, center = (
            np.array(v) if isinstance(v, tuple) else v for v in (self.curvature, self.center)
        )
        return lambda w: curvature * (w - center)

    def __str__(self) -> str:
        curvature, center = (
            f"np.array({list(v)})" if isinstance(v, tuple) else f"{v:g}"
            for v in (self.curvature, self.center)
        )
        return f"lambda w: {curvature} * " + ("w" if center == "0" else f"(w - {center})")


@dataclass(frozen=True)
class CubicGradient(Callback):
    """The gradient scale*w**3 of scale*w**4/4: its slope changes from place to place."""

    scale: float

    def build(self) -> Callable:
        scale = self.scale
        return lambda w: scale * w**3

    def __str__(self) -> str:
        return f"lambda w: {self.scale:g} * w**3"
