"""Chapter 23: Adafactor. Two vectors instead of the matrix of squares, and a rate of its own."""

from dataclasses import dataclass
from typing import ClassVar, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lrkit.optimizers.base import Optimizer, floats, zeros
from lrkit.optimizers.line_search import square_norm


class AdafactorState(NamedTuple):
    """The number of steps made, the average squares, and the factor of the last step.

    `squares` has the shape ``(P, *runs)``. Of a matrix it is empty: there `rows` and `columns` hold
    the averages over each row and over each column, shape ``(rows, *runs)`` and
    ``(columns, *runs)``. `size` has the shape runs.
    """

    t: int
    squares: NDArray
    rows: NDArray
    columns: NDArray
    size: NDArray


@dataclass(frozen=True)
class Adafactor(Optimizer):
    r"""Adafactor: Adam's root from a few numbers, and a step in proportion to the weights.

    .. math:: \beta_t &= 1 - t^{-c}, \qquad
              V_t = \beta_t V_{t-1} + (1-\beta_t)\,g_t^2, \qquad u_t = g_t/\sqrt{V_t} \\
              \rho_t &= \min(\text{lr}, 1/\sqrt t), \qquad
              \alpha_t = \max(\epsilon_2, \mathrm{rms}(w_{t-1}))\,\rho_t \\
              w_t &= w_{t-1} - \alpha_t\, u_t / \max(1, \mathrm{rms}(u_t)/d)

    Of a matrix, only the averages of V over each row, :math:`R_i`, and over each column,
    :math:`C_j`, are kept, and :math:`V_{ij} \approx R_i C_j / \mathrm{mean}(R)`. That is exact if
    the squares are a product of a number for each row and one for each column. A layer of 1,000 by
    1,000 weights needs 2,000 numbers instead of Adam's two million.

    The rate is relative: it is the share of their size, :math:`\mathrm{rms}(w)`, by which the
    weights move. It also contains a schedule, :math:`1/\sqrt t`, which acts as soon as it is below
    lr: a rate of 0.01 stays constant for 10,000 steps. Adam's corrections are not needed, because
    :math:`\beta_1 = 0`: the first average is the square of the first gradient. When a gradient is
    much larger than those before it, :math:`u` is cut to the size d.

    Parameters
    ----------
    decay : float or array_like of shape runs, default 0.8
        :math:`c`, from 0 to 1: the memory of the squares grows with the number of steps.
    eps : float or array_like of shape runs, optional
        :math:`\epsilon_1`. Default 2.2e-16 (torch) or 1e-30. PyTorch takes the rounding of the
        parameters' type: 1.2e-7 with 32 bits, below which a gradient makes a shorter step.
    smallest_size : float or array_like of shape runs, default 0.001
        :math:`\epsilon_2`, so that weights of zero move.
    clip : float or array_like of shape runs, default 1
        :math:`d`, above 0.
    relative_step : bool, optional
        Whether :math:`\rho_t` is at most :math:`1/\sqrt t`; otherwise it is lr. Default True
        (torch, keras) or False (optax).
    scale : bool, default True
        Whether the rate is multiplied by the size of the weights.
    shape : tuple of two int, optional
        Rows and columns, if the parameters are those of a matrix, in a flat array, ``(P, *runs)``.
        By default they are a vector, of which all squares are kept.
    flavor : str, default "torch"
        "torch": :math:`\epsilon_1` is the least value of mean(R) and of the root. "keras" and
        "optax": as in the paper, :math:`\epsilon_1` is added to :math:`g^2`.

    Notes
    -----
    N. Shazeer and M. Stern, "Adafactor: adaptive learning rates with sublinear memory cost", ICML
    2018, where lr is 0.01. In Keras 3.15.1 the option ``relative_step`` has no effect: without it
    too, the rate is at most :math:`1/\sqrt t`. It also keeps a full matrix beside rows and columns,
    which costs the memory that the rule is meant to save, and on JAX and PyTorch it computes means
    in 32 bits, which is not imitated. optax 0.2.8 factors only matrices of at least 128 rows and
    columns (``min_dim_size_to_factor``), and computes :math:`\beta_t` in 32 bits. The weight decay
    of PyTorch and Keras is `DecoupledDecay`; PyTorch takes the size of the weights before it and
    Keras after it. The ``weight_decay_rate`` of optax is not multiplied by the rate. transformers
    5.24.0 has the rule of Keras with a fixed lr of 0.01, and with ``relative_step=False`` that of
    optax.

    Examples
    --------
    The squares of this gradient are a product, so that each weight moves by the same amount:

    >>> rule, w, grad = Adafactor(shape=(2, 2)), np.ones(4), np.array([1.0, 10.0, 2.0, 20.0])
    >>> w, state = rule.step(w, grad, rule.init(w), lr=0.01)
    >>> w, state.rows, state.columns
    (array([0.99, 0.99, 0.99, 0.99]), array([ 50.5, 202. ]), array([  2.5, 250. ]))
    """

    decay: ArrayLike = 0.8
    eps: ArrayLike | None = None
    smallest_size: ArrayLike = 1e-3
    clip: ArrayLike = 1.0
    relative_step: bool | None = None
    scale: bool = True
    shape: tuple[int, int] | None = None
    flavor: str = "torch"

    elementwise: ClassVar[bool] = False
    defaults: ClassVar = {
        "torch": {"eps": 2.0**-52, "relative_step": True},
        "keras": {"eps": 1e-30, "relative_step": True},
        "optax": {"eps": 1e-30, "relative_step": False},
    }

    def __post_init__(self) -> None:
        super().__post_init__()
        decay = np.asarray(self.decay)
        if not np.all((decay >= 0) & (decay <= 1)):
            raise ValueError(f"decay must be from 0 to 1, got {self.decay!r}")
        for name in ("smallest_size", "clip"):
            if not np.all(np.asarray(getattr(self, name)) > 0):
                raise ValueError(f"{name} must be above 0, got {getattr(self, name)!r}")

    def init(self, params: ArrayLike) -> AdafactorState:
        """Return step 0 and averages of zero; ValueError if the parameters do not fit the shape."""
        w, nothing, size = zeros(params), np.zeros(0), np.ones(np.shape(params)[1:])
        if self.shape is None:
            return AdafactorState(0, w, nothing, nothing, size)
        count = self.shape[0] * self.shape[1]
        if not w.ndim or len(w) != count:
            raise ValueError(f"params must have {self.shape[0]} * {self.shape[1]} entries on the "
                             f"first axis for shape={self.shape}, got {w.shape}")
        rows, columns = (np.zeros((number, *w.shape[1:])) for number in self.shape)
        return AdafactorState(0, nothing, rows, columns, size)

    def step(
        self, params: ArrayLike, grad: ArrayLike, state: AdafactorState, lr: ArrayLike
    ) -> tuple[NDArray, AdafactorState]:
        """Make one step; see `GradientDescent.step` for the arguments."""
        w, g = floats(params, grad)
        new = self._average(g * g, state)
        u = g / self._root(new)
        size = np.maximum(self.smallest_size, rms(w)) if self.scale else 1.0
        size = size / np.maximum(1.0, rms(u) / self.clip)
        return w - self._rate(new.t, lr) * size * u, new._replace(size=size)

    def effective_lr(self, state: AdafactorState, lr: ArrayLike) -> NDArray:
        """Return the factor of the gradient, shape ``(P, *runs)``."""
        return self._rate(state.t, lr) * state.size / self._root(state)

    def _rate(self, t: int, lr: ArrayLike) -> ArrayLike:
        return np.minimum(lr, t**-0.5) if self.relative_step else lr

    def _average(self, squares: NDArray, state: AdafactorState) -> AdafactorState:
        t = state.t + 1
        share = 1.0 * t ** -np.asarray(self.decay, dtype=float)
        if self.flavor != "torch":
            squares = squares + self.eps
        if self.shape is None:
            return state._replace(t=t, squares=(1 - share) * state.squares + share * squares)
        matrix = squares.reshape(*self.shape, *squares.shape[1:])
        rows = (1 - share) * state.rows + share * matrix.mean(axis=1)
        columns = (1 - share) * state.columns + share * matrix.mean(axis=0)
        return state._replace(t=t, rows=rows, columns=columns)

    def _root(self, state: AdafactorState) -> NDArray:
        """Return the root of V, shape ``(P, *runs)``."""
        least = self.eps if self.flavor == "torch" else 0.0
        if self.shape is None:
            return np.maximum(np.sqrt(state.squares), least)
        mean = np.maximum(state.rows.mean(axis=0), least)
        squares = state.rows[:, None] * state.columns[None] / mean
        return np.maximum(np.sqrt(squares), least).reshape(-1, *squares.shape[2:])


def rms(values: NDArray) -> NDArray:
    """Return the root mean square of a layer, shape ``(P, *runs)`` -> ``runs``.

    >>> rms(np.array([3.0, 4.0, 0.0, 0.0]))
    np.float64(2.5)
    """
    return np.sqrt(square_norm(values) / (len(values) if values.ndim else 1))
