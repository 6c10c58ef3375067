"""The text of a learner's function, with all that it needs, so that another process can run it."""

import ast
import inspect
import linecache
import textwrap
from collections.abc import Callable
from types import CodeType, FunctionType, ModuleType
from typing import Any

PLAIN = (bool, int, float, str, bytes, type(None))
FILE = "<your function>"  # as it is called in a traceback


def source_with_needs(function: Callable) -> str:
    """Return the text of a function, after the imports, numbers, functions and classes it uses.

    Parameters
    ----------
    function : callable
        A function that was written with ``def``, in a notebook or a file.

    Raises
    ------
    ValueError
        If it was not, or uses a variable of a function around it.

    Examples
    --------
    >>> def half(x): return math.sqrt(x) / 2
    >>> half.__globals__["math"] = __import__("math")
    >>> print(source_with_needs(half))
    import math as math
    def half(x): return math.sqrt(x) / 2
    """
    found: dict[str, str] = {}
    _collect(function, found)
    return "\n".join(found.values())


def load(source: str, name: str) -> Callable:
    """Run such a text, and return the function of a name."""
    file = f"{FILE[:-1]} {name}>"
    linecache.cache[file] = (len(source), None, source.splitlines(keepends=True), file)
    namespace: dict[str, Any] = {"__name__": "own"}
    exec(compile(source, file, "exec"), namespace)
    return namespace[name]


def _collect(entry: Any, found: dict[str, str]) -> None:
    """Add a function or a class and whatever it needs to the texts, the needed ones first."""
    name = entry.__name__
    if isinstance(entry, FunctionType) and entry.__code__.co_freevars:
        raise ValueError(f"{name} uses {entry.__code__.co_freevars[0]}, a variable of the function "
                         "around it: define it in a cell of its own")
    text, codes, space = _text(entry)
    found[name] = ""  # for a function that calls itself
    for needed in dict.fromkeys(each for code in codes for each in _names(code)):
        if needed in space and needed not in found and needed != name:
            _add(needed, space[needed], found)
    del found[name]
    found[name] = text


def _add(name: str, value: Any, found: dict[str, str]) -> None:
    if isinstance(value, ModuleType):
        found[name] = f"import {value.__name__} as {name}"
    elif isinstance(value, PLAIN) or (isinstance(value, list | tuple)
                                      and all(isinstance(each, PLAIN) for each in value)):
        found[name] = f"{name} = {value!r}"
    elif isinstance(value, FunctionType) and value.__name__ == name:
        _collect(value, found)
    elif isinstance(value, FunctionType | type):
        found[name] = f"from {value.__module__} import {value.__name__} as {name}" \
            if value.__module__ != "__main__" else ""
        if not found[name]:
            _collect(value, found)


def _text(entry: Any) -> tuple[str, list[CodeType], dict]:
    """Return the text of a function or class without decorators, its code, and its globals."""
    functions = [entry] if isinstance(entry, FunctionType) else [
        each for each in vars(entry).values() if isinstance(each, FunctionType)]
    if not functions or functions[0].__name__ == "<lambda>":
        raise ValueError(f"{getattr(entry, '__name__', entry)} must be written with `def`, so that "
                         "its text can be sent to the library's process")
    code = functions[0].__code__
    lines = linecache.getlines(code.co_filename, functions[0].__globals__) \
        or _lines_of(functions[0])
    kind = ast.FunctionDef if isinstance(entry, FunctionType) else ast.ClassDef
    for node in ast.walk(ast.parse("".join(lines))):
        if isinstance(node, kind) and node.name == entry.__name__ and _holds(node, code):
            text = textwrap.dedent("".join(lines[node.lineno - 1:node.end_lineno]))
            return text.rstrip(), [each.__code__ for each in functions], functions[0].__globals__
    raise ValueError(f"the text of {entry.__name__} is not to be found: run its cell again")


def _holds(node: ast.FunctionDef | ast.ClassDef, code: CodeType) -> bool:
    """Return whether code begins within a definition, or with its decorators."""
    first = min([node.lineno, *(each.lineno for each in node.decorator_list)])
    return first <= code.co_firstlineno <= node.end_lineno


def _lines_of(function: FunctionType) -> list[str]:
    try:
        return inspect.getsource(function).splitlines(keepends=True)
    except OSError:
        raise ValueError(f"the text of {function.__name__} is not to be found: write it in a cell "
                         "or a file") from None


def _names(code: CodeType) -> list[str]:
    """Return the names that code looks up outside itself, those of inner functions too."""
    inner = (entry for entry in code.co_consts if isinstance(entry, CodeType))
    return [*code.co_names, *(name for entry in inner for name in _names(entry))]
