"""Chapter 4: AdaGrad. A rate for each coordinate, which only falls."""

from dataclasses import dataclass
from typing import ClassVar, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lrkit.optimizers.base import Optimizer, floats, zeros


class AdaGradState(NamedTuple):
    """The sum of all squared gradients, shape ``(P, *runs)``."""

    total: NDArray


@dataclass(frozen=True)
class AdaGrad(Optimizer):
    r"""AdaGrad: the gradient over the root of the sum of all its squares, by coordinate.

    .. math:: G_{t+1} = G_t + g_t^2, \qquad
              w_{t+1} = w_t - \text{lr}\,\frac{g_t}{\sqrt{G_{t+1}} + \epsilon}

    A coordinate whose gradients are rare or small keeps a large effective rate
    :math:`\text{lr}/(\sqrt{G}+\epsilon)`; one with large gradients gets a small one. The first
    step has the length lr in every coordinate, on any scale of the loss. The effective rate never
    rises again: in a long run it may become too small to make progress.

    Parameters
    ----------
    eps : float, optional
        :math:`\epsilon`, which keeps the quotient finite; in the unit of the gradient (torch) or of
        its square (keras, optax). Default 1e-10 (torch) or 1e-7.
    initial_accumulator : float or array_like of shape runs, optional
        :math:`G_0`. Default 0 (torch) or 0.1.
    flavor : str, default "torch"
        "torch": :math:`\epsilon` is added to the root, as in the paper. "keras" and "optax":
        inside the root, :math:`\sqrt{G + \epsilon}`; and with :math:`G_0 = 0.1` small gradients
        make smaller first steps.

    Notes
    -----
    J. Duchi, E. Hazan and Y. Singer, "Adaptive subgradient methods for online learning and
    stochastic optimization", JMLR 12 (2011).

    Examples
    --------
    The slopes of two coordinates differ by a factor of 1000, and their first steps are equal:

    >>> rule = AdaGrad()
    >>> rule.step([1.0, 1.0], [1000.0, 1.0], rule.init([1.0, 1.0]), lr=0.1)[0]
    array([0.9, 0.9])
    """

    eps: ArrayLike | None = None
    initial_accumulator: ArrayLike | None = None
    flavor: str = "torch"

    defaults: ClassVar = {
        "torch": {"eps": 1e-10, "initial_accumulator": 0.0},
        "keras": {"eps": 1e-7, "initial_accumulator": 0.1},
        "optax": {"eps": 1e-7, "initial_accumulator": 0.1},
    }

    def init(self, params: ArrayLike) -> AdaGradState:
        """Return the initial accumulator in every coordinate."""
        return AdaGradState(zeros(params) + self.initial_accumulator)

    def step(
        self, params: ArrayLike, grad: ArrayLike, state: AdaGradState, lr: ArrayLike
    ) -> tuple[NDArray, AdaGradState]:
        """Make one step; see `GradientDescent.step` for the arguments."""
        w, g = floats(params, grad)
        total = state.total + g * g
        return w - lr * (g / self._root(total)), AdaGradState(total)

    def effective_lr(self, state: AdaGradState, lr: ArrayLike) -> NDArray:
        """Return the rate of each coordinate, shape ``(P, *runs)``; it only falls."""
        return lr / self._root(state.total)

    def _root(self, total: NDArray) -> NDArray:
        if self.flavor == "torch":
            return np.sqrt(total) + self.eps
        root = np.sqrt(total + self.eps)
        if self.flavor == "optax":  # optax gives no step to a coordinate without gradients so far
            return np.where(total > 0, root, np.inf)
        return root
