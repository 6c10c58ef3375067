"""Least squares on real data: a bowl whose shape depends on the data."""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lrkit.problems.base import ExamplesProblem, QuadraticProblem
from lrkit.problems.checks import check_examples

SCALINGS = ("raw", "standardised", "unit norm")
# Units of the columns of diabetes.csv; data/README.md says more about each.
_UNITS = ("years", "", "kg/m²", "mmHg", "mg/dl", "mg/dl", "mg/dl", "", "log(mg/dl)", "mg/dl")


class LeastSquares(ExamplesProblem, QuadraticProblem):
    """The mean squared error of a linear model: ``mean((X @ w - y)**2)``, without a 1/2.

    Its Hessian is ``(2/n) X^T X``: the targets do not enter, only the features do.

    Parameters
    ----------
    X : array_like, shape (n, P)
        A row for each example.
    y : array_like, shape (n,)
        The targets.

    Raises
    ------
    ValueError
        If the shapes do not fit, there is no example, or a number is not finite.

    Examples
    --------
    >>> problem = LeastSquares([[1.0], [2.0]], [2.0, 4.0])
    >>> problem.value([0.0]), problem.grad([0.0]), problem.minimum
    (np.float64(10.0), array([-10.]), array([2.]))
    """

    def __init__(self, X: ArrayLike, y: ArrayLike):
        self.X, self.y = check_examples(X, y)
        self.num_examples = len(self.y)
        self.num_params = self.X.shape[1]
        self._X_scaled = 2 / len(self.y) * self.X.T

    def __repr__(self) -> str:
        n, p = self.X.shape
        return f"{type(self).__name__}({n} examples, {p} parameters)"

    def value(self, params: ArrayLike) -> NDArray:
        """Return the loss, shape ``(P, *runs)`` -> ``runs``, in the squared unit of y."""
        residuals = self._residuals(params)
        if residuals.ndim == 1:
            return residuals @ residuals / len(self.y)
        return np.mean(residuals**2, axis=0)

    def grad(self, params: ArrayLike) -> NDArray:
        """Return the gradient ``(2/n) X^T (X w - y)``, shape ``(P, *runs)``."""
        residuals = self._residuals(params)
        if residuals.ndim == 1:
            return self._X_scaled @ residuals
        return np.tensordot(self._X_scaled, residuals, axes=1)

    def _batch_grad(self, params: NDArray, indices: NDArray) -> NDArray:
        X = self.X[indices]
        targets = self.y[indices].reshape(-1, *[1] * (params.ndim - 1))
        return np.tensordot(2 / len(X) * X.T, np.tensordot(X, params, axes=1) - targets, axes=1)

    @property
    def hessian(self) -> NDArray:
        """The matrix ``(2/n) X^T X``, shape ``(P, P)``."""
        return 2 / len(self.y) * self.X.T @ self.X

    @property
    def minimum(self) -> NDArray:
        """The least-squares solution, shape ``(P,)``; the shortest if there are several."""
        return np.linalg.lstsq(self.X, self.y, rcond=None)[0]

    def _residuals(self, params: ArrayLike) -> NDArray:
        params = self._checked(params)
        if params.ndim == 1:  # one run, the most frequent call: three times as fast as tensordot
            return self.X @ params - self.y
        targets = self.y.reshape(-1, *[1] * (params.ndim - 1))
        return np.tensordot(self.X, params, axes=1) - targets


class LineFit(LeastSquares):
    """A straight line fitted to points; the parameters are ``(slope, intercept)``.

    Parameters
    ----------
    x, y : array_like, shape (n,)
        The points; ValueError as for `LeastSquares`.

    Examples
    --------
    >>> LineFit([0.0, 1.0, 2.0], [1.0, 3.0, 5.0]).minimum.round(9)
    array([2., 1.])
    """

    def __init__(self, x: ArrayLike, y: ArrayLike):
        x = np.asarray(x, dtype=float)
        if x.ndim != 1:
            raise ValueError(f"x must have shape (n,), got {x.shape}")
        if np.shape(y) != x.shape:
            raise ValueError(f"y must be as long as x, {x.shape}, got shape {np.shape(y)}")
        super().__init__(np.column_stack([x, np.ones_like(x)]), y)


@dataclass(frozen=True, eq=False)
class Dataset:
    """Features and targets with their names and units.

    Attributes
    ----------
    X : ndarray, shape (n, P)
        Features in the chosen scaling.
    y : ndarray, shape (n,)
        Targets, in their own unit for every scaling.
    feature_names : tuple of str
        The names of X's columns.
    units : tuple of str
        The units of X's columns in this scaling; "" where there is none.
    scaling : str
        "raw", "standardised" or "unit norm".
    """

    X: NDArray
    y: NDArray
    feature_names: tuple[str, ...]
    units: tuple[str, ...]
    scaling: str

    def __repr__(self) -> str:
        n, p = self.X.shape
        return f"Dataset({n} examples, {p} features, {self.scaling})"

    def column(self, name: str) -> NDArray:
        """Return one feature, shape ``(n,)``; ValueError for an unknown name."""
        if name not in self.feature_names:
            raise ValueError(f"feature must be one of {self.feature_names}, got {name!r}")
        return self.X[:, self.feature_names.index(name)]


def load_diabetes(scaling: str = "standardised") -> Dataset:
    """Load ten measurements of 442 people and the progression of their diabetes in a year.

    Parameters
    ----------
    scaling : str
        "raw": in their own units (BMI in kg/m²). "standardised": minus the mean, over the
        standard deviation. "unit norm": the same over the root of n, as in scikit-learn.

    Returns
    -------
    Dataset
        442 examples; the targets are never scaled.

    Raises
    ------
    ValueError
        For another scaling.

    Notes
    -----
    Source: Efron, Hastie, Johnstone and Tibshirani, "Least Angle Regression", Annals of
    Statistics 32 (2004). ``data/README.md`` lists the columns.

    Examples
    --------
    >>> data = load_diabetes("raw")
    >>> data.column("bmi")[:3], data.units[2]
    (array([32.1, 21.6, 30.5]), 'kg/m²')
    """
    if scaling not in SCALINGS:
        raise ValueError(f"scaling must be one of {SCALINGS}, got {scaling!r}")
    names, table = _read_diabetes()
    units = _UNITS
    X, y = table[:, :-1].copy(), table[:, -1].copy()
    if scaling != "raw":
        X = (X - X.mean(axis=0)) / X.std(axis=0)
        units = ("standard deviations",) * X.shape[1]
    if scaling == "unit norm":
        X /= np.sqrt(len(X))
        units = ("standard deviations / √n",) * X.shape[1]
    return Dataset(X, y, names[:-1], units, scaling)


@cache
def _read_diabetes() -> tuple[tuple[str, ...], NDArray]:
    text = files("lrkit.problems").joinpath("data/diabetes.csv").read_text(encoding="utf-8")
    head, *rows = text.splitlines()
    return tuple(head.split(",")), np.array([row.split(",") for row in rows], dtype=float)
