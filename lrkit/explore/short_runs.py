"""Short runs on the digits, as in notebook 3: several at a time, each made only once."""

from collections.abc import Iterator, Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from lrkit.optimizers import GradientDescent
from lrkit.problems import DigitsNetwork, load_digits
from lrkit.problems.classification import cross_entropy
from lrkit.trials.digits import forward, grads

STEPS, BATCH, NUM_LEARNT = 60, 32, 700  # steps, images a step, images to learn from
RUNS_PER_PIECE = 2  # a piece takes some 6 ms, so that the figure stays responsive
NUM_PIECES = 10  # of the images that are held out
SEEDS_KEPT = 6

RateAndSeed = tuple[float, int]  # a rate and a seed


class ShortRuns:
    """The held-out loss of each run made so far, by rate and seed; inf where it is not finite.

    Examples
    --------
    >>> runs = ShortRuns()
    >>> round(runs.loss(0.32, seed=0), 3)
    0.326
    >>> runs.table([0.32, 1e200], seeds=[0]).round(3)  # nan: that run was not made
    array([[0.326],
           [  nan]])
    """

    def __init__(self) -> None:
        self._losses: dict[RateAndSeed, float] = {}

    def loss(self, lr: float, seed: int) -> float:
        """Return the loss of one run, and make the run if need be."""
        if (lr, seed) not in self._losses:
            self.make([(lr, seed)])
        return self._losses[lr, seed]

    def table(self, lrs: Sequence[float], seeds: Sequence[int]) -> NDArray:
        """Return the losses of the runs made so far, a row for each rate; nan for the others."""
        return np.array([[self._losses.get((lr, seed), np.nan) for seed in seeds] for lr in lrs])

    def missing(self, lrs: Sequence[float], seeds: Sequence[int]) -> Iterator[list[RateAndSeed]]:
        """List the runs still to make, in pieces that take some milliseconds each.

        The ends of the range come first, then the rates between, so that a few runs show the course
        of the whole curve; and one seed after the other.
        """
        runs = dict.fromkeys((lrs[k], seed) for seed in seeds for k in coarse_to_fine(len(lrs)))
        todo = [run for run in runs if run not in self._losses]
        return (todo[k:k + RUNS_PER_PIECE] for k in range(0, len(todo), RUNS_PER_PIECE))

    def make(self, runs: Sequence[RateAndSeed]) -> None:
        """Make runs, all of them in one array program."""
        self._losses.update(zip(runs, train_side_by_side(runs).tolist(), strict=True))


def train_side_by_side(runs: Sequence[RateAndSeed]) -> NDArray:
    """Compute the held-out loss of each run, all runs in one array program; inf if not finite.

    Gradient descent changes each weight by itself, so that the networks are one array with the runs
    in front; each comes out as if it were trained alone.

    >>> train_side_by_side([(0.32, 0), (1e200, 5)]).round(3)
    array([0.326,   inf])
    """
    images, labels = _digits()
    lrs = np.array([lr for lr, _ in runs])[:, None, None]
    starts, batches = zip(*(_drawn(seed) for _, seed in runs), strict=True)
    parts, rule = [np.stack(part) for part in zip(*starts, strict=True)], GradientDescent()
    states = [rule.init(part) for part in parts]
    with np.errstate(all="ignore"):  # a run that diverges ends at inf
        for batch in np.moveaxis(batches, 1, 0):
            for k, grad in enumerate(grads(parts, images[batch], labels[batch])):
                parts[k], states[k] = rule.step(parts[k], grad, states[k], lrs)
        # In pieces, since BLAS runs larger products on all cores, and the browser needs them too.
        pieces = images[NUM_LEARNT:].reshape(NUM_PIECES, -1, images.shape[1])
        logits = forward([part[:, None] for part in parts], pieces)[1].reshape(-1, 10)
        losses = cross_entropy(logits, np.tile(labels[NUM_LEARNT:], len(runs)))
        losses = losses.reshape(len(runs), -1).mean(axis=1)
    return np.nan_to_num(losses, nan=np.inf, posinf=np.inf)


def coarse_to_fine(count: int) -> list[int]:
    """List the positions 0 to count - 1: both ends, the middle, the quarters, and so on.

    >>> coarse_to_fine(9)
    [0, 8, 4, 2, 6, 1, 3, 5, 7]
    """
    last = count - 1
    halvings = range(max(last, 0).bit_length() + 1)  # until the distance is less than one
    return list(dict.fromkeys(k * last >> n for n in halvings for k in range(2**n + 1)))


@lru_cache(maxsize=SEEDS_KEPT)
def _drawn(seed: int) -> tuple[tuple[NDArray, ...], NDArray]:
    """Draw what a seed decides: the weights at the start, and the images of every step."""
    net, rng = DigitsNetwork(), np.random.default_rng(seed)
    W1, b1, W2, b2 = net.split(net.init(rng))
    return (W1, b1[None], W2, b2[None]), rng.integers(NUM_LEARNT, size=(STEPS, BATCH))


@lru_cache(maxsize=1)
def _digits() -> tuple[NDArray, NDArray]:
    """Load images and labels; the first `NUM_LEARNT` are learnt, the others held out."""
    return load_digits()[:2]
