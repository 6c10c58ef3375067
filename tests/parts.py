"""Parts that not every machine has: a test without one is skipped, and says what installs it."""

import os
from importlib import import_module
from types import ModuleType
from typing import NoReturn

import pytest


def missing(part: str, how: str) -> NoReturn:
    """Skip a test for want of a part. In CI, which installs every part, fail."""
    words = f"no {part}: {how}"
    if os.environ.get("CI"):
        pytest.fail(f"CI must have every part: {words}")
    pytest.skip(words)


def need(extra: str, *packages: str) -> ModuleType:
    """Import packages of one of lrkit's extras, and return the first."""
    try:
        for package in packages[1:]:
            import_module(package)
        return import_module(packages[0])
    except ImportError as error:
        missing(error.name or packages[0], f'.venv/bin/pip install ".[{extra}]"')
