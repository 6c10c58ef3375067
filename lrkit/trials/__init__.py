"""Popular claims on trial: for each an experiment that could refute it, and a verdict by rule.

`base` defines a trial, and compares numbers with uncertainty. `digits` trains many networks in one
array program, and `rules` reads recorded runs of six optimizers on them. The trials are in `scale`,
`speed`, `minima`, `adaptive`, `overfitting`, `decay`, `library` and `tuning`.

>>> finding = hear("between_0_and_1")
>>> finding.verdict
'wrong'
"""

from lrkit.trials import adaptive, decay, library, minima, overfitting, scale, speed, tuning
from lrkit.trials.base import Estimate, Exhibit, Finding, Trial, compare_paired, estimate
from lrkit.trials.digits import DigitRuns, digit_runs
from lrkit.trials.rules import TunedRuns, tuned_runs

TRIALS: tuple[Trial, ...] = (
    *scale.TRIALS, *speed.TRIALS, *minima.TRIALS, *adaptive.TRIALS, *overfitting.TRIALS,
    *decay.TRIALS, *library.TRIALS, *tuning.TRIALS)


def hear(name: str) -> Finding:
    """Run the trial of this name, or return what it found before.

    Parameters
    ----------
    name : str
        Such as ``"large_is_fast"``; ValueError if there is none.
    """
    for trial in TRIALS:
        if trial.name == name:
            return trial.hear()
    raise ValueError(f"name must be one of {[trial.name for trial in TRIALS]}, got {name!r}")


def measure_all() -> tuple[Finding, ...]:
    """Run every trial that this process has not run yet, which takes ten seconds.

    Notebook 8 declares it as its warm-up: the processes of its submissions inherit the findings.
    """
    return tuple(trial.hear() for trial in TRIALS)


__all__ = [
    "TRIALS",
    "DigitRuns",
    "Estimate",
    "Exhibit",
    "Finding",
    "Trial",
    "TunedRuns",
    "compare_paired",
    "digit_runs",
    "estimate",
    "hear",
    "measure_all",
    "overfitting",
    "speed",
    "tuned_runs",
]
