"""A sweep of 200 x 200 runs of 500 steps on two parameters."""

import importlib.util

import numpy as np

from lrkit.optimizers import Adam, Momentum
from lrkit.problems import Quadratic
from lrkit.sweeps import sweep
from tests.benchmarks.timing import left_out, median, row

RUNS, STEPS = 200 * 200, 500
PROBLEM = Quadratic.from_curvatures((1.0, 100.0), angle=30.0)
LRS, BETAS = np.geomspace(1e-4, 0.1, 200), np.linspace(0.0, 0.99, 200)
START = [1.0, 1.0]
SAMPLE = 2000  # steps of a peer that is measured and scaled up
RULES = {"momentum": (Momentum(), "momentum"), "adam": (Adam(), "beta1")}


def main() -> None:
    """Print the ratios against a loop over torch.optim, plain Python floats, and optax."""
    for name, (rule, axis) in RULES.items():
        def ours(rule=rule, axis=axis):
            sweep(PROBLEM, rule, START, {"lr": LRS, axis: BETAS}, STEPS)

        ours()
        seconds = median(ours)
        scaled = RUNS * STEPS / SAMPLE
        print(f"\n{name}: {RUNS:,} runs of {STEPS} steps in {seconds:.2f} s")
        label = f"  {name}, times as fast as a loop over torch.optim (sample, scaled)"
        if importlib.util.find_spec("torch"):
            theirs = median(lambda name=name: _torch(name), 3) * scaled
            row(label, seconds, theirs, 1000, at_least=True)
        else:
            left_out(label, "torch")
        row(f"  {name}, times as fast as Python floats (sample, scaled)", seconds,
            median(lambda name=name: _python(name), 3) * scaled, 10, at_least=True)
        label = f"  {name}, times as fast as optax vmap + scan, compiled"
        if importlib.util.find_spec("optax"):
            row(label, seconds, median(lambda name=name: _optax(name), 3), 1, at_least=True)
        else:
            left_out(label, "optax")


def _torch(name: str) -> None:
    import torch

    w = torch.nn.Parameter(torch.tensor(START, dtype=torch.float64))
    hessian = torch.tensor(PROBLEM.hessian)
    optimizer = torch.optim.SGD([w], lr=0.01, momentum=0.9) if name == "momentum" else \
        torch.optim.Adam([w], lr=0.01)
    for _ in range(SAMPLE):
        w.grad = hessian @ w.detach()
        optimizer.step()


def _python(name: str) -> None:
    (a, b), (_, c) = PROBLEM.hessian.tolist()
    x, y, m, n, u, v = *START, 0.0, 0.0, 0.0, 0.0
    for t in range(1, SAMPLE + 1):
        g, h = a * x + b * y, b * x + c * y
        if name == "momentum":
            m, n = 0.9 * m + g, 0.9 * n + h
            x, y = x - 0.01 * m, y - 0.01 * n
            continue
        m, n = 0.9 * m + 0.1 * g, 0.9 * n + 0.1 * h
        u, v = 0.999 * u + 0.001 * g * g, 0.999 * v + 0.001 * h * h
        one, two = 1 - 0.9**t, 1 - 0.999**t
        x -= 0.01 * (m / one) / ((u / two) ** 0.5 + 1e-8)
        y -= 0.01 * (n / one) / ((v / two) ** 0.5 + 1e-8)


def _optax(name: str) -> None:
    """With the compilation: each call makes a new function."""
    import jax
    import optax

    jax.config.update("jax_enable_x64", True)
    hessian = jax.numpy.asarray(PROBLEM.hessian)

    def run(lr, beta):
        rule = optax.sgd(lr, momentum=beta) if name == "momentum" else optax.adam(lr, b1=beta)

        def body(carry, _):
            w, state = carry
            updates, state = rule.update(hessian @ w, state, w)
            return (optax.apply_updates(w, updates), state), None

        w = jax.numpy.asarray(START)
        (w, _), _ = jax.lax.scan(body, (w, rule.init(w)), None, length=STEPS)
        return 0.5 * w @ hessian @ w

    both = jax.vmap(jax.vmap(run, (None, 0)), (0, None))
    jax.jit(both)(LRS, BETAS).block_until_ready()
