#!/usr/bin/env bash
# Keras 3.15.1: the warm-up example in CosineDecay's docstring gives rate 0 in every step.
#
# The example sets `initial_learning_rate = 0` and `target_learning_rate = 0.1`. __call__ in
# keras/src/optimizers/schedules/learning_rate_schedule.py makes a tensor of the initial rate and
# casts the target and the steps to its type, which an integer 0 makes an integer type: the target
# 0.1 becomes 0, and the model does not learn. Nothing warns. (The list of arguments asks for "a
# Python float", the example does not follow it.) The other schedules do the same: after the first
# step ExponentialDecay(1, ...) is 0, as the decay rate 0.5 is cast to 0, and CosineDecay(1, ...)
# takes pi for 3. On TensorFlow 2.21.0 the example stops with InvalidArgumentError instead.
#
# The docstring's example at steps 0, 500, 1000, 1500, 2000. By its formulas: 0, 0.05, 0.1, 0.05, 0.
# Seen: 0 five times with 0, the documented rates with 0.0. ExponentialDecay(1, 4, 0.5) at step 1:
# 0, where 1.0 gives 0.8409. Exits 1 where that is no longer so.
set -euo pipefail
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install -q "keras==3.15.1" "jax==0.10.2"

cat > "$place/cosine.py" <<'PYTHON'
import sys

import keras
import numpy as np
from keras.optimizers.schedules import CosineDecay, ExponentialDecay

STEPS = np.array([0, 500, 1000, 1500, 2000])


def cosine(initial):
    schedule = CosineDecay(initial, 1000, warmup_target=0.1, warmup_steps=1000)
    return np.array([float(schedule(int(step))) for step in STEPS])


formula = np.where(STEPS < 1000, 0.1 * STEPS / 1000,
                   0.05 * (1 + np.cos(np.pi * (STEPS - 1000) / 1000)))
whole, real = cosine(0), cosine(0.0)
decayed = [float(ExponentialDecay(initial, 4, 0.5)(1)) for initial in (1, 1.0)]
print(f"Keras {keras.__version__}: initial rate 0 {whole}, 0.0 {np.round(real, 4)},"
      f" formula {np.round(formula, 4)}; ExponentialDecay from 1 and 1.0 {np.round(decayed, 4)}")
good = (not whole.any() and np.allclose(real, formula, atol=1e-6)
        and decayed[0] == 0 and abs(decayed[1] - 0.5**0.25) < 1e-6)
sys.exit(0 if good else 1)
PYTHON
KERAS_BACKEND=jax "$place/venv/bin/python" "$place/cosine.py"
