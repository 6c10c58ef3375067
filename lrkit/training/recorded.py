"""The files of recorded runs, each written by a script in ``tests/recorded``."""

import json
from importlib.resources import files
from typing import Any


def read_recorded(name: str) -> Any:
    """Return the content of ``data/NAME.json``."""
    text = files("lrkit.training").joinpath(f"data/{name}.json").read_text(encoding="utf-8")
    return json.loads(text)
