#!/usr/bin/env bash
# pytorch_optimizer 4.1.0: Lamb "without bias correction" takes first steps ten times too long.
#
# The docstring says that the default update follows version 3 of the paper "without bias
# correction". LAMB (You et al. 2020, Algorithm 2) scales the update of a layer to the norm of its
# weights, so the length of a step is the rate times that norm. A factor common to the whole layer,
# such as the correction of the first average, drops out. But `step` in
# pytorch_optimizer/optimizer/lamb.py passes the rate through apply_adam_debias (base/optimizer.py),
# which divides it by 1 - beta1**t unless the group has `adam_debias`, an option that the docstring
# does not mention. The rate multiplies the scaled update, so here the factor stays: steps are 10,
# 5.3, 3.7, ... times as long as they should be, and settle after some 40 steps.
#
# Weights (3, 4), gradients always 1, rate 0.1. Seen: the first step is as long as the weights and
# ends at (-0.5355, 0.4645); relative lengths 1, 0.5263, 0.3690, 0.2908. By the paper the first step
# ends at (2.6464, 3.6464), and all relative lengths are 0.1, which adam_debias=True gives. Exits 1
# where that is no longer so.
set -euo pipefail
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install -q --no-compile \
    "pytorch_optimizer==4.1.0" "torch==2.13.0" "numpy==2.4.6"

cat > "$place/lamb.py" <<'PYTHON'
import sys
from importlib.metadata import version

import numpy as np
import torch
from pytorch_optimizer import Lamb

RATE, STEPS = 0.1, 4


def run(**options):
    """Where the first step ends, and each step's length relative to the weights'."""
    w = torch.nn.Parameter(torch.tensor([3.0, 4.0]))
    optimizer = Lamb([w], lr=RATE, **options)
    path = [w.detach().clone()]
    for _ in range(STEPS):
        w.grad = torch.ones(2)
        optimizer.step()
        path.append(w.detach().clone())
    lengths = [float((b - a).norm() / a.norm()) for a, b in zip(path, path[1:])]
    return path[1].numpy(), np.array(lengths)


paper = np.array([3.0, 4.0]) - RATE * 5 / np.sqrt(2)
divided = RATE / (1 - 0.9 ** np.arange(1, STEPS + 1))
first, lengths = run()
single = run(foreach=False)
asked_first, asked_lengths = run(adam_debias=True)
print(f"pytorch_optimizer {version('pytorch_optimizer')}: first step to {np.round(first, 4)},"
      f" paper {np.round(paper, 4)}, lengths {np.round(lengths, 4)};"
      f" with adam_debias=True {np.round(asked_first, 4)}, {np.round(asked_lengths, 4)}")
good = (np.allclose(first, [-0.5355, 0.4645], atol=1e-4)
        and np.allclose(lengths, divided, atol=1e-4)
        and np.allclose(single[1], divided, atol=1e-4)
        and np.allclose(asked_first, paper, atol=1e-4)
        and np.allclose(asked_lengths, RATE, atol=1e-4))
sys.exit(0 if good else 1)
PYTHON
"$place/venv/bin/python" "$place/lamb.py"
