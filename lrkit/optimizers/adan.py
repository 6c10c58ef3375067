"""Chapter 26: Adan. Nesterov's momentum from the difference of two gradients."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lrkit.optimizers.base import Optimizer, floats, zeros


class AdanState(NamedTuple):
    """The number of steps made, the three averages, and the last gradient, shape ``(P, *runs)``."""

    t: int
    m: NDArray
    difference: NDArray
    v: NDArray
    grad: NDArray


@dataclass(frozen=True)
class Adan(Optimizer):
    r"""Adan: Adam with the average change of the gradient added above and below the fraction.

    .. math:: \Delta_t &= g_t - g_{t-1}, \qquad \Delta_1 = 0 \\
              m_t &= \beta_1 m_{t-1} + (1-\beta_1) g_t, \qquad
              d_t = \beta_2 d_{t-1} + (1-\beta_2) \Delta_t \\
              v_t &= \beta_3 v_{t-1} + (1-\beta_3) (g_t + \beta_2\Delta_t)^2 \\
              w_t &= \frac{1}{1 + \text{lr}\,\lambda}\left(w_{t-1} - \text{lr}\,
              \frac{\hat m_t + \beta_2 \hat d_t}{\sqrt{\hat v_t} + \epsilon}\right)

    with hats as in `Adam`. Nesterov's momentum needs the gradient at the point to which the
    momentum leads; the change of the gradient since the last step predicts it. With
    :math:`\beta_1 = 0.98` the average remembers 50 steps, and the change lets it turn in time.

    Parameters
    ----------
    beta1 : float or array_like of shape runs, default 0.98
        Memory of the gradient.
    beta2 : float or array_like of shape runs, default 0.92
        Memory of its change, and the weight of the change.
    beta3 : float or array_like of shape runs, default 0.99
        Memory of the squares.
    eps : float or array_like of shape runs, default 1e-8
        :math:`\epsilon`, in the unit of the gradient.
    weight_decay : float or array_like of shape runs, default 0
        :math:`\lambda`: the step ends with a division, and not with a product as `DecoupledDecay`.

    Notes
    -----
    X. Xie, P. Zhou, H. Li, Z. Lin and S. Yan, "Adan: adaptive Nesterov momentum algorithm for
    faster optimizing deep models", arXiv:2208.06677 (2022), where a beta is the share of the
    present and not of the past: 0.02, 0.08 and 0.01. timm 1.0.31 and pytorch_optimizer 4.1.0 agree
    with the rule above; PyTorch and Keras do not have Adan. optax 0.2.8 has the betas of above, but
    weighs the change with :math:`1-\beta_2`, 0.08 instead of 0.92, wherever :math:`\beta_2` is a
    weight, which leaves little of the idea (its pull request 1715 would correct that). It also
    adds an ``eps_root`` of 1e-8 below the root, and its decay is `DecoupledDecay`.

    Examples
    --------
    >>> rule, w = Adan(eps=0.0), np.array([1.0, 1.0])
    >>> w, state = rule.step(w, [1e-4, -50.0], rule.init(w), lr=0.01)
    >>> w  # the first step is Adam's
    array([0.99, 1.01])
    """

    beta1: ArrayLike = 0.98
    beta2: ArrayLike = 0.92
    beta3: ArrayLike = 0.99
    eps: ArrayLike = 1e-8
    weight_decay: ArrayLike = 0.0

    def init(self, params: ArrayLike) -> AdanState:
        """Return step 0, averages of zero and a gradient of zero."""
        return AdanState(0, *(zeros(params) for _ in range(4)))

    def step(
        self, params: ArrayLike, grad: ArrayLike, state: AdanState, lr: ArrayLike
    ) -> tuple[NDArray, AdanState]:
        """Make one step; see `GradientDescent.step` for the arguments."""
        w, g = floats(params, grad)
        t = state.t + 1
        change = g - state.grad if state.t else zeros(g)
        m = self.beta1 * state.m + (1 - self.beta1) * g
        d = self.beta2 * state.difference + (1 - self.beta2) * change
        v = self.beta3 * state.v + (1 - self.beta3) * (g + self.beta2 * change) ** 2
        new = AdanState(t, m, d, v, g.copy())
        direction = m / (1 - self.beta1**t) + self.beta2 * d / (1 - self.beta2**t)
        return (w - self.effective_lr(new, lr) * direction) / (1 + lr * self.weight_decay), new

    def effective_lr(self, state: AdanState, lr: ArrayLike) -> NDArray:
        r"""Return the factor of :math:`\hat m_t + \beta_2 \hat d_t`, shape ``(P, *runs)``."""
        return lr / (np.sqrt(state.v / (1 - self.beta3**state.t)) + self.eps)
