"""Chapter 5: a warm-up, a long plateau, and a short decay at the end."""

from dataclasses import dataclass, field
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from lrkit.schedules.base import Schedule, check_real
from lrkit.schedules.cosine import half_cosine
from lrkit.schedules.warmup import ramp


@dataclass(frozen=True)
class WarmupStableDecay(Schedule):
    r"""Warmup-stable-decay: a warm-up, a long plateau, and a short decay at the end.

    .. math:: \text{lr}_t = \begin{cases}
        \text{peak}\, (t + 1) / W & t < W \\
        \text{peak} & W \le t < T - D \\
        \text{lr}_T + (\text{peak} - \text{lr}_T)\, f(x) & \text{later, with }
        x = \min\left(\frac{t - (T - D)}{D}, 1\right) \end{cases}

    with :math:`f(x) = 1 - x` ("linear"), :math:`(1 + \cos \pi x)/2` ("cosine"),
    :math:`1 - \sqrt{x}` ("sqrt"), :math:`1 - x^p` ("power") or :math:`(r^x - r)/(1 - r)`
    ("exponential").

    Step 0 uses ``1 / warmup_steps`` of the peak, step ``warmup_steps - 1`` is the first at the
    peak. Step ``total_steps - decay_steps`` is the last at the peak, and step `total_steps` is the
    first with `final_lr`; afterwards the rate stays. Up to the start of the tail a run does not
    depend on `total_steps`: it can be prolonged, and tails of many lengths can be tried from one
    plateau.

    Parameters
    ----------
    peak_lr : float
        The rate of the plateau, at least 0.
    total_steps : int
        :math:`T`, the length of the run, at least 1; the warm-up and the tail must fit in it.
    warmup_steps : int
        :math:`W`, at least 0.
    decay_steps : int
        :math:`D`, the length of the tail, at least 1; often a tenth or a fifth of the run.
    final_lr : float, default 0
        :math:`\text{lr}_T`, at least 0.
    tail : str, default "sqrt"
        "linear", "cosine", "sqrt", "power" or "exponential", the shape of the decay.
    tail_power : float, default 2, by keyword
        :math:`p`, above 0, for the "power"; 0.5 is "sqrt".
    tail_ratio : float, default 0.1, by keyword
        :math:`r`, between 0 and 1, for the "exponential": the share at which the exponential is cut
        off, and from which it is stretched down to `final_lr`.

    Notes
    -----
    S. Hu et al., "MiniCPM" (2024), section 4, introduced the name; A. Hägele et al., "Scaling Laws
    and Compute-Optimal Training Beyond Fixed Training Durations" (2024), found the "sqrt" tail
    to be the best of those that they tried. PyTorch, Keras and optax have no such schedule; it can
    be joined from parts.

    ``timm.scheduler.WSDLRScheduler`` (`decay_t`, `decay_fn`, "1-sqrt" by default, which is "sqrt";
    `decay_power`, 0.5 by default, and `decay_ratio`) and ``get_wsd_schedule`` of transformers
    (`decay_type`, "cosine" by default) are this after a `Warmup`: they begin at 0, or at `final_lr`
    in transformers, so that step `warmup_steps` is the first at the peak. timm's `t_initial` counts
    the plateau and the tail, without the warm-up.

    Examples
    --------
    >>> schedule = WarmupStableDecay(0.4, total_steps=12, warmup_steps=2, decay_steps=4)
    >>> schedule([0, 1, 5, 8, 9, 12, 20]).round(12)
    array([0.2, 0.4, 0.4, 0.4, 0.2, 0. , 0. ])
    """

    peak_lr: float
    total_steps: int
    warmup_steps: int
    decay_steps: int
    final_lr: float = 0.0
    tail: str = "sqrt"
    tail_power: float = field(default=2.0, kw_only=True)
    tail_ratio: float = field(default=0.1, kw_only=True)

    options: ClassVar = {"tail": ("linear", "cosine", "sqrt", "power", "exponential")}

    def __post_init__(self) -> None:
        super().__post_init__()
        check_real("tail_ratio", self.tail_ratio, at_least=0)
        if not 0 < self.tail_ratio < 1:
            raise ValueError(f"tail_ratio must be between 0 and 1, got {self.tail_ratio}")
        if self.warmup_steps > self.total_steps:
            raise ValueError(
                f"warmup_steps must be at most total_steps = {self.total_steps}, "
                f"got {self.warmup_steps}"
            )
        if self.decay_steps > self.total_steps - self.warmup_steps:
            raise ValueError(
                f"decay_steps must be at most total_steps - warmup_steps = "
                f"{self.total_steps - self.warmup_steps}, got {self.decay_steps}"
            )

    def _rate(self, t: NDArray) -> NDArray:
        x = np.clip((t - (self.total_steps - self.decay_steps)) / self.decay_steps, 0, 1)
        left = self._left(x)
        decay = self.final_lr + (self.peak_lr - self.final_lr) * left
        return np.where(t < self.warmup_steps, self.peak_lr * ramp(t, self.warmup_steps), decay)

    def _left(self, x: NDArray) -> NDArray:
        """Return the share of the height that is left at the share `x` of the tail."""
        if self.tail == "linear":
            return 1 - x
        if self.tail == "cosine":
            return half_cosine(x)
        if self.tail == "exponential":
            return (self.tail_ratio**x - self.tail_ratio) / (1 - self.tail_ratio)
        return 1 - (np.sqrt(x) if self.tail == "sqrt" else x**self.tail_power)
