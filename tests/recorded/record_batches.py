"""Record steps to a loss by batch size and rate: ``python -m tests.recorded.record_batches``.

Takes about four minutes. Writes ``lrkit/training/data/batches.json``, which
`lrkit.training.recorded_batches` reads.
"""

import json
from pathlib import Path

import numpy as np

from lrkit import training
from lrkit.problems import DigitsNetwork
from lrkit.training.batches import gradient_of

FILE = Path(training.__file__).with_name("data") / "batches.json"
TARGET = 0.2  # the mean loss over all training images
SIZES = tuple(2**k for k in range(10))
LRS = tuple(0.01 * 2 ** (k / 2) for k in range(19))  # up to 5.12
SEEDS = range(5)
MAX_EXAMPLES, MAX_STEPS = 100_000, 8_000  # of a run; what needs more counts as never
MAX_LOSS = 50.0  # a run above it is given up


def steps_to_target(net: DigitsNetwork, start: np.ndarray, size: int, lr: float,
                    seed: int) -> int | None:
    """Return the first step after which the loss is low enough; None if there is none.

    The loss is looked at after every step up to 50, and then after every fiftieth of the steps so
    far: the result is exact to two per cent.
    """
    w, grad = start, gradient_of(net, size, np.random.default_rng(seed))
    look = 1
    for step in range(1, min(MAX_STEPS, MAX_EXAMPLES // size) + 1):
        w = w - lr * grad(w)
        if step < look:
            continue
        loss, look = net.value(w), step + max(step // 50, 1)
        if loss <= TARGET:
            return step
        if not loss < MAX_LOSS:
            return None
    return None


def record() -> dict:
    """Return the steps of every run, by size, rate and seed."""
    net = DigitsNetwork()
    start = net.init(np.random.default_rng(0))
    with np.errstate(all="ignore"):
        steps = [[[steps_to_target(net, start, size, lr, seed) for seed in SEEDS] for lr in LRS]
                 for size in SIZES]
    return {"target": TARGET, "sizes": SIZES, "lrs": [round(lr, 9) for lr in LRS], "steps": steps}


def as_text(found: dict) -> str:
    """JSON with a line for each batch size."""
    head = json.dumps({key: found[key] for key in ("target", "sizes", "lrs")})[:-1]
    rows = ",\n  ".join(json.dumps(row) for row in found["steps"])
    return f'{head},\n "steps": [\n  {rows}]}}\n'


if __name__ == "__main__":
    FILE.write_text(as_text(record()), encoding="utf-8")
