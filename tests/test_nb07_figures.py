"""The figures of notebook 7: what they say is what the runs did."""

import numpy as np
import pytest

from lrkit import exercises, explore, plotting
from lrkit.explore.marks import Bars, Line, Points
from lrkit.explore.nb07 import METHODS
from lrkit.explore.paint import MARKER_SHAPES
from lrkit.plotting.style import COLOURS, STYLE_ROWS, curve_style


def test_numbers_over_steps_are_told_with_their_extremes():
    """A peak in between is named with its step; noise around a constant is not."""
    words = plotting.alt_text(plotting.over_steps(
        {"a": [1.0, 5.0, 2.0], "b": [3.0, 3.0 + 1e-12, 3.0]}, "effective rate"))
    assert words == ("Effective rate over steps: a from 1 to 2, at most 5 at step 2; "
                     "b from 3 to 3.")


def test_the_start_may_be_step_0_and_numbers_may_be_negative():
    """Then the axis does not begin at 0."""
    ax = plotting.over_steps({"a": [0.0, -2.0, -1.0]}, "weight", first=0)
    assert "at least -2 at step 1" in plotting.alt_text(ax)
    assert ax.get_ylim()[0] < -2


def test_a_log_axis_leaves_out_what_it_cannot_show():
    """A 0 is not drawn, and its curve has no name at an end that is not there."""
    ax = plotting.over_steps({"a": [1.0, 0.0], "b": [1.0, 2.0]}, "rate", log=True)
    assert [text.get_text() for text in ax.texts] == ["b"]
    assert np.isnan(ax.get_lines()[0].get_ydata()[1])


@pytest.mark.parametrize("values", [[], [[1.0]]])
def test_no_numbers_are_refused(values):
    """It is said, and not drawn as an empty figure."""
    with pytest.raises(ValueError, match="at least one number"):
        plotting.over_steps({"a": values}, "rate")


def test_usable_rates_are_those_whose_mean_is_enough():
    """A single run that is good does not make a rate usable."""
    shares = {"one": [[0.8, 0.9, 1.0], [0.9, 0.92, 0.1]], "two": [[0.1, 0.2, 0.3]]}
    words = plotting.alt_text(plotting.usable_rates([0.1, 0.2, 0.4], shares, good=0.85))
    assert "one reaches 0.85 from 0.1 to 0.2, best 0.910 at 0.2, 0.55 at 0.4" in words
    assert "two never reaches 0.85, best 0.300 at 0.4" in words
    assert "85 % over a factor of 2, 95 % nowhere" in words


def test_each_method_has_a_panel_of_its_own():
    """Curves that lie on each other can be told apart; all panels share their axes."""
    same = [[0.2, 0.9, 0.8]]
    fig = plotting.usable_rates([0.1, 0.2, 0.4], {"RMSProp": same, "Adam": same})
    upper, lower = fig.axes
    assert upper.get_title(loc="left").startswith("RMSProp: 90 % over a factor of 1,")
    assert upper.get_xlim() == lower.get_xlim() and upper.get_ylim() == lower.get_ylim()


def test_the_axis_of_steps_ends_with_the_data():
    """The names at the ends of the curves lie beyond it, and inside the figure."""
    ax = plotting.over_steps({"a curve with a long name": [1.0, 2.0, 3.0]}, "rate")
    assert ax.get_xlim()[1] < 3.1
    ax.figure.draw_without_rendering()
    assert ax.texts[0].get_window_extent().x1 <= ax.figure.bbox.x1


def test_shares_must_fit_the_rates():
    """One row a run, one column a rate."""
    with pytest.raises(ValueError, match=r"must have shape \(runs, 2\), got \(3,\)"):
        plotting.usable_rates([0.1, 0.2], {"one": [0.1, 0.2, 0.3]})


def test_adaptive_paths_do_not_notice_how_long_a_straight_valley_is():
    """Their positions along the axes are the same for every ratio; gradient descent's are not."""
    says = [explore.own_rates().set(kappa=kappa).says() for kappa in (5, 80)]
    for name in ("AdaGrad", "RMSProp", "Adam"):
        distances = [words.split(f"{name} ")[1].split(",")[0] for words in says]
        assert distances[0] == distances[1]
    assert says[0].split("gradient descent ")[2] != says[1].split("gradient descent ")[2]


def test_the_first_step_of_adagrad_is_the_rate_over_the_gradient():
    """At (3, 2) with curvatures 1 and 100 the gradient is (3, 200)."""
    says = explore.own_rates().set(lr=1.0, kappa=100, steps=1).says()
    assert "After 1 step at rate 1 " in says
    assert "AdaGrad 2.2, rates 0.333 and 0.005;" in says
    assert "Adam 2.2, rates 0.333 and 0.005." in says


def test_own_rates_takes_the_learners_adam():
    """A right one gives the same picture, a wrong one a sentence."""
    def adam_step(w, m, v, t, grad, lr):
        m, v = 0.9 * m + 0.1 * grad, 0.999 * v + 0.001 * grad**2
        return w - lr * m / (1 - 0.9**t) / (np.sqrt(v / (1 - 0.999**t)) + 1e-8), m, v

    assert explore.own_rates(adam_step).says() == explore.own_rates().says()
    assert explore.own_rates(exercises.get("adam_step").reference).scene.panels[3].title == "Adam"
    assert explore.own_rates(adam_step).scene.panels[3].title == "your Adam"
    for wrong, says in (
        (lambda *args: None, "Your adam_step returned nothing"),
        (lambda w, *args: w[2], "Your adam_step raised IndexError"),
        (lambda w, m, v, t, grad, lr: (w, m), "Your adam_step returned 2 values, not 3 arrays"),
        (lambda w, m, v, t, grad, lr: (w[0], m, v), "Your adam_step returned shape (), not (2,)"),
    ):
        assert says in explore.own_rates(wrong).says()


def test_an_adam_that_fails_late_is_drawn_up_to_there():
    """Ten steps have eleven positions; the rates are those of the tenth."""
    def adam_step(w, m, v, t, grad, lr):
        if t > 10:
            raise OverflowError("t")
        return w - lr, m, v + 4.0 * (1 - 0.999**t) - v  # the corrected average is always 4

    explorer = explore.own_rates(adam_step).set(lr=0.5)
    assert "raised OverflowError: t. The figure shows the steps before" in explorer.says()
    path = next(m for m in explorer.scene.panels[3].marks if isinstance(m, Line) and m.dash)
    assert len(path.x) == 11
    tops = [mark.y[0] for mark in explorer.scene.panels[7].marks if isinstance(mark, Bars)]
    assert tops == pytest.approx([0.25, 0.25])


def test_own_rates_has_the_looks_of_the_static_figures():
    """A method has one colour everywhere, and one marker."""
    for name, panel in zip(METHODS, explore.own_rates().scene.panels, strict=False):
        points = next(mark for mark in panel.marks if isinstance(mark, Points))
        style = curve_style(STYLE_ROWS[name])
        assert COLOURS[panel.colour] == COLOURS[points.colour] == style["color"]
        assert MARKER_SHAPES[points.marker] == style["marker"]


@pytest.mark.parametrize("controls", [
    {"lr": 0.01, "kappa": 1}, {"lr": 3.0, "kappa": 100, "rotation": 45},
    {"lr": 3.0, "kappa": 100, "rotation": 90}, {"lr": 0.0, "steps": 1}, {"lr": 1e300},
    {"lr": np.inf}, {"steps": 5000},
])
def test_own_rates_draws_its_corners(controls):
    """The sliders' ends and beyond: each bar stands on the axis, and none ends below it."""
    explorer = explore.own_rates().set(**controls)
    bars = [mark for panel in explorer.scene.panels for mark in panel.marks
            if isinstance(mark, Bars)]
    assert len(bars) == 8 and min(bar.y[0] - bar.base for bar in bars) >= 0
    assert explorer.scene.trouble == "" and explorer.picture()
