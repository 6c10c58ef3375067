"""Chapter 12: RAdam. Adam with a warm-up until its average of squares can be trusted."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lrkit.optimizers.adam import AdamState
from lrkit.optimizers.base import Optimizer, floats, zeros

MIN_LENGTH = 5.0  # effective length of the average from which on its variance can be computed


@dataclass(frozen=True)
class RAdam(Optimizer):
    r"""RAdam: Adam with a warm-up derived from the variance of its own denominator.

    .. math:: \rho_\infty &= \frac{2}{1-\beta_2} - 1, \qquad
              \rho_t = \rho_\infty - \frac{2t\beta_2^t}{1-\beta_2^t}, \qquad
              r_t = \sqrt{\frac{(\rho_t-4)(\rho_t-2)\rho_\infty}
                                  {(\rho_\infty-4)(\rho_\infty-2)\rho_t}} \\
              w_t &= w_{t-1} - \text{lr}\, r_t\, \hat m_t/(\sqrt{\hat v_t}+\epsilon)
              \quad\text{if } \rho_t > 5, \qquad
              w_t = w_{t-1} - \text{lr}\,\hat m_t \quad\text{before}

    The first steps, five with the default :math:`\beta_2`, are momentum steps without any
    adaptation: unlike Adam's, their length depends on the scale of the loss.

    Parameters
    ----------
    beta1, beta2, eps
        As for `Adam`.
    flavor : str, default "torch"
        "torch" adds :math:`\epsilon` to the uncorrected root :math:`\sqrt{v_t}`, "optax" to the
        corrected one, and adapts from :math:`\rho_t \ge 5` on. Keras has no RAdam.

    Notes
    -----
    L. Liu et al., "On the variance of the adaptive learning rate and beyond", ICLR 2020.

    Examples
    --------
    >>> rule = RAdam()
    >>> w, state = rule.step(1.0, 2.0, rule.init(1.0), lr=0.1)
    >>> round(float(w), 9)  # lr times the gradient: not yet lr times its sign
    0.8
    """

    beta1: ArrayLike = 0.9
    beta2: ArrayLike = 0.999
    eps: ArrayLike | None = None
    flavor: str = "torch"

    defaults: ClassVar = {"torch": {"eps": 1e-8}, "optax": {"eps": 1e-8}}

    def init(self, params: ArrayLike) -> AdamState:
        """Return step 0 and averages of zero."""
        return AdamState(0, zeros(params), zeros(params))

    def step(
        self, params: ArrayLike, grad: ArrayLike, state: AdamState, lr: ArrayLike
    ) -> tuple[NDArray, AdamState]:
        """Make one step; see `GradientDescent.step` for the arguments."""
        w, g = floats(params, grad)
        m = self.beta1 * state.m + (1 - self.beta1) * g
        v = self.beta2 * state.v + (1 - self.beta2) * (g * g)
        new = AdamState(state.t + 1, m, v)
        return w - self.effective_lr(new, lr) * m, new

    def effective_lr(self, state: AdamState, lr: ArrayLike) -> NDArray:
        r"""Return the factor of :math:`m_t`, corrections and rectification included."""
        start1, start2 = 1 - self.beta1**state.t, np.sqrt(1 - self.beta2**state.t)
        eps = self.eps if self.flavor == "torch" else self.eps * start2
        adapted = self._rectification(state.t) * start2 / (np.sqrt(state.v) + eps)
        return lr / start1 * np.where(self._length(state.t) >= MIN_LENGTH, adapted, 1.0)

    def _length(self, t: int) -> ArrayLike:
        """Return the effective number of gradients in the average of squares at step t."""
        longest = 2 / (1 - self.beta2) - 1
        return longest - 2 * t * self.beta2**t / (1 - self.beta2**t)

    def _rectification(self, t: int) -> ArrayLike:
        # If the average never gets long enough, the result is not used; it only must be finite.
        longest = np.maximum(2 / (1 - self.beta2) - 1, MIN_LENGTH)
        now = np.maximum(self._length(t), 4.0)
        return np.sqrt((now - 4) * (now - 2) * longest / ((longest - 4) * (longest - 2) * now))
