"""Chapter 6: RMSProp. AdaGrad with a fading memory."""

from dataclasses import dataclass
from typing import ClassVar, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lrkit.optimizers.base import Optimizer, floats, zeros


class RMSPropState(NamedTuple):
    """Running averages of squared gradients and of gradients, and the velocity."""

    square: NDArray
    mean: NDArray
    velocity: NDArray


@dataclass(frozen=True)
class RMSProp(Optimizer):
    r"""RMSProp: the gradient over the root of a running average of its squares.

    .. math:: s_{t+1} = \rho s_t + (1-\rho) g_t^2, \qquad
              w_{t+1} = w_t - \text{lr}\,\frac{g_t}{\sqrt{s_{t+1}} + \epsilon}

    AdaGrad adds up all squares, so that its rate only falls; RMSProp forgets them over about
    :math:`1/(1-\rho)` steps. The average starts at 0 and is not corrected for that: the first step
    has the length :math:`\text{lr}/\sqrt{1-\rho}`, 3 or 10 times the rate, and no later one is
    longer.

    Parameters
    ----------
    rho : float or array_like of shape runs, optional
        Share of the past, from 0 to below 1. Default 0.99 (torch) or 0.9.
    eps : float, optional
        Default 1e-8 (torch, optax) or 1e-7 (keras).
    momentum : float, default 0
        The momentum of a velocity of the scaled gradients. torch adds up :math:`g/\sqrt s` and
        multiplies the sum by the rate; keras and optax keep the rate inside the velocity.
    centered : bool, default False
        Whether to subtract the square of the average gradient, and so to divide by the standard
        deviation :math:`\sqrt{s - \bar g^2}` instead of the root mean square.
    flavor : str, default "torch"
        "torch": :math:`\epsilon` is added to the root, as above. "keras" and "optax": inside the
        root, :math:`\sqrt{s + \epsilon}`, which makes a difference for gradients of the size of
        :math:`\sqrt\epsilon`.

    Notes
    -----
    T. Tieleman and G. Hinton, Lecture 6.5 of "Neural Networks for Machine Learning" (2012);
    centred: A. Graves, "Generating sequences with recurrent neural networks" (2013). optax is
    compared with its default ``eps_in_sqrt=True``.

    Examples
    --------
    >>> rule = RMSProp(rho=0.9, eps=0.0)
    >>> w, state = rule.step(1.0, 5.0, rule.init(1.0), lr=0.1)
    >>> round(float(1.0 - w), 6)  # 0.1 / sqrt(1 - 0.9)
    0.316228
    """

    rho: ArrayLike | None = None
    eps: ArrayLike | None = None
    momentum: ArrayLike = 0.0
    centered: bool = False
    flavor: str = "torch"

    defaults: ClassVar = {
        "torch": {"rho": 0.99, "eps": 1e-8},
        "keras": {"rho": 0.9, "eps": 1e-7},
        "optax": {"rho": 0.9, "eps": 1e-8},
    }

    def init(self, params: ArrayLike) -> RMSPropState:
        """Return averages and a velocity of zero."""
        return RMSPropState(zeros(params), zeros(params), zeros(params))

    def step(
        self, params: ArrayLike, grad: ArrayLike, state: RMSPropState, lr: ArrayLike
    ) -> tuple[NDArray, RMSPropState]:
        """Make one step; see `GradientDescent.step` for the arguments."""
        w, g = floats(params, grad)
        rho, beta = self.rho, self.momentum
        s = rho * state.square + (1 - rho) * (g * g)
        mean = rho * state.mean + (1 - rho) * g if self.centered else state.mean
        scaled = g / self._root(s, mean)
        if self.flavor == "torch":
            v = beta * state.velocity + scaled
            return w - lr * v, RMSPropState(s, mean, v)
        v = beta * state.velocity + lr * scaled
        return w - v, RMSPropState(s, mean, v)

    def effective_lr(self, state: RMSPropState, lr: ArrayLike) -> NDArray:
        """Return the rate of each coordinate, shape ``(P, *runs)``."""
        return lr / self._root(state.square, state.mean)

    def _root(self, square: NDArray, mean: NDArray) -> NDArray:
        variance = square - mean * mean if self.centered else square
        if self.flavor == "torch":
            return np.sqrt(variance) + self.eps
        return np.sqrt(variance + self.eps)
