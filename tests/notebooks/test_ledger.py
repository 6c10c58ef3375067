"""The course's own rows of the claims ledger are those that the solved notebooks show."""

import json
from pathlib import Path

import nbformat
import pytest

from lrkit.trials import MAIN, find
from tests.recorded.record_ledger import FILE, shown_rows

SOURCES = Path(__file__).resolve().parents[2] / "solutions"
pytestmark = pytest.mark.skipif(not SOURCES.exists(), reason="needs a checkout")


def test_the_stored_rows_are_those_of_the_notebooks():
    """A notebook that is executed anew has its rows recorded anew."""
    assert json.loads(FILE.read_text(encoding="utf-8")) == shown_rows(), \
        "stale; run: python -m tests.recorded.record_ledger"


def test_every_notebook_with_a_ledger_is_among_them():
    """The record finds each call of `ledger` and each of its rows."""
    rows = shown_rows()
    assert len(rows) >= 5
    for path in SOURCES.glob("*/*.ipynb"):
        cells = nbformat.read(path, as_version=4).cells
        if any("ledger(" in cell.source for cell in cells if cell.cell_type == "code"):
            assert rows[str(int(path.stem[:2]))], path.stem


def test_notebook_8_has_a_row_for_each_trial_of_its_text():
    """The claims of the text, in their order and in the words that are tried."""
    assert [row["claim"] for row in shown_rows()["8"]] == [find(name).claim for name in MAIN]
