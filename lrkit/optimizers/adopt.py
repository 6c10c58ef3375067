"""Chapter 29: ADOPT. Adam that divides a gradient by what was known before it."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lrkit.optimizers.base import Optimizer, floats, zeros


class ADOPTState(NamedTuple):
    """The number of steps made, the running averages, and the root that the last step used.

    `m`, `v` and `root` have the shape ``(P, *runs)``.
    """

    t: int
    m: NDArray
    v: NDArray
    root: NDArray


@dataclass(frozen=True)
class ADOPT(Optimizer):
    r"""ADOPT: the average of gradients that were first divided by the root of those before.

    .. math:: m_t &= \beta_1 m_{t-1} + (1-\beta_1)\, \text{clip}\left(
                     \frac{g_t}{\max(\sqrt{v_{t-1}}, \epsilon)},\; -t^c,\; t^c\right), \qquad
              w_t = w_{t-1} - \text{lr}\, m_t \\
              v_t &= \beta_2 v_{t-1} + (1-\beta_2) g_t^2, \qquad v_0 = g_0^2

    In `Adam` a large gradient is in the average of squares as well, by which it is divided: its
    own step is short, and where it is rare Adam may move in the wrong direction (see `AMSGrad`).
    Here :math:`v_{t-1}` does not contain :math:`g_t`, and the order is another one: first
    divided, then averaged. The paper proves that it converges with any :math:`\beta_2`. The very
    first gradient, :math:`g_0`, only starts :math:`v`: the first step makes no move. The clipping,
    at 1 in the second step and ever farther out, keeps coordinates that began with tiny gradients
    from jumping.

    Parameters
    ----------
    beta1 : float or array_like of shape runs, default 0.9
        As for `Adam`.
    beta2 : float or array_like of shape runs, default 0.9999
        Memory of the squares.
    eps : float, default 1e-6
        :math:`\epsilon`, the smallest divisor, in the unit of the gradient.
    clip_power : float or array_like of shape runs, default 0.25
        c, the power of the step's number at which a divided gradient is cut off, at least 0.

    Notes
    -----
    S. Taniguchi et al., "ADOPT: modified Adam can converge with any :math:`\beta_2` with the
    optimal rate", NeurIPS 2024. ``optax.contrib.adopt`` (0.2.8) agrees. timm (1.0.31) clips at the
    power 0.333. pytorch_optimizer (4.1.0) counts the steps from 1, and clips the second at
    :math:`2^{0.25}`; that is not imitated. PyTorch 2.14 and Keras 3.15 have no ADOPT. Around it,
    `DecoupledDecay` decays in the first step too, and timm does not.

    Examples
    --------
    A gradient that is a thousand times as large as those before is cut off at 1:

    >>> rule, w = ADOPT(beta1=0.0), np.array([0.0, 0.0])
    >>> state = rule.init(w)
    >>> for g in ([1e-3, 1.0], [1.0, 0.5]):
    ...     w, state = rule.step(w, np.array(g), state, lr=0.1)
    >>> w
    array([-0.1 , -0.05])
    """

    beta1: ArrayLike = 0.9
    beta2: ArrayLike = 0.9999
    eps: ArrayLike = 1e-6
    clip_power: ArrayLike = 0.25

    def init(self, params: ArrayLike) -> ADOPTState:
        """Return averages of zero; no step was made, with an infinite root."""
        return ADOPTState(0, zeros(params), zeros(params), zeros(params) + np.inf)

    def step(
        self, params: ArrayLike, grad: ArrayLike, state: ADOPTState, lr: ArrayLike
    ) -> tuple[NDArray, ADOPTState]:
        """Make one step; see `GradientDescent.step` for the arguments."""
        w, g = floats(params, grad)
        if state.t == 0:
            return w.copy(), ADOPTState(1, state.m, g * g, state.root)
        root, limit = np.maximum(np.sqrt(state.v), self.eps), float(state.t) ** self.clip_power
        m = self.beta1 * state.m + (1 - self.beta1) * np.clip(g / root, -limit, limit)
        v = self.beta2 * state.v + (1 - self.beta2) * (g * g)
        return w - lr * m, ADOPTState(state.t + 1, m, v, root)

    def effective_lr(self, state: ADOPTState, lr: ArrayLike) -> NDArray:
        """Return the factor of a gradient that is not clipped, shape ``(P, *runs)``."""
        return lr / state.root
