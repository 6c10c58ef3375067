#!/usr/bin/env bash
# Keras 3.15.1 on TensorFlow: step / n is 32 bits and (step + 1) / n is 64, so that one schedule runs
# on JAX and on PyTorch and raises on TensorFlow.
#
# An optimizer calls a LearningRateSchedule with its `iterations`, a Keras variable of type int64 on
# TensorFlow. `variable / n` goes through Keras' type rules (keras/src/backend/common/variables.py,
# __truediv__), by which a whole number over a whole number is floatx, float32. `variable + 1` gives a
# tensor of the backend and no variable, so the next division is TensorFlow's own, which makes float64
# of two int64. A warm-up (step + 1) / n, times the rate of one of Keras' own schedules (float32), is
# then an InvalidArgumentError in the first step. On JAX and PyTorch the same line gives float32.
#
# Seen, types of step / 10 and (step + 1) / 10, and the first step: JAX 0.10.2 float32, float32, ok;
# PyTorch 2.13.0 float32, float32, ok; TensorFlow 2.21.0 float32, float64, InvalidArgumentError.
# Exits 1 where that is no longer so.
set -euo pipefail
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install -q --no-compile \
    "keras==3.15.1" "jax==0.10.2" "torch==2.13.0" "tensorflow==2.21.0"

cat > "$place/step.py" <<'PYTHON'
import sys

import keras

schedules = keras.optimizers.schedules


class Warmup(schedules.LearningRateSchedule):
    def __call__(self, step):
        return (step + 1) / 10 * schedules.CosineDecay(0.1, decay_steps=100)(step)


optimizer = keras.optimizers.SGD(Warmup())
step = optimizer.iterations
types = [keras.backend.standardize_dtype(x.dtype) for x in (step / 10, (step + 1) / 10)]
try:
    optimizer.apply([keras.ops.ones(1)], [keras.Variable([1.0])])
    ended = "ok"
except Exception as error:
    ended = type(error).__name__
print(f"Keras {keras.__version__} on {keras.backend.backend()}: {types}, first step: {ended}")
expected = {"tensorflow": (["float32", "float64"], "InvalidArgumentError")}.get(
    keras.backend.backend(), (["float32", "float32"], "ok"))
sys.exit(0 if (types, ended) == expected else 1)
PYTHON
for backend in jax torch tensorflow; do
    KERAS_BACKEND=$backend TF_CPP_MIN_LOG_LEVEL=3 "$place/venv/bin/python" "$place/step.py"
done
