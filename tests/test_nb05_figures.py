"""The figures of notebook 5: what they say is what the runs did."""

import numpy as np
import pytest

from lrkit import explore, plotting
from lrkit.exercises import get
from lrkit.explore.marks import Line, Text
from lrkit.explore.nb05 import CURVATURES, NOISE, NUM_EXAMPLES, expected_loss, mean_path, run_ends
from lrkit.problems import Bowl, DigitsNetwork, NoisyQuadratic
from lrkit.training import recorded_batches
from tests.recorded.record_batches import steps_to_target


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


def test_a_curve_of_an_earlier_figure_keeps_its_colour_there():
    """New curves take the colours that are left."""
    falling = [25.0, 5.0, 0.5]
    first = plotting.squared_distances(dict.fromkeys("abc", falling)).get_lines()
    second = plotting.squared_distances(dict.fromkeys("cdae", falling), like="abc").get_lines()
    colours, later = ([line.get_color() for line in lines] for lines in (first, second))
    assert (later[0], later[2]) == (colours[2], colours[0])
    assert len({*later}) == 4


def test_squared_distances_need_a_step():
    """A lone start is no curve."""
    with pytest.raises(ValueError, match=r"at least one step, got shape \(1,\) in 'a'"):
        plotting.squared_distances({"a": [25.0]})


def test_steps_by_batch_tells_mean_and_standard_error_and_the_critical_size():
    """1 and 3 have the mean 2 and the standard error 1; 8 steps at 1 are 2 at 4."""
    ax = plotting.steps_by_batch((1, 4, 64), {"best": [[8, 8], [3, 5], [1, 3]],
                                              "rule": [[8, 8], [6, 6], [np.inf, 2]]})
    words = plotting.alt_text(ax)
    assert "best 8 ± 0 at 1, 4 ± 1 at 4, 2 ± 1 at 64" in words
    assert "the lowest mean at a batch of 4;" in words
    assert words.endswith("rule 8 ± 0 at 1, 6 ± 0 at 4, never at 64.")
    assert ax.spines["bottom"].get_bounds()[1] == 64  # the axis ends where the data end


@pytest.mark.parametrize(("steps", "words"), [
    ([[1.0, 2.0]], r"must have shape \(2, seeds\)"), ([[1.0], [2.0]], "at least two seeds"),
    ([1.0, 2.0], r"got \(2,\)"), ([[np.inf, 1], [1, 1]], "finite for the first size")])
def test_steps_by_batch_needs_two_seeds_and_every_size(steps, words):
    """One seed has no standard error, and a curve begins somewhere."""
    with pytest.raises(ValueError, match=words):
        plotting.steps_by_batch((4, 64), {"a": steps})


def test_the_recorded_steps_halve_with_the_batch_and_then_no_more():
    """The ends give a critical size of about 22; a run made here agrees with its record."""
    found = recorded_batches()
    _, steps = found.best()
    means = dict(zip(found.sizes.tolist(), steps.mean(axis=1), strict=True))
    assert means[1] / means[4] == pytest.approx(4, rel=0.1)
    assert means[128] / means[512] == pytest.approx(1, rel=0.1)
    assert means[1] / means[512] == pytest.approx(22, abs=2)
    assert np.isinf(found.at(256, 2.56)).all()
    net = DigitsNetwork()
    again = steps_to_target(net, net.init(np.random.default_rng(0)), 128, 0.64, seed=1)
    assert again == pytest.approx(found.at(128, 0.64)[1], abs=1)
    with pytest.raises(ValueError, match=r"among the recorded ones, got 3 and 0\.64"):
        found.at(3, 0.64)


@pytest.mark.parametrize(("name", "rates", "steep", "flat"), [
    ("one over root", lambda t: 0.5 / np.sqrt(1 + t), 0.0018, 0.038),
    ("one over time", lambda t: 0.5 / (1 + 0.5 * t), 5e-5, 9.95),
    ("times 0.99", lambda t: 0.5 * 0.99**t, 0.0025, 1.13)])
def test_what_rates_need_is_an_infinite_sum_and_to_fall(name, rates, steep, flat):
    """The numbers of notebook 5 in closed form: products instead of its step by step rule.

    The mean of x² is what is left of the start, plus the noise of each step as far as the later
    ones have left it. The squares of one over root have an infinite sum, and it ends far below
    the others on the flat bowl.
    """
    lr = rates(np.arange(20_000.0))
    for c, expected in ((1.0, steep), (0.05, flat)):
        kept = (1 - lr * c) ** 2
        later = np.append(np.cumprod(kept[::-1])[-2::-1], 1.0)  # by all steps after each
        assert 25 * kept.prod() + (lr**2 * later).sum() == pytest.approx(expected, rel=0.05)


def test_smoothed_tells_that_the_uncorrected_average_rises_first():
    """Three, three, one: 1.5, 2.25, 1.625 with half kept; corrected 3, 3, 1.857."""
    words = plotting.alt_text(plotting.smoothed([3, 3, 1], 0.5))
    assert "not corrected from 1.5 to 1.62, highest 2.25 at step 2; corrected from 3 to" in words


def test_smoothed_draws_the_average_that_it_is_given():
    """The learner's function is asked for both averages, and gets a copy of the numbers."""
    asked = []

    def average(values, beta, correct):
        asked.append(correct)
        values[:] = 0
        return np.full(3, 2.0 if correct else 1.0)

    words = plotting.alt_text(plotting.smoothed([3, 3, 1], 0.5, average))
    assert "not corrected from 1 to 1; corrected from 2 to 2." in words
    assert sorted(asked) == [False, True] and "3 numbers from 1 to 3" in words


@pytest.mark.parametrize(("values", "beta"), [([], 0.5), ([[1, 2]], 0.5), ([1, 2], 1.0)])
def test_smoothed_needs_numbers_and_a_share(values, beta):
    """No number has no average, and an average that keeps everything never moves."""
    with pytest.raises(ValueError, match="must be"):
        plotting.smoothed(values, beta)


@pytest.mark.parametrize(("lr", "steps", "noise"), [(0.1, 256, 2.0), (1.5, 4, 0.25), (0.02, 9, 4)])
def test_the_plane_shows_what_runs_come_to(lr, steps, noise):
    """300 runs have the exact mean loss, up to five standard errors."""
    losses = CURVATURES @ run_ends(lr, steps, noise) ** 2 / 2
    exact = expected_loss(np.array([lr]), steps, noise)[0]
    assert losses.mean() == pytest.approx(exact, abs=5 * losses.std() / np.sqrt(losses.size))


def test_the_best_rate_doubles_with_the_batch_until_the_limit():
    """The linear rule holds far below 2 and not near it."""
    best = explore.noise_ball().best
    assert best[16] / best[1] == pytest.approx(16, rel=0.1)
    assert best[256] < 2 < 256 * best[1]


def test_the_ball_takes_the_learners_floor():
    """A right one gives the same ellipse, a wrong one a sentence and no ellipse."""
    def floor(curvature, sigma, lr):
        return lr * sigma**2 / (curvature * (2 - lr * curvature)) if lr * curvature < 2 else np.inf

    for lrkits in (get("noise_floor").reference, None):  # `mine` hands in lrkit's own
        assert "The formula says" in explore.noise_ball(lrkits).says()
    right = explore.noise_ball(floor)
    assert right.says() == explore.noise_ball().says().replace("The formula", "Your formula")
    never = explore.noise_ball(lambda c, sigma, lr: np.inf)
    assert "Your formula says that nothing settles" in never.says()
    (ring,) = ellipses(right)
    variance = NoisyQuadratic(Bowl(CURVATURES[0]), NOISE / 2).noise_floor(0.1)[0]
    assert ring.x.max() == pytest.approx(2 * np.sqrt(variance))
    assert f"Your formula says {np.sqrt(variance):.3g} and" in right.says()
    for wrong, words in ((lambda c: 1.0, "Your noise_floor raised TypeError"),
                         (lambda c, sigma, lr: -1.0, "returned −1, which is not a variance"),
                         (lambda c, sigma, lr: np.nan, "not a number, which is not a variance"),
                         (lambda *args: None, "Your noise_floor returned nothing"),
                         (lambda *args: [1, 2], "returned shape (2,), not one number")):
        explorer = explore.noise_ball(wrong)
        assert words in explorer.says() and "so there is no ellipse." in explorer.says()
        assert "The mean loss of the runs is 0.201" in explorer.says()
        assert not ellipses(explorer) and explorer.picture()


def ellipses(explorer):
    """The ellipse in the right panel, if there is one."""
    return [mark for mark in explorer.scene.panels[1].marks
            if isinstance(mark, Line) and mark.colour == "vermillion"]


@pytest.mark.parametrize(("batch", "lr", "words"), [
    (1, 4.0, "The runs blow up. Nothing settles at this rate."), (256, 0.005, "4 steps"),
    (256, 2.5, "Nothing settles at this rate."), (1, 0.005, f"{NUM_EXAMPLES} steps"),
    (4, 0.0, "100% of it is still due to the start."),
    (4, 1e300, "The runs blow up."), (256, np.inf, "The runs blow up."),
])
def test_the_ball_draws_its_corners(batch, lr, words):
    """The sliders' ends, rates above the limit, and rates that only code can ask for."""
    explorer = explore.noise_ball().set(batch=batch, lr=lr)
    assert explorer.scene.trouble == ""
    assert words in explorer.says() and explorer.picture()


def test_what_is_left_of_the_start_and_the_noise_make_up_the_loss():
    """At a rate of 1 along curvature 1 nothing is left after a step; the rest is closed form."""
    explorer = explore.noise_ball().set(batch=256, lr=1.0)
    ends = run_ends(1.0, 4, NOISE / 16)
    total = CURVATURES @ (ends.mean(axis=1) ** 2 + ends.var(axis=1)) / 2
    start, noise = 0.25 * (6 * 0.75**4) ** 2 / 2, (NOISE / 16) ** 2 / 2
    noise *= 0.25 * (0.75 ** (2 * np.arange(4))).sum() + 1  # of four steps along the flat, of one
    share = start / (start + noise)
    assert f"loss of the runs is {total:.3g}; {share:.0%} of it" in explorer.says()
    assert "; 0% of it" in explore.noise_ball().set(batch=4, lr=1.0).says()  # 0.75**256 is nothing
    path = mean_path(1.0, 4)
    assert path[1] == pytest.approx([4, 0, 0, 0, 0])
    assert path[0] == pytest.approx(6 * 0.75 ** np.arange(5))


def test_a_click_chooses_batch_and_rate_and_the_map_is_sent_once():
    """The heat map is the same object in every scene; its panel moves both controls."""
    explorer = explore.noise_ball()
    panel = explorer.scene.panels[0]
    assert (panel.pointer.x, panel.pointer.y) == ("lr", "batch")
    assert explorer.set(batch=32, lr=0.5).scene.panels[0].marks[0] is panel.marks[0]
    assert "batch size 32, rate 0.5" in explorer.scene.panels[0].title


@pytest.mark.parametrize("lr", [0.01, 0.1, 1.0])
def test_the_ellipse_has_its_name_at_its_top(lr):
    """Small or large: the words stand where the line is highest in the picture."""
    marks = explore.noise_ball().set(batch=1, lr=lr).scene.panels[1].marks
    [ellipse] = [mark for mark in marks if isinstance(mark, Line) and mark.colour == "vermillion"]
    [name] = [mark for mark in marks if isinstance(mark, Text) and mark.text == "the formula"]
    assert name.x == 0 and name.y == pytest.approx(min(np.max(ellipse.y), 7.0), rel=1e-3)
