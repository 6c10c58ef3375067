"""Landscapes, noise and counterexamples: values by hand, published minima, what noise does."""

import numpy as np
import pytest

from lrkit import problems

ROSENBROCK, BEALE = problems.Rosenbrock(), problems.Beale()
HILLS = problems.Himmelblau()


@pytest.mark.parametrize(
    ("problem", "place", "value"),
    [
        (ROSENBROCK, (-1.2, 1.0), 24.2),  # 100 * 0.44**2 + 2.2**2, as in Rosenbrock's paper
        (ROSENBROCK, (1.0, 1.0), 0.0),
        (ROSENBROCK, (0.0, 2.0), 401.0),
        (problems.Rosenbrock(a=2, b=10), (1.0, 3.0), 41.0),
        (BEALE, (3.0, 0.5), 0.0),
        (BEALE, (0.0, 7.0), 14.203125),  # 1.5**2 + 2.25**2 + 2.625**2, whatever y
        (BEALE, (1.0, 2.0), 126.453125),  # 2.5**2 + 5.25**2 + 9.625**2
        (HILLS, (0.0, 0.0), 170.0),  # 121 + 49
        (HILLS, (3.0, 2.0), 0.0),
        (HILLS, (1.0, 1.0), 106.0),  # 81 + 25
        (problems.Saddle(a=1, b=3), (2.0, 1.0), 0.5),
        (problems.Ravine(steepness=8, bend=2), (0.0, 0.5), 1.0),
        (problems.Ravine(steepness=8, bend=2), (np.pi / 2, 2.0), np.hypot(1, np.pi / 2) - 1),
        (problems.Ravine(bend=0), (np.sqrt(3), 0.0), 1.0),
        (problems.AbsoluteValue(), (-2.5,), 2.5),
    ],
)
def test_values_by_hand(problem, place, value):
    """Small sums that anybody can do on paper."""
    assert problem.value(place) == pytest.approx(value, rel=1e-12, abs=1e-15)


def test_the_condition_of_rosenbrocks_minimum():
    """[[802, -400], [-400, 200]]: trace 1002 and determinant 400, hence a ratio of 2508."""
    np.testing.assert_allclose(ROSENBROCK.hessian([1, 1]), [[802, -400], [-400, 200]])
    low, high = np.linalg.eigvalsh(ROSENBROCK.hessian(ROSENBROCK.minimum))
    assert high == pytest.approx(501 + np.sqrt(501**2 - 400))
    assert high / low == pytest.approx(2508, abs=0.1)


def test_himmelblaus_places():
    """The four published minima, to their six digits, are valleys; the hilltop is a hilltop."""
    published = [(3, 2), (-2.805118, 3.131312), (-3.779310, -3.283186), (3.584428, -1.848126)]
    np.testing.assert_allclose(HILLS.minima, published, atol=1e-6)
    for best in HILLS.minima:
        assert HILLS.value(best) < 1e-25
        assert np.linalg.eigvalsh(HILLS.hessian(best))[0] > 0
    top = (-0.270845, -0.923039)
    np.testing.assert_allclose(HILLS.grad(top), 0, atol=1e-4)
    assert HILLS.value(top) == pytest.approx(181.617, abs=1e-3)
    assert HILLS.sharpness(top) < 0


def test_beales_hessian_at_its_minimum():
    """The residuals are 0 there, which leaves 2 J^T J, with J = ((-1/2, 3), (-3/4, 3), ...)."""
    J = np.array([[-1 / 2, 3], [-3 / 4, 3], [-7 / 8, 9 / 4]])
    np.testing.assert_allclose(BEALE.hessian([3, 0.5]), 2 * J.T @ J, rtol=1e-13)


def test_the_starts_of_the_literature():
    """As the papers print them, and a new array each time."""
    assert ROSENBROCK.usual_start.tolist() == [-1.2, 1.0]
    assert BEALE.usual_start.tolist() == [1.0, 1.0]
    for problem in (problems.Saddle(), problems.Ravine(), HILLS, problems.AbsoluteValue()):
        start = problem.usual_start
        assert start.shape == (problem.num_params,)
        start[:] = 9.0
        assert problem.usual_start[0] != 9.0


def test_absolute_value_is_flat_nowhere_but_at_the_kink():
    """Slope 1 in size however near, 0 at exactly 0, also in an array and for a plain number."""
    loss = problems.AbsoluteValue()
    assert loss.grad([[-3.0, -1e-300, 0.0, -0.0, 1e-300]]).tolist() == [[-1, -1, 0, 0, 1]]
    assert (loss.value(-2), loss.grad(-2)) == (2, -1)


def test_a_saddle_leaves_along_one_direction_and_has_no_minimum():
    """A step of gradient descent at rate 0.1 makes x 0.9 times as large and y 1.1 times."""
    saddle = problems.Saddle(a=1, b=1)
    np.testing.assert_allclose(np.ones(2) - 0.1 * saddle.grad([1.0, 1.0]), [0.9, 1.1])
    with pytest.raises(ValueError, match="no minimum: a curvature is negative, -1"):
        _ = saddle.minimum


def test_the_ravines_floor_falls_gently_and_its_walls_are_steep():
    """On the floor the slope is below 1; the wall's curvature across a straight part is s."""
    ravine = problems.Ravine(steepness=50, bend=1)
    x = np.linspace(-20, 20, 801)
    floor = np.stack([x, np.sin(x)])
    assert np.linalg.norm(ravine.grad(floor), axis=0).max() < 1
    beside = np.stack([x, np.sin(x) + 0.1])
    assert np.linalg.norm(ravine.grad(beside), axis=0).min() > 4
    assert ravine.sharpness([np.pi / 2, 1.0]) == pytest.approx(50, abs=1e-9)
    # There the floor runs level; where it is steepest, walls of 50 * (1 + 1) are crossed askew.
    assert ravine.sharpness([2 * np.pi, 0.0]) == pytest.approx(100, abs=1e-2)


# Noise -------------------------------------------------------------------------------------


def test_the_noise_is_gaussian_additive_and_independent():
    """Over 200,000 draws: mean the exact gradient, deviation s, no correlation; seeds repeat."""
    noisy = problems.NoisyQuadratic(problems.Quadratic(np.diag([1.0, 4.0])), noise=0.5)
    w = np.array([2.0, -1.0])[:, None] * np.ones(200_000)
    draws = noisy.sample_grad(w, np.random.default_rng(0))
    np.testing.assert_allclose(draws.mean(axis=1), [2, -4], atol=5 * 0.5 / np.sqrt(200_000))
    np.testing.assert_allclose(draws.std(axis=1), 0.5, rtol=0.01)
    assert abs(np.corrcoef(draws)[0, 1]) < 0.01
    assert abs(np.mean(((draws[0] - 2) / 0.5) ** 4) - 3) < 0.05  # the kurtosis of a Gaussian
    again = noisy.sample_grad(w, np.random.default_rng(0))
    np.testing.assert_array_equal(again, draws)
    assert noisy.sample_grad([1.0, 1.0], np.random.default_rng(0)).shape == (2,)


@pytest.mark.parametrize("lr", [0.05, 0.4])
def test_the_noise_floor_is_where_runs_end(lr):
    """20,000 runs of gradient descent on a turned bowl scatter as the formula says, to 3 %."""
    bowl = problems.Quadratic.from_curvatures((1.0, 4.0), angle=30)
    noisy, rng = problems.NoisyQuadratic(bowl, noise=0.7), np.random.default_rng(1)
    w = np.zeros((2, 20_000))
    for _ in range(150):
        w = w - lr * noisy.sample_grad(w, rng)
    np.testing.assert_allclose(w.var(axis=1), noisy.noise_floor(lr), rtol=0.03)


def test_the_noise_floor_by_hand():
    """lr s²/(h (2 - lr h)): 0.1 * 4 / (1 * 1.9), 0.1 * 4 / (10 * 1); none from lr h = 2 on."""
    noisy = problems.NoisyQuadratic(problems.Quadratic(np.diag([1.0, 10.0])), noise=2.0)
    np.testing.assert_allclose(noisy.noise_floor(0.1), [0.4 / 1.9, 0.04])
    np.testing.assert_allclose(noisy.noise_floor(0.2), [0.8 / 1.8, np.inf])
    assert noisy.noise_floor(2.0).tolist() == [np.inf, np.inf]
    assert noisy.noise_floor(0.0).tolist() == [0, 0]
    saddle = problems.NoisyQuadratic(problems.Saddle(), noise=1.0)
    np.testing.assert_allclose(saddle.noise_floor(1.0), [1, np.inf])


# Counterexamples ---------------------------------------------------------------------------


def test_reddis_losses_come_in_periods():
    """Slopes C, -1, -1, C, ...; their mean over a period is that of the average loss."""
    problem = problems.ReddiOnline(C=5.0)
    slopes = [float(problem.grad_at([0.3], step)[0]) for step in range(6)]
    assert slopes == [5, -1, -1, 5, -1, -1]
    assert problem.grad([0.3]) == pytest.approx(1.0)  # (5 - 1 - 1) / 3
    values = [problem.value_at([0.5], step) for step in range(3)]
    assert values == [2.5, -0.5, -0.5]
    assert problem.value([0.5]) == pytest.approx(np.mean(values))
    long = problems.ReddiOnline(C=1010, small=10, period=101)
    assert long.mean_slope == pytest.approx(10 / 101)


@pytest.mark.parametrize("problem", [problems.ReddiOnline(), problems.ReddiStochastic()], ids=repr)
def test_reddis_best_place_is_the_left_end(problem):
    """Of all places in [-1, 1], -1 has the least average loss; a projection brings others back."""
    everywhere = np.linspace(-1, 1, 201)[None]
    assert everywhere[0, problem.value(everywhere).argmin()] == problem.minimum[0] == -1
    assert problem.project([[-3.0, -0.2, 1.5]]).tolist() == [[-1.0, -0.2, 1.0]]


def test_reddis_rare_gradient_comes_as_often_as_it_should():
    """1 % of a million draws, within four standard deviations, independent for each run."""
    problem = problems.ReddiStochastic(probability=0.01)
    draws = problem.sample_grad(np.zeros((1, 1_000_000)), np.random.default_rng(0))
    assert set(np.unique(draws)) == {-10.0, 1010.0}
    assert np.mean(draws > 0) == pytest.approx(0.01, abs=4e-4)


def test_wilsons_features_are_those_of_the_paper():
    """Label, 1, 1, and a block that nobody shares: one feature if positive, five if not."""
    data = problems.wilson_data(20, 0.75, np.random.default_rng(3), num_test=8)
    X = np.vstack([data.X_train, data.X_test])
    y = np.concatenate([data.y_train, data.y_test])
    assert (data.y_train > 0).sum() == 15 and (data.y_test > 0).sum() == 6
    np.testing.assert_array_equal(X[:, 0], y)
    assert (X[:, 1:3] == 1).all()
    np.testing.assert_array_equal(X[:, 3:].sum(axis=1), np.where(y > 0, 1, 5))
    assert X[:, 3:].sum(axis=0).max() == 1


def test_wilsons_two_solutions():
    """The paper's lemmas: the shortest weights err never, equal weights err on every negative.

    sign(X^T y) / 4 fits the training data exactly, and calls each test example positive.
    """
    data = problems.wilson_data(60, 0.7, np.random.default_rng(4), num_test=40)
    shortest = problems.LeastSquares(data.X_train, data.y_train).minimum
    equal = np.sign(data.X_train.T @ data.y_train) / 4
    for w in (shortest, equal):
        np.testing.assert_allclose(data.X_train @ w, data.y_train, atol=1e-12)
    assert np.mean(np.sign(data.X_test @ shortest) != data.y_test) == 0
    assert np.mean(np.sign(data.X_test @ equal) != data.y_test) == pytest.approx(0.3)
    # The shortest weights in closed form: X^T a with X X^T a = y, where a depends on the label
    # alone: (3 pos + 1) a+ + neg a- = 1 and pos a+ + (3 neg + 5) a- = -1.
    pos, neg = (data.y_train > 0).sum(), (data.y_train < 0).sum()
    below = 15 * pos + 3 * neg + 8 * pos * neg + 5
    a = np.where(data.y_train > 0, (4 * neg + 5) / below, -(4 * pos + 1) / below)
    np.testing.assert_allclose(shortest, data.X_train.T @ a, atol=1e-12)


# Bad input ---------------------------------------------------------------------------------

BOWL = problems.Bowl()
SEEDED = np.random.default_rng(0)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: problems.Rosenbrock(b=0), "b must be finite and above 0, got 0"),
        (lambda: problems.Rosenbrock(a=np.nan), "a must be finite, got nan"),
        (lambda: problems.Saddle(b=-1), "b must be finite and above 0, got -1"),
        (lambda: problems.Ravine(steepness=np.inf), "steepness must be .* got inf"),
        (lambda: problems.AbsoluteValue().value([1.0, 2.0]), "params must have 1 entries"),
        (lambda: HILLS.hessian(np.zeros((2, 3))), r"params must have shape \(2,\), got \(2, 3\)"),
        (lambda: problems.NoisyQuadratic(BOWL, noise=-1), "noise must be .* at least 0, got -1"),
        (lambda: problems.NoisyQuadratic(HILLS, noise=1), "quadratic must be a quadratic problem"),
        (lambda: problems.NoisyQuadratic(BOWL, 1.0).noise_floor(-0.1), "lr must be .* got -0.1"),
        (lambda: problems.NoisyQuadratic(BOWL, 1.0).sample_grad([1.0], 3), "rng must be .* got 3"),
        (lambda: problems.ReddiOnline(C=2), "C must be finite and above 2, got 2"),
        (lambda: problems.ReddiOnline(period=1), "period must be .* at least 2, got 1"),
        (lambda: problems.ReddiOnline().grad_at([0.0], -1), "step must be .* at least 0, got -1"),
        (lambda: problems.ReddiOnline().grad_at([0.0], 0.5), "step must be a whole number"),
        (lambda: problems.ReddiStochastic(probability=0.009), "mean slope positive, got 0.009"),
        (lambda: problems.wilson_data(1, 0.7, SEEDED, 9), "num_examples must be .* got 1"),
        (lambda: problems.wilson_data(9, 0.5, SEEDED, 9), "fraction_positive .* got 0.5"),
        (lambda: problems.wilson_data(9, 0.99, SEEDED, 9), "leave a negative .* among 9 examples"),
        (lambda: problems.wilson_data(9, 0.7, 0, 9), "rng must be a numpy Generator"),
    ],
)
def test_bad_input_names_the_argument_and_what_it_got(make, message):
    """A ValueError that says what was wrong."""
    with pytest.raises(ValueError, match=message):
        make()
