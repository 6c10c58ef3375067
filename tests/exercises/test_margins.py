"""No mark hangs on rounding: what is expected stays the same under other arithmetic.

Two ways to ask. The numbers of a case are changed by a few units in the last place: a choice that
has no margin then moves. And references are written anew with another association, or with another
function that gives the same but for rounding.
"""

import dataclasses
import math
from fractions import Fraction

import numpy as np
import pytest

from lrkit.exercises import all_exercises, get
from lrkit.exercises.base import Case
from tests.exercises.drawn import grade
from tests.exercises.margins import has_one_right_value, moved, moving_cases, nudge

DRAWN = [exercise for exercise in all_exercises() if exercise.signature]
SEEDS = (None, 1, 2, 3)


@pytest.mark.parametrize("exercise", DRAWN, ids=lambda e: e.name)
def test_no_expected_value_moves_with_the_last_digits(exercise):
    """Every case has a margin, or is exact in binary."""
    if not has_one_right_value(exercise):
        pytest.skip("what is right is said by the exercise, not by the reference's value")
    _, found = moving_cases(exercise, SEEDS)
    assert found == []


def test_a_tie_that_rounding_alone_decides_is_found():
    """The range test of the first edition: equal slopes of 2.9 - 2 and 2 - 1.9."""
    tie = Case((np.array([0.001, 0.01, 0.1, 1.0, 10.0]), np.array([3.0, 2.9, 2.0, 1.9, 9.0])), "")
    exercise = get("suggest_lr")
    assert any(moved(exercise, tie, dataclasses.replace(tie, args=nudge(tie.args, units)))
               for units in range(8))


def _slopes_over(log):
    def suggest_lr(lrs, losses):
        lrs, losses = np.asarray(lrs, float), np.asarray(losses, float)
        end = next((k for k, loss in enumerate(losses) if not math.isfinite(loss)), len(losses))
        return lrs[np.argmin(np.gradient(losses[:end], log(lrs[:end])))]

    return suggest_lr


def _arrives(step):
    def steps_to_tol(lr, curvature, x0, tol, max_steps):
        x = x0
        for k in range(max_steps + 1):
            if abs(x) <= tol:
                return k
            x = step(x, lr, curvature)
        return None

    return steps_to_tol


def _word(product_of):
    def regime(lr, curvature):
        product = product_of(lr, curvature)
        if lr <= 0:
            return "ascends" if lr else "no learning"
        for value, word in ((1, "one step"), (2, "never settles")):
            if math.isclose(product, value, rel_tol=1e-12):
                return word
        return ("monotone" if product < 1 else "oscillates" if product < 2 else "diverges")

    return regime


def _floor(no_longer_settles):
    def noise_floor(curvature, sigma, lr):
        if no_longer_settles(curvature, lr):
            return math.inf
        factor = 1 - lr * curvature
        return (lr * sigma) ** 2 / (1 - factor * factor) if lr else 0.0

    return noise_floor


def _stairs(whole):
    def exp_decay(lr0, step, decay_steps, decay_rate, staircase=False):
        step = np.asarray(step)
        return lr0 * decay_rate ** (whole(step, decay_steps) if staircase else step / decay_steps)

    return exp_decay


# The same with other arithmetic: name, words, function.
OTHERWISE = [
    *(("suggest_lr", words, _slopes_over(log)) for words, log in (
        ("natural logarithm", np.log), ("binary logarithm", np.log2),
        ("log by quotient", lambda lrs: np.log(lrs) / math.log(10)),
        ("log from the first", lambda lrs: np.log10(lrs / lrs[0])),
        ("exact to fewer digits", lambda lrs: np.log10(lrs).round(12)))),
    *(("steps_to_tol", words, _arrives(step)) for words, step in (
        ("by the factor", lambda x, lr, c: x * (1 - lr * c)),
        ("slope first", lambda x, lr, c: x - lr * (c * x)),
        ("long double", lambda x, lr, c: np.longdouble(x) * (1 - np.longdouble(lr) * c)))),
    *(("regime", words, _word(product)) for words, product in (
        ("from the factor", lambda lr, c: 1 - (1 - lr * c)),
        ("by a quotient", lambda lr, c: lr / (1 / c)),
        ("exact", lambda lr, c: float(Fraction(float(lr)) * Fraction(float(c)))))),
    *(("noise_floor", words, _floor(over)) for words, over in (
        ("by the factor", lambda c, lr: abs(1 - lr * c) >= 1 and lr > 0),
        ("by the limit", lambda c, lr: lr >= 2 / c))),
    *(("exp_decay", words, _stairs(whole)) for words, whole in (
        ("whole division", lambda step, steps: step // steps),
        ("by the inverse", lambda step, steps: np.floor(step * (1 / steps))))),
    ("step_decay", "by the quotient",
     lambda lr0, epoch, drop=0.5, every=10: lr0 * drop ** int(epoch / every)),
    ("step_decay", "by the inverse",
     lambda lr0, epoch, drop=0.5, every=10: lr0 * drop ** math.floor(epoch * (1 / every))),
    ("is_diverging", "factor on the other side", lambda losses, factor=10.0: len(losses) > 0 and (
        not np.isfinite(losses).all() or losses[-1] / factor > losses[0])),
    ("is_diverging", "by the difference", lambda losses, factor=10.0: len(losses) > 0 and bool(
        not np.isfinite(losses).all() or losses[-1] - factor * losses[0] > 0)),
]


@pytest.mark.parametrize(("name", "words", "answer"), OTHERWISE,
                         ids=[f"{name}-{words}" for name, words, _ in OTHERWISE])
@pytest.mark.parametrize("seed", SEEDS)
def test_another_arithmetic_earns_the_same(name, words, answer, seed):
    """Whoever writes log for log10, or brackets another way, gets full marks."""
    result = grade(get(name), answer, seed=seed, num_drawn=24)
    assert result.passed, str(result)


@pytest.mark.parametrize("n", [20, 24, 40])
def test_every_fair_shuffle_passes_and_no_regular_order_does(n):
    """Rotations, steps of one length and their reverse are told apart from any fair draw."""
    rng = np.random.default_rng(n)
    judged = get("minibatches").right_if

    def fault(*epochs):
        batches = [np.split(epoch, range(4, n, 4)) for epoch in epochs]
        return judged((n, 4, None), batches, "shuffled")

    for _ in range(300):
        fair, other = rng.permutation(n), rng.permutation(n)
        start, step = rng.integers(n), rng.choice([k for k in range(1, n) if math.gcd(k, n) == 1])
        assert fault(fair, other) is None
        assert fault((start + step * np.arange(n)) % n, other)
        assert fault(fair, (start + step * np.arange(n)) % n)
        assert fault(fair, np.roll(fair, start)[:: rng.choice((1, -1))])
