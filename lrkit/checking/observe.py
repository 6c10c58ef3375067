"""Observe a call: run the learner's function on one case and record what happened.

Nothing here knows an expected value: an `Observation` is plain data (numbers, strings, lists,
arrays), so that another process can make it and a judge can read it without running anything.
"""

import contextlib
import copy
import dataclasses
import io
import itertools
import linecache
import traceback
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from lrkit.exercises.base import Case
from lrkit.exercises.callbacks import Callback, Described
from lrkit.exercises.libraries import read
from lrkit.timeouts import TimeLimit, TimeLimitExceeded, call_with_timeout

CALL_TIMEOUT = 3.0  # seconds for one call
MAX_GENERATED = 1_000_000  # entries that are taken from a generator
# NumPy's scalars by their kind; a longdouble becomes a float.
_PLAIN = {"b": bool, "i": int, "u": int, "f": float, "c": complex, "U": str}
_PACKAGE = str(Path(__file__).resolve().parents[1])


@dataclass(frozen=True)
class OpaqueValue:
    """A returned value that is neither a number, text, None nor a sequence of those."""

    type_name: str

    def __repr__(self) -> str:
        return f"<{self.type_name}>"


class PlainTuple(list):
    """A tuple that came back, as plain data: a list that is written like a tuple.

    A check takes a list for a tuple and a tuple for a list; only its words tell them apart.
    """

    type_name = "tuple"

    def __repr__(self) -> str:
        return repr(tuple(self))


@dataclass(frozen=True)
class RaisedError:
    """An exception in the learner's code, with the line of theirs in which it happened."""

    type_name: str
    message: str
    line_number: int | None
    line: str

    def __str__(self) -> str:
        where = f", line {self.line_number}: {self.line}" if self.line else ""
        return f"{self.type_name}: {self.message}{where}"


@dataclass(frozen=True)
class Observation:
    """The record of what a call did.

    Attributes
    ----------
    value
        The returned value, as plain data; None if the call did not return.
    error : RaisedError or None
        The exception that ended the call.
    timed_out : bool
        The call was stopped after its limit.
    modified : tuple of str
        The arguments that were changed by the call.
    unsteady : bool
        A second call with the same arguments gave something else.
    calls : tuple of list
        The calls of each function among the arguments, as plain data.
    """

    value: Any = None
    error: RaisedError | None = None
    timed_out: bool = False
    modified: tuple[str, ...] = ()
    unsteady: bool = False
    calls: tuple[list, ...] = ()

    @property
    def returned(self) -> bool:
        """True if the call returned by itself."""
        return self.error is None and not self.timed_out

    @property
    def nothing(self) -> bool:
        """True if it did what a stub does: no value, an Ellipsis, or NotImplementedError."""
        if self.error is not None:
            return self.error.type_name == "NotImplementedError"
        values = self.value if isinstance(self.value, list) and self.value else [self.value]
        return not self.timed_out and all(value is None for value in values)


@dataclass(frozen=True)
class RawCall:
    """The report on one call by the process that made it: plain data, nothing judged.

    Attributes
    ----------
    value, error, timed_out
        As in `Observation`.
    args : tuple
        The arguments after the call, as plain data; None for those that are not data.
    calls : tuple of list
        The calls of each function among the arguments.
    """

    value: Any = None
    error: RaisedError | None = None
    timed_out: bool = False
    args: tuple = ()
    calls: tuple[list, ...] = ()


def observe(
    function: Callable, case: Case, names: tuple[str, ...], *, seconds: float = CALL_TIMEOUT,
    patience: float = 1.0, prints: bool = True,
) -> Observation:
    """Call `function` on the case twice, and record what it did.

    Output and warnings of the call are suppressed: text on stderr in a graded cell would cost the
    whole cell. `prints=False` is for our own functions, which print nothing: to redirect output
    changes the whole process, and judges run in several threads. For `patience` see `TimeLimit`.
    """
    first = call_once(function, case, seconds, prints, patience)
    if first.timed_out:
        return Observation(timed_out=True)
    return compare_calls(case, names, first,
                         call_once(function, case, seconds, prints, patience))


def call_once(
    function: Callable, case: Case, seconds: float = CALL_TIMEOUT, prints: bool = True,
    patience: float = 1.0,
) -> RawCall:
    """Call `function` once on fresh arguments; for `patience` see `TimeLimit`."""
    given = build_args(case)
    limit = TimeLimit(seconds, patience=patience)
    value, error, timed_out = _call(function, given, limit, case, prints)
    after = tuple(None if isinstance(arg, Described) else to_plain(now)
                  for now, arg in zip(given, case.args, strict=True))
    calls = tuple(now.calls for now in given if isinstance(now, Recorder))
    return RawCall(value, error, timed_out, after, calls)


def compare_calls(
    case: Case, names: tuple[str, ...], first: RawCall, second: RawCall
) -> Observation:
    """Combine the two calls of a case, which show changed arguments and hidden state."""
    if first.timed_out:
        return Observation(timed_out=True)
    modified = tuple(
        name for name, now, arg in zip(names, first.args, case.args, strict=False)
        if not isinstance(arg, Described) and not same(now, to_plain(arg))
    )
    unsteady = second.timed_out or not same(
        (first.value, _kind(first)), (second.value, _kind(second))
    )
    return Observation(first.value, first.error, False, modified, unsteady, first.calls)


def build_args(case: Case) -> list:
    """Build fresh arguments for one call: copies of the data, and new functions."""
    return [Recorder(arg.build()) if isinstance(arg, Callback) else
            arg.build() if isinstance(arg, Described) else copy.deepcopy(arg)
            for arg in case.args]


class Recorder:
    """A function that records its calls."""

    def __init__(self, function: Callable):
        self.function = function
        self.calls: list = []

    def __call__(self, *args: Any) -> Any:
        self.calls.append([to_plain(copy.deepcopy(arg)) for arg in args])
        return self.function(*args)


def to_plain(value: Any) -> Any:
    """Convert a value to None, bool, number, str, list, dict, ndarray or `OpaqueValue`.

    A dataclass becomes the dict of its fields.
    """
    if value is None or value is Ellipsis:
        return None
    if isinstance(value, np.generic) and value.dtype.kind in _PLAIN:
        return _PLAIN[value.dtype.kind](value)
    if type(value) in (bool, int, float, complex, str):
        return value
    if isinstance(value, np.ndarray) and value.dtype.kind in "biufc":
        return np.array(value, copy=True, subok=False)
    if isinstance(value, (list, tuple)):
        kind = PlainTuple if isinstance(value, tuple) else list
        return kind(map(to_plain, value))
    if isinstance(value, dict) and all(isinstance(key, str) for key in value):
        return {key: to_plain(entry) for key, entry in value.items()}
    if dataclasses.is_dataclass(value) and not isinstance(value, type):  # such as a Recipe
        return {field.name: to_plain(getattr(value, field.name))
                for field in dataclasses.fields(value)}
    if isinstance(value, Iterator):  # a generator is a list that has not been written down yet
        return [to_plain(entry) for entry in itertools.islice(value, MAX_GENERATED)]
    return OpaqueValue("class" if isinstance(value, type) else type(value).__name__)


def _plain(value: Any, case: Case, args: list) -> Any:
    """Convert what a call returned, by the case's reader where it has one."""
    if case.reads is None:
        return to_plain(value)
    if (found := read(case.reads, value, tuple(args))) is not None:
        return found
    plain = to_plain(value)  # a dict that looks like what a reader writes is none
    return OpaqueValue(type(value).__name__) if isinstance(plain, dict) else plain


def same(a: Any, b: Any) -> bool:
    """Return whether two plain values are identical, nan equal to nan."""
    if isinstance(a, (list, tuple)) and isinstance(b, (list, tuple)):
        return len(a) == len(b) and all(map(same, a, b))
    if isinstance(a, dict) and isinstance(b, dict):
        return list(a) == list(b) and all(same(a[key], b[key]) for key in a)
    if isinstance(a, (np.ndarray, float, complex)) or isinstance(b, np.ndarray):
        try:
            return np.shape(a) == np.shape(b) and np.array_equal(a, b, equal_nan=True)
        except (TypeError, ValueError):  # a number beside a text, or rows of several lengths
            return False
    return type(a) is type(b) and a == b


def _call(
    function: Callable, args: list, limit: TimeLimit, case: Case, prints: bool
) -> tuple[Any, RaisedError | None, bool]:
    """Call a function; return its value, its exception, and whether it did not end."""
    with contextlib.ExitStack() as stack:
        if prints:
            stack.enter_context(contextlib.redirect_stdout(io.StringIO()))
            stack.enter_context(contextlib.redirect_stderr(io.StringIO()))
        stack.enter_context(warnings.catch_warnings())
        warnings.simplefilter("ignore")
        stack.enter_context(np.errstate(all="ignore"))
        try:
            values = call_with_timeout(
                limit, lambda: [_plain(function(*args), case, args) for _ in range(case.times)])
            return values[0] if case.times == 1 else values, None, False
        except limit.exceeded:
            return None, None, True
        except KeyboardInterrupt:  # the learner pressed stop
            raise
        except BaseException as error:  # SystemExit too: exit() must not end the kernel
            if isinstance(error, TimeLimitExceeded) and error.limit and error.limit.running:
                raise  # a limit around this call is over
            return None, _describe(error), False


def _describe(error: BaseException) -> RaisedError:
    frames = traceback.extract_tb(error.__traceback__)
    theirs = [frame for frame in frames if not frame.filename.startswith(_PACKAGE)]
    written = [frame for frame in theirs if "site-packages" not in frame.filename]
    frame = (written or theirs or [None])[-1]
    message = str(error) or "no message"
    if frame is None:
        return RaisedError(type(error).__name__, message, None, "")
    line = frame.line or linecache.getline(frame.filename, frame.lineno).strip()
    return RaisedError(type(error).__name__, message, frame.lineno, line)


def _kind(made: RawCall) -> str | None:
    return made.error.type_name if made.error else None
