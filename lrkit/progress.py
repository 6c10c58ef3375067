"""The learner's progress: predictions and hints, in one readable file.

The file is a convenience. Whatever state it is in, a notebook must go on: a damaged file is set
aside, and a folder that cannot be written to is passed over.
"""

import contextlib
import json
import os
import tempfile
from pathlib import Path

FILE = Path(".lrkit") / "progress.json"


def progress_file() -> Path:
    """Where progress is kept: in the course folder that `lrkit start` made, else right here.

    A notebook runs in a folder of its own inside the course folder, and one file serves all
    notebooks.
    """
    here = Path.cwd()
    for folder in (here, here.parent):
        if (folder / ".lrkit" / "delivered.json").is_file():
            return folder / FILE
    return here / FILE


def load_progress() -> dict:
    """What is stored: ``{"hints": {name: count}, "predictions": {name: value}}``.

    A damaged file is renamed to ``progress.damaged.json`` and an empty progress returned.
    """
    file = progress_file()
    empty = {"hints": {}, "predictions": {}}
    try:
        stored = json.loads(file.read_text(encoding="utf-8"))
        if all(isinstance(stored.get(key, {}), dict) for key in empty):
            return {**empty, **stored}
    except OSError:
        return empty
    except (ValueError, AttributeError):
        pass
    with contextlib.suppress(OSError):
        file.replace(file.with_name("progress.damaged.json"))
    return empty


def save_progress(progress: dict) -> None:
    """Write the progress whole or not at all: a crash in the middle leaves the old file."""
    file = progress_file()
    with contextlib.suppress(OSError):
        file.parent.mkdir(exist_ok=True)
        handle, name = tempfile.mkstemp(dir=file.parent, prefix="progress", suffix=".tmp")
        with os.fdopen(handle, "w", encoding="utf-8") as stream:
            json.dump(progress, stream, indent=2, sort_keys=True)
        os.replace(name, file)
