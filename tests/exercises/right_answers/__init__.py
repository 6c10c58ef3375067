"""Right answers in unusual clothes: none of them may be rejected.

Each was written without looking at the reference, in the ways that learners find: loops over
lists, recursion, closures, comprehensions, NumPy functions that few know, algebraic rewrites,
results as tuples, lists, 0-d arrays or longdouble.
"""

from collections.abc import Callable
from importlib import import_module
from importlib.util import find_spec

from lrkit.exercises import get


def answers_to(name: str, package: str = __name__) -> list[Callable]:
    """The functions of the exercise's chapter that begin with its name.

    None for a chapter without a file: then a test says how many are missing, and of which exercise.
    """
    chapter = f"{package}.nb{get(name).notebook[:2]}"
    if find_spec(chapter) is None:
        return []
    module = import_module(chapter)
    others = [other for other in vars(module) if other.startswith(f"{name}_")]
    return [function for function in map(vars(module).get, others)
            if callable(function) and function.__module__ == module.__name__]
