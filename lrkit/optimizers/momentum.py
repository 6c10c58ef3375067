"""Chapter 2: momentum. Each step keeps a share of the step before it."""

from dataclasses import dataclass
from typing import ClassVar, NamedTuple

from numpy.typing import ArrayLike, NDArray

from lrkit.optimizers.base import Optimizer, floats, zeros


class MomentumState(NamedTuple):
    """The velocity, shape ``(P, *runs)``; its meaning depends on the flavor."""

    velocity: NDArray


@dataclass(frozen=True)
class Momentum(Optimizer):
    r"""Heavy-ball momentum: each step keeps a share of the last one.

    .. math:: v_{t+1} = \beta v_t + g_t, \qquad w_{t+1} = w_t - \text{lr}\, v_{t+1}

    Along a flat direction the gradients agree and add up, to :math:`1/(1-\beta)` times a single
    one; across a valley they alternate in sign and cancel.

    **Three conventions, one name.** With a constant rate the first two follow the same path:

    - ``flavor="torch"`` (and "optax"): the velocity is a sum of gradients, as above.
    - ``flavor="keras"``, the classical form (Polyak 1964, Sutskever et al. 2013): the velocity is
      a step, :math:`v_{t+1} = \beta v_t - \text{lr}\, g_t` and :math:`w_{t+1} = w_t + v_{t+1}`.
      When the rate is lowered, the steps that are already in the velocity keep their old rate.
    - ``flavor="average"``: the velocity is an average, :math:`v_{t+1} = \beta v_t + (1-\beta)
      g_t`. The same rate then makes steps :math:`1-\beta` times as long: ten times shorter at 0.9.

    Parameters
    ----------
    momentum : float or array_like of shape runs, default 0.9
        :math:`\beta`, the share that is kept, from 0 to below 1; 0 is gradient descent.
    flavor : str, default "torch"
        "torch", "optax", "keras" or "average".

    Notes
    -----
    B. Polyak, "Some methods of speeding up the convergence of iteration methods" (1964);
    G. Goh, "Why Momentum Really Works", Distill (2017). On a quadratic with largest curvature
    :math:`L` it is stable for :math:`\text{lr} < 2(1+\beta)/L`, a wider range than without
    momentum. PyTorch's `dampening` is not the third convention: its very first velocity is the
    whole gradient, not :math:`1-\beta` of it.

    Examples
    --------
    A constant gradient of 1 at a rate of 0.1: the steps grow towards 0.1 / (1 - 0.9) = 1.

    >>> rule, w = Momentum(0.9), 0.0
    >>> state = rule.init(w)
    >>> for _ in range(100):
    ...     last, (w, state) = w, rule.step(w, 1.0, state, lr=0.1)
    >>> round(float(last - w), 3)
    1.0
    """

    momentum: ArrayLike = 0.9
    flavor: str = "torch"

    defaults: ClassVar = {"torch": {}, "optax": {}, "keras": {}, "average": {}}

    def init(self, params: ArrayLike) -> MomentumState:
        """Return a velocity of zero."""
        return MomentumState(zeros(params))

    def step(
        self, params: ArrayLike, grad: ArrayLike, state: MomentumState, lr: ArrayLike
    ) -> tuple[NDArray, MomentumState]:
        """Make one step; see `GradientDescent.step` for the arguments."""
        w, g = floats(params, grad)
        v, beta = state.velocity, self.momentum
        if self.flavor == "keras":
            v = beta * v - lr * g
            return w + v, MomentumState(v)
        v = beta * v + ((1 - beta) * g if self.flavor == "average" else g)
        return w - lr * v, MomentumState(v)
