"""Inputs that several exercises draw."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray


def symmetric_matrix(rng: np.random.Generator, eigenvalues: Sequence[float]) -> NDArray:
    """A symmetric matrix with these eigenvalues, whose axes are turned at random.

    >>> H = symmetric_matrix(np.random.default_rng(0), [1.0, 30.0])
    >>> np.linalg.eigvalsh(H).round(9)
    array([ 1., 30.])
    """
    axes, _ = np.linalg.qr(rng.normal(size=(len(eigenvalues),) * 2))
    H = axes @ np.diag(eigenvalues) @ axes.T
    return (H + H.T) / 2
