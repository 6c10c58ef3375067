"""Chapter 6: schedules made of schedules."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce

import numpy as np
from numpy.typing import NDArray

from lrkit.schedules.base import Schedule, check_milestones, check_part, check_parts


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
    ``optax.join_schedules``; in PyTorch ``SequentialLR`` with `milestones`, for schedulers that
    start from the same rate. Keras has no such schedule.

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
    In PyTorch the rate of the optimizer is this factor; optax and Keras have no such schedule.

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
    its schedulers changes the rate by a factor. Keras and optax have no such schedule.

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
