"""Chapter 28: Prodigy. D-Adaptation that weighs newer gradients more and measures its own path."""

from dataclasses import dataclass
from typing import ClassVar, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lrkit.optimizers.base import Optimizer, floats, zeros
from lrkit.optimizers.d_adaptation import ratio, require_above_zero, start_correction, total


class ProdigyState(NamedTuple):
    """The number of steps made, the start, the averages, and what the estimate is made of.

    `start`, `m`, `v` and `s` have the shape ``(P, *runs)``; the last three have the shape runs.
    """

    t: int
    start: NDArray
    m: NDArray
    v: NDArray
    s: NDArray
    r: ArrayLike
    distance: ArrayLike
    rate: ArrayLike


@dataclass(frozen=True)
class Prodigy(Optimizer):
    r"""Prodigy: Adam with a rate that rises to the estimated distance to the minimum.

    .. math:: \lambda_t &= \text{lr}\, d_t, \qquad
              m_t = \beta_1 m_{t-1} + (1-\beta_1)\, d_t g_t, \qquad
              v_t = \beta_2 v_{t-1} + (1-\beta_2)\, d_t^2 g_t^2 \\
              r_t &= \beta_3\, r_{t-1} + d_t \lambda_t \langle g_t,\; w_0 - w_{t-1} \rangle, \qquad
              s_t = \beta_3\, s_{t-1} + d_t \lambda_t\, g_t \\
              d_{t+1} &= \max\left(d_t,\; c\, r_t / \lVert s_t \rVert_1\right), \qquad
              w_t = w_{t-1} - \lambda_t\, \frac{m_t}{\sqrt{v_t} + d_{t+1} \epsilon}

    The first estimate is far too small. Let the loss be convex and without noise, with its minimum
    at :math:`w_*`. Then :math:`\langle g, w - w_*\rangle \ge 0`, so that :math:`\langle g, w_0 -
    w\rangle \le \langle g, w_0 - w_*\rangle`. Summed up with the same weights, :math:`r \le \langle
    s, w_0 - w_*\rangle`, which is at most :math:`\lVert s \rVert_1` times the largest coordinate of
    :math:`w_0 - w_*`. So with :math:`c = 1` the estimate is never above that distance. It rises in
    few steps by powers of ten, and it never falls.

    Against `DAdaptAdam` the weights grow with :math:`d_t^2`: gradients from the time when the
    estimate was too small are soon forgotten. And lr stays outside the averages, as in `Adam`: it
    is left at 1, and a schedule multiplies it.

    Parameters
    ----------
    beta1, beta2 : float or array_like of shape runs, default 0.9 and 0.999
        As for `Adam`.
    beta3 : float or array_like of shape runs, optional
        Memory of the estimate; by default :math:`\sqrt{\beta_2}`.
    eps : float, default 1e-8
        :math:`\epsilon`, in the unit of the gradient.
    first : float or array_like of shape runs, default 1e-6
        :math:`d_1`, above 0: an estimate that should be too small.
    scale : float or array_like of shape runs, default 1
        :math:`c`, above 0, by which every estimate is multiplied: 0.5 or 2 rather than another lr.
    weight_decay : float or array_like of shape runs, default 0
        A step removes the share :math:`\lambda_t` times this number of a weight.
    flavor : str, default "authors"
        "authors": as above, their package ``prodigyopt`` (1.1.2). "optax": :math:`\lambda_t` is
        corrected for the start of both averages, :math:`\text{lr}\, d_t
        \sqrt{1-\beta_2^t}/(1-\beta_1^t)`, which the package does with ``use_bias_correction=True``.

    Notes
    -----
    K. Mishchenko and A. Defazio, "Prodigy: an expeditiously adaptive parameter-free learner", ICML
    2024. A first rate of 0, as in a warm-up from 0, leaves :math:`0/0`, and so does a first
    gradient of 0. The estimate then stays here and in ``prodigyopt``; ``optax.contrib.prodigy``
    (0.2.8) has nan from then on, in the weights too, unless ``safeguard_warmup`` keeps lr out of
    the sums. PyTorch 2.14 and Keras 3.15 have no Prodigy.

    Examples
    --------
    The loss :math:`w^2/2` from 3, at a distance of 3 from the minimum:

    >>> rule, w = Prodigy(), np.array([3.0])
    >>> state, estimates = rule.init(w), []
    >>> for _ in range(60):
    ...     w, state = rule.step(w, w, state, lr=1.0)
    ...     estimates.append(float(state.distance))
    >>> [float(f"{estimates[k]:.2g}") for k in (0, 2, 4, 6, 8, 10, 59)]
    [1e-06, 4.8e-06, 3.5e-05, 0.00023, 0.0015, 0.01, 1.1]
    """

    beta1: ArrayLike = 0.9
    beta2: ArrayLike = 0.999
    beta3: ArrayLike | None = None
    eps: ArrayLike = 1e-8
    first: ArrayLike = 1e-6
    scale: ArrayLike = 1.0
    weight_decay: ArrayLike = 0.0
    flavor: str = "authors"

    elementwise: ClassVar[bool] = False
    defaults: ClassVar = {"authors": {}, "optax": {}}

    def __post_init__(self) -> None:
        super().__post_init__()
        require_above_zero("first", self.first)
        require_above_zero("scale", self.scale)

    def init(self, params: ArrayLike) -> ProdigyState:
        """Return the start, averages of zero and the first estimate."""
        m, v, s = (zeros(params) for _ in range(3))
        return ProdigyState(0, np.array(params, dtype=float), m, v, s, 0.0, self.first, 0.0)

    def step(
        self, params: ArrayLike, grad: ArrayLike, state: ProdigyState, lr: ArrayLike
    ) -> tuple[NDArray, ProdigyState]:
        """Make one step; see `GradientDescent.step` for the arguments."""
        w, g = floats(params, grad)
        t, d = state.t + 1, state.distance
        rate, beta3 = lr * d, np.sqrt(self.beta2) if self.beta3 is None else self.beta3
        if self.flavor == "optax":
            rate = rate * start_correction(self.beta1, self.beta2, t)
        m = self.beta1 * state.m + (1 - self.beta1) * (d * g)
        v = self.beta2 * state.v + (1 - self.beta2) * (d * g) ** 2
        r = beta3 * state.r + d * rate * total(g * (state.start - w))
        s = beta3 * state.s + d * rate * g
        distance = np.maximum(d, self.scale * ratio(r, total(np.abs(s))))
        new = ProdigyState(t, state.start, m, v, s, r, distance, rate)
        return w * (1 - rate * self.weight_decay) - self.effective_lr(new, lr) * m, new

    def effective_lr(self, state: ProdigyState, lr: ArrayLike) -> NDArray:
        r"""Return the factor of :math:`m_t`, shape ``(P, *runs)``."""
        return state.rate / (np.sqrt(state.v) + state.distance * self.eps)
