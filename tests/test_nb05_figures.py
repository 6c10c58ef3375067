"""The figures of notebook 5: what they say is what the runs did."""

import numpy as np
import pytest

from lrkit import explore, plotting
from lrkit.explore.nb05 import CURVATURES, EXAMPLES, NOISE, cloud, expected_loss
from lrkit.problems import Bowl, NoisyQuadratic


def test_noise_floors_tell_the_formula_and_the_runs():
    """The variance of -1 and 1 is 1; an infinite prediction is told and not drawn."""
    ax = plotting.noise_floors((0.1, 2.0), (0.5, np.inf), [[1.0, -1.0], [3.0, -3.0]], limit=2.0)
    assert "rate 0.1: 0.5 and 1; rate 2: inf and 9." in plotting.alt_text(ax)
    assert np.isnan(ax.get_lines()[0].get_ydata()[1])


@pytest.mark.parametrize(("predicted", "measured"), [([1.0], [[1, 2], [3, 4]]),
                                                     ([1.0, 2.0], [[1, 2]]), ([1.0, 2.0], [1, 2])])
def test_noise_floors_need_a_row_for_each_rate(predicted, measured):
    """A prediction or a row too few is said."""
    with pytest.raises(ValueError, match="must have 2 rows, one a rate"):
        plotting.noise_floors((0.1, 0.2), predicted, measured)


@pytest.mark.parametrize("log_steps", [True, False])
def test_squared_distances_tell_first_and_last(log_steps):
    """The start counts in the words, although a log axis cannot show step 0."""
    ax = plotting.squared_distances({"a": [25.0, 5.0, 0.5]}, log_steps=log_steps)
    assert "a from 25 to 0.5 in 2 steps." in plotting.alt_text(ax)
    assert ax.get_lines()[0].get_xdata()[0] == log_steps


def test_squared_distances_need_a_step():
    """A lone start is no curve."""
    with pytest.raises(ValueError, match=r"at least one step, got shape \(1,\) in 'a'"):
        plotting.squared_distances({"a": [25.0]})


def test_against_batch_tells_mean_and_standard_error():
    """1 and 3 have the mean 2 and the standard error 1."""
    ax = plotting.against_batch((4, 64), {"linear": [[1.0, 5.0], [3.0, 5.0]]})
    assert "linear 2 ± 1 at 4, 5 ± 0 at 64" in plotting.alt_text(ax)


@pytest.mark.parametrize("losses", [[[1.0, 2.0]], [[1.0], [2.0]], [1.0, 2.0]])
def test_against_batch_needs_two_seeds_and_every_size(losses):
    """One seed has no standard error."""
    with pytest.raises(ValueError, match=r"losses\['a'\] must have shape \(seeds, 2\)"):
        plotting.against_batch((4, 64), {"a": losses})


def test_smoothed_tells_that_the_uncorrected_average_rises_first():
    """Three, three, one: 1.5, 2.25, 1.625 with half kept; corrected 3, 3, 1.857."""
    words = plotting.alt_text(plotting.smoothed([3, 3, 1], 0.5))
    assert "not corrected from 1.5 to 1.62, highest 2.25 at step 2; corrected from 3 to" in words


@pytest.mark.parametrize(("values", "beta"), [([], 0.5), ([[1, 2]], 0.5), ([1, 2], 1.0)])
def test_smoothed_needs_numbers_and_a_share(values, beta):
    """No number has no average, and an average that keeps everything never moves."""
    with pytest.raises(ValueError, match="must be"):
        plotting.smoothed(values, beta)


@pytest.mark.parametrize(("lr", "steps", "noise"), [(0.1, 256, 2.0), (1.5, 4, 0.25), (0.02, 9, 4)])
def test_the_plane_shows_what_runs_come_to(lr, steps, noise):
    """300 runs have the exact mean loss, up to five standard errors."""
    losses = CURVATURES @ cloud(lr, steps, noise) ** 2 / 2
    exact = expected_loss(np.array([lr]), steps, noise)[0]
    assert losses.mean() == pytest.approx(exact, abs=5 * losses.std() / np.sqrt(losses.size))


def test_the_best_rate_doubles_with_the_batch_until_the_limit():
    """The linear rule holds far below 2 and not near it."""
    best = explore.noise_ball().best
    assert best[16] / best[1] == pytest.approx(16, rel=0.1)
    assert best[256] < 2 < 256 * best[1]


def test_the_ball_takes_the_learners_floor():
    """A right one gives the same picture, a wrong one a sentence."""
    def floor(curvature, sigma, lr):
        return lr * sigma**2 / (curvature * (2 - lr * curvature)) if lr * curvature < 2 else np.inf

    assert explore.noise_ball(floor).picture() == explore.noise_ball().picture()
    variance = NoisyQuadratic(Bowl(CURVATURES[0]), NOISE / 2).noise_floor(0.1)[0]
    assert f"The formula says {np.sqrt(variance):.3g} and" in explore.noise_ball(floor).says()
    assert "Your noise_floor raised TypeError" in explore.noise_ball(lambda c: 1.0).says()
    assert "which is no variance" in explore.noise_ball(lambda c, sigma, lr: -1.0).says()
    assert "Your noise_floor returned nothing" in explore.noise_ball(lambda *args: None).says()


@pytest.mark.parametrize(("batch", "lr", "words"), [
    (1, 4.0, "The runs blow up. Nothing settles at this rate."), (256, 0.005, "4 steps"),
    (256, 2.5, "Nothing settles at this rate."), (1, 0.005, f"{EXAMPLES} steps"),
])
def test_the_ball_draws_its_corners(batch, lr, words):
    """The sliders' ends, and rates above the limit."""
    explorer = explore.noise_ball().set(batch=batch, lr=lr)
    assert words in explorer.says() and explorer.picture()
