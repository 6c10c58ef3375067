"""Chapter 21: Signum and signSGD. The sign of the gradient, with and without memory."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lrkit.optimizers.base import Optimizer, floats, zeros


class SignumState(NamedTuple):
    """The average gradient, shape ``(P, *runs)``."""

    m: NDArray


@dataclass(frozen=True)
class Signum(Optimizer):
    r"""Signum: every coordinate moves by exactly lr, against the sign of the average gradient.

    .. math:: m_t = \mu m_{t-1} + (1-\mu) g_t, \qquad
              w_t = w_{t-1} - \text{lr}\,\mathrm{sign}(m_t)

    With :math:`\mu = 0` it is signSGD. `Lion` is this rule with two different memories; `Adam`
    with :math:`\beta_1 = \beta_2 = 0` and :math:`\epsilon = 0` is signSGD. The learning rate is the
    length of the step in each coordinate, so that a constant rate ends in steps back and forth
    across the minimum, as long as ever: the schedule has to bring them down.

    Parameters
    ----------
    momentum : float or array_like of shape runs, default 0.9
        :math:`\mu`, the share of the past in the average; 0 for signSGD.

    Notes
    -----
    J. Bernstein et al., "signSGD: compressed optimisation for non-convex problems", ICML 2018: a
    sign is one bit, which is all that the machines of a large training have to send each other.
    optax has both as ``signum`` and ``sign_sgd``; PyTorch and Keras have neither.

    Examples
    --------
    >>> rule = Signum()
    >>> rule.step([1.0, 1.0, 1.0], [1e6, -1e-6, 0.0], rule.init([1.0, 1.0, 1.0]), lr=0.25)[0]
    array([0.75, 1.25, 1.  ])
    """

    momentum: ArrayLike = 0.9

    def init(self, params: ArrayLike) -> SignumState:
        """Return an average of zero."""
        return SignumState(zeros(params))

    def step(
        self, params: ArrayLike, grad: ArrayLike, state: SignumState, lr: ArrayLike
    ) -> tuple[NDArray, SignumState]:
        """Make one step; see `GradientDescent.step` for the arguments."""
        w, g = floats(params, grad)
        m = self.momentum * state.m + (1 - self.momentum) * g
        return w - lr * np.sign(m), SignumState(m)
