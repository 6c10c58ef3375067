"""Record the runs of `frameworks.train`: ``python -m tests.recorded.record_own``.

Writes ``lrkit/frameworks/data/own.json``: for each library and backend the losses and rates with
the exercises' own answers and the numbers of `NUMBERS`, what they set by the stand-in, and the
versions. It records what is installed and keeps the other pieces.
"""

import json
from pathlib import Path

import numpy as np

from lrkit import frameworks
from lrkit.exercises import get
from lrkit.frameworks import libraries
from lrkit.frameworks.own import NUMBERS, settings
from lrkit.frameworks.recordings import PIECES

FILE = Path(frameworks.__file__).with_name("data") / "own.json"


def answers(library: str) -> tuple:
    """Return the two answers of the exercises."""
    return tuple(get(f"{library}_{what}").reference for what in ("optimizer", "schedule"))


def record(library: str, backend: str) -> dict:
    """Record the run of a library that is installed."""
    run = frameworks.train(*answers(library), library, backend)
    found = settings(*answers(library), library, NUMBERS[library])
    return {
        "versions": {name: libraries.version(name) for name in dict.fromkeys((library, backend))},
        "settings": {key: np.asarray(value).tolist() if key == "rates" else value
                     for key, value in found.items()},
        "losses": [float(f"{loss:.9g}") for loss in run.losses],
        "lrs": [float(f"{rate:.9g}") for rate in run.lrs],
    }


def main() -> None:
    """Record what is installed, and say what is kept."""
    pieces = json.loads(FILE.read_text(encoding="utf-8")) if FILE.exists() else {}
    for name, (library, backend) in PIECES.items():
        if frameworks.is_live(library, backend):
            pieces[name] = record(library, backend)
        print(name, pieces.get(name, {}).get("versions", "not recorded"))
    lines = ",\n".join(
        f" {json.dumps(name)}: {{\n" + ",\n".join(
            f"  {json.dumps(key)}: {json.dumps(value)}" for key, value in pieces[name].items())
        + "}" for name in PIECES if name in pieces)
    FILE.write_text(f"{{\n{lines}\n}}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
