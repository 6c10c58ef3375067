#!/usr/bin/env bash
# optax 0.2.8: polyak_sgd(scaling=s) divides the step by s, where it says that it multiplies by s.
#
# The docstring gives the rate as s * min{(f(x) - f_min) / (|g|**2 + eps), max_learning_rate}.
# polyak_sgd (optax/_src/alias.py) chains sgd(learning_rate=scaling) and scale_by_polyak, in that
# order, so scale_by_polyak (optax/_src/transform.py) is given the gradient times -s and divides by
# its square, which contains s**2. Where the limit is not reached, the step is the documented one
# divided by s**2: half the scaling doubles it. A scaling that decays to 0 lets the steps grow until
# they meet the limit. Only there is the factor s.
#
# w**2 / 2 from 4, f_min = 0, limit 100. By the formula the steps are -2 s, so -1, -2, -4 for
# scaling 0.5, 1, 2. Seen: -4, -2, -1. At limit 0.01 the formula holds. Exits 1 where that is no
# longer so.
set -euo pipefail
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install -q "optax==0.2.8" "jax==0.10.2"

cat > "$place/polyak.py" <<'PYTHON'
import sys

import jax.numpy as jnp
import numpy as np
import optax

START, SCALINGS = 4.0, np.array([0.5, 1.0, 2.0])


def by_optax(scaling, limit):
    """First step on w**2 / 2, where the gradient is w itself."""
    rule = optax.polyak_sgd(max_learning_rate=limit, scaling=scaling)
    w = jnp.array([START])
    updates, _ = rule.update(w, rule.init(w), w, value=float(w[0]) ** 2 / 2)
    return float(updates[0])


def by_formula(scaling, limit):
    return -scaling * min(START**2 / 2 / START**2, limit) * START


good = True
for limit, factors in [(100.0, 1 / SCALINGS**2), (0.01, np.ones(3))]:
    seen = np.array([by_optax(float(s), limit) for s in SCALINGS])
    formula = np.array([by_formula(s, limit) for s in SCALINGS])
    print(f"optax {optax.__version__}, limit {limit}, scaling {SCALINGS}: steps {seen},"
          f" formula {formula}")
    good = good and np.allclose(seen, formula * factors, atol=1e-6)
sys.exit(0 if good else 1)
PYTHON
"$place/venv/bin/python" "$place/polyak.py"
