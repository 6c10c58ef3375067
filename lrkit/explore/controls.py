"""The controls of an interactive figure: their allowed values, and their form in the browser.

A control holds no value; the explorer does. The view knows a slider as a row of stops with a text
each, so that the mouse, the arrow keys and a screen reader all move between the same values.
"""

from abc import ABC, abstractmethod
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from lrkit.explore.ticks import number


@dataclass(frozen=True)
class Control(ABC):
    """A labelled control with its initial value."""

    label: str
    value: Any

    @abstractmethod
    def clean(self, value: Any) -> Any:
        """Return the value as the explorer uses it; ValueError if the control cannot have it."""

    @abstractmethod
    def spec(self) -> dict:
        """Return a description of the control as plain data, from which the view builds it."""

    @abstractmethod
    def state(self, value: Any) -> dict:
        """Return the position of the view's control for a value (`at`), and the text beside it."""

    @abstractmethod
    def take(self, at: Any) -> Any:
        """Return the value for a position of the view's control."""

    def others(self) -> list:
        """Return values to try in a test: the ends of a slider, the other entries of a list."""
        return []


@dataclass(frozen=True)
class Stops(Control):
    """A slider over chosen values, with a text for each; `unit` is read out after it.

    With `on_release` the figure is drawn again when the slider is let go, not while it is dragged:
    for an explorer that needs more than some 10 ms for a picture.
    """

    stops: Sequence[Any] = ()
    texts: Sequence[str] = ()
    unit: str = ""
    on_release: bool = False

    def clean(self, value: Any) -> Any:
        if value not in self.stops:
            raise ValueError(f"{self.label} must be one of {list(self.stops)}, got {value!r}")
        return value

    def spec(self) -> dict:
        numbers = [float(stop) if isinstance(stop, int | float) else at
                   for at, stop in enumerate(self.stops)]
        return {"kind": "range", "label": self.label, "unit": self.unit, "stops": numbers,
                "texts": list(self.texts) or [self.text(stop) for stop in self.stops],
                "onRelease": self.on_release}

    def state(self, value: Any) -> dict:
        return {"at": list(self.stops).index(value), "text": self.text(value)}

    def take(self, at: Any) -> Any:
        return self.stops[min(max(int(at), 0), len(self.stops) - 1)]

    def text(self, value: Any) -> str:
        """Return the text for a value that stands beside the slider."""
        if self.texts and value in self.stops:
            return self.texts[list(self.stops).index(value)]
        return value if isinstance(value, str) else number(value, 6)

    def others(self) -> list:
        return [self.stops[0], self.stops[-1]]


@dataclass(frozen=True)
class Slider(Stops):
    """A slider from `low` to `high` by `step`; its values are integers if the step is one.

    From code, values up to `limit` are allowed.
    """

    low: float = 0
    high: float = 1
    step: float = 1
    limit: float | None = None
    stops: Sequence[float] = field(init=False)

    def __post_init__(self) -> None:
        count = round((self.high - self.low) / self.step)
        values = [self.low + k * self.step for k in range(count + 1)]
        digits = 0 if self.is_whole else 10
        object.__setattr__(self, "stops", [round(v, digits or None) for v in values])

    @property
    def is_whole(self) -> bool:
        """True if the values are integers."""
        return isinstance(self.step, int)

    def clean(self, value: Any) -> float:
        top = self.high if self.limit is None else self.limit
        wrong = isinstance(value, bool) or not isinstance(value, int | float | np.number) \
            or not self.low <= value <= top or (self.is_whole and value != int(value))
        if wrong:
            kind = "a whole number" if self.is_whole else "a number"
            raise ValueError(f"{self.label} must be {kind} from {self.low:g} to {top:g}, "
                             f"got {value!r}")
        return int(value) if self.is_whole else float(value)

    def state(self, value: float) -> dict:
        return {"at": nearest(self.stops, value), "text": self.text(value)}


@dataclass(frozen=True)
class Rate(Stops):
    """A slider for a learning rate over round numbers, spaced about evenly in the logarithm.

    The numbers are round so that a learner can choose exactly 1/c or the limit 2/c. The first stop
    is 0, a rate at which nothing moves. From code, any rate of at least 0 is allowed.
    """

    low: float = 1e-3
    high: float = 3.0
    stops: Sequence[float] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "stops", [0.0, *round_rates(self.low, self.high)])

    def clean(self, value: Any) -> float:
        wrong = isinstance(value, bool) or not isinstance(value, int | float | np.number) \
            or not value >= 0
        if wrong:
            raise ValueError(f"{self.label} must be a number of at least 0, got {value!r}")
        return float(value)

    def state(self, value: float) -> dict:
        return {"at": nearest(self.stops, value), "text": self.text(value)}


@dataclass(frozen=True)
class Select(Control):
    """One of a few words: a list to choose from, or radio buttons if `radio`."""

    options: Sequence[str] = ()
    radio: bool = False

    def clean(self, value: Any) -> str:
        if value not in self.options:
            raise ValueError(f"{self.label} must be one of {list(self.options)}, got {value!r}")
        return value

    def spec(self) -> dict:
        return {"kind": "radio" if self.radio else "select", "label": self.label,
                "texts": list(self.options)}

    def state(self, value: str) -> dict:
        return {"at": list(self.options).index(value), "text": value}

    def take(self, at: Any) -> str:
        return self.options[min(max(int(at), 0), len(self.options) - 1)]

    def others(self) -> list:
        return [option for option in self.options if option != self.value]


@dataclass(frozen=True)
class Switch(Control):
    """A check box."""

    value: bool = False

    def clean(self, value: Any) -> bool:
        if not isinstance(value, bool | np.bool_):
            raise ValueError(f"{self.label} must be True or False, got {value!r}")
        return bool(value)

    def spec(self) -> dict:
        return {"kind": "checkbox", "label": self.label}

    def state(self, value: bool) -> dict:
        return {"at": value, "text": "on" if value else "off"}

    def take(self, at: Any) -> bool:
        return bool(at)

    def others(self) -> list:
        return [not self.value]


@dataclass(frozen=True)
class Button(Control):
    """A button; its value is the number of presses. See `Explorer.pressed`."""

    value: int = 0

    def clean(self, value: Any) -> int:
        if isinstance(value, bool) or not isinstance(value, int) or value < 0:
            raise ValueError(f"{self.label} counts presses: 0 or more, got {value!r}")
        return value

    def spec(self) -> dict:
        return {"kind": "button", "label": self.label}

    def state(self, value: int) -> dict:
        return {"at": value, "text": ""}

    def take(self, at: Any) -> int:
        return max(int(at), 0)

    def others(self) -> list:
        return [self.value + 1]


@dataclass(frozen=True)
class TextField(Control):
    """A line of text; the figure is drawn again on Enter or when the field is left."""

    value: str = ""
    max_length: int = 60

    def clean(self, value: Any) -> str:
        if not isinstance(value, str) or len(value) > self.max_length:
            raise ValueError(f"{self.label} must be a text of at most {self.max_length} "
                             f"characters, got {value!r}")
        return value

    def spec(self) -> dict:
        return {"kind": "text", "label": self.label, "maxLength": self.max_length}

    def state(self, value: str) -> dict:
        return {"at": value, "text": value}

    def take(self, at: Any) -> str:
        return str(at)[: self.max_length]

    def others(self) -> list:
        return ["a", "b"]


def nearest(stops: Sequence[float], value: float) -> int:
    """Return the index of the stop that is nearest to a value, among stops in ascending order.

    >>> nearest([0, 1, 5], 2.9), nearest([0, 1, 5], float("inf"))
    (1, 2)
    """
    above = min(bisect_left(stops, value), len(stops) - 1)
    below = max(above - 1, 0)
    return below if value - stops[below] <= stops[above] - value else above


def round_rates(low: float, high: float) -> list[float]:
    """Return round numbers from `low` to `high`, each some 2 to 5 per cent above the last.

    >>> round_rates(0.9, 1.2)
    [0.9, 0.925, 0.95, 0.975, 1.0, 1.05, 1.1, 1.15, 1.2]
    """
    # One decade in hundredths; the step grows with the numbers, to stay at 2 to 5 per cent.
    decade = [*range(100, 200, 5), *range(200, 400, 10), *range(400, 1000, 25)]
    exponents = range(int(np.floor(np.log10(low))), int(np.ceil(np.log10(high))) + 1)
    rates = (float(f"{hundredths}e{exponent - 2}") for exponent in exponents
             for hundredths in decade)
    return [rate for rate in rates if low <= rate <= high]
