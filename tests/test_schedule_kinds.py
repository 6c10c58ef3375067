"""The schedule inspector reads what lrkit, Keras, PyTorch and optax call a schedule."""

import copy
import os
import subprocess
import sys
from types import SimpleNamespace

import numpy as np
import pytest

from lrkit import explore, schedules
from lrkit.explore.marks import Bars
from lrkit.explore.schedule_adapter import ScheduleAdapter, read_rates
from tests.parts import need, need_installed
from tests.recorded.record_schedules import CASES, KERAS, OPTAX, TORCH, import_keras

# Keras' own, with NumPy 2.
pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")


def run_python(code: str, backend: str = "jax") -> str:
    """Run code in a fresh Python, and return what it prints."""
    environment = {**os.environ, "KERAS_BACKEND": backend, "TF_CPP_MIN_LOG_LEVEL": "3"}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False,
                          env=environment)
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout


def bars(explorer):
    """The rates of the ten epochs."""
    return [mark.y[0] for mark in explorer.scene.panels[1].marks if isinstance(mark, Bars)]


# Functions


def test_no_library_is_imported():
    """An object of a library comes from a process that has imported it; nothing else does."""
    out = run_python("""
import sys
from lrkit import explore, schedules
for schedule in (lambda step: 0.1, lambda epoch, lr: lr / 2, schedules.Constant(0.1)):
    explore.schedule_inspector(schedule=schedule).says()
print(sorted({"torch", "keras", "jax", "optax", "tensorflow"} & set(sys.modules)))
""")
    assert out.strip() == "[]"


def test_a_function_of_the_epoch_is_called_by_epoch():
    """Its argument says so; the radio buttons can say otherwise."""
    explorer = explore.schedule_inspector(schedule=lambda epoch: 0.1 / (1 + epoch))
    assert bars(explorer) == pytest.approx([0.1 / (1 + epoch) for epoch in range(10)])
    explorer.set(calls="batch")
    assert bars(explorer) == pytest.approx([0.1 / (1 + 16 * epoch) for epoch in range(10)])
    lrkits = explore.schedule_inspector(schedule=schedules.StepDecay(0.8, 2, 0.5))
    assert bars(lrkits.set(calls="epoch"))[:5] == pytest.approx([0.8, 0.8, 0.4, 0.4, 0.2])


def test_a_function_of_epoch_and_rate_starts_at_the_initial_rate():
    """Each rate is made from the one before; the slider gives the first."""
    explorer = explore.schedule_inspector(schedule=lambda epoch, lr: lr / 2).set(lr0=0.8)
    assert bars(explorer) == pytest.approx([0.8 / 2**epoch for epoch in range(1, 11)])
    assert set(explorer.scene.off) == {"decay_steps", "decay_rate", "staircase"}
    explorer.set(lr0=0.2)
    assert bars(explorer)[0] == 0.1


def test_a_function_of_epoch_and_rate_that_fails_is_drawn_until_then():
    """The sentence names the step, and a second look says the same."""
    given = ScheduleAdapter(lambda epoch, lr: lr / (2 - epoch))
    for _ in range(2):
        rates, trouble = read_rates(given.of(calls_in=3, init_lr=0.8), 10)
        assert rates.tolist() == [0.4] * 6
        assert trouble == "At step 6 your schedule raised ZeroDivisionError: float division by zero"


@pytest.mark.parametrize(("wrong", "words"), [
    (schedules.ReduceOnPlateau(0.1), "ReduceOnPlateau looks at the losses of a run"),
    (schedules.GreedyRate(0.1), "GreedyRate looks at the losses of a run"),
    (schedules.StepDecay, "StepDecay is a class: hand in an object made with it, StepDecay(...)"),
])
def test_what_has_no_rates_before_the_run_is_refused(wrong, words):
    """The sentence says why, and what to do."""
    with pytest.raises(ValueError) as error:
        explore.schedule_inspector(schedule=wrong)
    assert str(error.value).startswith(words)


def test_a_function_that_makes_schedules_is_not_one():
    """It was handed in without its parentheses."""
    says = explore.schedule_inspector(schedule=lambda lr: schedules.Constant(lr)).says()
    assert says.startswith("At step 0 your schedule returned a function, not a rate")


# PyTorch

SGD, ADAM = "SGD", "Adam"
TORCH_SCHEDULERS = {
    "ExponentialLR": (SGD, lambda lib, opt: lib.ExponentialLR(opt, 0.9)),
    "LambdaLR": (SGD, lambda lib, opt: lib.LambdaLR(
        opt, [lambda e: 0.9**e, lambda e: 1 / (1 + e)])),
    "MultiplicativeLR": (SGD, lambda lib, opt: lib.MultiplicativeLR(opt, lambda e: 0.95)),
    "CyclicLR": (SGD, lambda lib, opt: lib.CyclicLR(opt, 0.01, 0.1, 8)),
    "OneCycleLR": (ADAM, lambda lib, opt: lib.OneCycleLR(opt, [0.1, 0.01], total_steps=60)),
    "SequentialLR": (SGD, lambda lib, opt: lib.SequentialLR(opt, [
        lib.LinearLR(opt, 0.1, total_iters=5), lib.CosineAnnealingLR(opt, 30)], [5])),
    "ChainedScheduler": (SGD, lambda lib, opt: lib.ChainedScheduler([
        lib.LinearLR(opt, 0.1, total_iters=5), lib.StepLR(opt, 10)])),
    "CosineAnnealingWarmRestarts": (
        SGD, lambda lib, opt: lib.CosineAnnealingWarmRestarts(opt, 7, T_mult=2)),
}


def torch_optimizer(torch, kind, *, tensor_lr=False):
    """An optimizer with two groups, which has made a step and so has a memory."""
    lrs = [torch.tensor(lr, dtype=torch.float64) if tensor_lr else lr for lr in (0.1, 0.02)]
    groups = [{"params": [torch.nn.Parameter(torch.ones(3))], "lr": lr} for lr in lrs]
    options = {"momentum": 0.9} if kind == SGD else {}
    optimizer = getattr(torch.optim, kind)(groups, **options)
    for group in groups:
        group["params"][0].grad = torch.ones(3)
    optimizer.step()
    return optimizer


@pytest.mark.filterwarnings("ignore:Detected call of `lr_scheduler.step:UserWarning")
@pytest.mark.parametrize("calls_before", [0, 4])
@pytest.mark.parametrize("name", TORCH_SCHEDULERS)
def test_a_scheduler_of_pytorch_is_read_and_left_alone(name, calls_before):
    """For each group the rates that PyTorch's own steps use; neither of the two objects changes."""
    torch = need("frameworks", "torch")
    kind, make = TORCH_SCHEDULERS[name]
    optimizer = torch_optimizer(torch, kind)
    scheduler = make(torch.optim.lr_scheduler, optimizer)
    for _ in range(calls_before):
        scheduler.step()
    params = [group["params"][0] for group in optimizer.param_groups]
    before = copy.deepcopy((state_of(scheduler), optimizer.state_dict(), params))
    explorer = explore.schedule_inspector(schedule=scheduler)
    given = [read_rates(explorer.given.of(group=group), 40)[0] for group in (0, 1)]
    assert repr((state_of(scheduler), optimizer.state_dict(), params)) == repr(before)
    assert all(now is then for now, then in zip(
        params, (group["params"][0] for group in optimizer.param_groups), strict=True))
    assert bool(explorer.given.note) == bool(calls_before)
    lrs = []
    for _ in range(40):
        lrs.append([group["lr"] for group in optimizer.param_groups])
        scheduler.step()
    np.testing.assert_allclose(given, np.transpose(lrs), rtol=1e-12)


def state_of(scheduler):
    """A scheduler's state, with those of its parts instead of their objects."""
    inner = [state_of(each) for each in getattr(scheduler, "_schedulers", [])]
    return {**{k: v for k, v in vars(scheduler).items() if k not in ("optimizer", "_schedulers")},
            "inner": inner}


def test_the_group_can_be_chosen():
    """A control for it, as soon as there are two; the title tells it."""
    torch = need("frameworks", "torch")
    scheduler = torch.optim.lr_scheduler.ExponentialLR(torch_optimizer(torch, SGD), 0.5)
    explorer = explore.schedule_inspector(schedule=scheduler).set(calls="epoch", group="2")
    assert bars(explorer) == pytest.approx([0.02 * 0.5**epoch for epoch in range(10)])
    assert explorer.scene.panels[0].title == "ExponentialLR, parameter group 2 of 2"
    assert set(explorer.set(schedule="ExponentialDecay").scene.off) == {"calls", "group"}


def test_a_rate_that_is_a_tensor_stays_what_it_is():
    """PyTorch changes such a rate in place; it is copied before."""
    torch = need("frameworks", "torch")
    optimizer = torch_optimizer(torch, ADAM, tensor_lr=True)
    scheduler = torch.optim.lr_scheduler.ExponentialLR(optimizer, 0.5)
    given = ScheduleAdapter(scheduler)
    assert given([0, 1, 2]) == pytest.approx([0.1, 0.05, 0.025])
    assert [float(group["lr"]) for group in optimizer.param_groups] == [0.1, 0.02]


def test_a_large_model_is_not_copied():
    """A parameter that cannot be copied at all does no harm."""
    torch = need("frameworks", "torch")

    class Large(torch.nn.Parameter):
        def __deepcopy__(self, memo):
            raise MemoryError

    optimizer = torch.optim.SGD([Large(torch.zeros(1))], lr=0.1)
    scheduler = torch.optim.lr_scheduler.StepLR(optimizer, 1)
    assert ScheduleAdapter(scheduler)(1) == pytest.approx(0.01)


def test_an_optimizer_of_pytorch_has_constant_rates():
    """Unless a scheduler changes them, which the optimizer does not know."""
    torch = need("frameworks", "torch")
    optimizer = torch_optimizer(torch, SGD)
    explorer = explore.schedule_inspector(schedule=optimizer).set(group="2")
    assert bars(explorer) == [0.02] * 10
    assert explorer.says().endswith("SGD has no schedule: its rate is constant, unless something "
                                    "sets it.")
    torch.optim.lr_scheduler.StepLR(optimizer, 5)
    with pytest.raises(ValueError, match="hand in the scheduler"):
        explore.schedule_inspector(schedule=optimizer)


def test_pytorchs_plateau_is_refused():
    """It needs the losses."""
    torch = need("frameworks", "torch")
    rule = torch.optim.lr_scheduler.ReduceLROnPlateau(torch_optimizer(torch, SGD))
    with pytest.raises(ValueError, match="ReduceLROnPlateau looks at the losses"):
        explore.schedule_inspector(schedule=rule)


# Keras and optax


@pytest.mark.parametrize("name", [
    name for name, case in CASES.items() if case.library in (KERAS, OPTAX, TORCH)])
def test_every_recorded_schedule_of_the_three_libraries_can_be_inspected(name):
    """The same rates as lrkit's, up to the last step that is recorded."""
    case = CASES[name]
    os.environ.setdefault("KERAS_BACKEND", "jax")
    need("frameworks", *{"keras": ("jax",)}.get(case.library, ()), case.library)
    given = ScheduleAdapter(make_theirs(case))
    rates, trouble = read_rates(given, case.steps)
    assert trouble == ""
    np.testing.assert_allclose(rates, case.schedule(np.arange(case.steps)), rtol=0, atol=2e-7)


def make_theirs(case):
    """The library's own object."""
    if case.library == KERAS:
        return case.theirs(import_keras().optimizers.schedules)
    if case.library == OPTAX:
        import optax
        return case.theirs(optax)
    import torch
    optimizer = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=case.lr)
    return case.theirs(torch.optim.lr_scheduler, optimizer)


def test_an_optimizer_of_keras_shows_its_schedule():
    """As `learning_rate` tells when its count is set by hand; the optimizer's count stays."""
    os.environ.setdefault("KERAS_BACKEND", "jax")
    need("frameworks", "jax", "keras")
    keras = import_keras()
    decay = keras.optimizers.schedules.InverseTimeDecay(0.1, 16, 0.5)
    optimizer = keras.optimizers.Adam(decay)
    wrapped = keras.optimizers.LossScaleOptimizer(optimizer)
    for each in (optimizer, wrapped):
        explorer = explore.schedule_inspector(schedule=each)
        shown = bars(explorer)
        assert "calls" not in explorer.controls and int(optimizer.iterations) == 0
    assert explorer.name == "InverseTimeDecay of Adam"
    expected = []
    for step in range(0, 160, 16):
        optimizer.iterations.assign(step)
        expected.append(float(optimizer.learning_rate))
    assert shown == pytest.approx(expected)
    constant = explore.schedule_inspector(schedule=keras.optimizers.SGD(0.25))
    assert bars(constant) == [0.25] * 10 and "SGD has no schedule" in constant.says()
    with pytest.raises(ValueError, match="which Keras calls without the step"):
        explore.schedule_inspector(schedule=keras.optimizers.SGD(lambda: 0.1))


@pytest.mark.parametrize("plan", [
    lambda epoch: 0.1 / (1 + epoch), lambda epoch, lr: lr * 0.5, lambda epoch, lr: np.float32(0.1),
    lambda epoch, lr=0.2: lr * 0.5])
def test_kerass_callback_shows_the_rates_that_it_sets(plan):
    """Those of the optimizer that the real callback works on, at the start of each epoch."""
    os.environ.setdefault("KERAS_BACKEND", "jax")
    need("frameworks", "jax", "keras")
    keras = import_keras()
    callback = keras.callbacks.LearningRateScheduler(plan)
    explorer = explore.schedule_inspector(schedule=callback).set(lr0=0.5)
    optimizer = keras.optimizers.SGD(0.5)
    callback.set_model(SimpleNamespace(optimizer=optimizer))
    expected = []
    for epoch in range(10):
        callback.on_epoch_begin(epoch)
        expected.append(float(optimizer.learning_rate))
    assert bars(explorer) == pytest.approx(expected, rel=1e-6)
    assert "calls" not in explorer.controls


def test_kerass_callback_takes_floats_only():
    """As the real one, which fails with another sentence."""
    os.environ.setdefault("KERAS_BACKEND", "jax")
    need("frameworks", "jax", "keras")
    keras = import_keras()
    decay = keras.optimizers.schedules.ExponentialDecay(0.1, 16, 0.9)
    for plan in (lambda epoch: 1, decay):
        callback = keras.callbacks.LearningRateScheduler(plan)
        says = explore.schedule_inspector(schedule=callback).says()
        assert says.startswith("At step 0 your schedule returned")
        assert "LearningRateScheduler takes floats only" in says
        callback.set_model(SimpleNamespace(optimizer=keras.optimizers.SGD(0.5)))
        with pytest.raises(ValueError, match="should be a float"):
            callback.on_epoch_begin(0)


def test_kerass_other_callbacks_are_refused():
    """ReduceLROnPlateau needs losses; EarlyStopping plans no rates."""
    os.environ.setdefault("KERAS_BACKEND", "jax")
    need("frameworks", "jax", "keras")
    callbacks = import_keras().callbacks
    for callback, words in ((callbacks.ReduceLROnPlateau(), "looks at the losses of a run"),
                            (callbacks.EarlyStopping(), "plans no rates")):
        with pytest.raises(ValueError, match=words):
            explore.schedule_inspector(schedule=callback)


def test_ones_own_schedule_of_keras_may_use_python():
    """It is called step by step, and not for all steps at once, where an `if` would fail."""
    os.environ.setdefault("KERAS_BACKEND", "jax")
    need("frameworks", "jax", "keras")
    keras = import_keras()

    class Mine(keras.optimizers.schedules.LearningRateSchedule):
        def __call__(self, step):
            return 0.1 if step < 20 else 0.01

    explorer = explore.schedule_inspector(schedule=Mine())
    assert bars(explorer) == [0.1, 0.1] + 8 * [0.01] and explorer.name == "Mine"


def test_an_optimizer_of_optax_is_refused():
    """It keeps its schedule to itself."""
    optax = need("frameworks", "optax")
    for optimizer in (optax.adam(0.1), optax.contrib.reduce_on_plateau()):
        with pytest.raises(ValueError, match="hand in the schedule that it was made with"):
            explore.schedule_inspector(schedule=optimizer)


BITS = """
import keras
from lrkit import explore, schedules
lib = keras.optimizers.schedules
print(keras.backend.backend())
for theirs, ours in (
    (lib.ExponentialDecay(0.1, 16, 0.9), schedules.ExponentialDecay(0.1, 16, 0.9)),
    (keras.optimizers.Adam(lib.CosineDecay(0.1, 160)), schedules.CosineDecay(0.1, 160)),
    (lib.CosineDecay(0.0, 140, warmup_target=0.1, warmup_steps=20),
     schedules.Warmup(schedules.CosineDecay(0.1, 140), 20, 0.0)),
):
    explorer = explore.schedule_inspector(schedule=theirs)
    rates = explorer.given(range(160))
    assert abs(rates / ours(range(160)).clip(1e-9) - 1)[1:150].max() < 1e-5
    assert (rates != ours(range(160))).any()
    assert "The schedule computes in 32 bits" in explorer.says()
print(explore.schedule_inspector(schedule=lambda step: 0.1).says().count("32 bits"))
"""


@pytest.mark.parametrize("backend", ["jax", "torch", "tensorflow"])
def test_a_schedule_that_computes_in_32_bits_says_so(backend):
    """Keras' own, on each of its backends; a function in Python's 64 bits says nothing."""
    need_installed("frameworks", "keras", backend)
    assert run_python(BITS, backend).split() == [backend, "0"]
