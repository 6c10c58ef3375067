"""Chapter 7: schedules made of schedules."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import reduce

import numpy as np
from numpy.typing import NDArray

from lrkit.schedules.base import (
    Schedule,
    check_milestones,
    check_part,
    check_parts,
    count_periods,
)


@dataclass(frozen=True)
class Join(Schedule):
    r"""A sequence of schedules, each from its own step 0.

    .. math:: \text{lr}_t = s_i(t - b_i), \qquad b_i \le t < b_{i+1}, \quad b_0 = 0

    Step 0 is step 0 of the first schedule; a step that is a boundary is step 0 of the next one.
    The last schedule goes on without end.

    Parameters
    ----------
    schedules : sequence of Schedule
        One or more.
    boundaries : sequence of int
        The steps at which the next schedule begins, in increasing order: one fewer than schedules.

    Notes
    -----
    ``optax.join_schedules`` and ``mlx.optimizers.join_schedules``; in PyTorch ``SequentialLR`` with
    `milestones`, for schedulers that start from the same rate.

    Examples
    --------
    >>> from lrkit.schedules import Constant, LinearDecay
    >>> schedule = Join([Constant(0.4), LinearDecay(0.4, total_steps=4)], boundaries=[2])
    >>> schedule([0, 1, 2, 3, 4, 6]).round(12)
    array([0.4, 0.4, 0.4, 0.3, 0.2, 0. ])
    """

    schedules: Sequence[Schedule]
    boundaries: Sequence[int]

    def __post_init__(self) -> None:
        super().__post_init__()
        object.__setattr__(self, "schedules", check_parts("schedules", self.schedules))
        object.__setattr__(self, "boundaries", check_milestones("boundaries", self.boundaries))
        if len(self.boundaries) != len(self.schedules) - 1:
            raise ValueError(
                f"boundaries must be one fewer than the {len(self.schedules)} schedules, "
                f"got {len(self.boundaries)}"
            )

    def _rate(self, t: NDArray) -> NDArray:
        lr = self.schedules[0]._rate(t)
        for boundary, schedule in zip(self.boundaries, self.schedules[1:], strict=True):
            lr = np.where(t < boundary, lr, schedule._rate(np.maximum(t - boundary, 0)))
        return lr


@dataclass(frozen=True)
class Scale(Schedule):
    r"""A schedule multiplied by a number: the same shape, higher or lower.

    .. math:: \text{lr}_t = f \cdot s(t)

    Step 0, boundaries and the end are those of the schedule.

    Parameters
    ----------
    schedule : Schedule
        :math:`s`.
    factor : float
        :math:`f`, at least 0. For a batch k times as large, SGD often takes a factor of about k.

    Notes
    -----
    In PyTorch the rate of the optimizer is this factor.

    Examples
    --------
    >>> from lrkit.schedules import Constant
    >>> Scale(Constant(0.1), factor=4.0)(0)
    0.4
    """

    schedule: Schedule
    factor: float

    def __post_init__(self) -> None:
        super().__post_init__()
        check_part("schedule", self.schedule)

    def _rate(self, t: NDArray) -> NDArray:
        return self.factor * self.schedule._rate(t)


@dataclass(frozen=True)
class Product(Schedule):
    r"""A product of schedules, step by step: one gives the rates, the others are factors.

    .. math:: \text{lr}_t = \prod_i s_i(t)

    All start together at step 0, and each keeps its boundaries and its end. A factor is a schedule
    that starts at 1, such as ``ExponentialDecay(1.0, ...)``.

    Parameters
    ----------
    schedules : sequence of Schedule
        One or more.

    Notes
    -----
    ``torch.optim.lr_scheduler.ChainedScheduler`` multiplies in the same manner, as long as each of
    its schedulers changes the rate by a factor.

    Examples
    --------
    >>> from lrkit.schedules import CosineDecay, StepDecay
    >>> halves = StepDecay(1.0, decay_steps=10, decay_rate=0.5)
    >>> schedule = Product([CosineDecay(0.4, total_steps=20), halves])
    >>> schedule([0, 10, 20]).round(12)
    array([0.4, 0.1, 0. ])
    """

    schedules: Sequence[Schedule]

    def __post_init__(self) -> None:
        super().__post_init__()
        object.__setattr__(self, "schedules", check_parts("schedules", self.schedules))

    def _rate(self, t: NDArray) -> NDArray:
        return reduce(np.multiply, [schedule._rate(t) for schedule in self.schedules])


@dataclass(frozen=True)
class Repeat(Schedule):
    r"""A schedule that begins again after each period, each time longer or lower.

    .. math:: \text{lr}_t = h^i\, s\!\left(\frac{t - t_i}{m^i}\right), \qquad T_i = T_0\, m^i

    where :math:`i` is the number of periods before step t, :math:`t_i` the first step of its period
    and :math:`T_i` the length of it. Step 0 is step 0 of the schedule; a step at which a period
    begins is step 0 of it again. There is no end, unless `num_periods` says how many periods there
    are: in the last the schedule goes on.

    Parameters
    ----------
    schedule : Schedule
        :math:`s`, from its step 0 to step `period`.
    period : int
        :math:`T_0`, the length of the first period in steps, at least 1.
    period_mult : float, default 1
        :math:`m`, the factor from the length of each period to the next, at least 1: the schedule
        is stretched with it.
    peak_mult : float, default 1
        :math:`h`, the factor from the rates of each period to those of the next, at least 0.
    num_periods : int, optional, by keyword
        The number of periods, at least 1; None, the default, is without end.

    Notes
    -----
    The cycles of timm's ``CosineLRScheduler``, ``TanhLRScheduler`` and ``PolyLRScheduler``
    (`cycle_mul`, `cycle_decay`, and `cycle_limit`, 1 by default), as long as `cycle_decay` is 1 or
    the schedule ends at 0: there `cycle_decay` lowers the top alone, as in `CosineRestarts`.

    Examples
    --------
    >>> from lrkit.schedules import LinearDecay
    >>> schedule = Repeat(LinearDecay(0.4, total_steps=2), period=2, period_mult=2, peak_mult=0.5)
    >>> schedule([0, 1, 2, 4, 5, 6]).round(12)
    array([0.4 , 0.2 , 0.2 , 0.1 , 0.05, 0.1 ])
    """

    schedule: Schedule
    period: int
    period_mult: float = 1.0
    peak_mult: float = 1.0
    num_periods: int | None = field(default=None, kw_only=True)

    def __post_init__(self) -> None:
        super().__post_init__()
        check_part("schedule", self.schedule)

    def _rate(self, t: NDArray) -> NDArray:
        i, start, length = count_periods(t, self.period, self.period_mult, self.num_periods)
        within = (t - start) * (self.period / length)
        return self.peak_mult ** i.astype(float) * self.schedule._rate(within)
