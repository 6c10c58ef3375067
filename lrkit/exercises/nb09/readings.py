"""What the checks of notebook 9 say of an optimizer or a schedule that was read from a stand-in.

A reading comes from the process that ran the answer: nothing about its form is taken for granted.
"""

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

RTOL, ATOL = 1e-6, 1e-9  # as everywhere


def fault_of_kind(value: Any, wanted: str, handed_in: str) -> str | None:
    """Say what came back where it is not what was asked for; None where it was read."""
    if value is None:
        return "nothing came back (None): is a `return` missing on this way through?"
    if isinstance(value, dict) and "kind" not in value:
        return None
    kind = value["kind"] if isinstance(value, dict) else getattr(
        value, "type_name", type(value).__name__)
    return f"{wanted} made with the {handed_in} that is handed in should come back; " \
           f"got {kind!s:.80}"


def number(value: Any) -> float | None:
    """Return a number as a float; None for anything else, and for an int that is too large."""
    try:
        return float(value) if type(value) in (int, float) else None
    except OverflowError:
        return None


def close(value: Any, wanted: float) -> bool:
    """Return whether a value is the number that is wanted, to six digits."""
    found = number(value)
    return found is not None and bool(np.isclose(found, wanted, rtol=RTOL, atol=ATOL))


def fault_of_settings(value: dict) -> str | None:
    """Say which further settings were changed; None where all are the library's own."""
    changed = value.get("changed")
    if not changed:
        return None
    names = " and ".join(map(str, changed)) if isinstance(changed, dict) else "something"
    return f"{names:.80} should stay as the library has it"


def fault_of_rates(value: dict, wanted: NDArray, phases: dict[str, range]) -> str | None:
    """Say in which phase of a schedule the rates go wrong, and from which step on.

    Parameters
    ----------
    value : dict
        The reading: ``"rates"`` of shape ``(steps,)`` or ``(steps, groups)``.
    wanted : array
        The right rates.
    phases : dict of str to range
        The names of the phases that count, with their steps.
    """
    rates = value.get("rates")
    if not isinstance(rates, np.ndarray) or rates.shape != wanted.shape \
            or rates.dtype.kind not in "if":
        return "a rate for each step should come back"
    right = np.isclose(rates, wanted, rtol=RTOL, atol=ATOL).reshape(len(wanted), -1).all(1)
    for name, steps in phases.items():
        wrong = [step for step in steps if not right[step]]
        if wrong:
            return _name_wrong(name, wrong, steps)
    return None


def _name_wrong(name: str, wrong: list[int], steps: range) -> str:
    """Name the steps that are wrong, counted from the beginning of the run."""
    if len(wrong) == 1:
        return f"the rate of step {wrong[0]} is wrong, in {name}"
    if wrong == list(steps):
        return f"every rate of {name} is wrong, from step {wrong[0]} on"
    return f"the rates of {name} are wrong from step {wrong[0]} on"


def phases_of(warmup_steps: int, total_steps: int) -> Iterator[tuple[str, range]]:
    """Yield the two phases of a run, with their steps."""
    yield "the warm-up", range(warmup_steps)
    yield "the cosine", range(warmup_steps, total_steps)


def warmup_cosine(first: float, warmup_steps: int, total_steps: int) -> NDArray:
    """Return the share of the full rate at each step: a line from `first` to 1, a cosine to 0.

    >>> warmup_cosine(0.0, 2, 6).round(3).tolist()
    [0.0, 0.5, 1.0, 0.854, 0.5, 0.146]
    """
    step = np.arange(total_steps)
    line = first + (1 - first) * step / warmup_steps
    done = (step - warmup_steps) / (total_steps - warmup_steps)
    return np.where(step < warmup_steps, line, (1 + np.cos(np.pi * done)) / 2)
