"""Chapter 30: AdEMAMix. Adam with a second, very long memory of the gradient."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lrkit.optimizers.base import Optimizer, floats, zeros


class AdEMAMixState(NamedTuple):
    """The number of steps made, and the running averages, shape ``(P, *runs)``."""

    t: int
    fast: NDArray
    slow: NDArray
    v: NDArray


@dataclass(frozen=True)
class AdEMAMix(Optimizer):
    r"""AdEMAMix: a fast and a slow average of the gradient over Adam's root.

    .. math:: m_t &= \beta_1 m_{t-1} + (1-\beta_1) g_t, \qquad
              n_t = \beta_{3,t}\, n_{t-1} + (1-\beta_{3,t}) g_t, \qquad
              v_t = \beta_2 v_{t-1} + (1-\beta_2) g_t^2 \\
              w_t &= w_{t-1} - \text{lr}\, \frac{m_t/(1-\beta_1^t) + \alpha_t n_t}
                     {\sqrt{v_t/(1-\beta_2^t)} + \epsilon}

    One average cannot both follow the newest gradients and remember those of ten thousand steps
    ago. The slow one is not corrected for its start at 0: it fades in. Once it is there and the
    gradients agree, a step has the length :math:`(1+\alpha)` lr, six times that of `Adam` with the
    defaults.

    With a `warmup` of T steps the memory grows with the run. :math:`\alpha_t = \min(t/T, 1)\,
    \alpha`, and the half-life of the slow average rises in a straight line from that of the fast
    one, :math:`1/\ln\beta_{3,t} = (1 - t/T)/\ln\beta_1 + (t/T)/\ln\beta_3` until t is T.

    Parameters
    ----------
    beta1, beta2 : float or array_like of shape runs, default 0.9 and 0.999
        As for `Adam`.
    beta3 : float or array_like of shape runs, default 0.9999
        Memory of the slow average, about :math:`1/(1-\beta_3)` steps.
    alpha : float or array_like of shape runs, default 5
        :math:`\alpha`, the weight of the slow average, at least 0; 0 is `Adam`.
    warmup : float or array_like of shape runs, default 0
        T, at least 0; 0 is without.
    eps : float, default 1e-8
        :math:`\epsilon`, in the unit of the gradient.

    Notes
    -----
    M. Pagliardini, P. Ablin and D. Grangier, "The AdEMAMix optimizer: better, faster, older", ICLR
    2025. ``optax.contrib.ademamix`` (0.2.8) agrees; it has no warm-up, but its `alpha` and `b3` may
    be functions of the step, which it counts from 0. Its ``scale_by_ademamix`` has an
    :math:`\alpha` of 6 instead of 5. pytorch_optimizer (4.1.0) agrees, warm-up included. PyTorch
    2.14 and Keras 3.15 do not have it. For the weight decay of the paper see `DecoupledDecay`.

    Examples
    --------
    On a slope that does not end the steps grow from lr, within a hundred or so, to six times lr:

    >>> rule, w = AdEMAMix(beta3=0.98), 0.0
    >>> state, places = rule.init(w), []
    >>> for _ in range(500):
    ...     w, state = rule.step(w, 1.0, state, lr=0.1)
    ...     places.append(float(w))
    >>> -np.diff(places)[[0, 9, 99, 498]].round(3)
    array([0.12 , 0.2  , 0.535, 0.6  ])
    """

    beta1: ArrayLike = 0.9
    beta2: ArrayLike = 0.999
    beta3: ArrayLike = 0.9999
    alpha: ArrayLike = 5.0
    warmup: ArrayLike = 0.0
    eps: ArrayLike = 1e-8

    def init(self, params: ArrayLike) -> AdEMAMixState:
        """Return averages of zero."""
        return AdEMAMixState(0, zeros(params), zeros(params), zeros(params))

    def step(
        self, params: ArrayLike, grad: ArrayLike, state: AdEMAMixState, lr: ArrayLike
    ) -> tuple[NDArray, AdEMAMixState]:
        """Make one step; see `GradientDescent.step` for the arguments."""
        w, g = floats(params, grad)
        t = state.t + 1
        done = t / np.maximum(self.warmup, t)
        beta3 = self._slow_memory(done)
        fast = self.beta1 * state.fast + (1 - self.beta1) * g
        slow = beta3 * state.slow + (1 - beta3) * g
        new = AdEMAMixState(t, fast, slow, self.beta2 * state.v + (1 - self.beta2) * (g * g))
        mixed = fast / (1 - self.beta1**t) + done * self.alpha * slow
        return w - self.effective_lr(new, lr) * mixed, new

    def effective_lr(self, state: AdEMAMixState, lr: ArrayLike) -> NDArray:
        """Return the factor of the mixed average, shape ``(P, *runs)``."""
        return lr / (np.sqrt(state.v / (1 - self.beta2**state.t)) + self.eps)

    def _slow_memory(self, done: ArrayLike) -> ArrayLike:
        """Return the slow beta after a share of the warm-up."""
        with np.errstate(divide="ignore"):  # a beta of 0 has a half-life of 0
            half_life = (1 - done) / np.log(self.beta1) + done / np.log(self.beta3)
            return np.minimum(np.exp(1 / half_life), self.beta3)
