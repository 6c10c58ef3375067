#!/usr/bin/env bash
# Keras 3.15.1: an error message recommends a kind of learning rate that fails in the first step.
#
# Where the rate is neither float nor schedule nor callable, the optimizer's constructor
# (keras/src/optimizers/base_optimizer.py) says that a callable "takes in the current iteration
# value and returns the corresponding learning rate value". The docstrings of the optimizers say "a
# callable that takes no arguments", and so it is: _get_current_learning_rate calls it without any.
# A function of the step, as the message asks for, is accepted by the constructor and raises
# TypeError at the first update.
#
# Seen: SGD(learning_rate=1) raises ValueError with that message; lambda step: 0.1 is accepted and
# raises TypeError at the update; lambda: 0.1 moves a weight by 0.1. Exits 1 where that is no longer
# so.
set -euo pipefail
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install -q "keras==3.15.1" "jax==0.10.2"

cat > "$place/callable.py" <<'PYTHON'
import sys

import keras
import numpy as np


def update(rate):
    """Change of a weight with gradient 1, or what was raised, and whether on construction."""
    w = keras.Variable(np.zeros(1, dtype="float32"))
    try:
        optimizer = keras.optimizers.SGD(learning_rate=rate)
    except ValueError as error:
        return f"construction: {error}"
    try:
        optimizer.apply([keras.ops.ones(1)], [w])
    except TypeError as error:
        return f"update: {error}"
    return float(w.value[0])


whole, of_step, of_nothing = update(1), update(lambda step: 0.1), update(lambda: 0.1)
print(f"Keras {keras.__version__}: {[whole, of_step, of_nothing]}")
good = ("takes in the current iteration value" in str(whole)
        and str(of_step).startswith("update: ") and "'step'" in str(of_step)
        and of_nothing == -float(np.float32(0.1)))
sys.exit(0 if good else 1)
PYTHON
KERAS_BACKEND=jax "$place/venv/bin/python" "$place/callable.py"
