"""A table that is shown as HTML in a notebook and as text everywhere else."""

from html import escape

LEFT = "style='text-align:left'"


class TextTable:
    """Rows of text under a head; a subclass gives both, and the sentence below."""

    head: tuple[str, ...]

    def cells(self) -> list[tuple[str, ...]]:
        """Return the rows, each as long as the head."""
        raise NotImplementedError

    @property
    def says(self) -> str:
        """The sentence below the table."""
        raise NotImplementedError

    def __repr__(self) -> str:
        rows = [self.head, *self.cells()]
        widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
        lines = ["  ".join(map(str.ljust, row, widths)).rstrip() for row in rows]
        return "\n".join([*(lines if len(rows) > 1 else ()), self.says])

    def _repr_html_(self) -> str:
        head = "".join(f"<th scope='col' {LEFT}>{word}</th>" for word in self.head)
        body = "".join("<tr>" + "".join(f"<td {LEFT}>{escape(cell)}</td>" for cell in row) + "</tr>"
                       for row in self.cells())
        table = f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
        return f"{table if body else ''}<p>{escape(self.says)}</p>"
