"""Runs of a recipe: one for the validation images, or five for the score."""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from lrkit.capstone.recipes import BUDGET, RULES, Recipe
from lrkit.problems import DigitsNetwork, load_digits

SEEDS = (2101, 2102, 2103, 2104, 2105)  # of the starts and shuffles that the score is averaged over
NUM_LEARNT = 700  # of the 1,000 training images; tuning runs are judged by the other 300
LOSS_INTERVAL = 500  # example-gradients between two measurements of the validation loss


@dataclass(frozen=True)
class TuningRun:
    """The results of one run on the 300 validation images.

    Attributes
    ----------
    recipe : Recipe
        The recipe of the run.
    start : int
        The seed of its start and its batches.
    spent : tuple of int
        Example-gradients used before each measurement, from 0 to the budget or a divergence.
    losses : tuple of float
        Mean validation cross-entropy at each measurement; infinite if the run diverged.
    accuracy : float
        The share of validation images that is read right in the end.
    """

    recipe: Recipe
    start: int
    spent: tuple[int, ...]
    losses: tuple[float, ...]
    accuracy: float

    @property
    def loss(self) -> float:
        """The validation loss in the end."""
        return self.losses[-1]


def train_steps(recipe: Recipe, net: DigitsNetwork, seed: int) -> Iterator[tuple[int, NDArray]]:
    """Yield the example-gradients spent and the parameters, at the start and after each step.

    A run whose parameters are not finite any more ends there, with nan for each of them.
    """
    rng = np.random.default_rng(seed)
    params, spent = net.init(rng), 0
    rule = RULES[recipe.optimizer](recipe.momentum)
    state = rule.init(params)
    yield spent, params
    for lr, batch in zip(recipe.rates(), budget_batches(recipe.batch_size, net.num_examples, rng),
                         strict=True):
        with np.errstate(all="ignore"):
            params, state = rule.step(params, net.sample_grad(params, batch), state, lr)
        spent += len(batch)
        if not np.isfinite(params).all():
            yield spent, np.full_like(params, np.nan)
            return
        yield spent, params


def budget_batches(batch_size: int, num_examples: int,
                   rng: np.random.Generator) -> Iterator[NDArray]:
    """Yield index arrays that use up the budget exactly: epochs shuffled one after the other."""
    left, order = BUDGET, np.empty(0, dtype=int)
    while left:
        size = min(batch_size, left)
        while len(order) < size:
            order = np.concatenate([order, rng.permutation(num_examples)])
        yield order[:size]
        order, left = order[size:], left - size


def validate(recipe: Recipe, start: int = 0) -> TuningRun:
    """Learn from 700 training images and measure the loss on the other 300; no meter counts it.

    >>> from lrkit.capstone import read_recipe
    >>> careful = read_recipe({"optimizer": "sgd", "lr": 0.01, "schedule": "constant",
    ...                        "batch_size": 100})
    >>> run = validate(careful)
    >>> run.spent[:3], len(run.losses), bool(1.9 < run.loss < 2.3)
    ((0, 500, 1000), 21, True)
    """
    digits = load_digits()
    net = _networks()[0]
    X, y = digits.X_train[NUM_LEARNT:], digits.y_train[NUM_LEARNT:]
    held_out, points = DigitsNetwork(X, y), []
    for spent, params in train_steps(recipe, net, start):
        lost = np.isnan(params[0])
        if not points or lost or spent // LOSS_INTERVAL > points[-1][0] // LOSS_INTERVAL:
            points.append((spent, _loss(held_out, params)))
    accuracy = 0.0 if lost else float(net.accuracy(params, X, y))
    return TuningRun(recipe, start, *map(tuple, zip(*points, strict=True)), accuracy)


def train_once(recipe: Recipe, seed: int) -> NDArray:
    """Return the parameters after the whole budget on all 1,000 images, from one start."""
    ((_, params),) = deque(train_steps(recipe, _networks()[1], seed), maxlen=1)
    return params


@cache
def test_losses(recipe: Recipe, seeds: tuple[int, ...] = SEEDS) -> tuple[float, ...]:
    """Return mean cross-entropy on the 797 test images for each seed; infinite if it diverges."""
    return tuple(_loss(_networks()[2], train_once(recipe, seed)) for seed in seeds)


def score(recipe: Recipe) -> float:
    """Return mean cross-entropy on the 797 test images over `SEEDS`; infinite if a run diverges."""
    return float(np.mean(test_losses(recipe)))


def _loss(net: DigitsNetwork, params: NDArray) -> float:
    if not np.isfinite(params).all():
        return np.inf
    with np.errstate(all="ignore"):
        loss = float(net.value(params))
    return loss if np.isfinite(loss) else np.inf


@cache
def _networks() -> tuple[DigitsNetwork, DigitsNetwork, DigitsNetwork]:
    """Return networks on the 700 images to tune on, all 1,000 to train on, the 797 of the test."""
    digits = load_digits()
    return (DigitsNetwork(digits.X_train[:NUM_LEARNT], digits.y_train[:NUM_LEARNT]),
            DigitsNetwork(), DigitsNetwork(digits.X_test, digits.y_test))
