"""Base classes of the problems: the interface that optimizers and figures use."""

from abc import ABC, abstractmethod
from collections.abc import Callable
from functools import partial
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray


class Problem(ABC):
    """A loss to be minimised.

    Parameters lie on the leading axis and runs on the trailing ones, ``(P, *runs)``: one call
    evaluates a single run, of shape ``(P,)``, or a whole sweep.

    Attributes
    ----------
    num_params : int
        P, the number of parameters.
    """

    num_params: int

    @abstractmethod
    def value(self, params: ArrayLike) -> NDArray | float:
        """Return the loss at `params`, shape ``(P, *runs)`` -> ``runs``."""

    @abstractmethod
    def grad(self, params: ArrayLike) -> NDArray | float:
        """Return the gradient at `params`, shape ``(P, *runs)`` -> ``(P, *runs)``."""

    def hessian_times(self, params: ArrayLike, direction: ArrayLike) -> NDArray:
        """Return the matrix of second derivatives times a direction, both of shape ``(P,)``.

        By default a difference of two gradients, which is wrong across a kink of the loss: a
        problem with kinks, or with a quicker way, has a method of its own.
        """
        params, direction = self._checked_point(params), self._checked_point(direction)
        size = 1e-5 * (1 + np.abs(params).max()) / (np.abs(direction).max() or 1)
        step = size * direction
        return (self.grad(params + step) - self.grad(params - step)) / (2 * size)

    def hessian_operator(self, params: ArrayLike) -> Callable[[ArrayLike], NDArray]:
        """Return `hessian_times` at one point, for many directions."""
        return partial(self.hessian_times, params)

    def _checked(self, params: ArrayLike) -> NDArray:
        params = np.asarray(params, dtype=float)
        if params.ndim == 0 or len(params) != self.num_params:
            raise ValueError(
                f"params must have {self.num_params} entries on the first axis, "
                f"got an array of shape {params.shape}"
            )
        return params

    def _checked_point(self, params: ArrayLike) -> NDArray:
        params = np.asarray(params, dtype=float)
        if params.shape != (self.num_params,):
            raise ValueError(f"params must have shape ({self.num_params},), got {params.shape}")
        return params


class OneWeightProblem(Problem):
    """A loss of one weight, which may be a plain number: ``()``, ``(1,)`` or ``(1, *runs)``."""

    num_params = 1

    def _checked(self, params: ArrayLike) -> NDArray:
        return np.asarray(params, dtype=float) if np.ndim(params) == 0 else super()._checked(params)

    def _weight(self, params: ArrayLike) -> NDArray:
        params = self._checked(params)
        return params[0] if params.ndim else params


class QuadraticProblem(Problem):
    """A loss whose Hessian is constant, so that its curvatures and minimum are known exactly."""

    @property
    @abstractmethod
    def hessian(self) -> NDArray:
        """The matrix of second derivatives, shape ``(P, P)``."""

    @property
    @abstractmethod
    def minimum(self) -> NDArray:
        """The parameters at which the loss is smallest, shape ``(P,)``.

        ValueError if the loss has no minimum.
        """

    @property
    def curvatures(self) -> NDArray:
        """The eigenvalues of the Hessian in ascending order, shape ``(P,)``."""
        return np.linalg.eigvalsh(self.hessian)

    @property
    def max_stable_lr(self) -> float:
        """The rate from which on gradient descent diverges, 2 over the largest curvature.

        inf if the loss curves upwards in no direction.
        """
        largest = self.curvatures[-1]
        return float(2 / largest) if largest > 0 else np.inf

    @property
    def best_heavy_ball(self) -> tuple[float, float]:
        """The rate and the momentum with which the heavy ball is fastest in the long run.

        B. Polyak (1964). ValueError unless the loss curves upwards in every direction.
        """
        mu, L = float(self.curvatures[0]), float(self.curvatures[-1])
        if not mu > 0:
            raise ValueError(f"every curvature must be positive, got {mu:g}")
        high, low = np.sqrt(L), np.sqrt(mu)
        return float((2 / (high + low)) ** 2), float(((high - low) / (high + low)) ** 2)

    def hessian_times(self, params: ArrayLike, direction: ArrayLike) -> NDArray:
        """Return the Hessian times a direction, both of shape ``(P,)``, exactly."""
        self._checked_point(params)
        return self.hessian @ self._checked_point(direction)

    def sharpness(self, params: ArrayLike | None = None) -> float:
        """Return the largest curvature; it is constant, so that `params` may be left out."""
        if params is not None:
            self._checked_point(params)
        return float(self.curvatures[-1])


class CurvedProblem(Problem):
    """A loss whose Hessian depends on the parameters."""

    @abstractmethod
    def hessian(self, params: ArrayLike) -> NDArray:
        """Return the matrix of second derivatives at one point, shape ``(P,)`` -> ``(P, P)``."""

    def sharpness(self, params: ArrayLike) -> float:
        """Return the largest eigenvalue of the Hessian at one point, shape ``(P,)``.

        Gradient descent can settle near a minimum only at rates below 2 over its sharpness. nan if
        the Hessian is not finite, as at the end of a run that diverged.
        """
        hessian = self.hessian(params)
        return float(np.linalg.eigvalsh(hessian)[-1]) if np.isfinite(hessian).all() else np.nan


class ExamplesProblem(Problem):
    """A loss that is a mean over examples, so that a mini-batch gives an estimate of its gradient.

    Attributes
    ----------
    num_examples : int
        n, the number of examples.
    """

    num_examples: int

    def sample_grad(self, params: ArrayLike, indices: ArrayLike) -> NDArray:
        """Return the gradient of the mean over a mini-batch of examples.

        Parameters
        ----------
        params : array_like, shape (P, *runs)
            The point at which to evaluate it.
        indices : array_like of int, shape (B,) or (B, *runs)
            The examples of the batch, 0 to n - 1, at least one. An index that occurs twice counts
            twice. Either one batch for all runs, or one for each.

        Returns
        -------
        ndarray, shape (P, *runs)
            If the problem has a penalty on the weights, its gradient enters in full. With all
            examples in the batch the result is `grad`.

        Raises
        ------
        ValueError
            If the shapes do not fit, or an index is out of range.
        """
        params, indices = self._checked(params), self._checked_indices(indices)
        if indices.ndim == 1:
            return self._batch_grad(params, indices)
        if indices.shape[1:] != params.shape[1:]:
            raise ValueError(
                f"indices must have shape (B,) or (B, *runs) with runs {params.shape[1:]}, "
                f"got {indices.shape}"
            )
        grad = np.empty_like(params)
        for run in np.ndindex(params.shape[1:]):
            grad[:, *run] = self._batch_grad(params[:, *run], indices[:, *run])
        return grad

    @abstractmethod
    def _batch_grad(self, params: NDArray, indices: NDArray) -> NDArray:
        """Compute `sample_grad` for checked arguments and one batch, shape ``(B,)``."""

    def _checked_indices(self, indices: ArrayLike) -> NDArray:
        indices = np.asarray(indices)
        if indices.ndim == 0 or not indices.size or indices.dtype.kind not in "iu":
            raise ValueError(
                "indices must be whole numbers of shape (B,) or (B, *runs) with B at least 1, "
                f"got {indices.dtype} of shape {indices.shape}"
            )
        if indices.min() < 0 or indices.max() >= self.num_examples:
            raise ValueError(
                f"indices must lie from 0 to {self.num_examples - 1}, "
                f"got {indices.min()} to {indices.max()}"
            )
        return indices


class TrainTest(NamedTuple):
    """A training set and a test set.

    It unpacks like a tuple: ``X_train, y_train, X_test, y_test = load_digits()``.

    Attributes
    ----------
    X_train, X_test : ndarray, shape (n, F)
        A row of features for each example.
    y_train, y_test : ndarray, shape (n,)
        The labels.
    """

    X_train: NDArray
    y_train: NDArray
    X_test: NDArray
    y_test: NDArray

    def __repr__(self) -> str:
        n, features = self.X_train.shape
        return f"TrainTest({n} training examples, {len(self.y_test)} test, {features} features)"
