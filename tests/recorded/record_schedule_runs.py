"""Record notebook 4's runs: ``python -m tests.recorded.record_schedule_runs``.

Takes about two minutes. Writes ``lrkit/training/data/schedules.json``: the loss on the 797 images
that no run learnt from, for each schedule, setting, seed and highest rate.
"""

import json
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from lrkit import training
from lrkit.optimizers import GradientDescent
from lrkit.problems import DigitsNetwork, load_digits
from lrkit.schedules import (
    Constant,
    CosineDecay,
    ExponentialDecay,
    LinearDecay,
    OneCycle,
    Schedule,
    Warmup,
    WarmupStableDecay,
)
from lrkit.sweeps import sweep

FILE = Path(training.__file__).with_name("data") / "schedules.json"
LRS, SEEDS, STEPS, BATCH = (0.2, 0.4, 0.7, 1.0, 1.4), range(6), 250, 20
STEEP = 5.0  # the factor on the last layer's weights and biases
LAST_LAYER = slice(-(64 * 10 + 10), None)
SCHEDULES = {
    "constant": {1.0: Constant(1.0)},
    "linear": {left: LinearDecay(1.0, STEPS, left) for left in (0.0, 0.1, 0.3, 0.6)},
    "cosine": {left: CosineDecay(1.0, STEPS, left) for left in (0.0, 0.1, 0.3, 0.6)},
    "exponential": {left: ExponentialDecay(1.0, STEPS, left) for left in (0.01, 0.1, 0.3, 0.6)},
    "stable, decay": {
        share: WarmupStableDecay(1.0, STEPS, 0, int(share * STEPS), tail="linear")
        for share in (0.1, 0.2, 0.4, 0.6)},
    "one-cycle": {share: OneCycle(1.0, STEPS, share) for share in (0.1, 0.3, 0.5, 0.7)},
}
WARMUPS = (0, 25, 75)


def steep_start(net: DigitsNetwork) -> NDArray:
    """Return the start of the other runs, with the last layer `STEEP` times as large."""
    w = net.init(np.random.default_rng(0))
    w[LAST_LAYER] *= STEEP
    return w


def unseen_losses(start: NDArray, schedule: Schedule, seeds=SEEDS, lrs=LRS) -> NDArray:
    """Return the losses on the unseen images at the end of the runs, shape (seeds, rates)."""
    net, digits = DigitsNetwork(), load_digits()
    found = sweep(net, GradientDescent(), start, {"seed": seeds, "lr": lrs}, STEPS,
                  schedule=schedule, batch_size=BATCH)
    return DigitsNetwork(digits.X_test, digits.y_test).value(found.final_params)


def record() -> dict:
    """Make all the runs."""
    net = DigitsNetwork()
    starts = {"ordinary": net.init(np.random.default_rng(0)), "steep": steep_start(net)}

    def rows(start: NDArray, schedule: Schedule) -> list:
        return unseen_losses(start, schedule).round(6).tolist()

    return {
        "lrs": list(LRS),
        "schedules": {name: {setting: rows(starts["ordinary"], schedule)
                             for setting, schedule in settings.items()}
                      for name, settings in SCHEDULES.items()},
        "warm-ups": {name: {steps: rows(start, Warmup(CosineDecay(1.0, STEPS - steps), steps))
                            for steps in WARMUPS} for name, start in starts.items()},
    }


if __name__ == "__main__":
    FILE.write_text(json.dumps(record(), indent=1) + "\n", encoding="utf-8")
