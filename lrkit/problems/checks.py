"""Checks of a problem's arguments: each error message says what was passed."""

import numpy as np
from numpy.typing import ArrayLike, NDArray


def check_number(
    name: str, number: float, *, at_least: float = -np.inf, above: float = -np.inf
) -> float:
    """Return the number as a float; ValueError unless it is finite and in range."""
    if not (np.ndim(number) == 0 and np.isfinite(number) and number >= at_least and number > above):
        bound = f" and at least {at_least:g}" if at_least > -np.inf else ""
        bound += f" and above {above:g}" if above > -np.inf else ""
        raise ValueError(f"{name} must be finite{bound}, got {number}")
    return float(number)


def check_examples(X: ArrayLike, y: ArrayLike, name: str = "y") -> tuple[NDArray, NDArray]:
    """Return copies of features ``(n, P)`` and targets ``(n,)``; ValueError unless they fit."""
    X, y = np.array(X, dtype=float), np.array(y, dtype=float)
    if X.ndim != 2 or y.shape != X.shape[:1] or not X.size:
        raise ValueError(
            f"X must have shape (n, P) and {name} shape (n,) with n and P at least 1, "
            f"got {X.shape} and {y.shape}"
        )
    if not (np.isfinite(X).all() and np.isfinite(y).all()):
        raise ValueError(f"X and {name} must be finite")
    return X, y


def check_rng(rng: np.random.Generator) -> np.random.Generator:
    """Return the generator; ValueError for anything else, such as a seed."""
    if not isinstance(rng, np.random.Generator):
        raise ValueError(f"rng must be a numpy Generator, np.random.default_rng(0), got {rng!r}")
    return rng


def check_count(name: str, number: int, at_least: int = 1) -> int:
    """Return the number as an int; ValueError unless it is whole and large enough."""
    if isinstance(number, bool) or np.ndim(number) or number != int(number) or number < at_least:
        raise ValueError(f"{name} must be a whole number and at least {at_least}, got {number}")
    return int(number)


def check_labels(labels: NDArray, num_classes: int) -> NDArray:
    """Return the labels as integers; ValueError unless each is a whole number from 0 to K - 1."""
    wrong = (labels != np.floor(labels)) | (labels < 0) | (labels >= num_classes)
    if wrong.any():
        raise ValueError(
            f"labels must be whole numbers from 0 to {num_classes - 1}, got {labels[wrong][0]:g}"
        )
    return labels.astype(int)
