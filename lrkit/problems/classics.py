"""Three classic test functions of optimization: Rosenbrock, Beale, Himmelblau."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lrkit.problems.base import CurvedProblem
from lrkit.problems.checks import check_number


class Rosenbrock(CurvedProblem):
    r"""Rosenbrock's banana-shaped valley: easy to reach, slow to follow to its minimum.

    .. math:: L(x, y) = (a - x)^2 + b\,(y - x^2)^2

    The floor of the valley is the parabola y = x². At the minimum, with the usual a and b, the
    largest curvature is 1001.6 and the smallest 0.4: a ratio of 2508.

    Parameters
    ----------
    a : float
        The x-coordinate of the minimum; ValueError unless it is finite.
    b : float
        The steepness of the walls; ValueError unless it is positive.

    Notes
    -----
    H. H. Rosenbrock, "An automatic method for finding the greatest or least value of a function",
    The Computer Journal 3 (1960), with `usual_start` (-1.2, 1).

    Examples
    --------
    >>> valley = Rosenbrock()
    >>> float(round(valley.value(valley.usual_start), 9)), valley.grad([0.0, 0.0]), valley.minimum
    (24.2, array([-2., 0.]), array([1., 1.]))
    >>> float(round(valley.sharpness([1.0, 1.0]), 3))
    1001.601
    """

    num_params = 2

    def __init__(self, a: float = 1.0, b: float = 100.0):
        self.a, self.b = check_number("a", a), check_number("b", b, above=0)

    def __repr__(self) -> str:
        return f"Rosenbrock(a={self.a:g}, b={self.b:g})"

    def value(self, params: ArrayLike) -> NDArray:
        """Return the loss, shape ``(2, *runs)`` -> ``runs``."""
        x, y = self._checked(params)
        ahead, off = self.a - x, y - x * x
        return ahead * ahead + self.b * off * off

    def grad(self, params: ArrayLike) -> NDArray:
        """Return the gradient, shape ``(2, *runs)``."""
        x, y = self._checked(params)
        wall = 2 * self.b * (y - x * x)
        return np.stack([2 * (x - self.a) - 2 * x * wall, wall])

    def hessian(self, params: ArrayLike) -> NDArray:
        """Return the matrix of second derivatives at one point, shape ``(2,)`` -> ``(2, 2)``."""
        x, y = self._checked_point(params)
        mixed = -4 * self.b * x
        return np.array([[2 + 4 * self.b * (3 * x * x - y), mixed], [mixed, 2 * self.b]])

    @property
    def minimum(self) -> NDArray:
        """The point ``(a, a²)``, shape ``(2,)``, at which the loss is 0."""
        return np.array([self.a, self.a**2])

    @property
    def usual_start(self) -> NDArray:
        """Rosenbrock's own start, shape ``(2,)``."""
        return np.array([-1.2, 1.0])


class Beale(CurvedProblem):
    r"""Beale's function: a plain with a shallow valley in it, and cliffs at its corners.

    .. math::
        L(x, y) = (1.5 - x + xy)^2 + (2.25 - x + xy^2)^2 + (2.625 - x + xy^3)^2

    At its corners the gradient is thousands of times that of the plain, so that no single rate
    suits both.

    Notes
    -----
    E. M. L. Beale, "On an iterative method for finding a local minimum of a function of more than
    one variable" (1958). `usual_start` (1, 1) is that of J. Moré, B. Garbow and K. Hillstrom,
    "Testing Unconstrained Optimization Software", ACM TOMS 7 (1981), problem 5.

    Examples
    --------
    >>> plain = Beale()
    >>> plain.value([1.0, 1.0]), plain.grad([1.0, 1.0]), plain.minimum
    (np.float64(14.203125), array([ 0. , 27.75]), array([3. , 0.5]))
    """

    num_params = 2

    def __repr__(self) -> str:
        return "Beale()"

    def value(self, params: ArrayLike) -> NDArray:
        """Return the loss, shape ``(2, *runs)`` -> ``runs``."""
        r1, r2, r3 = self._residuals(*self._checked(params))
        return r1 * r1 + r2 * r2 + r3 * r3

    def grad(self, params: ArrayLike) -> NDArray:
        """Return the gradient, shape ``(2, *runs)``."""
        x, y = self._checked(params)
        r1, r2, r3 = self._residuals(x, y)
        y2 = y * y
        along_x = r1 * (y - 1) + r2 * (y2 - 1) + r3 * (y2 * y - 1)
        return np.stack([2 * along_x, 2 * x * (r1 + 2 * y * r2 + 3 * y2 * r3)])

    def hessian(self, params: ArrayLike) -> NDArray:
        """Return the matrix of second derivatives at one point, shape ``(2,)`` -> ``(2, 2)``."""
        x, y = self._checked_point(params)
        r = np.array(self._residuals(x, y))
        r_x = np.array([y - 1, y**2 - 1, y**3 - 1])  # the residuals' derivatives
        r_y = np.array([x, 2 * x * y, 3 * x * y**2])
        r_xy = np.array([1, 2 * y, 3 * y**2])
        r_yy = np.array([0, 2 * x, 6 * x * y])
        mixed = r_x @ r_y + r @ r_xy
        return 2 * np.array([[r_x @ r_x, mixed], [mixed, r_y @ r_y + r @ r_yy]])

    @property
    def minimum(self) -> NDArray:
        """The point ``(3, 0.5)``, shape ``(2,)``, at which the loss is 0."""
        return np.array([3.0, 0.5])

    @property
    def usual_start(self) -> NDArray:
        """The start of Moré, Garbow and Hillstrom, shape ``(2,)``."""
        return np.array([1.0, 1.0])

    @staticmethod
    def _residuals(x: NDArray, y: NDArray) -> tuple[NDArray, NDArray, NDArray]:
        y2 = y * y
        return 1.5 - x + x * y, 2.25 - x + x * y2, 2.625 - x + x * y2 * y


class Himmelblau(CurvedProblem):
    r"""Himmelblau's function: four minima of equal depth.

    .. math:: L(x, y) = (x^2 + y - 11)^2 + (x + y^2 - 7)^2

    Which of the minima a run reaches depends on its start and its rate. Between them lie four
    saddles and one maximum, at (-0.270845, -0.923039).

    Notes
    -----
    D. Himmelblau, "Applied Nonlinear Programming" (1972). `usual_start` (0, 0), near the maximum,
    is this course's choice: the literature has no usual start.

    Examples
    --------
    >>> hills = Himmelblau()
    >>> hills.value([0.0, 0.0]), hills.grad([0.0, 0.0]), hills.minima[0]
    (np.float64(170.0), array([-14., -22.]), array([3., 2.]))
    >>> hills.minima.round(3).tolist()
    [[3.0, 2.0], [-2.805, 3.131], [-3.779, -3.283], [3.584, -1.848]]
    """

    num_params = 2

    def __repr__(self) -> str:
        return "Himmelblau()"

    def value(self, params: ArrayLike) -> NDArray:
        """Return the loss, shape ``(2, *runs)`` -> ``runs``."""
        x, y = self._checked(params)
        r1, r2 = x * x + y - 11, x + y * y - 7
        return r1 * r1 + r2 * r2

    def grad(self, params: ArrayLike) -> NDArray:
        """Return the gradient, shape ``(2, *runs)``."""
        x, y = self._checked(params)
        r1, r2 = 2 * (x * x + y - 11), 2 * (x + y * y - 7)
        return np.stack([2 * x * r1 + r2, r1 + 2 * y * r2])

    def hessian(self, params: ArrayLike) -> NDArray:
        """Return the matrix of second derivatives at one point, shape ``(2,)`` -> ``(2, 2)``."""
        x, y = self._checked_point(params)
        mixed = 4 * (x + y)
        along_x, along_y = 12 * x * x + 4 * y - 42, 12 * y * y + 4 * x - 26
        return np.array([[along_x, mixed], [mixed, along_y]])

    @property
    def minima(self) -> NDArray:
        """The four minima, a row for each, shape ``(4, 2)``; the loss is 0 at each."""
        return np.array(
            [
                [3.0, 2.0],
                [-2.805118086952745, 3.131312518250573],
                [-3.779310253377747, -3.283185991286170],
                [3.584428340330492, -1.848126526964404],
            ]
        )

    @property
    def usual_start(self) -> NDArray:
        """The origin, shape ``(2,)``."""
        return np.zeros(2)
