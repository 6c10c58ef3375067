"""Inside the sandbox: one submission's shell, and the answers to what the judge asks.

The judge's requests: ``file`` puts a file into the working folder, ``run`` runs a cell, ``call``
calls a function of the learner's on cases, ``value`` reads a variable as plain data. Everything
that is sent back is text, numbers and arrays; whether it is right is not known here.
"""

import base64
import builtins
import json
import signal
import socket
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from lrkit.checking import wire
from lrkit.checking.observe import OpaqueValue, RawCall, call_once, to_plain
from lrkit.sandbox.call_trace import CallTrace
from lrkit.sandbox.messages import (
    CALL_IS_OVER,
    MAX_REPLY,
    ConnectionLost,
    pack,
    receive,
    send,
    send_packed,
)
from lrkit.timeouts import TimeLimit, TimeLimitExceeded, call_with_timeout

KEPT_FIRST, KEPT_LAST = 20_000, 5_000  # characters of a cell's printed output
MAX_DISPLAYS = 60  # figures and tables of one cell
SLOW_CASE = 0.1  # seconds of a case after which the judge is asked whether to go on
MAX_WAITING = 64 * 1024  # bytes of results that are kept before they are sent


def serve(connection: socket.socket, shell: Any) -> None:
    """Answer requests until the judge hangs up."""
    while True:
        try:
            request = receive(connection)
        except ConnectionLost:
            return
        handler = {"file": _put_file, "run": _run_request, "call": _call, "value": _read_value}
        handler[request["do"]](connection, shell, request)


def _put_file(connection: socket.socket, shell: Any, request: dict) -> None:
    path = Path(request["name"])
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(base64.b64decode(request["content"]))
    send(connection, {})


def _run_request(connection: socket.socket, shell: Any, request: dict) -> None:
    outputs = run_cell(shell, request["source"], request["limit"], request["patience"])
    send(connection, {"outputs": outputs})


def run_cell(shell: Any, source: str, limit: float, patience: float) -> list[dict]:
    """Run a cell within a time limit; return its outputs as a notebook stores them."""
    from IPython.utils.capture import capture_output

    sys.stdout, sys.stderr = sys.__stdout__, sys.__stderr__
    error: BaseException | None = None
    with capture_output() as captured:
        try:
            result = call_with_timeout(TimeLimit(limit, patience=patience),
                                       partial(shell.run_cell, source, store_history=True))
            error = result.error_before_exec or result.error_in_exec
        except BaseException as raised:  # a limit that rang late, an exit from a hook
            error = raised
    outputs = [{"output_type": "stream", "name": name, "text": _shortened(text)}
               for name, text in (("stdout", captured.stdout), ("stderr", captured.stderr)) if text]
    outputs += [{"output_type": "display_data", "data": _texts(shown.data),
                 "metadata": _about_picture(shown.metadata)}
                for shown in captured.outputs[:MAX_DISPLAYS]]
    if error is not None:
        outputs = [out for out in outputs if out.get("name") != "stdout"] + [_described(error)] \
            if isinstance(error, SyntaxError) else [*outputs, _described(error)]
    return outputs


def _described(error: BaseException) -> dict:
    name = type(error).__name__
    if isinstance(error, TimeLimitExceeded):
        return {"output_type": "error", "ename": TimeLimitExceeded.__name__, "traceback": [],
                "evalue": "this cell ran longer than its time limit and was stopped"}
    message = str(error)[:2000]
    return {"output_type": "error", "ename": name, "evalue": message,
            "traceback": [f"{name}: {message}"]}


def _shortened(text: str) -> str:
    if len(text) <= KEPT_FIRST + KEPT_LAST:
        return text
    left_out = len(text) - KEPT_FIRST - KEPT_LAST
    return f"{text[:KEPT_FIRST]}\n[... {left_out} characters left out ...]\n{text[-KEPT_LAST:]}"


def _texts(data: dict) -> dict:
    """A display's forms that are text; pictures are base64 text already."""
    forms = {}
    for kind, content in data.items():
        if isinstance(content, bytes):
            content = base64.b64encode(content).decode("ascii")
        if isinstance(kind, str) and isinstance(content, str):
            forms[kind] = content
    return forms


def _about_picture(metadata: Any) -> dict:
    """What is said of a display's picture: its words for those who do not see it, and its size."""
    about = metadata.get("image/png") if isinstance(metadata, dict) else None
    said = about.items() if isinstance(about, dict) else ()
    return {"image/png": {str(name): value for name, value in said
                          if isinstance(value, str | int)}} if said else {}


def _call(connection: socket.socket, shell: Any, request: dict) -> None:
    """Call a function on each case, twice if the first call ends, and send what happened, one
    message a call; at the end, which of lrkit's own functions were seen in the second calls.

    After a case that took long the judge says whether the others are tried.
    """
    function = shell.user_ns.get(request["name"])
    if not callable(function):
        send(connection, {"missing": None if function is None else f"{function!r:.60}"})
        return
    code = getattr(getattr(function, "__code__", None), "co_code", b"")
    talk, watch = JudgeConnection(connection), CallTrace()
    talk.say({"code": base64.b64encode(bytes(code)).decode("ascii")})
    for data in request["cases"]:
        case, started = wire.decode_case(data, talk.ask), time.monotonic()
        said = _encoded(call_once(function, case, request["limit"], patience=request["patience"]))
        if not said["timed_out"]:  # else a second call would show nothing, and take as long
            talk.add(said)
            limit = request["limit"] + watch.seconds
            with watch.on():
                made = call_once(function, case, limit, patience=request["patience"])
            said = _encoded(made)
        slow = time.monotonic() - started > SLOW_CASE
        if not slow:
            talk.add(said)
        elif talk.question(said | {"slow": True}).get("stop"):
            break
    talk.end({"used": watch.names})


class JudgeConnection:
    """What is said to the judge while it judges one answer.

    Messages wait for each other: to wake a process costs as much as a call. They do not wait while
    something slow goes on.
    """

    def __init__(self, connection: socket.socket):
        self._connection = connection
        self._one_at_a_time = threading.Lock()
        self._waiting = b""
        self._sent = time.monotonic()
        self._over = False

    def add(self, message: dict) -> None:
        """Let a message wait, unless the last were sent a while ago."""
        with self._one_at_a_time:
            self._waiting += pack(message)
            if time.monotonic() - self._sent > SLOW_CASE or len(self._waiting) > MAX_WAITING:
                self._flush()

    def say(self, message: dict) -> None:
        """Send a message, and before it those that wait."""
        with self._one_at_a_time:
            self._send(message)

    def end(self, message: dict) -> None:
        """Say a last message: what is asked after it, nobody would answer."""
        with self._one_at_a_time:
            self._over = True
            self._send(message)

    def question(self, message: dict) -> dict:
        """Send a message, and wait for the answer to it."""
        with _undisturbed(), self._one_at_a_time:
            if self._over:
                raise RuntimeError(CALL_IS_OVER)
            self._send(message)
            return receive(self._connection)

    def _send(self, message: dict) -> None:
        self._waiting += pack(message)
        self._flush()

    def _flush(self) -> None:
        waiting, self._waiting = self._waiting, b""
        send_packed(self._connection, waiting)
        self._sent = time.monotonic()

    def ask(self, number: int, args: tuple) -> Any:
        """The value of a function among the inputs, which is not known here."""
        answer = self.question({"ask": number, "args": [wire.encode_exactly(arg) for arg in args]})
        if "error" in answer:
            name, words = answer["error"]
            raise getattr(builtins, name)(words)
        return wire.decode(answer["value"])


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Hold a time limit's alarm back: half a message would be the end of all."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, ())
    try:  # a ring that came just before is heard in this call, when it has blocked the next
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGALRM, signal.SIGPROF})
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _encoded(made: RawCall) -> dict:
    """One call for the judge; of what is too long or too deep to be sent, only that it is."""
    for value in (made.value, OpaqueValue("value too large to be compared")):
        try:
            data = wire.encode_call(replace(made, value=value))
            if len(json.dumps(data)) < MAX_REPLY:
                return data
        except (TypeError, ValueError, RecursionError):
            pass
    return {"timed_out": False, "args": []}


def _read_value(connection: socket.socket, shell: Any, request: dict) -> None:
    value = to_plain(shell.user_ns.get(request["name"], Ellipsis))
    send(connection, {"value": wire.encode(value)})
