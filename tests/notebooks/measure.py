"""Print the table of the notebooks in CONTRIBUTING.md: `python -m tests.notebooks.measure`.

Behind it, the beginnings of names choose some of them: `python -m tests.notebooks.measure 02`. Each
solved notebook is run three times; the median counts.
"""

import os
import re
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

import nbformat

from lrkit.exercises import by_notebook

ROOT = Path(__file__).resolve().parents[2]
REPEATS = 3


def main() -> None:
    """Print a line for each notebook, and the sum of the run times."""
    print("| notebook | minutes | cells | words | exercises | points | seconds |")
    print("|---|---|---|---|---|---|---|")
    whole = 0.0
    for path in sorted((ROOT / "course").glob("*/*.ipynb")):
        if not path.stem.startswith(tuple(sys.argv[1:]) or ("",)):
            continue
        seconds = median(run(ROOT / "solutions" / path.parent.name / path.name)
                         for _ in range(REPEATS))
        whole += seconds
        print(f"| {' | '.join(facts(path))} | {seconds:.1f} |", flush=True)
    print(f"\nAll of them: {whole:.0f} s")


def facts(path: Path) -> list[str]:
    """Return the table's row of a released notebook, without the seconds."""
    notebook = nbformat.read(path, as_version=4)
    texts = [cell.source for cell in notebook.cells if cell.cell_type == "markdown"]
    minutes = re.search(r"\*\*Time:\*\* (\d+)", texts[0])
    words = sum(len(text.split()) for text in texts)
    points = sum(cell.metadata.get("nbgrader", {}).get("points", 0) for cell in notebook.cells)
    return [path.stem, minutes[1] if minutes else "?", str(len(notebook.cells)), f"{words:,}",
            str(len(by_notebook(path.stem))), f"{points:g}"]


def run(path: Path) -> float:
    """Seconds from the start of the kernel to the end of the last cell."""
    from nbclient import NotebookClient
    from traitlets.config import Config

    from lrkit.course.nbgrader_driver import event_loop, silence_warnings

    notebook = nbformat.read(path, as_version=4)
    config = Config({"KernelManager": {"transport_encryption": "auto"}})
    with tempfile.TemporaryDirectory() as folder, silence_warnings(), event_loop():
        client = NotebookClient(notebook, timeout=300, kernel_name="python3", config=config,
                                resources={"metadata": {"path": folder}})
        started = time.perf_counter()
        client.execute(env={**os.environ, "LRKIT_FRAMEWORKS": "recorded"})
        return time.perf_counter() - started


if __name__ == "__main__":
    main()
