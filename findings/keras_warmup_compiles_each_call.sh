#!/usr/bin/env bash
# Keras 3.15.1 on JAX: each call of CosineDecay with a warm-up compiles a program anew.
#
# A schedule is documented as a callable that gives the rate of a step, so a loop may ask it for
# every step, to plot or to log the rates. With a warm-up, __call__
# (keras/src/optimizers/schedules/learning_rate_schedule.py) chooses between rise and decay by
# ops.cond with two lambdas made on the spot. On the JAX backend that is lax.cond, which compiles
# its branches and keeps the program by the identity of the functions. It never meets the same
# lambda twice, so it never uses a kept program. Without a warm-up the same schedule compiles
# nothing after its first call. Inside a compiled training step this does not happen; outside, a
# curve of 1,000 steps takes minutes where it should take a second.
#
# Seen, after three calls to begin with: ten calls compile 10 programs with a warm-up and 0 without.
# Exits 1 where that is no longer so.
set -euo pipefail
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install -q "keras==3.15.1" "jax==0.10.2"

cat > "$place/compiles.py" <<'PYTHON'
import sys
import time

import jax
import keras
from keras.optimizers.schedules import CosineDecay

CALLS, events = 10, []
jax.monitoring.register_event_duration_secs_listener(
    lambda name, seconds, **more: events.append(name))


def compiled(schedule):
    """Programs compiled in ten calls after three to begin with, and the time of one call."""
    for step in range(3):
        schedule(step)
    events.clear()
    start = time.perf_counter()
    for step in range(3, 3 + CALLS):
        schedule(step)
    each = (time.perf_counter() - start) / CALLS
    return sum("backend_compile" in name for name in events), each


warmed, slow = compiled(CosineDecay(0.0, 100, warmup_target=0.1, warmup_steps=10))
plain, fast = compiled(CosineDecay(0.1, 100))
print(f"Keras {keras.__version__}, JAX {jax.__version__}: {warmed} programs in {CALLS} calls with a"
      f" warm-up ({slow * 1e3:.0f} ms a call), {plain} without ({fast * 1e3:.1f} ms a call)")
sys.exit(0 if warmed >= CALLS and plain == 0 else 1)
PYTHON
KERAS_BACKEND=jax "$place/venv/bin/python" "$place/compiles.py"
