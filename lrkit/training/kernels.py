"""In-place kernels of momentum and Adam, the rules that sweeps and large models use most.

The chapters of `lrkit.optimizers` are written to be read: a new array for each operation, in the
symbols of the paper. The kernels compute the same numbers with a single spare array, which is two
to three times as fast for large arrays (``python -m tests.benchmarks`` prints by how much). A test
compares each kernel with its rule.
"""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lrkit.optimizers import Adam, AdamW, Momentum, Optimizer

# (rule, params, grad, state, lr, spare) -> state; params, the state and spare are overwritten.
Kernel = Callable[[Optimizer, NDArray, NDArray, Any, ArrayLike, NDArray], Any]


def kernel_of(optimizer: Optimizer) -> Kernel | None:
    """Return the kernel of exactly this rule; None if it has none.

    >>> kernel_of(Momentum()).__name__, kernel_of(Momentum(flavor="keras"))
    ('step_momentum', None)
    """
    if getattr(optimizer, "flavor", "torch") not in ("torch", "optax"):
        return None
    return {Momentum: step_momentum, Adam: step_adam, AdamW: step_adam}.get(type(optimizer))


def step_momentum(
    rule: Momentum, w: NDArray, g: NDArray, state: Any, lr: ArrayLike, spare: NDArray
) -> Any:
    """Make a step of `Momentum` in place, for a velocity that does not include the rate."""
    velocity = state.velocity
    velocity *= rule.momentum
    velocity += g
    np.multiply(velocity, lr, out=spare)
    w -= spare
    return state


def step_adam(
    rule: Adam, w: NDArray, g: NDArray, state: Any, lr: ArrayLike, spare: NDArray
) -> Any:
    """Make a step of `Adam` or `AdamW` in place, in the form of the paper."""
    t, m, v = state.t + 1, state.m, state.v
    np.multiply(g, 1 - rule.beta1, out=spare)
    m *= rule.beta1
    m += spare
    np.multiply(g, g, out=spare)
    spare *= 1 - rule.beta2
    v *= rule.beta2
    v += spare
    start1, start2 = 1 - rule.beta1**t, np.sqrt(1 - rule.beta2**t)
    np.sqrt(v, out=spare)
    spare += rule.eps * start2
    np.divide(m, spare, out=spare)
    spare *= lr * (start2 / start1)
    if isinstance(rule, AdamW):  # not earlier: the gradient may be the array of the parameters
        w *= 1 - lr * rule.weight_decay
    w -= spare
    return state._replace(t=t)


def make_adam_step(rule: Adam, w: NDArray) -> Callable[[NDArray, ArrayLike], None]:
    r"""Return a function that makes steps of `Adam` or `AdamW` in `w`, for use in sweeps.

    It keeps :math:`M = m/(1-\beta_1)` and :math:`V = v/(1-\beta_2)` instead of the averages, which
    saves two multiplications of arrays in each step. The state stays inside the function.

    >>> w = np.zeros(2)
    >>> step = make_adam_step(Adam(eps=0.0), w)
    >>> step(np.array([1e-4, -50.0]), 0.001)
    >>> w
    array([-0.001,  0.001])
    """
    summed, squares, spare, t = np.zeros_like(w), np.zeros_like(w), np.empty_like(w), 0
    left1, left2 = 1 - np.asarray(rule.beta1), np.sqrt(1 - np.asarray(rule.beta2))

    def step(g: NDArray, lr: ArrayLike) -> None:
        nonlocal summed, squares, spare, w, t
        t += 1
        summed *= rule.beta1
        summed += g
        np.multiply(g, g, out=spare)
        squares *= rule.beta2
        squares += spare
        start1, start2 = 1 - rule.beta1**t, np.sqrt(1 - rule.beta2**t)
        np.sqrt(squares, out=spare)
        spare += rule.eps * start2 / left2
        np.divide(summed, spare, out=spare)
        spare *= lr * (start2 / start1 * left1 / left2)  # the parenthesis has small arrays only
        if isinstance(rule, AdamW):
            w *= 1 - lr * rule.weight_decay
        w -= spare

    return step
