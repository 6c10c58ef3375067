"""Each flavor walks the path of the library that it is called after, to 1e-9."""

import dataclasses
from importlib import util

import numpy as np
import pytest

from lrkit.optimizers import Rprop
from tests.parts import need
from tests.recorded.optimizer_cases import CASES, CASES_OF
from tests.recorded.optimizer_runs import run_lrkit
from tests.recorded.record_optimizers import RUN, recorded

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
