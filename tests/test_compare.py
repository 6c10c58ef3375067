"""The comparison with the installed libraries tells what has changed, and only that."""

import json

import numpy as np
import pytest

from tests.parts import need
from tests.recorded import compare, record_optimizers, record_signatures


def test_what_is_new_gone_or_different_is_told():
    """Names and defaults, each in a line of its own."""
    before = {"SGD": {"lr": "0.01", "nesterov": "False"}, "Old": {}}
    now = {"SGD": {"lr": "0.001", "fused": "None"}, "New": {}}
    assert list(compare.changed_names(before, now)) == [
        "Old is gone", "New is new", "SGD: nesterov is gone", "SGD: lr was 0.01, is 0.001",
        "SGD: fused is new (None)"]
    assert not list(compare.changed_names(before, before))


@pytest.mark.parametrize(("made", "line"), [
    ([1.0, 0.5, 0.25 + 1e-12], None),
    ([1.0, 0.5, 0.2], "SGD: 0.05 away from the recording in step 2"),
    ([1.0, 0.5, np.nan], "SGD: nan away from the recording in step 2"),
    ([1.0, 0.5], "SGD: shape (2,) instead of (3,)"),
])
def test_another_path_is_told_with_its_first_step(made, line):
    """Within the tolerance it is the same path."""
    told = list(compare.differences("SGD", [1.0, 0.5, 0.25], 1e-9, lambda: made))
    assert told == ([line] if line else [])


def test_an_error_of_the_library_is_told():
    """As one line, and the comparison goes on."""
    def make():
        raise TypeError("unexpected keyword 'lr'\nmore")

    assert list(compare.differences("Adam", [0.0], 1e-9, make)) == [
        "Adam: TypeError: unexpected keyword 'lr'"]


def test_a_changed_optimizer_is_found(monkeypatch):
    """PyTorch's own run against a recording that was moved by a thousandth."""
    need("torch", "torch")
    name = "torch.SGD()"
    kept = record_optimizers.recorded("core")[name]
    moved = {name: kept | {"places": (np.array(kept["places"]) * 1.001).tolist()}}
    case = compare.CASES_OF["core"][name]
    monkeypatch.setattr(compare, "CASES_OF", {"core": {name: case}})
    assert not list(compare.changed_optimizers("torch"))
    monkeypatch.setattr(record_optimizers, "recorded", lambda module: moved)
    (line,) = compare.changed_optimizers("torch")
    assert line.startswith("torch.SGD(): ") and line.endswith("in step 0")


def test_a_library_that_is_missing_is_named_and_not_compared(monkeypatch, capsys):
    """Without an error: there is nothing that has changed."""
    monkeypatch.setattr(compare.util, "find_spec", lambda name: None)
    assert compare.main() == 0
    told = capsys.readouterr().out
    assert all(f"{library}: not installed" in told for library in compare.LIBRARIES)


def test_a_change_is_counted(monkeypatch, capsys):
    """So that the command exits with 1."""
    monkeypatch.setattr(compare, "LIBRARIES", ("numpy",))
    monkeypatch.setattr(record_signatures, "recorded", lambda: {"numpy": {"version": "1.0"}})
    monkeypatch.setattr(compare, "changes", lambda library: iter(["Adam is gone"]))
    assert compare.main() == 1
    assert "recorded with 1.0: 1 change\n  Adam is gone\n" in capsys.readouterr().out


@pytest.mark.parametrize("library", record_signatures.NAMES)
def test_the_recorded_names_are_sorted_and_complete(library):
    """Each has its arguments; no address of a function is among the defaults."""
    names = record_signatures.recorded()[library]["names"]
    assert len(names) > 20 and list(names) == sorted(names)
    assert "0x" not in json.dumps(names)


def test_the_recording_is_written_as_it_is_read():
    """A line for each name."""
    text = record_signatures.FILE.read_text(encoding="utf-8")
    assert record_signatures.as_text(record_signatures.recorded()) == text
