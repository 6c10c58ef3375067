"""One step of each rule on two parameters, against the eager steps of every peer.

The rules and their peers are those of the recorded runs: for each rule the first case of each
library.
"""

import importlib.util
import os
from functools import partial
from operator import attrgetter

import numpy as np

from tests.benchmarks.timing import left_out, median, row
from tests.recorded.optimizer_cases import CASES

OUR_STEPS, THEIR_STEPS = 500, 50  # a step of Keras or optax takes hundreds of microseconds
START, SLOPE = np.ones(2), np.array([0.1, -0.2])


def main() -> None:
    """Print how long a step takes beside that of each peer."""
    print("\none step on 2 parameters, beside the peer's")
    peers = {}
    for case in CASES.values():
        rule = type(case.rule).__name__
        if "loss" not in case.rule.requires and not case.layers:
            peers.setdefault(rule, {}).setdefault(case.library, case)
    for rule, cases in sorted(peers.items()):
        ours = median(partial(_ours, next(iter(cases.values()))), 3) / OUR_STEPS
        print(f"  {rule}: {1e6 * ours:.1f} µs")
        for library, case in cases.items():
            label = f"    as a part of {case.theirs} of {library}"
            if library not in STEPS or not importlib.util.find_spec(library):
                left_out(label, library)
                continue
            call = STEPS[library](case)
            call()  # what is compiled or made in the first steps is there
            row(label, ours, median(call, 3) / THEIR_STEPS, 1, at_least=False)


def _shaped(case, values: np.ndarray) -> np.ndarray:
    """Two parameters as a vector, or as a matrix for a rule of matrices."""
    return values.reshape(2, 1) if case.start.ndim == 2 else values.copy()


def _ours(case) -> None:
    w, g = _shaped(case, START), _shaped(case, SLOPE)
    state = case.rule.init(w)
    for _ in range(OUR_STEPS):
        w, state = case.rule.step(w, g, state, 0.01)


def _torch(case):
    import torch

    w = torch.nn.Parameter(torch.from_numpy(_shaped(case, START)))
    optimizer = getattr(torch.optim, case.theirs)([w], lr=0.01, **case.options)
    w.grad = torch.from_numpy(_shaped(case, SLOPE))

    def call():
        for _ in range(THEIR_STEPS):
            optimizer.step()
    return call


def _keras(case):
    os.environ.setdefault("KERAS_BACKEND", "jax")
    import keras

    w = keras.Variable(_shaped(case, START), dtype="float32")
    g = keras.ops.convert_to_tensor(_shaped(case, SLOPE), dtype="float32")
    optimizer = getattr(keras.optimizers, case.theirs)(learning_rate=0.01, **case.options)

    def call():
        for _ in range(THEIR_STEPS):
            optimizer.apply([g], [w])
    return call


def _optax(case):
    import jax
    import optax

    rule = attrgetter(case.theirs)(optax)(learning_rate=0.01, **case.options)
    start, g = jax.numpy.asarray(_shaped(case, START)), jax.numpy.asarray(_shaped(case, SLOPE))

    def call():
        w, state = start, rule.init(start)
        for _ in range(THEIR_STEPS):
            updates, state = rule.update(g, state, w)
            w = optax.apply_updates(w, updates)
    return call


STEPS = {"torch": _torch, "keras": _keras, "optax": _optax}
