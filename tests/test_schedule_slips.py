"""Slips of libraries that the schedules' notes name and do not imitate, in the versions named."""

import math
import os
import subprocess
import sys
import warnings
from types import SimpleNamespace

import pytest

from lrkit import schedules as s
from tests.parts import need
from tests.test_library_slips import seen_in

pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")


@pytest.fixture
def torch_schedulers():
    """PyTorch's module, and an optimizer at a rate of 1 for each call of the second."""
    torch = need("frameworks", "torch")
    seen_in("torch", "2.14.1")
    return torch.optim.lr_scheduler, lambda: torch.optim.SGD(
        [torch.nn.Parameter(torch.zeros(1))], lr=1.0)


@pytest.fixture
def optax():
    """optax, in the version of the notes."""
    module = need("frameworks", "optax", "jax")
    seen_in("optax", "0.2.8")
    return module


@pytest.fixture
def keras(monkeypatch):
    """Keras on JAX, in the version of the notes."""
    monkeypatch.setenv("KERAS_BACKEND", "jax")
    module = need("frameworks", "keras", "jax")
    seen_in("keras", "3.15.1")
    return module


def rates(scheduler, steps):
    """The rates that steps use, and the one after them."""
    found = [scheduler.optimizer.param_groups[0]["lr"]]
    with warnings.catch_warnings(action="ignore"):  # optimizer.step() was not called: no need
        for _ in range(steps):
            scheduler.step()
            found.append(scheduler.optimizer.param_groups[0]["lr"])
    return found


def test_pytorch_counts_a_milestone_that_is_given_twice_as_two(torch_schedulers):
    """Here it is an error."""
    lib, make = torch_schedulers
    assert rates(lib.MultiStepLR(make(), [2, 2], 0.1), 2)[2] == pytest.approx(0.01)


def test_pytorchs_one_cycle_beyond_its_end_and_without_a_first_phase(torch_schedulers):
    """It rises at step T and fails at T + 1; it divides by 0, or starts past the peak."""
    lib, make = torch_schedulers
    options = {"total_steps": 10, "cycle_momentum": False}
    once = lib.OneCycleLR(make(), 1.0, **options)
    *_, last, beyond = rates(once, 10)
    assert last == pytest.approx(4e-6) and beyond == pytest.approx(0.0495, abs=1e-4)
    with pytest.raises(ValueError, match="Tried to step 11 times"):
        rates(once, 1)
    with pytest.raises(ZeroDivisionError):
        lib.OneCycleLR(make(), 1.0, pct_start=0.1, **options)
    past = lib.OneCycleLR(make(), 1.0, pct_start=0.05, **options)
    assert past.optimizer.param_groups[0]["lr"] > 0.99


def test_pytorchs_restart_may_be_missed_when_it_is_told_the_epoch(torch_schedulers):
    """The fifth restart of periods that grow threefold from 1 is at 121."""
    lib, make = torch_schedulers
    told = lib.CosineAnnealingWarmRestarts(make(), T_0=1, T_mult=3)
    told.step(121)
    assert told.optimizer.param_groups[0]["lr"] == pytest.approx(0, abs=1e-12)
    assert s.CosineRestarts(1.0, 1, 3)(121) == 1


def test_a_slightly_worse_negative_loss_is_an_improvement(torch_schedulers, optax):
    """In PyTorch and optax; not here."""
    lib, make = torch_schedulers
    rule = lib.ReduceLROnPlateau(make(), patience=0)
    for loss in (-1.0, -0.99995):
        rule.step(loss)
    assert rule.best == -0.99995 and rule.num_bad_epochs == 0
    theirs = optax.contrib.reduce_on_plateau(patience=1, rtol=0.1)
    state = theirs.init(0.0)
    for loss in (-1.0, -0.95):
        _, state = theirs.update(0.0, state, value=loss)
    assert float(state.best_value) == pytest.approx(-0.95) and float(state.scale) == 1
    assert s.ReduceOnPlateau(1.0, patience=1).rates([-1.0, -0.99995, -1.0])[-1] == 0.1


def test_optax_reduces_after_an_improvement_with_a_patience_of_0(optax):
    """And never after a bad loss."""
    theirs = optax.contrib.reduce_on_plateau(patience=0, factor=0.1)
    state, scales = theirs.init(0.0), []
    for loss in (3.0, 2.0, 2.0, 2.0):
        _, state = theirs.update(0.0, state, value=loss)
        scales.append(float(state.scale))
    assert scales == pytest.approx([0.1, 0.01, 0.01, 0.01])


def test_a_decay_rate_of_0_is_no_decay_in_optax(optax, keras):
    """In Keras, as here, the rate is 0 from step 1 on."""
    kerass = keras.optimizers.schedules.ExponentialDecay(1.0, 1, 0.0)
    for step in range(3):
        assert float(optax.exponential_decay(1.0, 1, 0.0)(step)) == 1
        assert float(kerass(step)) == s.ExponentialDecay(1.0, 1, 0.0)(step)


MISSED = """
import keras
theirs = keras.optimizers.schedules.CosineDecayRestarts(1.0, 2, t_mul=7.0)
print(*(round(float(theirs(step)), 4) for step in (2, 16, 114, 800)))
"""


def test_keras_misses_a_restart_that_its_logarithm_rounds_away(keras):
    """Periods that grow sevenfold from 2, from the third restart on; with JAX's usual 32 bits."""
    environment = os.environ | {"KERAS_BACKEND": "jax", "JAX_ENABLE_X64": "0"}
    done = subprocess.run([sys.executable, "-c", MISSED], env=environment, capture_output=True,
                          text=True, check=True)
    assert done.stdout.split() == ["1.0", "1.0", "0.0", "0.0"]
    assert s.CosineRestarts(1.0, 2, 7)([2, 16, 114, 800]).tolist() == [1, 1, 1, 1]


def test_keras_takes_a_first_loss_of_nan_for_the_best(keras):
    """Nothing improves on it: a loss that falls by half lowers the rate each time."""
    callback = keras.callbacks.ReduceLROnPlateau(monitor="loss", patience=1, factor=0.5)
    model = SimpleNamespace(optimizer=keras.optimizers.SGD(1.0))
    callback.set_model(model)
    callback.on_train_begin()
    for epoch, loss in enumerate((math.nan, 1.0, 0.5, 0.25)):
        callback.on_epoch_end(epoch, {"loss": loss})
    assert math.isnan(callback.best) and float(model.optimizer.learning_rate) == 0.125
