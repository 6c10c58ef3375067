"""The file of a learner's progress: predictions, hints, checks, answers.

The file is a convenience, and a notebook must work in spite of any fault in it: a damaged file is
renamed, and errors of writing are ignored. Two notebooks may write at once: each change is read,
made and written under a lock, so that none is lost.
"""

import contextlib
import json
import os
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

FILE = Path(".lrkit") / "progress.json"
PROGRESS_KINDS = ("hints", "predictions", "checks", "answers", "solutions")  # each a dict by name
LOCK_TIMEOUT = 2.0  # seconds to wait for another notebook that writes
STALE_AFTER = 10.0  # seconds after which a lock counts as left behind by a crash


def progress_file() -> Path:
    """Return the path of the file: in the folder that `lrkit start` made, or in the current one.

    A notebook runs in a folder of its own inside the course folder, and all notebooks share one
    file.
    """
    here = Path.cwd()
    for folder in (here, here.parent):
        if (folder / ".lrkit" / "delivered.json").is_file():
            return folder / FILE
    return here / FILE


def load_progress(file: Path | None = None) -> dict:
    """Return the progress by kind and name, such as ``{"hints": {"gd_step": 1}, ...}``.

    A damaged file is renamed to ``progress.damaged.json``, and an empty progress is returned.
    """
    file = progress_file() if file is None else file
    empty: dict = {kind: {} for kind in PROGRESS_KINDS}
    try:
        stored = json.loads(file.read_text(encoding="utf-8"))
        if all(isinstance(stored.get(kind, {}), dict) for kind in PROGRESS_KINDS):
            return {**empty, **stored}
    except OSError:
        return empty
    except (ValueError, AttributeError):
        pass
    with contextlib.suppress(OSError):
        file.replace(file.with_name("progress.damaged.json"))
    return empty


def update_progress(change: Callable[[dict], None]) -> dict:
    """Read the progress, let `change` alter it, and write it, all under a lock."""
    with _lock():
        progress = load_progress()
        change(progress)
        save_progress(progress)
    return progress


def save_progress(progress: dict) -> None:
    """Write the progress to its file."""
    write_json_if_possible(progress_file(), progress)


def write_json_if_possible(file: Path, data: dict | list) -> None:
    """Write a file atomically, and ignore an error such as a folder without write permission.

    A crash during the writing leaves the old file.
    """
    with contextlib.suppress(OSError):
        file.parent.mkdir(exist_ok=True)
        handle, name = tempfile.mkstemp(dir=file.parent, prefix=file.stem, suffix=".tmp")
        with os.fdopen(handle, "w", encoding="utf-8") as stream:
            json.dump(data, stream, indent=2, sort_keys=True)
        os.replace(name, file)


@contextlib.contextmanager
def _lock() -> Iterator[None]:
    """Hold ``progress.lock``; after `LOCK_TIMEOUT` seconds continue without it."""
    lock, held = progress_file().with_name("progress.lock"), False
    end = time.monotonic() + LOCK_TIMEOUT
    while not held and time.monotonic() < end:
        try:
            lock.parent.mkdir(exist_ok=True)
            os.close(os.open(lock, os.O_CREAT | os.O_EXCL))
            held = True
        except FileExistsError:
            with contextlib.suppress(OSError):
                if time.time() - lock.stat().st_mtime > STALE_AFTER:
                    lock.unlink()
            time.sleep(0.01)
        except OSError:  # no write permission in the folder
            break
    try:
        yield
    finally:
        if held:
            with contextlib.suppress(OSError):
                lock.unlink()
