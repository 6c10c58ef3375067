"""The figures of notebook 10: what they say is what the runs did."""

from dataclasses import dataclass

import numpy as np
import pytest

from lrkit import capstone, explore, plotting


@dataclass
class Run:
    """The parts of a run that the figures read."""

    spent: tuple
    losses: tuple


def test_digits_are_drawn_as_they_are():
    """A row an image, ink dark, the label above and in the words."""
    images = np.zeros((2, 64))
    images[1, 9] = 1
    fig = plotting.digit_images(images, [3, 7])
    assert plotting.alt_text(fig) == "A handwritten 3. A handwritten 7."
    shown = fig.axes[1].images[0].get_array()
    assert shown.shape == (8, 8) and shown[1, 1] == 1 and shown.sum() == 1


@pytest.mark.parametrize(("images", "labels"), [(np.zeros((2, 63)), [1, 2]),
                                               (np.zeros((2, 64)), [1])])
def test_images_must_fit_their_labels(images, labels):
    """Rows of 64, and a label for each."""
    with pytest.raises(ValueError, match="must have shapes"):
        plotting.digit_images(images, labels)


def test_validation_curves_tell_start_end_and_number_of_runs():
    """Of several runs the mean; a run that ended early shortens its recipe's curve."""
    runs = {"one": [Run((0, 500, 1000), (2.0, 1.0, 0.5))],
            "two": [Run((0, 500, 1000), (2.0, 1.0, 0.5)), Run((0, 500), (4.0, 3.0))]}
    ax = plotting.validation_curves(runs)
    assert plotting.alt_text(ax) == ("Validation loss over the budget: one from 2 to 0.5; two from "
                                     "3 to 2 in the mean of 2 runs.")
    assert list(ax.get_lines()[-1].get_xdata()) == [0, 500]


def test_a_loss_that_is_too_large_stands_at_the_upper_edge():
    """An infinite one too; the words have the number."""
    ax = plotting.validation_curves({"lost": [Run((0, 32), (2.0, np.inf))]}, highest=2.5)
    assert list(ax.get_lines()[0].get_ydata()) == [2.0, 2.5]
    assert "lost from 2 to inf" in plotting.alt_text(ax)


def test_recipes_are_ranked_by_their_mean_with_its_error():
    """Three runs have a bar, two and one have none; what is off the picture has a sign."""
    losses = {"worst": [9.0], "best": [0.18, 0.2, 0.22], "middle": [0.3, 0.3]}
    ax = plotting.recipes_compared(losses)
    assert [tick.get_text() for tick in ax.get_yticklabels()] == ["best", "middle", "worst"]
    assert plotting.alt_text(ax) == (
        "Validation loss at the end, best mean first: best 0.2000 ± 0.0497 in 3 runs; middle "
        "0.3000 in 2 runs; worst 9.0000 in one run.")
    (bar,) = ax.containers
    reach = 4.3027 * 0.02 / np.sqrt(3)  # Student's t for two degrees of freedom
    np.testing.assert_allclose(bar[2][0].get_segments()[0][:, 0], [0.2 - reach, 0.2 + reach])
    assert ax.get_xlim()[1] < 1


def test_the_mean_does_not_cover_the_runs():
    """They are drawn at different heights of the line."""
    ax = plotting.recipes_compared({"best": [0.18, 0.2, 0.22]})
    runs, mean = ax.get_lines()[0].get_ydata(), ax.containers[0][0].get_ydata()
    assert abs(runs - mean).min() > 0.3


def test_the_axis_ends_with_the_data():
    """The names of the curves lie beyond it."""
    ax = plotting.validation_curves({"one": [Run((0, 500, 1000), (2.0, 1.0, 0.5))]})
    assert ax.spines["bottom"].get_bounds() == (0, 1000) and ax.get_xlim()[1] > 1000


def test_a_recipe_that_always_diverges_is_told():
    """Its mean is infinite, and nothing is drawn of it but the sign."""
    ax = plotting.recipes_compared({"lost": [np.inf, np.inf], "good": [0.1]})
    assert "lost inf in 2 runs" in plotting.alt_text(ax)
    assert not ax.containers


def test_nothing_to_draw_is_refused():
    """It is said, and not drawn as an empty figure."""
    for draw in (plotting.validation_curves, plotting.recipes_compared):
        with pytest.raises(ValueError, match="at least one run, got none"):
            draw({})
        with pytest.raises(ValueError, match="at least one run"):
            draw({"empty": []})


CHEAP = {"optimizer": "sgd", "schedule": "constant", "batch_size": 1000}


@pytest.fixture
def tuning(tmp_path, monkeypatch):
    """A meter in a folder of its own, with one run."""
    monkeypatch.chdir(tmp_path)
    tuning = capstone.Tuning()
    tuning.run({**CHEAP, "lr": 0.1})
    return tuning


def test_only_the_button_spends_a_run(tuning):
    """Moving every control costs nothing; a press costs one, and the same again none."""
    explorer = explore.budget(tuning).set(**CHEAP)
    assert explorer.says().startswith("sgd 0.1, constant, batch 1000, from start 0: validation ")
    for name, control in explorer.controls.items():
        for value in control.others() if name != "train" else ():
            assert not explorer.set(**{name: value}).scene.trouble
    assert tuning.left == 29
    explorer.set(**CHEAP, lr=0.5, start=0)
    assert "not trained yet" in explorer.says()
    explorer.set(train=1)
    loss = tuning.run({**CHEAP, "lr": 0.5}).loss
    assert f"validation loss {loss:.3g}" in explorer.says()
    assert explorer.set(train=2).scene.sentence.endswith(
        "2 of 30 runs spent, 28 left; 20,000 example-gradients.")


def test_the_meter_in_the_picture_is_the_meter(tuning):
    """A dot a run at its loss, room for those that are left, the best recipes in a table."""
    explorer = explore.budget(tuning)
    explorer.set(**CHEAP, lr=0.5, train=1).set(start=1, train=2)
    panel, table = explorer.scene.panels[2], explorer.scene.tables[0]
    assert panel.title == "3 of 30 runs spent"
    np.testing.assert_allclose(panel.marks[0].y, [run.loss for run in tuning.runs])
    assert any(getattr(mark, "text", "") == "27 left" for mark in panel.marks)
    assert [row[:2] for row in table.rows] == [("sgd 0.5, constant, batch 1000", "2"),
                                               ("sgd 0.1, constant, batch 1000", "1")]
    mean = np.mean([run.loss for run in tuning.runs[1:]])
    assert f"Its 2 starts have the mean {mean:.3g}" in explorer.says()


def test_who_has_no_run_left_is_told(tuning, monkeypatch):
    """The button is off; pressed from code, the figure says why nothing happens."""
    monkeypatch.setattr("lrkit.capstone.meter.MAX_RUNS", 1)
    monkeypatch.setattr("lrkit.explore.nb10.MAX_RUNS", 1)
    explorer = explore.budget(tuning).set(optimizer="adam")
    assert explorer.scene.off == ("train",)
    explorer.set(train=1)
    assert explorer.says().startswith("All 1 tuning runs are spent. You can still look at a run")
    assert len(tuning.runs) == 1 and explorer.picture()


def test_the_leaderboard_is_shown_once_there_is_one(tuning):
    """Below the recipes, with the score that was computed."""
    assert len(explore.budget(tuning).scene.tables) == 1
    board = capstone.enter("me", {**CHEAP, "lr": 0.1})
    assert explore.budget(tuning).scene.tables[1].rows == board.cells()
