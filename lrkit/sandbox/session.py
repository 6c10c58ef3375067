"""Inside the sandbox: one submission's shell, and the answers to what the judge asks.

The judge's requests: ``file`` puts a file into the working folder, ``run`` runs a cell, ``call``
calls a function of the learner's on cases, ``value`` reads a variable as plain data. Everything
that is sent back is text, numbers and arrays; whether it is right is not known here.
"""

import base64
import os
import socket
import sys
from pathlib import Path
from typing import Any

from lrkit.checking import wire
from lrkit.checking.observe import perform, to_plain
from lrkit.checking.timelimit import TimeUp, time_limit
from lrkit.sandbox.messages import Gone, receive, send

KEPT_FIRST, KEPT_LAST = 20_000, 5_000  # characters of a cell's printed output
MOST_DISPLAYS = 60  # figures and tables of one cell


def serve(connection: socket.socket, shell: Any) -> None:
    """Answer requests until the judge hangs up."""
    while True:
        try:
            request = receive(connection)
        except Gone:
            return
        handler = {"file": _put_file, "run": _run_cell, "call": _call, "value": _read_value}
        handler[request["do"]](connection, shell, request)


def _put_file(connection: socket.socket, shell: Any, request: dict) -> None:
    path = Path(request["name"])
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(base64.b64decode(request["content"]))
    send(connection, {})


def _run_cell(connection: socket.socket, shell: Any, request: dict) -> None:
    """Run a cell and send its outputs, as a notebook stores them."""
    from IPython.utils.capture import capture_output

    sys.stdout, sys.stderr = sys.__stdout__, sys.__stderr__
    error: BaseException | None = None
    with capture_output() as captured:
        try:
            with time_limit(request["limit"]):
                result = shell.run_cell(request["source"], store_history=True)
            error = result.error_before_exec or result.error_in_exec
        except BaseException as raised:  # a limit that rang late, an exit from a hook
            error = raised
    outputs = [{"output_type": "stream", "name": name, "text": _shortened(text)}
               for name, text in (("stdout", captured.stdout), ("stderr", captured.stderr)) if text]
    outputs += [{"output_type": "display_data", "data": _texts(shown.data), "metadata": {}}
                for shown in captured.outputs[:MOST_DISPLAYS]]
    if error is not None:
        outputs = [out for out in outputs if out.get("name") != "stdout"] + [_described(error)] \
            if isinstance(error, SyntaxError) else [*outputs, _described(error)]
    send(connection, {"outputs": outputs})


def _described(error: BaseException) -> dict:
    name = type(error).__name__
    if isinstance(error, TimeUp):
        return {"output_type": "error", "ename": "TimeUp", "traceback": [],
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


def _call(connection: socket.socket, shell: Any, request: dict) -> None:
    """Call a function on each case, twice, and send what happened, one message a call."""
    function = shell.user_ns.get(request["name"])
    if not callable(function):
        send(connection, {"missing": None if function is None else f"{function!r:.60}"})
        return
    code = getattr(getattr(function, "__code__", None), "co_code", b"")
    send(connection, {"code": base64.b64encode(bytes(code)).decode("ascii")})
    for data in request["cases"]:
        case = wire.decode_case(data)
        for _ in range(2):
            send(connection, _encoded(perform(function, case, request["limit"])))
        if receive(connection).get("stop"):
            break


def _encoded(made: Any) -> dict:
    try:
        return wire.encode_performance(made)
    except (TypeError, ValueError, RecursionError) as error:
        return {"unreadable": str(error)[:200]}


def _read_value(connection: socket.socket, shell: Any, request: dict) -> None:
    value = to_plain(shell.user_ns.get(request["name"], Ellipsis))
    send(connection, {"value": wire.encode(value)})


def new_shell() -> Any:
    """IPython's shell without a kernel: figures appear in the output, nothing is kept on disk."""
    from IPython.core.interactiveshell import InteractiveShell
    from traitlets.config import Config

    config = Config()
    config.HistoryManager.enabled = False
    config.InteractiveShell.colors = "nocolor"
    config.InteractiveShell.xmode = "Plain"
    class Shell(InteractiveShell):
        """Without windows there is no event loop to enable."""

        def enable_gui(self, gui: str | None = None) -> None:
            pass

    InteractiveShell.clear_instance()
    shell = Shell.instance(config=config)
    shell.run_line_magic("matplotlib", "inline")
    return shell


def empty_folder(folder: Path) -> None:
    """Remove all that a submission left behind, whatever rights it gave its files."""
    for root, folders, names in os.walk(folder, topdown=True, onerror=None):
        for name in folders:
            os.chmod(Path(root) / name, 0o700, follow_symlinks=True) \
                if not (Path(root) / name).is_symlink() else None
        del names
    for entry in list(folder.iterdir()):
        if entry.is_dir() and not entry.is_symlink():
            empty_folder(entry)
            entry.rmdir()
        else:
            entry.unlink()
