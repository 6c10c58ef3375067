"""The figures of notebook 6: what they say is what the runs did."""

import numpy as np
import pytest

from lrkit import explore, plotting
from lrkit.explore.marks import Text
from lrkit.explore.view import pack_scene
from lrkit.optimizers import Momentum, Nesterov, NesterovLookAhead
from lrkit.problems import AbsoluteValue, Bowl, Quadratic
from lrkit.training import train


def test_steps_on_a_constant_slope_grow_to_the_rate_over_what_is_lost():
    """0.1 / (1 - 0.5) is 0.2; the first step is the rate itself."""
    run = train(AbsoluteValue(), Momentum(0.5), 100.0, lr=0.1, num_steps=40)
    assert "half from 0.1 to 0.2 in 40 steps." in plotting.alt_text(
        plotting.step_lengths({"half": run}))


def test_a_cut_of_the_rate_is_told_on_both_sides():
    """Without momentum a step is rate times slope, before and after the cut."""
    run = train(AbsoluteValue(), Momentum(0.0), 100.0, num_steps=8,
                lr=lambda step: 0.5 if step < 3 else 0.25)
    ax = plotting.step_lengths({"a": run}, cut=3)
    assert "with 0.5 before the cut and 0.25 after it" in plotting.alt_text(ax)
    assert "the rate is cut" in [text.get_text() for text in ax.texts]


def test_a_run_without_steps_has_no_lengths():
    """It is said, and not drawn as an empty figure."""
    with pytest.raises(ValueError, match="at least one step, got none in 'a'"):
        plotting.step_lengths({"a": train(Bowl(), Momentum(), 1.0, lr=0.1, num_steps=0)})


def test_velocities_differ_by_the_rate_and_by_the_share():
    """Keras stores minus the rate times PyTorch's velocity, the average a share of it."""
    stored = {}
    for flavor, lr in (("torch", 0.1), ("keras", 0.1), ("average", 0.5)):
        rule = Momentum(0.8, flavor=flavor)
        stored[flavor] = plotting.velocities(rule, train(Bowl(), rule, 1.0, lr=lr, num_steps=9))
    assert stored["torch"].shape == (9, 1)
    assert stored["keras"] == pytest.approx(-0.1 * stored["torch"])
    assert stored["average"] == pytest.approx(0.2 * stored["torch"])


def test_conventions_are_about_one_weight():
    """Two weights would need two curves each."""
    run = train(Quadratic.from_curvatures((1, 2)), Momentum(), [1, 1], lr=0.1, num_steps=2)
    with pytest.raises(ValueError, match="one weight, got 2 in 'a'"):
        plotting.conventions({"a": (Momentum(), run)})


@pytest.mark.parametrize(("mu", "L"), [(1.0, 25.0), (0.2, 3.0)])
def test_the_two_borders_meet_at_the_best_pair(mu, L):
    """The drawn borders cross at Polyak's pair, and both factors are the root of its momentum."""
    low, high = np.sqrt(mu), np.sqrt(L)
    lr, beta = (2 / (high + low)) ** 2, ((high - low) / (high + low)) ** 2
    left, right = plotting.two_borders(mu, L, (lr, beta)).axes
    drawn = {line.get_color(): line for line in left.get_lines()}
    for name in ("blue", "vermillion"):
        border = drawn[plotting.COLOURS[name]]
        assert np.interp(lr, *border.get_data()) == pytest.approx(beta, abs=0.01)
        factor = next(line for line in right.get_lines()
                      if line.get_color() == plotting.COLOURS[name])
        assert np.interp(lr, *factor.get_data()) == pytest.approx(np.sqrt(beta), abs=0.04)
    assert f"the rate {lr:.3g} and the momentum {beta:.3g}" in plotting.alt_text(left)
    assert f"flattest {np.sqrt(beta):.3g} at its lowest" in plotting.alt_text(right)


def test_the_two_borders_draw_the_limit_that_they_are_given():
    """The learner's function gets numbers, one momentum at a time."""
    asked = []

    def limit(L, beta):
        asked.append((L, beta))
        return 3.0

    left, _ = plotting.two_borders(1.0, 4.0, (0.4, 0.1), limit).axes
    assert all(isinstance(beta, float) and L == 4.0 for L, beta in asked)
    assert "right of a line from the rate 3 without" in plotting.alt_text(left)
    with pytest.raises(ValueError, match="must be 0 < mu < L, got 2 and 2"):
        plotting.two_borders(2, 2, (0.5, 0.0))


def test_libraries_keep_the_points_ahead():
    """With nesterov=True their weights are where the exercise's form looks, step by step."""
    bowl, rule = Bowl(), NesterovLookAhead(0.9)
    run = train(bowl, rule, 1.0, lr=0.1, num_steps=12)
    library = train(bowl, Nesterov(0.9), 1.0, lr=0.1, num_steps=12)
    velocity = np.append(0, np.diff(run.params.ravel()) / -0.1)
    ahead = run.params.ravel() - 0.1 * 0.9 * velocity
    assert ahead == pytest.approx(library.params.ravel(), abs=1e-12)


def test_steps_of_valleys_names_every_count():
    """The words hold each number; lists of different length are refused."""
    words = plotting.alt_text(plotting.steps_of_valleys((10, 100), {"slow": [35, 346]}))
    assert "slow 35 at 10, 346 at 100" in words
    with pytest.raises(ValueError, match="must hold 2 numbers, got 1"):
        plotting.steps_of_valleys((10, 100), {"slow": [35]})


@pytest.mark.parametrize(("lr", "momentum", "word"), [
    (0.199, 0.0, "has not arrived yet"), (0.2, 0.0, "is at the limit"), (0.21, 0.0, "diverges"),
    (0.3, 0.5, "is at the limit"), (0.3, 0.6, "arrives"), (0.23, 0.27, "arrives"),
])
def test_the_plane_tells_the_verdict_of_its_point(lr, momentum, word):
    """The limit is 2 (1 + momentum) / 10 for curvatures 1 and 10."""
    explorer = explore.momentum_plane().set(lr=lr, momentum=momentum)
    assert f"the run {word}." in explorer.says()
    assert word in explorer.scene.panels[1].title


@pytest.mark.parametrize("lr", [0.005, 0.1, 0.37])
def test_a_large_momentum_makes_the_factor_the_same_for_every_rate(lr):
    """The root of 0.9 in both directions, while both swing."""
    says = explore.momentum_plane().set(lr=lr, momentum=0.9).says()
    assert says.count("by 0.949") == 2


def test_the_plane_takes_the_learners_step():
    """A right one gives the same picture, a wrong one a sentence."""
    def step(w, v, grad, lr, beta):
        v = beta * v + grad
        return w - lr * v, v

    same = explore.momentum_plane()
    assert pack_scene(explore.momentum_plane(step).scene) == pack_scene(same.scene)
    for wrong, says in (
        (lambda w, v, grad, lr, beta: None, "Your step returned nothing"),
        (lambda w, v, grad, lr, beta: (w / 2)[2], "Your step raised IndexError"),
        (lambda w, v, grad, lr, beta: w - lr * grad, "Your step returned a single value, not 2"),
        (lambda w, v, grad, lr, beta: (w[0], v), "Your step returned shape (), not (2,)"),
    ):
        assert says in explore.momentum_plane(wrong).says()


def test_a_step_that_is_no_momentum_is_drawn_beside_lrkits():
    """The average has ten times shorter steps at 0.9; the verdict is not one about it."""
    def average(w, v, grad, lr, beta):
        v = beta * v + (1 - beta) * grad
        return w - lr * v, v

    explorer = explore.momentum_plane(average).set(momentum=0.9)
    assert "the run differs from lrkit's." in explorer.says()
    assert explorer.set(momentum=0.0).says() == explore.momentum_plane().set(momentum=0.0).says()


def test_the_plane_names_the_start_the_minimum_and_both_runs():
    """With direct labels; the run swings from the beginning, and may be cut anywhere."""
    explorer = explore.momentum_plane()
    words = [mark.text for panel in explorer.scene.panels for mark in panel.marks
             if isinstance(mark, Text)]
    assert {"start", "★ minimum", "limit", "no momentum"} <= set(words)
    assert words.count("0.837") == words.count("swings") == 2
    for steps in (0, 1, 5000):
        plural = "" if steps == 1 else "s"
        assert f"in {steps} step{plural};" in explorer.set(steps=steps).says()


@pytest.mark.parametrize("lr", [0.0, 0.005, 0.45, 3.0, 1e300, np.inf])
@pytest.mark.parametrize("momentum", [0.0, 0.99])
def test_the_plane_draws_its_corners(lr, momentum):
    """The sliders' ends, and rates that lie beside the plane."""
    explorer = explore.momentum_plane().set(lr=lr, momentum=momentum)
    assert explorer.scene.trouble == "" and explorer.picture()
    assert ("the run does not move." in explorer.says()) == (lr == 0)
    assert "the run diverges." in explorer.says() or lr < 0.4


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_a_step_to_nowhere_is_drawn_as_far_as_it_goes(bad):
    """nan or infinity from the learner's step leaves the picture and says so."""
    explorer = explore.momentum_plane(lambda w, v, grad, lr, beta: (w * bad, v))
    assert explorer.scene.trouble == "" and explorer.picture()
    assert "not a number in 1 step;" in explorer.says() or "∞ in 1 step;" in explorer.says()
