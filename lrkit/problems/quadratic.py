"""Quadratic bowls: losses on which everything can be computed by hand."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lrkit.problems.base import QuadraticProblem
from lrkit.problems.checks import check_number, check_rng


class Bowl(QuadraticProblem):
    """A bowl of one weight: ``0.5 * curvature * (w - center)**2``.

    A weight is a plain number, an array of one, or ``(1, *runs)``.

    Parameters
    ----------
    curvature : float
        The second derivative; ValueError unless it is positive and finite.
    center : float
        The position of the minimum; ValueError unless it is finite.

    Examples
    --------
    >>> bowl = Bowl(curvature=2.0)
    >>> bowl.value(3.0), bowl.grad(3.0), bowl.max_stable_lr
    (9.0, 6.0, 1.0)
    """

    num_params = 1

    def __init__(self, curvature: float = 1.0, center: float = 0.0):
        if not (np.isfinite(curvature) and curvature > 0):
            raise ValueError(f"curvature must be positive and finite, got {curvature}")
        if not np.isfinite(center):
            raise ValueError(f"center must be finite, got {center}")
        self.curvature = float(curvature)
        self.center = float(center)

    def __repr__(self) -> str:
        return f"Bowl(curvature={self.curvature:g}, center={self.center:g})"

    def value(self, params: ArrayLike) -> NDArray | float:
        """Return the loss: a number for a number, ``(1, *runs)`` -> ``runs`` for an array."""
        if np.ndim(params) == 0:
            offset = float(params) - self.center
            # The product is inf if it is too large; ** 2 would raise an OverflowError.
            return 0.5 * self.curvature * (offset * offset)
        return 0.5 * self.curvature * (self._checked(params)[0] - self.center) ** 2

    def grad(self, params: ArrayLike) -> NDArray | float:
        """Return the slope, ``curvature * (w - center)``, in the shape of `params`."""
        if np.ndim(params) == 0:
            return self.curvature * (float(params) - self.center)
        return self.curvature * (self._checked(params) - self.center)

    @property
    def hessian(self) -> NDArray:
        """The curvature as a 1 x 1 matrix."""
        return np.array([[self.curvature]])

    @property
    def minimum(self) -> NDArray:
        """The center, shape ``(1,)``."""
        return np.array([self.center])


class Quadratic(QuadraticProblem):
    """A quadratic of several weights: ``0.5 * (w - center)^T hessian (w - center)``.

    Parameters
    ----------
    hessian : array_like, shape (P, P)
        ValueError unless it is square, symmetric and finite, with P at least 1.
    center : array_like, shape (P,), optional
        The point at which the gradient is zero; the origin by default. ValueError unless it is
        finite.

    Examples
    --------
    >>> valley = Quadratic.from_curvatures((1.0, 10.0), angle=30.0)
    >>> valley.curvatures.round(6)
    array([ 1., 10.])
    >>> valley.max_stable_lr
    0.2
    """

    def __init__(self, hessian: ArrayLike, center: ArrayLike | None = None):
        hessian = np.array(hessian, dtype=float)
        if hessian.ndim != 2 or hessian.shape[0] != hessian.shape[1] or not hessian.size:
            raise ValueError(f"hessian must be a square matrix, got shape {hessian.shape}")
        if not np.isfinite(hessian).all() or not np.allclose(hessian, hessian.T, rtol=1e-10):
            raise ValueError("hessian must be symmetric and finite")
        self.num_params = len(hessian)
        self.center = np.zeros(len(hessian)) if center is None else np.array(center, dtype=float)
        if self.center.shape != (len(hessian),):
            raise ValueError(f"center must have shape ({len(hessian)},), got {self.center.shape}")
        if not np.isfinite(self.center).all():
            raise ValueError(f"center must be finite, got {self.center}")
        self._hessian = hessian

    @classmethod
    def from_curvatures(
        cls,
        curvatures: Sequence[float],
        *,
        angle: float | None = None,
        rng: np.random.Generator | None = None,
        center: ArrayLike | None = None,
    ) -> "Quadratic":
        """Make a bowl with given curvatures, its axes those of the weights or rotated.

        Parameters
        ----------
        curvatures : sequence of float
            One for each weight; the first is that along the first axis before the rotation.
        angle : float, optional
            For two curvatures: the anticlockwise rotation of the axes, in degrees.
        rng : numpy.random.Generator, optional
            For any number of curvatures: rotates the axes at random, uniformly over all directions.
            A generator of the same seed gives the same bowl.
        center : array_like, shape (P,), optional
            The origin by default.

        Raises
        ------
        ValueError
            If there is no curvature, one is not finite, `angle` is given for other than two, or
            both `angle` and `rng` are given.

        Examples
        --------
        >>> bowl = Quadratic.from_curvatures((1, 5, 25), rng=np.random.default_rng(0))
        >>> bowl.curvatures.round(9), bowl.num_params
        (array([ 1.,  5., 25.]), 3)
        """
        curvatures = np.array(curvatures, dtype=float)
        if curvatures.ndim != 1 or not curvatures.size or not np.isfinite(curvatures).all():
            raise ValueError(f"curvatures must be finite numbers, at least one, got {curvatures}")
        if angle is not None and rng is not None:
            raise ValueError(f"angle and rng exclude each other, got angle={angle} and an rng")
        if angle is not None and len(curvatures) != 2:
            raise ValueError(f"angle needs two curvatures, got {len(curvatures)} of them")
        if rng is not None:
            axes = _random_axes(len(curvatures), rng)
        else:
            axes = _rotation(angle) if angle is not None else np.eye(len(curvatures))
        hessian = axes @ np.diag(curvatures) @ axes.T
        return cls((hessian + hessian.T) / 2, center)  # symmetric in spite of rounding errors

    def __repr__(self) -> str:
        curvatures = ", ".join(f"{value:g}" for value in self.curvatures.round(9))
        return f"Quadratic(curvatures {curvatures})"

    def value(self, params: ArrayLike) -> NDArray:
        """Return the loss, shape ``(P, *runs)`` -> ``runs``."""
        offset = self._offset(params)
        slope = self._times_hessian(offset)
        if offset.ndim == 1:
            return 0.5 * (offset @ slope)
        return 0.5 * (offset * slope).sum(axis=0)

    def grad(self, params: ArrayLike) -> NDArray:
        """Return the gradient ``hessian @ (w - center)``, shape ``(P, *runs)``."""
        return self._times_hessian(self._offset(params))

    @property
    def hessian(self) -> NDArray:
        """The matrix of second derivatives, shape ``(P, P)``; a copy."""
        return self._hessian.copy()

    @property
    def minimum(self) -> NDArray:
        """The center, shape ``(P,)``; ValueError if a curvature is negative."""
        lowest = self.curvatures[0]
        if lowest < -1e-12 * np.abs(self.curvatures).max():  # eigvalsh rounds to about 1e-15
            raise ValueError(f"there is no minimum: a curvature is negative, {lowest:g}")
        return self.center.copy()

    def _offset(self, params: ArrayLike) -> NDArray:
        params = self._checked(params)
        return params - self.center.reshape(-1, *[1] * (params.ndim - 1))

    def _times_hessian(self, offset: NDArray) -> NDArray:
        # Flattening the runs makes this a single matrix product, which is fast.
        return (self._hessian @ offset.reshape(len(offset), -1)).reshape(offset.shape)


def _rotation(degrees: float) -> NDArray:
    turn = np.deg2rad(check_number("angle", degrees))
    return np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])


def _random_axes(size: int, rng: np.random.Generator) -> NDArray:
    # QR of Gaussian numbers; making the diagonal of R positive makes the distribution uniform.
    # F. Mezzadri, "How to generate random matrices from the classical compact groups" (2007).
    Q, R = np.linalg.qr(check_rng(rng).normal(size=(size, size)))
    return Q * np.sign(np.diag(R))
