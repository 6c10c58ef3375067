"""Trials about speed: the digits network at equal budgets."""

from functools import cache
from itertools import pairwise

import numpy as np

from lrkit.trials.base import QUALIFIED, TRUE, WRONG, Exhibit, Trial, compare_paired
from lrkit.trials.digits import DigitRuns, digit_runs

LRS, EPOCHS = (0.001, 0.01, 0.1, 0.3, 1.0, 2.0), 20
SMALL_LR, LARGE_LR, FIRST_EPOCHS = 0.03, 0.3, 10  # of the trial on underfitting
LONG_FACTOR = 10  # times as many epochs, for the small rate
TARGET = 0.4  # a training loss that takes a few epochs


@cache
def short_runs() -> DigitRuns:
    """Train at six rates between 0.001 and 2 from five seeds for 20 epochs."""
    return digit_runs(LRS, EPOCHS)


def accuracies_after_training() -> tuple[Exhibit]:
    """Measure the accuracies of rates up to 0.1 after 20 epochs."""
    runs = short_runs()
    return (Exhibit(f"share of test digits read after {EPOCHS} epochs",
                    {f"rate {LRS[k]:g}": runs.test_accs[:, k, -1] for k in (0, 1, 2)}),)


def epochs_needed() -> tuple[Exhibit]:
    """Measure the epoch in which the training loss reaches 0.4; infinite if it never does."""
    runs = short_runs()
    reached = runs.train_losses <= TARGET
    first = np.where(reached.any(axis=-1), reached.argmax(axis=-1), np.inf)
    return (Exhibit(f"epochs to a training loss of {TARGET:g}",
                    {f"rate {LRS[k]:g}": first[:, k] for k in (2, 3, 4, 5)}),)


def training_losses() -> tuple[Exhibit]:
    """Measure losses of a small rate, a large one, and the small one with ten times the epochs."""
    large = short_runs().train_losses[:, LRS.index(LARGE_LR), FIRST_EPOCHS]
    small = digit_runs([SMALL_LR], LONG_FACTOR * FIRST_EPOCHS,
                       every=FIRST_EPOCHS).train_losses[:, 0]
    return (Exhibit("training loss", {
        f"{LARGE_LR:g}, {FIRST_EPOCHS} epochs": large,
        f"{SMALL_LR:g}, {FIRST_EPOCHS} epochs": small[:, 1],
        f"{SMALL_LR:g}, {LONG_FACTOR * FIRST_EPOCHS} epochs": small[:, -1]}, log=True),)


def _judge_accuracies(accuracy: Exhibit) -> str:
    runs = list(accuracy.values.values())
    orders = [compare_paired(slow, fast) for slow, fast in pairwise(runs)]
    return TRUE if min(orders) == 1 else WRONG if max(orders) == -1 else QUALIFIED


def _judge_epochs(needed: Exhibit) -> str:
    runs = list(needed.values.values())
    if compare_paired(runs[0], runs[-1]) == 1:
        return WRONG
    falls = [compare_paired(small, large) == -1 for small, large in pairwise(runs)]
    return TRUE if all(falls) else QUALIFIED


def _judge_losses(loss: Exhibit) -> str:
    large, small, patient = loss.values.values()
    if compare_paired(large, small) != 1:
        return WRONG
    return TRUE if compare_paired(large, patient) == 1 else QUALIFIED


TRIALS = (
    Trial(
        "small_is_slow", "small = slow",
        expected="at the same budget a smaller rate reads fewer digits",
        equal=f"network, data, start, batches, {EPOCHS} epochs; 5 seeds",
        rule="true if each rate reads more than the next smaller one, by over two standard errors; "
             "wrong if each reads less",
        limit="what a smaller rate does above the best one, where it is the faster",
        measure=accuracies_after_training, judge=_judge_accuracies),
    Trial(
        "small_underfits", "small underfits",
        expected="the training loss stays higher with a small rate, however long it trains",
        equal="network, data, start; then in place of the epochs the product of rate and epochs; "
              "5 seeds",
        rule=f"wrong if {SMALL_LR:g} is not behind after {FIRST_EPOCHS} epochs; true if it is "
             f"still behind {LARGE_LR:g} with {LONG_FACTOR} times as many",
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
