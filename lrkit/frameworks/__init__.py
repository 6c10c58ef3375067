"""Runs of Keras and PyTorch themselves, live if they are installed and recorded otherwise.

`recipes` lists the runs, `in_keras` and `in_torch` make them. If a library is not installed, the
run that ``tests/recorded/record_frameworks.py`` wrote down is used instead; so it is if the
environment variable ``LRKIT_FRAMEWORKS`` is ``recorded``.
"""

import json
import os
from dataclasses import dataclass
from functools import cache
from importlib import metadata
from importlib.resources import files
from importlib.util import find_spec

import numpy as np
from numpy.typing import NDArray

from lrkit.frameworks.recipes import (
    BATCH_SIZE,
    EPOCHS,
    RECIPES,
    FrameworkRecipe,
    batches,
    network,
    start,
)

LIBRARIES = {"keras": "Keras", "torch": "PyTorch"}

__all__ = [
    "BATCH_SIZE",
    "EPOCHS",
    "LIBRARIES",
    "RECIPES",
    "FrameworkRecipe",
    "Run",
    "batches",
    "defaults",
    "is_live",
    "network",
    "origin",
    "run",
    "start",
]


@dataclass(frozen=True, eq=False)
class Run:
    """A library's run: ``losses`` after 0, 1, ... steps, and the rates of the steps, ``lrs``.

    The losses are those of all 1,000 images, computed by lrkit from the library's weights.
    """

    losses: NDArray
    lrs: NDArray


def is_live(library: str) -> bool:
    """Return True if the runs of ``"keras"`` or ``"torch"`` are made on this machine.

    ValueError for another name.
    """
    if library not in LIBRARIES:
        raise ValueError(f"library must be one of {list(LIBRARIES)}, got {library!r}")
    if os.environ.get("LRKIT_FRAMEWORKS") == "recorded" or not find_spec(library):
        return False
    return library == "torch" or any(map(find_spec, ("jax", "tensorflow", "torch")))


def run(name: str, library: str) -> Run:
    """Make one of `RECIPES` with a library, or return its recording.

    Parameters
    ----------
    name : str
        Such as ``"Adam"``.
    library : str
        ``"keras"`` or ``"torch"``.

    Raises
    ------
    ValueError
        If one of them is not known.

    Examples
    --------
    >>> float(run("SGD", "torch").losses[-1].round(4))
    1.0437
    """
    if name not in RECIPES:
        raise ValueError(f"name must be one of {list(RECIPES)}, got {name!r}")
    return _live_run(name, library) if is_live(library) else recorded_run(name, library)


def recorded_run(name: str, library: str) -> Run:
    """Return the run as it was recorded, whatever is installed."""
    entry = _recording()["runs"][library][name]
    return Run(np.array(entry["losses"]), np.array(entry["lrs"]))


def defaults(optimizer: str, library: str) -> dict:
    """Return the defaults of a library's optimizer, under the library's own names.

    Parameters
    ----------
    optimizer : str
        As in `RECIPES`, such as ``"Adam"``.
    library : str
        ``"keras"`` or ``"torch"``.

    Examples
    --------
    >>> defaults("SGD", "keras")
    {'learning_rate': 0.01, 'momentum': 0.0}
    """
    theirs = getattr(RECIPES[optimizer], library)
    if is_live(library):
        return _module(library).optimizer_defaults(theirs)
    known = _recording()["defaults"][library][theirs]
    return {key: tuple(value) if isinstance(value, list) else value
            for key, value in known.items()}


def origin() -> str:
    """Describe in a sentence the versions of both libraries, and whether they run here."""
    told = []
    for library, name in LIBRARIES.items():
        live = is_live(library)
        version = metadata.version(library) if live else _recording()["versions"][library]
        version = version.split("+")[0]  # the build changes no number
        told.append(f"{name} {version}: {'runs made here' if live else 'recorded runs'}")
    return "; ".join(told)


@cache
def _live_run(name: str, library: str) -> Run:
    places, lrs = _module(library).train_recipe(RECIPES[name])
    return Run(np.array([network().value(place) for place in places]), lrs)


def _module(library: str):
    """Return the module for a library; the library is imported when it is first used."""
    from lrkit.frameworks import in_keras, in_torch

    return {"keras": in_keras, "torch": in_torch}[library]


@cache
def _recording() -> dict:
    text = files("lrkit.frameworks").joinpath("data/runs.json").read_text(encoding="utf-8")
    return json.loads(text)
