"""The noise of the capstone's score: `python -m tests.benchmarks.calibration [starts]`.

Each recipe is trained from many starts and measured on the validation and the test images, as check
and grader do. A submission is scored by the mean of five starts, so the standard deviation of such
means says how much of a score is luck. The bars in lrkit/exercises/nb10/submission.py are set by
this table; tests/recorded/capstone.json keeps it, and a test holds the bars to it.
"""

import json
import sys
from pathlib import Path

import numpy as np

from lrkit.capstone import label, read_recipe
from lrkit.capstone.runs import test_losses, validation_losses
from lrkit.exercises.nb10.submission import NUM_STARTS

FILE = Path(__file__).parents[1] / "recorded" / "capstone.json"
# Rules at their own best rates, with a rate that falls and batches of 16 or 32.
TUNED = (
    ("momentum", 0.2, "cosine", 32),
    ("momentum", 0.1, "cosine", 16),
    ("momentum", 0.1, "warmup_cosine", 16),
    ("nesterov", 0.1, "warmup_cosine", 16),
    ("adam", 0.03, "cosine", 32),
    ("adam", 0.02, "linear", 16),
    ("adam", 0.02, "warmup_cosine", 16),
    ("adam", 0.03, "warmup_cosine", 16),
    ("adamw", 0.02, "warmup_cosine", 16),
    ("rmsprop", 0.01, "warmup_cosine", 16),
)
OTHERS = (
    ("sgd", 0.01, "constant", 32),
    ("sgd", 0.1, "constant", 32),
    ("sgd", 0.3, "constant", 32),
    ("sgd", 1.0, "constant", 32),
    ("momentum", 0.03, "constant", 32),
    ("adam", 0.001, "constant", 32),
    ("adam", 0.01, "constant", 32),
    ("sgd", 0.3, "cosine", 32),
    ("sgd", 1.0, "cosine", 32),
    ("momentum", 0.1, "cosine", 32),
    ("adam", 0.02, "cosine", 32),
)


def main(starts: int = 30) -> None:
    """Measure every recipe, print a line for each, and write the file."""
    seeds = tuple(range(5000, 5000 + starts))
    print(f"| recipe | validation, {starts} starts | s.d. of a mean of {NUM_STARTS} | test | s.d. |"
          "\n|---|---|---|---|---|")
    rows = []
    for values in (*TUNED, *OTHERS):
        recipe = read_recipe(dict(zip(("optimizer", "lr", "schedule", "batch_size"), values,
                                      strict=True)))
        row = {"recipe": label(recipe), "tuned": values in TUNED}
        for name, losses in (("validation", validation_losses(recipe, seeds)),
                             ("test", test_losses(recipe, seeds))):
            row[name] = round(float(np.mean(losses)), 4)
            row[f"{name}_sd"] = round(float(np.std(losses, ddof=1) / NUM_STARTS**0.5), 4)
        rows.append(row)
        print("| {recipe} | {validation} | {validation_sd} | {test} | {test_sd} |".format(**row),
              flush=True)
    text = ",\n".join(map(json.dumps, rows))
    FILE.write_text(f'{{"starts": {starts}, "recipes": [\n{text}\n]}}\n', encoding="utf-8")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
