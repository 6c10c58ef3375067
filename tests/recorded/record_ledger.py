"""Write what the solved notebooks found into lrkit/claims/course.json.

``python -m tests.recorded.record_ledger``, after ``lrkit build --execute`` changed a ledger.
"""

import json
import re
from dataclasses import asdict
from pathlib import Path

import nbformat

from lrkit.claims import Row

ROOT = Path(__file__).resolve().parents[2]
FILE = ROOT / "lrkit" / "claims" / "course.json"
LINE = re.compile(r". (\w+) +“(.*?)”: (.*)")


def shown_rows() -> dict[str, list[dict]]:
    """The rows that the ledger cells of solutions/ show, by the number of the notebook."""
    found: dict[str, list[dict]] = {}
    for path in sorted((ROOT / "solutions").glob("*/*.ipynb")):
        for cell in nbformat.read(path, as_version=4).cells:
            if cell.cell_type == "code" and (call := re.search(r"^(?:own = )?ledger\(\s*\"(\d+)\"",
                                                               cell.source, re.MULTILINE)):
                text = cell.outputs[-1]["data"]["text/plain"]
                found[call[1]] = [asdict(Row(claim, verdict, evidence)) for verdict, claim, evidence
                                  in LINE.findall(text)]
    return found


def main() -> None:
    """Write the file."""
    FILE.write_text(json.dumps(shown_rows(), indent=1, ensure_ascii=False) + "\n",
                    encoding="utf-8")


if __name__ == "__main__":
    main()
