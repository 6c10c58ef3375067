"""The learner's progress in one readable file: predictions, hints, checks, answers.

The file is a convenience. Whatever state it is in, a notebook must go on: a damaged file is set
aside, and a folder that cannot be written to is passed over. Two notebooks may write at once: a
change is read, made and written under a lock, so that none is lost.
"""

import contextlib
import json
import os
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

FILE = Path(".lrkit") / "progress.json"
KEPT = ("hints", "predictions", "checks", "answers", "solutions")  # each a dict by name
PATIENCE = 2.0  # seconds to wait for another notebook that writes
STALE = 10.0  # seconds after which a lock was left behind by a crash


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


def load_progress(file: Path | None = None) -> dict:
    """What is stored, by kind and name: ``{"hints": {"gd_step": 1}, "predictions": {...}, ...}``.

    A damaged file is renamed to ``progress.damaged.json`` and an empty progress returned.
    """
    file = progress_file() if file is None else file
    empty: dict = {kind: {} for kind in KEPT}
    try:
        stored = json.loads(file.read_text(encoding="utf-8"))
        if all(isinstance(stored.get(kind, {}), dict) for kind in KEPT):
            return {**empty, **stored}
    except OSError:
        return empty
    except (ValueError, AttributeError):
        pass
    with contextlib.suppress(OSError):
        file.replace(file.with_name("progress.damaged.json"))
    return empty


def update_progress(change: Callable[[dict], None]) -> dict:
    """Read the progress, let `change` alter it, and write it, with nobody in between."""
    with _lock():
        progress = load_progress()
        change(progress)
        save_progress(progress)
    return progress


def save_progress(progress: dict) -> None:
    """Write the progress."""
    try_write_json(progress_file(), progress)


def try_write_json(file: Path, data: dict | list) -> None:
    """Write JSON atomically: a crash in the middle leaves the old file.

    A folder that cannot be written to is passed over.
    """
    with contextlib.suppress(OSError):
        file.parent.mkdir(exist_ok=True)
        handle, name = tempfile.mkstemp(dir=file.parent, prefix=file.stem, suffix=".tmp")
        with os.fdopen(handle, "w", encoding="utf-8") as stream:
            json.dump(data, stream, indent=2, sort_keys=True)
        os.replace(name, file)


@contextlib.contextmanager
def _lock() -> Iterator[None]:
    """Hold ``progress.lock``; after `PATIENCE` seconds go on without it, as a notebook must."""
    lock, end, held = progress_file().with_name("progress.lock"), time.monotonic() + PATIENCE, False
    while not held and time.monotonic() < end:
        try:
            lock.parent.mkdir(exist_ok=True)
            os.close(os.open(lock, os.O_CREAT | os.O_EXCL))
            held = True
        except FileExistsError:
            with contextlib.suppress(OSError):
                if time.time() - lock.stat().st_mtime > STALE:
                    lock.unlink()
            time.sleep(0.01)
        except OSError:  # a folder that cannot be written to
            break
    try:
        yield
    finally:
        if held:
            with contextlib.suppress(OSError):
                lock.unlink()
