"""Chapter 14: schedule-free. Averaging of the iterates instead of a falling rate."""

from dataclasses import dataclass
from typing import ClassVar, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lrkit.optimizers.base import Optimizer, floats, zeros


class ScheduleFreeState(NamedTuple):
    """The fast sequence z, the weights of the average, and for AdamW its count and squares.

    `z` and `v` have the shape ``(P, *runs)``, `weights` and `largest_lr` the shape of the rate.
    """

    z: NDArray
    weights: ArrayLike
    largest_lr: ArrayLike
    t: int
    v: NDArray


@dataclass(frozen=True)
class ScheduleFreeSGD(Optimizer):
    r"""Schedule-free SGD: SGD at a constant rate with a running average of its iterates.

    .. math:: y_t &= (1-\beta_1) z_t + \beta_1 x_t \\
              z_{t+1} &= z_t - \text{lr}\,(\nabla L(y_t) + \lambda y_t) \\
              x_{t+1} &= (1-c_{t+1}) x_t + c_{t+1} z_{t+1}, \qquad
              c_{t+1} = \text{lr}_t^p \Big/ \textstyle\sum_{i\le t} \text{lr}_i^p

    A falling rate reduces the noise of the last steps; an average does the same without knowing
    when the run ends. The parameters are the average :math:`x`, which is the result of the run; the
    gradient is taken at :math:`y` (see `gradient_point`), between the average and the fast sequence
    :math:`z`. With :math:`\beta_1 = 0` it is Polyak-Ruppert averaging, with 1 primal averaging.

    Parameters
    ----------
    beta1 : float or array_like of shape runs, default 0.9
        The weight of the average in the point at which the gradient is taken, from 0 to 1.
    weight_decay : float or array_like of shape runs, default 0
        :math:`\lambda`, taken at y.
    weight_power : float or array_like of shape runs, default 2
        p; if it is above 0, iterates made with larger rates count more in the average. With a
        constant rate it has no effect.

    Notes
    -----
    A. Defazio et al., "The road less scheduled", NeurIPS 2024. As in the authors' package
    ``schedulefree`` (1.4.1, for PyTorch), the weights use the largest rate so far instead of lr.
    Both the package and optax keep y as their parameters and reconstruct x, which needs a beta
    above 0; here x is kept. PyTorch 2.14 and Keras 3.15 have no schedule-free SGD.

    ``optax.contrib.schedule_free_sgd`` (0.2.8) agrees as long as the rate is constant or falls. It
    makes the step with the rate of this step and weighs the result with that of the *next*: a
    slope of 1 and rates of 1, 1 and 3 bring its average from 0 to -1.9 in two steps, and here to
    -1.5. That is not imitated. ``optax.contrib.schedule_free(optax.sgd(rate), lambda count:
    rate(count - 1))`` walks as here.

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
    weight_power: ArrayLike = 2.0

    up_to_one: ClassVar[tuple[str, ...]] = ("beta1",)

    def init(self, params: ArrayLike) -> ScheduleFreeState:
        """Return both sequences at the start and an empty average."""
        start = np.array(params, dtype=float)  # a copy, so that the caller's array is not shared
        return ScheduleFreeState(start, 0.0, 0.0, 0, zeros(params))

    def gradient_point(self, params: NDArray, state: ScheduleFreeState, lr: ArrayLike) -> NDArray:
        """Return y, a point between the average and the fast sequence."""
        return (1 - self.beta1) * state.z + self.beta1 * params

    def step(
        self, params: ArrayLike, grad: ArrayLike, state: ScheduleFreeState, lr: ArrayLike
    ) -> tuple[NDArray, ScheduleFreeState]:
        """Make one step with the gradient at ``gradient_point(params, state, lr)``."""
        x, g = floats(params, grad)
        y = self.gradient_point(x, state, lr)
        direction, v = self._direction(g, state)
        x, z = self._decayed(x, state.z - lr * direction, lr * self.weight_decay * y)
        largest = np.maximum(state.largest_lr, lr)
        weight = largest**self.weight_power
        weights = state.weights + weight
        # As long as all rates are zero the weights are zero too: the average stays at the start.
        c = np.divide(weight, weights, out=np.zeros(np.shape(weights)), where=weights > 0)
        return (1 - c) * x + c * z, ScheduleFreeState(z, weights, largest, state.t + 1, v)

    def _direction(self, grad: NDArray, state: ScheduleFreeState) -> tuple[NDArray, NDArray]:
        return grad, state.v

    def _decayed(self, x: NDArray, z: NDArray, decay: NDArray) -> tuple[NDArray, NDArray]:
        return x, z - decay


@dataclass(frozen=True)
class ScheduleFreeAdamW(ScheduleFreeSGD):
    r"""Schedule-free AdamW: averaged iterates of AdamW without its momentum.

    As `ScheduleFreeSGD`, with :math:`\nabla L(y_t)/(\sqrt{\hat v_t} + \epsilon)` instead of the
    gradient, and :math:`\hat v_t` as in `Adam`. The averaging replaces the momentum.

    Parameters
    ----------
    beta1, weight_decay
        As for `ScheduleFreeSGD`.
    weight_power : float or array_like of shape runs, optional
        As for `ScheduleFreeSGD`. Default 2 (authors) or 0 (keras).
    beta2 : float or array_like of shape runs, default 0.999
    eps : float, default 1e-8
    flavor : str, default "authors"
        "authors": as above, which is their package ``schedulefree`` (1.4.1), and optax (0.2.8)
        with the difference that `ScheduleFreeSGD` tells. "keras": Keras 3.15 weighs all iterates
        alike, and it decays its parameters, which are y, but not z. So the decay is found in the
        average, :math:`x_t \leftarrow x_t - \text{lr}\,\lambda y_t/\beta_1`, and that of the first
        step is lost.

    Notes
    -----
    A. Defazio et al., "The road less scheduled", NeurIPS 2024, Algorithm 1.

    The result of the run is the average x. The authors' ``optimizer.eval()`` and
    ``optax.contrib.schedule_free_eval_params`` return it. Keras 3.15 has nothing that does: a
    model is evaluated and saved at y.

    "keras" gives the numbers of the JAX backend. On TensorFlow and PyTorch Keras 3.15.1 takes z
    after its step where it means z before it: a variable's ``value``, which it sets aside, is not
    a copy there and changes with the variable. Its parameters are then the mean of all z,
    whatever the `beta_1`: ``ScheduleFreeAdamW(beta1=1, flavor="keras")`` here.

    Examples
    --------
    >>> rule = ScheduleFreeAdamW(eps=0.0)
    >>> rule.step([1.0, 1.0], [200.0, -0.1], rule.init([1.0, 1.0]), lr=0.25)[0]
    array([0.75, 1.25])
    """

    weight_power: ArrayLike | None = None
    beta2: ArrayLike = 0.999
    eps: ArrayLike = 1e-8
    flavor: str = "authors"

    defaults: ClassVar = {"authors": {"weight_power": 2.0}, "keras": {"weight_power": 0.0}}

    def effective_lr(self, state: ScheduleFreeState, lr: ArrayLike) -> NDArray:
        """Return the factor of the gradient in the step of z, shape ``(P, *runs)``."""
        return lr / (np.sqrt(state.v / (1 - self.beta2**state.t)) + self.eps)

    def _direction(self, grad: NDArray, state: ScheduleFreeState) -> tuple[NDArray, NDArray]:
        v = self.beta2 * state.v + (1 - self.beta2) * (grad * grad)
        return grad / (np.sqrt(v / (1 - self.beta2 ** (state.t + 1))) + self.eps), v

    def _decayed(self, x: NDArray, z: NDArray, decay: NDArray) -> tuple[NDArray, NDArray]:
        return (x - decay / self.beta1, z) if self.flavor == "keras" else (x, z - decay)
