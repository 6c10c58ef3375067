"""Chapter 9: Adamax. Adam with a fading maximum instead of the root mean square."""

from dataclasses import dataclass
from typing import ClassVar, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lrkit.optimizers.base import Optimizer, floats, zeros


class AdamaxState(NamedTuple):
    """The number of steps made, the average gradient, and the fading maximum."""

    t: int
    m: NDArray
    u: NDArray


@dataclass(frozen=True)
class Adamax(Optimizer):
    r"""Adamax: Adam with a slowly fading maximum of the gradients below the fraction.

    .. math:: u_t = \max(\beta_2 u_{t-1}, |g_t|), \qquad
              w_t = w_{t-1} - \frac{\text{lr}}{1-\beta_1^t}\,\frac{m_t}{u_t}

    It is Adam with the p-norm instead of the 2-norm, for p towards infinity. The maximum needs no
    correction for its start.

    Parameters
    ----------
    beta1, beta2 : float or array_like of shape runs, default 0.9 and 0.999
    eps : float, optional
        Default 1e-8 (torch, optax) or 1e-7 (keras). The paper has none.
    flavor : str, default "torch"
        "torch" and "optax" add :math:`\epsilon` to :math:`|g_t|` inside the maximum, "keras" to
        :math:`u_t` in the denominator, which matters only for gradients near :math:`\epsilon`.

    Notes
    -----
    D. Kingma and J. Ba, "Adam: a method for stochastic optimization", ICLR 2015, section 7.1.

    Examples
    --------
    >>> rule = Adamax(eps=0.0)
    >>> w, state = rule.step(1.0, -8.0, rule.init(1.0), lr=0.25)
    >>> float(w), float(state.u)
    (1.25, 8.0)
    """

    beta1: ArrayLike = 0.9
    beta2: ArrayLike = 0.999
    eps: ArrayLike | None = None
    flavor: str = "torch"

    defaults: ClassVar = {"torch": {"eps": 1e-8}, "keras": {"eps": 1e-7}, "optax": {"eps": 1e-8}}

    def init(self, params: ArrayLike) -> AdamaxState:
        """Return step 0, an average and a maximum of zero."""
        return AdamaxState(0, zeros(params), zeros(params))

    def step(
        self, params: ArrayLike, grad: ArrayLike, state: AdamaxState, lr: ArrayLike
    ) -> tuple[NDArray, AdamaxState]:
        """Make one step; see `GradientDescent.step` for the arguments."""
        w, g = floats(params, grad)
        m = self.beta1 * state.m + (1 - self.beta1) * g
        inside = 0.0 if self.flavor == "keras" else self.eps
        u = np.maximum(self.beta2 * state.u, np.abs(g) + inside)
        new = AdamaxState(state.t + 1, m, u)
        return w - self.effective_lr(new, lr) * m, new

    def effective_lr(self, state: AdamaxState, lr: ArrayLike) -> NDArray:
        r"""Return the factor of :math:`m_t`, the correction included, shape ``(P, *runs)``."""
        u = state.u + self.eps if self.flavor == "keras" else state.u
        return lr / (1 - self.beta1**state.t) / u
