"""Landscapes other than bowls: a kink, a saddle, a winding ravine."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lrkit.problems.base import CurvedProblem, OneWeightProblem, QuadraticProblem
from lrkit.problems.checks import check_number


class AbsoluteValue(OneWeightProblem):
    r"""A valley with a kink at its minimum: the slope never becomes small.

    .. math:: L(w) = |w|

    At a constant rate gradient descent ends by jumping back and forth over the kink, in steps of
    length lr; it converges only if the rate goes to zero. A weight is a plain number, or
    ``(1, *runs)``.

    Attributes
    ----------
    minimum : ndarray, shape (1,)
        The kink, 0. There is no Hessian: it is 0 beside the kink and undefined on it.
    usual_start : ndarray, shape (1,)
        1, the choice of this course.

    Notes
    -----
    At exactly 0 every slope from -1 to 1 is a subgradient; here it is 0, as for ``abs`` in PyTorch
    and JAX. N. Z. Shor, "Minimization Methods for Non-Differentiable Functions" (1985), is the
    classic text on rates for such losses.

    Examples
    --------
    >>> loss = AbsoluteValue()
    >>> loss.value(-3.0), loss.grad(-3.0), loss.grad(0.0)
    (np.float64(3.0), np.float64(-1.0), np.float64(0.0))
    """

    def __repr__(self) -> str:
        return "AbsoluteValue()"

    def value(self, params: ArrayLike) -> NDArray:
        """Return the loss: a number for a number, ``(1, *runs)`` -> ``runs`` for an array."""
        return np.abs(self._weight(params))

    def grad(self, params: ArrayLike) -> NDArray:
        """Return the slope -1, 0 or 1, in the shape of `params`."""
        return np.sign(self._checked(params))

    @property
    def minimum(self) -> NDArray:
        """The kink, shape ``(1,)``."""
        return np.zeros(1)

    @property
    def usual_start(self) -> NDArray:
        """The start of the course's runs, shape ``(1,)``."""
        return np.ones(1)


class Saddle(QuadraticProblem):
    r"""A saddle: the loss rises along x and falls without bound along y.

    .. math:: L(x, y) = \tfrac12 (a x^2 - b y^2)

    The gradient is zero at the origin, which is not a minimum. A run that starts near the ridge
    y = 0 first comes closer to the origin and leaves it late: y grows by 1 + lr b a step.

    Parameters
    ----------
    a, b : float
        The curvatures upwards along x and downwards along y; ValueError unless they are positive.

    Notes
    -----
    Y. Dauphin et al., "Identifying and attacking the saddle point problem in high-dimensional
    non-convex optimization", NeurIPS (2014). `usual_start`, (1, 0.001), is this course's choice:
    near the ridge and not on it.

    Examples
    --------
    >>> saddle = Saddle(a=1.0, b=0.5)
    >>> saddle.value([2.0, 2.0]), saddle.grad([2.0, 2.0]), saddle.curvatures
    (np.float64(1.0), array([ 2., -1.]), array([-0.5, 1. ]))
    """

    num_params = 2

    def __init__(self, a: float = 1.0, b: float = 1.0):
        self.a, self.b = check_number("a", a, above=0), check_number("b", b, above=0)

    def __repr__(self) -> str:
        return f"Saddle(a={self.a:g}, b={self.b:g})"

    def value(self, params: ArrayLike) -> NDArray:
        """Return the loss, shape ``(2, *runs)`` -> ``runs``."""
        x, y = self._checked(params)
        return 0.5 * (self.a * x * x - self.b * y * y)

    def grad(self, params: ArrayLike) -> NDArray:
        """Return the gradient ``(a x, -b y)``, shape ``(2, *runs)``."""
        x, y = self._checked(params)
        return np.stack([self.a * x, -self.b * y])

    @property
    def hessian(self) -> NDArray:
        """``diag(a, -b)``, the same everywhere."""
        return np.diag([self.a, -self.b])

    @property
    def minimum(self) -> NDArray:
        """No point: reading it is a ValueError, because the loss has no lower bound."""
        raise ValueError(f"there is no minimum: a curvature is negative, {-self.b:g}")

    @property
    def usual_start(self) -> NDArray:
        """A point near the ridge, shape ``(2,)``."""
        return np.array([1.0, 1e-3])


class Ravine(CurvedProblem):
    r"""A long narrow valley that winds, with steep walls and a floor that falls gently.

    .. math:: L(x, y) = \tfrac{s}{2} (y - c \sin x)^2 + \sqrt{1 + x^2} - 1

    The first term is the walls: the floor of the valley is the curve :math:`y = c \sin x`. The
    second makes the floor fall towards the origin: like a bowl near it, and with a slope of nearly
    1, never more, far away. So the walls limit the rate, to 2/s where the ravine is straight, while
    the distance along the floor is long: the case that momentum is made for.

    Parameters
    ----------
    steepness : float
        s, the curvature of the walls; ValueError unless it is positive.
    bend : float
        c, the amplitude of the floor's turns. At 0 the ravine is straight, and still not quadratic,
        because of its floor.

    Notes
    -----
    The formula is this course's own. R. Sutton, "Two problems with backpropagation and other
    steepest-descent learning procedures for networks", CogSci (1986), explains why ravines slow
    gradient descent down. `usual_start`, (-6, 1), is this course's choice too: one turn away from
    the minimum, and not on the floor.

    Examples
    --------
    >>> ravine = Ravine(steepness=50.0, bend=1.0)
    >>> ravine.value([0.0, 2.0]), ravine.grad([0.0, 2.0]), ravine.minimum
    (np.float64(100.0), array([-100., 100.]), array([0., 0.]))
    >>> float(round(Ravine(bend=0.0).sharpness([3.0, 0.0]), 9))
    50.0
    """

    num_params = 2

    def __init__(self, steepness: float = 50.0, bend: float = 1.0):
        self.steepness = check_number("steepness", steepness, above=0)
        self.bend = check_number("bend", bend)

    def __repr__(self) -> str:
        return f"Ravine(steepness={self.steepness:g}, bend={self.bend:g})"

    def value(self, params: ArrayLike) -> NDArray:
        """Return the loss, shape ``(2, *runs)`` -> ``runs``."""
        x, y = self._checked(params)
        off = y - self.bend * np.sin(x)  # distance from the floor
        return 0.5 * self.steepness * off * off + (np.sqrt(1 + x * x) - 1)

    def grad(self, params: ArrayLike) -> NDArray:
        """Return the gradient, shape ``(2, *runs)``."""
        x, y = self._checked(params)
        wall = self.steepness * (y - self.bend * np.sin(x))
        return np.stack([x / np.sqrt(1 + x * x) - wall * self.bend * np.cos(x), wall])

    def hessian(self, params: ArrayLike) -> NDArray:
        """Return the matrix of second derivatives at one point, shape ``(2,)`` -> ``(2, 2)``."""
        x, y = self._checked_point(params)
        s, tilt = self.steepness, self.bend * np.cos(x)
        wall = s * (y - self.bend * np.sin(x))
        along = s * tilt**2 + wall * self.bend * np.sin(x) + (1 + x * x) ** -1.5
        return np.array([[along, -s * tilt], [-s * tilt, s]])

    @property
    def minimum(self) -> NDArray:
        """The origin, shape ``(2,)``, at which the loss is 0."""
        return np.zeros(2)

    @property
    def usual_start(self) -> NDArray:
        """A point one turn of the ravine away from the minimum, shape ``(2,)``."""
        return np.array([-6.0, 1.0])
