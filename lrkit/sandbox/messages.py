"""Messages over a socket: four bytes of length, then JSON."""

import json
import socket
import struct
import time
from typing import Any

from lrkit.files.texts import read_json

MAX_MESSAGE = 64 * 1024 * 1024  # bytes of a message: more than any figure, less than the memory
MAX_REPLY = 4 * 1024 * 1024  # of what one call returned: the judge keeps dozens of them
CALL_IS_OVER = "this function was given for one call, which is over"  # said to a later one
# The requests to a fork server, a byte each: the first comes with a socket, the last is followed by
# a message, the function's name.
START_SESSION, END_SESSION, WARM_UP = b"s", b"e", b"w"
_HEAD = struct.Struct("!I")


class ConnectionLost(Exception):
    """The connection was closed, or something came over it that is not a message."""


class ReplyTimeout(Exception):
    """No reply came in time."""


def pack_message(message: Any) -> bytes:
    """Encode a message as it is sent; raise ValueError if it is too large."""
    data = json.dumps(message).encode()
    if len(data) > MAX_MESSAGE:
        raise ValueError("the message is too large")
    return _HEAD.pack(len(data)) + data


def send(connection: socket.socket, message: Any) -> None:
    """Send a message; raise `ConnectionLost` if nobody is there, ValueError if it is too large."""
    send_packed(connection, pack_message(message))


def send_packed(connection: socket.socket, data: bytes) -> None:
    """Send messages that are packed; raise `ConnectionLost` if nobody is there."""
    try:
        connection.sendall(data)
    except OSError as error:
        raise ConnectionLost(str(error)) from error


def receive(
    connection: socket.socket, seconds: float | None = None, *, limit: int = MAX_MESSAGE
) -> Any:
    """Wait for one message, of at most `limit` bytes.

    Raises
    ------
    ReplyTimeout
        If none came within so many seconds.
    ConnectionLost
        If none will come, or what came is not a message.
    """
    deadline = None if seconds is None else time.monotonic() + seconds
    (length,) = _HEAD.unpack(_read(connection, _HEAD.size, deadline))
    if length > limit:
        raise ConnectionLost("an announced message is too large")
    try:
        return read_json(_read(connection, length, deadline))
    except (ValueError, RecursionError) as error:
        raise ConnectionLost("what came is not a message") from error


def _read(connection: socket.socket, count: int, deadline: float | None) -> bytes:
    pieces = []
    while count:
        left = None if deadline is None else deadline - time.monotonic()
        if left is not None and left <= 0:
            raise ReplyTimeout
        connection.settimeout(left)
        try:
            piece = connection.recv(min(count, 1 << 20))
        except TimeoutError as error:
            raise ReplyTimeout from error
        except OSError as error:
            raise ConnectionLost(str(error)) from error
        if not piece:
            raise ConnectionLost("the connection was closed")
        pieces.append(piece)
        count -= len(piece)
    return b"".join(pieces)
