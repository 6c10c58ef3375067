"""Trials about speed: the digits network at equal budgets."""

from functools import cache
from itertools import pairwise

import numpy as np

from lrkit.trials.base import QUALIFIED, TRUE, WRONG, Exhibit, Trial, compare
from lrkit.trials.digits import DigitRuns, digit_runs

LRS, EPOCHS = (0.001, 0.01, 0.1, 0.3, 1.0, 2.0), 20
SMALL, LARGE, FEW = 0.03, 0.3, 10  # the trial on underfitting: two rates, and its epochs
LONG = 10  # times as many
TARGET = 0.4  # a training loss that takes a few epochs


@cache
def short_runs() -> DigitRuns:
    """Six rates between 0.001 and 2, five seeds, 20 epochs."""
    return digit_runs(LRS, EPOCHS)


def accuracies() -> tuple[Exhibit]:
    """What rates up to 0.1 read after 20 epochs."""
    runs = short_runs()
    return (Exhibit(f"share of test digits read after {EPOCHS} epochs",
                    {f"rate {LRS[k]:g}": runs.test_accs[:, k, -1] for k in (0, 1, 2)}),)


def epochs_needed() -> tuple[Exhibit]:
    """In which epoch the training loss reaches 0.4; never is infinite."""
    runs = short_runs()
    reached = runs.train_losses <= TARGET
    first = np.where(reached.any(axis=-1), reached.argmax(axis=-1), np.inf)
    return (Exhibit(f"epochs to a training loss of {TARGET:g}",
                    {f"rate {LRS[k]:g}": first[:, k] for k in (2, 3, 4, 5)}),)


def training_losses() -> tuple[Exhibit]:
    """A small rate, a large one, and the small one with ten times the epochs."""
    large = short_runs().train_losses[:, LRS.index(LARGE), FEW]
    small = digit_runs([SMALL], LONG * FEW, every=FEW).train_losses[:, 0]
    return (Exhibit("training loss", {
        f"{LARGE:g}, {FEW} epochs": large, f"{SMALL:g}, {FEW} epochs": small[:, 1],
        f"{SMALL:g}, {LONG * FEW} epochs": small[:, -1]}, log=True),)


def _judge_accuracies(accuracy: Exhibit) -> str:
    runs = list(accuracy.values.values())
    signs = [compare(slow, fast) for slow, fast in pairwise(runs)]
    return TRUE if min(signs) == 1 else WRONG if max(signs) == -1 else QUALIFIED


def _judge_epochs(needed: Exhibit) -> str:
    runs = list(needed.values.values())
    if compare(runs[0], runs[-1]) == 1:
        return WRONG
    falls = [compare(small, large) == -1 for small, large in pairwise(runs)]
    return TRUE if all(falls) else QUALIFIED


def _judge_losses(loss: Exhibit) -> str:
    large, small, patient = loss.values.values()
    if compare(large, small) != 1:
        return WRONG
    return TRUE if compare(large, patient) == 1 else QUALIFIED


TRIALS = (
    Trial(
        "small_is_slow", "small = slow",
        expected="at the same budget a smaller rate reads fewer digits",
        equal=f"network, data, start, batches, {EPOCHS} epochs; 5 seeds",
        rule="true if each rate reads more than the next smaller one, by over two standard errors; "
             "wrong if each reads less",
        limit="what a smaller rate does above the best one, where it is the faster",
        measure=accuracies, judge=_judge_accuracies),
    Trial(
        "small_underfits", "small underfits",
        expected="the training loss stays higher with a small rate, however long it trains",
        equal="network, data, start; then in place of the epochs the product of rate and epochs; "
              "5 seeds",
        rule=f"wrong if {SMALL:g} is not behind after {FEW} epochs; true if it is still behind "
             f"{LARGE:g} with {LONG} times as many",
        limit="rates so small that nobody has the time",
        measure=training_losses, judge=_judge_losses),
    Trial(
        "large_is_fast", "large = fast",
        expected="each larger rate needs fewer epochs for the same training loss",
        equal=f"network, data, start, batches, the loss to be reached ({TARGET:g}); 5 seeds",
        rule="true if the epochs fall with each rate; wrong if the largest rate needs more than "
             "the smallest",
        limit="where exactly the best rate lies: the four are far apart",
        measure=epochs_needed, judge=_judge_epochs),
)
