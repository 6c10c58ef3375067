"""Record what the cells under ``%%framework`` print: ``python -m tests.recorded.record_cells``.

Finds them in the solved notebooks and in the guides, where they are blocks of Python, and writes
``lrkit/frameworks/data/cells.json``. A cell is recorded with each backend that it names and that is
installed; the others' recordings are kept, with their versions, as long as the cell is the same.
"""

import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import nbformat

from lrkit import frameworks
from lrkit.frameworks import cells, libraries

ROOT = Path(__file__).parents[2]
FILE = Path(frameworks.__file__).with_name("data") / "cells.json"
BEGINNING = f"%%{cells.MAGIC}"
FENCE = re.compile(rf"^```python\n({BEGINNING}.*?)^```$", re.M | re.S)


def find_cells() -> Iterator[tuple[Path, list[str], str]]:
    """Find the cells: the file, the backends that the magic names, the script."""
    for path in [*sorted(ROOT.glob("solutions/*/*.ipynb")), *sorted(ROOT.glob("docs/**/*.md"))]:
        if path.suffix == ".md":
            sources = FENCE.findall(path.read_text(encoding="utf-8"))
        else:
            sources = [cell.source for cell in nbformat.read(path, as_version=4).cells
                       if cell.cell_type == "code"]
        for source in sources:
            first, _, script = source.partition("\n")
            if first.startswith(BEGINNING):
                backends = cells.named_backends(first.removeprefix(BEGINNING))
                yield path, backends, cells.same_text(script)


def is_installed(script: str, backend: str) -> bool:
    """Return True if a script can run here with a backend."""
    return libraries.can_run(cells.library_of(script, backend), backend)


def record(script: str, backend: str) -> dict:
    """Run a script and return its versions and its output."""
    printed: list[str] = []
    cells.run_script_here(script, backend, printed.append)
    versions = libraries.live_origin(cells.library_of(script, backend), backend).versions
    return {"versions": versions, "output": "".join(printed)}


def as_text(entries: list[dict]) -> str:
    """JSON, indented, so that a changed cell is a changed piece of the file."""
    return json.dumps(entries, indent=1, ensure_ascii=False) + "\n"


def main() -> int:
    """Record; return 1 if a cell has no recording with a backend that it names."""
    before = {entry["cell"]: entry["recorded"] for entry in
              json.loads(FILE.read_text(encoding="utf-8"))}
    entries: dict[str, dict] = {}
    missing = 0
    for path, backends, script in find_cells():
        made = entries.setdefault(script, {})
        for backend in backends:
            if is_installed(script, backend):
                made[backend] = record(script, backend)
            elif (kept := before.get(script, {}).get(backend)) is not None:
                made[backend] = kept
            else:
                missing += 1
                print(f"{path.name}: no recording with {backend} of the cell\n{script}\n"
                      f"To record it: {libraries.install_line(backend)}")
    FILE.write_text(as_text([{"cell": script, "recorded": made}
                             for script, made in entries.items()]), encoding="utf-8")
    print(f"{len(entries)} cells, {missing} recordings missing")
    return int(missing > 0)


if __name__ == "__main__":
    sys.exit(main())
