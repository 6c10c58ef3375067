"""The same run with a rule of lrkit: what a library's run is compared with."""

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lrkit.frameworks.recipes import batches, network, start


def train_rule(rule: Any, lr: ArrayLike) -> NDArray:
    """Train the network with a rule of lrkit, from the same start and on the same batches.

    Parameters
    ----------
    rule : object
        One of `lrkit.optimizers`.
    lr : float or array_like, shape (48,)
        The rate, or those of all steps.

    Returns
    -------
    ndarray, shape (49,)
        The losses of all 1,000 images after 0, 1, ... steps, as in `Run`.

    Raises
    ------
    ValueError
        If there are several rates, and not one for each step.

    Examples
    --------
    >>> from lrkit.optimizers import GradientDescent
    >>> float(train_rule(GradientDescent(), 0.1)[-1].round(4))
    1.0437
    """
    net, w, steps = network(), start(), batches()
    rates = np.asarray(lr, dtype=float)
    if rates.shape not in ((), (len(steps),)):
        raise ValueError(f"lr must be one rate or {len(steps)}, got shape {rates.shape}")
    losses, state = [net.value(w)], rule.init(w)
    for batch, rate in zip(steps, np.broadcast_to(rates, len(steps)), strict=True):
        w, state = rule.step(w, net.sample_grad(w, batch), state, rate)
        losses.append(net.value(w))
    return np.array(losses)
