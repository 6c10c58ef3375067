"""Texts from outside: decoded, normalised, parsed as JSON, joined from lines."""

import codecs
import json
import unicodedata
from typing import Any


def decode_text(data: bytes, fallback: str = "") -> str:
    """Decode a text in UTF-8, with or without a byte order mark, or in UTF-16 with one.

    Parameters
    ----------
    data : bytes
        The content of a file.
    fallback : str
        The encoding of a text that is neither; then a character that cannot be decoded becomes
        "�". None is assumed by default.

    Raises
    ------
    UnicodeDecodeError
        If it is not such a text, and there is no fallback.

    Examples
    --------
    >>> decode_text("Zoë".encode("utf-16")), decode_text("Zoë".encode("cp1252"), "cp1252")
    ('Zoë', 'Zoë')
    """
    errors = "replace" if fallback else "strict"
    if is_utf16(data):
        return data.decode("utf-16", errors)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        if not fallback:
            raise
        return data.decode(fallback, errors)


def is_utf16(data: bytes) -> bool:
    """Return whether a text begins with a byte order mark of UTF-16."""
    return data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))


def read_json(text: str | bytes) -> Any:
    """Read JSON so that each text in it can be written to a file and a database.

    JSON can spell half of a character that takes two, which no encoding can write; it becomes a
    "?".

    Raises
    ------
    ValueError, RecursionError
        If it is no JSON, or nested too deeply.

    Examples
    --------
    >>> read_json(r'["\\ud83d\\ude00", "\\ud83d"]')[1]
    '?'
    """
    found = json.loads(text)
    if (b"\\u" if isinstance(text, bytes) else "\\u") in text:
        found = json.loads(json.dumps(found, ensure_ascii=False).encode("utf-8", "replace"))
    return found


def join_lines(source: Any) -> str:
    """Return a cell's text, which a notebook holds whole or as a list of lines.

    What is neither, in a notebook from outside, counts as empty.

    >>> join_lines(["x = 1\\n", "y = 2"]), join_lines("x"), join_lines(None)
    ('x = 1\\ny = 2', 'x', '')
    """
    if isinstance(source, list):
        return "".join(part for part in source if isinstance(part, str))
    return source if isinstance(source, str) else ""


def nfc(text: str) -> str:
    """Return a text with each accented letter as one character; a Mac's zip has two.

    >>> len(nfc("Zoe" + chr(0x308)))
    3
    """
    return unicodedata.normalize("NFC", text)
