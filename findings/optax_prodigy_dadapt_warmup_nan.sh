#!/usr/bin/env bash
# optax 0.2.8: a warm-up that begins at 0 makes contrib.prodigy and contrib.dadapt_adamw nan.
#
# Both docstrings recommend a warm-up of the rate, and optax' own warm-ups, such as
# warmup_cosine_decay_schedule(0.0, ...), give 0 in the first step. Then all that the new estimate
# of the distance is made from is 0: `numerator_weighted / denominator` (optax/contrib/_prodigy.py)
# and `numerator_weighted / ((1 - sb2) * grad_sum_l1)` (optax/contrib/_dadapt_adamw.py) are 0 / 0,
# jnp.maximum keeps the nan, and the estimate multiplies every later step. A first gradient of 0
# does the same at any rate. A step that tells nothing should leave the estimate as it was.
# Prodigy's option safeguard_warmup=True, off by default, helps against the rate 0 but not against
# the gradient 0; dadapt_adamw has no such option.
#
# Fifty steps from w = 3 on w**2 / 2. Seen with a warm-up over 5 steps from 0, and at a constant
# rate with a first gradient of 0: weight and estimate nan, for both optimizers. With a warm-up from
# 0.1 both are finite. Exits 1 where that is no longer so.
set -euo pipefail
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install -q "optax==0.2.8" "jax==0.10.2"

cat > "$place/warmup.py" <<'PYTHON'
import sys

import jax.numpy as jnp
import numpy as np
import optax
from optax.contrib import dadapt_adamw, prodigy


def warmup(first):
    return optax.warmup_cosine_decay_schedule(first, 1.0, warmup_steps=5, decay_steps=50)


def run(rule, mute_first=False):
    """Weight and estimate after 50 steps on w**2 / 2 from 3."""
    w = jnp.full(1, 3.0)
    state = rule.init(w)
    for step in range(50):
        updates, state = rule.update(w * (step > 0 or not mute_first), state, w)
        w = optax.apply_updates(w, updates)
    return np.array([float(w[0]), float(state.estim_lr)])


good = True
for maker in (prodigy, dadapt_adamw):
    zero, tenth = run(maker(warmup(0.0))), run(maker(warmup(0.1)))
    mute = run(maker(1.0), mute_first=True)
    print(f"optax {optax.__version__}, {maker.__name__}: warm-up from 0 {zero}, from 0.1 {tenth},"
          f" first gradient 0 {mute}")
    good = good and np.isnan(zero).all() and np.isnan(mute).all() and np.isfinite(tenth).all()
guarded = run(prodigy(warmup(0.0), safeguard_warmup=True))
mute = run(prodigy(1.0, safeguard_warmup=True), mute_first=True)
print(f"with safeguard_warmup: warm-up from 0 {guarded}, first gradient 0 {mute}")
sys.exit(0 if good and np.isfinite(guarded).all() and np.isnan(mute).all() else 1)
PYTHON
"$place/venv/bin/python" "$place/warmup.py"
