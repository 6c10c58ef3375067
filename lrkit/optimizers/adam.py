"""Chapter 7: Adam. Momentum and RMSProp together, both corrected for their start at zero."""

from dataclasses import dataclass
from typing import ClassVar, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lrkit.optimizers.base import Optimizer, floats, zeros


class AdamState(NamedTuple):
    """The number of steps made, and the two running averages, shape ``(P, *runs)``."""

    t: int
    m: NDArray
    v: NDArray


@dataclass(frozen=True)
class Adam(Optimizer):
    r"""Adam: the average gradient over the root of the average squared gradient.

    .. math:: m_t &= \beta_1 m_{t-1} + (1-\beta_1) g_t, \qquad
              \hat m_t = m_t / (1 - \beta_1^t) \\
              v_t &= \beta_2 v_{t-1} + (1-\beta_2) g_t^2, \qquad
              \hat v_t = v_t / (1 - \beta_2^t) \\
              w_t &= w_{t-1} - \text{lr}\,\hat m_t / (\sqrt{\hat v_t} + \epsilon)

    Both averages start at 0 and are too small at first; the hats correct that exactly. The first
    step has the length lr in every coordinate. Later :math:`\hat m_t/\sqrt{\hat v_t}` is a
    signal-to-noise ratio: a step is close to lr while the gradients agree, and far shorter where
    they are noise. No step is longer than lr times
    :math:`(1-\beta_1)/\sqrt{(1-\beta_2)(1-\beta_1^2/\beta_2)}`, by the Cauchy-Schwarz inequality,
    once the corrections have faded: 7.3 with the default betas. Multiplying the loss by 1000 does
    not change the path, as long as :math:`\epsilon` is negligible: Adam adapts to the history of
    the gradients, not to the performance of the model.

    Parameters
    ----------
    beta1 : float or array_like of shape runs, default 0.9
        Memory of the gradient, about :math:`1/(1-\beta_1)` steps.
    beta2 : float or array_like of shape runs, default 0.999
        Memory of its square, about :math:`1/(1-\beta_2)` steps. Large language models are often
        trained with 0.95, which remembers 20 steps instead of 1,000.
    eps : float, optional
        :math:`\epsilon`, in the unit of the gradient. Default 1e-8 (torch, optax) or 1e-7 (keras).
    flavor : str, default "torch"
        "torch" and "optax": as above, which is the paper's Algorithm 1. "keras": the paper's
        "epsilon hat", :math:`\text{lr}\sqrt{1-\beta_2^t}/(1-\beta_1^t)\cdot m_t/(\sqrt{v_t} +
        \epsilon)`. There :math:`\epsilon` is not corrected, and weighs more at small t: at t = 1
        as much as :math:`\epsilon/\sqrt{1-\beta_2}`, 32 times as much.

    Notes
    -----
    D. Kingma and J. Ba, "Adam: a method for stochastic optimization", ICLR 2015. The default
    rate is 0.001 in PyTorch and Keras. Without noise and with a constant rate Adam does converge
    on a quadratic; with noise it does not, and on some problems it moves in the wrong direction:
    see `AMSGrad`.

    Examples
    --------
    >>> rule = Adam(eps=0.0)
    >>> w, state = rule.step([0.0, 0.0], [1e-4, -50.0], rule.init([0.0, 0.0]), lr=0.001)
    >>> w
    array([-0.001,  0.001])
    """

    beta1: ArrayLike = 0.9
    beta2: ArrayLike = 0.999
    eps: ArrayLike | None = None
    flavor: str = "torch"

    defaults: ClassVar = {"torch": {"eps": 1e-8}, "keras": {"eps": 1e-7}, "optax": {"eps": 1e-8}}

    def init(self, params: ArrayLike) -> AdamState:
        """Return step 0 and averages of zero."""
        return AdamState(0, zeros(params), zeros(params))

    def step(
        self, params: ArrayLike, grad: ArrayLike, state: AdamState, lr: ArrayLike
    ) -> tuple[NDArray, AdamState]:
        """Make one step; see `GradientDescent.step` for the arguments."""
        w, g = floats(params, grad)
        t = state.t + 1
        m = self.beta1 * state.m + (1 - self.beta1) * g
        v = self.beta2 * state.v + (1 - self.beta2) * (g * g)
        new = AdamState(t, m, v)
        return w - self.effective_lr(new, lr) * m, new

    def effective_lr(self, state: AdamState, lr: ArrayLike) -> NDArray:
        r"""Return the factor of :math:`m_t`, corrections included, shape ``(P, *runs)``."""
        start1, start2 = 1 - self.beta1**state.t, np.sqrt(1 - self.beta2**state.t)
        if self.flavor == "keras":
            return lr * start2 / start1 / (np.sqrt(state.v) + self.eps)
        # Equal to lr/start1 / (sqrt(v)/start2 + eps), with one division of an array instead of two.
        return lr * start2 / start1 / (np.sqrt(state.v) + self.eps * start2)
