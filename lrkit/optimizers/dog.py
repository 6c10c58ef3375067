"""Chapter 18: DoG. Distance over gradients, a rate that need not be chosen."""

from dataclasses import dataclass
from typing import ClassVar, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lrkit.optimizers.base import Optimizer, floats
from lrkit.optimizers.line_search import square_norm


class DoGState(NamedTuple):
    """The start, the largest distance from it so far, and the sum of squared gradient norms."""

    start: NDArray
    distance: ArrayLike
    squares: ArrayLike


@dataclass(frozen=True)
class DoG(Optimizer):
    r"""DoG: the distance from the start over the root of the sum of squared gradient norms.

    .. math:: \text{rate}_t = \text{lr}\cdot
              \frac{\max_{i\le t}\lVert w_i - w_0\rVert}
                   {\sqrt{\sum_{i\le t}\lVert g_i\rVert^2 + \epsilon}}

    The distance of the minimum from the start is not known; the largest distance reached so far is
    the estimate of it. The first steps are tiny, and grow as the run leaves its start; lr is left
    at 1.

    Parameters
    ----------
    first : float, default 1e-6
        The initial estimate of the distance is :math:`\text{first}\cdot(1 + \lVert w_0\rVert)`.
    eps : float, default 1e-8
        :math:`\epsilon`, which keeps the quotient finite.

    Notes
    -----
    M. Ivgi, O. Hinder and Y. Carmon, "DoG is SGD's best friend: a parameter-free dynamic step size
    schedule", ICML 2023. ``optax.contrib.dog`` agrees. The result in the paper is an average of the
    iterates; here, as in optax, it is the last one.

    Examples
    --------
    >>> rule = DoG(first=0.5, eps=0.0)
    >>> w, state = rule.step([1.0], [4.0], rule.init([1.0]), lr=1.0)
    >>> w  # a first step of length 0.5 * (1 + 1)
    array([0.])
    """

    first: float = 1e-6
    eps: float = 1e-8

    elementwise: ClassVar[bool] = False

    def __post_init__(self) -> None:
        super().__post_init__()
        if not np.all(np.asarray(self.first) > 0):
            raise ValueError(f"first must be above 0, got {self.first}")

    def init(self, params: ArrayLike) -> DoGState:
        """Return the start and the initial estimate of the distance."""
        start = np.array(params, dtype=float)
        return DoGState(start, self.first * (1 + np.sqrt(square_norm(start))), 0.0)

    def step(
        self, params: ArrayLike, grad: ArrayLike, state: DoGState, lr: ArrayLike
    ) -> tuple[NDArray, DoGState]:
        """Make one step; see `GradientDescent.step` for the arguments."""
        w, g = floats(params, grad)
        distance = np.maximum(state.distance, np.sqrt(square_norm(w - state.start)))
        new = DoGState(state.start, distance, state.squares + square_norm(g))
        return w - self.effective_lr(new, lr) * g, new

    def effective_lr(self, state: DoGState, lr: ArrayLike) -> NDArray:
        """Return the rate that the step used, shape runs."""
        return lr * state.distance / np.sqrt(state.squares + self.eps)
