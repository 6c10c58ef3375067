"""The rows of the claims ledger, as text, HTML, CSV and Markdown."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path

VERDICTS = ("true", "qualified", "wrong")
_SYMBOLS = {"true": "✓", "qualified": "≈", "wrong": "✗"}


@dataclass(frozen=True)
class Row:
    """A claim, the verdict on it, and the evidence behind the verdict.

    Raises
    ------
    ValueError
        If the verdict is not one of "true", "qualified" and "wrong".

    Examples
    --------
    >>> Row("large = fast", "qualified", "0.1 and 1.9 take 132 steps each").verdict
    'qualified'
    """

    claim: str
    verdict: str
    evidence: str

    def __post_init__(self):
        if self.verdict not in VERDICTS:
            raise ValueError(f"verdict must be one of {VERDICTS}, got {self.verdict!r}")


class Ledger:
    """A table of rows, which a notebook displays and `save` writes to a file.

    Examples
    --------
    >>> rows = Ledger([Row("large = fast", "qualified", "0.1 and 1.9 take 132 steps each")])
    >>> rows
    ≈ qualified  “large = fast”: 0.1 and 1.9 take 132 steps each
    >>> print(rows.to_markdown())
    | Claim | Verdict | Evidence |
    |---|---|---|
    | large = fast | qualified | 0.1 and 1.9 take 132 steps each |
    """

    head: tuple[str, ...] = ("Claim", "Verdict", "Evidence")

    def __init__(self, rows: Sequence[Row]):
        self.rows = list(rows)

    def table(self) -> list[tuple[str, ...]]:
        """Return the cells of each row, in the order of `head`."""
        return [(row.claim, row.verdict, row.evidence) for row in self.rows]

    def to_csv(self) -> str:
        """Return the table as comma-separated values, with a header line."""
        text = io.StringIO()
        csv.writer(text, lineterminator="\n").writerows([self.head, *self.table()])
        return text.getvalue()

    def to_markdown(self) -> str:
        """Return the table in Markdown; bars in cells are escaped, line breaks become blanks."""
        lines = [self.head, ("---",) * len(self.head), *(
            [" ".join(cell.replace("|", "\\|").split()) for cell in row] for row in self.table())]
        return "\n".join(f"| {' | '.join(line)} |" if line[0] != "---"
                         else f"|{'|'.join(line)}|" for line in lines)

    def save(self, file: str | Path) -> None:
        """Write the table to ``claims.csv`` or ``claims.md``; ValueError for another ending."""
        writers = {".csv": self.to_csv, ".md": self.to_markdown}
        file = Path(file)
        if file.suffix not in writers:
            raise ValueError(f"file must end in {' or '.join(writers)}, got {file.name!r}")
        file.write_text(writers[file.suffix]().rstrip("\n") + "\n", encoding="utf-8")

    def __repr__(self) -> str:
        return "\n".join(
            f"{_SYMBOLS[row.verdict]} {row.verdict:<9}  “{row.claim}”: {row.evidence}"
            for row in self.rows
        )

    def _repr_html_(self) -> str:
        left = "style='text-align:left'"
        head = "".join(f"<th scope='col' {left}>{title}</th>" for title in self.head)
        verdict = self.head.index("Verdict")
        body = ""
        for row in self.table():
            cells = [escape(cell) for cell in row]
            cells[verdict] = f"{_SYMBOLS[row[verdict]]}&nbsp;{cells[verdict]}"
            cells[verdict - 1] = f"“{cells[verdict - 1]}”"
            body += "<tr>" + "".join(f"<td {left}>{cell}</td>" for cell in cells) + "</tr>"
        return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
