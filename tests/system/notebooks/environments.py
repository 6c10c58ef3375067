"""Environments in which some libraries do not exist, made without installing anything.

Each is a virtual environment of the same Python, in which every package of this one is a link,
except those that are to be missing.
"""

import subprocess
import sys
import venv
from importlib import metadata
from pathlib import Path

ROOT = Path(__file__).parents[3]
PACKAGES = ("tensorflow", "jax", "torch", "keras", "optax")  # what notebook 9 may use
PARTS = {"jax": ("jaxlib",)}  # what is of no use alone
ALONE = {"tensorflow": ("tensorflow", "keras"), "jax": ("jax", "keras", "optax"),
         "torch": ("torch",), "none": ()}  # as the extras have them


def make_environment(folder: Path, hidden: tuple[str, ...]) -> Path:
    """Make an environment without these packages, and return its Python.

    It has no .pth, which might lead back: call it with this checkout in ``PYTHONPATH``.
    """
    venv.create(folder, symlinks=True, with_pip=False)
    (site,) = folder.glob("lib/python*/site-packages")
    without = hidden_items(hidden)
    for path in [Path(entry) for entry in sys.path if entry.endswith("site-packages")]:
        for item in path.iterdir():
            if item.name not in without and item.suffix != ".pth" \
                    and not (site / item.name).exists():
                (site / item.name).symlink_to(item)
    return folder / "bin/python"


def hidden_items(hidden: tuple[str, ...]) -> set[str]:
    """Return the top-level files and folders of packages, among all that is installed."""
    owners = metadata.packages_distributions()
    names = {name for package in hidden for name in (package, *PARTS.get(package, ()))}
    found = set(names)
    for distribution in {owner for name in names for owner in owners.get(name, ())}:
        for path in metadata.files(distribution) or ():
            top = path.parts[0]
            if top.endswith(".dist-info") or top in names:
                found.add(top)
    return found


def installed(python: Path) -> set[str]:
    """Return which of the `PACKAGES` an environment has."""
    code = ("from importlib.util import find_spec\n"
            f"print(*[name for name in {PACKAGES!r} if find_spec(name)])")
    ran = subprocess.run([python, "-c", code], capture_output=True, text=True, check=True)
    return set(ran.stdout.split())
