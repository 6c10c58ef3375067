"""Record the runs of notebook 9: ``python -m tests.recorded.record_frameworks``.

Writes ``lrkit/frameworks/data/runs.json``: for each library and backend the versions, of each run
the loss after each step and the rate of each step, and the optimizers' defaults. It records what
is installed and keeps the other pieces, with their versions, so that no machine needs everything.
"""

import json
from pathlib import Path

from lrkit import frameworks
from lrkit.frameworks import RECIPES, libraries, process
from lrkit.frameworks.recordings import PIECES

FILE = Path(frameworks.__file__).with_name("data") / "runs.json"


def record(library: str, backend: str) -> dict:
    """Record the runs of a library that is installed."""
    names = {getattr(recipe, library) for recipe in RECIPES.values()}
    made = {name: frameworks.run(name, library, backend) for name in RECIPES}
    read = f"lrkit.frameworks.in_{library}:optimizer_defaults"
    return {
        "versions": {name: libraries.version(name) for name in (library, backend, "numpy")},
        "defaults": {name: process.call(backend, read, name) for name in sorted(names)},
        "runs": {name: {"losses": run.losses.tolist(), "lrs": run.lrs.tolist()}
                 for name, run in made.items()},
    }


def as_text(pieces: dict) -> str:
    """JSON with a line for each run."""
    texts = []
    for name, piece in pieces.items():
        head = json.dumps({key: piece[key] for key in ("versions", "defaults")})[:-1]
        runs = ",\n".join(f"   {json.dumps(key)}: {json.dumps(run)}"
                          for key, run in piece["runs"].items())
        texts.append(f' {json.dumps(name)}: {head},\n  "runs": {{\n{runs}}}}}')
    return "{\n" + ",\n".join(texts) + "}\n"


def main() -> None:
    """Record what is installed, and say what is kept."""
    pieces = json.loads(FILE.read_text(encoding="utf-8"))
    for name, (library, backend) in PIECES.items():
        if frameworks.is_live(library, backend):
            pieces[name] = record(library, backend)
        print(f"{name}: {'recorded' if frameworks.is_live(library, backend) else 'kept'}, "
              f"{pieces[name]['versions']}")
    FILE.write_text(as_text({name: pieces[name] for name in PIECES}), encoding="utf-8")


if __name__ == "__main__":
    main()
