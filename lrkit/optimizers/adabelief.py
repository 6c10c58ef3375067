"""Chapter 16: AdaBelief. Adam with the deviation of the gradient below the fraction."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lrkit.optimizers.adam import AdamState
from lrkit.optimizers.base import Optimizer, floats, zeros


@dataclass(frozen=True)
class AdaBelief(Optimizer):
    r"""AdaBelief: Adam with the squared *deviation* of the gradient from its average.

    .. math:: s_t = \beta_2 s_{t-1} + (1-\beta_2)(g_t - m_t)^2 + \epsilon, \qquad
              w_t = w_{t-1} - \text{lr}\,\hat m_t/(\sqrt{\hat s_t} + \epsilon)

    If the gradient is close to its average the step is long, even if the gradient is large; if it
    deviates the step is short. With a constant gradient only :math:`\epsilon` limits the growth of
    the steps.

    Parameters
    ----------
    beta1, beta2 : float or array_like of shape runs, default 0.9 and 0.999
    eps : float, default 1e-16
        Added to :math:`s` in each step, and to the root.

    Notes
    -----
    J. Zhuang et al., "AdaBelief optimizer: adapting stepsizes by the belief in observed
    gradients", NeurIPS 2020; the epsilons as in the authors' code and optax (whose `eps` and
    `eps_root` are both this one). PyTorch and Keras have no AdaBelief.

    Examples
    --------
    At first the average is a tenth of the gradient and the deviation nine tenths:

    >>> rule = AdaBelief()
    >>> w, state = rule.step(0.0, 5.0, rule.init(0.0), lr=0.9)
    >>> round(float(w), 9)
    -1.0
    """

    beta1: ArrayLike = 0.9
    beta2: ArrayLike = 0.999
    eps: ArrayLike = 1e-16

    def init(self, params: ArrayLike) -> AdamState:
        """Return step 0 and averages of zero; ``v`` holds the squared deviations."""
        return AdamState(0, zeros(params), zeros(params))

    def step(
        self, params: ArrayLike, grad: ArrayLike, state: AdamState, lr: ArrayLike
    ) -> tuple[NDArray, AdamState]:
        """Make one step; see `GradientDescent.step` for the arguments."""
        w, g = floats(params, grad)
        m = self.beta1 * state.m + (1 - self.beta1) * g
        deviation = g - m
        s = self.beta2 * state.v + (1 - self.beta2) * (deviation * deviation) + self.eps
        new = AdamState(state.t + 1, m, s)
        return w - self.effective_lr(new, lr) * m, new

    def effective_lr(self, state: AdamState, lr: ArrayLike) -> NDArray:
        r"""Return the factor of :math:`m_t`, corrections included, shape ``(P, *runs)``."""
        s_hat = state.v / (1 - self.beta2**state.t)
        return lr / (1 - self.beta1**state.t) / (np.sqrt(s_hat) + self.eps)
