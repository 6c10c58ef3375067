"""Popular claims on trial: for each an experiment that could refute it, and a verdict by rule.

`base` defines a trial and its verdict. `digits` trains many networks in one array program, and
`rules` reads recorded runs of six optimizers on them. The trials are in `scale`, `speed`, `minima`,
`adaptive`, `overfitting`, `decay`, `library` and `tuning`.

>>> finding = hear("between_0_and_1")
>>> finding.verdict
'wrong'
"""

from lrkit.trials import adaptive, decay, library, minima, overfitting, scale, speed, tuning
from lrkit.trials.base import (
    Estimate,
    Exhibit,
    Finding,
    Trial,
    compare_paired,
    decide,
    estimate,
    heard,
)
from lrkit.trials.digits import DigitRuns, digit_runs
from lrkit.trials.rules import TunedRuns, tuned_runs

TRIALS: tuple[Trial, ...] = (
    *scale.TRIALS, *speed.TRIALS, *minima.TRIALS, *adaptive.TRIALS, *overfitting.TRIALS,
    *decay.TRIALS, *library.TRIALS, *tuning.TRIALS)


# Those that notebook 8 hears in its text, in its order; the others wait in its courtroom.
MAIN: tuple[str, ...] = (
    "between_0_and_1", "keras_learning_rate", "small_is_slow", "high_rate_overfits",
    "large_diverges", "adaptive_balances")


def hear(name: str) -> Finding:
    """Run the trial of this name, or return what it found before.

    Parameters
    ----------
    name : str
        Such as ``"large_is_fast"``; ValueError if there is none.
    """
    return find(name).hear()


def find(name: str) -> Trial:
    """Return the trial of this name; ValueError if there is none."""
    for trial in TRIALS:
        if trial.name == name:
            return trial
    raise ValueError(f"name must be one of {[trial.name for trial in TRIALS]}, got {name!r}")


def measure_main() -> tuple[Finding, ...]:
    """Run the trials of notebook 8's text that this process has not run yet.

    Notebook 8 declares it as its warm-up: the processes of its submissions inherit the findings.
    """
    return tuple(find(name).run() for name in MAIN)


__all__ = [
    "MAIN",
    "TRIALS",
    "DigitRuns",
    "Estimate",
    "Exhibit",
    "Finding",
    "Trial",
    "TunedRuns",
    "compare_paired",
    "decide",
    "digit_runs",
    "estimate",
    "find",
    "hear",
    "heard",
    "measure_main",
    "overfitting",
    "speed",
    "tuned_runs",
]
