"""The figures of notebook 8: what they say is what was measured."""

import numpy as np
import pytest

from lrkit import explore, plotting
from lrkit.explore.nb08 import exhibit_panel
from lrkit.trials import TRIALS, DigitRuns, Exhibit, Finding, hear


def finding(*exhibits: Exhibit) -> Finding:
    return Finding(hear("between_0_and_1").trial, exhibits)


def test_a_row_shows_repetitions_mean_and_two_standard_errors():
    """Of 1, 2, 3 the mean is 2 and the standard error 1/sqrt(3)."""
    fig = plotting.evidence(finding(Exhibit("loss", {"a": np.array([1.0, 2.0, 3.0])})))
    dots, mean = fig.axes[0].get_lines()[:2]
    assert list(dots.get_xdata()) == [1, 2, 3]
    assert list(mean.get_xdata()) == [2]
    bar = fig.axes[0].collections[0].get_segments()[0][:, 0]
    assert bar == pytest.approx([2 - 2 / np.sqrt(3), 2 + 2 / np.sqrt(3)])
    assert plotting.alt_text(fig) == "Loss, mean and standard error: a 2 ± 0.6."


def test_what_is_infinite_is_an_arrow_and_no_dot():
    """It stretches no axis, and the words say it too."""
    fig = plotting.evidence(finding(Exhibit("steps", {
        "a": np.array([1.0, 2.0]), "b": np.array([1.0, np.inf])}, log=True)))
    assert [text.get_text() for text in fig.axes[0].texts] == ["∞ →"]
    assert fig.axes[0].get_xlim()[1] < 10
    assert plotting.alt_text(fig).endswith("b ∞.")


def test_rows_of_the_same_name_are_named_once():
    """A second panel with other rows names its own."""
    rows = {"a": np.ones(2), "b": np.ones(2)}
    same = plotting.evidence(finding(Exhibit("x", rows), Exhibit("y", rows)))
    other = plotting.evidence(finding(Exhibit("x", rows), Exhibit("y", {"c": np.ones(2)})))
    assert [label.get_text() for label in same.axes[1].get_yticklabels()] == ["", ""]
    assert [label.get_text() for label in other.axes[1].get_yticklabels()] == ["c"]


def test_an_exhibit_without_conditions_is_refused():
    """It is said, and not drawn as an empty figure."""
    with pytest.raises(ValueError, match="at least one"):
        plotting.evidence(finding(Exhibit("x", {})))


def test_accuracy_is_drawn_over_epochs_and_over_the_loss():
    """The same means in both panels, the right one with the loss falling to the right."""
    losses = np.array([[[2.0, 1.0, 0.5]], [[2.0, 1.0, 0.7]]])
    read = np.array([[[0.1, 0.8, 0.7]], [[0.1, 0.9, 0.8]]])
    runs = DigitRuns(np.array([0.3]), np.arange(3), losses, losses, losses, read)
    fig = plotting.accuracy_curves(runs)
    left, right = fig.axes
    assert list(left.get_lines()[0].get_ydata()) == pytest.approx([0.1, 0.85, 0.75])
    assert list(right.get_lines()[0].get_xdata()) == pytest.approx([2.0, 1.0, 0.6])
    assert right.xaxis_inverted()
    words = plotting.alt_text(fig)
    assert "rate 0.3 at most 0.850, 0.750 in the end" in words
    assert "rate 0.3 down to 0.60" in words
    alone = plotting.accuracy_curves(runs, against_loss=False)
    assert len(alone.axes) == 1 and "down to" not in plotting.alt_text(alone)


QUICK = "adaptive methods adjust to the performance of the model"


def test_the_courtroom_shows_no_verdict_before_the_trial():
    """Nor can it be run by somebody who expects nothing."""
    court = explore.courtroom().set(claim=QUICK, run=1)
    assert court.scene.off == ("run",) and not court.ledger().rows
    assert "verdict:" not in court.says() and len(court.scene.panels) == 1
    court.set(expect="true")
    assert court.scene.off == ()
    assert "You expect true, 60 % sure: now run the trial." in court.says()


def test_the_courtroom_keeps_what_was_expected():
    """A change of mind after the trial does not count; what was heard stays on the docket."""
    court = explore.courtroom().set(claim=QUICK, expect="true", sure=90).set(run=1)
    assert f"You expected true, 90 % sure. The verdict: {hear('adapts_to_performance').verdict}." \
        in court.says()
    court.set(expect="wrong", sure=40).set(run=2)
    assert court.ledger().origins == [("8", "expected true, 90 % sure")]
    court.set(claim=TRIALS[0].claim, expect="wrong", sure=70).set(run=3)
    assert "So far 1 of 2 verdicts are as you expected; you were 80 % sure on average." \
        in court.says()
    assert court.scene.panels[0].title == "1 of 2 as expected"
    assert [row.claim for row in court.ledger().rows] == [QUICK, TRIALS[0].claim]


def test_the_courtroom_can_be_set_to_every_claim():
    """None makes trouble, and the picture can be drawn."""
    court = explore.courtroom()
    for name, control in court.controls.items():
        for value in control.others():
            court.set(**{name: value})
            assert not court.scene.trouble
    assert court.set(claim=QUICK, expect="true").set(run=2).picture().startswith(b"\x89PNG")


@pytest.mark.parametrize("exhibit", [
    Exhibit("x", {"a": np.array([np.inf, np.inf])}, log=True),
    Exhibit("x", {"a": np.zeros(3)}), Exhibit("x", {"a": np.zeros(3)}, log=True),
    Exhibit("x", {"a": np.array([1e-30, 1e30])}, log=True)])
def test_an_exhibit_of_extremes_can_be_shown(exhibit):
    """Nothing but infinity, nothing but 0, everything at once."""
    panel = exhibit_panel(exhibit)
    assert panel.x.low < panel.x.high
