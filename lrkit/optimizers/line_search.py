"""Chapter 17: the Polyak step and Armijo's line search, rates computed from the loss."""

from collections.abc import Callable
from dataclasses import dataclass
from numbers import Integral
from typing import ClassVar, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lrkit.optimizers.base import Optimizer, floats


class StepSizeState(NamedTuple):
    """The rate that the last step used, shape ``runs``."""

    used: ArrayLike


@dataclass(frozen=True)
class PolyakStep(Optimizer):
    r"""Polyak's step: the distance at which the slope predicts the smallest possible loss.

    .. math:: w_{t+1} = w_t - \min\!\Big(\text{lr},
              \frac{L(w_t) - L^*}{\lVert g_t\rVert^2}\Big)\, g_t

    If the smallest possible loss :math:`L^*` is known, the excess of the loss over it and the slope
    give a step that never increases the distance to the minimum of a convex loss. The learning rate
    is only an upper limit.

    Parameters
    ----------
    lowest_loss : float, default 0
        :math:`L^*`. A value that is too low makes steps too long.

    Notes
    -----
    B. Polyak, "Introduction to Optimization" (1987), section 5.3; with the upper limit N. Loizou et
    al., "Stochastic Polyak step-size for SGD", AISTATS 2021. ``optax.polyak_sgd`` agrees, except
    when the loss is below `lowest_loss`: here no step is made, and optax (0.2.8) makes one uphill
    unless told ``variant="sps+"``. Its ``scaling``, by which steps should be multiplied, divides
    those that do not reach the upper limit: leave it at 1.

    Examples
    --------
    On 0.5*w**2 each step halves the distance from the minimum:

    >>> rule = PolyakStep()
    >>> rule.step([4.0], [4.0], rule.init([4.0]), lr=10.0, loss=8.0)
    (array([2.]), StepSizeState(used=np.float64(0.5)))
    """

    lowest_loss: float = 0.0

    elementwise: ClassVar[bool] = False
    requires: ClassVar[tuple[str, ...]] = ("loss",)

    def init(self, params: ArrayLike) -> StepSizeState:
        """Return a rate of 0: no step so far."""
        return StepSizeState(0.0)

    def step(
        self, params: ArrayLike, grad: ArrayLike, state: StepSizeState, lr: ArrayLike,
        *, loss: ArrayLike,
    ) -> tuple[NDArray, StepSizeState]:
        """Make one step; `loss` is the loss at `params`, shape runs."""
        w, g = floats(params, grad)
        square = square_norm(g)
        excess = np.maximum(np.asarray(loss, dtype=float) - self.lowest_loss, 0.0)
        rate = np.divide(excess, square, out=np.zeros(np.shape(square)), where=square > 0)
        used = np.minimum(rate, lr)
        return w - used * g, StepSizeState(used)

    def effective_lr(self, state: StepSizeState, lr: ArrayLike) -> ArrayLike:
        """Return the rate that the step used, shape runs."""
        return state.used


@dataclass(frozen=True)
class Armijo(Optimizer):
    r"""Armijo's backtracking line search: the rate is lowered until the loss falls enough.

    .. math:: L(w_t - a g_t) \le L(w_t) - c\, a\, \lVert g_t\rVert^2,
              \qquad a = \text{lr}, \text{lr}\cdot s, \text{lr}\cdot s^2, \dots

    Each step starts its search anew at the rate lr. No step ever raises the loss. Each try costs
    one evaluation of the loss.

    Parameters
    ----------
    enough : float, default 1e-4
        c, the share of the decrease predicted by the slope that must be reached; between 0 and 1.
    shrink : float, default 0.5
        s, the factor from one try to the next, between 0 and 1.
    max_tries : int, default 50
        The largest number of tries; if none succeeds, the step does not move.

    Notes
    -----
    L. Armijo, "Minimization of functions having Lipschitz continuous first partial derivatives"
    (1966); J. Nocedal and S. Wright, "Numerical Optimization", 2nd ed., Algorithm 3.1.

    Examples
    --------
    On 0.5*w**2 a rate of 4 is too large; 1 is the first that lowers the loss:

    >>> rule = Armijo()
    >>> rule.step([4.0], [4.0], rule.init([4.0]), lr=4.0, loss=8.0, loss_at=lambda w: 0.5 * w[0]**2)
    (array([0.]), StepSizeState(used=np.float64(1.0)))
    """

    enough: float = 1e-4
    shrink: float = 0.5
    max_tries: int = 50

    elementwise: ClassVar[bool] = False
    requires: ClassVar[tuple[str, ...]] = ("loss", "loss_at")

    def __post_init__(self) -> None:
        for name in ("enough", "shrink"):
            value = np.asarray(getattr(self, name))
            if not np.all((value > 0) & (value < 1)):
                raise ValueError(f"{name} must be between 0 and 1, got {getattr(self, name)}")
        if not isinstance(self.max_tries, Integral) or self.max_tries < 1:
            raise ValueError(
                f"max_tries must be a whole number of at least 1, got {self.max_tries!r}")

    def init(self, params: ArrayLike) -> StepSizeState:
        """Return a rate of 0: no step so far."""
        return StepSizeState(0.0)

    def step(
        self, params: ArrayLike, grad: ArrayLike, state: StepSizeState, lr: ArrayLike,
        *, loss: ArrayLike, loss_at: Callable[[NDArray], ArrayLike],
    ) -> tuple[NDArray, StepSizeState]:
        """Make one step; `loss` is the loss at `params`, `loss_at` computes it at other points."""
        w, g = floats(params, grad)
        required = self.enough * square_norm(g)  # decrease of the loss per unit of the rate
        rate = np.broadcast_to(np.asarray(lr, dtype=float), np.shape(required))
        searching = np.ones(np.shape(required), dtype=bool)  # each run has a search of its own
        for _ in range(self.max_tries):
            searching = searching & ~(loss_at(w - rate * g) <= loss - rate * required)
            if not searching.any():
                break
            rate = np.where(searching, rate * self.shrink, rate)
        used = np.where(searching, 0.0, rate)[()]
        return w - used * g, StepSizeState(used)

    def effective_lr(self, state: StepSizeState, lr: ArrayLike) -> ArrayLike:
        """Return the rate that the step used, shape runs."""
        return state.used


def square_norm(grad: NDArray) -> NDArray:
    """Return the squared norm of a gradient, shape ``(P, *runs)`` -> ``runs``."""
    return grad * grad if grad.ndim == 0 else np.sum(grad * grad, axis=0)
