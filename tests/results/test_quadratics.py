"""Textbook results on quadratics: rates of convergence, limits of stability, floors of noise.

Each is run with lrkit and compared with the published closed form, which lrkit does not contain.
"""

import numpy as np
import pytest

from lrkit.optimizers import (
    AdamW,
    DecoupledDecay,
    GradientDescent,
    Momentum,
    Nesterov,
    NesterovLookAhead,
    ScheduleFreeSGD,
)
from lrkit.problems import Quadratic
from lrkit.sweeps import sweep
from lrkit.training import train

MU, L = 1.0, 50.0
VALLEY = Quadratic.from_curvatures((MU, L), angle=33.0)
KAPPA = L / MU


def shrink_factor(run):
    """The factor of the distance per step, over the second half of a run."""
    distance = np.linalg.norm(run.params, axis=1)
    half = run.num_steps // 2
    return (distance[-1] / distance[half]) ** (1 / (run.num_steps - half))


def test_gradient_descent_at_its_best_rate_shrinks_by_kappa_minus_one_over_plus_one():
    """(kappa - 1)/(kappa + 1) per step at lr = 2/(mu + L): Nesterov 2004, theorem 2.1.15."""
    run = train(VALLEY, GradientDescent(), [1.0, 1.0], 2 / (MU + L), 300)
    assert shrink_factor(run) == pytest.approx((KAPPA - 1) / (KAPPA + 1), rel=1e-6)


def test_heavy_ball_shrinks_by_the_root_of_kappa():
    """(sqrt(kappa) - 1)/(sqrt(kappa) + 1) at Polyak's parameters: Polyak 1964.

    Both roots are equal there, so that the distance falls like k times a power: after 900 steps
    the factor is reached to two thousandths.
    """
    lr = (2 / (L**0.5 + MU**0.5)) ** 2
    root = (KAPPA**0.5 - 1) / (KAPPA**0.5 + 1)
    run = train(VALLEY, Momentum(root**2), [1.0, 1.0], lr, 900)
    assert shrink_factor(run) == pytest.approx(root, rel=2e-3)
    assert root < (KAPPA - 1) / (KAPPA + 1) - 0.1


@pytest.mark.parametrize("beta", [0.0, 0.5, 0.9, 0.99])
@pytest.mark.parametrize(("rule", "limit"), [
    (Momentum, lambda b: 2 * (1 + b) / L),
    (Nesterov, lambda b: (2 + 2 * b) / ((1 + 2 * b) * L)),
    (NesterovLookAhead, lambda b: (2 + 2 * b) / ((1 + 2 * b) * L)),
], ids=["heavy ball", "Nesterov", "look-ahead"])
def test_momentum_is_stable_exactly_below_its_limit(rule, limit, beta):
    """2(1 + b)/L for the heavy ball (Goh 2017), (2 + 2b)/((1 + 2b)L) for Nesterov's momentum.

    Found from outside: a run at 0.995 of the limit comes closer, one at 1.005 of it runs away.
    """
    found = sweep(VALLEY, rule(beta), [1.0, 1.0],
                  {"lr": np.array([0.995, 1.005]) * limit(beta)}, 8000)
    below, above = found.final_losses
    assert below < 1e-6 and above > 1e6


@pytest.mark.parametrize("lr", [0.05, 0.5, 1.5])
def test_a_constant_rate_ends_in_a_floor_of_noise(lr):
    """Stationary variance lr s^2 / (h (2 - lr h)) within 1 %: Mandt, Hoffman and Blei 2017.

    20,000 runs side by side and 40 places of each, far enough apart to be nearly independent: the
    standard error of a variance is then below 0.2 %.
    """
    h, s, rng = 1.0, 0.3, np.random.default_rng(5)
    x, rule, seen = np.zeros((1, 20_000)), GradientDescent(), []
    apart = int(np.ceil(3 / -np.log(abs(1 - lr * h)))) if lr * h != 1 else 1
    for step in range(apart * 45):
        x, _ = rule.step(x, h * x + s * rng.standard_normal(x.shape), (), lr)
        if step >= apart * 5 and step % apart == 0:
            seen.append(x.var())
    assert np.mean(seen) == pytest.approx(lr * s**2 / (h * (2 - lr * h)), rel=0.01)


def test_a_rate_of_one_over_t_averages_the_noise_away():
    """With lr = 1/(h (t + 1)) the variance after T steps is s^2/(h^2 T): Robbins and Monro 1951.

    That rate makes x the mean of T noises, whatever the start. 20,000 runs: 1 % standard error.
    """
    h, s, num_steps, rng = 2.0, 0.5, 300, np.random.default_rng(6)
    x, rule = np.full((1, 20_000), 3.0), GradientDescent()
    for step in range(num_steps):
        grad = h * x + s * rng.standard_normal(x.shape)
        x, _ = rule.step(x, grad, (), 1 / (h * (step + 1)))
    assert x.var() == pytest.approx(s**2 / (h**2 * num_steps), rel=0.04)
    assert x.mean() == pytest.approx(0.0, abs=5 * s / h / (num_steps * 20_000) ** 0.5)


@pytest.mark.parametrize("rule", [DecoupledDecay(GradientDescent(), 0.3),
                                  DecoupledDecay(Momentum(0.9), 0.3), AdamW(weight_decay=0.3)],
                         ids=repr)
def test_decoupled_decay_leaves_a_power(rule):
    """(1 - lr wd)^T of a weight without gradients, exactly: Loshchilov and Hutter 2019."""
    w = np.array([2.0, -1.0])
    state = rule.init(w)
    for _ in range(40):
        w, state = rule.step(w, np.zeros(2), state, 0.1)
    np.testing.assert_allclose(w, np.array([2.0, -1.0]) * 0.97**40, rtol=1e-13)


def test_schedule_free_without_interpolation_is_polyak_ruppert_averaging():
    """With beta 0 its parameters are the mean of SGD's iterates after the first: Defazio 2024."""
    rng = np.random.default_rng(2)
    noise = rng.normal(size=(50, 2))
    rule, plain = ScheduleFreeSGD(beta1=0.0), GradientDescent()
    x = z = np.array([1.0, -2.0])
    state, iterates = rule.init(x), []
    for step in range(50):
        y = rule.gradient_point(x, state, 0.02)
        x, state = rule.step(x, VALLEY.grad(y) + noise[step], state, 0.02)
        z, _ = plain.step(z, VALLEY.grad(z) + noise[step], (), 0.02)
        iterates.append(z)
        np.testing.assert_allclose(x, np.mean(iterates, axis=0), rtol=1e-12, atol=1e-12)
