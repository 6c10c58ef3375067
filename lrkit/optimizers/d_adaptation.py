"""Chapter 27: D-Adaptation. Adam with a rate that rises to an estimated distance."""

from dataclasses import dataclass
from typing import ClassVar, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lrkit.optimizers.base import Optimizer, floats, zeros


class DAdaptationState(NamedTuple):
    """The number of steps made, the averages, and what the estimate is made of.

    `m`, `v` and `s` have the shape ``(P, *runs)``; `r`, `distance` and `rate` have the shape runs.
    """

    t: int
    m: NDArray
    v: NDArray
    s: NDArray
    r: ArrayLike
    distance: ArrayLike
    rate: ArrayLike


@dataclass(frozen=True)
class DAdaptAdam(Optimizer):
    r"""D-Adaptation around Adam: the rate is an estimate of the distance to the minimum.

    .. math:: \lambda_t &= \text{lr}\, d_t, \qquad
              m_t = \beta_1 m_{t-1} + (1-\beta_1) \lambda_t g_t, \qquad
              v_t = \beta_2 v_{t-1} + (1-\beta_2) g_t^2 \\
              r_t &= \sqrt{\beta_2}\, r_{t-1} + (1-\sqrt{\beta_2})\, \lambda_t
                     \left\langle g_t,\; \frac{s_{t-1}}{\sqrt{v_{t-1}} + \epsilon} \right\rangle \\
              s_t &= \sqrt{\beta_2}\, s_{t-1} + (1-\sqrt{\beta_2})\, \lambda_t g_t \\
              d_{t+1} &= \max\left(d_t,\;
                     \frac{r_t}{(1-\sqrt{\beta_2})\, \lVert s_t \rVert_1}\right), \qquad
              w_t = w_{t-1} - \frac{m_t}{\sqrt{v_t} + \epsilon}

    The first estimate is far too small. As long as the gradients agree with the sum :math:`s` of
    those before, the run has not passed the minimum, which must be farther away than thought:
    :math:`d` rises, in few steps by powers of ten, and it never falls. For dual averaging, of which
    the theory speaks, it is never above the distance; with Adam's averages it may be, as below. So
    lr is left at 1, and a schedule multiplies it. The rate is inside the average :math:`m`: when it
    is cut, the gradients that are already in the average keep their old one.

    Parameters
    ----------
    beta1, beta2 : float or array_like of shape runs, default 0.9 and 0.999
        As for `Adam`.
    eps : float, default 1e-8
        :math:`\epsilon`, in the unit of the gradient.
    first : float or array_like of shape runs, default 1e-6
        :math:`d_1`, above 0: an estimate that should be too small.
    weight_decay : float or array_like of shape runs, default 0
        A step removes the share :math:`\lambda_t` times this number of a weight.
    flavor : str, default "authors"
        "authors": as above, their package ``dadaptation`` (3.2) with ``decouple=True``. "optax":
        :math:`\lambda_t` is corrected for the start of both averages,
        :math:`\text{lr}\, d_t \sqrt{1-\beta_2^t}/(1-\beta_1^t)`, which makes the first steps
        shorter.

    Notes
    -----
    A. Defazio and K. Mishchenko, "Learning-rate-free learning by D-Adaptation", ICML 2023. What is
    estimated is the distance from the start in the largest coordinate. A first rate of 0, as in a
    warm-up from 0, leaves :math:`0/0`, and so does a first gradient of 0. The estimate then stays
    here and in ``dadaptation``; ``optax.contrib.dadapt_adamw`` (0.2.8) has nan from then on, and
    ``dadaptation.DAdaptSGD`` stops with a ZeroDivisionError. PyTorch 2.14 and Keras 3.15 have no
    D-Adaptation.

    Examples
    --------
    The loss :math:`w^2/2` from 3, at a distance of 3 from the minimum:

    >>> rule, w = DAdaptAdam(), np.array([3.0])
    >>> state, estimates = rule.init(w), []
    >>> for _ in range(60):
    ...     w, state = rule.step(w, w, state, lr=1.0)
    ...     estimates.append(float(state.distance))
    >>> [float(f"{estimates[k]:.2g}") for k in (0, 2, 4, 6, 8, 10, 59)]
    [1e-06, 4.1e-05, 0.0008, 0.011, 0.14, 1.5, 8.5]
    """

    beta1: ArrayLike = 0.9
    beta2: ArrayLike = 0.999
    eps: ArrayLike = 1e-8
    first: ArrayLike = 1e-6
    weight_decay: ArrayLike = 0.0
    flavor: str = "authors"

    elementwise: ClassVar[bool] = False
    defaults: ClassVar = {"authors": {}, "optax": {}}

    def __post_init__(self) -> None:
        super().__post_init__()
        require_above_zero("first", self.first)

    def init(self, params: ArrayLike) -> DAdaptationState:
        """Return averages of zero and the first estimate."""
        m, v, s = (zeros(params) for _ in range(3))
        return DAdaptationState(0, m, v, s, 0.0, self.first, 0.0)

    def step(
        self, params: ArrayLike, grad: ArrayLike, state: DAdaptationState, lr: ArrayLike
    ) -> tuple[NDArray, DAdaptationState]:
        """Make one step; see `GradientDescent.step` for the arguments."""
        w, g = floats(params, grad)
        t, keep = state.t + 1, np.sqrt(self.beta2)
        rate = lr * state.distance
        if self.flavor == "optax":
            rate = rate * start_correction(self.beta1, self.beta2, t)
        agreement = total(g * ratio(state.s, np.sqrt(state.v) + self.eps))
        r = keep * state.r + (1 - keep) * rate * agreement
        s = keep * state.s + (1 - keep) * rate * g
        m = self.beta1 * state.m + (1 - self.beta1) * rate * g
        v = self.beta2 * state.v + (1 - self.beta2) * (g * g)
        distance = np.maximum(state.distance, ratio(r, (1 - keep) * total(np.abs(s))))
        w = w * (1 - rate * self.weight_decay) - m / (np.sqrt(v) + self.eps)
        return w, DAdaptationState(t, m, v, s, r, distance, rate)

    def effective_lr(self, state: DAdaptationState, lr: ArrayLike) -> NDArray:
        r"""Return the factor of the newest gradient's share in :math:`m`, shape ``(P, *runs)``."""
        return state.rate / (np.sqrt(state.v) + self.eps)


def total(values: NDArray) -> NDArray:
    """Return the sum over the parameters, shape ``(P, *runs)`` -> ``runs``."""
    return values if values.ndim == 0 else np.sum(values, axis=0)


def ratio(over: ArrayLike, under: ArrayLike) -> NDArray:
    """Return the quotient, and 0 where there is nothing to divide by.

    >>> ratio([1.0, 0.0], [2.0, 0.0])
    array([0.5, 0. ])
    """
    over, under = np.broadcast_arrays(np.asarray(over, dtype=float), under)
    return np.divide(over, under, out=np.zeros(over.shape), where=under != 0)[()]


def start_correction(beta1: ArrayLike, beta2: ArrayLike, t: int) -> ArrayLike:
    """Return the factor by which `Adam` corrects both of its averages for their start at 0."""
    return np.sqrt(1 - beta2**t) / (1 - beta1**t)


def require_above_zero(name: str, value: ArrayLike) -> None:
    """ValueError unless all values of a hyperparameter are above 0 and finite."""
    numbers = np.asarray(value)
    if not np.all((numbers > 0) & np.isfinite(numbers)):
        raise ValueError(f"{name} must be above 0, got {value}")
