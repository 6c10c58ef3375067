#!/usr/bin/env bash
# JAX 0.10.2 on a CPU: a polynomial decay with a fractional power is nan once it is compiled.
#
# optax.polynomial_schedule (optax 0.2.8) and keras.optimizers.schedules.PolynomialDecay (Keras
# 3.15.1) compute (1 - t / T) ** power. In a compiled step t / T may come out a little above 1 at
# t = T, and a fractional power of a number below 0 is nan. From step T on the rate is nan, and the
# first step with it makes every weight nan: in a jitted step of optax, and in model.fit of Keras on
# JAX, which compiles by default. Called by itself, without compilation, each schedule gives its end
# value. It depends on T: 10, 30 and 1000 fail, 10000 does not. Keras on TensorFlow 2.21 does not
# fail. Keras' own documentation has a power of 0.5 as its example.
#
# Exits 1 where that is no longer so; another processor may round otherwise.
set -euo pipefail
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install -q "optax==0.2.8" "jax==0.10.2" "keras==3.15.1"

cat > "$place/polynomial.py" <<'PYTHON'
import os
import sys

os.environ["KERAS_BACKEND"] = "jax"

import jax
import jax.numpy as jnp
import keras
import numpy as np
import optax

T = 1000

schedule = optax.polynomial_schedule(0.1, 0.01, power=0.5, transition_steps=T)
alone, compiled = float(schedule(T)), float(jax.jit(schedule)(jnp.array(T)))
print(f"optax {optax.__version__}: step {T} alone {alone:.3f}, compiled {compiled}")

model = keras.Sequential([keras.layers.Input((2,)), keras.layers.Dense(1)])
decay = keras.optimizers.schedules.PolynomialDecay(0.1, T, 0.01, power=0.5)
model.compile(keras.optimizers.SGD(decay), "mse")
model.fit(np.ones((4, 2)), np.zeros((4, 1)), verbose=0)
model.optimizer.iterations.assign(T)
model.fit(np.ones((4, 2)), np.zeros((4, 1)), verbose=0)
weights = model.get_weights()[0].ravel()
print(f"Keras {keras.__version__} on JAX {jax.__version__}: rate of step {T} alone "
      f"{float(decay(T)):.3f}, weights after the step {weights}")
sys.exit(0 if np.isnan(compiled) and np.isnan(weights).all() else 1)
PYTHON
"$place/venv/bin/python" "$place/polynomial.py"
