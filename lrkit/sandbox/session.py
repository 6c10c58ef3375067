"""Inside the sandbox: one submission's shell, and the replies to the judge's requests.

The requests: ``file`` puts a file into the working folder, ``run`` runs a cell, ``call`` calls a
function of the learner's on cases, ``value`` reads a variable as plain data. Every reply consists
of text, numbers and arrays; nothing here knows whether it is right.
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
    pack_message,
    receive,
    send,
    send_packed,
)
from lrkit.timeouts import TimeLimit, TimeLimitExceeded, call_with_timeout

KEPT_FIRST, KEPT_LAST = 20_000, 5_000  # characters of a cell's printed output
MAX_DISPLAYS = 60  # figures and tables of one cell
SLOW_CASE = 0.1  # seconds after which a case is slow: the judge is asked whether to go on
MAX_QUEUED = 64 * 1024  # bytes of messages that are queued before they are sent


def serve(connection: socket.socket, shell: Any) -> None:
    """Serve requests until the judge closes the connection."""
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
        except BaseException as raised:  # a late signal of the limit, an exit from a hook
            error = raised
    outputs = [{"output_type": "stream", "name": name, "text": _shorten(text)}
               for name, text in (("stdout", captured.stdout), ("stderr", captured.stderr)) if text]
    outputs += [{"output_type": "display_data", "data": _text_forms(shown.data),
                 "metadata": _picture_metadata(shown.metadata)}
                for shown in captured.outputs[:MAX_DISPLAYS]]
    if error is not None:
        outputs = [out for out in outputs if out.get("name") != "stdout"] + [_error_output(error)] \
            if isinstance(error, SyntaxError) else [*outputs, _error_output(error)]
    return outputs


def _error_output(error: BaseException) -> dict:
    name = type(error).__name__
    if isinstance(error, TimeLimitExceeded):
        return {"output_type": "error", "ename": TimeLimitExceeded.__name__, "traceback": [],
                "evalue": "this cell ran longer than its time limit and was stopped"}
    message = str(error)[:2000]
    return {"output_type": "error", "ename": name, "evalue": message,
            "traceback": [f"{name}: {message}"]}


def _shorten(text: str) -> str:
    if len(text) <= KEPT_FIRST + KEPT_LAST:
        return text
    left_out = len(text) - KEPT_FIRST - KEPT_LAST
    return f"{text[:KEPT_FIRST]}\n[... {left_out} characters left out ...]\n{text[-KEPT_LAST:]}"


def _text_forms(data: dict) -> dict:
    """Return the forms of a display that are text, as pictures in base64 are."""
    forms = {}
    for kind, content in data.items():
        if isinstance(content, bytes):
            content = base64.b64encode(content).decode("ascii")
        if isinstance(kind, str) and isinstance(content, str):
            forms[kind] = content
    return forms


def _picture_metadata(metadata: Any) -> dict:
    """Return the metadata of a display's picture: its description and its size."""
    about = metadata.get("image/png") if isinstance(metadata, dict) else None
    entries = about.items() if isinstance(about, dict) else ()
    return {"image/png": {str(name): value for name, value in entries
                          if isinstance(value, str | int)}} if entries else {}


def _call(connection: socket.socket, shell: Any, request: dict) -> None:
    """Call a function on each case, twice if the first call ends, and report every call.

    The last message has the functions of lrkit's own that were seen in the second calls. After a
    slow case the judge replies whether the others are tried.
    """
    function = shell.user_ns.get(request["name"])
    if not callable(function):
        send(connection, {"missing": None if function is None else f"{function!r:.60}"})
        return
    code = getattr(getattr(function, "__code__", None), "co_code", b"")
    judge, trace = JudgeConnection(connection), CallTrace()
    judge.send({"code": base64.b64encode(bytes(code)).decode("ascii")})
    for data in request["cases"]:
        case, started = wire.decode_case(data, judge.call), time.monotonic()
        first = call_once(function, case, request["limit"], patience=request["patience"])
        report = _encode_call(first)
        if not report["timed_out"]:  # else a second call would show nothing, and take as long
            judge.queue(report)
            limit = request["limit"] + trace.seconds
            with trace.on():
                second = call_once(function, case, limit, patience=request["patience"])
            report = _encode_call(second)
        slow = time.monotonic() - started > SLOW_CASE
        if not slow:
            judge.queue(report)
        elif judge.request(report | {"slow": True}).get("stop"):
            break
    judge.send_last({"used": trace.names})


class JudgeConnection:
    """The connection to the judge while it judges one answer, shared by the answer's threads.

    Messages are queued and sent together, since to wake a process costs as much as a call; but they
    do not wait while something slow goes on.
    """

    def __init__(self, connection: socket.socket):
        self._connection = connection
        self._lock = threading.Lock()
        self._queued = b""
        self._sent = time.monotonic()
        self._over = False

    def queue(self, message: dict) -> None:
        """Queue a message; send all that are queued if the last were sent a while ago."""
        with self._lock:
            self._queued += pack_message(message)
            if time.monotonic() - self._sent > SLOW_CASE or len(self._queued) > MAX_QUEUED:
                self._flush()

    def send(self, message: dict) -> None:
        """Send a message, after those that are queued."""
        with self._lock:
            self._send_now(message)

    def send_last(self, message: dict) -> None:
        """Send the last message: later requests are refused, since nobody would reply."""
        with self._lock:
            self._over = True
            self._send_now(message)

    def request(self, message: dict) -> dict:
        """Send a message, and wait for the reply to it."""
        with _alarms_blocked(), self._lock:
            if self._over:
                raise RuntimeError(CALL_IS_OVER)
            self._send_now(message)
            return receive(self._connection)

    def _send_now(self, message: dict) -> None:
        self._queued += pack_message(message)
        self._flush()

    def _flush(self) -> None:
        queued, self._queued = self._queued, b""
        send_packed(self._connection, queued)
        self._sent = time.monotonic()

    def call(self, number: int, args: tuple) -> Any:
        """Let the judge call a function among the inputs, which is not known here."""
        reply = self.request({"ask": number, "args": [wire.encode_exactly(arg) for arg in args]})
        if "error" in reply:
            name, message = reply["error"]
            raise getattr(builtins, name)(message)
        return wire.decode(reply["value"])


@contextmanager
def _alarms_blocked() -> Iterator[None]:
    """Hold a time limit's alarms back: half a message would end the conversation."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, ())
    try:  # a signal that came just before is raised by this call, which has blocked the next
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGALRM, signal.SIGPROF})
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _encode_call(made: RawCall) -> dict:
    """Encode a call for the judge; a value that is too large or too deep is sent as such."""
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
