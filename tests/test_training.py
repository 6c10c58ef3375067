"""The loop: closed forms of gradient descent, schedules, divergence, bad input."""

import numpy as np
import pytest

from lrkit import problems
from lrkit.optimizers import GradientDescent
from lrkit.training import train

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


def test_a_negative_rate_climbs():
    """Notebook 2's regime 'ascends': with lr = -1 the distance doubles at each step."""
    run = train(problems.Bowl(), GD, 1.0, lr=-1.0, num_steps=3)
    assert run.params.ravel().tolist() == [1, 2, 4, 8]


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
        ({"lr": lambda step: 0.1 if step < 3 else np.inf}, "lr must be finite, got inf at step 3"),
    ],
)
def test_bad_input_names_the_argument_and_what_it_got(options, message):
    """A ValueError before, or at the step where it shows."""
    call = {"params0": 1.0, "lr": 0.1, "num_steps": 5, **options}
    with pytest.raises(ValueError, match=message):
        train(problems.Bowl(), GD, **call)
