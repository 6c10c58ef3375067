"""Train a recipe: once for the validation images, or from five starts for the score."""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from lrkit.capstone.recipes import BUDGET, RULES, Recipe
from lrkit.problems import DigitsNetwork, load_digits

SEEDS = (2101, 2102, 2103, 2104, 2105)  # starts and shuffles that the score is averaged over
LEARN = 700  # of the 1,000 training images; tuning runs are judged by the other 300
EVERY = 500  # example-gradients between two looks at the validation loss


@dataclass(frozen=True)
class TuningRun:
    """What one run showed on the 300 validation images.

    Attributes
    ----------
    recipe : Recipe
        What was run.
    start : int
        The seed of its start and its batches.
    spent : tuple of int
        Example-gradients used up to each look, from 0 to the whole budget, or to where it diverged.
    losses : tuple of float
        Mean validation cross-entropy at each look; infinite where it diverged.
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


def train(recipe: Recipe, net: DigitsNetwork, seed: int) -> Iterator[tuple[int, NDArray]]:
    """The example-gradients spent, and the parameters: at the start and after each step.

    A run whose parameters are not finite any more ends there, with nan for each of them.
    """
    rng = np.random.default_rng(seed)
    params, spent = net.init(rng), 0
    rule = RULES[recipe.optimizer](recipe.momentum)
    state = rule.init(params)
    yield spent, params
    for lr, batch in zip(recipe.rates(), batches(recipe.batch_size, net.num_examples, rng),
                         strict=True):
        with np.errstate(all="ignore"):
            params, state = rule.step(params, net.sample_grad(params, batch), state, lr)
        spent += len(batch)
        if not np.isfinite(params).all():
            yield spent, np.full_like(params, np.nan)
            return
        yield spent, params


def batches(batch_size: int, num_examples: int, rng: np.random.Generator) -> Iterator[NDArray]:
    """Index arrays that use up the budget exactly: epochs shuffled one after the other."""
    left, order = BUDGET, np.empty(0, dtype=int)
    while left:
        size = min(batch_size, left)
        while len(order) < size:
            order = np.concatenate([order, rng.permutation(num_examples)])
        yield order[:size]
        order, left = order[size:], left - size


def validate(recipe: Recipe, start: int = 0) -> TuningRun:
    """Learn from 700 training images and look at the other 300 on the way; no meter runs.

    >>> from lrkit.capstone import read_recipe
    >>> careful = read_recipe({"optimizer": "sgd", "lr": 0.01, "schedule": "constant",
    ...                        "batch_size": 100})
    >>> run = validate(careful)
    >>> run.spent[:3], len(run.losses), bool(1.9 < run.loss < 2.3)
    ((0, 500, 1000), 21, True)
    """
    digits = load_digits()
    net = _networks()[0]
    X, y = digits.X_train[LEARN:], digits.y_train[LEARN:]
    held_out, looks = DigitsNetwork(X, y), []
    for spent, params in train(recipe, net, start):
        lost = np.isnan(params[0])
        if not looks or lost or spent // EVERY > looks[-1][0] // EVERY:
            looks.append((spent, _loss(held_out, params)))
    accuracy = 0.0 if lost else float(net.accuracy(params, X, y))
    return TuningRun(recipe, start, *map(tuple, zip(*looks, strict=True)), accuracy)


def train_once(recipe: Recipe, seed: int) -> NDArray:
    """The parameters after the whole budget on all 1,000 images, from the start of `seed`."""
    ((_, params),) = deque(train(recipe, _networks()[1], seed), maxlen=1)
    return params


@cache
def test_losses(recipe: Recipe, seeds: tuple[int, ...] = SEEDS) -> tuple[float, ...]:
    """Mean cross-entropy on the 797 test images for each seed; infinite where it diverges."""
    return tuple(_loss(_networks()[2], train_once(recipe, seed)) for seed in seeds)


def score(recipe: Recipe) -> float:
    """Mean cross-entropy on the 797 test images over `SEEDS`; infinite if a run diverges."""
    return float(np.mean(test_losses(recipe)))


def _loss(net: DigitsNetwork, params: NDArray) -> float:
    if not np.isfinite(params).all():
        return np.inf
    with np.errstate(all="ignore"):
        loss = float(net.value(params))
    return loss if np.isfinite(loss) else np.inf


@cache
def _networks() -> tuple[DigitsNetwork, DigitsNetwork, DigitsNetwork]:
    """The 700 images to tune on, all 1,000 to train on, and the 797 of the test."""
    digits = load_digits()
    return (DigitsNetwork(digits.X_train[:LEARN], digits.y_train[:LEARN]), DigitsNetwork(),
            DigitsNetwork(digits.X_test, digits.y_test))
