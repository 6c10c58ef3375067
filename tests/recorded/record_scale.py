"""Record the runs of notebook 11: ``python -m tests.recorded.record_scale [NAME ...]``.

Writes ``lrkit/scale/data/NAME.json`` for each of `lrkit.scale.NAMES`, or for those that are named.
All of them take about half an hour on one core. What a run is stands in `lrkit.scale.runs`.
"""

import json
import sys
from itertools import product
from pathlib import Path

import numpy as np

from lrkit import scale
from lrkit.scale import runs

FOLDER = Path(scale.__file__).with_name("data")
SEEDS = list(range(5))

# For each table: its axes in order, the function that makes the runs of one seed, and which axes
# that function is called with one by one; the others, rates and decays, it takes as a list.
TABLES = {
    "width": (
        {"parametrisation": list(runs.PARAMETRISATIONS), "width": list(runs.WIDTHS),
         "lr": runs.grid(-10, -2)},
        lambda kind, width, lrs, seed: runs.width_losses(width, kind, lrs, seed)),
    "batch": (
        {"batch": list(runs.BATCHES), "lr": runs.grid(-5, 2)}, runs.steps_to_target),
    "length": (
        {"shape": ["cosine", "stable, then decay"], "length": list(runs.LENGTHS),
         "lr": runs.grid(-3, 0)}, runs.length_losses),
    "decay": (
        {"lr": runs.grid(-9, -4, 1), "weight_decay": [0.0, *runs.grid(-6, 0, 1)]},
        runs.decay_losses),
    "rule": ({"rule": ["Adam", "Muon", "Muon, hidden matrix only"], "lr": runs.grid(-8, -2)},
             runs.rule_losses),
}
IN_ONE_CALL = ("lr", "weight_decay")


def record(name: str) -> dict:
    """Make the runs of a table; return its axes and its numbers as lists."""
    axes, function = TABLES[name]
    outer = [values for axis, values in axes.items() if axis not in IN_ONE_CALL]
    inner = [values for axis, values in axes.items() if axis in IN_ONE_CALL]
    found = np.array([[function(*point, *inner, seed) for seed in SEEDS]
                      for point in product(*outer)])  # (points, seeds, [2,] *inner)
    kinds = ["steps"] if name == "batch" else ["train", "test"]
    found = found.reshape(len(found), len(SEEDS), len(kinds), *map(len, inner))
    found = np.moveaxis(found, 1, -1).swapaxes(0, 1)  # (kinds, points, *inner, seeds)
    shape = [len(values) for values in axes.values()]
    return {"axes": {**axes, "seed": SEEDS}} | {
        kind: numbers.reshape(*shape, len(SEEDS)).tolist()
        for kind, numbers in zip(kinds, found, strict=True)}


def as_text(found: dict) -> str:
    """Write JSON with five digits to each number, and a line for each axis and each kind."""
    def short(value):
        if isinstance(value, list):
            return [short(entry) for entry in value]
        return float(f"{value:.5g}") if isinstance(value, float) else value

    return "{" + ",\n ".join(f"{json.dumps(key)}: {json.dumps(short(value))}"
                            for key, value in found.items()) + "}\n"


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for each in sys.argv[1:] or TABLES:
        (FOLDER / f"{each}.json").write_text(as_text(record(each)), encoding="utf-8")
        print(each, "recorded", flush=True)
