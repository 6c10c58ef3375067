"""Chapter 6: cycles, rates that rise and fall repeatedly or once."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from lrkit.schedules.base import FLAVORS, Schedule, as_tuple, check_milestones, check_real
from lrkit.schedules.cosine import half_cosine


@dataclass(frozen=True)
class Triangular(Schedule):
    r"""A triangular cycle: straight lines up and down, repeated.

    .. math:: \text{lr}_t = \text{lr}_0 + (\text{peak} - \text{lr}_0)\, h(t)\, s(t)

    where :math:`h` climbs from 0 to 1 in `up_steps` and falls back to 0 in `down_steps`, and
    :math:`s` is 1 ("triangular"), :math:`2^{-i}` in the cycle :math:`i = 0, 1, \ldots`
    ("triangular2") or :math:`r^t` ("exp_range").

    Step 0 uses `init_lr`, step `up_steps` the peak, and step ``up_steps + down_steps`` is at once
    the last of the first cycle and the first of the second, with `init_lr`. There is no end.

    Parameters
    ----------
    init_lr, peak_lr : float
        The lowest and the highest rate, at least 0.
    up_steps : int
        Steps from the lowest to the highest rate, at least 1.
    down_steps : int, optional
        Steps back, at least 1; as many as `up_steps` by default.
    mode : str, default "triangular"
        The height of the peaks: constant ("triangular"), halved from cycle to cycle
        ("triangular2") or multiplied by `decay_rate` in every step ("exp_range").
    decay_rate : float, default 1
        :math:`r`, for "exp_range" only, at least 0.

    Notes
    -----
    L. Smith, "Cyclical Learning Rates for Training Neural Networks" (2017), section 3.
    ``torch.optim.lr_scheduler.CyclicLR`` (`base_lr`, `max_lr`, `step_size_up`, `gamma`), which
    also cycles the momentum by default, in the opposite direction.

    Examples
    --------
    >>> schedule = Triangular(0.1, 0.5, up_steps=2, mode="triangular2")
    >>> schedule([0, 1, 2, 3, 4, 5, 6, 8]).round(12)
    array([0.1, 0.3, 0.5, 0.3, 0.1, 0.2, 0.3, 0.1])
    """

    init_lr: float
    peak_lr: float
    up_steps: int
    down_steps: int | None = None
    mode: str = "triangular"
    decay_rate: float = 1.0

    options: ClassVar = {"mode": ("triangular", "triangular2", "exp_range")}

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.peak_lr < self.init_lr:
            raise ValueError(
                f"peak_lr must be at least init_lr = {self.init_lr}, got {self.peak_lr}"
            )

    def _rate(self, t: NDArray) -> NDArray:
        down_steps = self.up_steps if self.down_steps is None else self.down_steps
        cycle, within = np.divmod(t, self.up_steps + down_steps)
        up, down = within / self.up_steps, (self.up_steps + down_steps - within) / down_steps
        scale = {"triangular": 1.0, "triangular2": 0.5**cycle, "exp_range": self.decay_rate**t}
        height = np.minimum(up, down) * scale[self.mode]
        return self.init_lr + (self.peak_lr - self.init_lr) * height


@dataclass(frozen=True)
class OneCycle(Schedule):
    r"""The one-cycle schedule: up once, down once, and at the end very far down.

    .. math:: \text{lr}_t = a + (b - a)\, f\!\left(\frac{t - t_a}{t_b - t_a}\right)
        \quad\text{between } (t_a, a) \text{ and } (t_b, b), \qquad
        f(x) = \frac{1 - \cos \pi x}{2} \;\text{ or }\; x

    through the corners: `init_lr` = peak / `div_factor` at step 0; the peak at the share `peak_at`
    of the run; with `back_at`, `init_lr` again at that share; `final_lr` = `init_lr` /
    `final_div_factor` at the end. After it the rate stays at `final_lr`.

    **The corners.** Step 0 uses `init_lr` in each flavor. With :math:`T` steps in all,

    - ``flavor="optax"``: the peak is at step :math:`\lfloor \text{peak\_at} \cdot T \rfloor`, the
      second corner at :math:`\lfloor \text{back\_at} \cdot T \rfloor`, the end at step :math:`T`,
      so that the last step of the run, :math:`T - 1`, is still above `final_lr`.
    - ``flavor="torch"``: at :math:`\text{peak\_at} \cdot T - 1`, :math:`\text{back\_at} \cdot T -
      2` and :math:`T - 1`, not rounded: the last step of the run has `final_lr` itself. The peak
      may fall between two steps.

    Parameters
    ----------
    peak_lr : float
        The highest rate, at least 0: about the largest at which the loss of a range test still
        falls.
    total_steps : int
        :math:`T`, the length of the run, at least 1 and enough for the corners to be apart.
    peak_at : float, default 0.3
        The share of the run at which the peak is reached, between 0 and 1.
    back_at : float, optional
        The share at which the rate is back at `init_lr`, between `peak_at` and 1, which makes
        three phases. With None, the default, the rate falls from the peak to the end in one phase.
    anneal : str, default "cosine"
        The curve between two corners, "cosine" or "linear".
    div_factor, final_div_factor : float, default 25 and 10000
        The ratios of the peak to `init_lr` and of `init_lr` to `final_lr`, at least 1.
    flavor : str, default "optax"
        "optax" or "torch"; Keras has none.

    Notes
    -----
    L. Smith and N. Topin, "Super-Convergence" (2018), in three straight phases; fastai found that
    two phases with a cosine work better. ``optax.cosine_onecycle_schedule`` is the default;
    ``optax.linear_onecycle_schedule`` is ``anneal="linear", back_at=0.85``; its documentation
    gives two last rates, its code the one above. ``torch.optim.lr_scheduler.OneCycleLR`` is the
    default with ``flavor="torch"``; its `three_phase` sets `back_at` to twice `peak_at`. It cycles
    the momentum too. PyTorch fails at step :math:`T + 1`, and at step :math:`T` gives a rate from
    beyond the end of its curve; here the rate stays at `final_lr`. If PyTorch's first phase has no
    length (`peak_at` times :math:`T` is 1) it divides by zero, and below that it starts past the
    peak; here both are errors.

    Examples
    --------
    >>> schedule = OneCycle(1.0, total_steps=10, anneal="linear", div_factor=4)
    >>> schedule([0, 1, 3, 10, 20])
    array([2.5e-01, 5.0e-01, 1.0e+00, 2.5e-05, 2.5e-05])
    """

    peak_lr: float
    total_steps: int
    peak_at: float = 0.3
    back_at: float | None = None
    anneal: str = "cosine"
    div_factor: float = 25.0
    final_div_factor: float = 1e4
    flavor: str = "optax"

    options: ClassVar = {
        "anneal": ("cosine", "linear"),
        "flavor": tuple(name for name in FLAVORS if name != "keras"),
    }

    def __post_init__(self) -> None:
        super().__post_init__()
        check_real("peak_at", self.peak_at, at_least=0)
        if self.back_at is not None:
            check_real("back_at", self.back_at, at_least=0)
        steps = [step for step, _ in self.corners]
        if any(late <= early for early, late in pairwise(steps)):
            raise ValueError(
                "peak_at and back_at must put the corners in order and apart, "
                f"got steps {', '.join(f'{step:g}' for step in steps)}"
            )

    @property
    def init_lr(self) -> float:
        """The rate of step 0."""
        return self.peak_lr / self.div_factor

    @property
    def final_lr(self) -> float:
        """The rate from the end of the run on."""
        return self.init_lr / self.final_div_factor

    @property
    def corners(self) -> list[tuple[float, float]]:
        """The corners of the curve: pairs of a step and its rate."""
        total, peak, back = self.total_steps, self.peak_at, self.back_at
        if self.flavor == "torch":
            steps = [peak * total - 1, None if back is None else back * total - 2, total - 1]
        else:
            steps = [int(peak * total), None if back is None else int(back * total), total]
        rates = [self.peak_lr, self.init_lr, self.final_lr]
        turns = [(s, r) for s, r in zip(steps, rates, strict=True) if s is not None]
        return [(0, self.init_lr), *turns]

    def _rate(self, t: NDArray) -> NDArray:
        steps, rates = np.array(self.corners, dtype=float).T
        return between_corners(t, steps, rates, self.anneal)


@dataclass(frozen=True)
class Interpolate(Schedule):
    r"""A curve through given corners: straight lines or half cosines between them.

    .. math:: \text{lr}_t = a + (b - a)\, f\!\left(\frac{t - t_a}{t_b - t_a}\right)
        \quad\text{between } (t_a, a) \text{ and } (t_b, b), \qquad
        f(x) = x \;\text{ or }\; \frac{1 - \cos \pi x}{2}

    A step that is a corner has its rate. Before the first corner the rate is that of the first,
    after the last one that of the last.

    Parameters
    ----------
    corners : sequence of int
        The steps of the corners, in increasing order.
    rates : sequence of float
        The rate at each corner, at least 0.
    anneal : str, default "linear"
        The curve between two corners, "linear" or "cosine".

    Notes
    -----
    ``optax.piecewise_interpolate_schedule`` ("linear" or "cosine"), which takes the first rate and
    the factor from each corner to the next.

    Examples
    --------
    >>> schedule = Interpolate([0, 2, 6], rates=[0.0, 0.4, 0.0])
    >>> schedule([0, 1, 2, 3, 6, 9]).round(12)
    array([0. , 0.2, 0.4, 0.3, 0. , 0. ])
    """

    corners: Sequence[int]
    rates: Sequence[float]
    anneal: str = "linear"

    options: ClassVar = {"anneal": ("linear", "cosine")}

    def __post_init__(self) -> None:
        super().__post_init__()
        object.__setattr__(self, "corners", check_milestones("corners", self.corners))
        object.__setattr__(self, "rates", as_tuple("rates", self.rates))
        for rate in self.rates:
            check_real("rates", rate, at_least=0)
        if not self.corners or len(self.rates) != len(self.corners):
            raise ValueError(
                f"rates must be as many as the {len(self.corners)} corners, at least one, "
                f"got {len(self.rates)}"
            )

    def _rate(self, t: NDArray) -> NDArray:
        corners, rates = np.array(self.corners, float), np.array(self.rates, float)
        if len(corners) == 1:
            return np.full(t.shape, rates[0])
        return between_corners(t, corners, rates, self.anneal)


def between_corners(t: NDArray, corners: NDArray, rates: NDArray, anneal: str) -> NDArray:
    """Return the rates on the curve through two corners or more, and level outside of them."""
    phase = np.clip(np.searchsorted(corners, t, side="right") - 1, 0, len(corners) - 2)
    x = np.clip((t - corners[phase]) / (corners[phase + 1] - corners[phase]), 0, 1)
    done = x if anneal == "linear" else 1 - half_cosine(x)
    return rates[phase] + (rates[phase + 1] - rates[phase]) * done
