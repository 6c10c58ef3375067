"""CSV tables: read whatever a spreadsheet program wrote, write nothing that it would run."""

import csv
import io
from collections.abc import Iterable, Sequence
from pathlib import Path

from lrkit.errors import UserError
from lrkit.files.texts import decode_text

# The beginnings of a formula in Excel, LibreOffice or Google Sheets; full-width forms too.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
MAX_TABLE_BYTES = 64 * 1024**2  # of a table: more than any university has students


def without_formula(cell: object) -> str:
    """Return a cell that no spreadsheet takes for a formula.

    An apostrophe goes in front of what would be one; numbers and a lone dash stay as they are.

    >>> [without_formula(cell) for cell in ("Ada", "=1+1", " @SUM(A1)", "-2.5", "-", 3.5)]
    ['Ada', "'=1+1", "' @SUM(A1)", '-2.5', '-', '3.5']
    """
    text = str(cell)
    if text == "-" or not (text.startswith(_FORMULA) or text.strip().startswith(_FORMULA)):
        return text
    try:
        float(text)
    except ValueError:
        return f"'{text}"
    return text


def csv_text(rows: Iterable[Iterable[object]], *, line_end: str = "\n") -> str:
    """Write rows as CSV, each cell `without_formula`.

    >>> csv_text([("student", "points"), ("=cmd()", 2)])
    "student,points\\n'=cmd(),2\\n"
    """
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator=line_end)
    writer.writerows([without_formula(cell) for cell in row] for row in rows)
    return stream.getvalue()


def read_table(path: Path) -> tuple[list[str], list[list[str]]]:
    """Read the header and the rows of a CSV file, each row as long as the header.

    The file is in UTF-8 with or without a byte order mark, in UTF-16, or else in Windows' Western
    encoding, and separated by commas, semicolons or tabs.

    Raises
    ------
    UserError
        If there is no such file, or it is not a table.
    """
    try:
        if path.stat().st_size > MAX_TABLE_BYTES:
            raise UserError(f"{path} is too large for a table of students")
        data = path.read_bytes()
    except OSError as error:
        raise UserError(f"{path} cannot be read: {error.strerror}") from error
    text = decode_text(data, fallback="cp1252")
    first = text.split("\n", 1)[0]
    separator = max(",;\t", key=first.count)
    try:
        rows = [row for row in csv.reader(io.StringIO(text), delimiter=separator)
                if any(cell.strip() for cell in row)]
    except csv.Error as error:
        raise UserError(f"{path} is not a CSV file: {error}") from error
    if not rows or len(rows[0]) < 2:
        raise UserError(f"{path} is not a table: its first line must name two columns or more")
    header = [cell.strip() for cell in rows[0]]
    return header, [_fitted(row, len(header)) for row in rows[1:]]


def _fitted(row: Sequence[str], width: int) -> list[str]:
    return [*row[:width], *[""] * (width - len(row))]
