"""Steps of large parameter arrays, a block at a time and in place.

A rule that is written to be read makes a new array for each of its operations. With ten million
parameters each of those arrays is written to main memory and read from it again, a dozen times for
a step, and that takes most of the time. A block that fits into the cache stays there: its
operations cost little, and main memory is read and written once. NumPy lets go of Python's lock
while it computes, so that each core can work on its own part of the array.
"""

import os
import sys
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lrkit.optimizers import Optimizer
from lrkit.training.kernels import kernel_of

BLOCK = 32_768  # entries: of 256 kB each, so that what a step reads twice is still in the cache
SHARE = 1_000_000  # entries: fewer for a core are not worth a thread


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
    by_parameter = [np.shape(piece) == params.shape for piece in state]
    errors = np.geterr() | {"call": np.geterrcall()}

    def step(part: slice) -> Any:
        with np.errstate(**errors):  # a thread begins with NumPy's own
            return _step_part(optimizer, params[part], grad[part],
                              _part_of(state, part, by_parameter), lr)

    parts = _shares(len(params), _num_cores())
    if len(parts) == 1:
        return _joined(state, step(parts[0]), by_parameter)
    with ThreadPoolExecutor(len(parts)) as threads:
        return _joined(state, list(threads.map(step, parts))[-1], by_parameter)


def _num_cores() -> int:
    """Return how many cores may be used; more than four wait for the memory."""
    if sys.platform == "emscripten":  # Python in a browser starts no thread
        return 1
    allowed = getattr(os, "sched_getaffinity", None)
    return min(len(allowed(0)) if allowed else os.cpu_count() or 1, 4)


def _shares(count: int, num_cores: int) -> list[slice]:
    """Cut so many entries into a part for each core, none smaller than `SHARE`.

    >>> _shares(10, 4), _shares(3 * SHARE, 2)[1] == slice(3 * SHARE // 2, 3 * SHARE)
    ([slice(0, 10, None)], True)
    """
    cuts = np.linspace(0, count, max(min(num_cores, count // SHARE), 1) + 1).astype(int).tolist()
    return [slice(*ends) for ends in pairwise(cuts)]


def _step_part(optimizer: Optimizer, params: NDArray, grad: NDArray, state: Any, lr: float) -> Any:
    """Make the step of one core's part, block by block; return the state of the last block."""
    new, kernel, spare = state, kernel_of(optimizer), np.empty(min(BLOCK, len(params)))
    by_parameter = [np.shape(piece) == params.shape for piece in state]
    for start in range(0, len(params), BLOCK):
        part = slice(start, start + BLOCK)
        old, w, g = _part_of(state, part, by_parameter), params[part], grad[part]
        if kernel is not None:
            new = kernel(optimizer, w, g, old, lr, spare[: len(w)])
            continue
        w[:], new = optimizer.step(w, g, old, lr)
        for whole, piece in zip(old, new, strict=True):
            if np.shape(whole) == w.shape:
                whole[:] = piece
    return new


def _part_of(state: Any, part: slice, by_parameter: list[bool]) -> Any:
    """Return the state of one block: arrays with an entry for each parameter are cut to it."""
    pieces = (piece[part] if cut else piece
              for piece, cut in zip(state, by_parameter, strict=True))
    return type(state)(*pieces) if by_parameter else state


def _joined(state: Any, last: Any, by_parameter: list[bool]) -> Any:
    """Return the whole state: arrays by parameter as they are, all else from the last block."""
    pieces = (whole if cut else piece
              for whole, piece, cut in zip(state, last, by_parameter, strict=True))
    return type(state)(*pieces) if by_parameter else state
