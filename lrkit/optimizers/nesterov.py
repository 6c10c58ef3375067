"""Chapter 3: Nesterov's momentum. The gradient is taken at the point to which momentum leads."""

from dataclasses import dataclass
from typing import ClassVar

from numpy.typing import ArrayLike, NDArray

from lrkit.optimizers.base import Optimizer, floats, zeros
from lrkit.optimizers.momentum import MomentumState


@dataclass(frozen=True)
class NesterovLookAhead(Optimizer):
    r"""Nesterov's momentum as in the paper: the momentum first, then the gradient after it.

    .. math:: g_t = \nabla L(w_t - \text{lr}\,\beta v_t), \qquad
              v_{t+1} = \beta v_t + g_t, \qquad w_{t+1} = w_t - \text{lr}\, v_{t+1}

    Plain momentum corrects the step by the gradient at the point that it is about to leave;
    Nesterov's by the gradient at the point to which the momentum is about to lead. It overshoots
    less.

    The gradient is not taken at the parameters but at `gradient_point`; `lrkit.training.train`
    evaluates it there.

    Parameters
    ----------
    momentum : float or array_like of shape runs, default 0.9
        :math:`\beta`, from 0 to below 1.

    Notes
    -----
    Y. Nesterov, "A method for solving the convex programming problem with convergence rate
    O(1/k²)" (1983); in this form I. Sutskever et al., "On the importance of initialization and
    momentum in deep learning" (2013). Stable on a quadratic for
    :math:`\text{lr} < (2+2\beta)/((1+2\beta)L)`. PyTorch, Keras and optax do not compute
    it in this form: see `Nesterov`.

    Examples
    --------
    On 0.5*w**2 the gradient at a point is the point itself:

    >>> rule = NesterovLookAhead(0.5)
    >>> state = MomentumState(2.0)
    >>> ahead = rule.gradient_point(4.0, state, lr=0.5)
    >>> ahead, rule.step(4.0, ahead, state, lr=0.5)
    (3.5, (np.float64(1.75), MomentumState(velocity=np.float64(4.5))))
    """

    momentum: ArrayLike = 0.9

    def init(self, params: ArrayLike) -> MomentumState:
        """Return a velocity of zero."""
        return MomentumState(zeros(params))

    def gradient_point(self, params: NDArray, state: MomentumState, lr: ArrayLike) -> NDArray:
        """Return the point to which the momentum alone would lead."""
        return params - lr * self.momentum * state.velocity

    def step(
        self, params: ArrayLike, grad: ArrayLike, state: MomentumState, lr: ArrayLike
    ) -> tuple[NDArray, MomentumState]:
        """Make one step with the gradient at ``gradient_point(params, state, lr)``."""
        w, g = floats(params, grad)
        v = self.momentum * state.velocity + g
        return w - lr * v, MomentumState(v)


@dataclass(frozen=True)
class Nesterov(Optimizer):
    r"""Nesterov's momentum in the form that libraries use, with the gradient at the parameters.

    .. math:: v_{t+1} = \beta v_t + g_t, \qquad w_{t+1} = w_t - \text{lr}\,(g_t + \beta v_{t+1})

    The parameters here are the gradient points of `NesterovLookAhead`: with a constant rate and a
    start at rest, both rules evaluate the gradient at the same sequence of points.

    Parameters
    ----------
    momentum : float or array_like of shape runs, default 0.9
        :math:`\beta`, from 0 to below 1.
    flavor : str, default "torch"
        "torch" and "optax" keep the rate outside the velocity, as above; "keras" inside,
        :math:`v_{t+1} = \beta v_t - \text{lr}\,g_t` and
        :math:`w_{t+1} = w_t + \beta v_{t+1} - \text{lr}\,g_t`. With a constant rate they agree.

    Notes
    -----
    Y. Bengio, N. Boulanger-Lewandowski and R. Pascanu, "Advances in optimizing recurrent
    networks" (2013), section 3.5.

    Examples
    --------
    >>> rule = Nesterov(0.5)
    >>> rule.step(4.0, 4.0, rule.init(4.0), lr=0.1)
    (np.float64(3.4), MomentumState(velocity=np.float64(4.0)))
    """

    momentum: ArrayLike = 0.9
    flavor: str = "torch"

    defaults: ClassVar = {"torch": {}, "optax": {}, "keras": {}}

    def init(self, params: ArrayLike) -> MomentumState:
        """Return a velocity of zero."""
        return MomentumState(zeros(params))

    def step(
        self, params: ArrayLike, grad: ArrayLike, state: MomentumState, lr: ArrayLike
    ) -> tuple[NDArray, MomentumState]:
        """Make one step; see `GradientDescent.step` for the arguments."""
        w, g = floats(params, grad)
        beta = self.momentum
        if self.flavor == "keras":
            v = beta * state.velocity - lr * g
            return w + beta * v - lr * g, MomentumState(v)
        v = beta * state.velocity + g
        return w - lr * (g + beta * v), MomentumState(v)
