"""A learner's own optimizer and schedule train the digits network in the library itself."""

import json
import re
from collections.abc import Callable
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np

from lrkit.frameworks import process
from lrkit.frameworks.libraries import LIBRARIES, can_run, first_backend, live_origin, must_be
from lrkit.frameworks.recipes import network
from lrkit.frameworks.recordings import piece_name, recorded_origin
from lrkit.frameworks.runs import Run
from lrkit.frameworks.sources import source_with_needs
from lrkit.frameworks.standins import read, stand_in

# What the functions are called with, where nothing else is said.
NUMBERS = {
    "keras": {"lr": 0.01, "weight_decay": 0.1, "warmup_steps": 8, "total_steps": 48},
    "torch": {"lr": 0.01, "bias_lr": 0.02, "weight_decay": 0.1, "warmup_steps": 8,
              "total_steps": 48},
}


def train(optimizer: Callable, schedule: Callable | None, library: str,
          backend: str | None = None, **numbers: float) -> Run:
    """Train the digits network with the learner's own optimizer and schedule.

    Three epochs of 16 batches, with the library's 32 bits, in a process of the library's own, which
    gets the text of the functions. Where the library is not installed, the stand-in says what they
    set; if that is what was recorded, the recorded run is returned.

    Parameters
    ----------
    optimizer : callable
        ``optimizer(keras, lr, weight_decay)``, or for PyTorch ``optimizer(torch, model, lr,
        bias_lr, weight_decay)``: as in the exercises `keras_optimizer` and `torch_optimizer`.
    schedule : callable or None
        ``schedule(keras, lr, warmup_steps, total_steps)``, or for PyTorch ``schedule(torch,
        optimizer, warmup_steps, total_steps)``; None leaves the rate constant.
    library : str
        ``"keras"`` or ``"torch"``.
    backend : str, optional
        What Keras computes with; by default the first that is installed.
    **numbers
        Other numbers than those of `NUMBERS` for the two functions.

    Returns
    -------
    Run
        With the losses, and the rates of the steps; of PyTorch's groups, the rate of the first
        weights.

    Raises
    ------
    ValueError
        If an argument is not known; where nothing is installed, if the functions set something else
        than was recorded.
    lrkit.frameworks.process.ProcessError
        If one of the functions fails in the library.

    Examples
    --------
    >>> def optimizer(keras, lr, weight_decay):
    ...     return keras.optimizers.AdamW(learning_rate=lr, weight_decay=weight_decay)
    >>> train(optimizer, None, "keras", step=1)
    Traceback (most recent call last):
    ValueError: step must be one of ['lr', 'weight_decay', 'warmup_steps', 'total_steps']
    """
    must_be("library", library, LIBRARIES)
    for name in numbers:
        if name not in NUMBERS[library]:
            raise ValueError(f"{name} must be one of {list(NUMBERS[library])}")
    chosen = NUMBERS[library] | numbers
    backend = backend or first_backend(library)
    if backend is None or not can_run(library, backend):
        return _recorded(optimizer, schedule, library, backend, chosen)
    texts = [(source_with_needs(function), function.__name__) if function else None
             for function in (optimizer, schedule)]
    try:
        places, lrs = process.call(
            backend, f"lrkit.frameworks.in_{library}:train_own", *texts, chosen)
    except process.ProcessError as error:
        raise _in_words(error, library) from None
    losses = np.array([network().value(place) for place in places])
    return Run(losses, lrs, live_origin(library, backend))


def _in_words(error: process.ProcessError, library: str) -> process.ProcessError:
    """Return the same error with the line of the learner's in which it happened."""
    where = re.findall(r'File "<your function (\w+)>", line (\d+)[^\n]*\n\s*([^\n]*)', error.trace)
    if not error.kind:
        return error
    line = f" at line {where[-1][1]} of {where[-1][0]}: {where[-1][2].strip()}" if where else ""
    return process.ProcessError(
        f"{LIBRARIES[library]} stopped{line}\n{error.kind}: {error.reason}", error.kind,
        error.reason, error.trace)


def _recorded(optimizer: Callable, schedule: Callable | None, library: str, backend: str | None,
              numbers: dict[str, Any]) -> Run:
    """Return the recorded run, if the functions set what was recorded."""
    origin = recorded_origin(library, backend)
    entry = _recording()[piece_name(library, backend)]
    found = settings(optimizer, schedule, library, numbers)
    for what, value in found.items():
        if not _same(value, entry["settings"][what]):
            raise ValueError(
                f"{LIBRARIES[library]} is not installed here, and there is a recorded run of the "
                f"exercises' right answers with {NUMBERS[library]} alone. Yours set another {what}")
    return Run(np.array(entry["losses"]), np.array(entry["lrs"]), origin)


def settings(optimizer: Callable, schedule: Callable | None, library: str,
             numbers: dict[str, Any]) -> dict[str, Any]:
    """Return what the functions set, by the stand-in: the optimizer's settings, and the rates.

    Of PyTorch the rates are those of the first weights and the first biases.

    ValueError where they return no optimizer or no schedule.
    """
    lib, decay = stand_in(library), numbers["weight_decay"]
    counts = numbers["warmup_steps"], numbers["total_steps"]
    if library == "keras":
        told = _read("optimizer", optimizer, lib, numbers["lr"], decay)[1]
        rates = None if schedule is None else _read("schedule", schedule, lib, numbers["lr"],
                                                    *counts)[1]["rates"]
        return {"optimizer": told, "rates": rates}
    nn = lib.nn
    model = nn.Sequential(nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 10))
    made, told = _read("optimizer", optimizer, lib, model, numbers["lr"], numbers["bias_lr"], decay)
    if schedule is None:
        return {"optimizer": told, "rates": None}
    rates = _read("schedule", schedule, lib, made, *counts)[1]["rates"]
    weights, biases, *_ = model.parameters()
    order = [k for param in (weights, biases) for k, group in enumerate(made.param_groups)
             if param in group["params"]]
    return {"optimizer": told, "rates": rates.reshape(len(rates), -1)[:, order]}


def _read(what: str, function: Callable, lib: Any, *numbers: Any) -> tuple[Any, dict]:
    """Call a function with the stand-in; return what it made, and the reading of that."""
    value = function(lib, *numbers)
    reading = read(f"{lib.__name__}_{what}", value, (lib, *numbers))
    if reading is None or "kind" in reading:
        raise ValueError(f"there is no {what} yet: the function returned "
                         f"{'nothing' if value is None else type(value).__name__}")
    return value, reading


def _same(found: Any, recorded: Any) -> bool:
    """Return whether two settings are the same; the name of an Adam with decay is AdamW."""
    if isinstance(recorded, dict):
        return isinstance(found, dict) and all(
            key == "type" or _same(found.get(key), value) for key, value in recorded.items())
    if recorded is None or isinstance(recorded, str):
        return found == recorded
    return np.shape(found) == np.shape(recorded) and bool(
        np.allclose(found, recorded, rtol=1e-6, atol=1e-9))


@cache
def _recording() -> dict:
    text = files("lrkit.frameworks").joinpath("data/own.json").read_text(encoding="utf-8")
    return json.loads(text)
