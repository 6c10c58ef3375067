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
from typing import Any

import numpy as np


class Described(ABC):
    """A description of something that is no plain data; `build` makes a fresh one."""

    @abstractmethod
    def build(self) -> Any:
        """The thing itself."""

    @abstractmethod
    def __str__(self) -> str:
        """The thing as a learner would write it, for messages."""


class Callback(Described):
    """A description of a function."""


@dataclass(frozen=True)
class Rng(Described):
    """A NumPy generator with this seed.

    >>> str(Rng(3)), Rng(3).build().integers(10)
    ('np.random.default_rng(3)', np.int64(8))
    """

    seed: int

    def build(self) -> np.random.Generator:
        return np.random.default_rng(self.seed)

    def __str__(self) -> str:
        return f"np.random.default_rng({self.seed})"


@dataclass(frozen=True)
class LookupTable(Callback):
    """A function that knows its values by heart: it looks up the nearest of its arguments.

    >>> loss_at = LookupTable((0.1, 0.2), (5.0, float("nan"))).build()
    >>> loss_at(0.1), loss_at(0.2)
    (5.0, nan)
    """

    arguments: tuple[float, ...]
    values: tuple[float, ...]

    def build(self) -> Callable:
        arguments = np.array(self.arguments)
        return lambda x: self.values[int(np.argmin(np.abs(arguments - x)))]

    def __str__(self) -> str:
        pairs = ", ".join(f"{x:g}: {y:g}" for x, y in zip(self.arguments, self.values, strict=True))
        return f"lambda x: {{{pairs}}}[x]"


@dataclass(frozen=True)
class Formula(Callback):
    """A function of one argument, written as an expression in x with NumPy as np.

    >>> str(Formula("0.1 * 0.5 ** (x // 10)")), Formula("x + 1").build()(2)
    ('lambda x: 0.1 * 0.5 ** (x // 10)', 3)
    """

    text: str

    def build(self) -> Callable:
        # The text is the course's own, never a learner's.
        return eval(f"lambda x: {self.text}", {"np": np})

    def __str__(self) -> str:
        return f"lambda x: {self.text}"


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
