"""The judge's side of one call of an answer, and of the functions among its inputs.

A submission's process is given no such function, only a remote callback that asks for its values.
So the judge knows by itself how often the function was called, and with what, and nothing that the
other side writes can change that record.
"""

import builtins
import re
import time
from typing import Any

import numpy as np

from lrkit.checking.observe import CALL_TIMEOUT, RawCall, Recorder, to_plain
from lrkit.checking.wire import DecodeError, decode, decode_call, encode_exactly
from lrkit.exercises.base import Case
from lrkit.exercises.callbacks import Callback
from lrkit.grading.execution.sandbox_fork import SandboxSession
from lrkit.sandbox.call_trace import MAX_NAMES
from lrkit.sandbox.messages import CALL_IS_OVER, MAX_REPLY, ConnectionLost

MAX_INT = 2**63
MAX_ENTRIES = 100_000  # of one argument
MAX_RECORDED = 1_000_000  # entries of all arguments together; calls beyond it are not recorded
CALL_PATIENCE = 6.0  # times `CALL_TIMEOUT` by the clock, for one call of an answer
REPLY_SLACK = 15.0  # seconds to reply after a limit of its own, on a busy machine too
_NAME = re.compile(r"lrkit(\.(\w+|<\w+>)){1,9}")


class JudgeCallbacks:
    """The functions among the inputs of one call, with a record of their calls."""

    def __init__(self, case: Case):
        self._recorders = [Recorder(arg.build()) for arg in case.args if isinstance(arg, Callback)]
        self._recorded = 0

    @property
    def calls(self) -> tuple[list, ...]:
        """The arguments of each call, for each function, as plain data."""
        return tuple(recorder.calls for recorder in self._recorders)

    def answer(self, request: dict) -> dict:
        """Return the value that is asked for, or the exception that the function raises.

        Raises
        ------
        DecodeError
            If the request is malformed.
        """
        number, args = request.get("ask"), request.get("args")
        if type(number) is not int or not 0 <= number < len(self._recorders) \
                or not isinstance(args, list):
            raise DecodeError("a malformed request")
        given = [decode(arg) for arg in args]
        try:
            sizes = [_size(arg) for arg in given]
            return {"value": encode_exactly(self._call(self._recorders[number], given, sizes))}
        except Exception as error:  # the function's own, such as for a text instead of a number
            return {"error": [_builtin_name(error), str(error)[:200]]}

    def _call(self, recorder: Recorder, given: list, sizes: list[int]) -> Any:
        self._recorded += sum(sizes) + 1
        with np.errstate(all="ignore"):
            if self._recorded > MAX_RECORDED:
                recorder.calls.append([])
                return recorder.function(*given)
            return recorder(*given)


def _size(value: Any) -> int:
    """Count the entries of an argument; TypeError or ValueError for one that is not a number."""
    if isinstance(value, (list, tuple)):
        return sum(map(_size, value))
    if not isinstance(value, (bool, int, float, complex, np.generic, np.ndarray)):
        raise TypeError(f"a number or an array is expected, not {to_plain(value)!r:.40}")
    if isinstance(value, int) and abs(value) >= MAX_INT:
        raise OverflowError("the number is too large")
    size = int(np.size(value))
    if size > MAX_ENTRIES:
        raise ValueError(f"the array has more than {MAX_ENTRIES} entries")
    return size


def _builtin_name(error: Exception) -> str:
    """Return the nearest of Python's own exceptions: the other side may not have ours."""
    return next(kind.__name__ for kind in type(error).__mro__
                if getattr(builtins, kind.__name__, None) is kind)


def receive_call(session: SandboxSession, case: Case) -> tuple[RawCall, bool]:
    """Receive the report on one call, and answer requests of its callbacks meanwhile.

    Returns
    -------
    RawCall
        What the call did.
    bool
        Whether the other side waits for a reply before the next case.
    """
    callbacks = JudgeCallbacks(case)
    deadline = time.monotonic() + CALL_TIMEOUT * CALL_PATIENCE + REPLY_SLACK
    try:
        while True:
            message = session.receive(deadline - time.monotonic(), limit=MAX_REPLY)
            if "ask" not in message:
                return decode_call(message, case, callbacks.calls), "slow" in message
            session.send(**callbacks.answer(message))
    except DecodeError as error:
        raise ConnectionLost(str(error)) from error


def receive_library_use(session: SandboxSession) -> tuple[str, ...]:
    """Receive the names of lrkit's own functions that an answer was seen to call.

    A thread that the answer left behind may still ask for a value: it gets none.
    """
    deadline = time.monotonic() + REPLY_SLACK
    while True:
        message = session.receive(deadline - time.monotonic(), limit=MAX_REPLY)
        if "ask" not in message:
            return tuple(_names(message.get("used")))
        session.send(error=["RuntimeError", CALL_IS_OVER])


def _names(received: Any) -> list[str]:
    """Keep of what was received only texts that can be names of functions of lrkit's."""
    found = received if isinstance(received, list) else []
    return [name for name in found
            if isinstance(name, str) and len(name) < 200 and _NAME.fullmatch(name)][:MAX_NAMES]
