"""Record the runs of notebook 9: ``python -m tests.recorded.record_frameworks``.

Needs torch, keras and jax. Writes ``lrkit/frameworks/data/runs.json``, with the versions: for
each run the loss after each step and the rate of each step, and the optimizers' defaults.
"""

import json
from importlib import metadata
from pathlib import Path

from lrkit import frameworks
from lrkit.frameworks import LIBRARIES, RECIPES

FILE = Path(frameworks.__file__).with_name("data") / "runs.json"


def record() -> dict:
    """Record the runs of the installed libraries; a RuntimeError if one is not there."""
    runs, known = {}, {}
    for library in LIBRARIES:
        if not frameworks.is_live(library):
            raise RuntimeError(f"{library} is not installed, or LRKIT_FRAMEWORKS is set")
        made = {name: frameworks.run(name, library) for name in RECIPES}
        runs[library] = {name: {"losses": run.losses.tolist(), "lrs": run.lrs.tolist()}
                         for name, run in made.items()}
        known[library] = {getattr(recipe, library): frameworks.defaults(name, library)
                          for name, recipe in RECIPES.items()}
    versions = {name: metadata.version(name) for name in ("keras", "torch", "jax", "numpy")}
    return {"versions": versions, "defaults": known, "runs": runs}


def as_text(found: dict) -> str:
    """JSON with a line for each run."""
    head = json.dumps({key: found[key] for key in ("versions", "defaults")})[:-1]
    lines = [f'  {json.dumps(library)}: {{\n' + ",\n".join(
        f"   {json.dumps(name)}: {json.dumps(run)}" for name, run in runs.items()) + "}"
        for library, runs in found["runs"].items()]
    return f'{head},\n "runs": {{\n' + ",\n".join(lines) + "}}\n"


if __name__ == "__main__":
    FILE.write_text(as_text(record()), encoding="utf-8")
