"""The parser of notebooks, in whatever form they were handed in.

Old formats, encodings, odd cells: what can be read is read, without outputs, and what was done is
said. For what is not a notebook, `InvalidNotebook` is raised.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from lrkit.files.texts import decode_text, is_utf16, join_lines, read_json
from lrkit.remarks import Remark, RemarkKind
from lrkit.wording import counted

MAX_CELLS = 5_000
MAX_CODE = 1_000_000  # characters of all code cells: to parse it takes a second


class InvalidNotebook(Exception):
    """A file that was handed in is not a notebook; the text says why."""


@dataclass
class RepairedNotebook:
    """A notebook in which each cell that nbgrader knows has its place and its metadata."""

    notebook: Any
    remarks: list[Remark] = field(default_factory=list)
    recognised: int = 0  # cells of the assignment that were found


def parse_notebook(data: bytes) -> RepairedNotebook:
    """Parse the notebook in a file into today's format, without outputs.

    Raises
    ------
    InvalidNotebook
        If it is none.
    """
    from nbformat.v4 import new_notebook

    remarks: list[Remark] = []
    content = _content(_text(data, remarks))
    if "cells" not in content and isinstance(content.get("worksheets"), list):
        content = _upgraded(content, remarks)
    if not isinstance(content.get("cells"), list):
        raise InvalidNotebook("not a notebook: it is JSON, but has no list of cells")
    cells = [cell for entry in content["cells"][:MAX_CELLS] if (cell := _cell(entry)) is not None]
    _say_lost(len(content["cells"]), len(cells), remarks)
    _refuse_too_much(cells)
    _unique_ids(cells)
    metadata = content.get("metadata")
    notebook = new_notebook()  # which refuses metadata that lack something: they come later
    notebook.cells = cells
    notebook.metadata.update(metadata if isinstance(metadata, dict) else {})
    return RepairedNotebook(notebook, remarks)


def _say_lost(entries: int, cells: int, remarks: list[Remark]) -> None:
    if entries > MAX_CELLS:
        beyond = counted(entries - MAX_CELLS, "cell")
        _repaired(remarks, f"{beyond} beyond the first {MAX_CELLS} left out")
    if lost := min(entries, MAX_CELLS) - cells:
        invalid = counted(lost, "entry", "entries")
        _repaired(remarks, f"{invalid} among the cells left out, not cells")


def _refuse_too_much(cells: Sequence[Any]) -> None:
    code = sum(len(cell.source) for cell in cells if cell.cell_type == "code")
    if code > MAX_CODE:
        raise InvalidNotebook(f"its code has {code:,} characters, which is more than anybody "
                              "writes: are data or outputs among its cells?")


def _text(data: bytes, remarks: list[Remark]) -> str:
    if not data.strip():
        raise InvalidNotebook("not a notebook: the file is empty")
    try:
        text = decode_text(data)
    except UnicodeDecodeError as error:
        raise InvalidNotebook("not a notebook: it is not text") from error
    if is_utf16(data):
        _repaired(remarks, "read as UTF-16")
    return text


def _content(text: str) -> dict:
    try:
        content = read_json(text)
    except (ValueError, RecursionError) as error:
        raise InvalidNotebook(f"not a notebook: it is not JSON ({error})") from error
    if not isinstance(content, dict):
        raise InvalidNotebook("not a notebook: it is JSON, but has no list of cells")
    return content


def _upgraded(content: dict, remarks: list[Remark]) -> dict:
    """Upgrade format 3, which kept cells in worksheets and a cell's text as its input."""
    cells = [cell for sheet in content["worksheets"] if isinstance(sheet, dict)
             for cell in sheet.get("cells") or () if isinstance(cell, dict)]
    for cell in cells:
        if cell.get("cell_type") == "heading":
            cell["cell_type"] = "markdown"
            cell["source"] = f"# {join_lines(cell.get('source'))}"
        cell.setdefault("source", cell.get("input", ""))
    _repaired(remarks, "read from notebook format 3")
    return {"cells": cells, "metadata": content.get("metadata")}


def _cell(entry: Any) -> Any | None:
    """Make a valid cell of an entry, whatever is wrong with its parts; None if it is not a cell."""
    from nbformat.v4 import new_code_cell, new_markdown_cell, new_raw_cell

    if not isinstance(entry, dict):
        return None
    make = {"code": new_code_cell, "markdown": new_markdown_cell, "raw": new_raw_cell}
    if entry.get("cell_type") not in make:
        return None
    metadata = entry.get("metadata")
    cell = make[entry["cell_type"]](source=join_lines(entry.get("source")))
    cell.metadata.update(metadata if isinstance(metadata, dict) else {})
    cell.metadata.pop("execution", None)
    if not isinstance(cell.metadata.get("nbgrader", {}), dict):
        cell.metadata.pop("nbgrader")
    if isinstance(entry.get("id"), str):
        cell["id"] = entry["id"]
    if isinstance(entry.get("attachments"), dict) and cell.cell_type == "markdown":
        cell["attachments"] = entry["attachments"]
    return cell


def _unique_ids(cells: Sequence[Any]) -> None:
    seen: set[str] = set()
    for number, cell in enumerate(cells):
        name = cell.get("id", "")
        if name in seen or not 1 <= len(name) <= 64 or \
                not all(map(_may_stand_in_id, name)):
            cell["id"] = name = f"cell-{number}-{len(cells)}"
        seen.add(name)


def _repaired(remarks: list[Remark], text: str) -> None:
    remarks.append(Remark(RemarkKind.REPAIRED, text))


def _may_stand_in_id(character: str) -> bool:
    return character.isascii() and (character.isalnum() or character in "-_")
