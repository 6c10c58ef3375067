#!/usr/bin/env bash
# optax 0.2.8: with a schedule, schedule-free averaging weighs an iterate by the NEXT step's rate.
#
# optax.contrib.schedule_free takes the rate as a number or as a schedule. The counter of its state
# begins at 1 (optax/contrib/_schedule_free.py), that of the wrapped optimizer at 0. So in the first
# step z moves by schedule(0), and the average gives that z the weight schedule(1)**2. With a
# constant rate nothing shows. In the paper (Defazio et al. 2024, Algorithm 1 and its text on
# weights) the weight belongs to the rate of the same step.
#
# Rates 1, 1, 3 and a gradient that is always 1: z goes 0, -1, -2. Weighed by their own rates both
# iterates count alike and the average is -1.5. Seen: -1.9, which is (1 * -1 + 9 * -2) / 10.
# Exits 1 where that is no longer so.
set -euo pipefail
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install -q "optax==0.2.8" "jax==0.10.2"

cat > "$place/average.py" <<'PYTHON'
import sys

import jax.numpy as jnp
import optax

RATES = jnp.array([1.0, 1.0, 3.0])


def average(rate):
    rule = optax.contrib.schedule_free_sgd(rate, b1=0.5)
    y = jnp.zeros(1)
    state = rule.init(y)
    for _ in range(2):
        updates, state = rule.update(jnp.ones(1), state, y)
        y = optax.apply_updates(y, updates)
    return float(optax.contrib.schedule_free_eval_params(state, y)[0])


constant, scheduled = average(1.0), average(lambda step: RATES[step])
print(f"optax {optax.__version__}: constant rate 1: {constant:.3f}; rates 1, 1, 3: {scheduled:.3f}")
sys.exit(0 if abs(constant + 1.5) < 1e-5 and abs(scheduled + 1.9) < 1e-5 else 1)
PYTHON
"$place/venv/bin/python" "$place/average.py"
