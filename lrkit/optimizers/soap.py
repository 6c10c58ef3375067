"""Chapter 31: SOAP. Adam for matrices, in coordinates turned to the directions of the gradients."""

from dataclasses import dataclass
from numbers import Integral
from typing import ClassVar, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lrkit.optimizers.base import Optimizer, floats, zeros
from lrkit.optimizers.d_adaptation import start_correction
from lrkit.optimizers.muon import as_matrix


class SOAPState(NamedTuple):
    """The number of steps made, the running averages, and the turned coordinates.

    `m` has the shape of the parameters. The others are stacks of matrices, runs first: `v` of the
    shape ``(*runs, rows, columns)``, `left` and `right` the average squares of the gradient,
    ``(*runs, rows, rows)`` and ``(*runs, columns, columns)``, and `turn_left` and `turn_right`
    their eigenvectors in columns.
    """

    t: int
    m: NDArray
    v: NDArray
    left: NDArray
    right: NDArray
    turn_left: NDArray
    turn_right: NDArray


@dataclass(frozen=True)
class SOAP(Optimizer):
    r"""SOAP: Adam on a matrix that is turned so that its gradients lie along the axes.

    .. math:: L_t &= \beta_2 L_{t-1} + (1-\beta_2)\, G_t G_t^\top, \qquad
              R_t = \beta_2 R_{t-1} + (1-\beta_2)\, G_t^\top G_t \\
              M_t &= \beta_1 M_{t-1} + (1-\beta_1)\, G_t, \qquad
              V_t = \beta_2 V_{t-1} + (1-\beta_2)\, (Q_L^\top G_t Q_R)^2 \\
              W_t &= W_{t-1} - \text{lr}\,\frac{\sqrt{1-\beta_2^t}}{1-\beta_1^t}\;
                     Q_L\, \frac{Q_L^\top M_t Q_R}{\sqrt{V_t} + \epsilon}\, Q_R^\top

    `Adam` has a rate for each weight. If the valley lies across the axes, no rates of single
    weights fit it. Here :math:`Q_L` and :math:`Q_R` hold the eigenvectors of :math:`L` and
    :math:`R`, the directions in which the gradients are large or small, and Adam works in these
    coordinates: turning the problem turns the path, and changes nothing else. The first step
    only looks for the directions. Afterwards they follow :math:`L` and :math:`R` every so many
    steps, by one power iteration and a QR decomposition instead of new eigenvectors.

    Parameters
    ----------
    beta1, beta2 : float or array_like of shape runs, default 0.95
        As for `Adam`; :math:`\beta_2` is the memory of L and R too.
    eps : float, default 1e-8
        :math:`\epsilon`, which is not corrected for the start, as in Keras' Adam.
    every : int, default 10
        The number of steps after which the directions follow, at least 1.
    shape : tuple of two int, optional
        As for `Muon`.

    Notes
    -----
    N. Vyas et al., "SOAP: improving and stabilizing Shampoo using Adam", ICLR 2025; the directions
    are those of V. Gupta, T. Koren and Y. Singer, "Shampoo: preconditioned stochastic tensor
    optimization", ICML 2018. pytorch_optimizer (4.1.0) agrees to the six digits of its QR
    decomposition in float32. It decays the weights after the step, `DecoupledDecay` before it. Of a
    loss without noise the second gradient is the first again, and the directions that have no part
    in it get the rounding errors: if these are not far below :math:`\epsilon`, as in float32, they
    make steps too. PyTorch 2.14, Keras 3.15 and optax 0.2.8 have no SOAP. For
    parameters other than matrices the authors use Adam, which is left to the caller here.

    Examples
    --------
    A gradient with the singular values 5 and 0.5: both directions are moved by the rate, as `Muon`
    does about.

    >>> turn = np.array([[0.6, -0.8], [0.8, 0.6]])
    >>> rule, w = SOAP(), np.zeros((2, 2))
    >>> state = rule.init(w)
    >>> for _ in range(2):
    ...     w, state = rule.step(w, turn @ np.diag([5.0, 0.5]), state, lr=0.1)
    >>> (w / -0.1).round(6)
    array([[ 0.6, -0.8],
           [ 0.8,  0.6]])
    """

    beta1: ArrayLike = 0.95
    beta2: ArrayLike = 0.95
    eps: ArrayLike = 1e-8
    every: int = 10
    shape: tuple[int, int] | None = None

    elementwise: ClassVar[bool] = False

    def __post_init__(self) -> None:
        super().__post_init__()
        if not isinstance(self.every, Integral) or self.every < 1:
            raise ValueError(f"every must be a whole number of at least 1, got {self.every!r}")

    def init(self, params: ArrayLike) -> SOAPState:
        """Return averages of zero; ValueError if the parameters are not a matrix."""
        v = stacked(as_matrix(zeros(params), self.shape))
        squares = [np.zeros((*v.shape[:-2], size, size)) for size in 2 * v.shape[-2:]]
        return SOAPState(0, zeros(params), v, *squares)

    def step(
        self, params: ArrayLike, grad: ArrayLike, state: SOAPState, lr: ArrayLike
    ) -> tuple[NDArray, SOAPState]:
        """Make one step; `lr` is a number or of shape runs."""
        w, g = floats(params, grad)
        matrix = stacked(as_matrix(g, self.shape))
        beta2 = np.asarray(self.beta2)[..., None, None]
        left = beta2 * state.left + (1 - beta2) * (matrix @ transposed(matrix))
        right = beta2 * state.right + (1 - beta2) * (transposed(matrix) @ matrix)
        if state.t == 0:
            new = state._replace(t=1, left=left, right=right, turn_left=eigenvectors(left),
                                 turn_right=eigenvectors(right))
            return w.copy(), new
        m = self.beta1 * state.m + (1 - self.beta1) * g
        into, out_of = transposed(state.turn_left), transposed(state.turn_right)
        v = beta2 * state.v + (1 - beta2) * (into @ matrix @ state.turn_right) ** 2
        turned = into @ stacked(as_matrix(m, self.shape)) @ state.turn_right
        eps = np.asarray(self.eps)[..., None, None]
        direction = state.turn_left @ (turned / (np.sqrt(v) + eps)) @ out_of
        new = SOAPState(state.t + 1, m, v, left, right, state.turn_left, state.turn_right)
        rate = lr * start_correction(self.beta1, self.beta2, state.t)
        w = w - rate * np.moveaxis(direction, (-2, -1), (0, 1)).reshape(w.shape)
        return w, _followed(new) if state.t % self.every == 0 else new


def _followed(state: SOAPState) -> SOAPState:
    """Return the state with directions nearer to those of L and R, the largest ones first."""
    left, order = power_iteration(state.left, state.turn_left)
    v = np.take_along_axis(state.v, order[..., :, None], axis=-2)
    right, order = power_iteration(state.right, state.turn_right)
    v = np.take_along_axis(v, order[..., None, :], axis=-1)
    return state._replace(v=v, turn_left=left, turn_right=right)


def power_iteration(square: NDArray, directions: NDArray) -> tuple[NDArray, NDArray]:
    """Turn orthogonal directions towards the eigenvectors of a symmetric matrix.

    Returns them by falling size, and the order in which they were taken.

    >>> found, _ = power_iteration(np.diag([1.0, 100.0]), np.array([[0.6, -0.8], [0.8, 0.6]]))
    >>> np.abs(found).round(3)
    array([[0.007, 1.   ],
           [1.   , 0.007]])
    """
    product = square @ directions
    order = np.argsort(-np.sum(directions * product, axis=-2), axis=-1)
    return np.linalg.qr(np.take_along_axis(product, order[..., None, :], axis=-1))[0], order


def eigenvectors(square: NDArray) -> NDArray:
    """Return the eigenvectors of symmetric matrices in columns, those of the largest ones first."""
    # A run that has diverged keeps the others going.
    return np.linalg.eigh(np.nan_to_num(square, posinf=0.0, neginf=0.0))[1][..., ::-1]


def stacked(matrix: NDArray) -> NDArray:
    """Return matrices of shape ``(rows, columns, *runs)`` with the runs first, as matmul wants."""
    return np.moveaxis(matrix, (0, 1), (-2, -1))


def transposed(stack: NDArray) -> NDArray:
    """Return the transpose of each matrix of a stack."""
    return np.swapaxes(stack, -1, -2)
