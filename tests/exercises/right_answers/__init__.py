"""Right answers in unusual clothes: none of them may be rejected.

Each was written without looking at the reference, in the ways that learners find: loops over
lists, recursion, closures, comprehensions, NumPy functions that few know, algebraic rewrites,
results as tuples, lists, 0-d arrays or longdouble.
"""

from collections.abc import Callable
from importlib import import_module

from lrkit.exercises import get


def answers_to(name: str, package: str = __name__) -> list[Callable]:
    """The functions of the exercise's chapter that begin with its name."""
    chapter = get(name).notebook[:2]
    module = import_module(f"{package}.nb{chapter}")

    others = [other for other in vars(module) if other.startswith(f"{name}_")]
    return [function for function in map(vars(module).get, others)
            if callable(function) and function.__module__ == module.__name__]
