"""Chapter 5: AdaDelta. A rule designed to need no learning rate."""

from dataclasses import dataclass
from typing import ClassVar, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lrkit.optimizers.base import Optimizer, floats, zeros


class AdaDeltaState(NamedTuple):
    """Running averages of the squared gradients and the squared updates, ``(P, *runs)``."""

    square: NDArray
    update: NDArray


@dataclass(frozen=True)
class AdaDelta(Optimizer):
    r"""AdaDelta: steps scaled by the ratio of recent updates to recent gradients.

    .. math:: s &= \rho s + (1-\rho) g^2, \qquad
              d = \frac{\sqrt{u + \epsilon}}{\sqrt{s + \epsilon}}\, g, \\
              u &= \rho u + (1-\rho) d^2, \qquad w = w - \text{lr}\, d

    A gradient has the unit of loss per weight; a step must have the unit of a weight. The ratio of
    the two roots corrects the unit, so that the paper has no rate at all: lr = 1. In practice
    :math:`\epsilon` decides the length of the first steps, and so plays the part of the rate.

    Parameters
    ----------
    rho : float or array_like of shape runs, optional
        Share of the past in both averages. Default 0.9 (torch, optax) or 0.95 (keras).
    eps : float, optional
        :math:`\epsilon`, which is added to squared gradients and to squared updates alike. Default
        1e-6 (torch, optax) or 1e-7 (keras).
    flavor : str, default "torch"
        The libraries differ in these defaults, and in that of the rate (1.0 in PyTorch, 0.001 in
        Keras, none in optax), not in the rule.

    Notes
    -----
    M. Zeiler, "ADADELTA: an adaptive learning rate method", arXiv:1212.5701 (2012).

    Examples
    --------
    The first step does not depend on the scale of the loss:

    >>> rule = AdaDelta()
    >>> w, state = rule.step([0.0, 0.0], [1e3, 10.0], rule.init([0.0, 0.0]), lr=1.0)
    >>> w.round(6)
    array([-0.003162, -0.003162])
    """

    rho: ArrayLike | None = None
    eps: ArrayLike | None = None
    flavor: str = "torch"

    defaults: ClassVar = {
        "torch": {"rho": 0.9, "eps": 1e-6},
        "keras": {"rho": 0.95, "eps": 1e-7},
        "optax": {"rho": 0.9, "eps": 1e-6},
    }

    def init(self, params: ArrayLike) -> AdaDeltaState:
        """Return averages of zero: no gradient and no update so far."""
        return AdaDeltaState(zeros(params), zeros(params))

    def step(
        self, params: ArrayLike, grad: ArrayLike, state: AdaDeltaState, lr: ArrayLike
    ) -> tuple[NDArray, AdaDeltaState]:
        """Make one step; see `GradientDescent.step` for the arguments."""
        w, g = floats(params, grad)
        rho, eps = self.rho, self.eps
        s = rho * state.square + (1 - rho) * (g * g)
        d = np.sqrt(state.update + eps) / np.sqrt(s + eps) * g
        u = rho * state.update + (1 - rho) * (d * d)
        return w - lr * d, AdaDeltaState(s, u)

    def effective_lr(self, state: AdaDeltaState, lr: ArrayLike) -> NDArray:
        """Return the rate of each coordinate, if the next gradient is like the last ones."""
        return lr * np.sqrt(state.update + self.eps) / np.sqrt(state.square + self.eps)
