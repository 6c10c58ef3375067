"""All problems: gradients and Hessians against finite differences, runs, minima, batches."""

import numpy as np
import pytest

from lrkit import problems

RNG = np.random.default_rng(0)
FEATURES, TARGETS = RNG.normal(size=(12, 3)), RNG.normal(size=12)
BINARY, CLASSES = RNG.integers(0, 2, size=12), np.arange(12) % 4
VALLEY = problems.Quadratic.from_curvatures((0.5, 4.0), angle=35.0, center=(1.0, -2.0))

# Every problem: a property below holds for all of them, or for all that have what it needs.
PROBLEMS = [
    problems.Bowl(curvature=3.0, center=-1.0),
    VALLEY,
    problems.Quadratic.from_curvatures((1, 2, 7, 0.1), rng=np.random.default_rng(5)),
    problems.LineFit(np.linspace(-1, 2, 7), np.linspace(0, 3, 7) ** 2),
    problems.LeastSquares(FEATURES, np.arange(12.0)),
    problems.AbsoluteValue(),
    problems.Saddle(a=2.0, b=0.5),
    problems.Ravine(),
    problems.Ravine(steepness=9.0, bend=0.0),
    problems.Rosenbrock(),
    problems.Rosenbrock(a=-0.5, b=3.0),
    problems.Beale(),
    problems.Himmelblau(),
    problems.NoisyQuadratic(VALLEY, noise=0.3),
    problems.TwoWeights(target=1.5),
    problems.TwoWeights(target=-2.0),
    problems.LogisticRegression(FEATURES, BINARY),
    problems.LogisticRegression(FEATURES, BINARY, l2=0.2),
    problems.SoftmaxRegression(FEATURES, CLASSES, num_classes=4),
    problems.SoftmaxRegression(FEATURES, CLASSES, num_classes=5, l2=0.1),
    problems.TanhNetwork(FEATURES, TARGETS, num_hidden=4),
    problems.TanhNetwork(FEATURES[:, :1], TARGETS, num_hidden=1),
    problems.DigitsNetwork(FEATURES, CLASSES, num_hidden=5),
    problems.DeepDigitsNetwork(4, FEATURES, CLASSES),
    problems.ReddiOnline(C=3.0),
    problems.ReddiStochastic(),
]
QUADRATIC = [p for p in PROBLEMS if isinstance(p, problems.QuadraticProblem)]
CURVED = [p for p in PROBLEMS if isinstance(p, problems.CurvedProblem)]
OF_EXAMPLES = [p for p in PROBLEMS if isinstance(p, problems.ExamplesProblem)]


def lowest_places(problem):
    """List the places inside its domain at which a problem says that it is lowest."""
    if isinstance(problem, problems.Saddle):
        return []
    return getattr(problem, "minima", [getattr(problem, "minimum", None)])


BOUNDED = (problems.ReddiOnline, problems.ReddiStochastic)  # their minimum lies on a border
LOWEST = [
    (problem, best)
    for problem in PROBLEMS
    for best in lowest_places(problem)
    if best is not None and not isinstance(problem, BOUNDED)
]


def central_differences(function, w, h=1e-5):
    """The derivative of a function by each coordinate of w, stacked on the first axis."""
    steps = h * np.eye(len(w))
    return np.array([(function(w + step) - function(w - step)) / (2 * h) for step in steps])


def places(problem, seed, count=5, scale=1.5):
    """Random places, a row for each."""
    return np.random.default_rng(seed).normal(scale=scale, size=(count, problem.num_params))


@pytest.mark.parametrize("problem", PROBLEMS, ids=repr)
def test_the_gradient_is_that_of_the_value(problem):
    """Central differences agree with the formula at random places."""
    for w in places(problem, seed=1):
        tolerance = 1e-9 * (1 + abs(problem.value(w)))  # rounding of the value, over the step
        numeric = central_differences(problem.value, w)
        np.testing.assert_allclose(problem.grad(w), numeric, rtol=1e-6, atol=100 * tolerance)


@pytest.mark.parametrize("problem", PROBLEMS, ids=repr)
def test_runs_lie_on_the_trailing_axes(problem):
    """One call on (P, 4, 2) gives what eight calls on (P,) give."""
    at = np.random.default_rng(2).normal(size=(problem.num_params, 4, 2))
    values, grads = problem.value(at), problem.grad(at)
    assert values.shape == (4, 2) and grads.shape == at.shape
    for run in np.ndindex(4, 2):
        np.testing.assert_allclose(values[run], problem.value(at[:, *run]), rtol=1e-12)
        one = problem.grad(at[:, *run])
        np.testing.assert_allclose(grads[:, *run], one, rtol=1e-11, atol=1e-14)


@pytest.mark.parametrize("problem", PROBLEMS, ids=repr)
def test_one_run_has_a_number_as_its_loss(problem):
    """(P,) gives a plain number and a gradient of (P,), also from a list of integers."""
    w = [1] * problem.num_params
    assert np.ndim(problem.value(w)) == 0 and isinstance(problem.value(w), float)
    assert problem.grad(w).shape == (problem.num_params,)
    assert problem.grad(w).dtype == float


@pytest.mark.parametrize("problem", PROBLEMS, ids=repr)
def test_arguments_are_not_changed_and_results_are_new(problem):
    """Neither the parameters nor the data change, and a result may be written into."""
    for shape in ((problem.num_params,), (problem.num_params, 3)):
        w = np.random.default_rng(3).normal(size=shape)
        w.flags.writeable = False
        before = problem.value(w), problem.grad(w)
        result = problem.grad(w)
        result[:] = np.nan
        np.testing.assert_array_equal(problem.value(w), before[0])
        np.testing.assert_array_equal(problem.grad(w), before[1])


@pytest.mark.parametrize("problem", PROBLEMS, ids=repr)
def test_a_run_that_has_left_stays_alone(problem):
    """nan in one run leaves the others as they were, in loss and gradient."""
    w = np.random.default_rng(4).normal(size=(problem.num_params, 3))
    spoilt = w.copy()
    spoilt[:, 1] = np.nan
    keep = [0, 2]
    np.testing.assert_allclose(problem.value(spoilt)[keep], problem.value(w)[keep], rtol=1e-12)
    np.testing.assert_allclose(problem.grad(spoilt)[:, keep], problem.grad(w)[:, keep], rtol=1e-11)


@pytest.mark.parametrize("problem", PROBLEMS, ids=repr)
def test_wrong_shapes_are_refused(problem):
    """One parameter too many is a ValueError that says so, for loss, gradient and curvature."""
    too_many = np.zeros(problem.num_params + 1)
    for method in (problem.value, problem.grad, getattr(problem, "sharpness", problem.grad)):
        with pytest.raises(ValueError, match="params must have"):
            method(too_many)


@pytest.mark.parametrize(("problem", "best"), LOWEST, ids=repr)
def test_the_minimum_has_no_slope_and_is_lowest(problem, best):
    """The gradient is zero there, and no other place is lower, near or far."""
    np.testing.assert_allclose(problem.grad(best), 0, atol=1e-9)
    lowest = problem.value(best)
    for size in (1e-3, 0.1, 1.0, 5.0):
        for offset in size * np.random.default_rng(3).normal(size=(20, problem.num_params)):
            assert problem.value(best + offset) >= lowest - 1e-15


@pytest.mark.parametrize("problem", QUADRATIC, ids=repr)
def test_the_hessian_is_the_slope_of_the_gradient(problem):
    """On a quadratic a unit step changes the gradient by a column of the Hessian, exactly."""
    at = problem.grad(np.zeros(problem.num_params))
    columns = [problem.grad(e) - at for e in np.eye(problem.num_params)]
    np.testing.assert_allclose(problem.hessian, np.transpose(columns), rtol=1e-9, atol=1e-9)
    assert problem.sharpness() == pytest.approx(np.linalg.eigvalsh(columns)[-1])


@pytest.mark.parametrize("problem", CURVED, ids=repr)
def test_the_hessian_is_the_slope_of_the_gradient_at_each_place(problem):
    """Central differences of the gradient give the Hessian, and its top eigenvalue."""
    for w in places(problem, seed=6):
        numeric = central_differences(problem.grad, w)
        atol = 1e-7 * (1 + np.abs(numeric).max())
        np.testing.assert_allclose(problem.hessian(w), numeric, rtol=1e-5, atol=atol)
        top = np.linalg.eigvalsh((numeric + numeric.T) / 2)[-1]
        assert problem.sharpness(w) == pytest.approx(top, rel=1e-6, abs=atol)


@pytest.mark.parametrize("problem", CURVED, ids=repr)
def test_the_sharpness_of_nowhere_is_nan(problem):
    """The last place of a run that diverged stops nobody who asks for its curvature."""
    assert np.isnan(problem.sharpness(np.full(problem.num_params, np.nan)))


@pytest.mark.parametrize("problem", OF_EXAMPLES, ids=repr)
def test_a_batch_of_all_examples_gives_the_gradient(problem):
    """All of them once, or each twice; the mean over single ones; any shape of runs."""
    w = np.random.default_rng(7).normal(size=(problem.num_params, 2, 3))
    everybody = np.arange(problem.num_examples)
    full = problem.grad(w)
    for batch in (everybody, everybody[::-1], np.repeat(everybody, 2)):
        np.testing.assert_allclose(problem.sample_grad(w, batch), full, rtol=1e-9, atol=1e-12)
    singles = [problem.sample_grad(w, [i]) for i in everybody]
    np.testing.assert_allclose(np.mean(singles, axis=0), full, rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("problem", OF_EXAMPLES, ids=repr)
def test_each_run_may_have_its_own_batch(problem):
    """Indices (B, *runs) give what one call a run with its column gives."""
    rng = np.random.default_rng(8)
    w = rng.normal(size=(problem.num_params, 3))
    batches = rng.integers(problem.num_examples, size=(4, 3))
    together = problem.sample_grad(w, batches)
    for run in range(3):
        alone = problem.sample_grad(w[:, run], batches[:, run])
        np.testing.assert_allclose(together[:, run], alone, rtol=1e-11, atol=1e-14)
