"""What every problem offers to an optimizer and to a figure."""

from abc import ABC, abstractmethod

import numpy as np
from numpy.typing import ArrayLike, NDArray


class Problem(ABC):
    """A loss to be made small.

    Parameters lie on the leading axis and runs on the trailing ones, ``(P, *runs)``, so that
    one call serves one run, of shape ``(P,)``, and a whole sweep.

    Attributes
    ----------
    num_params : int
        P, the number of parameters.
    """

    num_params: int

    @abstractmethod
    def value(self, params: ArrayLike) -> NDArray | float:
        """Loss at `params`, shape ``(P, *runs)`` -> ``runs``."""

    @abstractmethod
    def grad(self, params: ArrayLike) -> NDArray | float:
        """Gradient at `params`, shape ``(P, *runs)`` -> ``(P, *runs)``."""

    def _checked(self, params: ArrayLike) -> NDArray:
        params = np.asarray(params, dtype=float)
        if params.ndim == 0 or len(params) != self.num_params:
            raise ValueError(
                f"params must have {self.num_params} entries on the first axis, "
                f"got an array of shape {params.shape}"
            )
        return params


class QuadraticProblem(Problem):
    """A loss whose Hessian is the same everywhere: everything about it is known exactly."""

    @property
    @abstractmethod
    def hessian(self) -> NDArray:
        """The matrix of second derivatives, shape ``(P, P)``."""

    @property
    @abstractmethod
    def minimum(self) -> NDArray:
        """The parameters at which the loss is smallest, shape ``(P,)``.

        ValueError where there is no such place.
        """

    @property
    def curvatures(self) -> NDArray:
        """The eigenvalues of the Hessian in ascending order, shape ``(P,)``."""
        return np.linalg.eigvalsh(self.hessian)

    @property
    def max_stable_lr(self) -> float:
        """The rate from which gradient descent blows up, 2 over the largest curvature.

        inf where nothing curves upwards.
        """
        largest = self.curvatures[-1]
        return float(2 / largest) if largest > 0 else np.inf
