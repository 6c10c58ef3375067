"""Compare the installed libraries with the recordings: ``python -m tests.recorded.compare``.

Prints what has changed since the recordings were made, in names, defaults, optimizers and
schedules, and exits with 1 if anything has. A library that is not installed is named and not
compared. ``tests/test_frameworks.py`` compares the runs of notebook 9.
"""

import sys
from collections.abc import Iterator
from importlib import metadata, util

import numpy as np

from tests.recorded import record_optimizers, record_schedules, record_signatures
from tests.recorded.optimizer_cases import CASES_OF

LIBRARIES = ("torch", "keras", "optax")


def changes(library: str) -> Iterator[str]:
    """Yield a line for each thing that the installed library does otherwise than was recorded."""
    yield from changed_names(record_signatures.recorded()[library]["names"],
                             record_signatures.found(library))
    yield from changed_optimizers(library)
    yield from changed_schedules(library)


def changed_names(before: dict, now: dict) -> Iterator[str]:
    """Yield what is new, gone or has another default, of names with their defaults.

    >>> list(changed_names({"SGD": {"lr": "0.01"}, "Old": {}}, {"SGD": {"lr": "0.001"}}))
    ['Old is gone', 'SGD: lr was 0.01, is 0.001']
    """
    yield from (f"{name} is gone" for name in before if name not in now)
    yield from (f"{name} is new" for name in now if name not in before)
    for name, defaults in now.items():
        known = before.get(name, defaults)
        yield from (f"{name}: {key} is gone" for key in known if key not in defaults)
        for key, value in defaults.items():
            if key not in known:
                yield f"{name}: {key} is new ({value})"
            elif known[key] != value:
                yield f"{name}: {key} was {known[key]}, is {value}"


def changed_optimizers(library: str) -> Iterator[str]:
    """Yield the optimizers whose recorded path the library no longer takes."""
    for module, cases in CASES_OF.items():
        recorded = record_optimizers.recorded(module)
        for name, case in cases.items():
            if case.library == library:
                yield from differences(name, recorded[name]["places"], case.tolerance,
                                       lambda case=case: record_optimizers.RUN[library](case))


def changed_schedules(library: str) -> Iterator[str]:
    """Yield the schedules whose recorded rates the library no longer gives."""
    recorded = record_schedules.recorded()
    for name, case in (record_schedules.CASES | record_schedules.PLATEAUS).items():
        if case.library == library:
            # On JAX, Keras computes a cosine in 32 bits.
            atol = 1e-7 if name.startswith("keras.Cosine") else 1e-9
            yield from differences(name, recorded[name], atol,
                                   lambda case=case: record_schedules.RUN[library](case))


def differences(name: str, recorded: list, tolerance: float, make) -> Iterator[str]:
    """Yield a line if what `make` returns is not what was recorded, or if it fails.

    >>> list(differences("SGD", [1.0, 0.5, 0.25], 1e-9, lambda: [1.0, 0.5, 0.2]))
    ['SGD: 0.05 away from the recording in step 2']
    """
    try:
        made = np.asarray(make(), dtype=float)
    except Exception as error:  # whatever a new version raises is what is to be told
        yield f"{name}: {type(error).__name__}: {error}".splitlines()[0]
        return
    before = np.asarray(recorded, dtype=float)
    if made.shape != before.shape:
        yield f"{name}: shape {made.shape} instead of {before.shape}"
        return
    gap = np.abs(made - before).reshape(len(before), -1).max(axis=1)
    wrong = ~(gap <= tolerance * (1 + np.abs(before).reshape(len(before), -1).max(axis=1)))
    if wrong.any():
        first = int(np.argmax(wrong))
        yield f"{name}: {gap[first]:.2g} away from the recording in step {first}"


def main() -> int:
    """Print every change; return how many there are."""
    total = 0
    for library in LIBRARIES:
        before = record_signatures.recorded()[library]["version"]
        if util.find_spec(library) is None:
            print(f"{library}: not installed, not compared (recorded with {before})")
            continue
        found = list(changes(library))
        total += len(found)
        number = f"{len(found) or 'no'} change{'' if len(found) == 1 else 's'}"
        print(f"{library} {metadata.version(library)}, recorded with {before}: {number}")
        print(*(f"  {line}" for line in found), sep="\n", end="\n" if found else "")
    return total


if __name__ == "__main__":
    sys.exit(bool(main()))
