"""Trials about adaptive methods: windows, counterexamples, and equal tuning."""

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
from lrkit.trials.base import QUALIFIED, TRUE, WRONG, Exhibit, Trial, compare_paired
from lrkit.trials.digits import DigitRuns, best_rate, digit_runs

LRS, EPOCHS, USABLE_ACCURACY = 2.0 ** np.arange(-10, 2), 5, 0.85
RULES = {"SGD": GradientDescent(), "momentum": Momentum(0.9), "RMSProp": RMSProp(0.9),
         "Adam": Adam()}
MINORITY_SHARE = 0.3


@cache
def runs_by_rule() -> dict[str, DigitRuns]:
    """Train each rule at 12 rates from five seeds for 5 epochs."""
    return {name: digit_runs(LRS, EPOCHS, optimizer=rule, every=EPOCHS)
            for name, rule in RULES.items()}


def usable_rate_windows() -> tuple[Exhibit, Exhibit]:
    """Measure the width of the range of usable rates, and Adam's end on Reddi's problem."""
    widths = {name: np.array([_width(accs) for accs in runs.test_accs[..., -1]])
              for name, runs in runs_by_rule().items()}
    rules = {"Adam, β₂ = 0.1": Adam(0.0, 0.1), "Adam, β₂ = 0.999": Adam(0.0, 0.999),
             "AMSGrad, β₂ = 0.1": AMSGrad(0.0, 0.1)}
    return (Exhibit(f"largest usable rate over smallest (reads {USABLE_ACCURACY:.0%})", widths,
                    log=True),
            Exhibit("end on Reddi's problem; best is −1",
                    {name: on_reddis_problem(rule) for name, rule in rules.items()}))


def _width(accs: NDArray) -> float:
    enough = LRS[accs >= USABLE_ACCURACY]
    return enough.max() / enough.min() if enough.size else 1.0


def on_reddis_problem(rule: Optimizer, num_steps: int = 1000) -> NDArray:
    """Return the ends of runs from five places of the range from -1 to 1, shape (5,).

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
    """Measure the change of a path when the loss is multiplied, beside the length of the path."""
    values: dict[str, list[float]] = {"Adam's way": [], "Adam moved by": [], "RMSProp moved by": []}
    for start in np.random.default_rng(0).uniform(1, 5, size=5):
        for name, rule in (("Adam", Adam()), ("RMSProp", RMSProp(0.9))):
            own, other = (train(Bowl(curvature=c), rule, start, 0.01, num_steps).params
                          for c in (1.0, factor))
            values[f"{name} moved by"].append(np.abs(own - other).max())
            if name == "Adam":
                values["Adam's way"].append(np.abs(own[-1] - own[0]).max())
    return (Exhibit(f"distance, loss times {factor:g}",
                    {name: np.array(found) for name, found in values.items()}, log=True),)


def best_results() -> tuple[Exhibit, Exhibit]:
    """Measure each method at its best rate: errors on Wilson's data, and digits that are read."""
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
                     {"lr": [0.001, 0.01, 0.1, 0.3]}, num_steps)
        called = np.sign(data.X_test @ runs.final_params[:, runs.final_losses.argmin()])
        errors.append(np.mean(called != data.y_test))
    return np.array(errors)


def _judge_windows(widths: Exhibit, ends: Exhibit) -> str:
    adam, plain = widths.values["Adam"], (widths.values["SGD"], widths.values["momentum"])
    wider = all(compare_paired(other, adam) == 1 for other in plain)
    wins = all(end.max() < 0 for name, end in ends.values.items() if name.startswith("Adam"))
    if wider and wins:
        return TRUE
    return QUALIFIED if wins or compare_paired(plain[0], adam) == 1 else WRONG


def _judge_path_changes(distance: Exhibit) -> str:
    length, moved, _ = distance.values.values()
    shares = moved / length
    return TRUE if shares.min() > 0.01 else WRONG if shares.max() < 0.01 else QUALIFIED


def _judge_best_results(errors: Exhibit, read: Exhibit) -> str:
    as_good = [compare_paired(errors.values["gradient descent"], errors.values["Adam"]) != 1,
               compare_paired(read.values["SGD"], read.values["Adam"]) != -1]
    return {2: TRUE, 1: QUALIFIED, 0: WRONG}[sum(as_good)]


TRIALS = (
    Trial(
        "adaptive_is_stable", "adaptive: stability high",
        expected="Adam has more usable rates than SGD and momentum, and is not led astray",
        equal=f"network, data, start, batches, {EPOCHS} epochs, the 12 rates; 5 seeds. "
              "Reddi's problem: 1,000 steps, 5 starts",
        rule="true if both hold, wrong if Adam's window is not even wider than SGD's and it goes "
             "astray",
        limit="other budgets; how often a problem like Reddi's is met",
        measure=usable_rate_windows, judge=_judge_windows),
    Trial(
        "adapts_to_performance", "adaptive methods adjust to the performance of the model",
        expected="a loss a thousand times worse changes what Adam does",
        equal="bowl, rate 0.01, 200 steps; 5 starts, each with both losses",
        rule="true if Adam's path moves by more than 1 % of its way, wrong if by less, from every "
             "start",
        limit="losses so small that ε counts",
        measure=path_changes, judge=_judge_path_changes),
    Trial(
        "adaptive_balances", "adaptive methods balance speed and precision",
        expected="Adam errs no more than gradient descent, on either data",
        equal="data, start, steps, and the tuning: each method has its best of the same rates; "
              "3 draws, 5 seeds",
        rule="true if it holds on both, wrong if on neither",
        limit="Wilson's data were built for this; digits are easy for every method",
        measure=best_results, judge=_judge_best_results),
)
