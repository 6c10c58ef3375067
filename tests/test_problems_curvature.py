"""The largest curvature: against whole Hessians, closed forms and what a rate of 2/L does."""

import numpy as np
import pytest

from lrkit import problems
from lrkit.problems import largest_curvature
from tests.test_problems import CURVED, QUADRATIC, central_differences, places

RNG = np.random.default_rng(3)
SMALL = problems.DigitsNetwork(RNG.normal(size=(30, 4)), RNG.integers(0, 10, 30), num_hidden=3)


@pytest.mark.parametrize("problem", QUADRATIC, ids=repr)
def test_a_quadratic_has_its_largest_eigenvalue(problem):
    """Everywhere the same: NumPy's eigenvalue of the matrix."""
    for w in places(problem, seed=1):
        assert largest_curvature(problem, w) == pytest.approx(problem.curvatures[-1], rel=1e-3)


@pytest.mark.parametrize("problem", CURVED, ids=repr)
def test_a_curved_loss_has_the_sharpness_of_its_exact_hessian(problem):
    """Also where the Hessian has negative eigenvalues, of which some are larger in size."""
    for w in places(problem, seed=2):
        hessian = problem.hessian(w)
        exact = np.linalg.eigvalsh(hessian)[-1]
        size = np.abs(hessian).max()
        assert largest_curvature(problem, w) == pytest.approx(exact, rel=1e-3, abs=1e-4 * size)


@pytest.mark.parametrize("seed", range(4))
def test_the_digits_network_multiplies_by_its_hessian(seed):
    """Each column agrees with differences of the gradient, the largest eigenvalue with NumPy's."""
    w = SMALL.init(np.random.default_rng(seed))
    hessian = central_differences(SMALL.grad, w, h=1e-6)
    columns = np.array([SMALL.hessian_times(w, unit) for unit in np.eye(SMALL.num_params)])
    np.testing.assert_allclose(columns, hessian, atol=1e-6)
    np.testing.assert_allclose(columns, columns.T, atol=1e-14)
    exact = np.linalg.eigvalsh(columns)[-1]
    assert largest_curvature(SMALL, w) == pytest.approx(exact, rel=1e-3)


def test_kinks_between_two_points_do_not_disturb_it():
    """A difference of gradients sees 700 at this point of a run, where the loss curves by 2.3."""
    net = problems.DigitsNetwork()
    w = net.init(np.random.default_rng(2))
    near = []
    for _ in range(4):
        near.append(largest_curvature(net, w))
        w = w - 0.2 * net.grad(w)
    assert max(near) < 3 and min(near) > 2


@pytest.mark.parametrize("scale", [1e-6, 1e6])
def test_the_size_of_the_loss_does_not_matter(scale):
    """Curvatures that are tiny or huge are as exact as those near 1."""
    bowl = problems.Quadratic.from_curvatures(scale * np.array([-8, 1, 5]), rng=RNG)
    assert largest_curvature(bowl, [1.0, 2.0, 3.0]) == pytest.approx(5 * scale, rel=1e-3)


def test_no_curvature_and_a_run_that_left():
    """0 on a flat loss, below 0 on a dome; nan where the loss is not finite."""
    assert largest_curvature(problems.Quadratic(np.zeros((2, 2))), [1, 1]) == 0
    assert largest_curvature(problems.Quadratic([[-3.0]]), [1.0]) == pytest.approx(-3)
    assert largest_curvature(problems.Bowl(2.0), 3.0) == pytest.approx(2)
    assert np.isnan(largest_curvature(problems.TwoWeights(), [np.nan, 1.0]))


def test_few_products_give_a_lower_bound():
    """Each is the curvature along some direction, and so at most the largest."""
    bowl = problems.Quadratic.from_curvatures(np.geomspace(1, 100, 30), rng=RNG)
    found = [largest_curvature(bowl, np.ones(30), max_products=k) for k in (1, 3, 10)]
    assert sorted(found) == found and found[-1] <= 100.001


@pytest.mark.parametrize(("arguments", "settings", "message"), [
    ((problems.TwoWeights(), [1.0]), {}, r"shape \(2,\), got \(1,\)"),
    ((problems.TwoWeights(), [1.0, 1.0]), {"tolerance": 0}, "tolerance must be .* got 0"),
    ((problems.TwoWeights(), [1.0, 1.0]), {"max_products": 0}, "max_products must be .* got 0"),
])
def test_bad_input(arguments, settings, message):
    """The error says what was passed."""
    with pytest.raises(ValueError, match=message):
        largest_curvature(*arguments, **settings)
