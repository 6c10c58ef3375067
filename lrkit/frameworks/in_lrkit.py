"""The same run with a rule of lrkit: what a library's run is compared with."""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lrkit.frameworks.recipes import batches, network, start


def train_rule(rule: Any, lr: float | Callable[[int], float]) -> NDArray:
    """Train the network with a rule of lrkit, from the same start and on the same batches.

    Parameters
    ----------
    rule : object
        One of `lrkit.optimizers`.
    lr : float or callable
        The rate; or the rate of each step, counted from 0.

    Returns
    -------
    ndarray, shape (49,)
        The losses of all 1,000 images after 0, 1, ... steps, as in `Run`.

    Examples
    --------
    >>> from lrkit.optimizers import GradientDescent
    >>> float(train_rule(GradientDescent(), 0.1)[-1].round(4))
    1.0437
    """
    net, w = network(), start()
    rate = lr if callable(lr) else lambda step: lr
    losses, state = [net.value(w)], rule.init(w)
    for step, batch in enumerate(batches()):
        w, state = rule.step(w, net.sample_grad(w, batch), state, rate(step))
        losses.append(net.value(w))
    return np.array(losses)
