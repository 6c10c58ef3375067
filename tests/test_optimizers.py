"""Optimizers: the rule by hand, and what every rule promises."""

import dataclasses

import numpy as np
import pytest

from lrkit.optimizers import GradientDescent, Optimizer

OPTIMIZERS = [GradientDescent()]


@pytest.mark.parametrize("optimizer", OPTIMIZERS, ids=repr)
def test_a_step_changes_none_of_its_arguments_and_can_be_repeated(optimizer):
    """New arrays come back; the same step twice gives the same result."""
    params, grad = np.array([3, -1]), np.array([1, 2])  # integers: in-place would fail or round
    state = optimizer.init(params)
    first, _ = optimizer.step(params, grad, state, 0.25)
    second, _ = optimizer.step(params, grad, state, 0.25)
    assert params.tolist() == [3, -1] and grad.tolist() == [1, 2]
    np.testing.assert_array_equal(first, second)
    assert first.dtype == float
    assert optimizer.step(params, grad, state, 1)[0].dtype == float  # an integer rate too


@pytest.mark.parametrize("optimizer", OPTIMIZERS, ids=repr)
def test_one_rule_serves_many_runs(optimizer):
    """Rates on the trailing axis give what one run for each rate gives."""
    lrs = np.array([0.01, 0.1, 0.5])
    params, grad = np.random.default_rng(0).normal(size=(2, 4, 3))
    together, _ = optimizer.step(params, grad, optimizer.init(params), lrs)
    for run, lr in enumerate(lrs):
        alone, _ = optimizer.step(params[:, run], grad[:, run], optimizer.init(params[:, run]), lr)
        np.testing.assert_array_equal(together[:, run], alone)


@pytest.mark.parametrize("optimizer", OPTIMIZERS, ids=repr)
def test_hyperparameters_are_frozen(optimizer):
    """A rule cannot change behind one's back."""
    assert isinstance(optimizer, Optimizer)
    with pytest.raises(dataclasses.FrozenInstanceError):
        optimizer.lr = 0.1


def test_gradient_descent_by_hand():
    """4 - 0.1 * (-6) = 4.6, and a rate above 1 is a rate like any other."""
    rule = GradientDescent()
    assert rule.step(4.0, -6.0, (), 0.1)[0] == pytest.approx(4.6)
    np.testing.assert_allclose(rule.step([1, 2], [4, -1], (), 2.5)[0], [-9, 4.5])
