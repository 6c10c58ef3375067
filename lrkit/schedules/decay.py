"""Chapter 1: constant rates, and rates that fall in stairs or smoothly."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from lrkit.schedules.base import FLAVORS, Schedule, as_tuple, check_milestones, check_real


@dataclass(frozen=True)
class Constant(Schedule):
    r"""A constant rate, the same at every step.

    .. math:: \text{lr}_t = \text{lr}_0

    Parameters
    ----------
    init_lr : float
        The rate, at least 0, from step 0 on without end.

    Notes
    -----
    ``optax.constant_schedule``, and a plain number in Keras and PyTorch. PyTorch's ``ConstantLR``
    is a different schedule: it multiplies the rate by a factor until a milestone, as `Piecewise`
    can.

    Examples
    --------
    >>> Constant(0.1)(1000)
    0.1
    """

    init_lr: float

    def _rate(self, t: NDArray) -> NDArray:
        return np.full(t.shape, float(self.init_lr))


@dataclass(frozen=True)
class StepDecay(Schedule):
    r"""Step decay: the rate is multiplied by a factor every `decay_steps` steps.

    .. math:: \text{lr}_t = \text{lr}_0 \cdot r^{\lfloor t / k \rfloor}

    Step 0 uses `init_lr`, and so do all steps up to ``decay_steps - 1``; step `decay_steps` is the
    first to use the lower rate, and so on at each further multiple. There is no end.

    Parameters
    ----------
    init_lr : float
        :math:`\text{lr}_0`, at least 0.
    decay_steps : int
        :math:`k`, the length of a stair, at least 1.
    decay_rate : float, default 0.1
        :math:`r`, the factor at each stair, at least 0; above 1 the rate grows.

    Notes
    -----
    K. He et al., "Deep Residual Learning for Image Recognition" (2016), divide the rate by 10
    several times. ``torch.optim.lr_scheduler.StepLR`` (`step_size`, `gamma`),
    ``mlx.optimizers.step_decay`` and ``timm.scheduler.StepLRScheduler`` (`decay_t`); Keras and
    optax have it as ``ExponentialDecay(staircase=True)`` and ``exponential_decay(staircase=True)``.
    All agree.

    Examples
    --------
    >>> schedule = StepDecay(0.1, decay_steps=10, decay_rate=0.5)
    >>> [schedule(step) for step in (0, 9, 10, 20)]
    [0.1, 0.1, 0.05, 0.025]
    """

    init_lr: float
    decay_steps: int
    decay_rate: float = 0.1

    def _rate(self, t: NDArray) -> NDArray:
        return self.init_lr * self.decay_rate ** np.floor(t / self.decay_steps)


@dataclass(frozen=True)
class MultiStepDecay(Schedule):
    r"""Multi-step decay: the rate is multiplied by a factor at each milestone.

    .. math:: \text{lr}_t = \text{lr}_0 \cdot r^{n(t)},
        \qquad n(t) = \text{number of milestones} \le t

    Step 0 uses `init_lr`; a step that is a milestone is the first to use the lower rate; after the
    last milestone the rate stays.

    Parameters
    ----------
    init_lr : float
        :math:`\text{lr}_0`, at least 0.
    milestones : sequence of int
        The steps at which the rate is multiplied, in increasing order; none makes it constant.
    decay_rate : float, default 0.1
        :math:`r`, the factor at each milestone, at least 0.

    Notes
    -----
    ``torch.optim.lr_scheduler.MultiStepLR`` (`gamma`), which counts a milestone that is given twice
    as two; here that is an error. ``optax.piecewise_constant_schedule`` agrees. In Keras it has to
    be written as ``PiecewiseConstantDecay``, in which each change comes one step later: see
    `Piecewise`. ``timm.scheduler.MultiStepLRScheduler`` changes the rate one step *earlier*: its
    `decay_t` of 10 is a milestone of 9.

    Examples
    --------
    >>> schedule = MultiStepDecay(0.5, milestones=(30, 80), decay_rate=0.5)
    >>> schedule([0, 29, 30, 79, 80, 500])
    array([0.5  , 0.5  , 0.25 , 0.25 , 0.125, 0.125])
    """

    init_lr: float
    milestones: Sequence[int]
    decay_rate: float = 0.1

    def __post_init__(self) -> None:
        super().__post_init__()
        object.__setattr__(self, "milestones", check_milestones("milestones", self.milestones))

    def _rate(self, t: NDArray) -> NDArray:
        n = np.searchsorted(np.array(self.milestones, dtype=float), t, side="right")
        return self.init_lr * self.decay_rate ** n.astype(float)


@dataclass(frozen=True)
class Piecewise(Schedule):
    r"""A piecewise constant schedule: a given rate for each section of the run.

    .. math:: \text{lr}_t = v_{n(t)}, \qquad n(t) = \text{number of boundaries} \le t

    Step 0 uses the first value. A step that is a boundary already uses the later value; with
    ``flavor="keras"`` it still uses the earlier one, so that each change comes one step later.
    After the last boundary the last value stays.

    Parameters
    ----------
    boundaries : sequence of int
        The steps at which a section ends, in increasing order.
    values : sequence of float
        The rate of each section, at least 0: one more than there are boundaries.
    flavor : str, default "optax"
        "optax" and "torch" change at the boundary, "keras" one step after it.

    Notes
    -----
    ``keras.optimizers.schedules.PiecewiseConstantDecay`` compares with `step <= boundary`.
    ``optax.piecewise_constant_schedule`` takes the factors by which the rate changes instead of the
    rates; ``torch.optim.lr_scheduler.MultiStepLR`` takes one factor for all.

    Examples
    --------
    >>> later = Piecewise(boundaries=[3], values=[0.1, 0.01])
    >>> keras = Piecewise(boundaries=[3], values=[0.1, 0.01], flavor="keras")
    >>> later(3), keras(3), keras(4)
    (0.01, 0.1, 0.01)
    """

    boundaries: Sequence[int]
    values: Sequence[float]
    flavor: str = "optax"

    options: ClassVar = {"flavor": FLAVORS}

    def __post_init__(self) -> None:
        super().__post_init__()
        object.__setattr__(self, "boundaries", check_milestones("boundaries", self.boundaries))
        object.__setattr__(self, "values", as_tuple("values", self.values))
        for value in self.values:
            check_real("values", value, at_least=0)
        if len(self.values) != len(self.boundaries) + 1:
            raise ValueError(
                f"values must be one more than the {len(self.boundaries)} boundaries, "
                f"got {len(self.values)}"
            )

    def _rate(self, t: NDArray) -> NDArray:
        side = "left" if self.flavor == "keras" else "right"
        n = np.searchsorted(np.array(self.boundaries, dtype=float), t, side=side)
        return np.array(self.values, dtype=float)[n]


@dataclass(frozen=True)
class ExponentialDecay(Schedule):
    r"""Exponential decay: the rate loses the same share in every step.

    .. math:: \text{lr}_t = \text{lr}_0 \cdot r^{t / k}

    Step 0 uses `init_lr`, step `decay_steps` is the first with :math:`r` times as much. It never
    ends, but the sum of all rates is finite: with bounded gradients the distance that a run can
    travel is bounded too, so that it may stop before it reaches the minimum. With `staircase` the
    exponent is rounded down, which is `StepDecay`. With a `decay_rate` above 1 it gives the rates
    of a range test.

    Parameters
    ----------
    init_lr : float
        :math:`\text{lr}_0`, at least 0.
    decay_steps : int
        :math:`k`, the number of steps in which the rate is multiplied by :math:`r`, at least 1.
    decay_rate : float
        :math:`r`, the factor, at least 0.
    final_lr : float, optional
        A lower limit of the rate or, for a `decay_rate` above 1, an upper one. None by default.
    staircase : bool, default False, by keyword
        Whether the rate changes in stairs.

    Notes
    -----
    ``keras.optimizers.schedules.ExponentialDecay``, ``optax.exponential_decay`` (`end_value`) and,
    with `decay_steps` of 1, ``torch.optim.lr_scheduler.ExponentialLR`` (`gamma`) and
    ``mlx.optimizers.exponential_decay`` agree. Keras
    and optax count optimizer steps, PyTorch's scheduler is usually stepped once an epoch: the
    same numbers then give another decay. In optax a `decay_rate` of 0 means "no decay"; here, as
    in Keras, it makes the rate 0 from step 1 on.

    Examples
    --------
    >>> schedule = ExponentialDecay(0.1, decay_steps=10, decay_rate=0.25)
    >>> [schedule(step) for step in (0, 5, 10)]
    [0.1, 0.05, 0.025]
    """

    init_lr: float
    decay_steps: int
    decay_rate: float
    final_lr: float | None = None
    staircase: bool = field(default=False, kw_only=True)

    def _rate(self, t: NDArray) -> NDArray:
        times = t / self.decay_steps
        lr = self.init_lr * self.decay_rate ** (np.floor(times) if self.staircase else times)
        if self.final_lr is None:
            return lr
        limit = np.maximum if self.decay_rate < 1 else np.minimum
        return limit(lr, self.final_lr)


@dataclass(frozen=True)
class InverseTimeDecay(Schedule):
    r"""Inverse time decay: the rate falls as one over the time, fast at first, then more slowly.

    .. math:: \text{lr}_t = \frac{\text{lr}_0}{1 + r\, t / k}

    Step 0 uses `init_lr`; at step :math:`k / r` half of it is left. It never ends, and the sum
    of all rates grows without limit while the sum of their squares does not: the conditions of
    Robbins and Monro, which suffice for noisy gradients to lead to the minimum. With `staircase`,
    :math:`t/k` is rounded down, and step `decay_steps` is the first with a lower rate. Every
    rate is computed from `init_lr`, not from the rate before.

    Parameters
    ----------
    init_lr : float
        :math:`\text{lr}_0`, at least 0.
    decay_steps : int
        :math:`k`, the unit of time in steps, at least 1.
    decay_rate : float
        :math:`r`, the speed of the decay, at least 0; 0 is constant.
    staircase : bool, default False, by keyword
        Whether the rate changes in stairs.

    Notes
    -----
    H. Robbins and S. Monro, "A Stochastic Approximation Method", Ann. Math. Statist. 22 (1951).
    ``keras.optimizers.schedules.InverseTimeDecay``.

    Examples
    --------
    >>> schedule = InverseTimeDecay(0.6, decay_steps=1, decay_rate=0.5)
    >>> schedule([0, 2, 4])
    array([0.6, 0.3, 0.2])
    """

    init_lr: float
    decay_steps: int
    decay_rate: float
    staircase: bool = field(default=False, kw_only=True)

    def _rate(self, t: NDArray) -> NDArray:
        times = t / self.decay_steps
        return self.init_lr / (1 + self.decay_rate * (np.floor(times) if self.staircase else times))
