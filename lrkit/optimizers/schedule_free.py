"""Chapter 14: schedule-free. Average the places in place of lowering the rate."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lrkit.optimizers.base import Optimizer, floats, zeros


class ScheduleFreeState(NamedTuple):
    """The fast sequence z, the weights of the average, and for AdamW its count and squares.

    `z` and `v` have the shape ``(P, *runs)``, `weights` and `largest_lr` that of the rate.
    """

    z: NDArray
    weights: ArrayLike
    largest_lr: ArrayLike
    t: int
    v: NDArray


@dataclass(frozen=True)
class ScheduleFreeSGD(Optimizer):
    r"""SGD at a constant rate, and a running average of where it has been.

    .. math:: y_t &= (1-\beta_1) z_t + \beta_1 x_t \\
              z_{t+1} &= z_t - \text{lr}\,(\nabla L(y_t) + \lambda y_t) \\
              x_{t+1} &= (1-c_{t+1}) x_t + c_{t+1} z_{t+1}, \qquad
              c_{t+1} = \text{lr}_t^p \Big/ \textstyle\sum_{i\le t} \text{lr}_i^p

    A falling rate makes the noise of the last steps small; an average does the same without
    knowing when the run ends. The parameters here are the average :math:`x`, the place to use; the
    gradient is asked for at :math:`y` (see `where`), between the average and the fast
    sequence :math:`z`. With :math:`\beta_1 = 0` it is Polyak-Ruppert averaging, with 1
    primal averaging.

    Parameters
    ----------
    beta1 : float or array_like of shape runs, default 0.9
        How near to the average the gradient is taken.
    weight_decay : float or array_like of shape runs, default 0
        :math:`\lambda`, taken at y.
    weight_power : float, default 2
        p: places made with larger rates count more. With a constant rate it plays no part.

    Notes
    -----
    A. Defazio et al., "The road less scheduled", NeurIPS 2024. As in optax, the largest rate so
    far takes the place of lr in the weights. optax keeps y as its parameters and reconstructs x,
    which needs a beta above 0; here x is kept, and 0 is allowed. PyTorch and Keras have it not.

    Examples
    --------
    >>> rule, x = ScheduleFreeSGD(beta1=0.0), np.array([1.0])
    >>> state = rule.init(x)
    >>> for _ in range(2):
    ...     y = rule.gradient_point(x, state, lr=0.5)
    ...     x, state = rule.step(x, y, state, lr=0.5)
    >>> x, state.z  # z went 1, 0.5, 0.25; x is the mean of the last two
    (array([0.375]), array([0.25]))
    """

    beta1: ArrayLike = 0.9
    weight_decay: ArrayLike = 0.0
    weight_power: float = 2.0

    def init(self, params: ArrayLike) -> ScheduleFreeState:
        """Both sequences at the start, an empty average."""
        start = np.array(params, dtype=float)  # a copy: both sequences move on from here
        return ScheduleFreeState(start, 0.0, 0.0, 0, zeros(params))

    def gradient_point(self, params: NDArray, state: ScheduleFreeState, lr: ArrayLike) -> NDArray:
        """y, between the average and the fast sequence."""
        return (1 - self.beta1) * state.z + self.beta1 * params

    def step(
        self, params: ArrayLike, grad: ArrayLike, state: ScheduleFreeState, lr: ArrayLike
    ) -> tuple[NDArray, ScheduleFreeState]:
        """One step, with the gradient at ``gradient_point(params, state, lr)``."""
        x, g = floats(params, grad)
        y = self.gradient_point(x, state, lr)
        direction, v = self._direction(g, state)
        z = state.z - lr * (direction + self.weight_decay * y)
        largest = np.maximum(state.largest_lr, lr)
        weight = largest**self.weight_power
        weights = state.weights + weight
        # A run of rates of zero has no weights yet: its average stays at the start.
        c = np.divide(weight, weights, out=np.zeros(np.shape(weights)), where=weights > 0)
        return (1 - c) * x + c * z, ScheduleFreeState(z, weights, largest, state.t + 1, v)

    def _direction(self, grad: NDArray, state: ScheduleFreeState) -> tuple[NDArray, NDArray]:
        return grad, state.v


@dataclass(frozen=True)
class ScheduleFreeAdamW(ScheduleFreeSGD):
    r"""Schedule-free averaging around AdamW without its first average.

    As `ScheduleFreeSGD`, with :math:`\nabla L(y_t)/(\sqrt{\hat v_t} + \epsilon)` in place of the
    gradient, :math:`\hat v_t` as in `Adam`. The averaging takes the place of the momentum.

    Parameters
    ----------
    beta1, weight_decay, weight_power
        As for `ScheduleFreeSGD`.
    beta2 : float or array_like of shape runs, default 0.999
    eps : float, default 1e-8

    Notes
    -----
    A. Defazio et al., "The road less scheduled", NeurIPS 2024, Algorithm 1.

    Examples
    --------
    >>> rule = ScheduleFreeAdamW(eps=0.0)
    >>> rule.step([1.0, 1.0], [200.0, -0.1], rule.init([1.0, 1.0]), lr=0.25)[0]
    array([0.75, 1.25])
    """

    beta2: ArrayLike = 0.999
    eps: ArrayLike = 1e-8

    def effective_lr(self, state: ScheduleFreeState, lr: ArrayLike) -> NDArray:
        """What multiplied the gradient on the way of z, shape ``(P, *runs)``."""
        return lr / (np.sqrt(state.v / (1 - self.beta2**state.t)) + self.eps)

    def _direction(self, grad: NDArray, state: ScheduleFreeState) -> tuple[NDArray, NDArray]:
        v = self.beta2 * state.v + (1 - self.beta2) * (grad * grad)
        return grad / (np.sqrt(v / (1 - self.beta2 ** (state.t + 1))) + self.eps), v
