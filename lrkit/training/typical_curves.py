"""Curves of the loss that come up again and again, each from a real run, with what to do."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lrkit.optimizers import GradientDescent
from lrkit.problems import DigitsNetwork, LeastSquares, load_diabetes, load_digits
from lrkit.training.loop import train

NUM_LEARNT = 700  # digits to learn from, as in notebook 3
EDGE_RATES = (0.001, 0.003, 0.01, 0.03)


@dataclass(frozen=True, eq=False)
class TypicalCurve:
    """A curve, its name, where it comes from, and the action that it calls for.

    Attributes
    ----------
    name, action : str
        What is seen, and what to do.
    setting : str
        The rate and the other settings of the run.
    x, losses : ndarray, shape (n,)
        The losses over the steps, or over the rates that were tried.
    over_rates : bool
        True if `x` holds rates.
    """

    name: str
    action: str
    setting: str
    x: NDArray
    losses: NDArray
    over_rates: bool = False


def typical_curves() -> list[TypicalCurve]:
    """Make the runs now, in about a second, and return their curves.

    Examples
    --------
    >>> [curve.name for curve in typical_curves()][:2]
    ['hardly falls', 'falls, then levels off']
    """
    return [
        _digits("hardly falls", "multiply the rate by 10", 0.003),
        _digits("falls, then levels off", "keep the rate", 0.4),
        _digits("jumps about", "divide the rate by 2 or 3", 1.3, seed=1),
        _digits("rises, stuck at a guess", "divide by 10, start again", 3.0),
        _exploding(),
        _digits("falls to a noisy floor", "lower the rate late in the run,\nor use larger batches",
                0.2, steps=400, batch=2),
        _digits("spikes, but recovers", "wait; if spikes get frequent,\nlower the rate", 0.7,
                steps=100, seed=2),
        _edge(),
    ]


def _digits(name: str, action: str, lr: float, steps: int = 60, batch: int = 32,
            seed: int = 0) -> TypicalCurve:
    """Train notebook 3's network and record its loss on the images that it learns from."""
    losses = _run(_network(), lr, steps, batch, seed)
    return TypicalCurve(name, action, f"rate {lr:g}, batches of {batch}", np.arange(losses.size),
                        losses)


def _exploding() -> TypicalCurve:
    """Fit the diabetes data in their own units, at a rate a little above the limit."""
    data = load_diabetes("raw")
    problem = LeastSquares(data.X, data.y - data.y.mean())
    lr = 1.1 * problem.max_stable_lr
    losses = train(problem, GradientDescent(), np.zeros(problem.num_params), lr, 60).losses
    return TypicalCurve("grows without end", "divide by 10, and look at\nthe scale of the data",
                        f"rate {lr:.6f}, a linear fit", np.arange(losses.size), losses)


def _edge() -> TypicalCurve:
    """Try four rates, the best of which is the largest."""
    net = _network()
    losses = np.array([_run(net, lr, 60, 32, 0)[-1] for lr in EDGE_RATES])
    return TypicalCurve("best at the upper edge", "go on in that direction:\nhere, larger rates",
                        f"{len(EDGE_RATES)} runs, 60 steps each", np.array(EDGE_RATES), losses,
                        over_rates=True)


def _network() -> DigitsNetwork:
    images, labels = load_digits()[:2]
    return DigitsNetwork(images[:NUM_LEARNT], labels[:NUM_LEARNT])


def _run(net: DigitsNetwork, lr: float, steps: int, batch: int, seed: int) -> NDArray:
    rng = np.random.default_rng(seed)
    run = train(net, GradientDescent(), net.init(rng), lr, steps, batch_size=batch, rng=rng,
                record="ends")
    return run.losses
