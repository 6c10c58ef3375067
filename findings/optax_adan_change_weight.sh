#!/usr/bin/env bash
# optax 0.2.8: adan weighs the change of the gradient by 0.08 where the paper weighs it by 0.92.
#
# Adan (Xie et al. 2022, Algorithm 1) adds (1 - beta2) times the change of the gradient to the
# gradient, both in the numerator and inside the square. The paper writes its averages the other way
# round from Adam's: v_t = (1 - beta2) v_{t-1} + beta2 (g_t - g_{t-1}). Its beta2 is the weight of
# the new term, 0.08, so 1 - beta2 is 0.92. optax documents the paper's formulas, but its own
# b2 = 0.92 is the weight of the past (a "decay rate"), as update_moment takes it. scale_by_adan
# (optax/_src/transform.py) turns the averages round accordingly but leaves `1 - b2` as it is, in
# `add_scale(g, 1 - b2, diff)` and in `add_scale(m_hat, 1 - b2, v_hat)`. Both should be b2. A first
# step does not show it, as nothing has changed yet, and neither does b2 = 0.5.
#
# Gradients 2, -1, 1, -1 at rate 0.1 from 1. Seen: 0.9, 0.87835, 0.83614, 0.82416. The paper's
# formulas, with optax' own bias corrections: 0.9, 0.93159, 0.91782, 0.93380, so
# the second step already goes in the other direction. With 0.08 the formulas give what is seen, to
# rounding. Exits 1 where that is no longer so.
set -euo pipefail
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install -q "optax==0.2.8" "jax==0.10.2"

cat > "$place/change.py" <<'PYTHON'
import sys

import jax.numpy as jnp
import numpy as np
import optax

GRADIENTS, RATE, EPS = [2.0, -1.0, 1.0, -1.0], 0.1, 1e-8


def by_optax(b2):
    rule = optax.adan(RATE, b2=b2, eps=EPS, eps_root=0.0)
    w, path = jnp.ones(1), []
    state = rule.init(w)
    for g in GRADIENTS:
        updates, state = rule.update(jnp.array([g]), state, w)
        w = optax.apply_updates(w, updates)
        path.append(float(w[0]))
    return np.array(path)


def by_formula(past2, weight, past1=0.98, past3=0.99):
    """The paper's steps; past1 to past3 weigh the old averages, weight the change."""
    w, m, v, n, before, path = 1.0, 0.0, 0.0, 0.0, GRADIENTS[0], []
    for t, g in enumerate(GRADIENTS, start=1):
        change, before = g - before, g
        m = past1 * m + (1 - past1) * g
        v = past2 * v + (1 - past2) * change
        n = past3 * n + (1 - past3) * (g + weight * change) ** 2
        m_hat, v_hat, n_hat = m / (1 - past1**t), v / (1 - past2**t), n / (1 - past3**t)
        w -= RATE * (m_hat + weight * v_hat) / (np.sqrt(n_hat) + EPS)
        path.append(w)
    return np.array(path)


seen, paper, swapped = by_optax(0.92), by_formula(0.92, 0.92), by_formula(0.92, 1 - 0.92)
half = np.abs(by_optax(0.5) - by_formula(0.5, 0.5)).max()
print(f"optax {optax.__version__}: {np.round(seen, 5)}; paper {np.round(paper, 5)};"
      f" with 0.08 {np.round(swapped, 5)}; b2 = 0.5 differs from the paper by {half:.0e}")
good = (np.allclose(seen, swapped, atol=1e-5) and half < 1e-5
        and abs(seen[0] - paper[0]) < 1e-5 and np.abs(seen - paper)[1:].min() > 0.05)
sys.exit(0 if good else 1)
PYTHON
"$place/venv/bin/python" "$place/change.py"
