#!/usr/bin/env bash
# Keras 3.15.1: Adafactor's state is larger than that of RMSprop, which keeps every square.
#
# Adafactor exists to save memory: for an n x m weight it keeps n + m averages of squares instead of
# n * m (Shazeer and Stern 2018, section 3). The docstring promises that it takes "less memory
# because it only saves partial information of previous gradients". Yet `build` in
# keras/src/optimizers/adafactor.py makes a `velocity` of the weight's full shape beside rows and
# columns, for matrices too. update_step writes the product of rows and columns into it and reads it
# only in the same step, so it carries nothing from step to step and is saved with the state.
#
# Seen for a 1000 x 1000 weight: 1,002,000 numbers, shapes (1000,), (1000,), (1000, 1000), where
# rows and columns alone are 2,000 and RMSprop keeps 1,000,000. When velocity is overwritten by 7s
# before each step, the path of the weight stays the same to the last bit. Exits 1 where that is no
# longer so.
set -euo pipefail
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install -q "keras==3.15.1" "jax==0.10.2"

cat > "$place/memory.py" <<'PYTHON'
import sys

import keras
import numpy as np

SIDE = 1000


def state(optimizer):
    """Shapes of the arrays that the optimizer keeps for one square weight."""
    optimizer.build([keras.Variable(np.ones((SIDE, SIDE), dtype="float32"))])
    return [tuple(v.shape) for v in optimizer.variables if len(v.shape) > 0]


def path(overwrite):
    """A small weight after five steps, with or without foreign numbers in velocity."""
    draws = np.random.default_rng(0)
    w = keras.Variable(draws.normal(size=(3, 4)).astype("float32"))
    optimizer = keras.optimizers.Adafactor(learning_rate=0.1)
    optimizer.build([w])
    (velocity,) = [v for v in optimizer.variables if tuple(v.shape) == (3, 4)]
    for _ in range(5):
        if overwrite:
            velocity.assign(np.full((3, 4), 7.0, dtype="float32"))
        optimizer.apply([keras.ops.convert_to_tensor(draws.normal(size=(3, 4)).astype("float32"))])
    return np.array(w.value)


factored = state(keras.optimizers.Adafactor())
numbers = sum(int(np.prod(shape)) for shape in factored)
full = sum(int(np.prod(shape)) for shape in state(keras.optimizers.RMSprop()))
unread = np.array_equal(path(False), path(True))
print(f"Keras {keras.__version__}: Adafactor keeps {factored}, {numbers:,} numbers,"
      f" RMSprop {full:,}; velocity carries nothing over: {unread}")
good = factored == [(SIDE,), (SIDE,), (SIDE, SIDE)] and full == SIDE * SIDE and unread
sys.exit(0 if good else 1)
PYTHON
KERAS_BACKEND=jax "$place/venv/bin/python" "$place/memory.py"
