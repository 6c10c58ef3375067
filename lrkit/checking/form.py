"""The form of a returned value: its type, length, shape and number of values."""

from typing import Any

import numpy as np

from lrkit.checking.observe import OpaqueValue


def form_of(value: Any) -> tuple:
    """Return the form of plain data, to compare: equal forms differ in their numbers at most.

    A tuple, a list and an array of the same numbers have one form, as a check takes either.

    >>> form_of([1.0, 2.0]) == form_of(np.zeros(2)), form_of([1.0]) == form_of(1.0)
    (True, False)
    >>> form_of((1.0, [2.0, 3.0]))
    ('list', ('numbers', ()), ('numbers', (2,)))
    """
    if value is None or isinstance(value, (str, OpaqueValue)):
        return (value.type_name if isinstance(value, OpaqueValue) else type(value).__name__,)
    if isinstance(value, dict):
        return ("dict", *((key, form_of(value[key])) for key in sorted(value)))
    if isinstance(value, (list, tuple)):
        return _form_of_list(value)
    return ("numbers", np.shape(value))


def _form_of_list(value: list | tuple) -> tuple:
    entries = tuple(map(form_of, value))
    first = entries[0] if entries else ("numbers", ())
    if first[0] == "numbers" and all(entry == first for entry in entries):
        return ("numbers", (len(value), *first[1]))
    return ("list", *entries)


def form_is_wrong(expected: Any, got: Any) -> bool:
    """Return whether a value has another form than the expected one.

    >>> form_is_wrong((1.0, 2.0), [3.0, 4.0]), form_is_wrong((1.0, 2.0), [1.0, 2.0, 3.0])
    (False, True)
    >>> form_is_wrong(True, 0.5), form_is_wrong(True, 0)
    (True, False)
    """
    if isinstance(expected, (bool, np.bool_)) and form_of(got) == ("numbers", ()):
        return bool(np.asarray(got) not in (0, 1))
    if isinstance(expected, tuple) and isinstance(got, (list, tuple)) and len(expected) == len(got):
        return any(map(form_is_wrong, expected, got))
    return form_of(expected) != form_of(got)
