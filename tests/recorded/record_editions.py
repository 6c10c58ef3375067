"""Record earlier editions of the course: ``python -m tests.recorded.record_editions``.

A release that was ever given out stands in ``tests/editions/edition_N.zip``; what the library needs
to recognise its notebooks is written to ``lrkit/exercises/editions.json``. When the contract of an
exercise changes, the course gets a new number: keep its release as it was with

    git archive --format=zip -o tests/editions/edition_N.zip COMMIT:course

raise `EDITION` in ``lrkit/exercises/editions.py`` and the number in the metadata of each source,
and call this.
"""

import json
from pathlib import Path
from zipfile import ZipFile

import nbformat

from lrkit.exercises.editions import argument_names, text_digest

ROOT = Path(__file__).resolve().parents[2]
RELEASES = ROOT / "tests" / "editions"
RECORD = ROOT / "lrkit" / "exercises" / "editions.json"


def released(edition: int) -> dict:
    """The notebooks of an edition, by the names of their assignments."""
    with ZipFile(RELEASES / f"edition_{edition}.zip") as archive:
        return {Path(name).stem: nbformat.reads(archive.read(name).decode(), as_version=4)
                for name in sorted(archive.namelist()) if name.endswith(".ipynb")}


def describe(notebook) -> dict:
    """Describe a notebook as `EarlierNotebook` holds it."""
    cells = [(cell, cell.metadata.get("nbgrader", {})) for cell in notebook.cells]
    return {
        "points": {data["grade_id"]: data["points"] for _, data in cells if data.get("grade")},
        "arguments": {data["grade_id"].removeprefix("write_"): argument_names(cell.source)
                      for cell, data in cells
                      if data.get("grade_id", "").startswith("write_")},
        "setup": text_digest(next(c.source for c, _ in cells if c.cell_type == "code")),
        "texts": sorted({text_digest(cell.source) for cell, _ in cells}),
    }


def record() -> str:
    """The text of the file."""
    editions = sorted(int(file.stem.partition("_")[2]) for file in RELEASES.glob("edition_*.zip"))
    found = {edition: {name: describe(notebook) for name, notebook in released(edition).items()}
             for edition in editions}
    return json.dumps(found, indent=1, sort_keys=True) + "\n"


if __name__ == "__main__":
    RECORD.write_text(record(), encoding="utf-8")
