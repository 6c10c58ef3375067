"""Scores of recipes of the capstone: `python -m tests.benchmarks.calibration [starts]`.

The thresholds in lrkit/exercises/nb10/submission.py were set by this table. Each recipe is trained
from many starts; a submission is scored by the mean of five, so that the last column but one, the
standard deviation of such means, says how much of a score is luck.
"""

import sys

import numpy as np

from lrkit.capstone import SEEDS, label, read_recipe, test_losses
from lrkit.exercises.nb10.submission import THRESHOLDS

RECIPES = (
    ("sgd", 0.01, "constant", 32),
    ("adam", 0.001, "constant", 32),
    ("sgd", 0.1, "constant", 32),
    ("sgd", 1.0, "constant", 32),
    ("sgd", 0.3, "constant", 32),
    ("momentum", 0.03, "constant", 32),
    ("adam", 0.01, "constant", 32),
    ("sgd", 1.0, "cosine", 32),
    ("momentum", 0.1, "cosine", 32),
    ("adam", 0.02, "cosine", 32),
    ("momentum", 0.2, "cosine", 32),
    ("momentum", 0.1, "warmup_cosine", 16),
    ("adam", 0.02, "warmup_cosine", 16),
    ("momentum", 0.05, "warmup_cosine", 8),
    ("adam", 0.03, "warmup_cosine", 16),
)


def main(starts: int = 30) -> None:
    """Print a line for each recipe, the worst first."""
    seeds = tuple(range(5000, 5000 + starts))
    print(f"| recipe | mean of {starts} starts | s.d. of one | s.d. of a mean of five | score | "
          "points |\n|---|---|---|---|---|---|")
    for values in RECIPES:
        recipe = read_recipe(dict(zip(("optimizer", "lr", "schedule", "batch_size"), values,
                                      strict=True)))
        losses, score = np.array(test_losses(recipe, seeds)), np.mean(test_losses(recipe, SEEDS))
        points = 2 * sum(score <= threshold for threshold in THRESHOLDS.values())
        print(f"| {label(recipe)} | {losses.mean():.4f} ± {losses.std(ddof=1) / starts**0.5:.4f} | "
              f"{losses.std(ddof=1):.4f} | {losses.std(ddof=1) / 5**0.5:.4f} | {score:.4f} | "
              f"{points} |", flush=True)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
