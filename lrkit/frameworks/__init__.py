"""Runs of Keras and PyTorch themselves, live if they are installed and recorded otherwise.

`recipes` lists the runs, `in_keras` and `in_torch` make them, in a process of their own for each
backend (`process`): the session's own Keras, its environment and its modules stay as they are. If
a library is not installed, the run that ``tests/recorded/record_frameworks.py`` wrote down is used
instead; so it is if the environment variable ``LRKIT_FRAMEWORKS`` is ``recorded``.

In a notebook, importing this makes the cell magic ``%%framework`` known (`cells`).
"""

from functools import cache

import numpy as np

from lrkit.frameworks import cells, process, rounding
from lrkit.frameworks.in_lrkit import train_rule
from lrkit.frameworks.libraries import (
    BACKENDS,
    LIBRARIES,
    Origin,
    can_run,
    first_backend,
    live_origin,
    must_be,
)
from lrkit.frameworks.own import train
from lrkit.frameworks.recipes import (
    BATCH_SIZE,
    EPOCHS,
    RECIPES,
    FrameworkRecipe,
    batches,
    network,
    start,
)
from lrkit.frameworks.recordings import recorded_defaults, recorded_losses, recorded_origin
from lrkit.frameworks.runs import Run
from lrkit.frameworks.standins import stand_in

__all__ = [
    "BACKENDS",
    "BATCH_SIZE",
    "EPOCHS",
    "LIBRARIES",
    "RECIPES",
    "FrameworkRecipe",
    "Origin",
    "Run",
    "batches",
    "defaults",
    "is_live",
    "network",
    "origin",
    "recorded_run",
    "rounding",
    "run",
    "stand_in",
    "start",
    "train",
    "train_rule",
]


def is_live(library: str, backend: str | None = None) -> bool:
    """Return True if the runs of ``"keras"`` or ``"torch"`` are made on this machine.

    With `backend`, if they are made with this one. ValueError for another name.
    """
    must_be("library", library, LIBRARIES)
    if backend is None:
        return first_backend(library) is not None
    must_be("backend", backend, BACKENDS if library == "keras" else (library,))
    return can_run(library, backend)


def run(name: str, library: str, backend: str | None = None) -> Run:
    """Make one of `RECIPES` with a library, or return its recording.

    Parameters
    ----------
    name : str
        Such as ``"Adam"``.
    library : str
        ``"keras"`` or ``"torch"``.
    backend : str, optional
        What Keras computes with: ``"tensorflow"``, ``"jax"`` or ``"torch"``. By default the first
        of these that is installed; of the recorded runs TensorFlow's.

    Raises
    ------
    ValueError
        If one of them is not known.
    lrkit.frameworks.process.ProcessError
        If the library's process fails.

    Examples
    --------
    >>> float(run("SGD", "torch").losses[-1].round(4))
    1.0437
    """
    must_be("name", name, RECIPES)
    if not is_live(library, backend):
        return recorded_run(name, library, backend)
    return _live_run(name, library, backend or first_backend(library))


def recorded_run(name: str, library: str, backend: str | None = None) -> Run:
    """Return the run as it was recorded, whatever is installed.

    >>> print(recorded_run("Adam", "keras", "jax").origin)
    Keras 3.15.1 on JAX 0.10.2, recorded
    """
    return Run(*recorded_losses(name, library, backend), recorded_origin(library, backend))


def defaults(optimizer: str, library: str) -> dict:
    """Return the defaults of a library's optimizer, under the library's own names.

    Parameters
    ----------
    optimizer : str
        As in `RECIPES`, such as ``"Adam"``.
    library : str
        ``"keras"`` or ``"torch"``.

    Raises
    ------
    ValueError
        If one of them is not known.

    Examples
    --------
    >>> defaults("SGD", "keras")
    {'learning_rate': 0.01, 'momentum': 0.0}
    """
    must_be("optimizer", optimizer, RECIPES)
    must_be("library", library, LIBRARIES)
    theirs = getattr(RECIPES[optimizer], library)
    if (backend := first_backend(library)) is not None:
        return process.call(backend, f"{_module(library)}:optimizer_defaults", theirs)
    return recorded_defaults(theirs, library)


def origin() -> str:
    """Describe in a sentence the versions of both libraries, and whether they run here."""
    told = []
    for library in LIBRARIES:
        backend = first_backend(library)
        known = live_origin(library, backend) if backend else recorded_origin(library)
        told.append(f"{known.title}: {'runs made here' if known.live else 'recorded runs'}")
    return "; ".join(told)


@cache
def _live_run(name: str, library: str, backend: str) -> Run:
    try:
        places, lrs = process.call(backend, f"{_module(library)}:train_recipe", name)
    except process.ProcessError as error:
        raise process.ProcessError(
            f"{error}. For recorded runs: os.environ['LRKIT_FRAMEWORKS'] = 'recorded'",
            error.kind, error.reason, error.trace) from None
    losses = np.array([network().value(place) for place in places])
    return Run(losses, lrs, live_origin(library, backend))


def _module(library: str) -> str:
    return {"keras": "lrkit.frameworks.in_keras", "torch": "lrkit.frameworks.in_torch"}[library]


cells.register()
