"""Chapter 11: NAdam. Adam with Nesterov's momentum."""

from dataclasses import dataclass
from typing import ClassVar, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lrkit.optimizers.base import Optimizer, floats, zeros


class NAdamState(NamedTuple):
    """Adam's state, and the product of all momenta so far."""

    t: int
    m: NDArray
    v: NDArray
    product: ArrayLike


@dataclass(frozen=True)
class NAdam(Optimizer):
    r"""NAdam: Adam whose average already includes the momentum of the next step.

    .. math:: \mu_t &= \beta_1 (1 - \tfrac12\, 0.96^{\,t\psi}), \qquad
              \Pi_t = \mu_1 \cdots \mu_t \\
              \hat m_t &= \frac{\mu_{t+1} m_t}{1 - \Pi_{t+1}} + \frac{(1-\mu_t) g_t}{1 - \Pi_t},
              \qquad w_t = w_{t-1} - \text{lr}\,\hat m_t/(\sqrt{\hat v_t} + \epsilon)

    The momentum rises from :math:`\beta_1/2` to :math:`\beta_1` in the course of the run.

    Parameters
    ----------
    beta1, beta2, eps
        As for `Adam`.
    momentum_decay : float, optional
        :math:`\psi`, the speed at which the momentum rises. Default 0.004 (torch) or 1 (keras); in
        optax it does not rise.
    flavor : str, default "torch"
        "torch" and "keras" differ in the defaults only. In "optax" the momentum is constant:
        :math:`\hat m_t = \beta_1 m_t/(1-\beta_1^{t+1}) + (1-\beta_1) g_t/(1-\beta_1^t)`.

    Notes
    -----
    T. Dozat, "Incorporating Nesterov momentum into Adam", ICLR 2016 workshop, which has
    :math:`\psi = 0.004`.

    Examples
    --------
    >>> rule = NAdam(flavor="optax", eps=0.0)
    >>> w, state = rule.step(0.0, 3.0, rule.init(0.0), lr=0.19)
    >>> round(float(w), 6)  # 0.19 * (0.9 * 0.1 / (1 - 0.9**2) + 0.1 / (1 - 0.9))
    -0.28
    """

    beta1: ArrayLike = 0.9
    beta2: ArrayLike = 0.999
    eps: ArrayLike | None = None
    momentum_decay: float | None = None
    flavor: str = "torch"

    defaults: ClassVar = {
        "torch": {"eps": 1e-8, "momentum_decay": 0.004},
        "keras": {"eps": 1e-7, "momentum_decay": 1.0},
        "optax": {"eps": 1e-8, "momentum_decay": 0.0},
    }

    def init(self, params: ArrayLike) -> NAdamState:
        """Return step 0, averages of zero and an empty product."""
        return NAdamState(0, zeros(params), zeros(params), 1.0)

    def step(
        self, params: ArrayLike, grad: ArrayLike, state: NAdamState, lr: ArrayLike
    ) -> tuple[NDArray, NAdamState]:
        """Make one step; see `GradientDescent.step` for the arguments."""
        w, g = floats(params, grad)
        t = state.t + 1
        mu, mu_next = self._momentum(t), self._momentum(t + 1)
        m = self.beta1 * state.m + (1 - self.beta1) * g
        v = self.beta2 * state.v + (1 - self.beta2) * (g * g)
        product = state.product * mu
        m_hat = mu_next / (1 - product * mu_next) * m + (1 - mu) / (1 - product) * g
        new = NAdamState(t, m, v, product)
        return w - self.effective_lr(new, lr) * m_hat, new

    def effective_lr(self, state: NAdamState, lr: ArrayLike) -> NDArray:
        r"""Return the factor of :math:`\hat m_t`, shape ``(P, *runs)``."""
        return lr / (np.sqrt(state.v / (1 - self.beta2**state.t)) + self.eps)

    def _momentum(self, t: int) -> ArrayLike:
        if self.flavor == "optax":
            return self.beta1
        return self.beta1 * (1 - 0.5 * 0.96 ** (t * self.momentum_decay))


@dataclass(frozen=True)
class NAdamW(NAdam):
    r"""NAdamW: NAdam with decoupled weight decay.

    .. math:: w_t = (1 - \text{lr}\,\lambda)\, w_{t-1}
                    - \text{lr}\,\hat m_t/(\sqrt{\hat v_t} + \epsilon)

    with :math:`\hat m_t` as in `NAdam` and the decay of `DecoupledDecay`.

    Parameters
    ----------
    beta1, beta2, eps, momentum_decay, flavor
        As for `NAdam`.
    weight_decay : float or array_like of shape runs, optional
        :math:`\lambda`. Default 0 (torch, keras) or 0.0001 (optax).

    Notes
    -----
    It is ``NAdam(decoupled_weight_decay=True)`` in PyTorch, where the same ``weight_decay`` is
    `L2Penalty` without that option; ``Nadam(weight_decay=...)`` in Keras; ``nadamw`` in optax. timm
    1.0.31 has an ``NAdamW`` that divides both parts of :math:`\hat m_t` by
    :math:`1-\beta_1^t`, and none by :math:`1-\beta_1^{t+1}`; its first steps are longer.

    Examples
    --------
    Without gradients only the decay acts: (1 - 0.1 * 0.5)**2 is left after two steps.

    >>> rule, w = NAdamW(weight_decay=0.5), 1.0
    >>> state = rule.init(w)
    >>> for _ in range(2):
    ...     w, state = rule.step(w, 0.0, state, lr=0.1)
    >>> round(float(w), 6)
    0.9025
    """

    weight_decay: ArrayLike | None = None

    defaults: ClassVar = {
        "torch": {**NAdam.defaults["torch"], "weight_decay": 0.0},
        "keras": {**NAdam.defaults["keras"], "weight_decay": 0.0},
        "optax": {**NAdam.defaults["optax"], "weight_decay": 1e-4},
    }

    def step(
        self, params: ArrayLike, grad: ArrayLike, state: NAdamState, lr: ArrayLike
    ) -> tuple[NDArray, NAdamState]:
        """Make one step; see `GradientDescent.step` for the arguments."""
        w, g = floats(params, grad)
        return super().step(w * (1 - lr * self.weight_decay), g, state, lr)
