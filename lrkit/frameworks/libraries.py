"""The libraries that are installed: which, in which versions, and what installs them."""

import os
import sys
from dataclasses import dataclass
from functools import cache
from importlib import metadata
from importlib.util import find_spec

LIBRARIES = {"keras": "Keras", "torch": "PyTorch"}
BACKENDS = {"tensorflow": "TensorFlow", "jax": "JAX", "torch": "PyTorch"}
NO_TENSORFLOW = (3, 14)  # pyproject.toml has the same
TITLES = {**LIBRARIES, **BACKENDS, "optax": "optax"}


@dataclass(frozen=True)
class Origin:
    """The origin of numbers; as text ``Keras 3.15.1 on TensorFlow 2.21.0, run here``.

    Attributes
    ----------
    library : str
        ``"keras"`` or ``"torch"``; of a cell also ``"optax"``, or its backend.
    backend : str
        What it computes with: ``"tensorflow"``, ``"jax"`` or ``"torch"``.
    versions : dict
        The version of the library and of its backend, under their names.
    live : bool
        True if it ran here, False if it is recorded.
    """

    library: str
    backend: str
    versions: dict
    live: bool

    @property
    def version(self) -> str:
        """The library's version."""
        return self.versions[self.library]

    @property
    def title(self) -> str:
        """The libraries and their versions, without where they ran."""
        names = dict.fromkeys((self.library, self.backend))
        return " on ".join(f"{TITLES[name]} {self.versions[name]}" for name in names)

    def __str__(self) -> str:
        return f"{self.title}, {'run here' if self.live else 'recorded'}"


def can_run(*names: str) -> bool:
    """Return True if all of these packages are installed and may be run here.

    They may not if the environment variable ``LRKIT_FRAMEWORKS`` is ``recorded``; while nbgrader
    grades, so that a mark is the same on every machine; in a browser, which starts no process.
    """
    if os.environ.get("LRKIT_FRAMEWORKS") == "recorded" or sys.platform == "emscripten" \
            or os.environ.get("NBGRADER_EXECUTION") == "autograde":
        return False
    return all(find_spec(name) is not None for name in names)


def first_backend(library: str) -> str | None:
    """Return the backend of a library here: of Keras' three the first one that is installed.

    None if the library or every backend is missing.
    """
    backends = BACKENDS if library == "keras" else (library,)
    return next((name for name in backends if can_run(library, name)), None)


@cache
def version(name: str) -> str:
    """Return the version of an installed package, without its build, such as ``2.13.0``."""
    try:
        found = metadata.version(name)
    except metadata.PackageNotFoundError:  # TensorFlow is also tensorflow-cpu, tf-nightly, ...
        found = metadata.version(metadata.packages_distributions()[name][0])
    return found.split("+")[0]


def live_origin(library: str, backend: str) -> Origin:
    """Describe what is installed; of ``"tensorflow"``, ``"jax"``, ``"torch"`` one is `backend`."""
    versions = {name: version(name) for name in (library, backend)}
    return Origin(library, backend, versions, live=True)


def install_line(backend: str) -> str:
    """Return the line that installs a backend, or what has to be there first.

    >>> install_line("jax")
    'pip install "lrkit[jax]"'
    """
    if backend == "tensorflow" and sys.version_info >= NO_TENSORFLOW:
        return "a Python before {}.{}, as TensorFlow needs so far".format(*NO_TENSORFLOW)
    return f'pip install "lrkit[{backend}]"'


def must_be(what: str, value: object, known: object) -> None:
    """Raise a ValueError unless `value` is one of the `known` names."""
    if value not in list(known):
        raise ValueError(f"{what} must be one of {list(known)}, got {value!r}")
