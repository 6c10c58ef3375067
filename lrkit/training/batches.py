"""Mini-batches: the examples that a step uses, and their gradient."""

from collections.abc import Callable, Iterator
from numbers import Integral

import numpy as np
from numpy.typing import NDArray

from lrkit.problems import Problem


def minibatches(
    num_examples: int, batch_size: int, rng: np.random.Generator
) -> Iterator[NDArray]:
    """Return the batches of one epoch: every example exactly once, in a random order.

    Parameters
    ----------
    num_examples : int
        The size of the data set, at least 1.
    batch_size : int
        At least 1. The last batch is shorter if the size does not divide the number of examples.
    rng : numpy Generator
        Draws the order; the next epoch, with the same generator, has another one.

    Yields
    ------
    ndarray of int, shape (at most batch_size,)
        The indices of the examples of a batch.

    Raises
    ------
    ValueError
        If a number is below 1 or no whole number.

    Examples
    --------
    >>> [len(batch) for batch in minibatches(10, 4, np.random.default_rng(0))]
    [4, 4, 2]
    """
    _check_sizes(num_examples, batch_size)
    order = rng.permutation(num_examples)
    return (order[start : start + batch_size] for start in range(0, num_examples, batch_size))


def gradient_of(
    problem: Problem, batch_size: int | None, rng: np.random.Generator | None
) -> Callable[[NDArray], NDArray]:
    """Return the gradient function of a run: exact, of mini-batches, or with the problem's noise.

    Raises
    ------
    ValueError
        If the problem has nothing to sample, or there is no generator to sample with.
    """
    if batch_size is None and rng is None:
        return problem.grad
    if rng is None:
        raise ValueError("batch_size needs rng, a numpy Generator such as "
                         "np.random.default_rng(0), got rng=None")
    if batch_size is not None:
        if not hasattr(problem, "num_examples"):
            raise ValueError(f"batch_size needs a problem with examples, got {problem}")
        _check_sizes(problem.num_examples, batch_size)
        batches = _endless(problem.num_examples, batch_size, rng)
        return lambda params: problem.sample_grad(params, next(batches))
    if hasattr(problem, "num_examples"):
        raise ValueError("rng needs batch_size for a problem with examples, got batch_size=None")
    if not hasattr(problem, "sample_grad"):
        raise ValueError(f"rng needs a problem with noise or examples, got {problem}")
    return lambda params: problem.sample_grad(params, rng)


def _endless(num_examples: int, batch_size: int, rng: np.random.Generator) -> Iterator[NDArray]:
    while True:
        yield from minibatches(num_examples, batch_size, rng)


def _check_sizes(num_examples: int, batch_size: int) -> None:
    for name, value in (("num_examples", num_examples), ("batch_size", batch_size)):
        if not isinstance(value, Integral) or value < 1:
            raise ValueError(f"{name} must be a whole number of at least 1, got {value!r}")
