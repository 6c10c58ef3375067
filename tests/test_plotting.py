"""Figures: axes in, axes out; words made from the data; pictures that can be repeated."""

import numpy as np
import pytest

from lrkit import plotting, problems
from lrkit.optimizers import GradientDescent
from lrkit.training import train

BOWL = problems.Bowl()
VALLEY = problems.Quadratic.from_curvatures((1.0, 10.0), angle=20)
GD = GradientDescent()


def walk(lr, num_steps=12):
    return train(BOWL, GD, 4.0, lr=lr, num_steps=num_steps)


def paths(lr=0.15):
    return {"a": train(VALLEY, GD, [3.0, 2.0], lr=lr, num_steps=20)}


FIGURES = {
    "one_step": lambda ax: plotting.one_step(BOWL, 4.0, (0.1, 1.5), ax),
    "path_on_curve": lambda ax: plotting.path_on_curve(BOWL, walk(0.3), ax),
    "contraction": lambda ax: plotting.contraction(problems.Bowl(5.0), ax),
    "steps_to_tolerance": lambda ax: plotting.steps_to_tolerance([0.1, 1, 2], [132, 1, None], ax),
    "loss_curves": lambda ax: plotting.loss_curves({"a": walk(0.1), "b": walk(0.5)}, ax),
    "points_and_line": lambda ax: plotting.points_and_line([0, 1, 2], [1, 3, 5], (2, 1), ax),
    "path_on_contours": lambda ax: plotting.path_on_contours(VALLEY, paths(), ax),
}


@pytest.mark.parametrize("draw", FIGURES.values(), ids=FIGURES)
def test_axes_come_back_labelled(draw):
    """On given axes or on new ones; both axes have a label; the figure can be drawn."""
    fig, given = plotting.new_figure()
    assert draw(given) is given
    ax = draw(None)
    assert ax.figure is not fig
    assert ax.get_xlabel() and ax.get_ylabel()
    again = draw(None)
    assert plotting.to_png(ax.figure, dpi=50) == plotting.to_png(again.figure, dpi=50)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("one_step", "with rate 1.5 to -2, loss 2"),
        ("path_on_curve", "12 steps on a parabola from w = 4"),
        ("contraction", "falling to 0 at 0.2, rising to 1 at 0.4"),
        ("steps_to_tolerance", "0.1: 132, 1: 1, 2: never"),
        ("loss_curves", "a falls from 8 to 0.638 in 12 steps"),
        ("points_and_line", "3 points: x from 0 to 2, y from 1 to 5, and a line with slope 2"),
        ("path_on_contours", "a ends 0.14 away from the minimum after 20 steps"),
    ],
)
def test_the_alt_text_is_made_from_the_data(name, words):
    """Numbers worked out from the closed forms stand in the words.

    The last: (3 cos 20° + 2 sin 20°) * 0.85**20 = 0.136.
    """
    text = plotting.alt_text(FIGURES[name](None))
    assert words in text


def test_the_alt_text_changes_with_the_data():
    """It is not a caption that was typed."""
    one, two = (plotting.alt_text(plotting.loss_curves({"a": walk(lr)})) for lr in (0.1, 0.5))
    assert one != two


def test_a_figure_drawn_by_hand_has_an_alt_text_too():
    """Labels and the ends of each line."""
    _, ax = plotting.new_figure()
    ax.plot([1.0, 2.0, 5.0], label="mine")
    ax.set(xlabel="step", ylabel="loss")
    assert plotting.alt_text(ax.figure) == "loss against step. mine: from 1 to 5"


def test_loss_curves_are_on_a_log_axis_and_cut_what_cannot_be_drawn():
    """Rounding error below the floor, losses above the ceiling and nan are left out."""
    losses = np.array([10.0, 1.0, 1e-20, 1e9, np.inf, np.nan])
    ax = plotting.loss_curves({"a": losses}, ceiling=100.0)
    assert ax.get_yscale() == "log"
    drawn = ax.get_lines()[0].get_ydata()
    np.testing.assert_array_equal(np.isfinite(drawn), [True, True, True, False, False, False])
    assert "then runs away" in plotting.alt_text(ax)
    ax = plotting.loss_curves({"a": np.array([2.0, 1.5, 1 + 1e-15])}, floor=1.0)
    assert np.isfinite(ax.get_lines()[0].get_ydata()).tolist() == [True, True, False]


def test_curves_differ_in_more_than_colour():
    """For readers who do not tell the colours apart."""
    ax = plotting.loss_curves({name: walk(lr) for name, lr in zip("abc", (0.1, 0.2, 0.3))})
    assert len({str(line._unscaled_dash_pattern) for line in ax.get_lines()}) == 3
    assert len(set(plotting.MARKERS)) == len(plotting.MARKERS)


def test_panels_share_their_view():
    """Paths can be compared only at the same scale."""
    runs = {f"{lr}": train(VALLEY, GD, [3.0, 2.0], lr=lr, num_steps=9) for lr in (0.05, 0.19)}
    first, second = plotting.compare_paths(VALLEY, runs).axes
    assert first.get_xlim() == second.get_xlim() and first.get_ylim() == second.get_ylim()


def test_show_displays_a_png_and_its_words(monkeypatch):
    """The alt text is in the picture's metadata, and below it for front ends that ignore those."""
    shown = []
    monkeypatch.setattr("IPython.display.display", lambda data, **k: shown.append((data, k)))
    ax = plotting.contraction(BOWL)
    plotting.show(ax)
    (picture, options), (words, _) = shown
    text = plotting.alt_text(ax)
    assert picture["image/png"].startswith(b"\x89PNG")
    assert picture["text/plain"] == options["metadata"]["image/png"]["alt"] == text
    assert text in words["text/html"]
