"""Runs of a recipe: one on the validation images, five for the score, and those of the grade.

The 1,797 digits are split once: 700 images to learn from while tuning, 300 for validation, and 797
for the test. No image is in two of the three. In the notebook everything, `score` included, learns
from the 700 and is measured on the 300. The grade trains on all 1,000 and measures the 797, from
starts that the grader draws (`test_losses`). The images are public, since they come with lrkit:
what nobody knows in advance is the starts.
"""

from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache

import numpy as np
from numpy.typing import NDArray

from lrkit.capstone.recipes import BUDGET, RULES, Recipe, read_recipe
from lrkit.problems import DigitsNetwork, load_digits

SEEDS = (2101, 2102, 2103, 2104, 2105)  # of the starts and batches that the score averages over
NUM_LEARNT = 700  # of the 1,000 training images; the other 300 are for validation
LOSS_INTERVAL = 500  # example-gradients between two measurements of the validation loss


@dataclass(frozen=True)
class TuningRun:
    """The results of one run on the 300 validation images.

    Attributes
    ----------
    recipe : Recipe
        The recipe of the run.
    start : int
        The seed of its first weights and its batches.
    spent : tuple of int
        Example-gradients used before each measurement, from 0 to the budget, or to the step
        after which the run was not finite any more.
    losses : tuple of float
        Mean validation cross-entropy at each measurement; infinite if the run diverged.
    accuracy : float
        The share of validation images that is read correctly at the end.
    """

    recipe: Recipe
    start: int
    spent: tuple[int, ...]
    losses: tuple[float, ...]
    accuracy: float

    @property
    def loss(self) -> float:
        """The validation loss at the end."""
        return self.losses[-1]


def train_steps(recipe: Recipe, net: DigitsNetwork, seed: int) -> Iterator[tuple[int, NDArray]]:
    """Yield the example-gradients spent and the parameters, at the start and after each step.

    A run ends when a parameter is not finite any more, with nan for all of them.
    """
    rng = np.random.default_rng(seed)
    params, spent = net.init(rng), 0
    rule = RULES[recipe.optimizer](recipe)
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
    """Yield index arrays that use up the budget exactly: shuffled epochs, one after the other."""
    left, order = BUDGET, np.empty(0, dtype=int)
    while left:
        size = min(batch_size, left)
        while len(order) < size:
            order = np.concatenate([order, rng.permutation(num_examples)])
        yield order[:size]
        order, left = order[size:], left - size


def validate(recipe: Recipe | Mapping, start: int = 0) -> TuningRun:
    """Learn from 700 images and measure the loss on the 300 for validation; no meter counts it.

    >>> careful = {"optimizer": "sgd", "lr": 0.01, "schedule": "constant", "batch_size": 100}
    >>> run = validate(careful)
    >>> run.spent[:3], len(run.losses), bool(1.9 < run.loss < 2.3)
    ((0, 500, 1000), 21, True)
    """
    recipe = read_recipe(recipe)
    net, held_out = _tuning_networks()
    points: list[tuple[int, float]] = []
    for spent, params in train_steps(recipe, net, start):
        lost = np.isnan(params[0])
        if not points or lost or spent // LOSS_INTERVAL > points[-1][0] // LOSS_INTERVAL:
            points.append((spent, _loss(held_out, params)))
    accuracy = 0.0 if lost else float(net.accuracy(params, held_out.X, held_out.labels))
    return TuningRun(recipe, start, *map(tuple, zip(*points, strict=True)), accuracy)


def train_once(recipe: Recipe, seed: int) -> NDArray:
    """Return the parameters after a whole budget on all 1,000 training images, from one start."""
    ((_, params),) = deque(train_steps(recipe, _full_network(), seed), maxlen=1)
    return params


def validation_losses(recipe: Recipe | Mapping,
                      seeds: tuple[int, ...] = SEEDS) -> tuple[float, ...]:
    """Return the mean validation cross-entropy for each seed; infinite if a run diverges."""
    return _validation_losses(read_recipe(recipe), tuple(seeds))


@lru_cache(maxsize=1000)
def _validation_losses(recipe: Recipe, seeds: tuple[int, ...]) -> tuple[float, ...]:
    return tuple(validate(recipe, seed).loss for seed in seeds)


@lru_cache(maxsize=1000)
def test_losses(recipe: Recipe, seeds: tuple[int, ...]) -> tuple[float, ...]:
    """Return the mean test cross-entropy for each seed; infinite if a run diverges.

    Only the grader calls this, once for a submission: nothing in the notebook does.
    """
    return tuple(_loss(_test_network(), train_once(recipe, seed)) for seed in seeds)


def score(recipe: Recipe | Mapping) -> float:
    """Return the mean validation cross-entropy over `SEEDS`; infinite if a run diverges.

    The grade uses other images and starts.

    Parameters
    ----------
    recipe : Recipe or dict
        As in the notebook; ValueError says what is wrong with it.
    """
    return float(np.mean(validation_losses(recipe)))


def _loss(net: DigitsNetwork, params: NDArray) -> float:
    if not np.isfinite(params).all():
        return np.inf
    with np.errstate(all="ignore"):
        loss = float(net.value(params))
    return loss if np.isfinite(loss) else np.inf


@cache
def _tuning_networks() -> tuple[DigitsNetwork, DigitsNetwork]:
    """Return a network on the 700 images to tune on, and one on the 300 for validation."""
    digits = load_digits()
    X, y = np.split(digits.X_train, [NUM_LEARNT]), np.split(digits.y_train, [NUM_LEARNT])
    return DigitsNetwork(X[0], y[0]), DigitsNetwork(X[1], y[1])


@cache
def _full_network() -> DigitsNetwork:
    """Return a network on all 1,000 training images."""
    return DigitsNetwork()


@cache
def _test_network() -> DigitsNetwork:
    """Return a network on the 797 test images."""
    digits = load_digits()
    return DigitsNetwork(digits.X_test, digits.y_test)
