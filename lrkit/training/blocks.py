"""Steps of large parameter arrays, a block at a time and in place.

A rule that is written to be read makes a new array for each of its operations. With ten million
parameters each of those arrays is written to main memory and read from it again, a dozen times for
a step, and that takes most of the time. A block that fits into the cache stays there: its
operations cost little, and main memory is read and written once.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from lrkit.optimizers import Optimizer
from lrkit.training.kernels import kernel_of

BLOCK = 16_384  # entries: Adam's five arrays of 128 kB are about as large as a core's cache


def step_in_blocks(
    optimizer: Optimizer, params: NDArray, grad: NDArray, state: Any, lr: float
) -> Any:
    """Make one step of an elementwise rule that overwrites `params` and the arrays of the state.

    Parameters
    ----------
    optimizer : Optimizer
        Its `elementwise` must be true; ValueError otherwise.
    params, grad : ndarray of float, shape (P,)
        `params` is overwritten.
    state : NamedTuple
        As `init` or an earlier step made it; its arrays are overwritten.
    lr : float
        The rate of this step.

    Returns
    -------
    state : NamedTuple
        The same arrays and, if the rule counts its steps, the new step number.

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
    """Return the state of one block: arrays with an entry for each parameter are cut to it."""
    pieces = [piece[part] if np.shape(piece) == shape else piece for piece in state]
    return type(state)(*pieces) if pieces else state


def _joined(state: Any, last: Any, shape: tuple[int, ...]) -> Any:
    """Return the whole state: arrays by parameter as they are, all else from the last block."""
    pieces = [whole if np.shape(whole) == shape else piece
              for whole, piece in zip(state, last, strict=True)]
    return type(state)(*pieces) if pieces else state
