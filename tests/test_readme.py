"""What the README shows was run, and still gives what it shows."""

import doctest
import re
from pathlib import Path

import pytest

TEXT = (Path(__file__).resolve().parents[1] / "README.md").read_text(encoding="utf-8")
BLOCKS = [block for block in re.findall(r"```text\n(.*?)```", TEXT, re.S) if block[:3] == ">>>"]
NAMESPACE: dict = {}  # the later blocks go on where the earlier ones ended


@pytest.mark.parametrize("number", range(len(BLOCKS)))
def test_a_shown_session_gives_what_is_shown(number):
    """Line by line, as a doctest."""
    shown = BLOCKS[number].replace("\n\n", "\n<BLANKLINE>\n")
    test = doctest.DocTestParser().get_doctest(shown, NAMESPACE, "README", None, 0)
    runner = doctest.DocTestRunner(optionflags=doctest.NORMALIZE_WHITESPACE)
    report = []
    runner.run(test, out=report.append, clear_globs=False)
    NAMESPACE.update(test.globs)
    assert not report, "".join(report)
