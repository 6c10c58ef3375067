"""Validation of an exercise: mistakes of its author, found before a learner meets them."""

import inspect

from lrkit.exercises.base import PURITY, Exercise


def validate_exercise(exercise: Exercise) -> list[str]:
    """Return a sentence for each mistake in the definition of an exercise.

    >>> from lrkit.exercises import get
    >>> validate_exercise(get("gd_step"))
    []
    """
    unset = [f"it has no {what}: a function with @{exercise.name}.{decorator} above it"
             for attribute, what, decorator in (("reference", "reference", "set_reference"),
                                                ("build_cases", "cases", "set_cases"))
             if not hasattr(exercise, attribute)]
    return unset or [*_check_description(exercise), *_check_parts(exercise)]


def _check_description(exercise: Exercise) -> list[str]:
    found = []
    arguments = tuple(inspect.signature(exercise.reference).parameters)
    if arguments != exercise.signature:
        found.append(f"its signature is {exercise.signature}, and its reference takes {arguments}")
    if len(exercise.hints) != 3:
        found.append(f"it has {len(exercise.hints)} hints: there are three")
    return found


def _check_parts(exercise: Exercise) -> list[str]:
    """Find cases of unknown parts, which are never tested, and parts that no case tests."""
    parts = [part.name for part in exercise.parts]
    used = {name for case in exercise.cases() for name in case.parts}
    return [
        *(f"a case is of the part {name!r}; its parts are {', '.join(parts)}"
          for name in sorted(used - set(parts))),
        *(f"no case is of the part {name!r}" for name in parts if name not in used | {PURITY}),
    ]
