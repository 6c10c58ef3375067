"""D-Adaptation and Prodigy: their rates by hand, and what an estimated distance promises."""

import numpy as np
import pytest

from lrkit import optimizers as o
from lrkit.problems import Quadratic

ESTIMATORS = [rule(flavor=flavor) for rule in (o.DAdaptAdam, o.Prodigy) for flavor in rule.defaults]


def run(rule, grad, w, lrs):
    """The places and the estimates after each step."""
    w = np.array(w, dtype=float)
    state, places, estimates = rule.init(w), [w], []
    for lr in lrs:
        w, state = rule.step(w, grad(w), state, lr)
        places.append(w)
        estimates.append(state.distance)
    return np.array(places), np.array(estimates)


@pytest.mark.parametrize("rule", [o.DAdaptAdam(beta1=0.0, beta2=0.81, eps=0.0, first=0.1),
                                  o.Prodigy(beta1=0.0, beta2=0.81, eps=0.0, first=0.1)], ids=repr)
def test_three_steps_by_hand(rule):
    """A slope of 1. The sum s is 1, then 0.9 + 1, and r is 0, then 1/sqrt(0.19), each with d.

    So the second step raises the estimate to 1/sqrt(0.19)/1.9 = 1.2074 of itself with both rules,
    whose first two steps agree as well.
    """
    places, estimates = run(rule, np.ones_like, [0.0], [1.0] * 3)
    squares, estimate = (0.19, 0.81 * 0.19 + 0.19), 0.1 / 0.19**0.5 / 1.9
    np.testing.assert_allclose(estimates[:2], [0.1, estimate], rtol=1e-12)
    first, second = 0.1 / squares[0]**0.5, 0.1 / squares[1]**0.5
    np.testing.assert_allclose(places[:3, 0], [0.0, -first, -first - second], rtol=1e-12)
    if isinstance(rule, o.DAdaptAdam):
        third = estimate / (0.81 * squares[1] + 0.19)**0.5
    else:  # the squares have the weights of their time
        third = estimate**2 / (0.81 * squares[1] * 0.1**2 + 0.19 * estimate**2)**0.5
    np.testing.assert_allclose(places[3, 0], -first - second - third, rtol=1e-12)


def test_prodigys_estimate_is_never_above_the_distance():
    """On a convex loss without noise, for any rate, memory and flavor: in the largest coordinate.

    D-Adaptation around Adam does not promise it, and passes it here.
    """
    rng, passed = np.random.default_rng(4), []
    for k in range(40):
        curvatures = 10 ** rng.uniform(-2, 2, size=2)
        problem = Quadratic.from_curvatures(curvatures, angle=rng.uniform(0, 90))
        start = rng.normal(size=2) * 10 ** rng.uniform(-2, 3)
        distance = np.abs(start - problem.minimum).max()
        lrs = rng.uniform(0.2, 3.0) * np.ones(150)
        rule = o.Prodigy(beta2=rng.choice([0.9, 0.99, 0.999]), flavor=("authors", "optax")[k % 2])
        estimates = run(rule, problem.grad, start, lrs)[1]
        assert estimates[-1] <= distance * (1 + 1e-12), (rule, problem, start)
        assert (np.diff(estimates) >= 0).all()
        passed.append(run(o.DAdaptAdam(), problem.grad, start, lrs)[1][-1] > distance)
    assert any(passed)


@pytest.mark.parametrize("rule", ESTIMATORS, ids=repr)
@pytest.mark.parametrize("size", [1e-2, 1.0, 1e3])
def test_the_rate_finds_itself_at_any_scale(rule, size):
    """From 1e-6 to near the distance, be it 0.01 or 1,000, and the run to the minimum."""
    bowl = Quadratic.from_curvatures((1.0, 4.0))
    places, estimates = run(rule, bowl.grad, [size, -size / 2], np.linspace(1, 0, 2000))
    assert 0.1 * size < estimates[-1] < 10 * size
    assert np.abs(places[-1]).max() < 1e-3 * size


@pytest.mark.parametrize("rule", ESTIMATORS, ids=repr)
def test_a_first_gradient_of_zero_changes_nothing(rule):
    """The quotient 0/0 is no estimate; optax has nan from there on."""
    places, estimates = run(rule, np.zeros_like, [1.0, 2.0], [1.0, 1.0])
    np.testing.assert_array_equal(places, [[1.0, 2.0]] * 3)
    np.testing.assert_array_equal(estimates, rule.first)


@pytest.mark.parametrize("rule", ESTIMATORS, ids=repr)
def test_a_warm_up_may_begin_at_0(rule):
    """The first step makes no move and no estimate, and the run goes on."""
    places, estimates = run(rule, lambda w: w, [3.0], np.minimum(np.arange(60) / 5, 1.0))
    assert places[1, 0] == 3.0 and estimates[0] == rule.first
    assert np.abs(places[-1, 0]) < 1 and np.isfinite(places).all()


def test_a_cut_of_the_rate_shows_at_once_with_prodigy_alone():
    """It has lr outside its averages, D-Adaptation inside: a tenth of the gradients' memory."""
    steps = {}
    for rule in (o.DAdaptAdam(first=0.1), o.Prodigy(first=0.1)):
        for last in (1.0, 0.01):
            # A gradient that changes its sign leaves the estimate where it is.
            signs = iter([1.0, -1.0] * 20 + [1.0])
            places, _ = run(rule, lambda w, s=signs: np.full_like(w, next(s)), [0.0],
                            [1.0] * 40 + [last])
            steps[type(rule), last] = places[-1, 0] - places[-2, 0]
    assert steps[o.Prodigy, 0.01] == pytest.approx(0.01 * steps[o.Prodigy, 1.0], rel=1e-9)
    assert abs(steps[o.DAdaptAdam, 0.01]) > 0.5 * abs(steps[o.DAdaptAdam, 1.0])


@pytest.mark.parametrize(("make", "message"), [
    (lambda: o.DAdaptAdam(first=0.0), "first must be above 0, got 0.0"),
    (lambda: o.Prodigy(first=np.array([1e-6, -1.0])), "first must be above 0, got"),
    (lambda: o.Prodigy(scale=0.0), "scale must be above 0, got 0.0"),
    (lambda: o.Prodigy(beta3=1.0), "beta3 must be from 0 to below 1, got 1.0"),
    (lambda: o.Prodigy(flavor="torch"), "flavor must be one of 'authors', 'optax', got 'torch'"),
])
def test_bad_estimators_are_named(make, message):
    """A ValueError with the name and what it got."""
    with pytest.raises(ValueError, match=message):
        make()
