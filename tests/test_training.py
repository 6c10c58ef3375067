"""The loop: closed forms of gradient descent, schedules, divergence, bad input."""

import numpy as np
import pytest

from lrkit import optimizers, problems, schedules
from lrkit.optimizers import GradientDescent
from lrkit.training import (
    minibatches,
    step_in_blocks,
    train,
)
from lrkit.training.blocks import BLOCK

GD = GradientDescent()


@pytest.mark.parametrize("lr", [0.1, 0.5, 1.0, 1.9, 2.0, 2.1])
def test_a_run_on_a_bowl_is_a_geometric_sequence(lr):
    """x_k = (1 - lr*c)**k x_0 for every rate, below and above the limit."""
    run = train(problems.Bowl(curvature=1.0), GD, 3.0, lr=lr, num_steps=25)
    closed = 3.0 * (1 - lr) ** np.arange(26)
    np.testing.assert_allclose(run.params[:, 0], closed, rtol=1e-9, atol=1e-12)
    np.testing.assert_allclose(run.losses, closed**2 / 2, rtol=1e-9, atol=1e-12)


def test_the_best_rate_reaches_the_textbook_speed():
    """At lr = 2/(mu + L) the distance shrinks by (kappa - 1)/(kappa + 1) a step, in the end."""
    mu, L = 1.0, 9.0
    valley = problems.Quadratic.from_curvatures((mu, L), angle=30)
    run = train(valley, GD, [1.0, 2.0], lr=2 / (mu + L), num_steps=60)
    distance = np.linalg.norm(run.params, axis=1)
    np.testing.assert_allclose(distance[1:] / distance[:-1], (9 - 1) / (9 + 1), rtol=1e-6)


@pytest.mark.parametrize(("part", "converges"), [(0.99, True), (1.01, False)])
def test_the_limit_is_sharp(part, converges):
    """1 % below 2/L a run settles, 1 % above it is lost."""
    data = problems.load_diabetes("standardised")
    problem = problems.LeastSquares(data.X, data.y)
    run = train(problem, GD, np.zeros(10), lr=part * problem.max_stable_lr, num_steps=1500)
    assert bool(run.losses[-1] < run.losses[0]) is converges


def test_least_squares_arrives_where_numpy_arrives():
    """A long run ends at the solution of numpy.linalg.lstsq."""
    x = np.linspace(-1, 1, 9)
    y = np.sin(x) + 0.5
    run = train(problems.LineFit(x, y), GD, [0.0, 0.0], lr=0.3, num_steps=400)
    np.testing.assert_allclose(run.params[-1], np.polyfit(x, y, 1), rtol=1e-9)


def test_the_history_lines_up():
    """losses and grads belong to the places; lrs[t] led from place t to place t + 1."""
    problem = problems.Quadratic.from_curvatures((1.0, 3.0), angle=10)
    run = train(problem, GD, [1.0, -1.0], lr=lambda step: 0.1 / (step + 1), num_steps=6)
    assert run.num_steps == 6 and run.stopped is None
    np.testing.assert_allclose(run.lrs, 0.1 / np.arange(1, 7))
    np.testing.assert_allclose(run.losses, problem.value(run.params.T))
    np.testing.assert_allclose(run.grads, problem.grad(run.params.T).T)
    np.testing.assert_allclose(np.diff(run.params, axis=0), -run.lrs[:, None] * run.grads[:-1])


def test_no_steps_leave_the_start():
    """A run of 0 steps has one place and no rate."""
    run = train(problems.Bowl(), GD, 2, lr=0.1, num_steps=0)
    assert run.params.tolist() == [[2.0]] and run.lrs.shape == (0,)


def test_divergence_ends_the_run_quietly_and_says_when():
    """No warning (they are errors here), no exception: a reason with the step."""
    run = train(problems.Bowl(), GD, 1.0, lr=1e10, num_steps=100)
    assert run.stopped == f"the loss is inf after {run.num_steps} steps"
    assert repr(run).endswith(f"stopped: {run.stopped})") and " at 0x" not in repr(run)
    assert run.num_steps < 100 and len(run.losses) == run.num_steps + 1
    assert np.isfinite(run.losses[:-1]).all()


def test_stop_above_ends_a_run_at_the_first_larger_loss():
    """On 0.5*x**2 from 1 with factor -2 the losses are 0.5, 2, 8, 32: 8 is not above 8."""
    run = train(problems.Bowl(), GD, 1.0, lr=3.0, num_steps=9, stop_above=8.0)
    assert run.losses.tolist() == [0.5, 2, 8, 32] and run.lrs.shape == (3,)
    assert run.stopped == "the loss 32 is above 8 after 3 steps"
    within = train(problems.Bowl(), GD, 1.0, lr=3.0, num_steps=2, stop_above=8.0)
    assert within.stopped is None
    start = train(problems.Bowl(), GD, 9.0, lr=0.1, num_steps=5, stop_above=8.0)
    assert start.num_steps == 0 and start.stopped.endswith("after 0 steps")


def test_a_start_too_far_out_is_a_stop_and_not_an_error():
    """The loss of the start is inf already; nothing is warned of (warnings are errors here)."""
    run = train(problems.Bowl(), GD, 1e200, lr=0.1, num_steps=5)
    assert run.stopped == "the loss is inf after 0 steps"


def test_the_start_is_not_changed_and_integers_become_floats():
    """An array of integers given as the start stays what it was."""
    start = np.array([4])
    run = train(problems.Bowl(), GD, start, lr=0.5, num_steps=2)
    assert start.tolist() == [4] and start.dtype.kind == "i"
    assert run.params.ravel().tolist() == [4, 2, 1] and run.params.dtype == float


def test_a_run_can_be_repeated():
    """Nothing is remembered from one run to the next."""
    one, two = (train(problems.Bowl(), GD, 1.0, lr=0.3, num_steps=9) for _ in range(2))
    np.testing.assert_array_equal(one.params, two.params)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"num_steps": -1}, "num_steps must be at least 0, got -1"),
        ({"params0": [1.0, 2.0]}, r"params0 must have shape \(1,\) for Bowl"),
        ({"params0": np.nan}, "params0 must be finite"),
        ({"num_steps": 2.5}, "num_steps must be a whole number, got 2.5"),
        ({"stop_above": np.nan}, "stop_above must be a number, got nan"),
        ({"lr": [0.1, 0.2]}, r"lr must be one number or a schedule, got \[0.1, 0.2\]"),
        ({"lr": np.array([0.1, 0.2])}, "lr must be one number or a schedule, got array"),
        ({"lr": "0.1"}, "lr must be one number or a schedule, got '0.1'"),
        ({"lr": None}, "lr must be one number or a schedule, got None"),
        ({"lr": np.nan}, "lr must be finite, got nan at step 0"),
        ({"lr": -0.1}, "lr must be at least 0, got -0.1 at step 0"),
        ({"lr": True}, "lr must be one number or a schedule, got True"),
        ({"problem": abs}, "problem must be one of lrkit.problems, got <built-in function abs>"),
        ({"optimizer": "adam"}, "optimizer must be one of lrkit.optimizers, got 'adam'"),
        ({"optimizer": optimizers.Adam}, r"did you mean Adam\(\)\?"),
        ({"record": "some"}, "record must be one of .* got 'some'"),
        ({"batch_size": 4}, "batch_size needs rng"),
        ({"rng": np.random.default_rng(0)}, "rng needs a problem with noise or examples"),
        ({"batch_size": 4, "rng": np.random.default_rng(0)}, "needs a problem with examples"),
        ({"lr": lambda step: 0.1 if step < 3 else np.inf}, "lr must be finite, got inf at step 3"),
    ],
)
def test_bad_input_names_the_argument_and_what_it_got(options, message):
    """A ValueError before, or at the step where it shows."""
    call = {"problem": problems.Bowl(), "optimizer": GD, "params0": 1.0, "lr": 0.1,
            "num_steps": 5, **options}
    with pytest.raises(ValueError, match=message):
        train(**call)


def test_effective_rates_are_what_multiplied_the_gradient():
    """AdaGrad's history on two coordinates, computed here from the gradients alone."""
    problem = problems.Quadratic.from_curvatures((1.0, 100.0))
    run = train(problem, optimizers.AdaGrad(eps=0.0), [1.0, 1.0], lr=0.5, num_steps=20)
    roots = np.sqrt(np.cumsum(run.grads[:-1] ** 2, axis=0))
    np.testing.assert_allclose(run.effective_lrs, 0.5 / roots, rtol=1e-12)
    assert run.effective_lrs.shape == (20, 2)
    plain = train(problem, GD, [1.0, 1.0], lr=lambda t: 0.001 * (t + 1), num_steps=3)
    assert plain.effective_lrs.tolist() == [[0.001] * 2, [0.002] * 2, [0.003] * 2]


def test_a_rule_that_looks_ahead_gets_its_gradient_there():
    """The recorded gradient of Nesterov's look-ahead is not that of the recorded place."""
    run = train(problems.Bowl(), optimizers.NesterovLookAhead(0.5), 1.0, lr=0.1, num_steps=3)
    velocity, w = 0.0, 1.0
    for step in range(3):
        g = w - 0.1 * 0.5 * velocity
        velocity = 0.5 * velocity + g
        w = w - 0.1 * velocity
        assert run.grads[step, 0] == pytest.approx(g) and run.params[step + 1, 0] == \
            pytest.approx(w)


@pytest.mark.parametrize("rule", [optimizers.PolyakStep(), optimizers.Armijo()], ids=repr)
def test_rules_that_want_the_loss_get_it(rule):
    """Polyak halves the distance on a bowl; Armijo takes the first rate that is small enough."""
    run = train(problems.Bowl(), rule, 4.0, lr=8.0, num_steps=2)
    expected = [4, 2, 1] if isinstance(rule, optimizers.PolyakStep) else [4, 0, 0]
    assert run.params.ravel().tolist() == expected


class _Hole(problems.Bowl):
    """A bowl whose gradient is nan on the left."""

    def grad(self, params):
        return np.where(params < 1, np.nan, super().grad(params))


def test_a_gradient_that_is_nan_ends_the_run_and_says_where():
    """The last place is kept; the step was not made."""
    run = train(_Hole(), GD, 4.0, lr=0.5, num_steps=9)
    assert run.stopped == "the gradient is nan in coordinate 0 at step 3"
    assert run.params.ravel().tolist() == [4, 2, 1, 0.5] and run.num_steps == 3


def test_only_the_ends_are_kept_where_asked_for():
    """The losses and the last place are those of the full record."""
    problem = problems.Quadratic.from_curvatures((1.0, 10.0), angle=20)
    full, ends = (train(problem, optimizers.Adam(), [3.0, 2.0], 0.1, 30, record=record)
                  for record in ("all", "ends"))
    np.testing.assert_array_equal(full.losses, ends.losses)
    np.testing.assert_array_equal(full.params[[0, -1]], ends.params)
    assert ends.grads.size == ends.effective_lrs.size == 0


class _Wide(problems.Problem):
    """A bowl in many dimensions."""

    num_params = 3 * BLOCK + 7

    def value(self, params):
        return 0.5 * float(params @ params)

    def grad(self, params):
        return params


@pytest.mark.parametrize("rule", [
    GD, optimizers.Momentum(), optimizers.Adam(), optimizers.AdamW(), optimizers.RMSProp(),
    optimizers.ScheduleFreeAdamW(), optimizers.L2Penalty(optimizers.NAdam(), 0.1),
    optimizers.Rprop(), optimizers.RAdam(), optimizers.ADOPT(), optimizers.AdEMAMix(),
    optimizers.ScheduleFreeAdamW(flavor="keras"),
], ids=repr)
def test_steps_in_blocks_are_the_steps_of_the_rule(rule):
    """More parameters than fit into a block: to rounding the same, and the start is left alone."""
    start = np.random.default_rng(0).normal(size=_Wide.num_params)
    before = start.copy()
    full, ends = (train(_Wide(), rule, start, lambda t: 0.1 / (t + 1), 5, record=record)
                  for record in ("all", "ends"))
    np.testing.assert_allclose(ends.params[-1], full.params[-1], rtol=1e-14, atol=1e-14)
    np.testing.assert_array_equal(start, before)
    np.testing.assert_array_equal(ends.params[0], before)


def test_a_rule_with_a_common_norm_is_not_cut_into_blocks():
    """DoG's distance is that of all coordinates together."""
    start = np.full(_Wide.num_params, 0.1)
    full, ends = (train(_Wide(), optimizers.DoG(first=0.1), start, 1.0, 3, record=record)
                  for record in ("all", "ends"))
    np.testing.assert_array_equal(full.params[-1], ends.params[-1])
    with pytest.raises(ValueError, match="optimizer must move each coordinate by itself"):
        step_in_blocks(optimizers.DoG(), start, start, optimizers.DoG().init(start), 1.0)


def test_an_epoch_goes_through_every_example_once():
    """Property of any shuffle; two epochs of one generator differ."""
    rng = np.random.default_rng(0)
    one, two = (list(minibatches(10, 3, rng)) for _ in range(2))
    assert [len(batch) for batch in one] == [3, 3, 3, 1]
    assert sorted(np.concatenate(one)) == sorted(np.concatenate(two)) == list(range(10))
    assert np.concatenate(one).tolist() != np.concatenate(two).tolist()
    with pytest.raises(ValueError, match="batch_size must be a whole number of at least 1, got 0"):
        minibatches(10, 0, rng)


def test_a_run_with_batches_uses_the_gradient_of_each_batch():
    """Rebuilt by hand from a generator with the same seed; the losses are those of all examples."""
    rng = np.random.default_rng(1)
    X, y = rng.normal(size=(10, 2)), rng.normal(size=10)
    problem = problems.LeastSquares(X, y)
    run = train(problem, GD, [0.0, 0.0], 0.05, 6, batch_size=4, rng=np.random.default_rng(7))
    same, w = np.random.default_rng(7), np.zeros(2)
    batches = [*minibatches(10, 4, same), *minibatches(10, 4, same)]
    for step, batch in enumerate(batches):
        np.testing.assert_allclose(run.params[step], w, rtol=1e-12)
        w = w - 0.05 * 2 / len(batch) * X[batch].T @ (X[batch] @ w - y[batch])
    np.testing.assert_allclose(run.losses, [np.mean((X @ p - y) ** 2) for p in run.params])


def test_the_noise_of_a_problem_is_drawn_from_the_generator():
    """The same seed walks the same path, and the gradient recorded is the noisy one."""
    noisy = problems.NoisyQuadratic(problems.Bowl(2.0), noise=0.5)
    one, two = (train(noisy, GD, 1.0, 0.1, 8, rng=np.random.default_rng(3)) for _ in range(2))
    np.testing.assert_array_equal(one.params, two.params)
    rng, w = np.random.default_rng(3), 1.0
    for step in range(8):
        g = 2.0 * w + 0.5 * rng.standard_normal()
        assert one.grads[step, 0] == pytest.approx(g)
        w = w - 0.1 * g
    assert one.losses[-1] == pytest.approx(w * w)


def test_a_diverged_run_is_quiet_to_its_last_gradient():
    """The gradient at the last place overflows too; warnings are errors here."""
    run = train(problems.TwoWeights(), GD, [4.0, 0.3], 0.25, 60)
    assert run.stopped and not np.isfinite(run.grads[-1]).all()


def test_the_plateau_rule_is_told_the_loss_after_each_step():
    """At its limit gradient descent swings for ever: after two losses that are not better, half."""
    rule = schedules.ReduceOnPlateau(2.0, decay_rate=0.5, patience=2)
    run = train(problems.Bowl(), GD, 1.0, rule, 8)
    # Losses after the steps: 0.5 is the first and the best; two more bad ones, then the rate is 1.
    assert run.lrs[:4].tolist() == [2, 2, 2, 1] and run.losses[4] == 0
    np.testing.assert_array_equal(run.lrs, rule.rates(run.losses[1:]))
