"""Readings of what an answer made of a stand-in, as plain data: type, rates, decays, groups."""

import numbers
from typing import Any

import numpy as np

from lrkit.frameworks.standins import (
    keras_callbacks,
    keras_optimizers,
    keras_schedules,
    torch_optimizers,
    torch_schedulers,
)
from lrkit.frameworks.standins.tensors import Tensor, value_of
from lrkit.frameworks.standins.torch_joined import ReduceLROnPlateau

STEPS_READ = 3  # of an optimizer, whose rate should not change


def read(reader: str, value: Any, args: tuple) -> dict | None:
    """Return as plain data what an answer returned; None where it is nothing of the stand-in.

    Parameters
    ----------
    reader : str
        One of `READERS`, the name of the exercise.
    value
        What the answer returned.
    args : tuple
        The arguments that it was called with.
    """
    return READERS[reader](value, args)


def _keras_optimizer(value: Any, args: tuple) -> dict | None:
    """Return the type, the rate, the decay, and every other setting that is not the default."""
    if not isinstance(value, keras_optimizers.Optimizer):
        return _other(value)
    rates = [_number(value.rate_at(step), step) for step in range(STEPS_READ)]
    name = type(value).__name__
    defaults = keras_optimizers.OPTIONS.get(name, {})
    changed = {key: repr(getattr(value, key)) for key in defaults
               if key not in ("learning_rate", "weight_decay", "name")
               and getattr(value, key) != defaults[key]}
    decay = value.weight_decay
    told = {"type": name, "learning_rate": rates[0] if len(set(rates)) == 1 else rates,
            "weight_decay": None if decay is None else _number(decay, None)}
    told |= {"without decay": list(value._excluded)} if value._excluded else {}
    told |= {"an attribute lr": "without effect"} if hasattr(value, "lr") else {}
    return told | ({"changed": changed} if changed else {})


def _keras_schedule(value: Any, args: tuple) -> dict | None:
    """Return the rate of each of ``args[3]`` steps, as a compiled step would read it."""
    if not isinstance(value, keras_schedules.LearningRateSchedule):
        return _other(value)
    steps = range(args[3])
    return {"rates": np.array([_number(value(Tensor(step)), step) for step in steps])}


def _torch_optimizer(value: Any, args: tuple) -> dict | None:
    """Return the type, and of each parameter of the model ``args[1]`` its rate and decay."""
    if not isinstance(value, torch_optimizers.Optimizer):
        return _other(value)
    groups = [{id(param): None for param in group["params"]} for group in value.param_groups]
    names = {id(param): name for name, param in args[1].named_parameters()}
    told: dict[str, Any] = {"type": _torch_type(value), "lr": {}, "weight_decay": {}}
    for param, name in names.items():
        mine = [group for group, held in zip(value.param_groups, groups, strict=True)
                if param in held]
        for key in ("lr", "weight_decay") if mine else ():
            told[key][name] = _number(mine[0].get(key), None)
    foreign = sum(param not in names for held in groups for param in held)
    told |= {"unknown parameters": foreign} if foreign else {}
    changed = _changed(value)
    return told | ({"changed": changed} if changed else {})


def _torch_type(value: Any) -> str:
    """Return the name of the class; Adam with decoupled decay is AdamW."""
    name = type(value).__name__
    decoupled = all(group.get("decoupled_weight_decay") for group in value.param_groups)
    return "AdamW" if name in ("Adam", "AdamW") and decoupled else \
        "Adam" if name == "AdamW" else name


def _changed(value: Any) -> dict[str, str]:
    """Return the settings of groups that are not the defaults, but for rates and decays."""
    positional, named = torch_optimizers.OPTIONS.get(type(value).__name__, ({}, {}))
    defaults = positional | named
    without = ("lr", "weight_decay", "foreach", "capturable", "fused", "differentiable",
               "decoupled_weight_decay")
    return {key: repr(group[key]) for group in value.param_groups for key in defaults
            if key not in without and group.get(key) != defaults[key]}


def _torch_schedule(value: Any, args: tuple) -> dict | None:
    """Return the rate of each group at each of ``args[3]`` steps of the usual loop.

    Of a single group there is one rate for each step.
    """
    optimizer = args[1]
    if not isinstance(value, torch_schedulers.LRScheduler):
        return _other(value)
    if isinstance(value, ReduceLROnPlateau) or value.optimizer is not optimizer:
        return {"kind": "a scheduler that waits for a plateau"
                if isinstance(value, ReduceLROnPlateau) else "a scheduler of another optimizer"}
    rates = []
    for step in range(args[3]):
        rates.append([_number(group["lr"], step) for group in optimizer.param_groups])
        optimizer.step()
        value.step()
    return {"rates": np.array(rates)[:, 0] if len(rates[0]) == 1 else np.array(rates)}


_KINDS = ((keras_schedules.LearningRateSchedule, "a schedule"),
          (keras_optimizers.Optimizer, "an optimizer"), (keras_callbacks.Callback, "a callback"),
          (torch_schedulers.LRScheduler, "a scheduler"),
          (torch_optimizers.Optimizer, "an optimizer"))


def _other(value: Any) -> dict | None:
    """Return the kind of another thing of the stand-in's; None for what is not of it."""
    kind, package = type(value).__name__, type(value).__module__.partition(".")[0]
    if package in ("keras", "tensorflow", "tf_keras", "torch"):
        return {"kind": f"{kind} of the {package} that is installed"}
    if isinstance(value, type):
        return {"kind": f"the class {value.__name__} itself"} \
            if issubclass(value, tuple(kind for kind, _ in _KINDS)) else None
    for known, name in _KINDS:
        if isinstance(value, known):
            return {"kind": f"{name}, {kind}"}
    return {"kind": "a function"} if callable(value) else None


def _number(value: Any, step: int | None) -> float:
    """Return a rate or a decay as a float; TypeError where it is not a single number."""
    number = value_of(value)
    if isinstance(number, np.ndarray) and number.ndim == 0:
        number = number[()]
    if not isinstance(number, (numbers.Real, np.generic)) or isinstance(number, (bool, np.bool_)):
        where = "a rate or a decay" if step is None else f"the rate of step {step}"
        raise TypeError(f"{where} should be a number, and is {type(number).__name__}")
    return float(number)


READERS = {"keras_optimizer": _keras_optimizer, "keras_schedule": _keras_schedule,
           "torch_optimizer": _torch_optimizer, "torch_schedule": _torch_schedule}
