"""The reference: a page for each part of the library, made from its docstrings.

The page of a package has a section for each of its modules, in the order in which the package's
docstring names them.
"""

import re
from importlib import import_module
from pathlib import Path
from types import ModuleType

import lrkit

# Each part builds on those before it. `exercises` is left out: its authors read it in the files.
PARTS = ("problems", "optimizers", "schedules", "training", "sweeps", "uncertainty", "trials",
         "scale", "plotting", "explore", "frameworks", "capstone", "checking")
MAX_VALUE_LENGTH = 300  # characters; longer values of constants are not shown
INDEX = """The library
===========

The library that the notebooks use. ``import lrkit`` loads NumPy alone; each part is loaded when it
is used.

{parts}

.. toctree::
   :hidden:

{pages}

In a notebook
-------------

{functions}"""


def write_reference(folder: Path) -> None:
    """Write ``api/*.rst`` into the folder of Sphinx' sources."""
    (folder / "api").mkdir()
    pages = "\n".join(f"   {part}" for part in PARTS)
    parts = "\n".join(f"- :doc:`lrkit.{part} <{part}>`: {_first_line(f'lrkit.{part}')}"
                      for part in PARTS)
    functions = "".join(f".. autofunction:: {home(name)}.{name}\n\n" for name in lrkit.__all__
                        if not isinstance(getattr(lrkit, name), ModuleType)
                        and home(name).split(".")[1] not in PARTS)
    index = INDEX.format(parts=parts, pages=pages, functions=functions)
    (folder / "api" / "index.rst").write_text(index, encoding="utf-8")
    for part in PARTS:
        text = page(import_module(f"lrkit.{part}"))
        (folder / "api" / f"{part}.rst").write_text(text, encoding="utf-8")


def home(name: str) -> str:
    """Return the name of the module that defines a public name of `lrkit`.

    >>> home("hint")
    'lrkit.learner'
    """
    return lrkit._HOME[name]


def public_names(module: ModuleType) -> list[str]:
    """Return a module's ``__all__``, or else the public functions and classes that it defines.

    >>> public_names(import_module("lrkit.sweeps"))
    ['Sweep', 'sweep']
    """
    if hasattr(module, "__all__"):
        return list(module.__all__)
    return [name for name, value in vars(module).items()
            if not name.startswith("_") and getattr(value, "__module__", "") == module.__name__]


def page(module: ModuleType) -> str:
    """Return the reStructuredText of a module's page."""
    text = f"{_title(module.__name__, '=')}.. automodule:: {module.__name__}\n   :no-index:\n\n"
    for chapter, names in _chapters(module):
        if chapter != module.__name__:
            text += _title(_first_line(chapter).rstrip("."), "-")
        text += "".join(_entry(module, name) for name in names)
    return text


def _first_line(module: str) -> str:
    return (import_module(module).__doc__ or module).split("\n")[0].strip()


def _title(text: str, line: str) -> str:
    return f"{text}\n{line * len(text)}\n\n"


def _chapters(module: ModuleType) -> list[tuple[str, list[str]]]:
    """Group the public names by the file that defines them, in the order of the docstring."""
    by_file: dict[str, list[str]] = {}
    for name in public_names(module):
        value = getattr(module, name)
        by_file.setdefault(_file_of(value, module), []).append(name)
    told = [f"{module.__name__}.{name}" for name in re.findall(r"`(\w+)`", module.__doc__ or "")]
    rank = {file: told.index(file) if file in told else len(told) for file in by_file}
    return sorted(by_file.items(), key=lambda item: rank[item[0]])


def _file_of(value: object, module: ModuleType) -> str:
    """Return the module that defines a class or function; of a constant, the package itself."""
    file = getattr(value, "__module__", module.__name__) or module.__name__
    return file if file.startswith(f"{module.__name__}.") else module.__name__


def _entry(module: ModuleType, name: str) -> str:
    value = getattr(module, name)
    target = f"{module.__name__}.{name}"
    if isinstance(value, type):
        return f".. autoclass:: {target}\n   :members:\n\n"
    if callable(value):
        return f".. autofunction:: {target}\n\n"
    shown = repr(value)
    # Long values, and those with an address in memory, would not help a reader.
    is_shown = len(shown) <= MAX_VALUE_LENGTH and " at 0x" not in shown
    line = f"   :value: {shown}\n" if is_shown else ""
    return f".. py:data:: {name}\n   :module: {module.__name__}\n{line}\n"
