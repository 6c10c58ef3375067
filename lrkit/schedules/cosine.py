"""Chapter 3: half a cosine, once or with restarts, and a hyperbolic tangent."""

from dataclasses import dataclass, field
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from lrkit.schedules.base import FLAVORS, Schedule, check_finite, count_periods, share_done


@dataclass(frozen=True)
class CosineDecay(Schedule):
    r"""Cosine decay: slow at the top, fast in the middle, slow at the bottom.

    .. math:: \text{lr}_t = \text{lr}_T + \frac{\text{lr}_0 - \text{lr}_T}{2}
        \left(1 + \cos \pi \left(\frac{t}{T}\right)^k\right)

    Step 0 uses `init_lr`, step ``total_steps / 2`` the middle (if :math:`k` is 1), and step
    `total_steps` is the first with `final_lr`: the last step of a run of that length still has a
    little more. Afterwards the rate stays at `final_lr`; with ``flavor="torch"`` the cosine goes
    on, so that the rate rises again, is back at `init_lr` at step ``2 * total_steps``, and so on
    without end. A run that is longer than its schedule then uses rates that were not intended.

    Parameters
    ----------
    init_lr : float
        :math:`\text{lr}_0`, at least 0.
    total_steps : int
        :math:`T`, at least 1.
    final_lr : float, default 0
        :math:`\text{lr}_T`, at least 0.
    flavor : str, default "optax"
        The rate after the end: "optax" and "keras" stay at `final_lr`, "torch" rises again.
    k_decay : float, default 1, by keyword
        :math:`k`, above 0; above 1 the rate stays high for longer and falls faster later.

    Notes
    -----
    I. Loshchilov and F. Hutter, "SGDR: Stochastic Gradient Descent with Warm Restarts" (2017),
    equation 5. ``optax.cosine_decay_schedule`` and ``keras.optimizers.schedules.CosineDecay``
    (there `alpha` is `final_lr` as a share of the first rate),
    ``torch.optim.lr_scheduler.CosineAnnealingLR`` (`T_max`, `eta_min`),
    ``mlx.optimizers.cosine_decay`` (`decay_steps`, `end`; in float32, and the default). The cosines
    of transformers, ``get_cosine_schedule_with_warmup`` and the one with a `min_lr`, are this one
    with ``flavor="torch"`` after `Warmup`: they too rise again after `num_training_steps`. Their
    `num_cycles` are whole waves, 0.5 for one way down, that is :math:`T / (2\, \text{cycles})`
    steps down.

    T. Zhang and W. Li, "k-decay: A New Method For Learning Rate Schedule" (2020), introduced the
    power :math:`k`; ``timm.scheduler.CosineLRScheduler`` (`t_initial`, `lr_min`, `k_decay`) has it,
    and stays at `lr_min` after the end.

    Examples
    --------
    >>> schedule = CosineDecay(0.4, total_steps=8)
    >>> [round(schedule(step), 12) for step in (0, 4, 8, 12)]
    [0.4, 0.2, 0.0, 0.0]
    >>> round(CosineDecay(0.4, total_steps=8, flavor="torch")(12), 12)
    0.2
    """

    init_lr: float
    total_steps: int
    final_lr: float = 0.0
    flavor: str = "optax"
    k_decay: float = field(default=1.0, kw_only=True)

    options: ClassVar = {"flavor": FLAVORS}

    def _rate(self, t: NDArray) -> NDArray:
        torch = self.flavor == "torch"
        done = t / self.total_steps if torch else share_done(t, self.total_steps)
        return self.final_lr + (self.init_lr - self.final_lr) * half_cosine(done**self.k_decay)


@dataclass(frozen=True)
class TanhDecay(Schedule):
    r"""Hyperbolic tangent decay: a long high part, a bend, and a long low part.

    .. math:: \text{lr}_t = \text{lr}_T + \frac{\text{lr}_0 - \text{lr}_T}{2}
        \left(1 - \tanh\left(l\,(1 - x) + u\, x\right)\right), \qquad x = t / T < 1

    Half is left where the argument is 0, at the share :math:`-l / (u - l)` of the run: at 0.7 with
    the defaults. Step 0 uses almost `init_lr`, a millionth less with a :math:`l` of -7. Just before
    the end there is still :math:`(1 - \tanh u)/2` of the height, 0.25% with a :math:`u` of 3; step
    `total_steps` is the first with `final_lr` itself, and afterwards the rate stays.

    Parameters
    ----------
    init_lr : float
        :math:`\text{lr}_0`, at least 0.
    total_steps : int
        :math:`T`, at least 1.
    final_lr : float, default 0
        :math:`\text{lr}_T`, at least 0.
    low, high : float, default -7 and 3
        :math:`l` and :math:`u`, the ends of the piece of the curve that is used, low below high.

    Notes
    -----
    B. Y. Hsueh, W. Li and I.-C. Wu, "Stochastic Gradient Descent with Hyperbolic-Tangent Decay on
    Classification" (2019). ``timm.scheduler.TanhLRScheduler`` (`t_initial`, `lb`, `ub`, `lr_min`),
    with the same defaults; until its `step` is called for the first time the rate is `init_lr`.

    Examples
    --------
    >>> schedule = TanhDecay(0.4, total_steps=100)
    >>> schedule([0, 35, 70, 99, 100]).round(4)
    array([0.4   , 0.3996, 0.2   , 0.0012, 0.    ])
    """

    init_lr: float
    total_steps: int
    final_lr: float = 0.0
    low: float = -7.0
    high: float = 3.0

    def __post_init__(self) -> None:
        super().__post_init__()
        check_finite("low", self.low)
        check_finite("high", self.high)
        if self.low >= self.high:
            raise ValueError(f"low must be below high = {self.high}, got {self.low}")

    def _rate(self, t: NDArray) -> NDArray:
        x = t / self.total_steps
        left = (1 - np.tanh(self.low * (1 - x) + self.high * x)) / 2
        return self.final_lr + (self.init_lr - self.final_lr) * np.where(x < 1, left, 0)


@dataclass(frozen=True)
class CosineRestarts(Schedule):
    r"""Cosine decay with warm restarts (SGDR).

    .. math:: \text{lr}_t = \text{lr}_T + \frac{p_i - \text{lr}_T}{2}
        \left(1 + \cos \frac{\pi (t - t_i)}{T_i}\right), \qquad
        T_i = T_0\, m^i, \quad p_i = \max(\text{lr}_T, p_0\, h^i)

    where :math:`i` is the number of restarts so far and :math:`t_i` the step of the last one.
    Step 0 uses `peak_lr`. A restart takes place at step `first_period`, which is the first to use
    the new peak; `final_lr` itself is approached and not used, except by fractions of a step.
    There is no end, and the restarts go on, unless `num_periods` says how many periods there are:
    after the last the rate stays at `final_lr`.

    Parameters
    ----------
    peak_lr : float
        :math:`p_0`, the rate of step 0, at least 0.
    first_period : int
        :math:`T_0`, the steps to the first restart, at least 1.
    period_mult : float, default 1
        :math:`m`, the factor from the length of each period to the next, at least 1.
    peak_mult : float, default 1
        :math:`h`, the factor from each peak to the next, at least 0; below 1 the peaks fall.
    final_lr : float, default 0
        :math:`\text{lr}_T`, the bottom of each period, at least 0.
    flavor : str, default "optax"
        The quantity that `peak_mult` multiplies: for "optax" and "torch" the peak, for "keras" its
        height above `final_lr`, :math:`p_i = \text{lr}_T + (p_0 - \text{lr}_T) h^i`. They agree
        when `final_lr` is 0 or `peak_mult` is 1.
    num_periods : int, optional, by keyword
        The number of periods, at least 1; None, the default, is without end.

    Notes
    -----
    I. Loshchilov and F. Hutter, "SGDR: Stochastic Gradient Descent with Warm Restarts" (2017).
    ``torch.optim.lr_scheduler.CosineAnnealingWarmRestarts`` (`T_0`, `T_mult` a whole number; its
    peaks are all the same), ``keras.optimizers.schedules.CosineDecayRestarts``
    (`first_decay_steps`, `t_mul` 2 by default, `m_mul`, `alpha`), ``optax.sgdr_schedule``, to
    which every period is given with its own peak; after the last it stays at the bottom.
    ``timm.scheduler.CosineLRScheduler`` (`cycle_mul`, `cycle_decay`, and `cycle_limit`, 1 by
    default, which is `num_periods`); ``get_cosine_with_hard_restarts_schedule_with_warmup`` of
    transformers, whose `num_cycles` periods share the steps after the warm-up.

    Not imitated: Keras finds the number of the period by a logarithm. If that is rounded in the
    wrong direction, the step that should have the peak has the bottom (Keras 3.15 on JAX in its
    usual float32, with a `t_mul` of 7, from the third restart on). PyTorch does the same when its
    `step` is given the epoch. Keras's documentation says that `m_mul` multiplies the rate; its code
    multiplies the height above the bottom. timm, too, takes a logarithm, and with a `cycle_decay`
    that brings a peak below the bottom its cosine is upside down.

    Examples
    --------
    >>> schedule = CosineRestarts(0.4, first_period=2, period_mult=2, peak_mult=0.5)
    >>> schedule([0, 1, 2, 4, 6]).round(12)
    array([0.4, 0.2, 0.2, 0.1, 0.1])
    """

    peak_lr: float
    first_period: int
    period_mult: float = 1.0
    peak_mult: float = 1.0
    final_lr: float = 0.0
    flavor: str = "optax"
    num_periods: int | None = field(default=None, kw_only=True)

    options: ClassVar = {"flavor": FLAVORS}

    def _rate(self, t: NDArray) -> NDArray:
        i, start, period = count_periods(
            t, self.first_period, self.period_mult, self.num_periods)
        growth = self.peak_mult ** i.astype(float)
        if self.flavor == "keras":
            height = (self.peak_lr - self.final_lr) * growth
        else:
            # A peak below the bottom would turn the cosine upside down.
            height = np.maximum(self.peak_lr * growth - self.final_lr, 0)
        done = np.minimum((t - start) / period, 1)  # past the end of the last period
        return self.final_lr + height * half_cosine(done)


def half_cosine(done: NDArray) -> NDArray:
    """Return 1 at 0, a half in the middle, 0 at 1; beyond 1 it rises again."""
    return (1 + np.cos(np.pi * done)) / 2
