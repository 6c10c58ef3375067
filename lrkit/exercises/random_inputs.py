"""Random inputs that several exercises use."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray


def symmetric_matrix(rng: np.random.Generator, eigenvalues: Sequence[float]) -> NDArray:
    """Draw a symmetric matrix with given eigenvalues and random eigenvectors.

    >>> H = symmetric_matrix(np.random.default_rng(0), [1.0, 30.0])
    >>> np.linalg.eigvalsh(H).round(9)
    array([ 1., 30.])
    """
    axes, _ = np.linalg.qr(rng.normal(size=(len(eigenvalues),) * 2))
    H = axes @ np.diag(eigenvalues) @ axes.T
    return (H + H.T) / 2
