"""Adam on ten million parameters, against the speed of the memory itself."""

import numpy as np

from lrkit.optimizers import Adam
from lrkit.problems import Problem
from lrkit.training import step_in_blocks, train
from lrkit.training.blocks import BLOCK
from tests.benchmarks.timing import median, row

NUM = 10_000_000


class _Given(Problem):
    """A problem whose gradient costs nothing: what is timed is the step."""

    num_params = NUM

    def __init__(self, slope):
        self.slope = slope

    def value(self, params):
        return 0.0

    def grad(self, params):
        return self.slope


def main() -> None:
    """Print the step's time as a multiple of a kernel that touches the same streams."""
    rng = np.random.default_rng(0)
    w, g, m, v = rng.normal(size=(4, NUM))
    rule, state = Adam(), Adam().init(w)
    step_in_blocks(rule, w, g, state, 1e-3)  # every page has been touched once

    def step():
        step_in_blocks(rule, w, g, state, 1e-3)

    limit = median(lambda: _limit(w, g, m, v), 7)
    print(f"\nAdam on {NUM:,} parameters in float64; the memory limit is {1e3 * limit:.0f} ms")
    row("  a step, as a multiple of the limit", median(step, 7), limit, 4, at_least=False)
    few, many = (median(lambda n=n: train(_Given(g), rule, w, 1e-3, n, record="ends"), 3)
                 for n in (2, 12))
    row("  a step inside `train`, as a multiple of the limit", (many - few) / 10, limit, 4,
        at_least=False)


def _limit(w, g, m, v) -> None:
    """Reads params, gradient and both averages, writes params and averages, computes nothing."""
    for start in range(0, NUM, BLOCK):
        part = slice(start, start + BLOCK)
        np.add(w[part], g[part], out=w[part])
        np.add(m[part], 0.0, out=m[part])
        np.add(v[part], 0.0, out=v[part])
