"""The curvature along a run, and where axes and names of the figures end."""

import numpy as np
import pytest

from lrkit import plotting, problems
from lrkit.optimizers import GradientDescent
from lrkit.plotting.contours import path_on_contours
from lrkit.training import train

NET, START = problems.TwoWeights(), [4.0, 0.3]


def run_at(fraction, num_steps=40):
    """A run on the two-weight network at a rate of `fraction` over the curvature of its start."""
    return train(NET, GradientDescent(), START, fraction / NET.sharpness(START), num_steps)


@pytest.mark.parametrize("fraction", [1.0, 1.9, 2.5, 3.0, 3.5, 3.9])
def test_a_run_that_settles_does_so_below_two_over_the_rate(fraction):
    """Also from a start above it: between 2/L and 4/L it jumps to where the loss is flatter."""
    run = run_at(fraction, 80)
    found = plotting.sharpness_along(NET, run)
    assert run.losses[-1] < 1e-6 * run.losses[0] and found.curvatures[-1] < found.limits[-1]
    assert (found.curvatures[0] > found.limits[0]) is np.bool(fraction > 2)


def test_the_words_are_those_of_the_runs():
    """Start, end, peak and limit in the alt text; a run that leaves is cut and marked."""
    ax = plotting.curvature_over_steps(NET, {"calm": run_at(1.0), "wild": run_at(4.5)},
                                       ceiling=1e3)
    told = plotting.alt_text(ax)
    assert "calm from 16.1 to 16 in 40 steps" in told and "with 2/lr at 32.2" in told
    assert any("wild runs away" in text.get_text() for text in ax.texts)


def test_a_quadratic_keeps_its_curvature_and_every_counts_steps():
    """Every third step of ten: 0, 3, 6, 9."""
    bowl = problems.Quadratic.from_curvatures((1.0, 5.0))
    found = plotting.sharpness_along(bowl, train(bowl, GradientDescent(), [1.0, 1.0], 0.1, 10),
                                     every=3)
    assert found.steps.tolist() == [0, 3, 6, 9]
    np.testing.assert_allclose(found.curvatures, 5, rtol=1e-3)
    np.testing.assert_allclose(found.limits, 20)


def test_a_run_that_is_lost_at_once_is_drawn_as_words():
    """Nothing to draw, and no error."""
    ax = plotting.curvature_over_steps(NET, {"lost": run_at(1.0)}, ceiling=-1.0)
    assert "out of the picture from the start" in plotting.alt_text(ax)


@pytest.mark.parametrize("num_steps", [1, 7, 300])
def test_the_axis_ends_with_the_data(num_steps):
    """No number and no line right of the last step, where the names stand."""
    ax = plotting.loss_curves({"a run with a long name": 0.9 ** np.arange(num_steps + 1.0)})
    assert max(ax.get_xticks()) < num_steps + 1e-9 < ax.get_xlim()[1]
    assert ax.spines["bottom"].get_bounds()[1] == num_steps


@pytest.mark.parametrize("lr", [0.05, 0.182, 0.19, 0.195, 0.199])
@pytest.mark.parametrize("angle", [0, 20, 70])
def test_no_name_hides_a_step(lr, angle):
    """Neither that of the start nor that of the minimum covers a point of the path."""
    valley = problems.Quadratic.from_curvatures((1.0, 10.0), angle=angle)
    run = train(valley, GradientDescent(), [3.0, 2.0], lr, 20)
    ax = path_on_contours(valley, {"a run": run})
    ax.figure.draw_without_rendering()
    steps = ax.transData.transform(run.params)
    for text in ax.texts:
        box = text.get_window_extent()
        inside = [box.x0 < x < box.x1 and box.y0 < y < box.y1 for x, y in steps]
        assert not any(inside), text.get_text()
