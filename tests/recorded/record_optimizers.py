"""Record what the libraries do: ``python -m tests.recorded.record_optimizers [WORD ...]``.

Records the cases that have no recording yet, and those whose names contain one of the words (all:
a dot); the others keep their runs and versions, and what is no longer a case goes. A case whose
library is not installed is left out, and named. Writes ``optimizers_NAME.json`` beside this file
for each module of `optimizer_cases`, each run with the versions that made it.

torch, keras, jax and optax are those of the extra ``frameworks``. The other libraries build on
torch, and no test needs them: ``pip install timm pytorch_optimizer transformers schedulefree
prodigyopt dadaptation``. A process has one backend of Keras: ``KERAS_BACKEND=torch python -m
tests.recorded.record_optimizers keras_on_torch``, and the same with tensorflow.
"""

import json
import os
import sys
from importlib import import_module, metadata, util
from operator import attrgetter
from pathlib import Path

import numpy as np

from tests.recorded.optimizer_cases import CASES_OF
from tests.recorded.optimizer_runs import CHANGE_AT, NUM_STEPS, loss

FOLDER = Path(__file__).parent
# The module in which each library on top of PyTorch keeps its optimizers.
ON_TORCH = {"torch": "torch.optim", "timm": "timm.optim", "pytorch_optimizer": "pytorch_optimizer",
            "transformers": "transformers", "schedulefree": "schedulefree",
            "prodigyopt": "prodigyopt", "dadaptation": "dadaptation"}
KERAS_ON = {"keras": "jax", "keras_on_torch": "torch", "keras_on_tensorflow": "tensorflow"}


def run_torch(case):
    """The places of an optimizer of PyTorch, or of a library that builds on it."""
    import torch

    # NAdam keeps a product of momenta in the default type, whatever that of the parameters.
    torch.set_default_dtype(torch.float64)
    module = import_module(ON_TORCH[case.library])
    weights = [torch.nn.Parameter(torch.tensor(part)) for part in case.split(case.first)]
    optimizer = attrgetter(case.theirs)(module)(weights, lr=case.lr, **case.options)
    getattr(optimizer, "train", lambda: None)()  # schedulefree wants to be told
    places = [case.first]
    for step in range(NUM_STEPS):
        optimizer.param_groups[0]["lr"] = case.lr_at(step)
        for w, slope in zip(weights, case.split(case.slope(places[-1])), strict=True):
            w.grad = torch.from_numpy(slope)
        optimizer.step()
        places.append(case.join(w.detach().numpy() for w in weights))
    return np.array(places)


def run_keras(case):
    """The places of a Keras optimizer, in float64, on the JAX backend unless the case says else."""
    keras = import_keras(KERAS_ON[case.library])
    weights = [keras.Variable(part, dtype="float64") for part in case.split(case.first)]
    optimizer = getattr(keras.optimizers, case.theirs)(learning_rate=case.lr, **case.options)
    places = [case.first]
    for step in range(NUM_STEPS):
        optimizer.learning_rate = case.lr_at(step)
        optimizer.apply(case.split(case.slope(places[-1])), weights)
        places.append(case.join(keras.ops.convert_to_numpy(w.value) for w in weights))
    return np.array(places)


def run_optax(case):
    """The places of an optax optimizer, step by step; of schedule-free ones the average."""
    jax = import_jax()
    import optax

    options = dict(case.options)
    make = attrgetter(case.theirs)(optax)
    if "max_learning_rate" not in options:
        # The rate as a function of the step: optax reads it afresh in each.
        options["learning_rate"] = lambda step: jax.numpy.where(
            step < CHANGE_AT, case.lr_at(0), case.lr_at(CHANGE_AT))
    optimizer, w = make(**options), [jax.numpy.asarray(part) for part in case.split(case.first)]
    state, places = optimizer.init(w), [case.first]
    for step in range(NUM_STEPS):
        if "max_learning_rate" in options:  # the upper limit is an option, and no state knows of it
            optimizer = make(**options | {"max_learning_rate": case.lr_at(step)})
        at = case.join(w)
        extra = {"value": loss(at)} if "max_learning_rate" in options else {}
        updates, state = optimizer.update(case.split(case.slope(at)), state, w, **extra)
        w = optax.apply_updates(w, updates)
        average = "schedule_free" in case.theirs
        place = optax.contrib.schedule_free_eval_params(state, w) if average else w
        places.append(case.join(place))
    return np.array(places)


def import_jax():
    """JAX in float64."""
    import jax

    jax.config.update("jax_enable_x64", True)
    return jax


def import_keras(backend="jax"):
    """Keras in float64, computed by JAX: its PyTorch backend has optimizers of its own."""
    os.environ["KERAS_BACKEND"] = backend
    if backend == "jax":
        import_jax()
    import keras

    keras.config.set_floatx("float64")
    return keras


RUN = {**dict.fromkeys(ON_TORCH, run_torch), **dict.fromkeys(KERAS_ON, run_keras),
       "optax": run_optax}
# What computes beside the library itself.
BESIDE = {**dict.fromkeys(ON_TORCH, "torch"), **KERAS_ON, "optax": "jax"}


def recorded(module):
    """The recording of a module of cases: for each name its ``versions`` and ``places``."""
    file = _file(module)
    return json.loads(file.read_text()) if file.exists() else {}


def record(module, words):
    """Record what is missing or asked for of a module's cases, and keep the rest."""
    kept, runs = recorded(module), {}
    for name, case in CASES_OF[module].items():
        if name in kept and not any(word in name for word in words):
            runs[name] = kept[name]
        elif not _is_here(case.library):
            print(f"{case.library} is not installed: not recorded: {name}")
            runs |= {name: kept[name]} if name in kept else {}
        else:
            packages = (case.library.partition("_on_")[0], BESIDE[case.library])
            versions = {package: metadata.version(package) for package in packages}
            runs[name] = {"versions": versions, "places": RUN[case.library](case).tolist()}
            print(f"recorded {name}")
    lines = (f"{json.dumps(name)}: {json.dumps(run)}" for name, run in runs.items())
    _file(module).write_text("{\n" + ",\n".join(lines) + "\n}\n")


def _is_here(library):
    if library in KERAS_ON and os.environ.get("KERAS_BACKEND", "jax") != KERAS_ON[library]:
        return False
    return all(util.find_spec(package) for package in (library.partition("_on_")[0],
                                                       BESIDE[library]))


def _file(module):
    return FOLDER / f"optimizers_{module}.json"


if __name__ == "__main__":
    for name in CASES_OF:
        record(name, sys.argv[1:])
