"""Sweeps: every run of the array program is the run that the loop makes alone."""

from dataclasses import replace

import numpy as np
import pytest

from lrkit import optimizers as o
from lrkit import problems, sweeps
from lrkit.sweeps import sweep
from lrkit.training import train
from lrkit.training.kernels import kernel_of

VALLEY = problems.Quadratic.from_curvatures((1.0, 30.0), angle=25)
START = [2.0, -1.0]
RULES = [o.GradientDescent(), o.Momentum(0.5), o.Momentum(0.5, flavor="keras"), o.Nesterov(0.5),
         o.NesterovLookAhead(0.5), o.AdaGrad(), o.RMSProp(), o.Adam(), o.Adam(flavor="keras"),
         o.AdamW(weight_decay=0.1), o.AMSGrad(), o.RAdam(), o.Lion(), o.ScheduleFreeSGD(),
         o.Rprop(), o.PolyakStep(), o.Armijo(), o.DoG(first=0.1), o.Signum(), o.NAdamW(), o.Adan(),
         o.MADGRAD(), o.Cautious(o.Adam()), o.LARS(trust=0.1), o.LAMB(), o.Adafactor(),
         o.DAdaptAdam(first=0.1), o.Prodigy(first=0.1), o.ADOPT(), o.AdEMAMix(beta3=0.99)]


@pytest.mark.parametrize("rule", RULES, ids=repr)
def test_each_run_of_a_sweep_is_the_run_alone(rule):
    """Final loss, final place and the steps to a tolerance, for rates that converge and diverge."""
    lrs = np.array([0.001, 0.02, 0.05, 0.3])
    num_steps = 12 if isinstance(rule, o.PolyakStep) else 60  # it magnifies the last digit
    found = sweep(VALLEY, rule, START, {"lr": lrs}, num_steps, tolerance=1.0)
    for k, lr in enumerate(lrs):
        run = train(VALLEY, rule, START, lr, num_steps)
        near = np.flatnonzero(run.losses <= 1.0)
        assert found.steps[k] == (near[0] if near.size else np.inf)
        np.testing.assert_allclose(found.final_losses[k], run.losses[-1], rtol=1e-9, atol=1e-25)
        np.testing.assert_allclose(found.final_params[:, k], run.params[-1], rtol=1e-9, atol=1e-13)


@pytest.mark.parametrize("rule", [o.Momentum(), o.Adam(), o.AdamW(), o.Adam(flavor="optax")],
                         ids=repr)
def test_a_kernel_gives_the_numbers_of_its_rule(rule):
    """To 1e-14 over a hundred steps, with hyperparameters that are arrays too."""
    rng = np.random.default_rng(0)
    w = rng.normal(size=(3, 40))
    if isinstance(rule, o.Momentum):
        rule = o.Momentum(rng.uniform(0, 0.99, 40))
    else:
        rule = type(rule)(beta1=rng.uniform(0, 0.99, 40), beta2=rng.uniform(0.5, 0.999, 40),
                          flavor=rule.flavor)
    lr, ours, spare = rng.uniform(0, 0.1, 40), w.copy(), np.empty_like(w)
    state, other = rule.init(w), rule.init(ours)
    for _ in range(100):
        g = rng.normal(size=w.shape)
        w, state = rule.step(w, g, state, lr)
        other = kernel_of(rule)(rule, ours, g, other, lr, spare)
    np.testing.assert_allclose(ours, w, rtol=1e-14, atol=1e-14)
    for one, two in zip(state, other, strict=True):
        np.testing.assert_allclose(one, two, rtol=1e-13, atol=1e-14)


def test_axes_stand_in_the_order_of_the_grid():
    """The arrays have an axis for each name, in the order given; seeds and starts too."""
    found = sweep(VALLEY, o.Momentum(), None, {
        "momentum": [0.0, 0.5, 0.9], "start": [[1.0, 0.0], [0.0, 1.0]], "lr": [0.01, 0.02]}, 10)
    assert found.final_losses.shape == (3, 2, 2) and found.final_params.shape == (2, 3, 2, 2)
    alone = train(VALLEY, o.Momentum(0.5), [0.0, 1.0], 0.02, 10)
    assert found.final_losses[1, 1, 1] == pytest.approx(alone.losses[-1], rel=1e-12)
    assert repr(found) == "Sweep(3 momentum x 2 start x 2 lr, 10 steps, 0 of 12 runs diverged)"


@pytest.mark.parametrize(("rule", "name"), [(o.Rprop(), "grow"), (o.Armijo(), "shrink"),
                                            (o.DoG(), "first"), (o.AdaGrad(), "eps"),
                                            (o.AdaGrad(), "initial_accumulator")])
def test_any_number_of_a_rule_can_be_an_axis(rule, name):
    """Those of the rules with checks of their own too."""
    values = {"grow": [1.1, 1.4], "shrink": [0.3, 0.7], "first": [0.1, 0.5],
              "eps": [0.0, 0.1], "initial_accumulator": [0.0, 2.0]}
    found = sweep(VALLEY, rule, START, {name: values[name], "lr": [0.05]}, 20)
    for k, value in enumerate(values[name]):
        run = train(VALLEY, replace(rule, **{name: value}), START, 0.05, 20)
        assert found.final_losses[k, 0] == pytest.approx(run.losses[-1], rel=1e-9)


def test_blocks_do_not_show(monkeypatch):
    """More runs than a block holds: the same numbers as in one block."""
    grid = {"lr": np.geomspace(1e-3, 0.06, 50), "momentum": np.linspace(0, 0.9, 20)}
    whole = sweep(VALLEY, o.Momentum(), START, grid, 20)
    monkeypatch.setattr(sweeps, "BLOCK", 64)
    cut = sweep(VALLEY, o.Momentum(), START, grid, 20)
    np.testing.assert_array_equal(whole.final_losses, cut.final_losses)


def test_divergence_is_inf_and_quiet():
    """Warnings are errors here; the best run is one that did not diverge."""
    found = sweep(VALLEY, o.GradientDescent(), START, {"lr": [0.01, 0.05, 10.0]}, 500)
    assert found.diverged.tolist() == [False, False, True] and np.isinf(found.final_losses[2])
    assert found.best() == {"lr": 0.05}
    with pytest.raises(ValueError, match="every run of the sweep diverged"):
        sweep(VALLEY, o.GradientDescent(), START, {"lr": [5.0, 10.0]}, 500).best()


def test_a_schedule_is_a_factor_on_every_rate():
    """Against the loop with the product."""
    found = sweep(VALLEY, o.GradientDescent(), START, {"lr": [0.01, 0.05]}, 20,
                  schedule=lambda step: 1 / (1 + step))
    for k, lr in enumerate((0.01, 0.05)):
        run = train(VALLEY, o.GradientDescent(), START, lambda t, lr=lr: lr / (1 + t), 20)
        assert found.final_losses[k] == pytest.approx(run.losses[-1], rel=1e-12)


@pytest.mark.parametrize(("seeds", "message"), [
    ([0.2, 0.7], r"must hold whole numbers from 0 on, got \[0.2, 0.7\]"),
    (np.linspace(0, 1, 3), "must hold whole numbers from 0 on, got array"),
    ([0, -1], r"must hold whole numbers from 0 on, got \[0, -1\]"),
    ([True, False], "must hold whole numbers from 0 on"),
    (["1"], "must hold whole numbers from 0 on"),
    ([3, 4, 3], "must hold a seed only once: a run that is repeated gives the same result"),
])
def test_seeds_are_whole_and_unlike(seeds, message):
    """Cut to whole numbers, 0.2 and 0.7 would be one seed, and its runs no repetition."""
    noisy = problems.NoisyQuadratic(problems.Bowl(2.0), noise=0.5)
    with pytest.raises(ValueError, match=r"grid\['seed'\] " + message):
        sweep(noisy, o.Momentum(), [1.0], {"lr": [0.1], "seed": seeds}, 5)


@pytest.mark.parametrize(("rule", "name", "values"), [
    (o.Armijo(), "max_tries", [1, 5]), (o.RMSProp(), "centered", [0, 1]),
    (o.Adam(), "flavor", ["torch", "keras"]), (o.Muon(shape=(2, 1)), "shape", [1, 2]),
    (o.L2Penalty(o.Adam(), 0.1), "rule", [o.Adam()]),
])
def test_what_all_runs_share_is_no_axis(rule, name, values):
    """A count, a switch or a name is one for the whole array program."""
    with pytest.raises(ValueError, match=f"grid cannot name '{name}': all runs of a sweep share"):
        sweep(VALLEY, rule, START, {"lr": [0.1], name: values}, 5)


def test_runs_of_a_seed_share_their_batches():
    """A sweep over rates with mini-batches is the loop with a generator of that seed."""
    rng = np.random.default_rng(0)
    problem = problems.LeastSquares(rng.normal(size=(20, 2)), rng.normal(size=20))
    found = sweep(problem, o.Momentum(0.5), [0.0, 0.0], {"seed": [3, 4], "lr": [0.01, 0.05]}, 30,
                  batch_size=6)
    for row, seed in enumerate((3, 4)):
        run = train(problem, o.Momentum(0.5), [0.0, 0.0], 0.05, 30, batch_size=6,
                    rng=np.random.default_rng(seed))
        assert found.final_losses[row, 1] == pytest.approx(run.losses[-1], rel=1e-10)
    assert found.final_losses[0, 0] != found.final_losses[1, 0]


def test_every_run_of_a_sweep_has_noise_of_its_own():
    """4 seeds x 3,000 equal runs end in the known floor of noise, seeds and runs unlike."""
    noisy = problems.NoisyQuadratic(problems.Bowl(2.0), noise=0.5)
    found = sweep(noisy, o.GradientDescent(), None,
                  {"seed": range(4), "start": np.zeros((3000, 1)), "lr": [0.3]}, 60)
    ends = found.final_params[0, :, :, 0]
    assert len(np.unique(ends)) == ends.size
    assert ends.var() == pytest.approx(noisy.noise_floor(0.3)[0], rel=0.05)
    again = sweep(noisy, o.GradientDescent(), None,
                  {"seed": [2], "start": np.zeros((3000, 1)), "lr": [0.3]}, 60)
    np.testing.assert_array_equal(again.final_params[0, 0], found.final_params[0, 2])


@pytest.mark.parametrize(("options", "message"), [
    ({"grid": {"momentum": [0.1]}}, r"grid must name 'lr', got \['momentum'\]"),
    ({"grid": {"lr": [0.1], "beta7": [1]}}, "grid must name .* got 'beta7'"),
    ({"grid": {"lr": []}}, r"grid\['lr'\] must be a list with at least one entry, .* \(0,\)"),
    ({"grid": {"lr": [[0.1]]}}, r"grid\['lr'\] must be a list"),
    ({"grid": {"lr": [-0.1]}}, r"grid\['lr'\] must be finite and at least 0"),
    ({"grid": {"lr": [np.nan]}}, r"grid\['lr'\] must be finite and at least 0"),
    ({"grid": {"lr": [0.1], "momentum": [1.5]}}, "momentum must be from 0 to below 1"),
    ({"num_steps": 0}, "num_steps must be a whole number of at least 1, got 0"),
    ({"params0": [1.0, 2.0, 3.0]}, "the start must be 2 finite numbers"),
    ({"params0": [1.0, np.nan]}, "the start must be 2 finite numbers"),
    ({"batch_size": 4}, "batch_size needs rng"),
    ({"params0": None}, "params0 must be given, or grid must name 'start'"),
    ({"grid": {"lr": ["fast"]}}, r"grid\['lr'\] must hold numbers, got \['fast'\]"),
])
def test_bad_sweeps_are_named(options, message):
    """A ValueError with the name of the argument and what it got."""
    call = {"params0": START, "grid": {"lr": [0.1]}, "num_steps": 5, **options}
    with pytest.raises(ValueError, match=message):
        sweep(VALLEY, o.Momentum(), **call)
