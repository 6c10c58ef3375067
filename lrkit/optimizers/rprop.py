"""Chapter 15: Rprop. A step size for each coordinate, adapted by the signs of its gradients."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lrkit.optimizers.base import Optimizer, floats, zeros


class RpropState(NamedTuple):
    """The number of steps made, and the step size and the last gradient of each coordinate."""

    t: int
    size: NDArray
    grad: NDArray


@dataclass(frozen=True)
class Rprop(Optimizer):
    r"""Rprop: longer steps while the sign of the gradient stays, shorter ones when it changes.

    .. math:: \Delta \leftarrow \Delta \cdot
              \begin{cases} \text{grow} & g_t g_{t-1} > 0 \\ \text{shrink} & g_t g_{t-1} < 0
              \end{cases}, \qquad w_{t+1} = w_t - \Delta\,\mathrm{sign}(g_t)

    A coordinate whose sign has changed has overshot: it does not move for one step. The size of the
    gradient plays no part. The learning rate sets the length of the very first step only.

    Parameters
    ----------
    grow, shrink : float, default 1.2 and 0.5
        Factors of the step size; grow above 1, shrink between 0 and 1.
    smallest, largest : float, default 1e-6 and 50
        Limits of the step size, in the unit of the weights.

    Notes
    -----
    M. Riedmiller and H. Braun, "A direct adaptive method for faster backpropagation learning: the
    RPROP algorithm", 1993. It is meant for gradients of the whole data set: the noise of
    mini-batches changes the signs all the time. PyTorch agrees. optax 0.2.8 returns in each step
    the update of the step before, so that its first step is zero; that is not imitated. Keras has
    no Rprop.

    Examples
    --------
    >>> rule, w = Rprop(), 1.0
    >>> state = rule.init(w)
    >>> for g in (3.0, 0.1, -5.0):
    ...     w, state = rule.step(w, g, state, lr=0.5)
    ...     print(f"{w:.2f} {state.size:.2f}")
    0.50 0.50
    -0.10 0.60
    -0.10 0.30
    """

    grow: float = 1.2
    shrink: float = 0.5
    smallest: float = 1e-6
    largest: float = 50.0

    def __post_init__(self) -> None:
        if not np.all(np.asarray(self.grow) > 1):
            raise ValueError(f"grow must be above 1, got {self.grow}")
        if not np.all((np.asarray(self.shrink) > 0) & (np.asarray(self.shrink) < 1)):
            raise ValueError(f"shrink must be between 0 and 1, got {self.shrink}")
        if not np.all((np.asarray(self.smallest) >= 0)
                      & (np.asarray(self.smallest) <= self.largest)):
            raise ValueError("smallest must be at least 0 and at most largest, got "
                             f"{self.smallest} and {self.largest}")

    def init(self, params: ArrayLike) -> RpropState:
        """Return a state without step sizes and gradients so far."""
        return RpropState(0, zeros(params), zeros(params))

    def step(
        self, params: ArrayLike, grad: ArrayLike, state: RpropState, lr: ArrayLike
    ) -> tuple[NDArray, RpropState]:
        """Make one step; `lr` is used in the first one only."""
        w, g = floats(params, grad)
        size = state.size if state.t else zeros(params) + lr
        agreement = g * state.grad
        factor = np.where(agreement > 0, self.grow, np.where(agreement < 0, self.shrink, 1.0))
        size = np.clip(size * factor, self.smallest, self.largest)
        g = np.where(agreement < 0, 0.0, g)
        return w - size * np.sign(g), RpropState(state.t + 1, size, g)
