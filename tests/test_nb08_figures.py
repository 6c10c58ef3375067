"""The figures of notebook 8: what they say is what was measured."""

import numpy as np
import pytest

from lrkit import explore, plotting
from lrkit.explore.layout import frame
from lrkit.explore.marks import Points, Text
from lrkit.explore.nb08 import BY_CLAIM, exhibit_panel
from lrkit.trials import MAIN, TRIALS, DigitRuns, Exhibit, Finding, base, find, hear

LETTER = 6.2  # pixels, of an average letter on the docket


@pytest.fixture(autouse=True)
def nothing_heard(monkeypatch):
    """A process that has heard no trial yet; what was measured before is remembered."""
    monkeypatch.setattr(base, "_HEARD", {})


def finding(*exhibits: Exhibit) -> Finding:
    return Finding(hear("between_0_and_1").trial, exhibits)


def test_a_row_shows_repetitions_mean_and_interval():
    """Of 1, 2, 3 the mean is 2, the standard error 1/sqrt(3) and Student's t 4.3."""
    fig = plotting.evidence(finding(Exhibit("loss", {"a": np.array([1.0, 2.0, 3.0])})))
    dots, mean = fig.axes[0].get_lines()[:2]
    assert list(dots.get_xdata()) == [1, 2, 3]
    assert list(mean.get_xdata()) == [2]
    bar = fig.axes[0].collections[0].get_segments()[0][:, 0]
    assert bar == pytest.approx([2 - 4.3027 / np.sqrt(3), 2 + 4.3027 / np.sqrt(3)])
    assert max(dots.get_ydata()) < min(mean.get_ydata())  # neither covers the other
    assert plotting.alt_text(fig) == "Loss, mean and standard error: a 2 ± 0.6."


def test_successive_epochs_are_no_repetitions():
    """They have a mean and no interval, in the figure and in words."""
    exhibit = Exhibit("loss", {"a": np.array([1.0, 2.0, 3.0])}, repeated=False)
    fig = plotting.evidence(finding(exhibit))
    assert np.ptp(fig.axes[0].collections[0].get_segments()[0][:, 0]) == 0
    assert plotting.alt_text(fig) == "Loss, mean and standard error: a 2."


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
    assert left.get_xlim() == (0, 2)  # the axis ends with the data
    words = plotting.alt_text(fig)
    assert "rate 0.3 at most 0.850, 0.750 in the end" in words
    assert "rate 0.3 down to 0.60" in words
    alone = plotting.accuracy_curves(runs, against_loss=False)
    assert len(alone.axes) == 1 and "down to" not in plotting.alt_text(alone)


QUICK = "adaptive methods adjust to the performance of the model"
OTHER = "0.1 converges quickly but risks overshooting; 0.01 is safer"


def test_the_courtroom_holds_the_trials_that_the_text_leaves_out():
    """Each trial is in the text or in the courtroom, and none in both."""
    names = {trial.name for trial in BY_CLAIM.values()}
    assert names | {*MAIN} == {trial.name for trial in TRIALS}
    assert not names & {*MAIN} and len(MAIN) == 6


def test_the_courtroom_shows_no_verdict_before_the_trial():
    """Nor can it be run by somebody who is undecided."""
    court = explore.courtroom().set(claim=QUICK, run=1)
    assert court.scene.off == ("run",) and not court.ledger().rows
    assert "the verdict is" not in court.says() and len(court.scene.panels) == 1
    court.set(expect="true", sure=60)
    assert court.scene.off == ()
    assert "You expect true and are 60 % sure. Now run the trial." in court.says()


def test_the_courtroom_keeps_what_was_expected():
    """A change of mind after the trial does not count; what was heard stays on the docket."""
    court = explore.courtroom().set(claim=QUICK, expect="true", sure=90).set(run=1)
    verdict = find("adapts_to_performance").run().verdict
    assert f"you expected true and were 90 % sure; the verdict is {verdict}." in court.says()
    court.set(expect="wrong", sure=40).set(run=2)
    assert court.ledger().origins == [("8", "expected true, 90 % sure")]
    court.set(claim=OTHER, expect="qualified", sure=70).set(run=3)
    assert "So far 1 of 2 verdicts are as you expected, and you were 80 % sure on average." \
        in court.says()
    assert [row.claim for row in court.ledger().rows] == [QUICK, OTHER]


def test_the_courtroom_counts_the_trials_that_were_run_here_or_elsewhere():
    """After two trials, one of them heard in a cell, two are counted and two verdicts shown."""
    court = explore.courtroom()
    assert court.scene.panels[0].title == "0 of 11 trials run"
    hear("adapts_to_performance")
    court.set(claim=OTHER, expect="qualified", sure=70).set(run=1)
    docket = court.scene.panels[0]
    assert docket.title == "2 of 11 trials run, 1 of 1 as expected"
    found = [mark for mark in docket.marks if isinstance(mark, Points) and not mark.hollow]
    assert len(found) == 2
    court.set(claim=QUICK)
    assert court.scene.off == ("run",)
    assert ("You expected", "nothing was noted before the trial") in court.scene.tables[0].rows


def test_nobody_is_undecided_and_sure():
    """Undecided is a position of the slider for how sure one is, so that it excludes the others."""
    court = explore.courtroom()
    assert "undecided" not in court.controls["expect"].options
    for sure, text in zip(court.controls["sure"].stops, court.controls["sure"].texts, strict=True):
        court.set(sure=sure)
        shown = str(court.scene.tables[0]) + court.says() + court.settings_text() + text
        assert ("undecided" in shown) == (sure == 0) != ("% sure" in shown)
        assert court.scene.off == (("run",) if sure == 0 else ())
    with pytest.raises(ValueError, match="how sure must be one of"):
        court.set(sure=35)


def test_each_claim_begins_with_its_own_expectation():
    """That of another claim goes from the controls, and that of an earlier trial returns."""
    court = explore.courtroom().set(claim=QUICK, expect="wrong", sure=90).set(run=1)
    court.set(claim=OTHER)
    assert (court.values["expect"], court.values["sure"]) == ("true", 0)
    court.set(claim=QUICK)
    assert (court.values["expect"], court.values["sure"]) == ("wrong", 90)


def test_the_names_on_the_docket_end_before_the_verdicts():
    """Also in a figure of 400 pixels, which JupyterLab gives it in a window of 700.

    So do the numbers beside the evidence of every trial, and the names of the verdicts.
    """
    court = explore.courtroom().set(claim=QUICK, expect="true", sure=80).set(run=1)
    panel = court.scene.panels[0]
    assert court.scene.columns == (1,)
    wide = frame(panel, 400)[2] / (panel.x.high - panel.x.low)  # pixels to a column
    names = [mark.text for mark in panel.marks if isinstance(mark, Text)]
    assert len(names) == len(BY_CLAIM)
    assert 4 + LETTER * max(map(len, names)) < -panel.x.low * wide - 8  # the ring's radius
    assert LETTER * len("qualified" + "wrong") / 2 < wide
    for exhibit in find("adapts_to_performance").run().exhibits:
        shown = exhibit_panel(exhibit)
        texts = [mark.text for mark in shown.marks if isinstance(mark, Text)]
        assert 4 + LETTER * max(map(len, texts)) < frame(shown, 400)[2]


def test_the_courtroom_can_be_set_to_every_claim():
    """None makes trouble, and the picture can be drawn."""
    court = explore.courtroom()
    for name, control in court.controls.items():
        for value in control.others():
            court.set(**{name: value})
            assert not court.scene.trouble
    assert court.set(claim=QUICK, sure=80).set(run=2).picture().startswith(b"\x89PNG")


@pytest.mark.parametrize("exhibit", [
    Exhibit("x", {"a": np.array([np.inf, np.inf])}, log=True),
    Exhibit("x", {"a": np.zeros(3)}), Exhibit("x", {"a": np.zeros(3)}, log=True),
    Exhibit("x", {"a": np.array([1e-30, 1e30])}, log=True)])
def test_an_exhibit_of_extremes_can_be_shown(exhibit):
    """Nothing but infinity, nothing but 0, everything at once."""
    panel = exhibit_panel(exhibit)
    assert panel.x.low < panel.x.high


def test_no_mark_of_an_exhibit_covers_another():
    """Numbers, repetitions and mean of a condition have a line each, farther apart than their size.
    """
    panel = exhibit_panel(Exhibit("x", {"a": np.ones(5), "b": np.array([0.0, 1.0, 2.0, 3.0, 4.0])}))
    _, _, _, high = frame(panel, 400)
    pixels = high / (panel.y.high - panel.y.low)
    for row in (0, 1):
        text, dots, mean = (mark for mark in panel.marks if isinstance(mark, (Text, Points))
                            and round(-np.max(mark.y) + 0.05) == row)
        assert (text.y - dots.y.max()) * pixels > (text.size + dots.size) / 2
        assert (dots.y.min() - mean.y.max()) * pixels > (dots.size + mean.size) / 2
