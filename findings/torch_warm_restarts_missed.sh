#!/usr/bin/env bash
# PyTorch 2.13.0: CosineAnnealingWarmRestarts misses restarts where it is told the epoch.
#
# step() and step(epoch) are documented as interchangeable ("can be called in an interleaved way"),
# and after a restart the rate is eta_max. step() counts; step(epoch) finds the number of restarts
# as `int(math.log(epoch / T_0 * (T_mult - 1) + 1, T_mult))` (torch/optim/lr_scheduler.py). At a
# restart that logarithm is whole, but rounding may put it just below: math.log(243, 3) is
# 4.999999999999999. Then int counts one restart too few, T_cur equals T_i, and the step that should
# have the highest rate has eta_min. T_mult = 3 and 10 are affected, T_mult = 2 is not.
#
# Restarts of T_0 = 10, T_mult = 3 are at 10, 40, 130, 400, 1210. Seen at 1210 with rate 1: step()
# gives 1, step(1210) gives 0; no other of the first 1300 steps differs. T_0 = 1, T_mult = 10
# differs at 111. PyTorch 2.14.1 gives the same. Exits 1 where that is no longer so.
set -euo pipefail
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install -q --no-compile "torch==2.13.0" "numpy==2.4.6"

cat > "$place/restarts.py" <<'PYTHON'
import sys

import torch
from torch.optim.lr_scheduler import CosineAnnealingWarmRestarts


def rates(steps, tell, **shape):
    """The rate of each step, counted by the schedule or told to it."""
    optimizer = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=1.0)
    schedule = CosineAnnealingWarmRestarts(optimizer, **shape)
    found = [optimizer.param_groups[0]["lr"]]
    for step in range(1, steps):
        optimizer.step()
        schedule.step(step if tell else None)
        found.append(optimizer.param_groups[0]["lr"])
    return found


def differences(steps, **shape):
    pairs = zip(rates(steps, False, **shape), rates(steps, True, **shape))
    return {step: pair for step, pair in enumerate(pairs) if abs(pair[0] - pair[1]) > 1e-6}


thirds = differences(1300, T_0=10, T_mult=3)
tenths = differences(200, T_0=1, T_mult=10)
halves = differences(1300, T_0=10, T_mult=2)
print(f"torch {torch.__version__}, step: (rate counted, rate told): T_mult 3 {thirds},"
      f" T_mult 10 {tenths}, T_mult 2 {halves}")
good = thirds == {1210: (1.0, 0.0)} and tenths == {111: (1.0, 0.0)} and not halves
sys.exit(0 if good else 1)
PYTHON
"$place/venv/bin/python" "$place/restarts.py"
