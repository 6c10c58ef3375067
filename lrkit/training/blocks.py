"""Large parameters: the same rule, a block at a time, in place.

A rule that is written for reading makes a new array for each of its operations. With ten million
parameters each of those arrays goes through the memory of the machine, and the rule takes as long
as the memory does, a dozen times over. A block that fits into the cache does not: there the
operations are nearly free, and only the blocks themselves are read and written.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from lrkit.optimizers import Optimizer
from lrkit.training.kernels import kernel_of

BLOCK = 16_384  # numbers: with Adam some five arrays of 128 kB, about a core's own cache


def step_in_blocks(
    optimizer: Optimizer, params: NDArray, grad: NDArray, state: Any, lr: float
) -> Any:
    """One step of an elementwise rule, written into `params` and into the arrays of the state.

    Parameters
    ----------
    optimizer : Optimizer
        One whose `elementwise` is true; ValueError otherwise.
    params, grad : ndarray of float, shape (P,)
        `params` is overwritten.
    state : NamedTuple
        As `init` or an earlier step made it; its arrays are overwritten.
    lr : float

    Returns
    -------
    state : NamedTuple
        With the same arrays, and the new step number where there is one.

    Examples
    --------
    >>> from lrkit.optimizers import Momentum
    >>> w, rule = np.ones(3), Momentum(0.5)
    >>> state = step_in_blocks(rule, w, np.ones(3), rule.init(w), lr=0.25)
    >>> w
    array([0.75, 0.75, 0.75])
    """
    if not optimizer.elementwise:
        raise ValueError(f"optimizer must move each coordinate by itself, got {optimizer}")
    new, kernel, spare = state, kernel_of(optimizer), np.empty(min(BLOCK, len(params)))
    for start in range(0, len(params), BLOCK):
        part = slice(start, start + BLOCK)
        old, w, g = _part_of(state, part, params.shape), params[part], grad[part]
        if kernel is not None:
            new = kernel(optimizer, w, g, old, lr, spare[: len(w)])
            continue
        w[:], new = optimizer.step(w, g, old, lr)
        for whole, piece in zip(old, new, strict=True):
            if np.shape(whole) == w.shape:
                whole[:] = piece
    return _joined(state, new, params.shape)


def _part_of(state: Any, part: slice, shape: tuple[int, ...]) -> Any:
    """A state of which only the arrays with a number for each parameter are cut."""
    pieces = [piece[part] if np.shape(piece) == shape else piece for piece in state]
    return type(state)(*pieces) if pieces else state


def _joined(state: Any, last: Any, shape: tuple[int, ...]) -> Any:
    """The whole arrays, and what has no number for each parameter as the last block left it."""
    pieces = [whole if np.shape(whole) == shape else piece
              for whole, piece in zip(state, last, strict=True)]
    return type(state)(*pieces) if pieces else state
