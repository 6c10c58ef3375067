"""lrkit: learning rates, by experiment.

The library behind the course. Importing it loads NumPy and nothing else; each part is loaded when
it is first used.

>>> import lrkit
>>> bowl = lrkit.problems.Bowl(curvature=2.0)
>>> bowl.grad(3.0)
6.0
"""

from importlib import import_module

__version__ = "0.1.0"

# The public names, each with the module that defines it; modules are listed separately.
_HOME = {
    "check": "lrkit.checking",
    "mine": "lrkit.checking",
    "hint": "lrkit.learner",
    "ledger": "lrkit.claims",
    "full_ledger": "lrkit.claims",
    "predict": "lrkit.learner",
    "compare_prediction": "lrkit.learner",
    "answer": "lrkit.learner",
    "solution": "lrkit.learner",
    "progress": "lrkit.overview",
}
_MODULES = ("capstone", "checking", "exercises", "explore", "frameworks", "optimizers", "plotting",
            "problems", "scale", "schedules", "sweeps", "training", "trials", "uncertainty")

__all__ = [*_HOME, *_MODULES]


def __getattr__(name: str):
    if name in _HOME:
        return getattr(import_module(_HOME[name]), name)
    if name in _MODULES:
        return import_module(f"lrkit.{name}")
    raise AttributeError(f"module 'lrkit' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
