#!/usr/bin/env bash
# transformers 5.24.0: GreedyLR can raise a rate below its lower bound but never reduces it.
#
# The docstring says that the schedule "decreases LR when metrics plateau" and that min_lr is "a
# lower bound on the learning rate". Its default, 0.001, lies above the rates at which Transformers
# are usually trained; the default of TrainingArguments is 5e-5. Nothing compares the first rate
# with the bound. _reduce_lr (transformers/optimization.py) takes max(rate * factor, min_lr), which
# is above such a rate, and then does nothing, because `old_lr - new_lr` is negative. _increase_lr
# knows only the upper bound. So the rate neither keeps to the lower bound nor falls: good losses
# let it climb, and bad losses leave it where it is until, after 500 of them (reset_start), the
# schedule begins anew. With min_lr = 0 it falls as described.
#
# From 5e-5 with factor 0.5 and patience 0: losses 5, then four times 6, then 4, 3, 2, then twice 6.
# Seen: 1e-4 for the first five, 2e-4, 4e-4, 8e-4, and 8e-4 for the last two. With min_lr = 0 the
# four bad losses take 1e-4 to 6.25e-6. Exits 1 where that is no longer so.
set -euo pipefail
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install -q --no-compile "transformers==5.24.0" "torch==2.13.0" "numpy==2.4.6"

cat > "$place/greedy.py" <<'PYTHON'
import sys

import numpy as np
import torch
import transformers
from transformers.optimization import GreedyLR

LOSSES = [5, 6, 6, 6, 6, 4, 3, 2, 6, 6]


def rates(**options):
    optimizer = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=5e-5)
    schedule = GreedyLR(optimizer, factor=0.5, patience=0, **options)
    found = []
    for loss in LOSSES:
        schedule.step(loss)
        found.append(optimizer.param_groups[0]["lr"])
    return np.array(found)


default, free = rates(), rates(min_lr=0.0)
print(f"transformers {transformers.__version__}: losses {LOSSES}, rates {default},"
      f" with min_lr = 0 {free}")
good = (np.allclose(default, [1e-4] * 5 + [2e-4, 4e-4, 8e-4, 8e-4, 8e-4], rtol=1e-6)
        and np.isclose(free[4], 6.25e-6) and default.max() < 0.001
        and transformers.TrainingArguments.__dataclass_fields__["learning_rate"].default == 5e-5)
sys.exit(0 if good else 1)
PYTHON
"$place/venv/bin/python" "$place/greedy.py"
