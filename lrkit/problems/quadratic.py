"""Bowls: the losses on which everything can be computed by hand."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lrkit.problems.base import QuadraticProblem


class Bowl(QuadraticProblem):
    """One weight: ``0.5 * curvature * (w - center)**2``.

    A weight is a plain number, an array of one, or ``(1, *runs)``.

    Parameters
    ----------
    curvature : float
        The second derivative; ValueError unless it is positive and finite.
    center : float
        Where the minimum lies; ValueError unless it is finite.

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
        """Loss: a number for a number, ``(1, *runs)`` -> ``runs`` for an array."""
        if np.ndim(params) == 0:
            offset = float(params) - self.center
            return 0.5 * self.curvature * (offset * offset)  # inf if huge; ** 2 would raise
        return 0.5 * self.curvature * (self._checked(params)[0] - self.center) ** 2

    def grad(self, params: ArrayLike) -> NDArray | float:
        """Slope, ``curvature * (w - center)``, in the shape of `params`."""
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
    """Several weights: ``0.5 * (w - center)^T hessian (w - center)``.

    Parameters
    ----------
    hessian : array_like, shape (P, P)
        ValueError unless it is square, symmetric and finite, with P at least 1.
    center : array_like, shape (P,), optional
        Where the gradient is zero; the origin by default. ValueError unless it is finite.

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
        cls, curvatures: Sequence[float], *, angle: float = 0.0, center: ArrayLike | None = None
    ) -> "Quadratic":
        """A bowl with two given curvatures, turned by `angle` degrees anticlockwise.

        At an angle of 0 the first curvature is that along the first axis. ValueError unless
        there are two curvatures.
        """
        if len(curvatures) != 2:
            raise ValueError(f"curvatures must be two numbers, got {len(curvatures)}")
        turn = np.deg2rad(angle)
        axes = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
        return cls(axes @ np.diag(curvatures) @ axes.T, center)

    def __repr__(self) -> str:
        curvatures = ", ".join(f"{value:g}" for value in self.curvatures.round(9))
        return f"Quadratic(curvatures {curvatures})"

    def value(self, params: ArrayLike) -> NDArray:
        """Loss, shape ``(P, *runs)`` -> ``runs``."""
        offset = self._offset(params)
        return 0.5 * np.sum(offset * np.tensordot(self._hessian, offset, axes=1), axis=0)

    def grad(self, params: ArrayLike) -> NDArray:
        """Gradient ``hessian @ (w - center)``, shape ``(P, *runs)``."""
        return np.tensordot(self._hessian, self._offset(params), axes=1)

    @property
    def hessian(self) -> NDArray:
        """The matrix of second derivatives, shape ``(P, P)``; a copy."""
        return self._hessian.copy()

    @property
    def minimum(self) -> NDArray:
        """The center, shape ``(P,)``; ValueError on a saddle or a hill."""
        lowest = self.curvatures[0]
        if lowest < -1e-12 * np.abs(self.curvatures).max():  # less is the rounding of eigvalsh
            raise ValueError(f"there is no minimum: a curvature is negative, {lowest:g}")
        return self.center.copy()

    def _offset(self, params: ArrayLike) -> NDArray:
        params = self._checked(params)
        return params - self.center.reshape(-1, *[1] * (params.ndim - 1))
