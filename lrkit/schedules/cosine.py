"""Chapter 3: half a cosine, once or with restarts."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from lrkit.schedules.base import FLAVORS, Schedule, share_done


@dataclass(frozen=True)
class CosineDecay(Schedule):
    r"""Cosine decay: slow at the top, fast in the middle, slow at the bottom.

    .. math:: \text{lr}_t = \text{lr}_T + \frac{\text{lr}_0 - \text{lr}_T}{2}
        \left(1 + \cos \frac{\pi t}{T}\right)

    Step 0 uses `init_lr`, step ``total_steps / 2`` the middle, and step `total_steps` is the first
    with `final_lr`: the last step of a run of that length still has a little more. Afterwards the
    rate stays at `final_lr`; with ``flavor="torch"`` the cosine goes on, so that the rate rises
    again, is back at `init_lr` at step ``2 * total_steps``, and so on without end. A run that is
    longer than its schedule then uses rates that were not intended.

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

    Notes
    -----
    I. Loshchilov and F. Hutter, "SGDR: Stochastic Gradient Descent with Warm Restarts" (2017),
    equation 5. ``optax.cosine_decay_schedule`` and ``keras.optimizers.schedules.CosineDecay``
    (there `alpha` is `final_lr` as a share of the first rate),
    ``torch.optim.lr_scheduler.CosineAnnealingLR`` (`T_max`, `eta_min`).

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

    options: ClassVar = {"flavor": FLAVORS}

    def _rate(self, t: NDArray) -> NDArray:
        torch = self.flavor == "torch"
        done = t / self.total_steps if torch else share_done(t, self.total_steps)
        return self.final_lr + (self.init_lr - self.final_lr) * half_cosine(done)


@dataclass(frozen=True)
class CosineRestarts(Schedule):
    r"""Cosine decay with warm restarts (SGDR).

    .. math:: \text{lr}_t = \text{lr}_T + \frac{p_i - \text{lr}_T}{2}
        \left(1 + \cos \frac{\pi (t - t_i)}{T_i}\right), \qquad
        T_i = T_0\, m^i, \quad p_i = \max(\text{lr}_T, p_0\, h^i)

    where :math:`i` is the number of restarts so far and :math:`t_i` the step of the last one.
    Step 0 uses `peak_lr`. A restart takes place at step `first_period`, which is the first to use
    the new peak; `final_lr` itself is approached and not used, except by fractions of a step.
    There is no end: the restarts go on.

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

    Notes
    -----
    I. Loshchilov and F. Hutter, "SGDR: Stochastic Gradient Descent with Warm Restarts" (2017).
    ``torch.optim.lr_scheduler.CosineAnnealingWarmRestarts`` (`T_0`, `T_mult` a whole number; its
    peaks are all the same), ``keras.optimizers.schedules.CosineDecayRestarts``
    (`first_decay_steps`, `t_mul` 2 by default, `m_mul`, `alpha`), ``optax.sgdr_schedule``, to
    which every period is given with its own peak; after the last it stays at the bottom.

    Not imitated: Keras finds the number of the period by a logarithm. If that is rounded in the
    wrong direction, the step that should have the peak has the bottom (Keras 3.15 on JAX in its
    usual float32, with a `t_mul` of 7, from the third restart on). PyTorch does the same when its
    `step` is given the epoch. Keras's documentation says that `m_mul` multiplies the rate; its code
    multiplies the height above the bottom.

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

    options: ClassVar = {"flavor": FLAVORS}

    def _rate(self, t: NDArray) -> NDArray:
        i, start, period = self._periods(t)
        growth = self.peak_mult ** i.astype(float)
        if self.flavor == "keras":
            height = (self.peak_lr - self.final_lr) * growth
        else:
            # A peak below the bottom would turn the cosine upside down.
            height = np.maximum(self.peak_lr * growth - self.final_lr, 0)
        return self.final_lr + height * half_cosine((t - start) / period)

    def _periods(self, t: NDArray) -> tuple[NDArray, NDArray, NDArray]:
        """Return, for each step, the number, the first step and the length of its period."""
        if self.period_mult == 1:
            i = np.floor(t / self.first_period)
            return i, i * self.first_period, np.full(t.shape, float(self.first_period))
        # The periods are counted: a logarithm would be rounded, which could shift a restart.
        starts, lengths = [0.0], [float(self.first_period)]
        while starts[-1] + lengths[-1] <= t.max(initial=0):
            starts.append(starts[-1] + lengths[-1])
            lengths.append(lengths[-1] * self.period_mult)
        i = np.searchsorted(starts, t, side="right") - 1
        return i, np.array(starts)[i], np.array(lengths)[i]


def half_cosine(done: NDArray) -> NDArray:
    """Return 1 at 0, a half in the middle, 0 at 1; beyond 1 it rises again."""
    return (1 + np.cos(np.pi * done)) / 2
