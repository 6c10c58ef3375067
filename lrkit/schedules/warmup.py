"""Chapter 4: warm-up, small rates first, so that a run survives the higher ones that follow."""

from dataclasses import dataclass, field
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from lrkit.schedules.base import Schedule, check_integer, check_part
from lrkit.schedules.cosine import half_cosine


@dataclass(frozen=True)
class Warmup(Schedule):
    r"""A warm-up before any other schedule: a straight line, or another curve.

    .. math:: \text{lr}_t = \begin{cases}
        s(0)\, (t + 1) / W & t < W \\
        s(t - W) & t \ge W \end{cases}
        \qquad\text{or, from a given rate,}\qquad
        \text{lr}_0 + (s(0) - \text{lr}_0)\, t / W \quad (t < W)

    Without `init_lr`, step 0 uses ``1 / warmup_steps`` of the schedule's first rate, because a
    step at the rate 0 would be wasted, and step ``warmup_steps - 1`` is the first at that rate.
    With `init_lr`, step 0 uses `init_lr` and step `warmup_steps` is the first at that rate. In both
    cases step `warmup_steps` is step 0 of the schedule, and the run is `warmup_steps` longer than
    the schedule; unless `shifted` is False: then the steps of the warm-up are steps of the schedule
    too, :math:`s(t)` instead of :math:`s(t - W)`, and the rate jumps from :math:`s(0)` to
    :math:`s(W)`.

    Parameters
    ----------
    schedule : Schedule
        :math:`s`, the schedule after the warm-up.
    warmup_steps : int
        :math:`W`, at least 0; 0 means without a warm-up.
    init_lr : float, optional
        The rate of step 0, at least 0; by default ``1 / warmup_steps`` of the schedule's first
        rate.
    shape : str, default "linear", by keyword
        The curve, for the share x of the warm-up: "linear", "cosine", :math:`(1 - \cos \pi x)/2`,
        or "sqrt", :math:`1 - \sqrt{1 - x}`.
    shifted : bool, default True, by keyword
        Whether the schedule begins after the warm-up; with False it begins at step 0 under it.

    Notes
    -----
    P. Goyal et al., "Accurate, Large Minibatch SGD" (2017), section 2.2. J. Gilmer et al., "A Loss
    Curvature Perspective on Training Instabilities of Deep Learning Models" (2022), and D. S. Kalra
    and M. Barkeshli, "Why Warmup the Learning Rate?" (2024), found that it leads a run to where the
    loss curves less, so that it survives a higher rate. With ``init_lr=0.0`` it
    is ``optax.warmup_cosine_decay_schedule`` and ``keras.optimizers.schedules.CosineDecay`` with
    `warmup_target`: there, step 0 uses a rate of 0 by default and learns nothing. optax's
    `decay_steps` includes the warm-up, Keras's does not. In PyTorch it is
    ``SequentialLR([LinearLR(...), ...], milestones=[warmup_steps])``, whose `start_factor` is
    `init_lr` as a share of the schedule's first rate, a third by default; 0 is refused.

    timm's schedulers begin at `warmup_lr_init`, 0 by default, for `warmup_t` steps. Their
    `warmup_prefix` is `shifted`; by default it is False for the cosine, tanh and polynomial ones,
    and True for the others. ``TanhLRScheduler`` then climbs to :math:`s(W)`, which makes no jump.
    The functions of transformers begin at 0 and shift, except for
    ``get_cosine_with_min_lr_schedule_with_warmup_lr_rate``: it begins at :math:`1/W` of the peak,
    and has the peak one step before its `num_warmup_steps`, which are steps of the cosine from
    there on. ``get_wsd_schedule`` has the three shapes (`warmup_type`, "1-sqrt" for "sqrt").

    Examples
    --------
    >>> from lrkit.schedules import Constant
    >>> schedule = Warmup(Constant(0.4), warmup_steps=4)
    >>> schedule([0, 1, 2, 3, 4, 5]).round(12)
    array([0.1, 0.2, 0.3, 0.4, 0.4, 0.4])
    >>> schedule = Warmup(Constant(0.4), warmup_steps=4, init_lr=0.0)
    >>> schedule([0, 1, 2, 3, 4, 5]).round(12)
    array([0. , 0.1, 0.2, 0.3, 0.4, 0.4])
    """

    schedule: Schedule
    warmup_steps: int
    init_lr: float | None = None
    shape: str = field(default="linear", kw_only=True)
    shifted: bool = field(default=True, kw_only=True)

    options: ClassVar = {"shape": ("linear", "cosine", "sqrt")}

    def __post_init__(self) -> None:
        super().__post_init__()
        check_part("schedule", self.schedule)

    def _rate(self, t: NDArray) -> NDArray:
        since = np.maximum(t - self.warmup_steps, 0) if self.shifted else t
        after = self.schedule._rate(since)
        if self.warmup_steps == 0:
            return after
        top = self.schedule(0)
        if self.init_lr is None:
            before = top * rise((t + 1) / self.warmup_steps, self.shape)
        else:
            height = rise(t / self.warmup_steps, self.shape)
            before = self.init_lr + (top - self.init_lr) * height
        return np.where(t < self.warmup_steps, before, after)


@dataclass(frozen=True)
class InverseSquareRoot(Schedule):
    r"""Inverse square root decay: up along a line, down as one over the root of the step.

    .. math:: \text{lr}_t = \text{peak} \cdot
        \min\left(\frac{n}{W}, \sqrt{\frac{W}{n}}\right), \qquad n = t + 1

    Step 0 uses ``1 / warmup_steps`` of the peak, step ``warmup_steps - 1`` the peak, and from there
    on the rate falls: after four times as many steps half is left. There is no end, so that a run
    can be stopped, or continued, at any time.

    Parameters
    ----------
    peak_lr : float
        The highest rate, at least 0.
    warmup_steps : int
        :math:`W`, at least 1; 1 means without a warm-up.

    Notes
    -----
    The schedule of the Transformer, with the peak as a parameter of its own; `Noam` is the form in
    the paper. ``get_inverse_sqrt_schedule`` of transformers begins at 0 and counts steps from 0, so
    that it is one step later: a `Warmup` from 0 before a `PowerLawDecay`.

    Examples
    --------
    >>> schedule = InverseSquareRoot(0.8, warmup_steps=4)
    >>> schedule([0, 1, 3, 15, 63]).round(12)
    array([0.2, 0.4, 0.8, 0.4, 0.2])
    """

    peak_lr: float
    warmup_steps: int

    def __post_init__(self) -> None:
        super().__post_init__()
        check_integer("warmup_steps", self.warmup_steps, at_least=1)

    def _rate(self, t: NDArray) -> NDArray:
        n = t + 1
        return self.peak_lr * np.minimum(n / self.warmup_steps, np.sqrt(self.warmup_steps / n))


@dataclass(frozen=True)
class Noam(Schedule):
    r"""The Transformer's schedule: the width of the model sets the peak.

    .. math:: \text{lr}_t = f\, d^{-1/2} \min\left(n^{-1/2},\; n\, W^{-3/2}\right),
        \qquad n = t + 1

    The paper counts steps from 1: step 0 here is its first, and uses
    :math:`f d^{-1/2} W^{-3/2}`. Step ``warmup_steps - 1`` has the peak, :math:`f / \sqrt{d W}`.
    There is no end.

    Parameters
    ----------
    model_dim : int
        :math:`d`, the width of the model, at least 1.
    warmup_steps : int, default 4000
        :math:`W`, at least 1.
    factor : float, default 1
        :math:`f`, a factor on all rates, at least 0.

    Notes
    -----
    A. Vaswani et al., "Attention Is All You Need" (2017), equation 3; named after one of its
    authors, Noam Shazeer.

    Examples
    --------
    >>> schedule = Noam(model_dim=512, warmup_steps=4000)
    >>> f"{schedule(3999):.6f}"
    '0.000699'
    """

    model_dim: int
    warmup_steps: int = 4000
    factor: float = 1.0

    def __post_init__(self) -> None:
        super().__post_init__()
        check_integer("warmup_steps", self.warmup_steps, at_least=1)

    def _rate(self, t: NDArray) -> NDArray:
        n = t + 1
        height = np.minimum(n**-0.5, n * self.warmup_steps**-1.5)
        return self.factor * self.model_dim**-0.5 * height


def ramp(t: NDArray, warmup_steps: int) -> NDArray:
    """Return the share of the peak at step `t`: ``1 / warmup_steps`` at step 0, rising to 1."""
    return np.minimum((t + 1) / max(warmup_steps, 1), 1)


def rise(share: NDArray, shape: str) -> NDArray:
    """Return the height of a warm-up at a share of its steps, from 0 at 0 to 1 at 1."""
    x = np.clip(share, 0, 1)
    if shape == "cosine":
        return 1 - half_cosine(x)
    return x if shape == "linear" else 1 - np.sqrt(1 - x)
