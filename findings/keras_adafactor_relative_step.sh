#!/usr/bin/env bash
# Keras 3.15.1: Adafactor(relative_step=False) takes the steps of relative_step=True.
#
# The docstring says that the rate is adjusted to the number of the step "if `learning_rate` is a
# constant and `relative_step=True`". update_step in keras/src/optimizers/adafactor.py does that,
# and a few lines later caps the rate by 1 / sqrt(t) again, in
# `rho_t = ops.minimum(lr, 1 / ops.sqrt(local_step))`, whatever the flag and whatever the kind of
# rate. So the flag changes nothing, and a schedule above 1 / sqrt(t) never takes effect.
#
# A weight of 1 and the gradient -1 at rate 1: an update is the rate times the weight, so its ratio
# to the weight is the rate that was in force. Seen with True, with False, and with False and a
# schedule that is always 1: 1, 0.7071, 0.5774, 0.5. By the docstring the last two give 1, 1, 1, 1.
# At rate 0.1, below the cap, every step is 0.1. Exits 1 where that is no longer so.
set -euo pipefail
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install -q "keras==3.15.1" "jax==0.10.2"

cat > "$place/relative.py" <<'PYTHON'
import sys

import keras
import numpy as np
from keras import ops

STEPS = 4


class Always(keras.optimizers.schedules.LearningRateSchedule):
    """The same rate in every step, but not as a constant number."""

    def __init__(self, rate):
        self.rate = rate

    def __call__(self, step):
        return ops.ones(()) * self.rate


def rates_in_force(rate, relative_step):
    """Relative change of the weight in each step."""
    w = keras.Variable(np.ones(1, dtype="float32"))
    optimizer = keras.optimizers.Adafactor(learning_rate=rate, relative_step=relative_step)
    path = [1.0]
    for _ in range(STEPS):
        optimizer.apply([-ops.ones(1)], [w])
        path.append(float(w.value[0]))
    return np.diff(path) / path[:-1]


capped = 1 / np.sqrt(np.arange(1, STEPS + 1))
good = True
for name, rate, flag, seen in [("rate 1, relative_step=True", 1.0, True, capped),
                               ("rate 1, relative_step=False", 1.0, False, capped),
                               ("schedule 1, relative_step=False", Always(1.0), False, capped),
                               ("rate 0.1, relative_step=False", 0.1, False, np.full(STEPS, 0.1))]:
    rates = rates_in_force(rate, flag)
    print(f"Keras {keras.__version__}, {name}: {np.round(rates, 4)}")
    good = good and np.allclose(rates, seen, atol=1e-5)
sys.exit(0 if good else 1)
PYTHON
KERAS_BACKEND=jax "$place/venv/bin/python" "$place/relative.py"
