"""Plain data as JSON: what the session and a library's process say to each other.

Numbers, texts, lists, tuples, dicts and arrays go through unchanged, to the last bit; everything
else is refused, so that neither side ever runs what the other sends.
"""

import base64
from typing import Any

import numpy as np


def encode_plain(value: Any) -> Any:
    """Turn plain data into what JSON has; a TypeError for anything else.

    Parameters
    ----------
    value : object
        None, a bool, number, text, array of numbers, or a list, tuple or dict of these.

    Examples
    --------
    >>> decode_plain(encode_plain({"betas": (0.9, 0.999), "losses": np.array([1.5, 2])}))
    {'betas': (0.9, 0.999), 'losses': array([1.5, 2. ])}
    """
    if value is None or isinstance(value, bool | str) or type(value) in (int, float):
        return value
    if isinstance(value, np.generic):
        return encode_plain(value.item())
    if isinstance(value, np.ndarray):
        if value.dtype.kind not in "biufc":
            raise TypeError(f"an array of type {value.dtype} is not plain data")
        text = base64.b64encode(value.tobytes()).decode("ascii")
        return {"array": [value.dtype.str, list(value.shape), text]}
    if isinstance(value, list | tuple):
        return {type(value).__name__: [encode_plain(item) for item in value]} \
            if type(value) in (list, tuple) else encode_plain(tuple(value))
    if isinstance(value, dict):
        return {"dict": [[encode_plain(key), encode_plain(item)] for key, item in value.items()]}
    raise TypeError(f"a {type(value).__name__} is not plain data: numbers, texts, arrays, and "
                    "lists, tuples and dicts of these are")


def decode_plain(data: Any) -> Any:
    """Turn what `encode_plain` made back into the data."""
    if not isinstance(data, dict):
        return data
    ((kind, content),) = data.items()
    if kind == "array":
        dtype, shape, text = content
        return np.frombuffer(base64.b64decode(text), dtype=dtype).reshape(shape).copy()
    if kind == "dict":
        return {decode_plain(key): decode_plain(item) for key, item in content}
    return {"list": list, "tuple": tuple}[kind](decode_plain(item) for item in content)
