"""Record the runs of the gallery in notebook 3: ``python -m tests.recorded.record_curves``.

Writes ``lrkit/training/data/curves.json``: for each curve its name, its action, its setting and its
losses.
"""

import json
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from lrkit import training
from lrkit.optimizers import GradientDescent
from lrkit.problems import DigitsNetwork, LeastSquares, load_diabetes, load_digits
from lrkit.training import train

FILE = Path(training.__file__).with_name("data") / "curves.json"
NUM_LEARNT = 700  # digits to learn from, as in notebook 3
EDGE_RATES = (0.001, 0.003, 0.01, 0.03)


def record() -> list[dict]:
    """Make the runs and return their curves as plain data."""
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
            seed: int = 0) -> dict:
    """Train notebook 3's network and record its loss on the images that it learns from."""
    losses = _run(lr, steps, batch, seed)
    return _curve(name, action, f"rate {lr:g}, batches of {batch}", np.arange(losses.size), losses)


def _exploding() -> dict:
    """Fit the diabetes data in their own units, at a rate a little above the limit."""
    data = load_diabetes("raw")
    problem = LeastSquares(data.X, data.y - data.y.mean())
    lr = 1.1 * problem.max_stable_lr
    losses = train(problem, GradientDescent(), np.zeros(problem.num_params), lr, 60).losses
    return _curve("grows without end", "divide by 10, and look at\nthe scale of the data",
                  f"rate {lr:.6f}, a linear fit", np.arange(losses.size), losses)


def _edge() -> dict:
    """Try four rates, the best of which is the largest."""
    losses = np.array([_run(lr, 60, 32, 0)[-1] for lr in EDGE_RATES])
    return _curve("best at the upper edge", "go on in that direction:\nhere, larger rates",
                  f"{len(EDGE_RATES)} runs, 60 steps each", np.array(EDGE_RATES), losses,
                  over_rates=True)


def _run(lr: float, steps: int, batch: int, seed: int) -> NDArray:
    images, labels = load_digits()[:2]
    net, rng = DigitsNetwork(images[:NUM_LEARNT], labels[:NUM_LEARNT]), np.random.default_rng(seed)
    return train(net, GradientDescent(), net.init(rng), lr, steps, batch_size=batch, rng=rng,
                 record="ends").losses


def _curve(name: str, action: str, setting: str, x: NDArray, losses: NDArray,
           over_rates: bool = False) -> dict:
    return {"name": name, "action": action, "setting": setting, "over_rates": over_rates,
            "x": x.tolist(), "losses": [float(f"{loss:.6g}") for loss in losses]}


if __name__ == "__main__":
    FILE.write_text("[\n" + ",\n".join(map(json.dumps, record())) + "\n]\n", encoding="utf-8")
