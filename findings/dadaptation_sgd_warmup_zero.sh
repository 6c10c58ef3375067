#!/usr/bin/env bash
# dadaptation 3.2: DAdaptSGD stops with ZeroDivisionError where a warm-up begins at rate 0.
#
# The package's description says "Use the same learning rate scheduler you would normally use on the
# problem", and a linear warm-up by LambdaLR normally begins at 0. In its first step, `step`
# (dadaptation/dadapt_sgd.py) adds up the squared gradients of those groups only whose rate is
# above 0, and divides by the root of the sum: `dlr = d*lr/g0_norm`, here 0 / 0. A first gradient of
# 0 does the same at any rate, although some lines below a branch returns early where no gradient
# has told anything yet. The package's DAdaptAdam takes both cases without an error.
#
# w = 3 on w**2 / 2. Seen for DAdaptSGD: ZeroDivisionError in step 0 with a warm-up from 0 over 5
# steps and with a first gradient of 0; with neither, eight steps pass. DAdaptAdam passes all three.
# Exits 1 where that is no longer so.
set -euo pipefail
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install -q --no-compile "dadaptation==3.2" "torch==2.13.0" "numpy==2.4.6"

cat > "$place/warmup.py" <<'PYTHON'
import sys
from importlib.metadata import version

import torch
from dadaptation import DAdaptAdam, DAdaptSGD


def run(maker, first_rate=1.0, first_gradient=1.0):
    """Say how eight steps on w**2 / 2 end: "passes" or the name of the error and its step."""
    w = torch.nn.Parameter(torch.tensor([3.0]))
    optimizer = maker([w])
    warmup = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: min(1.0, first_rate + step / 5))
    for step in range(8):
        w.grad = w.detach() * (first_gradient if step == 0 else 1.0)
        try:
            optimizer.step()
        except ZeroDivisionError as error:
            return f"{type(error).__name__} in step {step}"
        warmup.step()
    return "passes" if bool(torch.isfinite(w).all()) else "not finite"


CASES = [{}, {"first_rate": 0.0}, {"first_gradient": 0.0}]
sgd, adam = ([run(maker, **case) for case in CASES] for maker in (DAdaptSGD, DAdaptAdam))
print(f"dadaptation {version('dadaptation')}, plain, rate 0 first, gradient 0 first:"
      f" DAdaptSGD {sgd}, DAdaptAdam {adam}")
failed = "ZeroDivisionError in step 0"
sys.exit(0 if sgd == ["passes", failed, failed] and adam == ["passes"] * 3 else 1)
PYTHON
"$place/venv/bin/python" "$place/warmup.py"
