#!/usr/bin/env bash
# Keras 3.15.1: ScheduleFreeAdamW follows another path on PyTorch than on JAX; beta_1 has no effect.
#
# In schedule-free training (Defazio et al. 2024) the gradient is taken at
# y = (1 - beta) z + beta x, with x the average of the iterates z, so beta decides how far y lies
# from the average. Keras keeps z and y and recovers x from them. update_step
# (keras/src/optimizers/schedule_free_adamw.py) notes the old z by `momentum_old = momentum.value`
# "before any updates", then updates z by assign_sub. On JAX an array never changes and the note is
# good. On PyTorch `value` is the variable's own tensor, which assign_sub changes in place, so the
# note shows the new z. Then x comes out wrong by (1 - beta) / beta times the step, and all that
# depends on beta cancels: y becomes the plain mean of all z.
#
# Gradient always 1, rate 0.1, beta_1 0.5, from 1, so z is 0.9, 0.8, 0.7, 0.6. The paper's y is
# 0.9, 0.825, 0.75, 0.675, as seen on JAX. Seen on PyTorch: 0.9, 0.85, 0.8, 0.75, and the same path
# with beta_1 = 0.9. TensorFlow 2.21.0 follows PyTorch's path. Exits 1 where that is
# no longer so.
set -euo pipefail
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install -q --no-compile "keras==3.15.1" "jax==0.10.2" "torch==2.13.0"

cat > "$place/backends.py" <<'PYTHON'
import sys

import keras
import numpy as np

RATE, STEPS = 0.1, 4


def by_keras(beta):
    w = keras.Variable(np.ones(1, dtype="float32"))
    optimizer = keras.optimizers.ScheduleFreeAdamW(learning_rate=RATE, beta_1=beta)
    path = []
    for _ in range(STEPS):
        optimizer.apply([keras.ops.ones(1)], [w])
        path.append(float(keras.ops.convert_to_numpy(w.value)[0]))
    return np.array(path)


def by_paper(beta):
    """Path of y; a constant gradient moves z by the rate in each step."""
    z = 1 - RATE * np.arange(1, STEPS + 1)
    x = np.cumsum(z) / np.arange(1, STEPS + 1)
    return (1 - beta) * z + beta * x


backend = keras.backend.backend()
half, most = by_keras(0.5), by_keras(0.9)
print(f"Keras {keras.__version__} on {backend}: beta_1 0.5 {np.round(half, 4)},"
      f" 0.9 {np.round(most, 4)}; paper {np.round(by_paper(0.5), 4)},"
      f" {np.round(by_paper(0.9), 4)}")
expected = {"jax": (by_paper(0.5), by_paper(0.9)), "torch": (by_paper(1.0), by_paper(1.0)),
            "tensorflow": (by_paper(1.0), by_paper(1.0))}[backend]
sys.exit(0 if np.allclose((half, most), expected, atol=1e-5) else 1)
PYTHON
for backend in jax torch; do
    KERAS_BACKEND=$backend "$place/venv/bin/python" "$place/backends.py"
done
