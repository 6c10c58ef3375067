"""Names as a library has them, with an error for people where a name is missing."""

import inspect
from collections.abc import Callable
from difflib import get_close_matches
from typing import Any


class Namespace:
    """A module of a stand-in: it has the names that it was given, and says so for any other.

    Parameters
    ----------
    path : str
        What it stands for, such as ``"keras.optimizers"``.
    names : dict
        What it holds.

    >>> optimizers = Namespace("keras.optimizers", {"SGD": 1, "Adam": 2})
    >>> optimizers.Adagrd
    Traceback (most recent call last):
    AttributeError: the stand-in has no keras.optimizers.Adagrd; it has Adam, SGD
    >>> Namespace("keras", {"optimizers": optimizers}).SGD
    Traceback (most recent call last):
    AttributeError: the stand-in has no keras.SGD; did you mean keras.optimizers.SGD? it has \
optimizers
    """

    def __init__(self, path: str, names: dict[str, Any]):
        self.__dict__.update(names)
        self.__dict__["_path"] = path
        self.__dict__["__name__"] = path

    def __getattr__(self, name: str) -> Any:
        known = sorted(key for key in self.__dict__ if not key.startswith("_"))
        near = [each for each in known if each.casefold() == name.casefold()] \
            or get_close_matches(name, known, 1)
        meant = f"did you mean {near[0]}? " if near and len(known) > 4 else ""
        if inside := self._find_inside(name):
            meant = f"did you mean {inside}? "
        raise AttributeError(
            f"the stand-in has no {self._path}.{name}; {meant}it has {', '.join(known)}")

    def _find_inside(self, name: str) -> str | None:
        """Return the whole path of a name that one of its own modules has."""
        for entry in self.__dict__.values():
            if isinstance(entry, Namespace):
                path = f"{entry._path}.{name}" if name in dir(entry) else entry._find_inside(name)
                if path:
                    return path
        return None

    def __dir__(self) -> list[str]:
        return sorted(key for key in self.__dict__ if not key.startswith("_"))

    def __repr__(self) -> str:
        return f"<a stand-in for {self._path}: {', '.join(dir(self))}>"


def sign(function: Callable, signature: inspect.Signature) -> Callable:
    """Give a function a signature that `inspect` reads."""
    function.__signature__ = signature
    return function


def bind(owner: str, signature: inspect.Signature, args: tuple, kwargs: dict) -> dict[str, Any]:
    """Return the arguments of a call by name, with the defaults filled in.

    TypeError, in Python's own words, where the call does not fit.
    """
    try:
        bound = signature.bind(None, *args, **kwargs)
    except TypeError as error:
        got = "got " * str(error).startswith("multiple values")
        raise TypeError(f"{owner}.__init__() {got}{error}") from None
    bound.apply_defaults()
    return dict(list(bound.arguments.items())[1:])
