"""Chapter 17: rates that the loss itself decides: the Polyak step and Armijo's line search."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lrkit.optimizers.base import Optimizer, floats


class StepSizeState(NamedTuple):
    """The rate that the last step used, shape ``runs``."""

    used: ArrayLike


@dataclass(frozen=True)
class PolyakStep(Optimizer):
    r"""As far as the slope says that the smallest loss must lie.

    .. math:: w_{t+1} = w_t - \min\!\Big(\text{lr},
              \frac{L(w_t) - L^*}{\lVert g_t\rVert^2}\Big)\, g_t

    If the smallest possible loss :math:`L^*` is known, the height above it and the slope give a
    step that never overshoots on a convex loss. The learning rate is only a cap.

    Parameters
    ----------
    lowest_loss : float, default 0
        :math:`L^*`. A value that is too low makes steps too long.

    Notes
    -----
    B. Polyak, "Introduction to Optimization" (1987), section 5.3; with the cap N. Loizou et al.,
    "Stochastic Polyak step-size for SGD", AISTATS 2021. ``optax.polyak_sgd`` agrees. A loss that
    is below `lowest_loss` makes no step here, and one uphill there.

    Examples
    --------
    On 0.5*w**2 it goes half of the way in each step:

    >>> rule = PolyakStep()
    >>> rule.step([4.0], [4.0], rule.init([4.0]), lr=10.0, loss=8.0)
    (array([2.]), StepSizeState(used=np.float64(0.5)))
    """

    lowest_loss: float = 0.0

    elementwise: ClassVar[bool] = False
    requires: ClassVar[tuple[str, ...]] = ("loss",)

    def init(self, params: ArrayLike) -> StepSizeState:
        """No step yet."""
        return StepSizeState(0.0)

    def step(
        self, params: ArrayLike, grad: ArrayLike, state: StepSizeState, lr: ArrayLike,
        *, loss: ArrayLike,
    ) -> tuple[NDArray, StepSizeState]:
        """One step; `loss` is the loss at `params`, shape runs."""
        w, g = floats(params, grad)
        square = square_norm(g)
        height = np.maximum(np.asarray(loss, dtype=float) - self.lowest_loss, 0.0)
        far = np.divide(height, square, out=np.zeros(np.shape(square)), where=square > 0)
        used = np.minimum(far, lr)
        return w - used * g, StepSizeState(used)

    def effective_lr(self, state: StepSizeState, lr: ArrayLike) -> ArrayLike:
        """The rate that the step used, shape runs."""
        return state.used


@dataclass(frozen=True)
class Armijo(Optimizer):
    r"""Try the rate; while the loss falls too little, try a smaller one.

    .. math:: L(w_t - a g_t) \le L(w_t) - c\, a\, \lVert g_t\rVert^2,
              \qquad a = \text{lr}, \text{lr}\cdot s, \text{lr}\cdot s^2, \dots

    The rate is where the search begins, in each step anew. No step ever raises the loss. Each try
    costs one evaluation of the loss.

    Parameters
    ----------
    enough : float, default 1e-4
        c, the share of the fall that the slope promises which must come true; between 0 and 1.
    shrink : float, default 0.5
        s, between 0 and 1.
    max_tries : int, default 50
        After so many tries the run stays where it is.

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
        if self.max_tries < 1:
            raise ValueError(f"max_tries must be at least 1, got {self.max_tries}")

    def init(self, params: ArrayLike) -> StepSizeState:
        """No step yet."""
        return StepSizeState(0.0)

    def step(
        self, params: ArrayLike, grad: ArrayLike, state: StepSizeState, lr: ArrayLike,
        *, loss: ArrayLike, loss_at: Callable[[NDArray], ArrayLike],
    ) -> tuple[NDArray, StepSizeState]:
        """One step; `loss` is the loss at `params`, `loss_at` computes it elsewhere."""
        w, g = floats(params, grad)
        promised = self.enough * square_norm(g)
        rate = np.broadcast_to(np.asarray(lr, dtype=float), np.shape(promised))
        searching = np.ones(np.shape(promised), dtype=bool)  # each run has a search of its own
        for _ in range(self.max_tries):
            searching = searching & ~(loss_at(w - rate * g) <= loss - rate * promised)
            if not searching.any():
                break
            rate = np.where(searching, rate * self.shrink, rate)
        used = np.where(searching, 0.0, rate)[()]
        return w - used * g, StepSizeState(used)

    def effective_lr(self, state: StepSizeState, lr: ArrayLike) -> ArrayLike:
        """The rate that the step used, shape runs."""
        return state.used


def square_norm(grad: NDArray) -> NDArray:
    """The squared length of a gradient, shape ``(P, *runs)`` -> ``runs``."""
    return grad * grad if grad.ndim == 0 else np.sum(grad * grad, axis=0)
