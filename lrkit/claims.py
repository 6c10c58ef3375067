"""The claims ledger: what a notebook found out about sentences that one often reads.

Each notebook ends with its rows. They are also kept in the learner's folder, so that notebook 8
can gather the rows of all notebooks.
"""

from dataclasses import asdict, dataclass
from html import escape

from lrkit.progress_file import update_progress

VERDICTS = ("true", "qualified", "wrong")
_SIGNS = {"true": "✓", "qualified": "≈", "wrong": "✗"}


@dataclass(frozen=True)
class Row:
    """A claim, the verdict on it, and the figure behind the verdict.

    Raises
    ------
    ValueError
        If the verdict is not one of "true", "qualified" and "wrong".

    Examples
    --------
    >>> Row("large = fast", "wrong", "0.1 and 1.9 take 132 steps each").verdict
    'wrong'
    """

    claim: str
    verdict: str
    evidence: str

    def __post_init__(self):
        if self.verdict not in VERDICTS:
            raise ValueError(f"verdict must be one of {VERDICTS}, got {self.verdict!r}")


class Ledger:
    """Some rows, shown as a table."""

    def __init__(self, rows: list[Row]):
        self.rows = rows

    def __repr__(self) -> str:
        return "\n".join(
            f"{_SIGNS[row.verdict]} {row.verdict:<9}  “{row.claim}”: {row.evidence}"
            for row in self.rows
        )

    def _repr_html_(self) -> str:
        body = "".join(
            f"<tr><td style='text-align:left'>“{escape(row.claim)}”</td>"
            f"<td style='text-align:left;white-space:nowrap'>{_SIGNS[row.verdict]} {row.verdict}"
            f"</td><td style='text-align:left'>{escape(row.evidence)}</td></tr>"
            for row in self.rows
        )
        head = "".join(
            f"<th scope='col' style='text-align:left'>{title}</th>"
            for title in ("Claim", "Verdict", "Our figure")
        )
        return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def ledger(notebook: str, *rows: tuple[str, str, str]) -> Ledger:
    """Keep a notebook's rows and show them.

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
