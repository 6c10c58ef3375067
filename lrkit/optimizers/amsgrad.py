"""Chapter 8: AMSGrad. Adam with the largest average square so far below the fraction."""

from dataclasses import dataclass
from typing import ClassVar, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lrkit.optimizers.base import Optimizer, floats, zeros


class AMSGradState(NamedTuple):
    """Adam's state, and the largest second average so far, each ``(P, *runs)``."""

    t: int
    m: NDArray
    v: NDArray
    largest: NDArray


@dataclass(frozen=True)
class AMSGrad(Optimizer):
    r"""AMSGrad: Adam that divides by the largest average square so far, not the current one.

    .. math:: \bar v_t = \max(\bar v_{t-1}, v_t), \qquad
              w_t = w_{t-1} - \text{lr}\,\hat m_t / (\sqrt{\bar v_t/(1-\beta_2^t)} + \epsilon)

    with :math:`m_t` and :math:`v_t` as in `Adam`. Adam forgets a rare large gradient within about
    :math:`1/(1-\beta_2)` steps and then gives the many small ones too much weight: on the
    counterexample of Reddi et al. it converges to the worst point. The maximum does not forget.

    Parameters
    ----------
    beta1, beta2, eps
        As for `Adam`.
    flavor : str, default "torch"
        "torch": as above. "keras": the maximum with Adam's "epsilon hat". "optax": the maximum
        is taken of the corrected averages :math:`\hat v_t`, so that an early gradient, whose
        correction is large, counts until the end.

    Notes
    -----
    S. Reddi, S. Kale and S. Kumar, "On the convergence of Adam and beyond", ICLR 2018. Their
    Algorithm 2 has no corrections and a rate that falls like :math:`1/\sqrt t`.

    Examples
    --------
    After one large gradient and many small ones, Adam's effective rate rises again, AMSGrad's
    does not:

    >>> rule, grads = AMSGrad(beta2=0.9), [10.0] + [0.1] * 50
    >>> w, state = 0.0, rule.init(0.0)
    >>> for g in grads:
    ...     w, state = rule.step(w, g, state, lr=0.01)
    >>> float(state.v) < 0.1, round(float(state.largest), 9)
    (True, 10.0)
    """

    beta1: ArrayLike = 0.9
    beta2: ArrayLike = 0.999
    eps: ArrayLike | None = None
    flavor: str = "torch"

    defaults: ClassVar = {"torch": {"eps": 1e-8}, "keras": {"eps": 1e-7}, "optax": {"eps": 1e-8}}

    def init(self, params: ArrayLike) -> AMSGradState:
        """Return step 0, averages and a maximum of zero."""
        return AMSGradState(0, zeros(params), zeros(params), zeros(params))

    def step(
        self, params: ArrayLike, grad: ArrayLike, state: AMSGradState, lr: ArrayLike
    ) -> tuple[NDArray, AMSGradState]:
        """Make one step; see `GradientDescent.step` for the arguments."""
        w, g = floats(params, grad)
        t = state.t + 1
        m = self.beta1 * state.m + (1 - self.beta1) * g
        v = self.beta2 * state.v + (1 - self.beta2) * (g * g)
        corrected = v / (1 - self.beta2**t) if self.flavor == "optax" else v
        new = AMSGradState(t, m, v, np.maximum(state.largest, corrected))
        return w - self.effective_lr(new, lr) * m, new

    def effective_lr(self, state: AMSGradState, lr: ArrayLike) -> NDArray:
        r"""Return the factor of :math:`m_t`, corrections included, shape ``(P, *runs)``."""
        start1, start2 = 1 - self.beta1**state.t, np.sqrt(1 - self.beta2**state.t)
        root = np.sqrt(state.largest)
        if self.flavor == "optax":
            return lr / start1 / (root + self.eps)
        eps = self.eps if self.flavor == "keras" else self.eps * start2
        return lr * start2 / start1 / (root + eps)
