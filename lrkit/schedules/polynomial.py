"""Chapter 2: a straight line or a power down to a final rate, or a power without end."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from lrkit.schedules.base import Schedule, share_done


@dataclass(frozen=True)
class LinearDecay(Schedule):
    r"""Linear decay: a straight line from the first rate to the final one.

    .. math:: \text{lr}_t = \text{lr}_0 + (\text{lr}_T - \text{lr}_0) \min(t/T, 1)

    Step 0 uses `init_lr`, step `total_steps` is the first with `final_lr`: the last step of a run
    of that length, ``total_steps - 1``, still has a little more. Afterwards the rate stays.

    Parameters
    ----------
    init_lr : float
        :math:`\text{lr}_0`, at least 0.
    total_steps : int
        :math:`T`, at least 1.
    final_lr : float, default 0
        :math:`\text{lr}_T`, at least 0; if it is above `init_lr` the rate rises.

    Notes
    -----
    ``optax.linear_schedule``, ``torch.optim.lr_scheduler.LinearLR`` (with factors of the rate and
    `total_iters`), ``mlx.optimizers.linear_schedule`` and
    ``keras.optimizers.schedules.PolynomialDecay(power=1)`` agree. Keras goes down to 0.0001 by
    default. ``get_linear_schedule_with_warmup`` of transformers is a `Warmup` from 0 before it.

    Examples
    --------
    >>> schedule = LinearDecay(0.4, total_steps=4)
    >>> schedule([0, 1, 2, 3, 4, 100]).round(12)
    array([0.4, 0.3, 0.2, 0.1, 0. , 0. ])
    """

    init_lr: float
    total_steps: int
    final_lr: float = 0.0

    def _rate(self, t: NDArray) -> NDArray:
        left = 1 - share_done(t, self.total_steps)
        return self.final_lr + (self.init_lr - self.final_lr) * left


@dataclass(frozen=True)
class PolynomialDecay(Schedule):
    r"""Polynomial decay: a power of the share of the run that is left.

    .. math:: \text{lr}_t = \text{lr}_T + (\text{lr}_0 - \text{lr}_T)
        \left(1 - \min(t/T, 1)^k\right)^p

    Step 0 uses `init_lr`, step `total_steps` is the first with `final_lr`; afterwards the rate
    stays. With `cycle` it does not stay: past each multiple of :math:`T` the formula goes on with
    the next multiple instead of :math:`T`. With a power of 1 the rate jumps up by
    :math:`1 - (T+1)/(2T)`, about a half, of the difference between the two rates, then by two
    thirds of it and so on, and falls along ever longer slopes. A multiple itself still has
    `final_lr`.

    Parameters
    ----------
    init_lr : float
        :math:`\text{lr}_0`, at least 0.
    total_steps : int
        :math:`T`, at least 1; with `cycle` it is the length of the first slope.
    final_lr : float, default 0
        :math:`\text{lr}_T`, at least 0.
    power : float, default 1
        :math:`p`, above 0; 1 is a straight line, larger powers fall early, smaller ones late.
    cycle : bool, default False, by keyword
        Whether the rate jumps up again after each multiple of `total_steps`.
    k_decay : float, default 1, by keyword
        :math:`k`, above 0; above 1 the rate stays high for longer and falls faster later.

    Notes
    -----
    ``keras.optimizers.schedules.PolynomialDecay`` (`end_learning_rate`, 0.0001 by default),
    ``optax.polynomial_schedule`` and ``torch.optim.lr_scheduler.PolynomialLR`` (`total_iters`,
    always down to 0) agree, and so do ``timm.scheduler.PolyLRScheduler`` (`power`, 0.5 by default;
    `lr_min`, and :math:`k` as `k_decay`: see `CosineDecay`) and, after a `Warmup` from 0,
    ``get_polynomial_decay_schedule_with_warmup`` of transformers (`lr_end`, 1e-7 by default). Only
    Keras can cycle in this manner; timm repeats the same slope, as `Repeat` does. Keras's
    documentation says that it takes the
    first multiple of `decay_steps` that is *bigger* than the step; its code, like this one, takes
    the first multiple that is not smaller.

    Not imitated: compiled for a processor by JAX 0.10.2, as in ``model.fit`` of Keras on JAX or in
    a step of optax under ``jax.jit``, :math:`1 - t/T` may come out a little below 0 at the end. A
    power of it that is not a whole number is nan, and so is the rate from step `total_steps` on,
    and then every weight: for lengths of 10, 30 and 1,000, for instance, not for 10,000. On
    TensorFlow 2.21, and in a single call without compilation, the rate is `final_lr`.

    Examples
    --------
    >>> schedule = PolynomialDecay(1.0, total_steps=4, power=2.0)
    >>> schedule([0, 1, 2, 3, 4, 5])
    array([1.    , 0.5625, 0.25  , 0.0625, 0.    , 0.    ])
    >>> again = PolynomialDecay(1.0, total_steps=4, cycle=True)
    >>> again([0, 4, 5, 6, 8]).round(12)
    array([1.   , 0.   , 0.375, 0.25 , 0.   ])
    """

    init_lr: float
    total_steps: int
    final_lr: float = 0.0
    power: float = 1.0
    cycle: bool = field(default=False, kw_only=True)
    k_decay: float = field(default=1.0, kw_only=True)

    def _rate(self, t: NDArray) -> NDArray:
        end = self.total_steps
        if self.cycle:
            end = end * np.maximum(np.ceil(t / end), 1)  # step 0 belongs to the first slope
        left = 1 - share_done(t, end) ** self.k_decay
        return self.final_lr + (self.init_lr - self.final_lr) * left**self.power


@dataclass(frozen=True)
class PowerLawDecay(Schedule):
    r"""Power law decay: a negative power of the time, with a time scale of its own.

    .. math:: \text{lr}_t = \text{lr}_0 \left(1 + \frac{t}{\tau}\right)^{-p}

    Step 0 uses `init_lr`; at step :math:`\tau` it is :math:`2^{-p}` of that, and later each
    doubling of the time takes the same share. There is no end, so that a run can be stopped, or
    continued, at any time.

    Parameters
    ----------
    init_lr : float
        :math:`\text{lr}_0`, at least 0.
    timescale : float
        :math:`\tau`, in steps, above 0: for so long the rate hardly falls.
    power : float, default 0.5
        :math:`p`, above 0; 0.5 is the inverse square root, 1 is `InverseTimeDecay`.

    Notes
    -----
    After a `Warmup` from 0 in `timescale` steps it is, with the default power, the reciprocal
    square root of X. Zhai et al., "Scaling Vision Transformers" (2022):
    ``get_inverse_sqrt_schedule`` of transformers (`timescale`, by default as many steps as the
    warm-up) and the "rsqrt" of ``timm.scheduler.WSDLRScheduler``. Its "power" is this with any
    power; it names Y. Shen et al., "Power Scheduler" (2024), as its source. Both end in a cooldown
    there: a `Product` with a `WarmupStableDecay` that starts at 1.

    Examples
    --------
    >>> schedule = PowerLawDecay(0.4, timescale=100)
    >>> schedule([0, 300, 1500]).round(12)
    array([0.4, 0.2, 0.1])
    """

    init_lr: float
    timescale: float
    power: float = 0.5

    def _rate(self, t: NDArray) -> NDArray:
        return self.init_lr * (1 + t / self.timescale) ** -self.power
