#!/usr/bin/env bash
# optax 0.2.8: madgrad moves the weights at learning rate 0, because eps is added to the rate.
#
# The docstring calls eps a "term added to the denominator". scale_by_madgrad
# (optax/contrib/_madgrad.py) adds it to the cube root below the fraction, and also, before that, to
# the rate: `lr_stable = lr + eps`. A comment says that this matches the authors' program; the paper
# (Defazio and Jelassi 2021, Algorithm 1) has lambda_k = gamma_k * sqrt(k + 1) with the bare rate
# gamma_k. So 0 is not 0: weights that a zero rate should freeze move, as do all weights while a
# schedule gives 0. It is more than rounding, because both sums are divided by a cube
# root: a rate of 1e-6 moves a weight by more than 1e-4 within ten steps.
#
# Ten steps at rate 0 from 1, with a constant gradient of 1 and of 8. Seen: 0.999664 and 0.999328.
# The paper's formula, with eps in the denominator only, leaves both at 1 at rate 0, and gives what
# is seen at rate 1e-6. Exits 1 where that is no longer so.
set -euo pipefail
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install -q "optax==0.2.8" "jax==0.10.2"

cat > "$place/zero.py" <<'PYTHON'
import sys

import jax.numpy as jnp
import numpy as np
import optax

GRADIENT, STEPS, MOMENTUM, EPS = np.array([1.0, 8.0]), 10, 0.9, 1e-6


def by_optax(rate):
    rule = optax.contrib.madgrad(rate, momentum=MOMENTUM, eps=EPS)
    w = jnp.ones(2)
    state = rule.init(w)
    for _ in range(STEPS):
        updates, state = rule.update(jnp.array(GRADIENT), state, w)
        w = optax.apply_updates(w, updates)
    return np.array(w)


def by_formula(rate):
    """The paper's steps, with eps in the denominator only."""
    w, total, squares = np.ones(2), np.zeros(2), np.zeros(2)
    for k in range(STEPS):
        weight = rate * np.sqrt(k + 1)
        total, squares = total + weight * GRADIENT, squares + weight * GRADIENT**2
        w = MOMENTUM * w + (1 - MOMENTUM) * (1 - total / (np.cbrt(squares) + EPS))
    return w


seen, paper, shifted = by_optax(0.0), by_formula(0.0), by_formula(EPS)
print(f"optax {optax.__version__}, rate 0: {seen}; paper, rate 0: {paper}, rate {EPS}: {shifted}")
good = (np.allclose(seen, shifted, atol=1e-6) and np.all(1 - seen > 1e-4)
        and np.array_equal(paper, np.ones(2))
        and np.array_equal(by_optax(lambda step: 0.0), seen))
sys.exit(0 if good else 1)
PYTHON
"$place/venv/bin/python" "$place/zero.py"
