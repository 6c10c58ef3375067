#!/usr/bin/env bash
# PyTorch 2.13.0: Adafactor stops normalising matrices whose gradients are below 3e-4.
#
# The documented formula for a matrix is V = R C / max(sum of R, eps1), with R and C the sums of the
# squared gradients over rows and columns, and the docstring calls means instead of sums
# "mathematically equivalent". They are not, once eps1 is a bound: _single_tensor_adafactor
# (torch/optim/_adafactor.py) bounds the mean square by it, in
# `row_var.mean(dim=-2, keepdim=True).clamp_(min=eps1)`. The default eps1 is the rounding of the
# type, 1.2e-7 in float32, so the bound acts on every matrix whose gradients have a root mean square
# below 3.5e-4, whatever its size. Then V is too small, steps are too long, and only the clipping of
# updates (d = 1) limits them. A vector's V is bounded by eps1**2, which gradients above 1e-7 do not
# feel. In the paper (Shazeer and Stern 2018) eps1 is 1e-30, far below any of these.
#
# A 100 x 100 matrix of ones at rate 0.01, three steps with gradients s and a fourth with s / 10. By
# the formula, with sums of 1e-4 and more, the fourth step is 0.1219 rates for s = 1 and for 1e-4,
# as it is for a vector of the same numbers. Seen for the matrix: 0.1219 and 0.5127. PyTorch
# 2.14.1 gives the same. Exits 1 where that is no longer so.
set -euo pipefail
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install -q --no-compile "torch==2.13.0" "numpy==2.4.6"

cat > "$place/small.py" <<'PYTHON'
import sys

import torch

RATE, SIDE = 0.01, 100


def by_torch(shape, size, **options):
    """Length of the fourth step, in rates and relative to the weight."""
    w = torch.nn.Parameter(torch.ones(shape))
    optimizer = torch.optim.Adafactor([w], lr=RATE, **options)
    for g in (size, size, size, size / 10):
        before = w.detach().clone()
        w.grad = torch.full(shape, g)
        optimizer.step()
    return float(((before - w.detach()) / before).mean()) / RATE


def by_formula(size, eps1=torch.finfo(torch.float32).eps):
    """The same from the documented formula, with sums; all entries of the matrix are alike."""
    rows = columns = 0.0
    for t, g in enumerate((size, size, size, size / 10), start=1):
        keep = 1 - t**-0.8
        rows = keep * rows + (1 - keep) * SIDE * g * g
        columns = keep * columns + (1 - keep) * SIDE * g * g
        v = rows * columns / max(SIDE * rows, eps1)
    update = g / max(v**0.5, eps1)
    return update / max(1.0, update)


good = True
for size, seen in [(1.0, 0.1219), (1e-4, 0.5127)]:
    matrix, vector = by_torch((SIDE, SIDE), size), by_torch((SIDE * SIDE,), size)
    batched, formula = by_torch((SIDE, SIDE), size, foreach=True), by_formula(size)
    print(f"torch {torch.__version__}, s = {size}: matrix {matrix:.4f} (foreach {batched:.4f}),"
          f" vector {vector:.4f}, formula {formula:.4f}")
    good = (good and abs(matrix - seen) < 5e-4 and abs(batched - seen) < 5e-4
            and abs(vector - 0.1219) < 5e-4 and abs(formula - 0.1219) < 5e-4)
sys.exit(0 if good else 1)
PYTHON
"$place/venv/bin/python" "$place/small.py"
