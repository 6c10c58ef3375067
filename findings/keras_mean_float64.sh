#!/usr/bin/env bash
# Keras 3.15.1 on JAX with x64: ops.mean takes the mean of float64 in float32, and says float64.
#
# `mean` in keras/src/backend/jax/numpy.py works in result_type(x.dtype, "float32") and casts back.
# A comment says what that is for: float16 must not overflow. But result_type
# (keras/src/backend/common/dtypes.py) answers "float32" for every float64 unless the backend is
# TensorFlow, even for two float64. So the widening turns into a narrowing: the answer has the type
# float64 and the digits of float32, and means above 3.4e38 overflow. The docstring of result_type
# says that it attempts to match jnp.result_type, which answers float64 with x64. The PyTorch
# backend's mean has the same cast. Losses that average go through it.
#
# Seen: mean of 0.1 and 0.2 is 0.15000000596046448, where sum / 2 is 0.15000000000000002; mean of
# 1e39 and 1e39 is inf. Both have dtype float64. The mean squared error of 0.1 and 0.2 against 0, in
# float64, is off by more than 1e-10. Exits 1 where that is no longer so.
set -euo pipefail
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install -q "keras==3.15.1" "jax==0.10.2"

cat > "$place/mean.py" <<'PYTHON'
import sys

import jax.numpy as jnp
import keras
import numpy as np
from keras import ops

pair = ops.convert_to_tensor(np.array([0.1, 0.2]))
mean, by_sum = ops.mean(pair), ops.sum(pair) / 2
huge = ops.mean(ops.convert_to_tensor(np.array([1e39, 1e39])))
loss = keras.losses.MeanSquaredError(dtype="float64")(ops.zeros(2, dtype="float64"), pair)
by_keras = keras.backend.result_type("float64", "float32")
by_jax = str(jnp.result_type("float64", "float32"))
print(f"Keras {keras.__version__}: mean {float(mean)!r} ({mean.dtype}), sum / 2 {float(by_sum)!r},"
      f" mean of 1e39 twice {float(huge)} ({huge.dtype}), loss {float(loss)!r} ({loss.dtype}),"
      f" result_type {by_keras}, jnp.result_type {by_jax}")
good = (mean.dtype == huge.dtype == loss.dtype == jnp.float64
        and float(mean) == float(np.float32(0.15)) and abs(float(by_sum) - 0.15) < 1e-16
        and np.isinf(float(huge)) and abs(float(loss) - 0.025) > 1e-10
        and (by_keras, by_jax) == ("float32", "float64"))
sys.exit(0 if good else 1)
PYTHON
KERAS_BACKEND=jax JAX_ENABLE_X64=1 "$place/venv/bin/python" "$place/mean.py"
