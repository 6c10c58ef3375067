"""The code of a stored answer, as a learner would have written it."""

import ast
import inspect
import textwrap
from collections.abc import Callable, Sequence
from types import CodeType

import numpy as np


def source_of(function: Callable, name: str) -> str:
    """Return the code of a function under another name, with the helpers and imports it needs."""
    helpers = _helpers(function)
    texts = [_undocumented(helper, helper.__name__) for helper in helpers]
    return "\n\n\n".join([*_imports((function, *helpers)), *texts,
                          _undocumented(function, name)])


def _helpers(function: Callable) -> list[Callable]:
    """Return the private functions of its module that a stored answer needs, each once."""
    found: dict[str, Callable] = {}
    for name in _names(function.__code__):
        helper = function.__globals__.get(name)
        if name.startswith("_") and inspect.isfunction(helper):
            found |= {needed.__name__: needed for needed in (*_helpers(helper), helper)}
    return list(found.values())


def _imports(functions: Sequence[Callable]) -> list[str]:
    """Return the line that imports the modules that functions use besides NumPy, if any."""
    used = {function.__globals__.get(name) for function in functions
            for name in _names(function.__code__)
            if inspect.ismodule(function.__globals__.get(name))}
    found = sorted(module.__name__ for module in used if module is not np)
    return [f"import {', '.join(found)}"] if found else []


def _names(code: CodeType) -> tuple[str, ...]:
    """Return every name that code looks up outside itself, including that of inner functions."""
    inner = (entry for entry in code.co_consts if isinstance(entry, CodeType))
    return (*code.co_names, *(name for entry in inner for name in _names(entry)))


def _undocumented(function: Callable, name: str) -> str:
    """Return a function's code under another name and without its docstring."""
    text = textwrap.dedent(inspect.getsource(function))
    node = ast.parse(text).body[0]
    lines = text.splitlines()
    has_docstring = ast.get_docstring(node, clean=False) is not None
    head = lines[node.lineno - 1 : node.body[0].lineno - 1]
    head[0] = head[0].replace(f"def {node.name}(", f"def {name}(", 1)
    body = node.body[1:] if has_docstring else node.body
    return "\n".join([*head, *lines[body[0].lineno - 1 : node.end_lineno]])
