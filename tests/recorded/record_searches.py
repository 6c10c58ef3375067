"""Record searches and range tests of notebook 3: ``python -m tests.recorded.record_searches``.

Takes about a minute. Writes ``lrkit/training/data/searches.json``: the lowest loss of each search,
for each repetition. A repetition shifts the range of the rates, draws the random points, and has a
seed of its own for its runs, which all of its searches share. And ``range_tests.json`` beside it:
what each rule suggests from ten range tests, and the losses of whole runs at these rates.
"""

import json
from pathlib import Path

import numpy as np

from lrkit import training
from lrkit.optimizers import GradientDescent
from lrkit.problems import DigitsNetwork, load_digits
from lrkit.training import (
    RangeTest,
    compare_rules,
    grid_search,
    log_grid,
    random_search,
    range_test,
    sample_log,
)

FILE = Path(training.__file__).with_name("data") / "searches.json"
RANGE_TESTS = FILE.with_name("range_tests.json")
REPETITIONS, NUM_TESTS = 60, 10
RUNS, SIDE = 16, 4  # runs of each search; values of each setting on the grid
DECAYS = (1e-6, 1e-3)
NUM_LEARNT, STEPS, BATCH = 700, 60, 32  # as in the notebook


def loss_at(lr: float, seed: int, decay: float = 0.0) -> float:
    """Make a run of notebook 3 and return its held-out loss."""
    images, labels = load_digits()[:2]
    net = DigitsNetwork(images[:NUM_LEARNT], labels[:NUM_LEARNT])
    rng = np.random.default_rng(seed)
    w = net.init(rng)
    for chosen in rng.integers(NUM_LEARNT, size=(STEPS, BATCH)):
        w = w - lr * (net.sample_grad(w, chosen) + decay * w)
    return float(DigitsNetwork(images[NUM_LEARNT:], labels[NUM_LEARNT:]).value(w))


def lowest_losses(repetition: int) -> dict[str, float]:
    """Return the lowest loss of a grid, a random search and a grid of rates alone."""
    rng = np.random.default_rng([3, repetition])
    low = 1e-4 * 10 ** rng.uniform(-0.5, 0.5)
    high, seeds = low * 1e5, [repetition]
    found = {
        "grid": grid_search(loss_at, {"lr": log_grid(low, high, SIDE),
                                      "decay": log_grid(*DECAYS, SIDE)}, seeds=seeds),
        "random": random_search(loss_at, {"lr": sample_log(low, high),
                                          "decay": sample_log(*DECAYS)}, RUNS, rng, seeds=seeds),
        "rates alone": grid_search(loss_at, {"lr": log_grid(low, high, RUNS)}, seeds=seeds),
    }
    return {name: search.best.mean for name, search in found.items()}


def record() -> dict[str, list[float]]:
    """Return the lowest losses of every repetition, by search."""
    rows = [lowest_losses(repetition) for repetition in range(REPETITIONS)]
    return {name: [round(row[name], 9) for row in rows] for name in rows[0]}


def make_test(seed: int) -> RangeTest:
    """Make a range test as in the notebook, where it has seed 1."""
    images, labels = load_digits()[:2]
    net = DigitsNetwork(images[:NUM_LEARNT], labels[:NUM_LEARNT])
    rng = np.random.default_rng(seed)
    return range_test(net, GradientDescent(), net.init(rng), min_lr=1e-4, max_lr=10,
                      num_steps=STEPS, smoothing=0.98, batch_size=BATCH, rng=rng)


def record_rules(num_tests: int = NUM_TESTS) -> dict[str, dict]:
    """Return what each rule suggests from these tests, and the losses of whole runs there."""
    found = compare_rules([make_test(seed) for seed in range(num_tests)], loss_at)
    return {name: {"lrs": [float(f"{lr:.9g}") for lr in outcome.lrs],
                   "losses": [round(float(loss), 9) for loss in outcome.losses],
                   "behind": outcome.behind} for name, outcome in found.items()}


if __name__ == "__main__":
    RANGE_TESTS.write_text(json.dumps(record_rules(), indent=1) + "\n", encoding="utf-8")
    FILE.write_text(json.dumps(record(), indent=1) + "\n", encoding="utf-8")
