"""SOAP: Adam in turned coordinates, by what turning leaves as it is."""

import numpy as np
import pytest

from lrkit import optimizers as o
from lrkit.optimizers import soap

RNG = np.random.default_rng(11)


def path(rule, grad, w, lrs):
    """The matrices after each step."""
    state, seen = rule.init(w), []
    for lr in lrs:
        w, state = rule.step(w, grad(w), state, lr)
        seen.append(w)
    return np.array(seen)


def turning(size):
    return np.linalg.qr(RNG.normal(size=(size, size)))[0]


@pytest.mark.parametrize("every", [1, 3, 10])
def test_on_diagonal_gradients_soap_is_adam_after_its_first_look(every):
    """The directions are the axes, in some order: Keras' Adam, which has the same epsilon."""
    seen = [np.diag(diagonal) for diagonal in RNG.normal(size=(30, 3)) * [1.0, 10.0, 0.1]]
    lrs = np.where(np.arange(30) < 15, 0.1, 0.03)
    for size in (1.0, 1e-6):  # the second shows epsilon
        all_of_them, later = iter(size * np.array(seen)), iter(size * np.array(seen[1:]))
        ours = path(o.SOAP(0.9, 0.99, eps=1e-7, every=every),
                    lambda w, left=all_of_them: next(left), np.zeros((3, 3)), lrs)
        adam = path(o.Adam(0.9, 0.99, eps=1e-7, flavor="keras"),
                    lambda w, left=later: next(left), np.zeros((3, 3)), lrs[1:])
        np.testing.assert_array_equal(ours[0], 0.0)
        np.testing.assert_allclose(ours[1:], adam, rtol=1e-6, atol=1e-7)


def test_turning_the_problem_turns_the_path():
    """From both sides; Adam goes another path in other coordinates."""
    left, right, start = turning(3), turning(4), RNG.normal(size=(3, 4))
    rows, columns = np.diag([10.0, 1.0, 0.1]), np.diag([3.0, 1.0, 0.5, 0.1])
    lrs = np.linspace(0.1, 0.01, 40)
    for rule, turns in ((o.SOAP(eps=1e-3, every=4), True), (o.Adam(eps=1e-3), False)):
        plain = path(rule, lambda w: rows @ w @ columns, start, lrs)
        turned = path(rule, lambda w: left @ rows @ left.T @ w @ right @ columns @ right.T,
                      left @ start @ right.T, lrs)
        assert np.allclose(turned, left @ plain @ right.T, atol=1e-6) == turns


def test_the_directions_follow_the_gradients():
    """With a power iteration each step they end at the eigenvectors, the largest first."""
    spectrum, turn = np.array([9.0, 3.0, 1.0]), turning(3)
    square = turn @ np.diag(spectrum) @ turn.T
    found = turning(3)
    for _ in range(60):
        found, order = soap.power_iteration(square, found)
    np.testing.assert_array_equal(order, [0, 1, 2])
    np.testing.assert_allclose(np.abs(found.T @ turn), np.eye(3), atol=1e-10)
    np.testing.assert_allclose(np.abs(soap.eigenvectors(square).T @ turn), np.eye(3), atol=1e-10)


def test_a_run_that_diverged_keeps_the_others_going():
    """One gradient that is not finite among those of three runs."""
    rule, w = o.SOAP(shape=(2, 2)), np.ones((4, 3))
    state = rule.init(w)
    grads = RNG.normal(size=(4, 3))
    grads[:, 1] = np.inf
    with np.errstate(invalid="ignore"):
        for _ in range(12):
            w, state = rule.step(w, grads, state, 0.1)
    assert np.isfinite(w[:, [0, 2]]).all() and not np.isfinite(w[:, 1]).any()


@pytest.mark.parametrize(("make", "message"), [
    (lambda: o.SOAP(every=0), "every must be a whole number of at least 1, got 0"),
    (lambda: o.SOAP(every=2.5), "every must be a whole number of at least 1, got 2.5"),
    (lambda: o.SOAP(beta1=1.0), "beta1 must be from 0 to below 1, got 1.0"),
    (lambda: o.SOAP().init(np.zeros(4)), r"params must be a matrix, .* shape \(4,\)"),
    (lambda: o.SOAP(shape=(2, 3)).init(np.zeros(4)), r"2 \* 3 entries .* got \(4,\)"),
])
def test_a_bad_soap_is_named(make, message):
    """A ValueError with the name and what it got."""
    with pytest.raises(ValueError, match=message):
        make()
