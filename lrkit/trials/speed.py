"""Trials about speed: the digits network at equal budgets."""

from collections.abc import Mapping
from functools import cache
from itertools import pairwise

import numpy as np

from lrkit.trials.base import Exhibit, Trial, compare_paired
from lrkit.trials.digits import DigitRuns, digit_runs

LRS, EPOCHS = (0.001, 0.01, 0.1, 0.3, 1.0, 2.0), 20
SMALL_LR, LARGE_LR, FIRST_EPOCHS = 0.03, 0.3, 10  # of the trial on underfitting
LONG_FACTOR = 10  # the small rate also gets so many times the epochs
TARGET = 0.4  # a training loss that takes a few epochs


@cache
def short_runs() -> DigitRuns:
    """Train at six rates between 0.001 and 2 from five seeds for 20 epochs."""
    return digit_runs(LRS, EPOCHS)


def accuracies_after_training() -> tuple[Exhibit]:
    """Measure the test accuracy of all six rates after 20 epochs."""
    runs = short_runs()
    return (Exhibit(f"share of test digits read after {EPOCHS} epochs",
                    {f"rate {lr:g}": runs.test_accs[:, k, -1] for k, lr in enumerate(LRS)}),)


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


def _reads_fewer(accuracy: Exhibit) -> Mapping[str, float]:
    return {f"{small[5:]} against {large[5:]}":
            compare_paired(accuracy.values[small], accuracy.values[large]) == 1
            for small, large in pairwise(accuracy.values)}


def _needs_fewer_epochs(needed: Exhibit) -> Mapping[str, float]:
    return {f"{large[5:]} against {small[5:]}":
            compare_paired(needed.values[small], needed.values[large]) == -1
            for small, large in pairwise(needed.values)}


def _stays_behind(loss: Exhibit) -> Mapping[str, float]:
    large, *small = loss.values
    return {f"after {name.split(', ')[-1]}":
            compare_paired(loss.values[large], loss.values[name]) == 1 for name in small}


TRIALS = (
    Trial(
        "small_is_slow", "small = slow",
        expected="in the same number of epochs each rate learns to read fewer digits than the "
                 "next larger one",
        equal=f"network, images, start, order of the batches, {EPOCHS} epochs; 5 seeds",
        rule="a lower accuracy is detected (paired difference, 95 %)",
        limit="where between two of these rates the best one lies; other budgets",
        measure=accuracies_after_training, seen=_reads_fewer),
    Trial(
        "small_underfits", "small underfits",
        expected=f"{SMALL_LR:g} keeps a higher training loss than {LARGE_LR:g}, however long it "
                 "trains",
        equal="network, images, start; first the epochs, then the product of rate and epochs; "
              "5 seeds",
        rule="a higher training loss is detected (paired difference, 95 %)",
        limit="rates so small that nobody has time to wait for them",
        measure=training_losses, seen=_stays_behind),
    Trial(
        "large_is_fast", "large = fast",
        expected="each larger rate reaches the same training loss in fewer epochs",
        equal=f"network, images, start, order of the batches, the loss to reach ({TARGET:g}); "
              "5 seeds",
        rule="fewer epochs are detected (paired difference, 95 %)",
        limit="where exactly the best rate lies: the four rates are far apart",
        measure=epochs_needed, seen=_needs_fewer_epochs),
)
