"""The claims ledger: the verdicts of the notebooks on widespread claims about learning rates.

Each notebook ends with its rows, which are stored in the learner's folder, so that notebook 8 can
collect those of all notebooks. For a notebook that was not run it takes the course's own rows:
``course.json`` has those of the solved notebooks in ``solutions/``, and a test compares the two.
A claim has the same verdict wherever it appears; `lrkit.trials.base.decide` defines the verdicts.
"""

import json
from collections.abc import Iterable
from dataclasses import asdict
from importlib.resources import files

from lrkit.claims.rows import VERDICTS, Ledger, Row
from lrkit.progress_file import load_progress, update_progress

__all__ = ["VERDICTS", "FullLedger", "Ledger", "Row", "course_rows", "full_ledger", "ledger"]


def ledger(notebook: str, *rows: tuple[str, str, str]) -> Ledger:
    """Store a notebook's rows and return them as a table.

    Parameters
    ----------
    notebook : str
        The number of the notebook, such as ``"1"``; its earlier rows are replaced.
    *rows : tuple of str
        Claim, verdict ("true", "qualified" or "wrong") and evidence.
    """
    entries = [Row(*row) for row in rows]

    def note(progress: dict) -> None:
        progress.setdefault("ledger", {})[notebook] = [asdict(row) for row in entries]

    update_progress(note)
    return Ledger(entries)


class FullLedger(Ledger):
    """The rows of all notebooks, each with its notebook and the run that it comes from."""

    head = ("Notebook", "Run", "Claim", "Verdict", "Evidence")

    def __init__(self, rows: Iterable[tuple[str, str, Row]]):
        self.origins, found = [], []
        for notebook, whose, row in rows:
            self.origins.append((notebook, whose))
            found.append(row)
        super().__init__(found)

    def table(self) -> list[tuple[str, ...]]:
        """Return the cells of each row, in the order of `head`."""
        return [(*origin, *cells) for origin, cells in zip(self.origins, super().table(),
                                                           strict=True)]

    def __repr__(self) -> str:
        counts = ", ".join(f"{sum(row.verdict == verdict for row in self.rows)} {verdict}"
                           for verdict in VERDICTS)
        yours = sum(whose == "yours" for _, whose in self.origins)
        return f"{len(self.rows)} rows ({yours} of your own runs): {counts}"


def full_ledger() -> FullLedger:
    """Return the rows of every notebook: your own if you have run its last cells, or the course's.

    Examples
    --------
    >>> full = full_ledger()
    >>> full.save("claims.csv")  # doctest: +SKIP
    """
    rows = {notebook: [("the course's", row) for row in own]
            for notebook, own in course_rows().items()}
    for notebook, stored in load_progress().get("ledger", {}).items():
        if own := list(_readable(stored)):
            rows[notebook] = [("yours", row) for row in own]
    return FullLedger((notebook, whose, row) for notebook in sorted(rows, key=_number)
                      for whose, row in rows[notebook])


def course_rows() -> dict[str, list[Row]]:
    """Return the rows of the course's own runs, by the number of the notebook."""
    text = files("lrkit.claims").joinpath("course.json").read_text(encoding="utf-8")
    return {notebook: [Row(**row) for row in rows] for notebook, rows in json.loads(text).items()}


def _readable(stored: object) -> Iterable[Row]:
    """Yield the rows of a file that the learner may have edited; skip entries that are not rows."""
    for entry in stored if isinstance(stored, list) else ():
        try:
            row = Row(**entry)
        except (TypeError, ValueError):
            continue
        if all(isinstance(cell, str) for cell in (row.claim, row.evidence)):
            yield row


def _number(notebook: str) -> tuple[int, str]:
    return (int(notebook) if notebook.isdecimal() else 99, notebook)
