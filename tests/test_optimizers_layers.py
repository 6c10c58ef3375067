"""LARS, LAMB and Adafactor: rates from the size of a layer, by closed forms."""

import numpy as np
import pytest

from lrkit import optimizers as o


def test_a_step_of_lars_and_lamb_is_a_share_of_the_weights():
    """Whatever the scales of weights and gradients are, each step of a layer has that length."""
    rng = np.random.default_rng(4)
    for rule in (o.LARS(trust=0.2, momentum=0.0), o.LAMB(eps=0.0), o.LAMB(weight_decay=0.3)):
        share = 0.1 * getattr(rule, "trust", 1.0)
        w = rng.normal(size=(4, 3)) * [1.0, 1e-3, 50.0]
        state = rule.init(w)
        for _ in range(5):
            new, state = rule.step(w, rng.normal(size=(4, 3)) * [1e-4, 1.0, 1e3], state, 0.1)
            lengths = np.linalg.norm(new - w, axis=0) / np.linalg.norm(w, axis=0)
            np.testing.assert_allclose(lengths, share, rtol=1e-9)
            w = new


@pytest.mark.parametrize("rule", [o.LARS(flavor=flavor) for flavor in o.LARS.defaults]
                         + [rule(flavor=flavor) for rule in (o.LAMB, o.Adafactor)
                            for flavor in rule.defaults]
                         + [o.Adafactor(shape=(1, 3), flavor=flavor)
                            for flavor in o.Adafactor.defaults], ids=repr)
def test_weights_of_zero_and_gradients_of_zero_stay_finite(rule):
    """A layer starts at zero, or a batch gives no gradient."""
    for w, g in ((np.zeros(3), np.ones(3)), (np.ones(3), np.zeros(3)), (np.zeros(3), np.zeros(3))):
        new, state = rule.step(w, g, rule.init(w), 0.1)
        again, _ = rule.step(new, np.ones(3), state, 0.1)
        assert np.isfinite(new).all() and np.isfinite(again).all()
        assert (new < w).all() if g.any() else (new <= w).all()


@pytest.mark.parametrize("rule", [
    *(o.LARS(momentum=0.0, flavor=flavor) for flavor in o.LARS.defaults), o.LAMB(beta1=0.0),
    *(o.Adafactor(shape=(2, 3), flavor=flavor) for flavor in o.Adafactor.defaults),
    *(o.Adafactor(flavor=flavor) for flavor in o.Adafactor.defaults)], ids=repr)
def test_the_effective_rate_is_the_factor_of_the_gradient(rule):
    """Without momentum and decay, for one run and for many."""
    rng = np.random.default_rng(8)
    for runs in ((), (4,)):
        w = rng.normal(size=(6, *runs))
        state, lr = rule.init(w), rng.uniform(0.1, 0.9, size=runs)
        for _ in range(3):
            g = rng.normal(size=w.shape)
            new, state = rule.step(w, g, state, lr)
            np.testing.assert_allclose(new, w - rule.effective_lr(state, lr) * g, rtol=1e-12)
            w = new


def test_adafactor_keeps_two_vectors_and_is_exact_for_a_product():
    """Gradients of rank one: the same path as with all squares, from 9 numbers instead of 20."""
    rng = np.random.default_rng(5)
    factored, full = o.Adafactor(shape=(4, 5)), o.Adafactor()
    rows, columns = rng.normal(size=4), rng.normal(size=5)
    a = b = rng.normal(size=20)
    s, z = factored.init(a), full.init(b)
    for scale in rng.normal(size=10):
        g = np.outer(rows, scale * columns).ravel()
        (a, s), (b, z) = factored.step(a, g, s, 0.1), full.step(b, g, z, 0.1)
        np.testing.assert_allclose(a, b, rtol=1e-12)
    assert s.rows.size + s.columns.size + s.squares.size == 9 and z.squares.size == 20


def test_adafactors_own_schedule_cuts_a_large_rate():
    """A rate of 1 is 1/sqrt(t): with gradients of one size, the weight falls by its product."""
    rule, w = o.Adafactor(clip=1e9), 1.0
    state = rule.init(w)
    for _ in range(9):
        w, state = rule.step(w, -1.0, state, 1.0)
    assert w == pytest.approx(np.prod(1 + np.arange(1, 10) ** -0.5))
    assert rule.effective_lr(state, 1.0) == pytest.approx(w / (1 + 9**-0.5) / 3)
