"""Each flavor walks the path of the library that it is called after, to 1e-9."""

import dataclasses
from importlib import util

import numpy as np
import pytest

from lrkit.optimizers import Rprop
from tests.parts import need
from tests.recorded.optimizer_cases import CASES, CASES_OF
from tests.recorded.optimizer_runs import run_lrkit
from tests.recorded.record_optimizers import RUN, import_jax, import_keras, recorded

RECORDED = {name: run["places"] for module in CASES_OF for name, run in recorded(module).items()}
EXTRA = ("torch", "keras", "optax")
# Of other libraries a recording suffices: they are compared live where they happen to be.
LIVE = [name for name, case in CASES.items()
        if case.library in EXTRA or util.find_spec(case.library)]


def within(case):
    """1e-9, but where a library itself computes with fewer digits."""
    return {"rtol": case.tolerance, "atol": case.tolerance}


@pytest.mark.parametrize("name", CASES)
def test_a_flavor_walks_the_recorded_path(name):
    """25 steps in float64, with a change of the rate in mid-run; recorded with the versions."""
    case = CASES[name]
    np.testing.assert_allclose(run_lrkit(case), RECORDED[name], **within(case))


@pytest.mark.parametrize("name", LIVE)
def test_a_flavor_walks_beside_the_installed_library(name, monkeypatch):
    """The same against the library itself, where it is installed."""
    case = CASES[name]
    if case.library == "keras":
        need("frameworks", "jax")
        monkeypatch.setenv("KERAS_BACKEND", "jax")
    if case.library in EXTRA:
        need("frameworks", case.library)
    np.testing.assert_allclose(run_lrkit(case), RUN[case.library](case), **within(case))


def test_the_recording_is_of_these_cases():
    """No case is left out, none is left over, and no two have one name."""
    assert list(RECORDED) == list(CASES)
    assert len(CASES) == sum(map(len, CASES_OF.values()))


@pytest.mark.parametrize("name", CASES)
def test_every_run_shows_that_its_rate_changes(name):
    """The place of the rate in a rule shows only when it changes. Rprop uses its first alone."""
    case = CASES[name]
    constant = run_lrkit(dataclasses.replace(case, change=1.0))
    shown = np.abs(run_lrkit(case) - constant).max() > 1e-4
    assert shown != isinstance(case.rule, Rprop)


def test_the_runs_tell_the_flavors_apart():
    """The recorded paths differ wherever a library differs by more than a rounding."""
    for one, other in (
        ("torch.Adam(betas=(0.8, 0.9),eps=0.01)", "keras.Adam(beta_1=0.8,beta_2=0.9,epsilon=0.01)"),
        ("torch.SGD(momentum=0.8)", "keras.SGD(momentum=0.8)"),
        ("torch.Adagrad()", "keras.Adagrad()"),
        ("torch.NAdam()", "keras.Nadam()"),
    ):
        assert np.abs(np.subtract(RECORDED[one], RECORDED[other])).max() > 1e-4


def _left(library, make, num_steps=3):
    """The weight that is left of 1 after each step without gradients, rate and decay 0.1."""
    if library == "torch":
        torch = need("frameworks", "torch")
        w = torch.nn.Parameter(torch.ones(1, 1, dtype=torch.float64))
        optimizer, w.grad = make([w], lr=0.1, weight_decay=0.1), torch.zeros_like(w)
        return [(optimizer.step(), w.item())[1] for _ in range(num_steps)]
    keras = import_keras()
    w, optimizer = keras.Variable([[1.0]]), make(learning_rate=0.1, weight_decay=0.1)
    return [(optimizer.apply([np.zeros((1, 1))], [w]), float(w.value[0, 0]))[1]
            for _ in range(num_steps)]


def test_the_weight_decay_of_a_library_is_the_one_that_its_page_says():
    """Decoupled decay leaves 0.99 a step; the exceptions are those that `weight_decay` lists."""
    torch, _ = need("frameworks", "torch"), need("frameworks", "keras", "jax")
    decoupled = [0.99, 0.9801, 0.970299]
    rules = vars(torch.optim)
    for name in ("AdamW", "Adafactor", "Muon"):
        assert _left("torch", rules[name]) == pytest.approx(decoupled, abs=1e-9), name
    for name in ("Adagrad", "Adadelta", "RMSprop", "Adam", "Adamax", "NAdam"):
        assert _left("torch", rules[name]) != pytest.approx(decoupled, abs=1e-6), name
    rules = vars(import_keras().optimizers)
    others = {"ScheduleFreeAdamW": [1.0, 0.995, 0.990033], "Ftrl": [0.0, 0.0, 0.0]}
    for name in ("SGD", "RMSprop", "Adam", "AdamW", "Adadelta", "Adagrad", "Adamax", "Adafactor",
                 "Nadam", "Ftrl", "Lion", "Lamb", "Muon", "ScheduleFreeAdamW"):
        left = others.get(name, decoupled)
        assert _left("keras", rules[name]) == pytest.approx(left, abs=1e-6), name


def test_optax_averages_with_the_rate_of_the_next_step():
    """-1.9 and not -1.5; told the rate of the step before, it walks as ours does."""
    optax = need("frameworks", "optax", "jax")
    from lrkit.optimizers import ScheduleFreeSGD

    jax = import_jax()

    def rate(count):
        return jax.numpy.where(count < 2, 1.0, 3.0)

    for told, end in ((rate, -1.9), (lambda count: rate(count - 1), -1.5)):
        theirs, w = optax.contrib.schedule_free(optax.sgd(rate), told), jax.numpy.zeros(1)
        state, rule, x = theirs.init(w), ScheduleFreeSGD(), np.zeros(1)
        ours = rule.init(x)
        for step in range(4):
            updates, state = theirs.update(jax.numpy.ones(1), state, w)
            w = optax.apply_updates(w, updates)
            x, ours = rule.step(x, np.ones(1), ours, float(rate(step)))
            average = optax.contrib.schedule_free_eval_params(state, w)
            if step == 1:
                np.testing.assert_allclose(average, end, rtol=1e-12)
            if told is not rate:
                np.testing.assert_allclose(average, x, rtol=1e-12)


def test_torch_orthogonalises_muons_step_with_three_digits():
    """In bfloat16, which is not imitated; but to its precision the steps are the same."""
    torch = need("frameworks", "torch")
    from lrkit.optimizers import Muon

    rng = np.random.default_rng(0)
    w, g = rng.normal(size=(2, 6, 4))
    theirs = torch.nn.Parameter(torch.tensor(w))
    optimizer = torch.optim.Muon([theirs], lr=0.1, weight_decay=0.0)
    theirs.grad = torch.tensor(g)
    optimizer.step()
    rule = Muon()
    ours, _ = rule.step(w, g, rule.init(w), 0.1)
    np.testing.assert_allclose(ours, theirs.detach().numpy(), atol=0.1 * 0.03)
