"""Figures: axes in, axes out; words made from the data; pictures that can be repeated."""

import io

import numpy as np
import pytest
from PIL import Image

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
    """Losses above the ceiling and nan are left out; what has arrived is drawn at 1e-12."""
    losses = np.array([10.0, 1.0, 1e-20, 1e9, np.inf, np.nan])
    ax = plotting.loss_curves({"a": losses}, ceiling=100.0)
    assert ax.get_yscale() == "log"
    drawn = ax.get_lines()[0].get_ydata()
    np.testing.assert_array_equal(np.isfinite(drawn), [True, True, True, False, False, False])
    assert "then runs away" in plotting.alt_text(ax)
    for arrived in (1.0, 1 + 1e-15, 1 - 1e-15):
        ax = plotting.loss_curves({"a": np.array([2.0, 1.5, arrived])}, floor=1.0)
        np.testing.assert_allclose(ax.get_lines()[0].get_ydata(), [1, 0.5, 1e-12])
        assert "to the smallest possible, but for rounding, in 2 steps" in plotting.alt_text(ax)


@pytest.mark.parametrize(
    ("losses", "words"),
    [
        ([8.0, 4.0, 2.0], "a falls from 8 to 2 in 2 steps."),
        ([8.0, 12.0], "a rises from 8 to 12 in 1 step."),
        ([1.0, 123.0, 0.5, 0.25], "to 0.25 in 3 steps, after a peak of 123 at step 1."),
        ([8.0, 0.0, 0.0], "a falls from 8 to the smallest possible, but for rounding, in 1 step."),
        ([8.0, 72.0, np.inf], "a rises from 8 to 72 in 1 step, then runs away."),
        ([np.inf, np.nan], "a is out of the picture from the start."),
        ([5.0, 5.0], "a goes from 5 to 5 in 1 step."),
    ],
)
def test_the_words_tell_the_course_of_a_run(losses, words):
    """A spike, an arrival in one step and a loss that ran away are what such a figure shows."""
    ax = plotting.loss_curves({"a": np.array(losses)})
    assert words in plotting.alt_text(ax)
    assert plotting.to_png(ax.figure, dpi=30)


@pytest.mark.parametrize("ends", [(1.0, 1.0, 1.0, 1.0), (1.0, 1.01, 3.0), (2.0, 1.0, 1.99, 1.02)])
def test_names_at_the_ends_do_not_lie_on_each_other(ends):
    """Nor below the axis: measured on the drawn figure, from box to box."""
    runs = {f"lr = {k}": np.linspace(90.0, end, 40) for k, end in enumerate(ends)}
    ax = plotting.loss_curves(runs)
    ax.figure.draw_without_rendering()
    boxes = [text.get_window_extent() for text in ax.texts]
    assert len(boxes) == len(ends)
    for k, box in enumerate(boxes):
        assert box.y0 >= ax.bbox.y0 - 1
        for other in boxes[:k]:
            assert min(box.y1, other.y1) - max(box.y0, other.y0) < 0.25 * box.height


def test_the_names_stand_in_the_order_of_the_curves():
    """The name of a curve that ends higher is not pushed below that of a lower one."""
    runs = {"low": np.array([9.0, 1.0]), "high": np.array([9.0, 1.05]), "mid": np.array([9, 1.02])}
    ax = plotting.loss_curves(runs)
    heights = {text.get_text(): text.get_position()[1] + 400 * text.xy[1] for text in ax.texts}
    assert heights["low"] < heights["mid"] < heights["high"]


def test_curves_differ_in_more_than_colour():
    """For readers who do not tell the colours apart."""
    ax = plotting.loss_curves({f"lr = {lr}": walk(lr) for lr in (0.1, 0.2, 0.3)})
    assert len({str(line._unscaled_dash_pattern) for line in ax.get_lines()}) == 3
    assert len(set(plotting.MARKERS)) == len(plotting.MARKERS)


def test_a_run_that_diverges_leaves_the_picture_and_the_others_their_scale():
    """Quietly (warnings are errors here), although its places reach 1e154."""
    calm, wild = (train(VALLEY, GD, [3.0, 2.0], lr=lr, num_steps=900) for lr in (0.15, 0.5))
    assert wild.stopped
    ax = plotting.path_on_contours(VALLEY, {"calm": calm, "wild": wild})
    # lr 0.5: factors 1 - 0.5 = 0.5 and 1 - 5 = -4, so that the second step goes outside for good.
    assert "wild leaves the picture at step 2" in plotting.alt_text(ax)
    assert "calm ends" in plotting.alt_text(ax)
    assert np.ptp(ax.get_xlim()) < 20 and np.ptp(ax.get_ylim()) < 20
    assert plotting.to_png(ax.figure, dpi=30)
    run = train(BOWL, GD, 1.0, lr=3.0, num_steps=900)
    ax = plotting.path_on_curve(BOWL, run)
    assert "A run of 3 steps" in plotting.alt_text(ax)  # 1, -2, 4, -8; 16 is more than 10 times
    assert f"{run.num_steps} steps in all" in plotting.alt_text(ax)
    assert plotting.to_png(ax.figure, dpi=30)


def test_contours_of_a_loss_without_a_single_minimum():
    """The two-weight network has a curve of minima: the path ends at a place, not at a distance."""
    net = problems.TwoWeights()
    run = train(net, GD, [2.0, 1.0], lr=0.05, num_steps=200)
    u, v = run.params[-1]
    assert u * v == pytest.approx(1)
    words = f"a ends at ({u:.3g}, {v:.3g}) after 200 steps"
    assert words in plotting.alt_text(plotting.path_on_contours(net, {"a": run}))


def test_rates_that_never_arrive_are_drawn_too():
    """All of them, or some, in any order."""
    ax = plotting.steps_to_tolerance([2.1, 2.0], [None, None])
    assert "2: never, 2.1: never" in plotting.alt_text(ax)
    ax = plotting.steps_to_tolerance([1.5, 0.5, 1.0], [20, 20, 1])
    assert ax.get_lines()[0].get_xdata().tolist() == [0.5, 1.0, 1.5]
    assert plotting.to_png(ax.figure, dpi=30)


@pytest.mark.parametrize("lrs", [(0.1,), (0.1, 2.5), tuple(np.linspace(0.1, 1, 8))])
@pytest.mark.parametrize("w", [4.0, -4.0, 0.0])
def test_one_step_can_be_drawn_from_anywhere(w, lrs):
    """From both sides, from the minimum itself, across the limit, with many rates."""
    ax = plotting.one_step(BOWL, w, lrs)
    assert plotting.to_png(ax.figure, dpi=30)
    assert all(tick >= 0 for tick in ax.get_yticks())  # there is no loss below 0


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


def test_show_cuts_nothing_off_equal_axes(monkeypatch):
    """The rim of a picture of contours with titles is white: no letter lies across it."""
    shown = []
    monkeypatch.setattr("IPython.display.display", lambda data, **k: shown.append(data))
    fig, axs = plotting.new_figure(2, width=9)
    for ax in axs:
        plotting.path_on_contours(VALLEY, paths(), ax)
        ax.set_title("along the axes", loc="left")
    plotting.show(fig)
    pixels = np.array(Image.open(io.BytesIO(shown[0]["image/png"])).convert("L"))
    assert pixels[[0, -1]].min() == pixels[:, 0].min() == 255


def test_a_method_looks_the_same_in_every_figure():
    """AdaGrad keeps its colour, whatever stands before it; unknown names are drawn in order."""
    def colours(*labels):
        ax = plotting.loss_curves({label: np.array([2.0, 1.0]) for label in labels})
        return [line.get_color() for line in ax.get_lines()]

    green, blue = colours("AdaGrad", "SGD")
    assert [green, blue] == [colours("SGD", "momentum", "AdaGrad")[2], colours("SGD")[0]]
    assert colours("AdaGrad", "mine") == colours("one", "two")
    assert len(set(colours("SGD", "gradient descent"))) == 2


def test_show_closes_what_pyplot_made(monkeypatch):
    """Otherwise the inline backend shows the same figure again at the end of the cell."""
    import matplotlib.pyplot as plt

    monkeypatch.setattr("IPython.display.display", lambda *_, **__: None)
    fig, ax = plt.subplots()
    plotting.contraction(BOWL, ax)
    plotting.show(fig)
    assert not plt.fignum_exists(fig.number)


@pytest.mark.parametrize(
    ("draw", "message"),
    [
        (lambda: plotting.loss_curves({}), "runs must hold at least one run, got none"),
        (lambda: plotting.path_on_contours(VALLEY, {}), "at least one run"),
        (lambda: plotting.compare_paths(VALLEY, {}), "at least one run"),
        (lambda: plotting.path_on_contours(problems.Quadratic(np.eye(3)), paths()),
         "problem must have 2 parameters, got 3"),
        (lambda: plotting.one_step(BOWL, 1.0, ()), "lrs must hold at least one rate"),
        (lambda: plotting.steps_to_tolerance([1, 2], [3]), "equally long, got 2 and 1"),
        (lambda: plotting.steps_to_tolerance([], []), "lrs must hold at least one rate"),
        (lambda: plotting.points_and_line([1, 2], [1]), r"got shapes \(2,\) and \(1,\)"),
        (lambda: plotting.points_and_line([], []), "x and y must hold at least one point"),
    ],
)
def test_bad_input_names_the_argument_and_what_it_got(draw, message):
    """A ValueError of ours, and not one from inside NumPy or matplotlib."""
    with pytest.raises(ValueError, match=message):
        draw()
