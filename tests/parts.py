"""Parts that not every machine has: a test without one is skipped, and says what installs it."""

import os
import sys
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType
from typing import NoReturn

import pytest

from lrkit.frameworks.libraries import NO_TENSORFLOW


def missing(part: str, how: str) -> NoReturn:
    """Skip a test for want of a part. In CI, which installs every part, fail."""
    words = f"no {part}: {how}"
    if os.environ.get("CI"):
        pytest.fail(f"CI must have every part: {words}")
    pytest.skip(words)


def need_installed(extra: str, *packages: str) -> None:
    """Skip where a package is missing, and import none: for what runs in a process of its own."""
    for package in packages:
        if find_spec(package) is None:
            if package == "tensorflow" and sys.version_info >= NO_TENSORFLOW:
                pytest.skip("there is no TensorFlow for this Python yet")  # in CI too
            missing(package, f'.venv/bin/pip install ".[{extra}]"')


def need(extra: str, *packages: str) -> ModuleType:
    """Import packages of one of lrkit's extras, and return the first.

    TensorFlow is none of them: in one process with PyTorch 2.14 for CUDA, TensorFlow 2.21 ends it.
    """
    assert "tensorflow" not in packages, "use need_installed, and run it in a process of its own"
    try:
        for package in packages[1:]:
            import_module(package)
        return import_module(packages[0])
    except ImportError as error:
        missing(error.name or packages[0], f'.venv/bin/pip install ".[{extra}]"')
