"""Published results on networks: the catapult's three phases, and the edge of stability."""

import numpy as np
import pytest

from lrkit.optimizers import Adam, GradientDescent
from lrkit.problems import Problem, TanhNetwork
from lrkit.training import train


class WideLinear(Problem):
    """One hidden linear layer of n units on one example with x = 1, y = 0: Lewkowycz, section 2.

    The output is ``u . v / sqrt(n)`` and the loss half of its square; the curvature of the
    network's kernel is ``(|u|^2 + |v|^2)/n``.
    """

    def __init__(self, width):
        self.width, self.num_params = width, 2 * width

    def output(self, params):
        return params[: self.width] @ params[self.width :] / np.sqrt(self.width)

    def value(self, params):
        return 0.5 * self.output(params) ** 2

    def grad(self, params):
        u, v = params[: self.width], params[self.width :]
        return self.output(params) / np.sqrt(self.width) * np.concatenate([v, u])

    def curvature(self, params):
        return params @ params / self.width


@pytest.fixture(scope="module")
def wide():
    """Width 1,000 and Gaussian weights of variance 1, as in the paper; the seed is ours."""
    return WideLinear(1000), np.random.default_rng(1).normal(size=2000)


def run_at(wide, product, num_steps=300):
    """A run with the rate at which rate times the curvature of the start is `product`."""
    problem, start = wide
    return train(problem, GradientDescent(), start, product / problem.curvature(start), num_steps,
                 stop_above=1e12)


def test_the_catapults_lazy_phase(wide):
    """Below 2/curvature the loss only falls, and the curvature stays within 1 %."""
    run = run_at(wide, 1.5)
    assert (np.diff(run.losses) <= 0).all() and run.losses[-1] < 1e-20
    before, after = (wide[0].curvature(run.params[k]) for k in (0, -1))
    assert after == pytest.approx(before, rel=0.01)


@pytest.mark.parametrize("product", [2.5, 3.0, 3.5])
def test_the_catapults_own_phase(wide, product):
    """Between 2 and 4 the loss first grows thirtyfold or more, then settles where it is flatter.

    The curvature ends below 2/lr, where the rate is stable: Lewkowycz et al. 2020, section 2.
    """
    run = run_at(wide, product, num_steps=1000)
    assert run.losses.max() > 30 * run.losses[0] and run.losses[-1] < 1e-10
    after = wide[0].curvature(run.params[-1])
    assert after * run.lrs[0] < 2 < product


def test_the_catapults_divergent_phase(wide):
    """Above 4/curvature the run is lost."""
    assert "above 1e+12" in run_at(wide, 4.2).stopped


def chebyshev(degree, num_hidden, seed):
    """The toy of Cohen et al. 2021: a polynomial at 20 places, one hidden layer of tanh units.

    The paper has 100 units; fewer are taken here, for speed. Start and seed are ours.
    """
    x = np.linspace(-1, 1, 20)
    net = TanhNetwork(x[:, None], np.polynomial.chebyshev.Chebyshev.basis(degree)(x), num_hidden)
    return net, net.init(np.random.default_rng(seed))


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_gradient_descent_settles_at_the_edge_of_stability(seed):
    """The sharpness climbs to 2/lr and stays there, within 2 %: Cohen et al. 2021.

    It begins well below. The mean over the last 1,000 of 4,000 steps is compared, one in 20.
    """
    (net, start), lr = chebyshev(4, 20, seed), 0.2
    run = train(net, GradientDescent(), start, lr, 4000)
    late = [net.sharpness(run.params[k]) for k in range(3000, 4000, 20)]
    assert net.sharpness(start) < 0.9 * 2 / lr
    assert np.mean(late) == pytest.approx(2 / lr, rel=0.02)


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_adam_settles_at_an_edge_of_its_own(seed):
    """The preconditioned sharpness stays at 38/lr, within 5 %: Cohen et al. 2022.

    38 is (2 + 2 beta1)/(1 - beta1) for a beta1 of 0.9. The preconditioner is that of the update,
    Adam's root with both corrections. Median over the second half of 4,000 steps, one in 50.
    """
    (net, w), lr, rule = chebyshev(5, 40, seed), 0.01, Adam()
    state, late = rule.init(w), []
    for step in range(1, 4001):
        w, state = rule.step(w, net.grad(w), state, lr)
        if step > 2000 and step % 50 == 0:
            # The rate over what multiplies the average gradient is the preconditioner.
            root = np.sqrt(lr / rule.effective_lr(state, lr))
            scaled = net.hessian(w) / root / root[:, None]
            late.append(np.linalg.eigvalsh(scaled)[-1])
    assert np.median(late) == pytest.approx(38 / lr, rel=0.05)
