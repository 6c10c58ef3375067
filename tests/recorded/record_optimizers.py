"""Record what PyTorch, Keras and optax do: ``python -m tests.recorded.record_optimizers``.

Needs torch, keras, jax and optax. Writes ``optimizers.json`` beside this file, with the versions.
The tests use the functions below for their live comparison.
"""

import json
import os
from pathlib import Path

import numpy as np

from tests.recorded.optimizer_runs import CASES, NUM_STEPS, grad, loss, lr_at

FILE = Path(__file__).with_name("optimizers.json")


def run_torch(case):
    """The places of a PyTorch optimizer."""
    import torch

    # NAdam keeps a product of momenta in the default type, whatever that of the parameters.
    torch.set_default_dtype(torch.float64)
    w = torch.nn.Parameter(torch.tensor(case.start, dtype=torch.float64))
    optimizer = getattr(torch.optim, case.theirs)([w], lr=case.lr, **case.options)
    places = [case.start]
    for step in range(NUM_STEPS):
        optimizer.param_groups[0]["lr"] = lr_at(case.lr, step)
        w.grad = torch.from_numpy(_slope(case, places[-1]).copy())
        optimizer.step()
        places.append(w.detach().numpy().copy())
    return np.array(places)


def run_keras(case):
    """The places of a Keras optimizer, on its JAX backend, in float64."""
    keras = import_keras()
    w = keras.Variable(case.start, dtype="float64")
    optimizer = getattr(keras.optimizers, case.theirs)(learning_rate=case.lr, **case.options)
    places = [case.start]
    for step in range(NUM_STEPS):
        optimizer.learning_rate = lr_at(case.lr, step)
        optimizer.apply([_slope(case, places[-1])], [w])
        places.append(np.array(w.value, dtype=float))
    return np.array(places)


def run_optax(case):
    """The places of an optax optimizer, step by step; of schedule-free ones the average."""
    jax = import_jax()
    import optax

    options = dict(case.options)
    make = _attribute(optax, case.theirs)
    if "max_learning_rate" not in options:
        # The rate as a function of the step: optax reads it afresh in each.
        options["learning_rate"] = lambda step: jax.numpy.where(
            step < 12, lr_at(case.lr, 0), lr_at(case.lr, 12))
    optimizer, w = make(**options), jax.numpy.asarray(case.start)
    state, places = optimizer.init(w), [case.start]
    for _ in range(NUM_STEPS):
        extra = {"value": loss(np.asarray(w))} if "max_learning_rate" in options else {}
        updates, state = optimizer.update(_slope(case, np.asarray(w)), state, w, **extra)
        w = optax.apply_updates(w, updates)
        average = "schedule_free" in case.theirs
        place = optax.contrib.schedule_free_eval_params(state, w) if average else w
        places.append(np.asarray(place))
    return np.array(places)


def import_jax():
    """JAX in float64."""
    import jax

    jax.config.update("jax_enable_x64", True)
    return jax


def import_keras():
    """Keras in float64, computed by JAX: its PyTorch backend has optimizers of its own."""
    os.environ["KERAS_BACKEND"] = "jax"
    import_jax()
    import keras

    keras.config.set_floatx("float64")
    return keras


RUN = {"torch": run_torch, "keras": run_keras, "optax": run_optax}


def main():
    """Run every case and write the recording."""
    import jax
    import keras
    import optax
    import torch

    versions = {m.__name__: m.__version__ for m in (torch, keras, jax, optax, np)}
    runs = {name: RUN[case.library](case).tolist() for name, case in CASES.items()}
    lines = [f"  {json.dumps(name)}: {json.dumps(places)}" for name, places in runs.items()]
    body = ",\n".join(lines)
    FILE.write_text(f'{{"versions": {json.dumps(versions)},\n "runs": {{\n{body}\n}}}}\n')


def _slope(case, w):
    return grad(w) if case.start.shape[0] == 3 else grad(w.T).T


def _attribute(module, path):
    for name in path.split("."):
        module = getattr(module, name)
    return module


if __name__ == "__main__":
    import_keras()
    main()
