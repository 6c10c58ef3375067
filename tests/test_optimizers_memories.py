"""ADOPT and AdEMAMix: by hand, by closed forms, and on the problem on which Adam goes wrong."""

import numpy as np
import pytest

from lrkit import optimizers as o
from lrkit.trials import adaptive


def places(rule, grads, lr=0.1, w=0.0):
    """The weight after each gradient."""
    state, seen = rule.init(w), []
    for g in grads:
        w, state = rule.step(w, g, state, lr)
        seen.append(float(w))
    return np.array(seen)


def test_adopt_by_hand():
    """Gradients 2, -1, 4, 1: no move; then -1/2; then 4/sqrt(3.25), cut off at 2**0.25."""
    w1 = 0.1 * 0.25                         # m = 0.5 * (-1/2); v = 0.75 * 4 + 0.25 * 1
    m2 = 0.5 * -0.25 + 0.5 * 2**0.25        # v = 0.75 * 3.25 + 0.25 * 16
    m3 = 0.5 * m2 + 0.5 / (0.75 * 3.25 + 4.0)**0.5
    found = places(o.ADOPT(beta1=0.5, beta2=0.75, eps=0.0), (2.0, -1.0, 4.0, 1.0))
    np.testing.assert_allclose(found, [0.0, w1, w1 - 0.1 * m2, w1 - 0.1 * (m2 + m3)], rtol=1e-12)
    # A divisor below epsilon is epsilon; without clipping at 1 the step would be 10 times as long.
    assert places(o.ADOPT(beta1=0.0, eps=0.1), (1e-3, 0.05))[-1] == pytest.approx(-0.1 * 0.5)
    assert places(o.ADOPT(beta1=0.0, eps=0.1), (1e-3, 1.0))[-1] == pytest.approx(-0.1)


def test_the_runs_of_an_array_are_cut_off_where_each_of_them_wants():
    """Powers 0 and 0.5 at the fourth gradient: at 1 and at the root of 3."""
    rule, w = o.ADOPT(beta1=0.0, clip_power=np.array([0.0, 0.5])), np.zeros((1, 2))
    state = rule.init(w)
    for g in (1.0, 0.0, 0.0, 9.0):
        w, state = rule.step(w, np.full((1, 2), g), state, 0.1)
    np.testing.assert_allclose(w, [[-0.1, -0.1 * 3**0.5]], rtol=1e-12)


def test_adopt_finds_the_right_end_of_reddis_problem_with_any_memory():
    """With memories that lead Adam to the wrong end; it is what the rule was made for."""
    assert adaptive.on_reddis_problem(o.Adam(0.0, 0.1)).min() > 0.9
    for beta1 in (0.0, 0.9):
        for beta2 in (0.0, 0.1, 0.5, 0.9, 0.999):
            ends = adaptive.on_reddis_problem(o.ADOPT(beta1, beta2))
            np.testing.assert_allclose(ends, -1.0, err_msg=f"{beta1} {beta2}")


def test_adopt_knows_nothing_of_the_gradient_by_which_it_moves():
    """Adam's first step is the rate for any gradient; ADOPT's second grows with it up to 1."""
    for size in (0.1, 0.3, 0.9):
        assert places(o.ADOPT(beta1=0.0), (1.0, size))[-1] == pytest.approx(-0.1 * size)


def test_ademamix_without_its_slow_average_is_adam():
    """Alpha 0, for gradients of any size."""
    grads = np.random.default_rng(0).normal(size=40) * 10.0 ** np.arange(-20, 20)
    np.testing.assert_allclose(places(o.AdEMAMix(alpha=0.0), grads), places(o.Adam(), grads),
                               rtol=1e-12)


def test_ademamixs_step_on_a_slope_grows_to_one_plus_alpha():
    """1 + alpha (1 - beta3^t) times the rate, for the slow average is not corrected."""
    steps = -np.diff(places(o.AdEMAMix(beta3=0.99, alpha=3.0, eps=0.0), [2.0] * 300), prepend=0.0)
    np.testing.assert_allclose(steps, 0.1 * (1 + 3 * (1 - 0.99 ** np.arange(1, 301))), rtol=1e-9)


@pytest.mark.parametrize("beta1", [0.9, 0.5, 0.0])
def test_the_warm_up_of_ademamix_raises_alpha_and_the_half_life_in_straight_lines(beta1):
    """Half-lives ln(1/2)/ln(beta), and 0 for a beta of 0; checked against the slow average."""
    beta3, alpha, warmup = 0.99, 2.0, 20
    rule = o.AdEMAMix(beta1, 0.999, beta3, alpha=alpha, warmup=warmup, eps=0.0)
    steps = -np.diff(places(rule, [1.0] * 30), prepend=0.0) / 0.1

    def half_life(beta):
        return np.log(0.5) / np.log(beta) if beta else 0.0

    slow = 0.0
    for t, step in enumerate(steps, start=1):
        done = min(t / warmup, 1)
        beta = 0.5 ** (1 / ((1 - done) * half_life(beta1) + done * half_life(beta3)))
        slow = beta * slow + (1 - beta)
        assert step == pytest.approx(1 + done * alpha * slow, rel=1e-9)


@pytest.mark.parametrize(("make", "message"), [
    (lambda: o.ADOPT(clip_power=-0.25), "clip_power must be at least 0 and finite, got -0.25"),
    (lambda: o.ADOPT(beta2=1.0), "beta2 must be from 0 to below 1, got 1.0"),
    (lambda: o.AdEMAMix(alpha=-1.0), "alpha must be at least 0 and finite, got -1.0"),
    (lambda: o.AdEMAMix(beta3=1.0), "beta3 must be from 0 to below 1, got 1.0"),
    (lambda: o.AdEMAMix(warmup=-1), "warmup must be at least 0 and finite, got -1"),
])
def test_bad_memories_are_named(make, message):
    """A ValueError with the name and what it got."""
    with pytest.raises(ValueError, match=message):
        make()
