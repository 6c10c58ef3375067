"""Inside a library's own process: ``python -m lrkit.frameworks.worker``.

Requests come in by the standard input, and replies go out by the standard output, as lines of
JSON. Whatever a library prints from C goes to the standard error, which is a file of the session's.
The process ends when its input does: with the kernel, even while a request is being served.
"""

import _thread
import io
import json
import os
import queue
import signal
import sys
import threading
import traceback
from contextlib import redirect_stderr, redirect_stdout
from pkgutil import resolve_name

from lrkit.frameworks.plain import decode_plain, encode_plain

KEPT_FIRST, KEPT_LAST = 20_000, 5_000  # characters of what one request prints


class PrintedText(io.TextIOBase):
    """A stream that passes on what is printed, and leaves out the middle of very much."""

    def __init__(self, send):
        self._send = send
        self._passed, self._left_out, self._last = 0, 0, ""

    def writable(self) -> bool:
        """Return True."""
        return True

    def write(self, text: str) -> int:
        """Send the text, or keep it if much has been sent."""
        head = text[: KEPT_FIRST - self._passed]
        if head:
            self._send({"text": head})
            self._passed += len(head)
        kept = self._last + text[len(head):]
        self._last = kept[-KEPT_LAST:]
        self._left_out += len(kept) - len(self._last)
        return len(text)

    def finish(self) -> None:
        """Send the end of what was kept."""
        between = f"\n[... {self._left_out} characters left out ...]\n" if self._left_out else ""
        if self._last:
            self._send({"text": between + self._last})


def main() -> None:
    """Serve requests until the input ends."""
    send = _take_over_the_pipes()
    requests: queue.Queue = queue.Queue()
    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGINT, signal.default_int_handler)
    source = os.fdopen(os.dup(0), "rb")
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)  # a script that reads finds the end at once
    threading.Thread(target=_read, args=(source, requests), daemon=True).start()
    while True:
        try:
            request = requests.get()
            send(_serve(request, send))
        except KeyboardInterrupt:  # it came too late for the request that it was meant for
            continue


def _take_over_the_pipes():
    """Keep the standard output for replies, and let everything else print to the log."""
    replies, lock = os.fdopen(os.dup(1), "wb"), threading.Lock()
    os.dup2(2, 1)

    def send(message: dict) -> None:
        with lock:
            replies.write(json.dumps(message).encode("ascii") + b"\n")
            replies.flush()

    return send


def _read(source, requests: queue.Queue) -> None:
    """Read requests; interrupt the main thread if asked to; end the process at the end."""
    for line in source:
        request = json.loads(line)
        if "interrupt" not in request:
            requests.put(request)
        elif hasattr(signal, "pthread_kill"):  # wakes a sleep too
            signal.pthread_kill(threading.main_thread().ident, signal.SIGINT)
        else:
            _thread.interrupt_main()
    os._exit(0)


def _serve(request: dict, send) -> dict:
    """Call a function; return its value, or its error as text."""
    printed = PrintedText(send)
    try:
        with redirect_stdout(printed), redirect_stderr(printed):
            start_afresh()
            function = resolve_name(request["target"])
            return {"value": encode_plain(function(*decode_plain(request["args"])))}
    except (Exception, SystemExit, KeyboardInterrupt) as error:
        return {"error": [type(error).__name__, str(error), traceback.format_exc()]}
    finally:
        printed.finish()


def start_afresh() -> None:
    """Bring back what an earlier request may have set, in those libraries that are loaded."""
    if "keras" in sys.modules:
        import keras

        keras.config.set_floatx("float32")
        keras.config.set_dtype_policy("float32")
        keras.utils.clear_session()
    if "jax" in sys.modules:
        import jax

        jax.config.update("jax_enable_x64", False)
    if "torch" in sys.modules:
        import torch

        torch.set_default_dtype(torch.float32)
        torch.set_grad_enabled(True)
    if "tensorflow" in sys.modules:
        import tensorflow as tf

        tf.config.run_functions_eagerly(False)


if __name__ == "__main__":
    sys.modules["lrkit.frameworks.worker"] = sys.modules["__main__"]
    main()
