#!/usr/bin/env bash
# Keras 3.15.1 on TensorFlow 2.21.0: a schedule set after the first fit is reported but not used.
#
# The setter of Optimizer.learning_rate (keras/src/optimizers/base_optimizer.py) takes a number and
# also a schedule, which then replaces the variable that held the rate. On TensorFlow the
# first fit has traced the training step with that variable, and later calls of fit reuse the
# trace: the steps go on at the old rate, while optimizer.learning_rate shows the new one. Nothing
# warns. A number is assigned to the variable and acts on every backend, and on JAX a schedule acts
# too. model.make_train_function(force=True) before the second fit helps.
#
# SGD on a weight with gradient 1: one step at rate 0.1, then a schedule that is always 0.5 is set,
# then one step. Seen: on TensorFlow steps of 0.1 and 0.1, rate reported 0.5; with the number 0.5,
# after make_train_function, and on JAX in all cases, steps of 0.1 and 0.5. Exits 1 where that is no
# longer so.
set -euo pipefail
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install -q --no-compile "keras==3.15.1" "tensorflow==2.21.0" "jax==0.10.2"

cat > "$place/schedule.py" <<'PYTHON'
import sys

import keras
import numpy as np
from keras.optimizers.schedules import ExponentialDecay


def steps(rate, trace_again=False):
    """A step at rate 0.1, one after the new rate is set, and the rate reported in the end."""
    model = keras.Sequential([keras.Input((1,)),
                              keras.layers.Dense(1, use_bias=False, kernel_initializer="ones")])
    optimizer = keras.optimizers.SGD(learning_rate=0.1)
    model.compile(optimizer=optimizer, loss=lambda target, output: keras.ops.mean(output))
    one, path = np.ones((1, 1), dtype="float32"), [1.0]
    for new in (None, rate):
        if new is not None:
            optimizer.learning_rate = new
            if trace_again:
                model.make_train_function(force=True)
        model.fit(one, one, verbose=0)
        path.append(float(model.get_weights()[0][0, 0]))
    return [*np.round(-np.diff(path), 4).tolist(), round(float(optimizer.learning_rate), 4)]


half = ExponentialDecay(0.5, decay_steps=1, decay_rate=1.0)
scheduled, number, again = steps(half), steps(0.5), steps(half, trace_again=True)
backend = keras.backend.backend()
print(f"Keras {keras.__version__} on {backend}, two steps and the rate reported: schedule"
      f" {scheduled}, number {number}, schedule and a new trace {again}")
used = {"tensorflow": [0.1, 0.1, 0.5], "jax": [0.1, 0.5, 0.5]}[backend]
sys.exit(0 if scheduled == used and number == again == [0.1, 0.5, 0.5] else 1)
PYTHON

export TF_CPP_MIN_LOG_LEVEL=3
for backend in tensorflow jax; do
    KERAS_BACKEND=$backend "$place/venv/bin/python" "$place/schedule.py"
done
