"""The contents of a recipe: optimizer, rate, schedule and batch size.

>>> recipe = read_recipe({"optimizer": "sgd", "lr": 0.1, "schedule": "constant", "batch_size": 32})
>>> recipe.num_steps
313
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lrkit import optimizers, schedules

BUDGET = 10_000  # example-gradients in one run
RULES: dict[str, Callable[[float], optimizers.Optimizer]] = {
    "sgd": lambda momentum: optimizers.GradientDescent(),
    "momentum": lambda momentum: optimizers.Momentum(momentum=momentum),
    "nesterov": lambda momentum: optimizers.Nesterov(momentum=momentum),
    "adagrad": lambda momentum: optimizers.AdaGrad(),
    "rmsprop": lambda momentum: optimizers.RMSProp(),
    "adam": lambda momentum: optimizers.Adam(),
    "adamw": lambda momentum: optimizers.AdamW(),
}
SCHEDULES = ("constant", "step", "exponential", "linear", "cosine", "warmup_cosine")
REQUIRED = ("optimizer", "lr", "schedule", "batch_size")


@dataclass(frozen=True)
class Recipe:
    """A recipe that has been checked.

    Attributes
    ----------
    optimizer : str
        One of `RULES`.
    lr : float
        The highest rate of the schedule, above 0 and at most 10.
    schedule : str
        One of `SCHEDULES`: "step" cuts to a tenth after half of the steps and again after three
        quarters, "exponential" falls to a hundredth, "linear" and "cosine" to 0.
    batch_size : int
        8 to 1,000.
    momentum : float
        For "momentum" and "nesterov", from 0 and below 1.
    warmup : float
        For "warmup_cosine": the share of the steps in which the rate rises, above 0 and at most
        a half.
    """

    optimizer: str
    lr: float
    schedule: str
    batch_size: int
    momentum: float = 0.9
    warmup: float = 0.1

    @property
    def num_steps(self) -> int:
        """The number of steps that the budget allows for; the last batch may be smaller."""
        return -(-BUDGET // self.batch_size)

    def rates(self) -> NDArray:
        """Return the rate of each step, shape ``(num_steps,)``."""
        total = self.num_steps
        steps = np.arange(total)
        if self.schedule == "warmup_cosine":
            warmup = min(max(1, round(self.warmup * total)), total - 1)
            if warmup < 1:  # a single step leaves none to warm up
                return np.full(total, self.lr)
            decay = schedules.CosineDecay(self.lr, total - warmup)
            return np.asarray(schedules.Warmup(decay, warmup)(steps))
        if self.schedule == "step":
            return self.lr * 0.1 ** ((steps >= total / 2).astype(float) + (steps >= 3 * total / 4))
        falls = {
            "constant": lambda: schedules.Constant(self.lr),
            "exponential": lambda: schedules.ExponentialDecay(self.lr, total, 0.01),
            "linear": lambda: schedules.LinearDecay(self.lr, total),
            "cosine": lambda: schedules.CosineDecay(self.lr, total),
        }
        return np.broadcast_to(falls[self.schedule]()(steps), (total,)).astype(float)


def read_recipe(entries: Any) -> Recipe:
    """Make a recipe from a learner's dict.

    Raises
    ------
    ValueError
        If it is no dict, a key is missing or unknown, or a value is of the wrong kind or outside
        its range; the message says which and what is allowed.
    """
    if not isinstance(entries, Mapping):
        raise ValueError(f"a recipe is a dict, got {type(entries).__name__}")
    known = [field.name for field in fields(Recipe)]
    for key in REQUIRED:
        if key not in entries:
            raise ValueError(f"the key {key!r} is missing")
    for key in entries:
        if key not in known:
            raise ValueError(f"there is no key {key!r}; there are {', '.join(known)}")
    _check_word("optimizer", entries["optimizer"], tuple(RULES))
    _check_word("schedule", entries["schedule"], SCHEDULES)
    _check_range("lr", entries["lr"], 0, 10, ends="]")
    _check_range("momentum", entries.get("momentum", 0.9), 0, 1, ends="[")
    _check_range("warmup", entries.get("warmup", 0.1), 0, 0.5, ends="]")
    size = entries["batch_size"]
    if isinstance(size, bool) or not isinstance(size, (int, np.integer)) or not 8 <= size <= 1000:
        raise ValueError(f"batch_size must be a whole number from 8 to 1000, got {size!r}")
    return Recipe(**entries)


def _check_word(key: str, value: Any, known: tuple[str, ...]) -> None:
    if not isinstance(value, str) or value not in known:
        raise ValueError(f"{key} must be one of {', '.join(known)}; got {value!r}")


def _check_range(key: str, value: Any, low: float, high: float, *, ends: str) -> None:
    """Raise ValueError unless a value lies between two ends, marked by one bracket.

    "]" stands for above low up to high, "[" for low to below high.
    """
    is_number = isinstance(value, (int, float, np.number)) and not isinstance(value, bool)
    inside = is_number and (low < value <= high if ends == "]" else low <= value < high)
    if not inside:
        words = f"above {low:g} and at most {high:g}" if ends == "]" else \
            f"at least {low:g} and below {high:g}"
        raise ValueError(f"{key} must be a number {words}; got {value!r}")
