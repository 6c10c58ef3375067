"""Trials about adaptive methods: windows, counterexamples, and equal tuning."""

from collections.abc import Mapping
from functools import cache

import numpy as np
from numpy.typing import NDArray

from lrkit.optimizers import (
    AdaGrad,
    Adam,
    AMSGrad,
    GradientDescent,
    Momentum,
    Optimizer,
    RMSProp,
)
from lrkit.problems import Bowl, LeastSquares, ReddiOnline, wilson_data
from lrkit.sweeps import sweep
from lrkit.training import train
from lrkit.trials.base import Exhibit, Trial, compare_paired
from lrkit.trials.digits import DigitRuns, best_rate, digit_runs

LRS, EPOCHS, USABLE_ACCURACY = 2.0 ** np.arange(-10, 2), 5, 0.85
RULES = {"SGD": GradientDescent(), "momentum": Momentum(0.9), "RMSProp": RMSProp(0.9),
         "Adam": Adam()}
MINORITY_SHARE = 0.3
WILSON_LRS = (0.001, 0.01, 0.1, 0.3)
MOVED = 0.01  # a path that shifts by less than this share of its length has not changed


@cache
def runs_by_rule() -> dict[str, DigitRuns]:
    """Train each rule at 12 rates from five seeds for 5 epochs."""
    return {name: digit_runs(LRS, EPOCHS, optimizer=rule, every=EPOCHS)
            for name, rule in RULES.items()}


def usable_rate_windows() -> tuple[Exhibit, Exhibit]:
    """Measure how wide the range of usable rates is, and where Adam ends on Reddi's problem."""
    widths = {name: np.array([_width(accs) for accs in runs.test_accs[..., -1]])
              for name, runs in runs_by_rule().items()}
    rules = {"Adam, β₂ = 0.1": Adam(0.0, 0.1), "Adam, β₂ = 0.999": Adam(0.0, 0.999),
             "AMSGrad, β₂ = 0.1": AMSGrad(0.0, 0.1)}
    enough = f"{100 * USABLE_ACCURACY:g} %"
    return (Exhibit(f"largest usable rate over smallest (reads {enough})", widths, log=True),
            Exhibit("end on Reddi's problem; the best point is −1",
                    {name: on_reddis_problem(rule) for name, rule in rules.items()}))


def _width(accs: NDArray) -> float:
    enough = LRS[accs >= USABLE_ACCURACY]
    return enough.max() / enough.min() if enough.size else 1.0


def on_reddis_problem(rule: Optimizer, num_steps: int = 1000) -> NDArray:
    """Return the ends of runs from five starts between -1 and 1, shape (5,).

    >>> on_reddis_problem(AMSGrad(0.0, 0.1)).round(1)
    array([-1., -1., -1., -1., -1.])
    """
    problem, x = ReddiOnline(C=3.0), np.linspace(-0.8, 0.8, 5)[None]
    state = rule.init(x)
    for step in range(num_steps):
        x, state = rule.step(x, problem.grad_at(x, step), state, 0.5 / np.sqrt(step + 1))
        x = problem.project(x)
    return x[0]


def path_changes(factor: float = 1000.0, num_steps: int = 200) -> tuple[Exhibit]:
    """Measure how far a path shifts when the loss is multiplied, as a share of its length."""
    starts = np.random.default_rng(0).uniform(1, 5, size=5)
    values = {name: np.array([_shift(rule, start, factor, num_steps) for start in starts])
              for name, rule in (("Adam", Adam()), ("RMSProp", RMSProp(0.9)))}
    return (Exhibit(f"shift of the path over its length, loss times {factor:g}", values, log=True),)


def _shift(rule: Optimizer, start: float, factor: float, num_steps: int) -> float:
    own, other = (train(Bowl(curvature=c), rule, start, 0.01, num_steps).params
                  for c in (1.0, factor))
    return np.abs(own - other).max() / np.abs(own[-1] - own[0]).max()


def best_results() -> tuple[Exhibit, Exhibit]:
    """Measure each method at its best rate: errors on Wilson's data, and test digits read."""
    errors = {"gradient descent": GradientDescent(), "AdaGrad": AdaGrad(), "RMSProp": RMSProp(0.9),
              "Adam": Adam()}
    read = {name: runs.test_accs[:, best_rate(runs), -1] for name, runs in runs_by_rule().items()}
    return (Exhibit("test error on Wilson's data",
                    {name: wilson_errors(rule) for name, rule in errors.items()}),
            Exhibit(f"share of test digits read after {EPOCHS} epochs", read))


def wilson_errors(rule: Optimizer, num_steps: int = 400) -> NDArray:
    """Return the test error at the rate of the lowest training loss, for three draws, shape (3,).

    >>> float(wilson_errors(GradientDescent()).max())
    0.0
    """
    errors = []
    for seed in range(3):
        data = wilson_data(40, 1 - MINORITY_SHARE, np.random.default_rng(seed), num_test=60)
        problem = LeastSquares(data.X_train, data.y_train)
        runs = sweep(problem, rule, np.zeros(problem.num_params),
                     {"lr": WILSON_LRS}, num_steps)
        called = np.sign(data.X_test @ runs.final_params[:, runs.final_losses.argmin()])
        errors.append(np.mean(called != data.y_test))
    return np.array(errors)


def _wider_and_not_astray(widths: Exhibit, ends: Exhibit) -> Mapping[str, float]:
    seen = {f"wider than {name}": compare_paired(widths.values[name], widths.values["Adam"]) == 1
            for name in ("SGD", "momentum")}
    return seen | {f"Reddi, {name}": np.mean(end < 0) for name, end in ends.values.items()
                   if name.startswith("Adam")}


def _path_shifts(shift: Exhibit) -> Mapping[str, float]:
    return {name: np.mean(shares > MOVED) for name, shares in shift.values.items()}


def _no_worse(errors: Exhibit, read: Exhibit) -> Mapping[str, float]:
    return {"Wilson's data":
            compare_paired(errors.values["gradient descent"], errors.values["Adam"]) != 1,
            "digits": compare_paired(read.values["SGD"], read.values["Adam"]) != -1}


TRIALS = (
    Trial(
        "adaptive_is_stable", "adaptive: stability high",
        expected="Adam has a wider range of usable rates than SGD and momentum, and moves towards "
                 "the best point of Reddi's problem",
        equal=f"network, images, start, order of the batches, {EPOCHS} epochs, the 12 rates; "
              "5 seeds. Reddi's problem: rates, 1,000 steps, 5 starts",
        rule="a wider range is detected (paired difference, 95 %); a run ends on the side of the "
             "best point",
        limit="other budgets; how often one meets a problem like Reddi's",
        measure=usable_rate_windows, seen=_wider_and_not_astray),
    Trial(
        "adapts_to_performance", "adaptive methods adjust to the performance of the model",
        expected="a loss that is a thousand times as large changes what Adam and RMSProp do",
        equal="bowl, rate 0.01, 200 steps; 5 starts, each with both losses",
        rule=f"from a start, the path shifts by more than {100 * MOVED:g} % of its length",
        limit="losses so small that ε counts",
        measure=path_changes, seen=_path_shifts),
    Trial(
        "adaptive_balances", "adaptive methods balance speed and precision",
        expected="Adam makes no more errors than gradient descent, on Wilson's data and on digits",
        equal="data, start, steps, and the tuning: each method has the best of the same rates; "
              "3 draws of Wilson's data, 5 seeds of digits",
        rule="no higher error is detected (paired difference, 95 %)",
        limit="other data: Wilson's were built for this, and digits are easy for every method",
        measure=best_results, seen=_no_worse),
)
