"""The contents of a recipe: an optimizer, its rate, a schedule and a batch size.

>>> recipe = read_recipe({"optimizer": "sgd", "lr": 0.1, "schedule": "constant", "batch_size": 32})
>>> recipe.num_steps
313
"""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lrkit import optimizers, schedules

BUDGET = 10_000  # example-gradients in one run
RULES: dict[str, Callable[["Recipe"], optimizers.Optimizer]] = {
    "sgd": lambda recipe: optimizers.GradientDescent(),
    "momentum": lambda recipe: optimizers.Momentum(momentum=recipe.momentum),
    "nesterov": lambda recipe: optimizers.Nesterov(momentum=recipe.momentum),
    "adagrad": lambda recipe: optimizers.AdaGrad(),
    "rmsprop": lambda recipe: optimizers.RMSProp(),
    "adam": lambda recipe: optimizers.Adam(),
    "adamw": lambda recipe: optimizers.AdamW(weight_decay=recipe.weight_decay),
}
SCHEDULES = ("constant", "step", "exponential", "linear", "cosine", "warmup_cosine")
REQUIRED = ("optimizer", "lr", "schedule", "batch_size")
SHOWN = 60  # characters of a wrong value that a message repeats


@dataclass(frozen=True)
class Recipe:
    """The choices that a run is made with; `read_recipe` checks them.

    Attributes
    ----------
    optimizer : str
        One of `RULES`.
    lr : float
        The highest rate of the schedule, above 0 and at most 10.
    schedule : str
        One of `SCHEDULES`: "constant" keeps the rate; "step" divides it by ten after half of the
        steps and again after three quarters; "exponential" lets it fall to a hundredth, "linear"
        and "cosine" to 0; "warmup_cosine" lets it rise first and then falls as "cosine" does.
    batch_size : int
        8 to 1,000.
    momentum : float
        For "momentum" and "nesterov": at least 0 and below 1.
    warmup : float
        For "warmup_cosine": the share of the steps during which the rate rises, above 0 and at
        most a half.
    weight_decay : float
        For "adamw", which no other optimizer has: at least 0 and below 10. A step at the rate
        ``lr`` removes the share ``lr * weight_decay`` of each weight.
    """

    optimizer: str
    lr: float
    schedule: str
    batch_size: int
    momentum: float = 0.9
    warmup: float = 0.1
    weight_decay: float = 0.01

    @property
    def num_steps(self) -> int:
        """The number of steps that the budget pays for; the last batch may be smaller."""
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
    """Make a recipe from a learner's dict, or check a `Recipe`.

    Raises
    ------
    ValueError
        If it is neither, a key is missing or unknown, or a value is of the wrong kind or outside
        its range; the message says which and what is allowed.
    """
    if isinstance(entries, Recipe):
        entries = asdict(entries)
    _check_keys(entries)
    entries = {key: plain(value) for key, value in entries.items()}
    _check_word("optimizer", entries["optimizer"], tuple(RULES))
    _check_word("schedule", entries["schedule"], SCHEDULES)
    check_range("lr", entries["lr"], 0, 10, ends="]")
    check_range("momentum", entries.get("momentum", 0.9), 0, 1, ends="[")
    check_range("warmup", entries.get("warmup", 0.1), 0, 0.5, ends="]")
    decay = entries.get("weight_decay", Recipe.weight_decay)
    check_range("weight_decay", decay, 0, 10, ends="[")
    if decay != Recipe.weight_decay and entries["optimizer"] != "adamw":
        raise ValueError(f"weight_decay belongs to adamw; {entries['optimizer']} has none")
    check_whole_number("batch_size", entries["batch_size"], 8, 1000)
    return Recipe(**entries)


def differs(recipe: Recipe, other: Recipe) -> bool:
    """Return whether two recipes are really two.

    They are if the optimizer or the schedule differs, or if one rate or one batch size is at least
    half as large again as the other.

    >>> careful = Recipe("sgd", 0.02, "constant", 100)
    >>> differs(careful, Recipe("sgd", 0.03, "constant", 100))
    True
    >>> differs(careful, Recipe("sgd", 0.0201, "constant", 101, momentum=0.8))
    False
    """
    if (recipe.optimizer, recipe.schedule) != (other.optimizer, other.schedule):
        return True
    sizes = (recipe.lr, other.lr), (recipe.batch_size, other.batch_size)
    return any(max(pair) > 1.49 * min(pair) for pair in sizes)


def _check_keys(entries: Any) -> None:
    """Raise ValueError unless it is a dict with the keys that a recipe must and may have."""
    if not isinstance(entries, Mapping):
        kind = getattr(entries, "type_name", type(entries).__name__)  # of a submission's value
        raise ValueError(f"a recipe is a dict, got {kind}")
    known = [field.name for field in fields(Recipe)]
    for key in REQUIRED:
        if key not in entries:
            raise ValueError(f"the key {key!r} is missing")
    if unknown := [key for key in entries if key not in known]:
        raise ValueError(f"there is no key {unknown[0]!r:.{SHOWN}}; a recipe may have "
                         f"{', '.join(known)}")


def _check_word(key: str, value: Any, known: tuple[str, ...]) -> None:
    if not isinstance(value, str) or value not in known:
        raise ValueError(f"{key} must be one of {', '.join(known)}; got {shown(value)}")


def check_whole_number(key: str, value: Any, low: int, high: int) -> None:
    """Raise ValueError unless a value is a whole number in a range, both ends included."""
    whole = isinstance(value, int) and not isinstance(value, bool)
    if not whole or not low <= value <= high:
        raise ValueError(f"{key} must be a whole number from {low} to {high}; got {shown(value)}")


def plain(value: Any) -> Any:
    """Return NumPy's scalars, and arrays of one number, as Python's."""
    is_numpy = isinstance(value, np.generic) or (isinstance(value, np.ndarray) and not value.ndim)
    return value.item() if is_numpy else value


def check_range(key: str, value: Any, low: float, high: float, *, ends: str) -> None:
    """Raise ValueError unless a value lies between two ends, marked by one bracket.

    "]" means above low and up to high, "[" from low to below high.
    """
    is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
    inside = is_number and (low < value <= high if ends == "]" else low <= value < high)
    if not inside:
        words = f"above {low:g} and at most {high:g}" if ends == "]" else \
            f"of at least {low:g} and below {high:g}"
        raise ValueError(f"{key} must be a number {words}; got {shown(value)}")


def shown(value: Any) -> str:
    """Return a value as a message shows it, cut where it is long.

    >>> shown(-0.1), shown(10**5000)
    ('-0.1', 'a number of more than 60 digits')
    """
    if isinstance(value, int) and abs(value) >= 10**SHOWN:  # Python refuses to write some of them
        return f"a number of more than {SHOWN} digits"
    return f"{value!r:.{SHOWN}}"
