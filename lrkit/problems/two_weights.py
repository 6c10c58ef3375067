"""The smallest network: two weights in a row, whose loss is not a bowl."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lrkit.problems.base import CurvedProblem
from lrkit.problems.checks import check_number


class TwoWeights(CurvedProblem):
    """A linear "network" of two weights: ``0.5 * (u*v - target)**2``.

    The minima form the curve u*v = target, flat where u and v are alike and steep where one of
    them is large: the learning rate decides at which of them a run ends.

    Parameters
    ----------
    target : float
        The value that the product of the weights should have; ValueError unless it is finite.

    Notes
    -----
    A. Lewkowycz et al., "The large learning rate phase of deep learning: the catapult
    mechanism", arXiv:2003.02218 (2020), start from a network of this kind.

    Examples
    --------
    >>> net = TwoWeights()
    >>> net.value([4.0, 0.25]), net.grad([2.0, 1.0]), net.sharpness([1.0, 1.0])
    (np.float64(0.0), array([1., 2.]), 2.0)
    """

    num_params = 2

    def __init__(self, target: float = 1.0):
        self.target = check_number("target", target)

    def __repr__(self) -> str:
        return f"TwoWeights(target={self.target:g})"

    def value(self, params: ArrayLike) -> NDArray:
        """Return the loss, shape ``(2, *runs)`` -> ``runs``."""
        u, v = self._checked(params)
        return 0.5 * (u * v - self.target) ** 2

    def grad(self, params: ArrayLike) -> NDArray:
        """Return the gradient ``(error*v, error*u)``, shape ``(2, *runs)``."""
        u, v = self._checked(params)
        error = u * v - self.target
        return np.stack([error * v, error * u])

    def hessian(self, params: ArrayLike) -> NDArray:
        """Return the matrix of second derivatives at one point, shape ``(2,)`` -> ``(2, 2)``."""
        u, v = self._checked_point(params)
        off = 2 * u * v - self.target
        return np.array([[v * v, off], [off, u * u]])
