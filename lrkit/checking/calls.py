"""The call of a case as code, which runs as it stands where NumPy is imported as np."""

import math
from typing import Any

import numpy as np

from lrkit.checking.observe import Observation
from lrkit.exercises.base import Case, Exercise
from lrkit.exercises.callbacks import Callback, Described


def call_lines(exercise: Exercise, case: Case, seen: Observation | None = None) -> list[str]:
    """Return the call as the learner would type it; arguments that it changed get lines of theirs.

    >>> from lrkit.exercises import get
    >>> call_lines(get("gd_step"), Case((4.0, float("inf"), 0.1), "a slope without an end"))
    ['gd_step(w=4.0, grad=np.inf, lr=0.1)']
    """
    args = dict(zip(exercise.signature, case.args, strict=False))
    changed = [name for name in args if seen is not None and name in seen.modified]
    drawn = [name for name, arg in args.items()
             if isinstance(arg, Described) and not isinstance(arg, Callback)]
    kept = changed if case.times == 1 else drawn
    inside = ", ".join(f"{name}={name if name in kept else as_code(arg)}"
                       for name, arg in args.items())
    call = f"{exercise.name}({inside})"
    if case.times > 1:
        names, values = ", ".join(drawn) or "_", ", ".join(as_code(args[name]) for name in drawn)
        call = f"[{call} for {names} in {case.times} * [{values or None}]]"
        return [call]
    return [*(f"{name} = {as_code(args[name])}" for name in changed), call, *changed]


def as_code(value: Any) -> str:
    """Return the code of an argument, with all digits: what fails here must fail when it is pasted.

    >>> as_code([1.0, float("nan"), np.array([[1, 2]]), np.zeros((0, 3))])
    '[1.0, np.nan, np.array([[1, 2]]), np.zeros((0, 3))]'
    """
    if isinstance(value, (bool, np.bool_)):
        return repr(bool(value))
    if isinstance(value, float):
        return repr(float(value)) if math.isfinite(value) else \
            f"np.{float(value)}".replace("np.-", "-np.")
    if isinstance(value, np.ndarray):
        return _array_code(value)
    if isinstance(value, list):
        return f"[{', '.join(map(as_code, value))}]"
    if isinstance(value, tuple):
        return f"({', '.join(map(as_code, value))}{',' * (len(value) == 1)})"
    if isinstance(value, dict):
        return f"{{{', '.join(f'{key!r}: {as_code(entry)}' for key, entry in value.items())}}}"
    return str(value) if isinstance(value, (Described, np.generic)) else repr(value)


def _array_code(array: np.ndarray) -> str:
    usual = array.dtype in (np.dtype(float), np.dtype(int), np.dtype(bool))
    kind = "" if usual else f", dtype=np.{array.dtype.name}"
    if not array.size:
        kind = "" if array.dtype == float else f", dtype=np.{array.dtype.name}"
        return f"np.zeros({array.shape}{kind})"
    return f"np.array({as_code(array.tolist())}{kind})"
