"""Chapter 19: Muon. An orthogonalised momentum step for matrices."""

from dataclasses import dataclass
from typing import ClassVar, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lrkit.optimizers.base import Optimizer, floats, zeros

# The quintic of Jordan et al.: its steep slope at 0 makes small singular values grow quickly.
COEFFICIENTS = (3.4445, -4.7750, 2.0315)


class MuonState(NamedTuple):
    """The number of steps made, and the momentum, in the shape of the parameters."""

    t: int
    momentum: NDArray


@dataclass(frozen=True)
class Muon(Optimizer):
    r"""Muon: momentum whose singular values are all brought near to 1.

    .. math:: B_t = \mu B_{t-1} + G_t, \qquad
              W_t = W_{t-1} - \text{lr}\,\sqrt{\max(1, \tfrac{\text{rows}}{\text{columns}})}\;
              \mathrm{orth}(G_t + \mu B_t)

    A gradient matrix is often dominated by a few directions. With
    :math:`U\Sigma V^\top` its singular value decomposition, :math:`UV^\top` moves all of them by
    the same amount. `orthogonalise` approximates it by five iterations instead of a decomposition.

    Parameters
    ----------
    momentum : float, default 0.95
        :math:`\mu`.
    shape : tuple of two int, optional
        Rows and columns, if the parameters are flat, ``(P, *runs)``; by default they are a matrix,
        ``(rows, columns, *runs)``.
    eps : float, optional
        Added to the norm by which the momentum is divided. Default 1e-7 (torch, keras) or 1e-8.
    flavor : str, default "torch"
        The flavors differ in the factor of lr: "torch" as above, "keras"
        :math:`0.2\sqrt{\max(\text{rows}, \text{columns})}`, "optax"
        :math:`\sqrt{\max(1, \text{columns}/\text{rows})}`, because it multiplies matrices from the
        other side. "optax" also corrects both parts of the momentum for their start, as `NAdam`.

    Notes
    -----
    K. Jordan et al., "Muon: an optimizer for hidden layers in neural networks" (2024); the factor
    of Keras is that of J. Liu et al., "Muon is scalable for LLM training", arXiv:2502.16982.
    PyTorch 2.14 orthogonalises in bfloat16, with three digits, and Keras 3.15 computes the norm in
    float32; neither is imitated. For parameters other than matrices Keras and optax 0.2.8 use
    AdamW, and PyTorch raises a ValueError; here they are left to the caller (`RuleForEach`), as is
    the weight decay (`DecoupledDecay`).

    Examples
    --------
    >>> rule = Muon()
    >>> G = np.diag([5.0, 0.5])
    >>> W, state = rule.step(np.zeros((2, 2)), G, rule.init(np.zeros((2, 2))), lr=1.0)
    >>> -np.diag(W).round(2)  # 5 and 0.5 have become 0.7 and 0.71
    array([0.7 , 0.71])
    """

    momentum: float = 0.95
    shape: tuple[int, int] | None = None
    eps: float | None = None
    flavor: str = "torch"

    elementwise: ClassVar[bool] = False
    defaults: ClassVar = {"torch": {"eps": 1e-7}, "keras": {"eps": 1e-7}, "optax": {"eps": 1e-8}}

    def init(self, params: ArrayLike) -> MuonState:
        """Return a momentum of zero; ValueError if the parameters are not a matrix."""
        as_matrix(zeros(params), self.shape)
        return MuonState(0, zeros(params))

    def step(
        self, params: ArrayLike, grad: ArrayLike, state: MuonState, lr: ArrayLike
    ) -> tuple[NDArray, MuonState]:
        """Make one step; `lr` is a number or of shape runs."""
        w, g = floats(params, grad)
        mu, t = self.momentum, state.t + 1
        if self.flavor == "optax":
            b = mu * state.momentum + (1 - mu) * g
            mixed = mu * b / (1 - mu ** (t + 1)) + (1 - mu) * g / (1 - mu**t)
        else:
            b = mu * state.momentum + g
            mixed = g + mu * b
        rows, columns = as_matrix(mixed, self.shape).shape[:2]
        direction = orthogonalise(as_matrix(mixed, self.shape), eps=self.eps).reshape(w.shape)
        return w - lr * self._factor(rows, columns) * direction, MuonState(t, b)

    def _factor(self, rows: int, columns: int) -> float:
        if self.flavor == "keras":
            return 0.2 * max(rows, columns) ** 0.5
        ratio = rows / columns if self.flavor == "torch" else columns / rows
        return max(1.0, ratio) ** 0.5


def as_matrix(params: NDArray, shape: tuple[int, int] | None) -> NDArray:
    """Return parameters as ``(rows, columns, *runs)``; ValueError unless they are a matrix.

    >>> as_matrix(np.arange(6.0), (2, 3)).tolist()
    [[0.0, 1.0, 2.0], [3.0, 4.0, 5.0]]
    """
    if shape is not None:
        if not params.ndim or params.shape[0] != shape[0] * shape[1]:
            raise ValueError(f"params must have {shape[0]} * {shape[1]} entries on the first axis "
                             f"for shape={shape}, got {params.shape}")
        return params.reshape(*shape, *params.shape[1:])
    if params.ndim < 2:
        raise ValueError("params must be a matrix, or shape must be given, "
                         f"got an array of shape {params.shape}")
    return params


def orthogonalise(matrix: NDArray, *, num_steps: int = 5, eps: float = 1e-7) -> NDArray:
    r"""Bring all singular values near to 1 (0.7 to 1.2) and keep the singular vectors.

    .. math:: X \leftarrow aX + (bXX^\top + c(XX^\top)^2)X

    Parameters
    ----------
    matrix : ndarray, shape (rows, columns, *runs)
    num_steps : int
        Iterations of the quintic; each costs three matrix products.
    eps : float
        Added to the norm by which the matrix is first divided, so that a zero matrix stays zero.

    Examples
    --------
    >>> np.linalg.svd(orthogonalise(np.array([[3.0, 1.0], [0.0, 0.1]])))[1].round(2)
    array([1.12, 0.7 ])
    """
    a, b, c = COEFFICIENTS
    x = np.moveaxis(matrix, (0, 1), (-2, -1))  # matmul expects the matrices on the last axes
    wide = x.shape[-2] <= x.shape[-1]
    x = x if wide else np.swapaxes(x, -1, -2)
    # The largest singular value is at most the root of the sum of squares.
    x = x / (np.sqrt(np.sum(x * x, axis=(-2, -1), keepdims=True)) + eps)
    for _ in range(num_steps):
        square = x @ np.swapaxes(x, -1, -2)
        x = a * x + (b * square + c * (square @ square)) @ x
    x = x if wide else np.swapaxes(x, -1, -2)
    return np.moveaxis(x, (-2, -1), (0, 1))
