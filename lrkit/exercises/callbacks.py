"""Descriptions, as plain data, of functions among an exercise's inputs.

A case is sent to another process, and a function cannot be. So a case holds a description, from
which the process that runs the case builds the function.

>>> grad_fn = QuadraticGradient(curvature=2.0, center=1.0).build()
>>> grad_fn(4.0)
6.0
"""

import math
from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np


class Described(ABC):
    """A description of an object that is not plain data; `build` makes a new one."""

    @abstractmethod
    def build(self) -> Any:
        """Make the described object."""

    @abstractmethod
    def __str__(self) -> str:
        """Return the code that a learner would write for it, for messages."""


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
    """A function given by a table: it returns the value of the nearest argument.

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
        pairs = ", ".join(f"{_number(x)}: {_number(y)}"
                          for x, y in zip(self.arguments, self.values, strict=True))
        return f"lambda x: min({{{pairs}}}.items(), key=lambda pair: abs(pair[0] - x))[1]"


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
            f"np.array({[*map(float, v)]})" if isinstance(v, tuple) else _number(v)
            for v in (self.curvature, self.center)
        )
        return f"lambda w: {curvature} * " + ("w" if center == "0.0" else f"(w - {center})")


@dataclass(frozen=True)
class CubicGradient(Callback):
    """The gradient scale*w**3 of scale*w**4/4, whose curvature depends on w."""

    scale: float

    def build(self) -> Callable:
        scale = self.scale
        return lambda w: scale * w**3

    def __str__(self) -> str:
        return f"lambda w: {_number(self.scale)} * w**3"


def _number(value: float) -> str:
    """Return the code of a number, with all its digits, where NumPy is imported as np."""
    text = repr(float(value))
    return text if math.isfinite(value) else f"np.{text}".replace("np.-", "-np.")
