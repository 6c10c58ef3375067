"""Record the runs of six rules in notebook 7: ``python -m tests.recorded.record_rules``.

Writes ``lrkit/trials/data/rules.json``: for each schedule and rule the losses on the held-out and
the test images, six seeds times 16 rates. It takes half a minute.
"""

import json
from pathlib import Path

import numpy as np

from lrkit.trials import rules

FILE = Path(rules.__file__).with_name("data") / "rules.json"


def as_lists(losses: np.ndarray) -> list:
    """Six digits; None where a run diverged."""
    return [[float(f"{loss:.6g}") if np.isfinite(loss) else None for loss in row]
            for row in losses]


def record() -> dict:
    """Make all runs."""
    found = {}
    for plan in rules.PLANS:
        found[plan] = {}
        for rule in rules.RULES:
            runs = rules.measure_rule(rule, plan)
            found[plan][rule] = {"held_out": as_lists(runs.val_losses[..., -1]),
                                 "test": as_lists(runs.test_losses[..., -1])}
    return found


def as_text(runs: dict) -> str:
    """JSON with a line for each rule."""
    lines = [f' {json.dumps(plan)}: {{\n' + ",\n".join(
        f"  {json.dumps(rule)}: {json.dumps(found)}" for rule, found in by_rule.items()) + "}"
        for plan, by_rule in runs.items()]
    return (f'{{"numpy": {json.dumps(np.__version__)}, "lrs": {json.dumps(rules.LRS.tolist())},\n'
            '"runs": {\n' + ",\n".join(lines) + "}}\n")


if __name__ == "__main__":
    FILE.write_text(as_text(record()), encoding="utf-8")
