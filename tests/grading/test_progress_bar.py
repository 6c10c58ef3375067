"""Progress of grading, for somebody who watches and for a log."""

import io
import sys

import pytest

from lrkit.grading.reporting.progress_bar import ProgressBar


class _Terminal(io.StringIO):
    def isatty(self):
        return True


def test_a_terminal_shows_a_bar(monkeypatch):
    """With the counts and what was graded last, also where the terminal's width is unknown."""
    terminal = _Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    with ProgressBar(2) as bar:
        bar.advance("ada/01_one")
        bar.advance("bob/01_one")
    assert "grading" in terminal.getvalue()
    assert "2/2" in terminal.getvalue()


def test_a_log_gets_a_line_now_and_then(monkeypatch, capsys):
    """The last line always; others only after a while; no control characters."""
    monkeypatch.setattr(ProgressBar, "SECONDS_BETWEEN_LINES", 3600)
    with ProgressBar(3) as bar:
        for name in "abc":
            bar.advance(name)
    assert capsys.readouterr().err == "graded 3 of 3 notebooks\n"
    monkeypatch.setattr(ProgressBar, "SECONDS_BETWEEN_LINES", -1)
    with ProgressBar(2) as bar:
        bar.advance("a")
    assert capsys.readouterr().err == "graded 1 of 2 notebooks\n"


@pytest.mark.parametrize("stream", [_Terminal(), io.StringIO()])
def test_nothing_to_do_shows_nothing(monkeypatch, stream):
    """A run that finds nothing new is quiet."""
    monkeypatch.setattr(sys, "stderr", stream)
    with ProgressBar(0):
        pass
    assert stream.getvalue() == ""
