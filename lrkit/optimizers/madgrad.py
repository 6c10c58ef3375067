"""Chapter 25: MADGRAD. Every gradient since the start, and a cube root."""

from dataclasses import dataclass
from typing import ClassVar, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lrkit.optimizers.base import Optimizer, floats, zeros


class MADGRADState(NamedTuple):
    """The number of steps made, the start, and the two weighted sums, shape ``(P, *runs)``."""

    t: int
    start: NDArray
    total: NDArray
    squares: NDArray


@dataclass(frozen=True)
class MADGRAD(Optimizer):
    r"""MADGRAD: the start minus the weighted sum of all gradients, over a cube root.

    .. math:: \lambda_t &= \text{lr}_t\sqrt t, \qquad s_t = s_{t-1} + \lambda_t g_t, \qquad
              \nu_t = \nu_{t-1} + \lambda_t g_t^2 \\
              z_t &= w_0 - s_t/(\sqrt[3]{\nu_t} + \epsilon), \qquad
              w_t = \mu w_{t-1} + (1-\mu) z_t

    The point z is not the last one plus a step but the start plus all steps so far, made again
    with the present root ("dual averaging"): as :math:`\nu` grows, old gradients count less too.
    The factor :math:`\sqrt t` gives new gradients more weight. The rate weighs gradients, not
    steps. With a rate of 0 the point z stays where it is, and w still moves towards it. With rates
    8 times as large, the same gradients lead 4 times as far from the start, so that a rate that is
    good for another rule says nothing about this one.

    Parameters
    ----------
    momentum : float or array_like of shape runs, default 0.9
        :math:`\mu`; 0 for dual averaging alone.
    eps : float or array_like of shape runs, default 1e-6
        :math:`\epsilon`.
    flavor : str, default "paper"
        "optax": :math:`\epsilon` is added to the rate as well.

    Notes
    -----
    A. Defazio and S. Jelassi, "Adaptivity without compromise: a momentumized, adaptive, dual
    averaged gradient method for stochastic optimization", arXiv:2101.11075 (2021). optax 0.2.8 and
    timm 1.0.31 add :math:`\epsilon` to the rate, and so move at a rate of 0, as in the first step
    of a warm-up; pytorch_optimizer 4.1.0 adds it to all rates but 0. optax computes
    :math:`\sqrt t` in 32 bits, which is not imitated. PyTorch and Keras do not have MADGRAD. The
    decay of optax and, by default, of timm is `L2Penalty`.

    Examples
    --------
    >>> rule = MADGRAD(momentum=0.0, eps=0.0)
    >>> for lr in (0.001, 0.008):  # 1 - lr * 1 / lr**(1/3)
    ...     print(rule.step([1.0], [1.0], rule.init([1.0]), lr)[0])
    [0.99]
    [0.96]
    """

    momentum: ArrayLike = 0.9
    eps: ArrayLike = 1e-6
    flavor: str = "paper"

    defaults: ClassVar = {"paper": {}, "optax": {}}

    def init(self, params: ArrayLike) -> MADGRADState:
        """Return step 0, the start and sums of zero."""
        return MADGRADState(0, np.array(params, dtype=float), zeros(params), zeros(params))

    def step(
        self, params: ArrayLike, grad: ArrayLike, state: MADGRADState, lr: ArrayLike
    ) -> tuple[NDArray, MADGRADState]:
        """Make one step; see `GradientDescent.step` for the arguments."""
        w, g = floats(params, grad)
        weight = self._weight(state.t + 1, lr)
        total = state.total + weight * g
        squares = state.squares + weight * (g * g)
        z = state.start - total / (np.cbrt(squares) + self.eps)
        new = MADGRADState(state.t + 1, state.start, total, squares)
        return self.momentum * w + (1 - self.momentum) * z, new

    def effective_lr(self, state: MADGRADState, lr: ArrayLike) -> NDArray:
        """Return the factor of the newest gradient, shape ``(P, *runs)``."""
        factor = (1 - self.momentum) * self._weight(state.t, lr)
        return factor / (np.cbrt(state.squares) + self.eps)

    def _weight(self, t: int, lr: ArrayLike) -> ArrayLike:
        return (lr + self.eps if self.flavor == "optax" else lr) * np.sqrt(t)
