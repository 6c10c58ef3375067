"""Cautious steps, MADGRAD and Adan, by closed forms."""

import numpy as np
import pytest

from lrkit import optimizers as o


def test_a_cautious_rule_never_goes_uphill():
    """Each coordinate goes against its gradient or, as where that is 0, is held."""
    rng = np.random.default_rng(6)
    rule, plain = o.Cautious(o.Adam()), o.Adam()
    w = rng.normal(size=(50, 2))
    state = rule.init(w)
    for step in range(20):
        g = rng.normal(size=(50, 2)) * (rng.random(size=(50, 2)) < 0.9)
        new, after = rule.step(w, g, state, 0.1)
        without = plain.step(w, g, state, 0.1)[0] - w
        moves = without * g < 0
        assert 0 < moves.mean() < 1 or step == 0
        np.testing.assert_allclose(new - w, without * moves / moves.mean(axis=0), atol=1e-15)
        w, state = new, after


def test_the_rate_of_madgrad_weighs_gradients_and_not_steps():
    """Eight times the rates lead four times as far; at a rate of 0 only optax' form moves."""
    grads = np.random.default_rng(7).normal(size=(9, 3))

    def moved(rule, lr):
        w, state = np.ones(3), rule.init(np.ones(3))
        for g in grads:
            w, state = rule.step(w, g, state, lr)
        return w - 1

    rule = o.MADGRAD(eps=0.0)
    np.testing.assert_allclose(moved(rule, 0.8), 4 * moved(rule, 0.1), rtol=1e-12)
    assert (moved(o.MADGRAD(), 0.0) == 0).all()
    assert (np.abs(moved(o.MADGRAD(flavor="optax"), 0.0)) > 1e-5).all()


def test_adans_change_predicts_the_gradient_on_a_slope_that_falls_evenly():
    """Gradients 3, 2, 1, ... with short memories: the direction is the next gradient."""
    rule, w = o.Adan(beta1=0.0, beta2=1 - 1e-9, beta3=0.0, eps=0.0), 0.0
    state = rule.init(w)
    for g in (9.0, 8.0, 7.0, 6.0):
        new, state = rule.step(w, g, state, 1.0)
    # The average change, corrected for its start at 0 with the change of 0, is -3/4.
    assert w - new == pytest.approx((6 - 0.75) / 5, rel=1e-6)
