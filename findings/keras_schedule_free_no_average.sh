#!/usr/bin/env bash
# Keras 3.15.1: a model trained by ScheduleFreeAdamW never gets the average, not even after fit.
#
# Schedule-free training takes gradients at y and returns the average x; losses are to be measured
# and predictions made at x (Defazio et al. 2024, Algorithm 1). The docstring says that the
# optimizer maintains `x`, "the averaged sequence used for evaluation". In
# keras/src/optimizers/schedule_free_adamw.py x exists only within one update_step: build adds
# `momentum` (z) and `velocity`, and no method puts x into the weights. The base class has a hook
# for the end of training, finalize_variable_values, but uses it for exponential averages only. So
# evaluate, predict and save use y, and x must be worked out by hand from y and z.
#
# A weight from 1 with gradient always 1, rate 0.1, beta_1 0.5, four steps on JAX: z is 0.9, 0.8,
# 0.7, 0.6, so x is 0.75 and y is 0.675. Seen after fit: the model predicts 0.675, and no variable
# of the optimizer is 0.75. With beta_1 = 0.1, which leaves x where it was, the model predicts
# 0.615. Exits 1 where that is no longer so.
set -euo pipefail
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install -q "keras==3.15.1" "jax==0.10.2"

cat > "$place/average.py" <<'PYTHON'
import sys

import keras
import numpy as np

RATE, STEPS = 0.1, 4


def fitted(beta):
    """Prediction after fit, and the optimizer's variables; the loss is the weight itself."""
    model = keras.Sequential([keras.Input((1,)),
                              keras.layers.Dense(1, use_bias=False, kernel_initializer="ones")])
    optimizer = keras.optimizers.ScheduleFreeAdamW(learning_rate=RATE, beta_1=beta)
    model.compile(optimizer=optimizer, loss=lambda target, output: keras.ops.mean(output))
    one = np.ones((1, 1), dtype="float32")
    model.fit(one, one, epochs=STEPS, verbose=0)
    prediction = float(model.predict(one, verbose=0)[0, 0])
    return prediction, [float(np.ravel(v.value)[0]) for v in optimizer.variables]


z = 1 - RATE * np.arange(1, STEPS + 1)
x = z.mean()
good = True
for beta in (0.5, 0.1):
    y = (1 - beta) * z[-1] + beta * x
    prediction, variables = fitted(beta)
    print(f"Keras {keras.__version__}, beta_1 {beta}: predicts {prediction:.4f}; y {y:.4f},"
          f" x {x:.4f}; optimizer's variables {np.round(variables, 4)}")
    good = good and abs(prediction - y) < 1e-5 and not np.isclose(variables, x, atol=1e-3).any()
sys.exit(0 if good else 1)
PYTHON
KERAS_BACKEND=jax "$place/venv/bin/python" "$place/average.py"
