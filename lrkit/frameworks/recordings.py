"""The recorded runs: ``data/runs.json``, a piece for each library and backend."""

import json
from functools import cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from lrkit.frameworks.libraries import BACKENDS, Origin, must_be

PIECES = {f"keras on {backend}": ("keras", backend) for backend in BACKENDS} \
    | {"torch": ("torch", "torch")}


def piece_name(library: str, backend: str | None = None) -> str:
    """Return the name of a piece; that of Keras is by default the one on TensorFlow.

    >>> piece_name("keras"), piece_name("torch")
    ('keras on tensorflow', 'torch')
    """
    if library == "keras":
        return f"keras on {backend or next(iter(BACKENDS))}"
    return library


def recorded_losses(name: str, library: str, backend: str | None = None) -> tuple[NDArray, NDArray]:
    """Return the losses after 0, 1, ... steps and the rates of the steps."""
    entry = _piece(library, backend)["runs"][name]
    return np.array(entry["losses"]), np.array(entry["lrs"])


def recorded_defaults(theirs: str, library: str) -> dict:
    """Return the defaults of an optimizer by the library's own name of it."""
    known = _piece(library, None)["defaults"][theirs]
    return {key: tuple(value) if isinstance(value, list) else value
            for key, value in known.items()}


def recorded_origin(library: str, backend: str | None = None) -> Origin:
    """Describe what made the recorded runs."""
    piece = piece_name(library, backend)
    return Origin(*PIECES[piece], _piece(library, backend)["versions"], live=False)


def _piece(library: str, backend: str | None) -> dict:
    must_be("library", library, ("keras", "torch"))
    name = piece_name(library, backend)
    must_be("backend", PIECES.get(name, (None, backend))[1], BACKENDS)
    return recorded_pieces()[name]


@cache
def recorded_pieces() -> dict:
    """Return all that is recorded, by piece."""
    text = files("lrkit.frameworks").joinpath("data/runs.json").read_text(encoding="utf-8")
    return json.loads(text)
