"""Wording of what lrkit prints: numbers with their nouns, and paths as one types them."""

import os
import shlex


def counted(number: int, noun: str, plural: str = "") -> str:
    """Return a number with its noun.

    >>> counted(1, "cell"), counted(2, "entry", "entries")
    ('1 cell', '2 entries')
    """
    return f"{number} {noun if number == 1 else plural or noun + 's'}"


def shell_quoted(path: object) -> str:
    """Quote a path as one types it in a shell.

    >>> shell_quoted("class-graded")
    'class-graded'
    """
    text = str(path)
    if os.name == "posix":
        return shlex.quote(text)
    return f'"{text}"' if " " in text else text
