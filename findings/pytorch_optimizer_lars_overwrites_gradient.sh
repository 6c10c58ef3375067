#!/usr/bin/env bash
# pytorch_optimizer 4.1.0: LARS.step() overwrites the gradients, first scaled, then by its momentum.
#
# In torch.optim a step reads `p.grad` and leaves it alone, so that a training loop can log the
# norm of the gradients after the step, or keep a gradient and use it again. LARS.step()
# (pytorch_optimizer/optimizer/lars.py) works in the gradient's own memory: `grad.add_(p, ...)`,
# `grad.mul_(trust_ratio)`, and with momentum, which is the default, `grad.copy_(mb)`. The batched
# branch does the same by torch._foreach functions. The docstring does not say so. If a gradient is
# kept for a second step, the weight decay of the first step is already in it.
#
# A 2 x 2 weight of ones with a gradient of ones, whose norm is 2. Seen after one step: norm 0.002
# (trust coefficient 0.001), with and without momentum, batched or not; torch.optim.SGD with
# momentum and decay leaves it at 2. Two steps of LARS from (1, 0) at rate 0.1, with decay 1 and no
# momentum, end at (0.904, -0.096) where the second step gets a new gradient (0, 1), and at
# (0.867, -0.076) where it gets the one of the first step. Exits 1 where that is no longer so.
set -euo pipefail
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install -q --no-compile \
    "pytorch_optimizer==4.1.0" "torch==2.13.0" "numpy==2.4.6"

cat > "$place/overwrites.py" <<'PYTHON'
import sys
from importlib.metadata import version

import torch
from pytorch_optimizer import LARS


def norm_after(make):
    """Norm of a gradient of four ones after one step of the optimizer."""
    w = torch.nn.Parameter(torch.ones(2, 2))
    w.grad = torch.ones(2, 2)
    make([w]).step()
    return float(w.grad.norm())


def two_steps(keep):
    """Weights after two steps with the same gradient, kept or given anew."""
    w = torch.nn.Parameter(torch.tensor([[1.0, 0.0]]))
    optimizer = LARS([w], lr=0.1, weight_decay=1.0, momentum=0.0, trust_coefficient=1.0)
    for step in range(2):
        if step == 0 or not keep:
            w.grad = torch.tensor([[0.0, 1.0]])
        optimizer.step()
    return w.detach()


norms = {f"momentum {momentum}, foreach {foreach}":
         norm_after(lambda ws: LARS(ws, lr=0.1, momentum=momentum, foreach=foreach))
         for momentum in (0.9, 0.0) for foreach in (True, False)}
sgd = norm_after(lambda ws: torch.optim.SGD(ws, lr=0.1, momentum=0.9, weight_decay=0.1))
kept, anew = two_steps(True), two_steps(False)
print(f"pytorch_optimizer {version('pytorch_optimizer')}: norm 2 becomes {norms}, with SGD {sgd};"
      f" two steps end at {kept.tolist()} (gradient kept), {anew.tolist()} (given anew)")
good = (all(abs(norm - 0.002) < 1e-6 for norm in norms.values()) and sgd == 2
        and torch.allclose(anew, torch.tensor([[0.9037, -0.0963]]), atol=1e-3)
        and torch.allclose(kept, torch.tensor([[0.8668, -0.0758]]), atol=1e-3))
sys.exit(0 if good else 1)
PYTHON
"$place/venv/bin/python" "$place/overwrites.py"
