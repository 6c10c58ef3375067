"""The largest curvature at a point of any loss, for which its whole Hessian is not needed."""

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lrkit.problems.base import Problem
from lrkit.problems.checks import check_count, check_number


def largest_curvature(
    problem: Problem, params: ArrayLike, *, tolerance: float = 0.001, max_products: int = 100
) -> float:
    """Return the largest eigenvalue of the Hessian at one point, without computing the Hessian.

    Gradient descent with the rate lr can stay near a minimum only while this number is below
    2/lr: ``largest_curvature(net, w) * lr < 2``.

    Parameters
    ----------
    problem : Problem
        Any loss; its `hessian_times` is called, at most `max_products` times. For `DigitsNetwork`
        that is exact, and some 10 milliseconds are enough.
    params : array_like, shape (P,)
        The point. A number will do where the problem takes one.
    tolerance : float
        Stop when the residual, and with it the error, is at most this share of the result. The
        error is usually far smaller. A coarse tolerance can stop at the second largest.
    max_products : int
        Give up after this many products with the Hessian and return the best value so far. P
        products are enough for P parameters.

    Returns
    -------
    float
        The curvature along the direction in which the loss curves upwards most; nan where the loss
        is not finite. It is negative only where the loss curves downwards in all directions.

    Raises
    ------
    ValueError
        If `params` does not have the shape ``(P,)``, or a setting is out of range.

    Notes
    -----
    Lanczos' method finds the largest eigenvalue of a matrix from its products with some 10 to 30
    directions: B. Ghorbani, S. Krishnan and Y. Xiao, "An Investigation into Neural Net Optimization
    via Hessian Eigenvalue Density", ICML (2019), arXiv:1901.10159. The first direction is drawn
    from a fixed seed, so that the answer is the same each time.

    Examples
    --------
    >>> from lrkit.problems import DigitsNetwork, Quadratic, TwoWeights
    >>> round(largest_curvature(Quadratic.from_curvatures((1, 10), angle=30), [3, 4]), 6)
    10.0
    >>> round(largest_curvature(TwoWeights(), [4.0, 0.25]), 4)  # 4**2 + 0.25**2 at a minimum
    16.0625
    >>> net = DigitsNetwork()
    >>> w = net.init(np.random.default_rng(0))
    >>> round(largest_curvature(net, w), 2)
    4.26
    """
    point = np.atleast_1d(np.asarray(params, dtype=float))
    if point.shape != (problem.num_params,):
        raise ValueError(f"params must have shape ({problem.num_params},), got {point.shape}")
    tolerance = check_number("tolerance", tolerance, above=0)
    num_products = min(check_count("max_products", max_products), len(point))
    return _lanczos(problem.hessian_operator(point), len(point), num_products, tolerance)


def _lanczos(
    multiply: Callable[[NDArray], NDArray], size: int, num_products: int, tolerance: float
) -> float:
    """Return the largest eigenvalue of the symmetric matrix that `multiply` multiplies by."""
    basis = np.zeros((num_products, size))  # orthogonal directions, one a row
    small = np.zeros((num_products, num_products))  # the matrix, as seen in that basis
    direction = np.random.default_rng(0).normal(size=size)
    for k in range(num_products):
        basis[k] = direction / np.linalg.norm(direction)
        product = multiply(basis[k])
        if not np.isfinite(product).all():
            return float("nan")
        small[k, : k + 1] = small[: k + 1, k] = basis[: k + 1] @ product
        values, vectors = np.linalg.eigh(small[: k + 1, : k + 1])
        direction = product - basis[: k + 1].T @ (basis[: k + 1] @ product)
        direction -= basis[: k + 1].T @ (basis[: k + 1] @ direction)  # what rounding has left
        # The residual of the eigenvalue; with no new direction left, it is exact.
        if np.linalg.norm(direction) * abs(vectors[-1, -1]) <= tolerance * abs(values[-1]):
            break
    return float(values[-1])
