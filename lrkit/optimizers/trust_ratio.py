"""Chapter 22: LARS and LAMB. A rate for each layer, from the size of its weights.

A step that is small for one layer may be large for another: what counts is its length beside that
of the weights. Both rules make the steps of all layers equally long in this sense.
"""

from dataclasses import dataclass
from typing import ClassVar, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lrkit.optimizers.base import Optimizer, floats, zeros
from lrkit.optimizers.line_search import square_norm


class LARSState(NamedTuple):
    """The velocity, shape ``(P, *runs)``, and the last step's trust ratio, shape runs."""

    velocity: NDArray
    ratio: NDArray


class LAMBState(NamedTuple):
    """Adam's state, with averages of shape ``(P, *runs)``, and the last ratio, of shape runs."""

    t: int
    m: NDArray
    v: NDArray
    ratio: NDArray


@dataclass(frozen=True)
class LARS(Optimizer):
    r"""LARS: momentum with the rate of the layer, a fixed share of the length of its weights.

    .. math:: r_t &= \eta\,\frac{\lVert w_{t-1}\rVert}
                     {\lVert g_t\rVert + \lambda\lVert w_{t-1}\rVert + \epsilon} \\
              v_t &= \mu v_{t-1} + \text{lr}\,r_t\,(g_t + \lambda w_{t-1}), \qquad
              w_t = w_{t-1} - v_t

    Without momentum and decay, a step has the length :math:`\text{lr}\,\eta\,\lVert w\rVert`,
    however long the gradient is. Large batches allow large rates, which a single layer with small
    weights and large gradients would otherwise forbid to all. All parameters are one layer: for
    several, give each a rule of its own with `RuleForEach`. Where the weights or the gradient are
    zero, the trust ratio :math:`r` is 1.

    Parameters
    ----------
    trust : float or array_like of shape runs, default 0.001
        :math:`\eta`, the trust coefficient, above 0.
    momentum : float or array_like of shape runs, default 0.9
        :math:`\mu`.
    weight_decay : float or array_like of shape runs, default 0
        :math:`\lambda`.
    eps : float or array_like of shape runs, optional
        :math:`\epsilon`, in the unit of the gradient. Default 0 (paper, optax) or 1e-8 (timm).
    flavor : str, default "paper"
        "paper": as above, with the rate inside the velocity. "optax": the same with
        :math:`\lVert g_t + \lambda w_{t-1}\rVert`, the norm of the sum, below the fraction.
        "timm": the paper's ratio, with the rate outside the velocity, as in PyTorch's momentum: see
        `Momentum` for what that does when the rate changes.

    Notes
    -----
    Y. You, I. Gitman and B. Ginsburg, "Large batch training of convolutional networks",
    arXiv:1708.03888 (2017). PyTorch and Keras do not have it. timm 1.0.31 uses the ratio only where
    the weight decay is above 0, unless its option ``always_adapt`` is set: with its defaults, its
    ``Lars`` is plain gradient descent. pytorch_optimizer 4.1.0 agrees with "timm" and an
    :math:`\epsilon` of 0 for matrices; for vectors, such as biases, it makes momentum's step
    without ratio and decay.

    Examples
    --------
    >>> rule, w = LARS(trust=0.1, momentum=0.0), np.array([3.0, 4.0])
    >>> for grad in ([10.0, 0.0], [1e-6, 0.0]):  # a step of length 0.5 * 0.1 * 5 in both cases
    ...     print(rule.step(w, grad, rule.init(w), lr=0.5)[0])
    [2.75 4.  ]
    [2.75 4.  ]
    """

    trust: ArrayLike = 0.001
    momentum: ArrayLike = 0.9
    weight_decay: ArrayLike = 0.0
    eps: ArrayLike | None = None
    flavor: str = "paper"

    elementwise: ClassVar[bool] = False
    defaults: ClassVar = {"paper": {"eps": 0.0}, "optax": {"eps": 0.0}, "timm": {"eps": 1e-8}}

    def __post_init__(self) -> None:
        super().__post_init__()
        if not np.all(np.asarray(self.trust) > 0):
            raise ValueError(f"trust must be above 0, got {self.trust!r}")

    def init(self, params: ArrayLike) -> LARSState:
        """Return a velocity of zero and a ratio of 1."""
        return LARSState(zeros(params), np.ones(np.shape(params)[1:]))

    def step(
        self, params: ArrayLike, grad: ArrayLike, state: LARSState, lr: ArrayLike
    ) -> tuple[NDArray, LARSState]:
        """Make one step; see `GradientDescent.step` for the arguments."""
        w, g = floats(params, grad)
        decayed = g + self.weight_decay * w
        if self.flavor == "optax":
            ratio = self.trust * trust_ratio(w, decayed, self.eps)
        else:
            size = np.sqrt(square_norm(w))
            ratio = self.trust * trust_ratio(w, g, self.weight_decay * size + self.eps)
        if self.flavor == "timm":
            velocity = self.momentum * state.velocity + ratio * decayed
            return w - lr * velocity, LARSState(velocity, ratio)
        velocity = self.momentum * state.velocity + lr * ratio * decayed
        return w - velocity, LARSState(velocity, ratio)

    def effective_lr(self, state: LARSState, lr: ArrayLike) -> NDArray:
        """Return the rate of the layer in the last step, shape runs."""
        return lr * state.ratio


@dataclass(frozen=True)
class LAMB(Optimizer):
    r"""LAMB: Adam's direction with the length of the weights.

    .. math:: u_t = \frac{\hat m_t}{\sqrt{\hat v_t} + \epsilon} + \lambda w_{t-1}, \qquad
              w_t = w_{t-1} - \text{lr}\,\frac{\lVert w_{t-1}\rVert}{\lVert u_t\rVert}\,u_t

    with :math:`\hat m_t` and :math:`\hat v_t` as in `Adam`. Each step has the length
    :math:`\text{lr}\,\lVert w\rVert`: the rate is the share of its size by which a layer moves. All
    parameters are one layer: for several, give each a rule of its own with `RuleForEach`. Where the
    weights or :math:`u` are zero, the ratio is 1: a layer that starts at zero makes the first step
    of Adam.

    Parameters
    ----------
    beta1, beta2
        As for `Adam`.
    eps : float or array_like of shape runs, optional
        :math:`\epsilon`, in the unit of the gradient. Default 1e-6 (optax) or 1e-7 (keras).
    weight_decay : float or array_like of shape runs, default 0
        :math:`\lambda`, inside the normalised step: it turns the step and does not lengthen it.
    flavor : str, default "optax"
        "optax" and "keras" differ in the default only.

    Notes
    -----
    Y. You et al., "Large batch optimization for deep learning: training BERT in 76 minutes", ICLR
    2020. optax has the decay of the paper; that of Keras 3.15.1 is `DecoupledDecay`, outside the
    ratio. PyTorch does not have LAMB. timm 1.0.31 first divides the gradients of all layers by
    their common norm, if that is above 1 (``max_grad_norm``), and uses the ratio only where the
    weight decay is above 0, unless ``always_adapt`` is set. pytorch_optimizer 4.1.0 divides the
    rate by :math:`1-\beta_1^t` instead of the average m. The ratio makes that needless, so that its
    first step is ten times as long. It also cuts the norm of the weights at 10.

    Examples
    --------
    >>> rule, w = LAMB(eps=0.0), np.array([3.0, 4.0])
    >>> w, state = rule.step(w, [1e-4, 200.0], rule.init(w), lr=0.1)
    >>> w  # Adam's direction is (1, 1), and the length 0.1 * 5
    array([2.64644661, 3.64644661])

    Two layers of one weight each, and of very different sizes: both lose a tenth.

    >>> from lrkit.optimizers import RuleForEach
    >>> rule, w = RuleForEach([LAMB(), LAMB()], [1, 1]), np.array([100.0, 0.01])
    >>> rule.step(w, [1.0, 1.0], rule.init(w), lr=0.1)[0]
    array([9.e+01, 9.e-03])
    """

    beta1: ArrayLike = 0.9
    beta2: ArrayLike = 0.999
    eps: ArrayLike | None = None
    weight_decay: ArrayLike = 0.0
    flavor: str = "optax"

    elementwise: ClassVar[bool] = False
    defaults: ClassVar = {"optax": {"eps": 1e-6}, "keras": {"eps": 1e-7}}

    def init(self, params: ArrayLike) -> LAMBState:
        """Return step 0, averages of zero and a ratio of 1."""
        return LAMBState(0, zeros(params), zeros(params), np.ones(np.shape(params)[1:]))

    def step(
        self, params: ArrayLike, grad: ArrayLike, state: LAMBState, lr: ArrayLike
    ) -> tuple[NDArray, LAMBState]:
        """Make one step; see `GradientDescent.step` for the arguments."""
        w, g = floats(params, grad)
        t = state.t + 1
        m = self.beta1 * state.m + (1 - self.beta1) * g
        v = self.beta2 * state.v + (1 - self.beta2) * (g * g)
        root = np.sqrt(v / (1 - self.beta2**t)) + self.eps
        u = m / (1 - self.beta1**t) / root + self.weight_decay * w
        ratio = trust_ratio(w, u)
        return w - lr * ratio * u, LAMBState(t, m, v, ratio)

    def effective_lr(self, state: LAMBState, lr: ArrayLike) -> NDArray:
        r"""Return the factor of :math:`\hat m_t`, shape ``(P, *runs)``."""
        return lr * state.ratio / (np.sqrt(state.v / (1 - self.beta2**state.t)) + self.eps)


def trust_ratio(params: NDArray, step: NDArray, added: ArrayLike = 0.0) -> NDArray:
    r"""Return :math:`\lVert w\rVert / (\lVert u\rVert + a)`, and 1 where one of the norms is 0.

    Parameters
    ----------
    params, step : ndarray, shape (P, *runs)
        The weights w and the step u of a layer.
    added : float or array_like of shape runs, default 0
        The number a.

    Returns
    -------
    ndarray, shape runs

    Examples
    --------
    >>> trust_ratio(np.array([[3.0, 0.0], [4.0, 0.0]]), np.array([[0.0, 1.0], [10.0, 1.0]]))
    array([0.5, 1. ])
    """
    size, length = np.sqrt(square_norm(params)), np.sqrt(square_norm(step))
    known = (size > 0) & (length > 0)
    return np.where(known, size / np.where(known, length + added, 1.0), 1.0)
