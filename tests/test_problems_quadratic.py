"""Bowls and least squares: curvatures in closed form, values by hand, the data as published."""

import numpy as np
import pytest

from lrkit import problems


def test_a_rotation_leaves_the_curvatures():
    """Turning a bowl changes its picture, not its curvatures; at 90 degrees the axes swap."""
    for angle in (0, 17, 45, 90, 200):
        bowl = problems.Quadratic.from_curvatures((1.0, 10.0), angle=angle)
        np.testing.assert_allclose(bowl.curvatures, [1, 10], rtol=1e-12)
        assert bowl.max_stable_lr == pytest.approx(0.2)
    turned = problems.Quadratic.from_curvatures((1.0, 10.0), angle=90)
    assert turned.value([1.0, 0.0]) == pytest.approx(5.0)
    assert turned.value([0.0, 1.0]) == pytest.approx(0.5)


def test_no_pair_on_a_fine_grid_beats_the_best_heavy_ball():
    """The eigenvalues of a step's matrix are an independent truth."""
    def factor(lr, beta):
        steps = [[[1 + beta - lr * c, -beta], [1, 0]] for c in (1.0, 10.0)]
        return np.abs(np.linalg.eigvals(steps)).max()

    lr, beta = problems.Quadratic.from_curvatures((1.0, 10.0), angle=20).best_heavy_ball
    grid = [(a, b) for a in np.linspace(0.01, 0.4, 60) for b in np.linspace(0, 0.9, 60)]
    assert factor(lr, beta) == pytest.approx(np.sqrt(beta), abs=1e-6)
    assert min(factor(*pair) for pair in grid) > factor(lr, beta)
    with pytest.raises(ValueError, match="must be positive, got 0"):
        _ = problems.Quadratic(np.diag([0.0, 1.0])).best_heavy_ball


def test_nothing_curves_upwards_on_a_hilltop():
    """No rate is too large where no direction swings up."""
    assert problems.Quadratic(-np.eye(2)).max_stable_lr == np.inf
    assert problems.Quadratic(np.zeros((2, 2))).max_stable_lr == np.inf


def test_a_bowl_takes_a_plain_number():
    """0.5 * 3 * (1 - -1)**2 = 6, and the slope there is 6."""
    bowl = problems.Bowl(curvature=3.0, center=-1.0)
    assert (bowl.value(1), bowl.grad(1)) == (6.0, 6.0)


def test_a_value_too_large_for_a_float_is_inf():
    """(1e200)**2 is not an OverflowError: a run that diverges goes through there."""
    assert problems.Bowl().value(1e200) == np.inf
    assert problems.Bowl().value(-1e200) == np.inf


def test_a_valley_that_is_flat_along_one_direction_has_a_minimum():
    """Rounding makes its smallest curvature a little negative at some angles: not a saddle."""
    for angle in range(0, 180, 7):
        trough = problems.Quadratic.from_curvatures((0.0, 3.0), angle=angle, center=(1.0, 2.0))
        assert trough.minimum.tolist() == [1.0, 2.0]


def test_least_squares_by_hand():
    """Residuals -1, 2, -3 at w = (1, 1): mean square 14/3, gradient 2/3 of X^T r."""
    problem = problems.LeastSquares([[1, 0], [2, 1], [0, 3]], [2, 1, 6])
    assert problem.value([1, 1]) == pytest.approx(14 / 3)
    np.testing.assert_allclose(problem.grad([1, 1]), [2, -14 / 3])


def test_the_two_weights_have_the_sharpness_of_the_published_minimum():
    """On the curve u*v = 1 the largest curvature is u**2 + v**2."""
    for u in (0.5, 1.0, 4.0):
        assert problems.TwoWeights().sharpness([u, 1 / u]) == pytest.approx(u**2 + u**-2)


# The diabetes data -------------------------------------------------------------------------


def test_the_diabetes_data_are_the_published_ones():
    """442 people, ten measurements; first row and totals as scikit-learn 1.9.1 ships them."""
    data = problems.load_diabetes("raw")
    assert data.X.shape == (442, 10) and data.y.shape == (442,)
    np.testing.assert_array_equal(data.X[0], [59, 2, 32.1, 101, 157, 93.2, 38, 4, 4.8598, 87])
    assert data.y[:5].tolist() == [151, 75, 141, 206, 135]
    assert data.y.sum() == 67243
    assert not np.isnan(data.X).any()


def test_the_scalings_are_what_they_say():
    """Mean square 1 when standardised; sums of squares 1 at unit norm; targets never scaled."""
    raw, standardised, unit = map(problems.load_diabetes, ("raw", "standardised", "unit norm"))
    np.testing.assert_allclose(standardised.X.mean(axis=0), 0, atol=1e-12)
    np.testing.assert_allclose((standardised.X**2).mean(axis=0), 1)
    np.testing.assert_allclose((unit.X**2).sum(axis=0), 1)
    assert unit.column("bmi")[0] == pytest.approx(0.0616962065186885)  # scikit-learn's own value
    assert (standardised.y == raw.y).all()


@pytest.mark.parametrize(
    ("scaling", "limit"),
    [("unit norm", 109.83520), ("standardised", 0.24849593), ("raw", 1.3588536e-5)],
)
def test_the_limits_of_three_scalings(scaling, limit):
    """From scikit-learn's own arrays with SciPy, n / sigma_max**2: see problems/data/README.md."""
    data = problems.load_diabetes(scaling)
    assert problems.LeastSquares(data.X, data.y).max_stable_lr == pytest.approx(limit, rel=1e-7)


def test_every_column_has_a_unit_that_follows_the_scaling():
    """An axis label must be true of the numbers on the axis."""
    raw, standardised, unit = map(problems.load_diabetes, ("raw", "standardised", "unit norm"))
    assert len(raw.units) == len(raw.feature_names) == 10
    assert raw.units[raw.feature_names.index("bmi")] == "kg/m²"
    assert set(standardised.units) == {"standard deviations"}
    assert set(unit.units) == {"standard deviations / √n"}


def test_each_call_gives_fresh_arrays():
    """Somebody who writes into the data does not spoil it for the next cell."""
    problems.load_diabetes("raw").X[:] = 0
    assert problems.load_diabetes("raw").X[0, 0] == 59


# Bad input ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: problems.Bowl(curvature=0), "curvature must be positive and finite, got 0"),
        (lambda: problems.Bowl(curvature=np.nan), "got nan"),
        (lambda: problems.Quadratic([[1, 2], [0, 1]]), "hessian must be symmetric"),
        (lambda: problems.Quadratic([1, 2]), r"hessian must be a square matrix, got shape \(2,\)"),
        (lambda: problems.Quadratic(np.eye(2), center=[1]), r"center must have shape \(2,\)"),
        (lambda: problems.Quadratic.from_curvatures((1, 2, 3), angle=9), "two curvatures, got 3"),
        (lambda: problems.LeastSquares([[1.0]], [1.0, 2.0]), r"got \(1, 1\) and \(2,\)"),
        (lambda: problems.LeastSquares([[np.inf]], [1.0]), "must be finite"),
        (lambda: problems.LeastSquares(np.zeros((0, 1)), []), "n and P at least 1"),
        (lambda: problems.LeastSquares(np.zeros((2, 0)), [1, 2]), r"got \(2, 0\) and \(2,\)"),
        (lambda: problems.LineFit([1, 2, 3], [1, 2]), r"y must be as long as x, \(3,\), got"),
        (lambda: problems.Bowl(center=np.nan), "center must be finite, got nan"),
        (lambda: problems.Quadratic(np.eye(2), [0, np.inf]), "center must be finite"),
        (lambda: problems.Quadratic(np.zeros((0, 0))), r"square matrix, got shape \(0, 0\)"),
        (lambda: problems.Quadratic(np.diag([1, -3])).minimum, "no minimum: .* negative, -3"),
        (lambda: problems.LineFit([[1.0]], [1.0]), r"x must have shape \(n,\), got \(1, 1\)"),
        (lambda: problems.load_diabetes("standard"), "scaling must be one of"),
        (lambda: problems.load_diabetes().column("weight"), "feature must be one of"),
        (lambda: problems.TwoWeights().value([1.0]), "params must have 2 entries"),
        (lambda: problems.Quadratic(np.eye(2)).grad(3.0), r"got an array of shape \(\)"),
    ],
)
def test_bad_input_names_the_argument_and_what_it_got(make, message):
    """A ValueError that says what was wrong."""
    with pytest.raises(ValueError, match=message):
        make()
