"""The interface that all schedules share.

A schedule is a pure function from the number of a step to a learning rate. Steps are counted from
0, and the rate at step t is the rate that step t uses: ``schedule(0)`` is the rate of the very
first step, ``schedule(total_steps - 1)`` that of the last one.

A number gives a float, an array of steps an array of rates of the same shape. The caller decides
whether a step is a mini-batch or an epoch, and must not mix them up: a schedule meant for 20 epochs
is over after 20 batches.

**Differences between libraries.** A schedule that PyTorch, Keras and optax compute differently has
a field `flavor` and then gives the numbers of that library. The default is "optax": its schedules
are pure functions of the step, as these are.

What the notes say of libraries was seen in PyTorch 2.14.1, Keras 3.15.1, optax 0.2.8, timm 1.0.31,
transformers 5.24.0 and MLX 0.32.4, and their rates are recorded with these versions. A library that
a note does not name has no such schedule.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterable
from dataclasses import dataclass, fields
from itertools import pairwise
from numbers import Real
from typing import Any, ClassVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

FLAVORS = ("torch", "keras", "optax")

# Fields with the same range in every schedule: the smallest value of real numbers, and of whole
# numbers.
AT_LEAST = {
    **dict.fromkeys(("init_lr", "peak_lr", "final_lr", "min_lr", "max_lr"), 0),
    **dict.fromkeys(("decay_rate", "factor", "peak_mult", "threshold"), 0),
    **dict.fromkeys(("period_mult", "div_factor", "final_div_factor"), 1),
}
COUNTS_AT_LEAST = {
    **dict.fromkeys(("warmup_steps", "patience", "cooldown", "warmup"), 0),
    **dict.fromkeys(("total_steps", "decay_steps", "first_period", "up_steps", "down_steps"), 1),
    **dict.fromkeys(("model_dim", "period", "num_periods", "reset_after"), 1),
}
ABOVE_0 = ("power", "k_decay", "timescale", "tail_power")


@dataclass(frozen=True)
class Schedule(ABC):
    """A learning rate for each step: ``schedule(step)``.

    A schedule is a frozen dataclass: its fields determine it completely, two schedules with the
    same fields are equal, and a call changes nothing. To write a new one, define a subclass with
    its fields and `_rate`, the formula for an array of steps.

    Attributes
    ----------
    options : dict
        The allowed values of each field that takes one of several words.

    Raises
    ------
    ValueError
        On construction, for a field out of its range; on a call, for a step that is negative or not
        a number. The message names the field and its value.
    """

    options: ClassVar[dict[str, tuple[str, ...]]] = {}

    def __post_init__(self) -> None:
        check_fields(self, self.options)

    def __call__(self, step: ArrayLike) -> float | NDArray:
        """Return the rate that step `step` uses.

        Parameters
        ----------
        step : int, float or array_like of them
            The number of the step, from 0.

        Returns
        -------
        float, or ndarray of the shape of `step`
            The learning rate.
        """
        t = check_step(step)
        with np.errstate(over="ignore"):  # a rate that grows without bound becomes inf
            lr = np.asarray(self._rate(t), dtype=float)
        return float(lr) if t.ndim == 0 else lr

    @abstractmethod
    def _rate(self, t: NDArray) -> NDArray:
        """Compute the rates for an array `t` of steps, which are floats and at least 0."""


def check_step(step: ArrayLike) -> NDArray:
    """Return steps as an array of floats; ValueError unless they are finite and at least 0."""
    try:
        t = np.asarray(step)
    except ValueError as error:  # rows of unequal length
        raise ValueError(f"step must be a number or an array of numbers, got {step!r}") from error
    if t.dtype.kind not in "iuf" and t.size:
        raise ValueError(f"step must be a number or an array of numbers, got {step!r}")
    t = t.astype(float)
    wrong = ~np.isfinite(t) | (t < 0)
    if wrong.any():
        raise ValueError(f"step must be at least 0 and finite, got {t[wrong][0]:g}")
    return t


def check_fields(instance: Any, options: dict[str, tuple[str, ...]]) -> None:
    """Raise ValueError if a field of the dataclass `instance` is out of its range."""
    for field in fields(instance):
        name, value = field.name, getattr(instance, field.name)
        if value is None and field.default is None:
            continue
        if name in options:
            check_option(name, value, options[name])
        elif name in COUNTS_AT_LEAST:
            check_integer(name, value, at_least=COUNTS_AT_LEAST[name])
        elif name in AT_LEAST:
            check_real(name, value, at_least=AT_LEAST[name])
        elif name in ABOVE_0:
            check_real(name, value, at_least=0)
            if value == 0:
                raise ValueError(f"{name} must be above 0, got {value}")
        elif isinstance(field.default, bool):
            check_bool(name, value)


def check_finite(name: str, value: Any) -> None:
    """Raise ValueError unless `value` is a finite number."""
    if not is_number(value):
        raise ValueError(f"{name} must be a number, got {value!r}")
    if not np.isfinite(value):
        raise ValueError(f"{name} must be finite, got {value}")


def check_real(name: str, value: Any, *, at_least: float) -> None:
    """Raise ValueError unless `value` is a finite number and at least `at_least`."""
    if not is_number(value):
        raise ValueError(f"{name} must be a number, got {value!r}")
    if not (np.isfinite(value) and value >= at_least):
        raise ValueError(f"{name} must be at least {at_least} and finite, got {value}")


def check_integer(name: str, value: Any, *, at_least: int) -> None:
    """Raise ValueError unless `value` is a whole number and at least `at_least`."""
    if not isinstance(value, Real) or isinstance(value, bool) or value % 1:
        raise ValueError(f"{name} must be a whole number, got {value!r}")
    if value < at_least:
        raise ValueError(f"{name} must be at least {at_least}, got {value}")


def check_option(name: str, value: Any, known: tuple[str, ...]) -> None:
    """Raise ValueError unless `value` is one of the words `known`."""
    if value not in known:
        raise ValueError(f"{name} must be one of {', '.join(map(repr, known))}, got {value!r}")


def check_bool(name: str, value: Any) -> None:
    """Raise ValueError unless `value` is True or False."""
    if not isinstance(value, bool | np.bool_):
        raise ValueError(f"{name} must be True or False, got {value!r}")


def check_milestones(name: str, values: Iterable[int]) -> tuple[int, ...]:
    """Return the steps at which the rate changes as a tuple; ValueError unless they increase."""
    steps = as_tuple(name, values)
    for step in steps:
        check_integer(name, step, at_least=0)
    if any(late <= early for early, late in pairwise(steps)):
        raise ValueError(f"{name} must increase, got {steps}")
    return steps


def check_parts(name: str, schedules: Iterable[Schedule]) -> tuple[Schedule, ...]:
    """Return schedules as a tuple; ValueError unless it has some, and schedules only."""
    parts = as_tuple(name, schedules)
    if not parts:
        raise ValueError(f"{name} must hold at least one schedule, got none")
    for part in parts:
        check_part(name, part)
    return parts


def check_part(name: str, schedule: Any) -> None:
    """Raise ValueError unless `schedule` is a schedule; a plain number is the usual mistake."""
    if not isinstance(schedule, Schedule):
        hint = f"; for a fixed rate write Constant({schedule})" if is_number(schedule) else ""
        raise ValueError(f"{name} must be made of schedules, got {schedule!r}{hint}")


def as_tuple(name: str, values: Iterable) -> tuple:
    """Return `values` as a tuple, so that a schedule does not change with the caller's list."""
    if isinstance(values, str) or not isinstance(values, Iterable):
        raise ValueError(f"{name} must be a sequence, got {values!r}")
    return tuple(values)


def is_number(value: Any) -> bool:
    """Return whether `value` is a real number; True and False are not."""
    return isinstance(value, Real) and not isinstance(value, bool)


def share_done(t: NDArray, total_steps: float) -> NDArray:
    """Return the share of `total_steps` completed at step `t`: 0 at step 0, 1 from the end on."""
    return np.minimum(t / total_steps, 1.0)


def count_periods(
    t: NDArray, first: float, mult: float, most: int | None = None
) -> tuple[NDArray, NDArray, NDArray]:
    """Return, for each step, the number, the first step and the length of its period.

    Each period is `mult` times as long as the one before. With `most`, the last of so many goes on.
    """
    if mult == 1:
        i = np.floor(t / first)
        i = i if most is None else np.minimum(i, most - 1)
        return i, i * first, np.full(t.shape, float(first))
    # The periods are counted: a logarithm would be rounded, which could shift a restart.
    starts, lengths = [0.0], [float(first)]
    while starts[-1] + lengths[-1] <= t.max(initial=0) and len(starts) != most:
        starts.append(starts[-1] + lengths[-1])
        lengths.append(lengths[-1] * mult)
    i = np.searchsorted(starts, t, side="right") - 1
    return i, np.array(starts)[i], np.array(lengths)[i]
