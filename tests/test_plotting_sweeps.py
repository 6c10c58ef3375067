"""Figures of rates, sweeps and stability: what is drawn is what the data say."""

import numpy as np
import pytest

from lrkit import optimizers, plotting, problems
from lrkit.sweeps import sweep
from lrkit.training import train

VALLEY = problems.Quadratic.from_curvatures((1.0, 30.0), angle=25)
START = [2.0, -1.0]
FOUND = sweep(VALLEY, optimizers.Momentum(), START,
              {"momentum": [0.0, 0.5, 0.9], "lr": np.geomspace(1e-3, 0.2, 12)}, 80, tolerance=0.01)


def test_rates_are_drawn_as_the_steps_use_them():
    """A schedule is called with the steps, a run shows its own rates, an array itself."""
    run = train(VALLEY, optimizers.GradientDescent(), START, lambda t: 0.01 / (1 + t), 5)
    ax = plotting.rates({"schedule": lambda step: 0.5**step, "run": run, "array": [3, 2]}, 4)
    drawn = [line.get_ydata().tolist() for line in ax.get_lines()]
    assert drawn == [[1, 0.5, 0.25, 0.125], run.lrs.tolist(), [3, 2]]
    assert ax.get_xlabel() == "step" and ax.get_ylabel() == "learning rate"
    assert "schedule from 1 to 0.125, at most 1 at step 0" in plotting.alt_text(ax)


def test_a_rate_of_zero_is_left_out_of_a_log_axis():
    """Nothing is drawn at minus infinity."""
    ax = plotting.rates({"warm": [0.0, 0.1, 0.2]}, log=True)
    assert ax.get_yscale() == "log" and np.isnan(ax.get_lines()[0].get_ydata()[0])


def test_each_coordinate_has_its_effective_rate():
    """AdaGrad's rates only fall, and the text says from where to where."""
    run = train(VALLEY, optimizers.AdaGrad(), START, 0.5, 30)
    ax = plotting.effective_rates(run, names=("flat", "steep"))
    assert len(ax.get_lines()) == 2
    for line, rates in zip(ax.get_lines(), run.effective_lrs.T, strict=True):
        np.testing.assert_array_equal(line.get_ydata(), rates)
        assert (np.diff(rates) <= 0).all()
    assert f"from {run.effective_lrs[0, 0]:.3g} to {run.effective_lrs[-1, 0]:.3g}" in \
        plotting.alt_text(ax)


def test_a_heat_map_shows_every_run_in_its_place():
    """Rows are the first axis, columns the second; lost runs are masked and counted."""
    ax = plotting.heat_map(FOUND)
    values = ax.collections[0].get_array()
    kept = FOUND.final_losses <= FOUND.first_losses
    np.testing.assert_array_equal(values.mask, ~kept)
    np.testing.assert_array_equal(values.data[kept], FOUND.final_losses[kept])
    assert ax.get_xscale() == "log" and ax.get_yscale() == "linear"
    assert ax.get_xlabel() == "learning rate" and ax.get_ylabel() == "momentum"
    best = FOUND.best()
    text = plotting.alt_text(ax)
    assert f"{(~kept).sum()} ended above their start" in text
    assert f"at momentum {best['momentum']:.3g} and lr {best['lr']:.3g}" in text
    assert plotting.alt_text(ax.figure) == text  # nothing is said of the colour bar


def test_a_heat_map_of_steps_marks_the_quickest():
    """The star stands on the smallest number of steps."""
    ax = plotting.heat_map(FOUND, show="steps")
    row, column = np.unravel_index(np.argmin(FOUND.steps), FOUND.steps.shape)
    star = ax.get_lines()[-1]
    assert star.get_xdata()[0] == FOUND.axes["lr"][column]
    assert star.get_ydata()[0] == FOUND.axes["momentum"][row]


@pytest.mark.parametrize("beta", [0.0, 0.3, 0.8])
@pytest.mark.parametrize("product", [0.3, 1.0, 1.9])
@pytest.mark.parametrize(("name", "rule"), [("heavy ball", optimizers.Momentum),
                                            ("nesterov", optimizers.Nesterov)])
def test_the_plane_of_stability_is_what_runs_do(name, rule, beta, product):
    """The factor is that of a long run on a bowl, measured by growth over 400 steps."""
    factor = float(plotting.spectral_radius(name, np.array(product), np.array(beta)))
    w, optimizer = np.array([1.0]), rule(beta)
    state, sizes = optimizer.init(w), []
    for _ in range(400):
        w, state = optimizer.step(w, w, state, product)
        sizes.append(np.hypot(w[0], state.velocity[0]))
    if factor == 0:
        assert sizes[-1] == 0
        return
    # Where both roots are equal the size is a power times a polynomial: hence the tolerance.
    assert (sizes[-1] / sizes[199]) ** (1 / 200) == pytest.approx(factor, rel=0.02)


def test_the_plane_of_stability_names_its_limits():
    """2 and 4 over the curvature for the heavy ball; for Nesterov 2 and 4/3."""
    assert "below the rate 1 without momentum and 2 with" in \
        plotting.alt_text(plotting.stability_plane(curvature=2.0))
    assert "below the rate 2 without momentum and 1.33 with" in \
        plotting.alt_text(plotting.stability_plane("nesterov"))


def test_a_comparison_shows_paths_losses_and_rates():
    """Three axes for two parameters, two for more; one sentence from each."""
    runs = {name: train(VALLEY, rule, START, 0.02, 20) for name, rule in (
        ("plain", optimizers.GradientDescent()), ("Adam", optimizers.Adam()))}
    fig = plotting.comparison(VALLEY, runs)
    assert len(fig.axes) == 3
    for part in ("Contours of the loss", "Loss over steps", "Learning rate over steps"):
        assert part in plotting.alt_text(fig)
    line = problems.LeastSquares(np.eye(3), np.ones(3))
    assert len(plotting.comparison(line, {"a": train(
        line, optimizers.GradientDescent(), np.zeros(3), 0.1, 3)}).axes) == 2


ONE_AXIS = sweep(VALLEY, optimizers.GradientDescent(), START, {"lr": [0.1]}, 2)
TWO_AXES = sweep(VALLEY, optimizers.Momentum(), START, {"lr": [0.1], "momentum": [0.5]}, 2)


@pytest.mark.parametrize(("draw", "message"), [
    (lambda: plotting.rates({}), "runs must hold at least one run"),
    (lambda: plotting.rates({"a": abs}), "num_steps must be at least 1 to draw a schedule"),
    (lambda: plotting.heat_map(ONE_AXIS), r"two axes, got \['lr'\]"),
    (lambda: plotting.heat_map(TWO_AXES, show="speed"), r"show must be one of .* got 'speed'"),
    (lambda: plotting.heat_map(TWO_AXES, show="steps"), "give sweep a tolerance"),
    (lambda: plotting.stability_plane("adam"), r"rule must be one of .* got 'adam'"),
    (lambda: plotting.stability_plane(curvature=0.0), "curvature must be positive, got 0"),
    (lambda: plotting.effective_rates(train(VALLEY, optimizers.Adam(), START, 0.1, 3,
                                            record="ends")), "no effective rates"),
])
def test_bad_figures_are_named(draw, message):
    """A ValueError that says what is needed."""
    with pytest.raises(ValueError, match=message):
        draw()


def test_a_run_that_left_every_scale_can_be_drawn():
    """Losses up to 1e300 would overflow the axis; warnings are errors here."""
    run = train(VALLEY, optimizers.GradientDescent(), START, 5.0, 900)
    fig = plotting.comparison(VALLEY, {"lost": run})
    assert plotting.to_png(fig, dpi=30) and "then runs away" in plotting.alt_text(fig)
    none = train(VALLEY, optimizers.GradientDescent(), START, 0.1, 0)
    assert "a made no step" in plotting.alt_text(plotting.rates({"a": none}))
