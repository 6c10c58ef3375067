"""Cases and calls on the wire: data that cannot carry code.

A judge and a learner's process exchange JSON with a few tagged forms for what JSON lacks. Decoding
builds numbers, strings, lists, dicts and arrays and nothing else, whatever the other side wrote. A
function among the inputs of a case is never sent: the learner's process gets a remote callback that
asks the judge for each value, so that the judge's record of the calls is its own.

>>> decode(encode([1.5, None, np.array([1, 2])]))
[1.5, None, array([1, 2])]
"""

import base64
import binascii
import itertools
import math
from collections.abc import Callable
from dataclasses import fields
from typing import Any

import numpy as np

from lrkit.checking.observe import OpaqueValue, PlainTuple, RaisedError, RawCall
from lrkit.exercises import callbacks
from lrkit.exercises.base import Case
from lrkit.exercises.libraries import Library, TorchModel, TorchOptimizer

ARRAY_KINDS = "biufc"  # NumPy's letters for the arrays that may be sent
MAX_DEPTH = 40  # lists within lists
MAX_TEXT_LENGTH = 2000  # characters of a name or message
# The descriptions of objects that are sent, since nothing about them is secret.
DESCRIBED = {kind.__name__: kind for kind in (callbacks.Rng, Library, TorchModel, TorchOptimizer)}


class DecodeError(ValueError):
    """Received data that `encode` does not write."""


class RemoteCallback(callbacks.Callback):
    """A function that another process knows, where `call` brings the arguments."""

    def __init__(self, number: int, call: Callable[[int, tuple], Any]):
        self.number, self.call = number, call

    def build(self) -> Callable:
        """Build a function that asks the other process."""
        return lambda *args: self.call(self.number, args)

    def __str__(self) -> str:
        return f"function {self.number} of the case"


def encode(value: Any) -> Any:
    """Encode plain data, or the description of an object, as data that JSON can hold."""
    if value is None or isinstance(value, (bool, str)):
        return value
    if isinstance(value, (int, np.integer)):
        return int(value) if abs(int(value)) < 2**53 else {"int": str(int(value))}
    if isinstance(value, (float, np.floating)):
        return float(value) if math.isfinite(value) else {"float": repr(float(value))}
    if isinstance(value, (complex, np.complexfloating)):
        return {"complex": [encode(float(value.real)), encode(float(value.imag))]}
    if isinstance(value, np.ndarray):
        return _encode_array(value)
    if isinstance(value, PlainTuple):
        return {"plain tuple": [encode(entry) for entry in value]}
    if isinstance(value, list):
        return [encode(entry) for entry in value]
    return _encode_tagged(value)


def _encode_tagged(value: Any) -> dict:
    """Encode a value that JSON has no form for."""
    if isinstance(value, tuple):
        return {"tuple": [encode(entry) for entry in value]}
    if isinstance(value, dict):
        return {"dict": [[key, encode(entry)] for key, entry in value.items()]}
    if isinstance(value, OpaqueValue):
        return {"unreadable": value.type_name}
    if isinstance(value, tuple(DESCRIBED.values())):
        return {"described": type(value).__name__,
                "fields": [encode(getattr(value, field.name)) for field in fields(value)]}
    raise TypeError(f"cannot send a {type(value).__name__}")


def encode_exactly(value: Any) -> Any:
    """Encode arguments of a call: as `encode` does, but NumPy's scalars stay NumPy's."""
    if isinstance(value, np.generic) and value.dtype.kind in ARRAY_KINDS:
        return {"scalar": _encode_array(np.asarray(value))["array"]}
    if isinstance(value, (list, tuple)):
        entries = [encode_exactly(entry) for entry in value]
        return {"tuple": entries} if isinstance(value, tuple) else entries
    return encode(value)


def _encode_array(array: np.ndarray) -> dict:
    # A longdouble has another layout on each machine, and twice the digits that are compared.
    dtype = {"f": np.float64, "c": np.complex128}.get(array.dtype.kind, array.dtype)
    array = np.ascontiguousarray(array, dtype=dtype).reshape(array.shape)
    text = base64.b64encode(array.tobytes()).decode("ascii")
    return {"array": [array.dtype.str, list(array.shape), text]}


def decode(data: Any, *, described: bool = False, depth: int = 0) -> Any:
    """Decode what `encode` wrote.

    Parameters
    ----------
    data
        As ``json.loads`` gives it.
    described : bool
        Whether descriptions of objects are allowed: never where a learner's process wrote.

    Raises
    ------
    DecodeError
        If it holds anything else.
    """
    if depth > MAX_DEPTH:
        raise DecodeError("too many lists within lists")
    if isinstance(data, str):
        return data[:MAX_TEXT_LENGTH]  # no answer is longer; words are compared by letters
    if data is None or isinstance(data, (bool, int, float)):
        return data
    if isinstance(data, list):
        return [decode(entry, described=described, depth=depth + 1) for entry in data]
    if not isinstance(data, dict) or not data:
        raise DecodeError(f"unexpected {type(data).__name__}")
    tag, *_ = data
    content = data[tag]
    try:
        return _decode_tagged(tag, content, data, described, depth)
    except DecodeError:
        raise
    except (TypeError, ValueError, KeyError, IndexError, binascii.Error) as error:
        raise DecodeError(f"damaged {tag!r}: {error}") from error


def _decode_tagged(tag: str, content: Any, data: dict, described: bool, depth: int) -> Any:
    def inner(entry: Any) -> Any:
        return decode(entry, described=described, depth=depth + 1)

    if tag == "int":
        return int(str(content)[:2000])
    if tag == "float":
        return float({"inf": "inf", "-inf": "-inf", "nan": "nan"}[content])
    if tag == "complex":
        real, imaginary = content
        return complex(inner(real), inner(imaginary))
    if tag == "array":
        return _decode_array(*content)
    if tag == "scalar":
        return _decode_array(*content).reshape(())[()]
    if tag == "tuple":
        return tuple(inner(entry) for entry in _list(content))
    if tag == "plain tuple":
        return PlainTuple(map(inner, _list(content)))
    if tag == "dict":
        return {_text(key): inner(entry) for key, entry in _list(content)}
    if tag == "unreadable":
        return OpaqueValue(_text(content))
    if tag == "described" and described and content in DESCRIBED:
        return DESCRIBED[content](*map(inner, data["fields"]))
    raise DecodeError(f"unknown form {tag!r}")


def _decode_array(dtype: Any, shape: Any, text: Any) -> np.ndarray:
    kind = np.dtype(_text(dtype))
    if kind.kind not in ARRAY_KINDS or kind.hasobject:
        raise DecodeError(f"arrays of {dtype} are not sent")
    raw = base64.b64decode(text, validate=True)
    return np.frombuffer(raw, dtype=kind).reshape([int(n) for n in _list(shape)]).copy()


def _list(content: Any) -> list:
    if not isinstance(content, list):
        raise DecodeError("a list was expected")
    return content


def _text(content: Any) -> str:
    if not isinstance(content, str):
        raise DecodeError("a text was expected")
    return content[:MAX_TEXT_LENGTH]


def encode_case(case: Case) -> dict:
    """Encode the arguments of a case, and how often to call.

    A function among the arguments becomes its number: neither its code nor its values are sent.
    """
    functions = itertools.count()
    args = [{"function": next(functions)} if isinstance(arg, callbacks.Callback) else encode(arg)
            for arg in case.args]
    return {"args": args, "times": case.times} | ({"reads": case.reads} if case.reads else {})


def decode_case(data: dict, call: Callable[[int, tuple], Any]) -> Case:
    """Decode a case without its part and its description, which stay with the judge.

    ``call(number, args)`` lets the judge call a function among the arguments.
    """
    args = tuple(
        RemoteCallback(arg["function"], call) if isinstance(arg, dict) and "function" in arg
        else decode(arg, described=True) for arg in data["args"])
    return Case(args, about="", times=data["times"], reads=data.get("reads"))


def encode_call(made: RawCall) -> dict:
    """Encode one call for the judge, which has its own record of the functions' calls."""
    error = made.error and [made.error.type_name, made.error.message[:MAX_TEXT_LENGTH],
                            made.error.line_number, made.error.line[:MAX_TEXT_LENGTH]]
    return {"value": encode(made.value), "error": error, "timed_out": made.timed_out,
            "args": [encode(arg) for arg in made.args]}


def decode_call(data: Any, case: Case, calls: tuple[list, ...] = ()) -> RawCall:
    """Decode the report of a learner's process on one call; raise `DecodeError` if malformed.

    `calls` is the judge's record of the functions among the arguments.
    """
    if not isinstance(data, dict):
        raise DecodeError("a call was expected")
    if data.get("timed_out") is True:
        return RawCall(timed_out=True)
    args = tuple(decode(arg) for arg in _list(data.get("args")))
    if len(args) != len(case.args):
        raise DecodeError("a call with other arguments than were sent")
    return RawCall(decode(data.get("value")), _decode_error(data.get("error")), False, args,
                   calls)


def _decode_error(data: Any) -> RaisedError | None:
    if data is None:
        return None
    if not isinstance(data, list) or len(data) != 4:
        raise DecodeError("a malformed exception")
    type_name, message, line_number, line = data
    if not isinstance(line_number, int):
        line_number = None
    return RaisedError(_text(type_name), _text(message), line_number, _text(line))
