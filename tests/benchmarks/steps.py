"""One step on two parameters, against the libraries' eager steps."""

import importlib.util

import numpy as np

from lrkit.optimizers import Adam, GradientDescent, Momentum
from tests.benchmarks.timing import left_out, median, row

STEPS = 2000
OPTAX_STEPS = 100  # each takes hundreds of microseconds
RULES = {"gradient descent": GradientDescent(), "momentum": Momentum(), "adam": Adam()}


def main() -> None:
    """Print how long a step takes beside that of each peer."""
    print("\none step on 2 parameters")
    for name, rule in RULES.items():
        ours = median(lambda rule=rule: _ours(rule))
        for library, theirs, count in (("torch", _torch, STEPS), ("optax", _optax, OPTAX_STEPS)):
            label = f"  {name}, step as a part of {library}'s"
            if importlib.util.find_spec(library):
                seconds = median(lambda f=theirs, n=name: f(n), 3) * STEPS / count
                row(label, ours, seconds, 1, at_least=False)
            else:
                left_out(label, library)
        print(f"    {1e6 * ours / STEPS:.1f} µs")


def _ours(rule) -> None:
    w, g = np.ones(2), np.array([0.1, -0.2])
    state = rule.init(w)
    for _ in range(STEPS):
        w, state = rule.step(w, g, state, 0.01)


def _torch(name: str) -> None:
    import torch

    w = torch.nn.Parameter(torch.ones(2, dtype=torch.float64))
    w.grad = torch.tensor([0.1, -0.2], dtype=torch.float64)
    momentum = 0.9 if name == "momentum" else 0.0
    optimizer = torch.optim.Adam([w], lr=0.01) if name == "adam" else \
        torch.optim.SGD([w], lr=0.01, momentum=momentum)
    for _ in range(STEPS):
        optimizer.step()


def _optax(name: str) -> None:
    import jax
    import optax

    momentum = 0.9 if name == "momentum" else None
    rule = optax.adam(0.01) if name == "adam" else optax.sgd(0.01, momentum=momentum)
    w, g = jax.numpy.ones(2), jax.numpy.array([0.1, -0.2])
    state = rule.init(w)
    for _ in range(OPTAX_STEPS):
        updates, state = rule.update(g, state, w)
        w = optax.apply_updates(w, updates)
