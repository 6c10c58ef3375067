"""Trials about overfitting: one image in five has a wrong label."""

from collections.abc import Mapping, Sequence
from functools import cache

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lrkit.trials import speed
from lrkit.trials.base import Exhibit, Trial, compare_paired
from lrkit.trials.digits import DigitRuns, best_rate, digit_runs

LRS, EPOCHS, WRONG_LABELS = (0.03, 0.1, 0.3, 1.0), 60, 0.2
COMPARED_LRS = (0.1, 0.3, 1.0)  # the rates that reach both targets
SEEDS = range(5)
NOISY_TARGET, CLEAN_TARGET = 1.0, 0.1
LONG_FACTOR = 2  # the tuned rate also gets so many times the epochs


@cache
def noisy_runs() -> DigitRuns:
    """Train at four rates from five seeds for 60 epochs, with 20 % wrong labels."""
    return digit_runs(LRS, EPOCHS, wrong_labels=WRONG_LABELS)


def accuracy_at_loss(runs: DigitRuns, target: float) -> NDArray:
    """Return test accuracy in the first epoch with a training loss of at most `target`, (S, R).

    It is nan for runs that never reach it.

    >>> accs = accuracy_at_loss(digit_runs([0.3, 1.0], num_epochs=4, seeds=[0]), target=0.5)
    >>> accs.shape, bool((accs > 0.8).all())
    ((1, 2), True)
    """
    reached = runs.train_losses <= target
    first = _at_epochs(runs.test_accs, reached.argmax(axis=-1))
    return np.where(reached.any(axis=-1), first, np.nan)


def clean_accuracy_at_loss(seeds: Sequence[int] = SEEDS) -> NDArray:
    """Return test accuracies at equal loss with correct labels, at the compared rates, (S, 3).

    The larger rates get there within the epochs of the trials on speed, whose runs serve for the
    usual seeds. The smallest rate takes longer.
    """
    smallest, *larger = COMPARED_LRS
    columns = [speed.LRS.index(lr) for lr in larger]
    quick = accuracy_at_loss(speed.short_runs(), CLEAN_TARGET)[:, columns] if seeds == SEEDS \
        else accuracy_at_loss(digit_runs(larger, speed.EPOCHS, seeds=seeds), CLEAN_TARGET)
    slow = accuracy_at_loss(digit_runs([smallest], EPOCHS, seeds=seeds), CLEAN_TARGET)
    return np.column_stack([slow, quick])


def lost_to_overfitting(runs: DigitRuns) -> NDArray:
    """Return the test accuracy lost after the epoch of the lowest held-out loss, shape (S, R)."""
    best = np.nanargmin(runs.val_losses, axis=-1)
    return _at_epochs(runs.test_accs, best) - runs.test_accs[..., -1]


def _at_epochs(values: NDArray, epochs: ArrayLike) -> NDArray:
    return np.take_along_axis(values, np.asarray(epochs)[..., None], axis=-1)[..., 0]


def accuracies_at_equal_loss() -> tuple[Exhibit, ...]:
    """Measure accuracies at equal epochs and at equal loss, with wrong and with clean labels."""
    noisy = noisy_runs()
    columns = [LRS.index(lr) for lr in COMPARED_LRS]
    found = {
        f"wrong labels, read after {EPOCHS} epochs": noisy.test_accs[:, columns, -1],
        f"wrong labels, read at a training loss of {NOISY_TARGET:g}":
            accuracy_at_loss(noisy, NOISY_TARGET)[:, columns],
        f"clean labels, read at a training loss of {CLEAN_TARGET:g}": clean_accuracy_at_loss(),
    }
    return tuple(Exhibit(unit, {f"rate {lr:g}": accs[:, k] for k, lr in enumerate(COMPARED_LRS)})
                 for unit, accs in found.items())


def losses_of_the_tuned_rate() -> tuple[Exhibit]:
    """Measure the accuracy lost after the best epoch, at the tuned rate and above, and later."""
    runs = noisy_runs()
    lost, tuned = lost_to_overfitting(runs), best_rate(runs)
    longer = digit_runs([LRS[tuned]], LONG_FACTOR * EPOCHS, wrong_labels=WRONG_LABELS, every=2)
    values = {f"tuned ({LRS[tuned]:g}), {EPOCHS} epochs": lost[:, tuned]}
    values |= {f"rate {lr:g}, {EPOCHS} epochs": lost[:, k] for k, lr in enumerate(LRS)
               if k > tuned}
    values[f"tuned ({LRS[tuned]:g}), {LONG_FACTOR * EPOCHS} epochs"] = \
        lost_to_overfitting(longer)[:, 0]
    return (Exhibit("accuracy lost after the best epoch", values),)


def _keeps_its_lag(equal_epochs: Exhibit, equal_loss: Exhibit, _: Exhibit) -> Mapping[str, float]:
    first, *larger = equal_epochs.values
    seen = {}
    for name in larger:
        lag, kept = (np.mean(np.subtract(exhibit.values[first], exhibit.values[name]))
                     for exhibit in (equal_epochs, equal_loss))
        is_behind = compare_paired(equal_epochs.values[first], equal_epochs.values[name]) == -1
        seen[f"{name[5:]} against {first[5:]}"] = is_behind and kept > lag / 2
    return seen


def _loses_nothing(lost: Exhibit) -> Mapping[str, float]:
    return {name: compare_paired(np.zeros_like(runs), runs) != 1
            for name, runs in lost.values.items() if name.startswith("tuned")}


TRIALS = (
    Trial(
        "high_rate_overfits", "too high a rate leads to overfitting",
        expected="where all runs have the same training loss, a larger rate still keeps most of "
                 "its lag in test accuracy",
        equal="network, images, wrong labels, start, order of the batches; first the epochs, then "
              "the training loss; 5 seeds",
        rule="behind at equal epochs, and at equal loss by more than half as much",
        limit="an effect smaller than about 0.02, the bound at 95 %; other networks, where large "
              "rates were seen to help",
        measure=accuracies_at_equal_loss, seen=_keeps_its_lag),
    Trial(
        "tuned_rate_prevents", "a tuned rate prevents overfitting",
        expected="the rate with the lowest held-out loss loses no test accuracy after its best "
                 "epoch",
        equal="network, images, wrong labels, start; the rate was chosen on held-out images; "
              "5 seeds",
        rule="no loss of accuracy is detected (95 %)",
        limit="a rate tuned together with weight decay, or with the number of epochs",
        measure=losses_of_the_tuned_rate, seen=_loses_nothing),
)
