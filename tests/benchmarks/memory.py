"""Adam and momentum on ten million parameters, against the speed of the memory itself."""

import statistics

import numpy as np

from lrkit.optimizers import Adam, Momentum, Optimizer
from lrkit.problems import Problem
from lrkit.training import step_in_blocks, train
from lrkit.training.blocks import BLOCK
from tests.benchmarks.timing import median, row, seconds

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
    """Print the steps' times as multiples of a kernel that touches the same arrays."""
    rng = np.random.default_rng(0)
    w, g, *averages = rng.normal(size=(4, NUM))
    for name, rule, count, goal in (("Adam", Adam(), 2, 3), ("momentum", Momentum(), 1, 2)):
        _compare(name, rule, w, g, averages[:count], goal)


def _compare(name: str, rule: Optimizer, w: np.ndarray, g: np.ndarray, averages: list[np.ndarray],
             goal: float) -> None:
    """Print two rows for a rule with as many running averages as are handed in."""
    state = rule.init(w)
    step_in_blocks(rule, w, g, state, 1e-3)  # every page has been touched once
    # One after the other, so that a machine whose speed changes changes it for both.
    times = [(seconds(lambda: _limit(w, g, averages)),
              seconds(lambda: step_in_blocks(rule, w, g, state, 1e-3))) for _ in range(15)]
    limit, step = (statistics.median(column) for column in zip(*times, strict=True))
    print(f"\n{name} on {NUM:,} parameters in float64; the memory limit is {1e3 * limit:.0f} ms")
    row("  a step, as a multiple of the limit", step, limit, goal, at_least=False)
    few, many = (median(lambda n=n: train(_Given(g), rule, w, 1e-3, n, record="ends"), 3)
                 for n in (2, 12))
    row("  a step inside `train`, as a multiple of the limit", (many - few) / 10, limit, goal,
        at_least=False)


def _limit(w: np.ndarray, g: np.ndarray, averages: list[np.ndarray]) -> None:
    """Read parameters, gradient and averages; write parameters and averages; compute nothing."""
    for start in range(0, NUM, BLOCK):
        part = slice(start, start + BLOCK)
        np.add(w[part], g[part], out=w[part])
        for average in averages:
            np.add(average[part], 0.0, out=average[part])
