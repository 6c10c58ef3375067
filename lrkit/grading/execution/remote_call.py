"""The judge's side of one call of an answer, and of the functions among its inputs.

A submission's process is given no such function, only a way to ask for its values. So the judge
knows by itself how often the function was called, and with what, and nothing that the other side
writes can change that record.
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
MAX_NOTED = 1_000_000  # entries of all arguments together; what is beyond is answered, not noted
CALL_PATIENCE = 6.0  # times `SECONDS` by the clock, for one call of an answer
SLACK = 15.0  # what a process gets to answer, on a busy machine too, after a limit of its own
_NAME = re.compile(r"lrkit(\.(\w+|<\w+>)){1,9}")


class JudgeCallbacks:
    """The functions among the inputs of one call, and what they were called with."""

    def __init__(self, case: Case):
        self._recorders = [Recorder(arg.build()) for arg in case.args if isinstance(arg, Callback)]
        self._noted = 0

    @property
    def calls(self) -> tuple[list, ...]:
        """For each function, the arguments of each call, as plain data."""
        return tuple(recorder.calls for recorder in self._recorders)

    def answer(self, question: dict) -> dict:
        """The value that is asked for, or the exception that the function raises.

        Raises
        ------
        NotPlain
            If it is no question.
        """
        number, args = question.get("ask"), question.get("args")
        if type(number) is not int or not 0 <= number < len(self._recorders) \
                or not isinstance(args, list):
            raise DecodeError("a damaged question")
        given = [decode(arg) for arg in args]
        try:
            sizes = [_size(arg) for arg in given]
            return {"value": encode_exactly(self._call(self._recorders[number], given, sizes))}
        except Exception as error:  # the function's own, such as for a text in place of a number
            return {"error": [_builtin_name(error), str(error)[:200]]}

    def _call(self, recorder: Recorder, given: list, sizes: list[int]) -> Any:
        self._noted += sum(sizes) + 1
        with np.errstate(all="ignore"):
            if self._noted > MAX_NOTED:
                recorder.calls.append([])
                return recorder.function(*given)
            return recorder(*given)


def _size(value: Any) -> int:
    """How many entries an argument has; TypeError or ValueError for one that is no number."""
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
    """The nearest of Python's own exceptions: the other side may not have ours."""
    return next(kind.__name__ for kind in type(error).__mro__
                if getattr(builtins, kind.__name__, None) is kind)


def receive_call(session: SandboxSession, case: Case) -> tuple[RawCall, bool]:
    """What one call did, and whether the other side waits for a word; questions of the functions
    that it was given are answered meanwhile."""
    functions = JudgeCallbacks(case)
    deadline = time.monotonic() + CALL_TIMEOUT * CALL_PATIENCE + SLACK
    try:
        while True:
            message = session.hear(deadline - time.monotonic(), largest=MAX_REPLY)
            if "ask" not in message:
                return decode_call(message, case, functions.calls), "slow" in message
            session.say(**functions.answer(message))
    except DecodeError as error:
        raise ConnectionLost(str(error)) from error


def receive_library_use(session: SandboxSession) -> tuple[str, ...]:
    """What of lrkit's own an answer called, as far as the other side says when all is judged.

    A thread that the answer left behind may still ask for a value: it gets none.
    """
    deadline = time.monotonic() + SLACK
    while True:
        message = session.hear(deadline - time.monotonic(), largest=MAX_REPLY)
        if "ask" not in message:
            return tuple(_names(message.get("used")))
        session.say(error=["RuntimeError", CALL_IS_OVER])


def _names(said: Any) -> list[str]:
    """What the other side says are names of functions of lrkit's; nothing but names gets on."""
    found = said if isinstance(said, list) else []
    return [name for name in found
            if isinstance(name, str) and len(name) < 200 and _NAME.fullmatch(name)][:MAX_NAMES]
