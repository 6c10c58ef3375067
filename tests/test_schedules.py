"""Schedules: the numbers, the boundaries, the libraries they are compared with, and bad input."""

import dataclasses
import json
import math
import os
from importlib import util

import numpy as np
import pytest

import lrkit.schedules
from lrkit.schedules import (
    Constant,
    CosineDecay,
    CosineRestarts,
    ExponentialDecay,
    GreedyRate,
    GreedyState,
    Interpolate,
    InverseSquareRoot,
    InverseTimeDecay,
    Join,
    LinearDecay,
    MultiStepDecay,
    Noam,
    OneCycle,
    Piecewise,
    PlateauState,
    PolynomialDecay,
    PowerLawDecay,
    Product,
    ReduceOnPlateau,
    Repeat,
    Scale,
    Schedule,
    StepDecay,
    TanhDecay,
    Triangular,
    Warmup,
    WarmupStableDecay,
)
from tests.parts import need
from tests.recorded.peer_schedules import MLX, PEER_RUN
from tests.recorded.record_schedules import CASES, FILE, ON_TENSORFLOW, PLATEAUS, RUN, run_ours
from tests.recorded.schedule_cases import BEYOND, Case

RECORDED = json.loads(FILE.read_text(encoding="utf-8"))["rates"]
BOTH = CASES | PLATEAUS


# The libraries


@pytest.mark.parametrize("name", BOTH)
def test_a_schedule_gives_the_recorded_rates_of_its_library(name):
    """In float64 to 1e-9, up to 25 steps past the end; recorded with the versions."""
    atol = 1e-7 if BOTH[name].library == MLX else 1e-9  # MLX computes in float32
    np.testing.assert_allclose(run_ours(BOTH[name]), RECORDED[name], rtol=0, atol=atol)


# Libraries that are in no extra are recorded, and compared where somebody has them.
LIVE = [name for name, case in BOTH.items()
        if case.library not in PEER_RUN or util.find_spec(case.library)]


@pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")  # in Keras
@pytest.mark.parametrize("name", LIVE)
def test_a_schedule_gives_the_rates_of_the_installed_library(name):
    """The same against the library itself, where it is installed."""
    case = BOTH[name]
    os.environ.setdefault("KERAS_BACKEND", "jax")  # TensorFlow, its default, may be missing
    if case.library not in PEER_RUN:
        need("frameworks", *{"keras": ("jax",)}.get(case.library, ()), case.library)
    # On JAX, Keras computes cosines in float32 even in a float64 session.
    atol = 1e-7 if name.startswith(("keras.Cosine", MLX)) else 1e-9
    np.testing.assert_allclose(run_ours(case), RUN[case.library](case), rtol=0, atol=atol)


def test_kerass_schedules_on_tensorflow_are_these_in_32_bits():
    """Recorded on TensorFlow: equal to lrkit's to seven digits, and not to more."""
    recorded = json.loads(ON_TENSORFLOW.read_text(encoding="utf-8"))["rates"]
    kerass = {name: case for name, case in CASES.items() if case.library == "keras"}
    assert list(recorded) == list(kerass)
    for name, case in kerass.items():
        assert np.array_equal(np.float32(recorded[name]), recorded[name])  # float32 holds them
        np.testing.assert_allclose(run_ours(case), recorded[name], rtol=2e-6, atol=1e-7)
    exact = CASES["keras.ExponentialDecay(staircase=False)"]
    assert not np.allclose(run_ours(exact), recorded["keras.ExponentialDecay(staircase=False)"],
                           rtol=1e-9, atol=0)


def test_the_recording_is_of_these_cases():
    """No case is left out, none is left over, and each has a rate for each of its steps."""
    assert list(RECORDED) == list(BOTH)
    for name, case in CASES.items():
        assert len(RECORDED[name]) == case.steps
    assert all(len(RECORDED[name]) > BEYOND for name in PLATEAUS)


def every_flavor():
    """Schedules with a flavor, and one of each of their flavors."""
    cases = [case.schedule for case in CASES.values()] + [case.rule for case in PLATEAUS.values()]
    return {(type(s).__name__, s.flavor) for s in cases if hasattr(s, "flavor")}


def test_every_flavor_is_recorded():
    """Each word that `flavor` takes is compared with the library of that name."""
    kinds = [Piecewise, CosineDecay, CosineRestarts, OneCycle, ReduceOnPlateau]
    wanted = {(kind.__name__, flavor) for kind in kinds for flavor in kind.options["flavor"]}
    assert every_flavor() == wanted
    for case in BOTH.values():
        rule = case.schedule if isinstance(case, Case) else case.rule
        assert case.library in PEER_RUN or getattr(rule, "flavor", case.library) == case.library


# Numbers worked out by hand: step 0, both sides of each boundary, and long after the end.

HALF = math.sqrt(0.5)
HAND = [
    (Constant(0.3), [0, 1, 10**6], [0.3, 0.3, 0.3]),
    (StepDecay(0.8, 10, 0.5), [0, 9, 10, 19, 20, 35], [0.8, 0.8, 0.4, 0.4, 0.2, 0.1]),
    (StepDecay(0.8, 10), [9, 10, 20], [0.8, 0.08, 0.008]),
    (MultiStepDecay(0.5, (30, 80)), [0, 29, 30, 79, 80, 999], [0.5, 0.5, 0.05, 0.05, 0.005, 0.005]),
    (MultiStepDecay(0.5, ()), [0, 99], [0.5, 0.5]),
    (Piecewise((3, 5), (3, 1, 2)), [0, 2, 3, 4, 5, 6, 99], [3, 3, 1, 1, 2, 2, 2]),
    (Piecewise((3, 5), (3, 1, 2), "torch"), [0, 2, 3, 4, 5, 6, 99], [3, 3, 1, 1, 2, 2, 2]),
    (Piecewise((3, 5), (3, 1, 2), "keras"), [0, 2, 3, 4, 5, 6, 99], [3, 3, 3, 1, 1, 2, 2]),
    (Piecewise((), (0.5,)), [0, 9], [0.5, 0.5]),
    (ExponentialDecay(0.1, 10, 0.25), [0, 5, 10, 15], [0.1, 0.05, 0.025, 0.0125]),
    (ExponentialDecay(0.1, 10, 0.25, staircase=True), [0, 9, 10, 19, 20],
     [0.1, 0.1, 0.025, 0.025, 0.00625]),
    (ExponentialDecay(0.1, 10, 0.25, final_lr=0.02), [0, 10, 15, 9999], [0.1, 0.025, 0.02, 0.02]),
    (ExponentialDecay(0.1, 10, 4.0, final_lr=1.0), [0, 5, 10, 20], [0.1, 0.2, 0.4, 1.0]),
    (ExponentialDecay(0.1, 1, 0.0), [0, 1, 2], [0.1, 0, 0]),
    (InverseTimeDecay(0.6, 1, 0.5), [0, 2, 4, 10], [0.6, 0.3, 0.2, 0.1]),
    (InverseTimeDecay(0.6, 10, 1.0, staircase=True), [0, 9, 10, 29, 50],
     [0.6, 0.6, 0.3, 0.2, 0.1]),
    (LinearDecay(0.4, 4, 0.2), [0, 1, 2, 3, 4, 99], [0.4, 0.35, 0.3, 0.25, 0.2, 0.2]),
    (PolynomialDecay(1.0, 4, power=2), [0, 1, 2, 3, 4, 99], [1, 9 / 16, 1 / 4, 1 / 16, 0, 0]),
    (PolynomialDecay(0.8, 4, 0.2, power=0.5), [0, 3, 4, 5], [0.8, 0.5, 0.2, 0.2]),
    (PolynomialDecay(1.0, 4, cycle=True), [0, 3, 4, 5, 6, 8, 9, 12],
     [1, 1 / 4, 0, 3 / 8, 1 / 4, 0, 1 / 4, 0]),
    (PolynomialDecay(1.0, 4, power=2, k_decay=2.0), [0, 1, 2, 4, 9],
     [1, (15 / 16) ** 2, (3 / 4) ** 2, 0, 0]),
    (PowerLawDecay(0.4, 5), [0, 15, 75], [0.4, 0.2, 0.1]),
    (PowerLawDecay(0.6, 10, power=1.0), [0, 10, 20, 50], [0.6, 0.3, 0.2, 0.1]),
    (PowerLawDecay(0.8, 0.5, power=3.0), [0, 0.5, 1.5], [0.8, 0.1, 0.0125]),
    (CosineDecay(0.4, 6), [0, 2, 3, 4, 6, 7, 9, 12, 99], [0.4, 0.3, 0.2, 0.1, 0, 0, 0, 0, 0]),
    (CosineDecay(0.5, 6, 0.1), [0, 2, 3, 4, 6, 9], [0.5, 0.4, 0.3, 0.2, 0.1, 0.1]),
    (CosineDecay(0.4, 6, flavor="torch"), [0, 3, 6, 8, 9, 12, 15],
     [0.4, 0.2, 0, 0.1, 0.2, 0.4, 0.2]),
    # The share to the power of 2: 1/3, 1/2 and 2/3 of the way come at 12 sqrt(1/3) and so on.
    (CosineDecay(0.4, 12, k_decay=2.0), [0, math.sqrt(48), math.sqrt(72), math.sqrt(96), 12, 99],
     [0.4, 0.3, 0.2, 0.1, 0, 0]),
    (CosineDecay(0.4, 4, flavor="torch", k_decay=0.5), [0, 1, 4, 9, 16], [0.4, 0.2, 0, 0.2, 0.4]),
    # tanh(ln 2) = 3/5, tanh(ln 3) = 4/5: at 0 there is (1 + 3/5) / 2 of the height.
    (TanhDecay(1.1, 4, 0.1, -math.log(2), math.log(3)), [0, 4 - 1e-12, 4, 99],
     [0.9, 0.2, 0.1, 0.1]),
    (TanhDecay(0.4, 10), [7, 10, 99], [0.2, 0, 0]),
    (CosineRestarts(0.4, 4, num_periods=2), [0, 2, 4, 6, 7, 8, 12, 99],
     [0.4, 0.2, 0.4, 0.2, 0.2 * (1 - HALF), 0, 0, 0]),
    (CosineRestarts(0.4, 4, 2, 0.5, num_periods=2, final_lr=0.1), [0, 4, 8, 12, 28, 999],
     [0.4, 0.2, 0.15, 0.1, 0.1, 0.1]),
    (CosineRestarts(0.4, 4), [0, 2, 4, 6, 8, 400], [0.4, 0.2, 0.4, 0.2, 0.4, 0.4]),
    (CosineRestarts(0.4, 4, 2), [0, 4, 8, 12, 20, 28, 60], [0.4, 0.4, 0.2, 0.4, 0.2, 0.4, 0.4]),
    (CosineRestarts(0.4, 4, 1.5), [0, 3, 4, 7, 10], [0.4, 0.2 * (1 - HALF), 0.4, 0.2, 0.4]),
    # Peaks 0.4, 0.2, 0.1 and, because the bottom is a floor, 0.1 again.
    (CosineRestarts(0.4, 4, peak_mult=0.5, final_lr=0.1), [0, 2, 4, 6, 8, 10, 12, 14],
     [0.4, 0.25, 0.2, 0.15, 0.1, 0.1, 0.1, 0.1]),
    # Heights above the bottom 0.3, 0.15, 0.075.
    (CosineRestarts(0.4, 4, peak_mult=0.5, final_lr=0.1, flavor="keras"), [0, 2, 4, 6, 8],
     [0.4, 0.25, 0.25, 0.175, 0.175]),
    (Warmup(LinearDecay(0.4, 4), 4), [0, 1, 3, 4, 5, 8, 99], [0.1, 0.2, 0.4, 0.4, 0.3, 0, 0]),
    (Warmup(LinearDecay(0.4, 4), 4, 0.2), [0, 1, 3, 4, 5, 8], [0.2, 0.25, 0.35, 0.4, 0.3, 0]),
    (Warmup(LinearDecay(0.4, 4), 0), [0, 1, 4], [0.4, 0.3, 0]),
    (Warmup(LinearDecay(0.4, 4), 0, 0.1), [0, 1, 4], [0.4, 0.3, 0]),
    (Warmup(LinearDecay(0.4, 4), 1), [0, 1, 2], [0.4, 0.4, 0.3]),
    (Warmup(LinearDecay(0.4, 4), 2, shifted=False), [0, 1, 2, 3, 4], [0.2, 0.4, 0.2, 0.1, 0]),
    (Warmup(LinearDecay(0.4, 4), 2, 0.0, shifted=False), [0, 1, 2, 3, 4], [0, 0.2, 0.2, 0.1, 0]),
    (Warmup(LinearDecay(0.4, 4), 6, 0.0, shape="cosine"), [0, 2, 3, 4, 6, 7],
     [0, 0.1, 0.2, 0.3, 0.4, 0.3]),
    (Warmup(LinearDecay(0.4, 4), 3, shape="cosine"), [0, 1, 2, 3, 4], [0.1, 0.3, 0.4, 0.4, 0.3]),
    (Warmup(Constant(0.4), 4, 0.2, shape="sqrt"), [0, 3, 4, 9], [0.2, 0.3, 0.4, 0.4]),
    (Warmup(Constant(0.4), 4, shape="sqrt"), [0, 2, 3, 4], [0.4 * (1 - math.sqrt(0.75)), 0.2, 0.4,
                                                            0.4]),
    (InverseSquareRoot(0.8, 4), [0, 1, 3, 15, 63], [0.2, 0.4, 0.8, 0.4, 0.2]),
    (InverseSquareRoot(0.8, 1), [0, 3, 15], [0.8, 0.4, 0.2]),
    (Noam(4, 4), [0, 1, 3, 15], [1 / 16, 1 / 8, 1 / 4, 1 / 8]),
    (Noam(4, 4, factor=2.0), [3, 63], [1 / 2, 1 / 8]),
    (WarmupStableDecay(0.4, 12, 2, 4, tail="linear"), [0, 1, 2, 8, 9, 11, 12, 99],
     [0.2, 0.4, 0.4, 0.4, 0.3, 0.1, 0, 0]),
    (WarmupStableDecay(0.4, 12, 2, 4, tail="cosine"), [8, 9, 10, 12, 99],
     [0.4, 0.2 * (1 + HALF), 0.2, 0, 0]),
    (WarmupStableDecay(0.4, 12, 2, 4, tail="sqrt"), [8, 9, 10, 12, 99],
     [0.4, 0.2, 0.4 * (1 - HALF), 0, 0]),
    (WarmupStableDecay(0.4, 12, 2, 4, tail="power"), [8, 9, 10, 11, 12, 99],
     [0.4, 0.375, 0.3, 0.175, 0, 0]),
    (WarmupStableDecay(0.4, 12, 2, 4, tail="power", tail_power=0.5), [9, 12], [0.2, 0]),
    # 1/4 to the power of a half is a half, and 1/4 of the way from there down to 0 is cut off.
    (WarmupStableDecay(0.3, 12, 2, 4, tail="exponential", tail_ratio=0.25), [8, 10, 12, 99],
     [0.3, 0.1, 0, 0]),
    (WarmupStableDecay(0.4, 12, 2, 4, final_lr=0.2), [8, 9, 12, 99], [0.4, 0.3, 0.2, 0.2]),
    (WarmupStableDecay(0.4, 4, 0, 4, tail="linear"), [0, 1, 4], [0.4, 0.3, 0]),
    (WarmupStableDecay(0.4, 4, 2, 2, tail="linear"), [0, 1, 2, 3, 4], [0.2, 0.4, 0.4, 0.2, 0]),
    (Triangular(0.1, 0.5, 2), [0, 1, 2, 3, 4, 6, 402], [0.1, 0.3, 0.5, 0.3, 0.1, 0.5, 0.5]),
    (Triangular(0.1, 0.4, 1, 3), [0, 1, 2, 3, 4, 5], [0.1, 0.4, 0.3, 0.2, 0.1, 0.4]),
    (Triangular(0.1, 0.5, 2, mode="triangular2"), [2, 4, 5, 6, 10], [0.5, 0.1, 0.2, 0.3, 0.2]),
    (Triangular(0.0, 1.0, 2, mode="exp_range", decay_rate=0.5), [0, 1, 2, 3, 4, 6],
     [0, 1 / 4, 1 / 4, 1 / 16, 0, 1 / 64]),
    (OneCycle(1.0, 10, anneal="linear", div_factor=4, final_div_factor=5), [0, 1, 3, 10, 11, 99],
     [1 / 4, 1 / 2, 1, 0.05, 0.05, 0.05]),
    (OneCycle(1.0, 9, 0.5, div_factor=2, final_div_factor=1), [0, 2, 4, 9, 10],
     [0.5, 0.75, 1.0, 0.5, 0.5]),
    # PyTorch's corners are at steps 0, 0.3 * 10 - 1 = 2 and 9.
    (OneCycle(1.0, 10, anneal="linear", div_factor=4, final_div_factor=5, flavor="torch"),
     [0, 1, 2, 5.5, 9, 10, 99], [1 / 4, 5 / 8, 1, 0.525, 0.05, 0.05, 0.05]),
    (OneCycle(1.0, 10, 0.3, 0.7, "linear", 4, 5), [0, 3, 5, 7, 10, 20],
     [1 / 4, 1, 5 / 8, 1 / 4, 0.05, 0.05]),
    (Interpolate([0, 2, 6], [0.0, 0.4, 0.0]), [0, 1, 2, 3, 6, 9], [0, 0.2, 0.4, 0.3, 0, 0]),
    (Interpolate([2, 4], [0.1, 0.3], "cosine"), [0, 2, 2 + 2 / 3, 3, 4, 9],
     [0.1, 0.1, 0.15, 0.2, 0.3, 0.3]),
    (Interpolate([5], [0.2]), [0, 5, 9], [0.2, 0.2, 0.2]),
    (Repeat(LinearDecay(0.4, 4), 4), [0, 1, 3, 4, 7, 400, 401],
     [0.4, 0.3, 0.1, 0.4, 0.1, 0.4, 0.3]),
    (Repeat(LinearDecay(0.4, 4), 4, 2, 0.5), [0, 3, 4, 6, 8, 11, 12, 20],
     [0.4, 0.1, 0.2, 0.15, 0.1, 0.025, 0.1, 0.05]),
    (Repeat(LinearDecay(0.4, 4, 0.2), 4, num_periods=2), [3, 4, 6, 8, 99],
     [0.25, 0.4, 0.3, 0.2, 0.2]),
    (Repeat(LinearDecay(0.4, 4), 4, 2, 0.5, num_periods=2), [4, 8, 12, 99], [0.2, 0.1, 0, 0]),
    (Join([LinearDecay(0.4, 4), Constant(0.3), LinearDecay(0.8, 2)], [2, 5]), [0, 1, 2, 4, 5, 6, 9],
     [0.4, 0.3, 0.3, 0.3, 0.8, 0.4, 0]),
    (Scale(LinearDecay(0.4, 4), 0.5), [0, 2, 4, 9], [0.2, 0.1, 0, 0]),
    (Product([LinearDecay(0.4, 4), StepDecay(1.0, 2, 0.5)]), [0, 1, 2, 3, 4, 9],
     [0.4, 0.3, 0.1, 0.05, 0, 0]),
]
ALL = [schedule for schedule, _, _ in HAND]


@pytest.mark.parametrize(("schedule", "steps", "rates"), HAND, ids=lambda x: str(x)[:60])
def test_rates_worked_out_by_hand(schedule, steps, rates):
    """Step 0, both sides of each boundary, the end and after it, to the last digits."""
    np.testing.assert_allclose(schedule(steps), rates, rtol=1e-12, atol=1e-15)


def test_every_schedule_is_worked_out():
    """No public schedule is missing from the table."""
    public = {getattr(lrkit.schedules, name) for name in lrkit.schedules.__all__}
    assert {type(s) for s in ALL} == public - {
        Schedule, ReduceOnPlateau, PlateauState, GreedyRate, GreedyState}


def test_the_course_s_exercises_are_among_the_schedules():
    """Numbers of section 04 of the course: the contracts of its exercises."""
    # cosine_lr(step, total_steps=4, lr_max=1, lr_min=0.2)
    np.testing.assert_allclose(CosineDecay(1.0, 4, 0.2)([0, 2, 4, 50]), [1.0, 0.6, 0.2, 0.2])
    # exp_decay(1, step, 2, 0.5) and with staircase
    np.testing.assert_allclose(ExponentialDecay(1.0, 2, 0.5)([0, 1, 2, 4]), [1, HALF, 0.5, 0.25])
    stairs = ExponentialDecay(1.0, 2, 0.5, staircase=True)
    np.testing.assert_allclose(stairs([0, 1, 2, 3, 4]), [1, 1, 0.5, 0.5, 0.25])
    # wsd_lr(step, total_steps=8, warmup_steps=2, decay_steps=4, lr_max=1, lr_min=0.2)
    stable = WarmupStableDecay(1.0, 8, 2, 4, 0.2, tail="linear")
    np.testing.assert_allclose(stable([0, 1, 2, 4, 6, 7, 8, 50]),
                               [0.5, 1, 1, 1, 0.6, 0.4, 0.2, 0.2])
    # one over time, which section 4.3 shows
    np.testing.assert_allclose(InverseTimeDecay(1.0, 1, 1.0)([0, 1, 3]), [1, 1 / 2, 1 / 4])
    stairs = InverseTimeDecay(1.0, 3, 1.0, staircase=True)
    np.testing.assert_allclose(stairs([0, 2, 3, 8]), [1, 1, 1 / 2, 1 / 3])
    # step_decay(1, epoch) with its defaults drop=0.5 and every=10
    np.testing.assert_allclose(StepDecay(1.0, 10, 0.5)([0, 9, 10, 20]), [1, 1, 0.5, 0.25])
    # warmup_cosine(step, warmup_steps=2, total_steps=6, lr_max=1, lr_min=0.2)
    warm = Warmup(CosineDecay(1.0, 4, 0.2), warmup_steps=2)
    np.testing.assert_allclose(warm([0, 1, 2, 4, 6, 50]), [0.5, 1.0, 1.0, 0.6, 0.2, 0.2])
    # plateau_lrs(losses, 1.0): two epochs in a row that are not strictly below the best
    rule = ReduceOnPlateau(1.0, decay_rate=0.5, patience=2, threshold=0.0)
    losses = [5, 4, 4, math.nan, 4, 3.9999, 4, 4, 1]
    np.testing.assert_array_equal(rule.rates(losses), [1, 1, 1, 1, 0.5, 0.5, 0.5, 0.5, 0.25])


# The contract


@pytest.mark.parametrize("schedule", ALL, ids=repr)
def test_an_array_of_steps_gives_what_its_steps_give(schedule):
    """An array of any shape is the same as one call for each number, to the last digit."""
    steps = np.arange(60).reshape(3, 20)
    rates = schedule(steps)
    assert isinstance(rates, np.ndarray)
    assert rates.shape == (3, 20)
    assert rates.dtype == np.float64
    one_by_one = [[schedule(int(step)) for step in row] for row in steps]
    np.testing.assert_allclose(rates, one_by_one, rtol=1e-15, atol=0)
    np.testing.assert_array_equal(schedule(steps.astype(float)), rates)
    np.testing.assert_array_equal(schedule(steps.tolist()), rates)
    assert schedule([]).shape == (0,)


@pytest.mark.parametrize("schedule", ALL, ids=repr)
def test_a_number_gives_a_float(schedule):
    """A plain Python float, whatever kind of number asks."""
    for step in (3, 3.0, np.int32(3), np.float64(3), np.array(3)):
        rate = schedule(step)
        assert type(rate) is float
        assert rate == schedule(3) >= 0


@pytest.mark.parametrize("schedule", ALL, ids=repr)
def test_a_schedule_is_pure(schedule):
    """Calls in any order give the same rates, and leave the steps and the schedule alone."""
    steps, before = np.arange(30.0), repr(schedule)
    first = schedule(steps)
    schedule(steps[::-1])
    np.testing.assert_array_equal(schedule(steps), first)
    np.testing.assert_array_equal(schedule(steps[::-1]), first[::-1])
    np.testing.assert_array_equal(steps, np.arange(30.0))
    assert repr(schedule) == before
    assert not np.shares_memory(first, steps)


@pytest.mark.parametrize("schedule", ALL, ids=repr)
def test_a_schedule_is_a_value(schedule):
    """Frozen, equal to a copy with the same fields, and usable as a key."""
    copy = dataclasses.replace(schedule)
    assert copy == schedule
    assert len({copy, schedule}) == 1
    with pytest.raises(dataclasses.FrozenInstanceError):
        schedule.init_lr = 1.0


def test_a_schedule_does_not_change_with_the_list_it_was_made_from():
    """Sequences are kept as tuples."""
    boundaries, values, parts = [3], [0.1, 0.2], [Constant(0.1), Constant(0.2)]
    made = Piecewise(boundaries, values), Join(parts, boundaries), Product(parts)
    boundaries[0], values[1], parts[1] = 1, 9.0, Constant(9.0)
    np.testing.assert_allclose([schedule(5) for schedule in made], [0.2, 0.2, 0.02])
    assert made[0](2) == 0.1


@pytest.mark.parametrize("schedule", [Constant(0.1), Join([Constant(0.1)] * 2, [1])], ids=repr)
@pytest.mark.parametrize(
    ("step", "message"),
    [
        (-1, "step must be at least 0 and finite, got -1"),
        ([0, 1, -0.5], "step must be at least 0 and finite, got -0.5"),
        (math.nan, "step must be at least 0 and finite, got nan"),
        (math.inf, "step must be at least 0 and finite, got inf"),
        ("3", "step must be a number or an array of numbers, got '3'"),
        (None, "step must be a number or an array of numbers, got None"),
        (True, "step must be a number or an array of numbers, got True"),
        (1j, "step must be a number or an array of numbers, got 1j"),
        ([[1], [2, 3]], "step must be a number or an array of numbers"),
    ],
    ids=str,
)
def test_a_step_that_is_no_step(schedule, step, message):
    """A negative step or something that is no number is an error that says what it got."""
    with pytest.raises(ValueError) as error:
        schedule(step)
    assert str(error.value).startswith(message)


def test_far_away_steps_make_no_noise():
    """Rates that vanish or grow without limit end at 0 or inf, and nothing is printed."""
    assert ExponentialDecay(0.1, 1, 0.5)(10**6) == 0
    assert ExponentialDecay(0.1, 1, 2.0)(10**6) == math.inf
    assert CosineRestarts(0.4, 4, 2)(10**15) > 0
    assert Triangular(0.1, 0.5, 2, mode="triangular2")(10**9) == 0.1


# What the shapes promise


@pytest.mark.parametrize("schedule", ALL, ids=repr)
def test_a_warm_up_goes_before_any_schedule(schedule):
    """It is a straight line to the first rate, and then the schedule from its own step 0."""
    steps, top = np.arange(40), schedule(0)
    warm = Warmup(schedule, warmup_steps=5)
    np.testing.assert_allclose(warm(steps[:5]), top * np.array([0.2, 0.4, 0.6, 0.8, 1.0]))
    np.testing.assert_array_equal(warm(steps + 5), schedule(steps))
    from_zero = Warmup(schedule, warmup_steps=5, init_lr=0.0)
    np.testing.assert_allclose(from_zero(steps[:5]), top * np.array([0, 0.2, 0.4, 0.6, 0.8]))
    np.testing.assert_array_equal(from_zero(steps + 5), schedule(steps))


@pytest.mark.parametrize("schedule", ALL, ids=repr)
def test_parts_of_a_join_start_at_their_own_step_0(schedule):
    """They do, whatever comes before, and however often they are joined."""
    steps = np.arange(30)
    joined = Join([Constant(0.7), schedule, schedule], boundaries=[3, 10])
    np.testing.assert_array_equal(joined(steps[:3]), 0.7)
    np.testing.assert_array_equal(joined(steps[3:10]), schedule(steps[:7]))
    np.testing.assert_array_equal(joined(steps[10:]), schedule(steps[:20]))
    nested = Join([Constant(0.7), Join([schedule, schedule], [7])], [3])
    np.testing.assert_array_equal(nested(steps), joined(steps))
    assert Join([schedule], [])(4) == schedule(4)


@pytest.mark.parametrize("schedule", ALL, ids=repr)
def test_scale_and_product_multiply(schedule):
    """A factor of 1 changes nothing, and a constant factor is a scale."""
    steps = np.arange(30)
    np.testing.assert_array_equal(Scale(schedule, 1.0)(steps), schedule(steps))
    np.testing.assert_array_equal(Product([schedule])(steps), schedule(steps))
    doubled = Product([schedule, Constant(2.0)])(steps)
    np.testing.assert_array_equal(Scale(schedule, 2.0)(steps), doubled)
    np.testing.assert_array_equal(doubled, schedule(steps) + schedule(steps))


def test_exponential_decay_is_a_factor_a_step():
    """Each rate is the one before times the same factor, as PyTorch's recursion has it."""
    rates, lr = ExponentialDecay(0.5, 1, 0.9)(np.arange(50)), 0.5
    for rate in rates:
        assert rate == pytest.approx(lr, rel=1e-13)
        lr *= 0.9


def test_exponential_decay_travels_a_finite_way_and_inverse_time_does_not():
    """The sum of a geometric series, and the logarithm of the harmonic one."""
    steps = np.arange(200_000)
    assert ExponentialDecay(0.1, 1, 0.99)(steps).sum() == pytest.approx(0.1 / 0.01, rel=1e-12)
    sums = np.cumsum(InverseTimeDecay(1.0, 1, 1.0)(steps))
    assert sums[-1] - sums[1999] == pytest.approx(math.log(100), abs=1e-3)


@pytest.mark.parametrize("period_mult", [1, 1.5, 2, 3, 7])
def test_restarts_come_where_a_walk_from_period_to_period_puts_them(period_mult):
    """A walk step by step, as SGDR's own loop does it; no restart is late by a rounding."""
    schedule = CosineRestarts(0.4, 4, period_mult, final_lr=0.1)
    start, period = 0.0, 4.0
    for step in range(12_000):
        if step >= start + period:
            start, period = start + period, period * period_mult
        if step - start < 1:
            assert schedule(step) == pytest.approx(
                0.25 + 0.15 * math.cos(math.pi * (step - start) / period), rel=1e-12)
            assert step == 0 or schedule(step) > schedule(step - 1)
        else:
            assert schedule(step) < schedule(step - 1)


@pytest.mark.parametrize("mode", ["triangular", "triangular2", "exp_range"])
def test_triangles_are_the_lines_between_their_corners(mode):
    """Against NumPy's interpolation between corners written down one by one."""
    schedule = Triangular(0.1, 0.5, 3, 5, mode=mode, decay_rate=0.9)
    steps = np.arange(25)
    tops = [0.5, 0.3, 0.2] if mode == "triangular2" else [0.5, 0.5, 0.5]
    corners = [0.1, tops[0], 0.1, tops[1], 0.1, tops[2], 0.1]
    line = np.interp(steps, [0, 3, 8, 11, 16, 19, 24], corners)
    if mode == "exp_range":
        line = 0.1 + (line - 0.1) * np.cumprod([1.0] + [0.9] * 24)
    np.testing.assert_allclose(schedule(steps), line, rtol=1e-12)


def test_a_plateau_does_not_know_the_length_of_the_run():
    """Up to its tail, warm-up-stable-decay is the same for a run of any length."""
    short, long = (WarmupStableDecay(0.4, total, 10, 20) for total in (100, 1000))
    steps = np.arange(81)
    np.testing.assert_array_equal(short(steps), long(steps))


def test_one_cycle_names_its_ends():
    """`init_lr` and `final_lr` are the rates of step 0 and of the end."""
    for flavor in ("torch", "optax"):
        schedule = OneCycle(1.0, 100, flavor=flavor)
        assert schedule(0) == schedule.init_lr == 0.04
        assert schedule(100) == pytest.approx(schedule.final_lr) == 4e-6
    assert OneCycle(1.0, 100, flavor="torch")(99) == pytest.approx(4e-6)
    assert OneCycle(1.0, 100)(99) > 1e-4


def test_noam_s_paper():
    """The base model of "Attention Is All You Need": about 7e-4 after 4,000 steps."""
    assert Noam(512)(3999) == pytest.approx(6.98771e-4, rel=1e-5)
    assert Noam(512)(15999) == pytest.approx(6.98771e-4 / 2, rel=1e-5)


# Reduce on plateau

FLAT = [1.0] * 9


@pytest.mark.parametrize(
    ("flavor", "cooldown", "rates"),
    [
        # Loss 0 is the best, losses 1 and 2 are bad: the third step after is the first with less.
        ("optax", 0, [8, 8, 8, 4, 4, 2, 2, 1, 1]),
        ("keras", 0, [8, 8, 8, 4, 4, 2, 2, 1, 1]),
        # More than two: 1, 2 and 3.
        ("torch", 0, [8, 8, 8, 8, 4, 4, 4, 2, 2]),
        # Losses 3 and 4 are excused; with Keras only 3.
        ("optax", 2, [8, 8, 8, 4, 4, 4, 4, 2, 2]),
        ("keras", 2, [8, 8, 8, 4, 4, 4, 2, 2, 2]),
        ("torch", 2, [8, 8, 8, 8, 4, 4, 4, 4, 4]),
    ],
)
def test_a_flat_loss_lowers_the_rate(flavor, cooldown, rates):
    """Counted by hand, with a patience of 2, for what each library counts."""
    rule = ReduceOnPlateau(8.0, 0.5, patience=2, cooldown=cooldown, flavor=flavor)
    np.testing.assert_array_equal(rule.rates(FLAT), rates)


def test_a_plateau_s_state_is_plain_and_handed_out():
    """Four numbers to read; the old state stays as it was, so that a cell can be run twice."""
    rule = ReduceOnPlateau(0.5, 0.5, patience=2, cooldown=3, threshold=0.0)
    start = rule.init()
    assert start == PlateauState(lr=0.5, best=math.inf, bad=0, cooldown_left=0)
    one = rule.update(2.0, start)
    assert one == rule.update(2.0, start) == PlateauState(0.5, 2.0, 0, 0)
    two = rule.update(2.0, one)
    assert two == PlateauState(0.5, 2.0, 1, 0)
    three = rule.update(3, two)
    assert three == PlateauState(0.25, 2.0, 0, 3)
    assert rule.update(1.5, three) == PlateauState(0.25, 1.5, 0, 2)  # a better loss is kept
    assert start == rule.init()
    assert rule.rates([]).shape == (0,)


@pytest.mark.parametrize(
    ("mode", "best", "bad_loss", "good_loss"),
    [
        ("rel", 2.0, 1.81, 1.79),
        ("abs", 2.0, 1.91, 1.89),
        ("rel", -2.0, -2.19, -2.21),  # PyTorch and optax would take -1.9 for better than -2
        ("rel", -2.0, -1.9, -2.21),
        ("abs", -2.0, -2.09, -2.11),
        ("abs", 2.0, math.nan, -math.inf),
        ("rel", 2.0, math.inf, -math.inf),
    ],
)
def test_a_threshold_is_a_distance_below_the_best_loss(mode, best, bad_loss, good_loss):
    """A tenth of the best, or 0.1 below it, also where losses are negative."""
    rule = ReduceOnPlateau(0.5, threshold=0.1, threshold_mode=mode)
    state = rule.update(best, rule.init())
    assert rule.update(bad_loss, state).best == best
    assert rule.update(good_loss, state).best == good_loss


@pytest.mark.parametrize("flavor", ["torch", "keras", "optax"])
def test_nan_never_improves(flavor):
    """Not even as the first loss, which Keras takes for the best that can be."""
    rule = ReduceOnPlateau(0.5, patience=5, flavor=flavor)
    state = rule.update(math.nan, rule.init())
    assert state.best == math.inf
    assert state.bad == 1
    assert rule.update(3.0, state).best == 3.0


@pytest.mark.parametrize("flavor", ["torch", "keras", "optax"])
def test_the_floor_holds(flavor):
    """The rate comes down to `min_lr` itself and stays."""
    rule = ReduceOnPlateau(0.5, 0.1, patience=1, min_lr=0.02, flavor=flavor)
    rates = rule.rates([1.0] * 40)
    assert rates.min() == rates[-1] == 0.02
    assert list(np.unique(rates)) == [0.02, 0.05, 0.5]


def test_pytorch_makes_no_tiny_changes():
    """Its rate is not lowered by 1e-8 or less; the others' is."""
    torch = ReduceOnPlateau(1e-8, 0.5, patience=0, flavor="torch")
    optax = ReduceOnPlateau(1e-8, 0.5, patience=1, flavor="optax")
    assert torch.rates(FLAT)[-1] == 1e-8
    assert optax.rates(FLAT)[-1] < 1e-10


def test_a_patience_of_0_is_a_patience_of_1_outside_pytorch():
    """As in Keras; optax's own would reduce after an improvement."""
    for flavor in ("keras", "optax"):
        none, one = (ReduceOnPlateau(8.0, 0.5, patience=p, flavor=flavor) for p in (0, 1))
        np.testing.assert_array_equal(none.rates([3, 2, 1, 1, 1]), [8, 8, 8, 8, 4])
        np.testing.assert_array_equal(none.rates(FLAT), one.rates(FLAT))


# The greedy rate


def test_the_greedy_rate_rises_and_falls():
    """Patience 1: at the second improvement in a row up, at the second bad loss in a row down."""
    rule = GreedyRate(0.4, 0.5, patience=1, min_lr=0.1)
    losses = [5, 4, 3, 2, 2, 2, 2, 2, 2, 2, 1]
    np.testing.assert_array_equal(
        rule.rates(losses), [0.4, 0.4, 0.8, 0.8, 1, 1, 0.5, 0.5, 0.25, 0.25, 0.125])


def test_the_greedy_rate_rests_after_a_change():
    """The losses that do not count are not kept as the best either."""
    rule = GreedyRate(0.4, 0.5, patience=1, warmup=2, cooldown=1, min_lr=0.1)
    state = rule.init()
    for loss in (5.0, 4.0):
        state = rule.update(loss, state)
    assert state == GreedyState(0.8, 4.0, 0, 0, 2, 0)
    for loss in (1.0, 1.0):
        state = rule.update(loss, state)
    assert state == GreedyState(0.8, 4.0, 0, 0, 0, 0)
    assert rule.update(3.0, state) == GreedyState(0.8, 3.0, 1, 0, 0, 0)
    for loss in (9.0, math.nan):
        state = rule.update(loss, state)
    assert state == GreedyState(0.4, 4.0, 0, 0, 1, 0)


def test_the_greedy_rate_starts_anew_from_its_floor():
    """A flat loss: down to the floor, twice due for less, then the first rate again."""
    rule = GreedyRate(0.4, 0.5, patience=0, min_lr=0.2, reset_after=2)
    np.testing.assert_array_equal(rule.rates([1.0] * 7), [0.4, 0.8, 0.4, 0.2, 0.4, 0.8, 0.4])
    assert rule.rates([]).shape == (0,)


@pytest.mark.parametrize("rule", [ReduceOnPlateau(0.5), GreedyRate(0.5)])
@pytest.mark.parametrize("loss", ["3", None, True, [1.0], 1j])
def test_a_loss_that_is_no_number(rule, loss):
    """The message says what came."""
    with pytest.raises(ValueError, match=r"^loss must be a number, got "):
        rule.update(loss, rule.init())


# Bad input

NAN, INF = math.nan, math.inf
FLAVORS = "'torch', 'keras', 'optax'"
BAD = [
    (lambda: Constant(-0.1), "init_lr must be at least 0 and finite, got -0.1"),
    (lambda: Constant(NAN), "init_lr must be at least 0 and finite, got nan"),
    (lambda: Constant(INF), "init_lr must be at least 0 and finite, got inf"),
    (lambda: Constant("0.1"), "init_lr must be a number, got '0.1'"),
    (lambda: Constant(None), "init_lr must be a number, got None"),
    (lambda: Constant(True), "init_lr must be a number, got True"),
    (lambda: StepDecay(0.1, 0), "decay_steps must be at least 1, got 0"),
    (lambda: StepDecay(0.1, 2.5), "decay_steps must be a whole number, got 2.5"),
    (lambda: StepDecay(0.1, 5, -0.5), "decay_rate must be at least 0 and finite, got -0.5"),
    (lambda: MultiStepDecay(0.1, (5, 3)), "milestones must increase, got (5, 3)"),
    (lambda: MultiStepDecay(0.1, [5, 5]), "milestones must increase, got (5, 5)"),
    (lambda: MultiStepDecay(0.1, [-1]), "milestones must be at least 0, got -1"),
    (lambda: MultiStepDecay(0.1, [1.5]), "milestones must be a whole number, got 1.5"),
    (lambda: MultiStepDecay(0.1, 5), "milestones must be a sequence, got 5"),
    (lambda: MultiStepDecay(0.1, "35"), "milestones must be a sequence, got '35'"),
    (lambda: Piecewise([5, 3], [1, 2, 3]), "boundaries must increase, got (5, 3)"),
    (lambda: Piecewise([5], [1]), "values must be one more than the 1 boundaries, got 1"),
    (lambda: Piecewise([5], [1, -2]), "values must be at least 0 and finite, got -2"),
    (lambda: Piecewise([5], [1, NAN]), "values must be at least 0 and finite, got nan"),
    (lambda: Piecewise([5], [1, 2], "jax"), f"flavor must be one of {FLAVORS}, got 'jax'"),
    (lambda: ExponentialDecay(0.1, 0, 0.5), "decay_steps must be at least 1, got 0"),
    (lambda: ExponentialDecay(0.1, 5, NAN), "decay_rate must be at least 0 and finite, got nan"),
    (lambda: ExponentialDecay(0.1, 5, 0.5, -1), "final_lr must be at least 0 and finite, got -1"),
    (lambda: ExponentialDecay(0.1, 5, 0.5, staircase="no"),
     "staircase must be True or False, got 'no'"),
    (lambda: InverseTimeDecay(0.1, 0, 0.5), "decay_steps must be at least 1, got 0"),
    (lambda: InverseTimeDecay(0.1, 1, -1), "decay_rate must be at least 0 and finite, got -1"),
    (lambda: LinearDecay(0.1, 0), "total_steps must be at least 1, got 0"),
    (lambda: LinearDecay(0.1, NAN), "total_steps must be a whole number, got nan"),
    (lambda: LinearDecay(0.1, INF), "total_steps must be a whole number, got inf"),
    (lambda: LinearDecay(0.1, None), "total_steps must be a whole number, got None"),
    (lambda: LinearDecay(0.1, 10, -0.1), "final_lr must be at least 0 and finite, got -0.1"),
    (lambda: PolynomialDecay(0.1, -5), "total_steps must be at least 1, got -5"),
    (lambda: PolynomialDecay(0.1, 5, power=0), "power must be above 0, got 0"),
    (lambda: PolynomialDecay(0.1, 5, power=-1), "power must be at least 0 and finite, got -1"),
    (lambda: PolynomialDecay(0.1, 5, cycle=1), "cycle must be True or False, got 1"),
    (lambda: CosineDecay(0.1, 0), "total_steps must be at least 1, got 0"),
    (lambda: CosineDecay(0.1, 5, flavor="tf"), f"flavor must be one of {FLAVORS}, got 'tf'"),
    (lambda: CosineRestarts(0.1, 0), "first_period must be at least 1, got 0"),
    (lambda: CosineRestarts(0.1, 5, 0.5), "period_mult must be at least 1 and finite, got 0.5"),
    (lambda: CosineRestarts(0.1, 5, 2, -1), "peak_mult must be at least 0 and finite, got -1"),
    (lambda: CosineRestarts(NAN, 5), "peak_lr must be at least 0 and finite, got nan"),
    (lambda: CosineRestarts(0.1, 5, flavor=None), f"flavor must be one of {FLAVORS}, got None"),
    (lambda: Warmup(Constant(0.1), -1), "warmup_steps must be at least 0, got -1"),
    (lambda: Warmup(Constant(0.1), 3, -1), "init_lr must be at least 0 and finite, got -1"),
    (lambda: Warmup(0.1, 3),
     "schedule must be made of schedules, got 0.1; for a fixed rate write Constant(0.1)"),
    (lambda: InverseSquareRoot(0.1, 0), "warmup_steps must be at least 1, got 0"),
    (lambda: Noam(0), "model_dim must be at least 1, got 0"),
    (lambda: Noam(512, 0), "warmup_steps must be at least 1, got 0"),
    (lambda: Noam(512, factor=-1), "factor must be at least 0 and finite, got -1"),
    (lambda: WarmupStableDecay(0.1, 0, 0, 1), "total_steps must be at least 1, got 0"),
    (lambda: WarmupStableDecay(0.1, 10, 11, 1),
     "warmup_steps must be at most total_steps = 10, got 11"),
    (lambda: WarmupStableDecay(0.1, 10, 4, 7),
     "decay_steps must be at most total_steps - warmup_steps = 6, got 7"),
    (lambda: WarmupStableDecay(0.1, 10, 2, 0), "decay_steps must be at least 1, got 0"),
    (lambda: WarmupStableDecay(0.1, 10, 2, 2, tail="exp"),
     "tail must be one of 'linear', 'cosine', 'sqrt', 'power', 'exponential', got 'exp'"),
    (lambda: WarmupStableDecay(0.1, 10, 2, 2, tail_power=0), "tail_power must be above 0, got 0"),
    (lambda: WarmupStableDecay(0.1, 10, 2, 2, tail_ratio=1.0),
     "tail_ratio must be between 0 and 1, got 1.0"),
    (lambda: WarmupStableDecay(0.1, 10, 2, 2, tail_ratio=0),
     "tail_ratio must be between 0 and 1, got 0"),
    (lambda: Warmup(Constant(0.1), 3, shape="exp"),
     "shape must be one of 'linear', 'cosine', 'sqrt', got 'exp'"),
    (lambda: Warmup(Constant(0.1), 3, shifted=0), "shifted must be True or False, got 0"),
    (lambda: CosineDecay(0.1, 5, k_decay=0), "k_decay must be above 0, got 0"),
    (lambda: PolynomialDecay(0.1, 5, k_decay=-1), "k_decay must be at least 0 and finite, got -1"),
    (lambda: CosineRestarts(0.1, 5, num_periods=0), "num_periods must be at least 1, got 0"),
    (lambda: TanhDecay(0.1, 5, low=3.0), "low must be below high = 3.0, got 3.0"),
    (lambda: TanhDecay(0.1, 5, high="3"), "high must be a number, got '3'"),
    (lambda: TanhDecay(0.1, 5, low=NAN), "low must be finite, got nan"),
    (lambda: PowerLawDecay(0.1, 0), "timescale must be above 0, got 0"),
    (lambda: PowerLawDecay(0.1, 5, power=0.0), "power must be above 0, got 0.0"),
    (lambda: Interpolate([], []), "rates must be as many as the 0 corners, at least one, got 0"),
    (lambda: Interpolate([0, 5], [0.1]), "rates must be as many as the 2 corners, at least one, "),
    (lambda: Interpolate([5, 5], [1, 2]), "corners must increase, got (5, 5)"),
    (lambda: Interpolate([0, 5], [1, -2]), "rates must be at least 0 and finite, got -2"),
    (lambda: Repeat(0.1, 5), "schedule must be made of schedules, got 0.1; for a fixed rate write"),
    (lambda: Repeat(Constant(0.1), 0), "period must be at least 1, got 0"),
    (lambda: Repeat(Constant(0.1), 5, 0.5), "period_mult must be at least 1 and finite, got 0.5"),
    (lambda: Repeat(Constant(0.1), 5, num_periods=1.5), "num_periods must be a whole number, "),
    (lambda: GreedyRate(5e-5),
     "init_lr must be from min_lr = 0.001 to max_lr = 1.0, got 5e-05"),
    (lambda: GreedyRate(0.1, 1.0), "decay_rate must be above 0 and below 1, got 1.0"),
    (lambda: GreedyRate(0.1, 0), "decay_rate must be above 0 and below 1, got 0"),
    (lambda: GreedyRate(0.1, warmup=-1), "warmup must be at least 0, got -1"),
    (lambda: GreedyRate(0.1, reset_after=0), "reset_after must be at least 1, got 0"),
    (lambda: GreedyRate(0.1, threshold=1, threshold_mode="rel"),
     "threshold must be below 1 in mode 'rel', got 1"),
    (lambda: Triangular(0.5, 0.1, 5), "peak_lr must be at least init_lr = 0.5, got 0.1"),
    (lambda: Triangular(0.1, 0.5, 0), "up_steps must be at least 1, got 0"),
    (lambda: Triangular(0.1, 0.5, 5, 0), "down_steps must be at least 1, got 0"),
    (lambda: Triangular(0.1, 0.5, 5, mode="square"),
     "mode must be one of 'triangular', 'triangular2', 'exp_range', got 'square'"),
    (lambda: OneCycle(0.1, 0), "total_steps must be at least 1, got 0"),
    (lambda: OneCycle(0.1, 10, flavor="keras"), "flavor must be one of 'torch', 'optax'"),
    (lambda: OneCycle(0.1, 10, anneal="cos"), "anneal must be one of 'cosine', 'linear', got"),
    (lambda: OneCycle(0.1, 10, div_factor=0), "div_factor must be at least 1 and finite, got 0"),
    (lambda: OneCycle(0.1, 10, peak_at=-1), "peak_at must be at least 0 and finite, got -1"),
    (lambda: OneCycle(0.1, 10, 0.3, NAN), "back_at must be at least 0 and finite, got nan"),
    (lambda: OneCycle(0.1, 10, 0.0), "peak_at and back_at must put the corners in order"),
    (lambda: OneCycle(0.1, 10, 1.0), "peak_at and back_at must put the corners in order"),
    (lambda: OneCycle(0.1, 10, 0.5, 0.4), "peak_at and back_at must put the corners in order"),
    (lambda: OneCycle(0.1, 10, 0.1, flavor="torch"), "peak_at and back_at must put the corners"),
    (lambda: Join([], []), "schedules must hold at least one schedule, got none"),
    (lambda: Join([Constant(0.1)], [3]),
     "boundaries must be one fewer than the 1 schedules, got 1"),
    (lambda: Join([Constant(0.1)] * 3, [5, 3]), "boundaries must increase, got (5, 3)"),
    (lambda: Join([Constant(0.1), 0.2], [3]), "schedules must be made of schedules, got 0.2"),
    (lambda: Join(Constant(0.1), []), "schedules must be a sequence, got Constant"),
    (lambda: Scale("cosine", 2), "schedule must be made of schedules, got 'cosine'"),
    (lambda: Scale(Constant(0.1), NAN), "factor must be at least 0 and finite, got nan"),
    (lambda: Product([]), "schedules must hold at least one schedule, got none"),
    (lambda: Product([Constant(0.1), None]), "schedules must be made of schedules, got None"),
    (lambda: ReduceOnPlateau(-1), "init_lr must be at least 0 and finite, got -1"),
    (lambda: ReduceOnPlateau(0.1, 1.0), "decay_rate must be below 1, got 1.0"),
    (lambda: ReduceOnPlateau(0.1, patience=-1), "patience must be at least 0, got -1"),
    (lambda: ReduceOnPlateau(0.1, patience=1.5), "patience must be a whole number, got 1.5"),
    (lambda: ReduceOnPlateau(0.1, cooldown=-1), "cooldown must be at least 0, got -1"),
    (lambda: ReduceOnPlateau(0.1, threshold=-1), "threshold must be at least 0 and finite, got -1"),
    (lambda: ReduceOnPlateau(0.1, threshold=1), "threshold must be below 1 in mode 'rel', got 1"),
    (lambda: ReduceOnPlateau(0.1, threshold_mode="max"),
     "threshold_mode must be one of 'rel', 'abs', got 'max'"),
    (lambda: ReduceOnPlateau(0.1, min_lr=0.2), "min_lr must be at most init_lr = 0.1, got 0.2"),
    (lambda: ReduceOnPlateau(0.1, flavor="tf"), f"flavor must be one of {FLAVORS}, got 'tf'"),
]


@pytest.mark.parametrize(("make", "message"), BAD, ids=[message for _, message in BAD])
def test_bad_input_names_the_argument_and_what_it_got(make, message):
    """A ValueError when the schedule is made, not when it is used."""
    with pytest.raises(ValueError) as error:
        make()
    assert str(error.value).startswith(message)


@pytest.mark.parametrize("make", [ExponentialDecay, InverseTimeDecay, PolynomialDecay])
def test_a_switch_is_a_keyword(make):
    """True and False say nothing by their place."""
    with pytest.raises(TypeError):
        make(0.1, 5, 0.5, 0.5, True)
