"""Files that are not notebooks or have odd cells: read as far as they go, or refused in words."""

import json
import zipfile

import nbformat
import pytest

from lrkit.grading.intake.parse import InvalidNotebook, parse_notebook
from tests.grading.pool import grade


@pytest.mark.parametrize(("data", "reason"), [
    (b"", "the file is empty"),
    (b"   \n", "the file is empty"),
    (b"\x89PNG\r\n\x1a\n\xff\xfe", "it is not text"),
    (b'{"cells": [{"cell_type": "co', "it is not JSON"),
    (b"[]", "no list of cells"),
    (b'{"cells": 3}', "no list of cells"),
    (b"[" * 100_000, "it is not JSON"),
    (b'{"nbformat": 3, "worksheets": 3}', "no list of cells"),
])
def test_what_is_no_notebook_is_said_to_be_none(data, reason):
    """In words, whatever the bytes are."""
    with pytest.raises(InvalidNotebook, match=reason):
        parse_notebook(data)


MARKED = {"cell_type": "markdown", "source": "x", "metadata": {"nbgrader": {"grade_id": []}}}
ODD = [  # entries of the list of cells, and the cells that are read from them
    ([None, 3, {"cell_type": "code"}, {"cell_type": "odd", "source": ""}], [("code", "")]),
    ([{"cell_type": "code", "source": ["a", 3], "metadata": [], "id": 7}], [("code", "a")]),
    ([{"cell_type": "code", "source": {}, "metadata": {"nbgrader": 3}, "outputs": "x"}],
     [("code", "")]),
    ([MARKED] * 2, [("markdown", "x")] * 2),
    ([{"cell_type": "code", "id": "<script>", "source": "1", "metadata": {}}] * 3,
     [("code", "1")] * 3),
]


@pytest.mark.parametrize(("entries", "cells"), ODD)
def test_odd_cells_make_no_trouble(entries, cells):
    """The rest of a cell is read, and the cells around it; entries that are none are named."""
    around = {"cell_type": "code", "source": "x = 1", "metadata": {}}
    data = json.dumps({"cells": [around, *entries, around], "metadata": 3})
    found = parse_notebook(data.encode())
    nbformat.validate(found.notebook)
    assert [(cell.cell_type, cell.source) for cell in found.notebook.cells] == [
        ("code", "x = 1"), *cells, ("code", "x = 1")]
    lost = len(entries) - len(cells)
    assert [remark.text for remark in found.remarks] == (
        [f"{lost} entries among the cells left out, not cells"] if lost else [])


def test_a_zip_bomb_is_refused_before_it_is_unpacked(tiny, tmp_path, monkeypatch):
    """By the sizes that it declares; one that lies about them is stopped by `unpack`."""
    from lrkit.errors import UserError
    from lrkit.files import archives

    monkeypatch.setattr(archives, "MAX_BYTES", 1 << 24)
    bomb = tmp_path / "class.zip"
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("ada/01_tiny/01_tiny.ipynb", bytes((1 << 24) + 1))
    assert bomb.stat().st_size < 1 << 16
    with pytest.raises(UserError, match="unpacks to more than"):
        grade(bomb, tiny)
    assert {path.name for path in tmp_path.iterdir()} == {"class.zip"}
