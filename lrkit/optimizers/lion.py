"""Chapter 13: Lion. Steps that use only the sign of the average gradient."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lrkit.optimizers.base import Optimizer, floats, zeros


class LionState(NamedTuple):
    """The average gradient, shape ``(P, *runs)``."""

    m: NDArray


@dataclass(frozen=True)
class Lion(Optimizer):
    r"""Lion: every coordinate moves by exactly lr, against the sign of the average gradient.

    .. math:: w_{t+1} = w_t - \text{lr}\,\mathrm{sign}(\beta_1 m_t + (1-\beta_1) g_t), \qquad
              m_{t+1} = \beta_2 m_t + (1-\beta_2) g_t

    The two betas give the current gradient more weight in the step than in the memory. Here the
    learning rate *is* the length of the step, so that steps do not become shorter near a minimum,
    and a rate about 3 to 10 times smaller than Adam's is usual.

    Parameters
    ----------
    beta1 : float or array_like of shape runs, default 0.9
        Share of the memory in the direction.
    beta2 : float or array_like of shape runs, default 0.99
        Share of the past in the memory.

    Notes
    -----
    X. Chen et al., "Symbolic discovery of optimization algorithms", NeurIPS 2023: the rule was
    found by a search over programs. Keras and optax agree; PyTorch (2.14) has no Lion. For the
    weight decay of the paper see `DecoupledDecay`.

    Examples
    --------
    >>> rule = Lion()
    >>> rule.step([1.0, 1.0, 1.0], [1e6, -1e-6, 0.0], rule.init([1.0, 1.0, 1.0]), lr=0.25)[0]
    array([0.75, 1.25, 1.  ])
    """

    beta1: ArrayLike = 0.9
    beta2: ArrayLike = 0.99

    def init(self, params: ArrayLike) -> LionState:
        """Return an average of zero."""
        return LionState(zeros(params))

    def step(
        self, params: ArrayLike, grad: ArrayLike, state: LionState, lr: ArrayLike
    ) -> tuple[NDArray, LionState]:
        """Make one step; see `GradientDescent.step` for the arguments."""
        w, g = floats(params, grad)
        direction = np.sign(self.beta1 * state.m + (1 - self.beta1) * g)
        return w - lr * direction, LionState(self.beta2 * state.m + (1 - self.beta2) * g)
