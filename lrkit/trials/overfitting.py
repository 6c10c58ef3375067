"""Trials about overfitting: one image in five has a wrong label."""

from functools import cache

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lrkit.trials import speed
from lrkit.trials.base import QUALIFIED, TRUE, WRONG, Exhibit, Trial, compare_paired, estimate
from lrkit.trials.digits import DigitRuns, best_rate, digit_runs

LRS, EPOCHS, WRONG_LABELS = (0.03, 0.1, 0.3, 1.0), 60, 0.2
COMPARED_LRS = (0.1, 0.3, 1.0)  # the rates that reach both targets
NOISY_TARGET, CLEAN_TARGET = 1.0, 0.1
LONG_FACTOR = 2  # times as many epochs, for the tuned rate


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


def clean_accuracy_at_loss() -> NDArray:
    """Return the same with correct labels, for the rates that are compared, shape (S, 3).

    The larger rates get there within the epochs of the trials on speed, which are those runs: a
    seed draws the same for all rates. The smallest rate takes longer.
    """
    smallest, *larger = COMPARED_LRS
    columns = [speed.LRS.index(lr) for lr in larger]
    return np.column_stack([accuracy_at_loss(digit_runs([smallest], EPOCHS), CLEAN_TARGET),
                            accuracy_at_loss(speed.short_runs(), CLEAN_TARGET)[:, columns]])


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


def _judge_accuracies(equal_epochs: Exhibit, equal_loss: Exhibit, clean: Exhibit) -> str:
    runs = list(equal_epochs.values.values())
    if compare_paired(runs[0], runs[-1]) != -1:
        return QUALIFIED  # no lag, so nothing to explain
    same_loss = list(equal_loss.values.values())
    drop, kept = (estimate(np.subtract(first, last)) for first, last in (
        (runs[0], runs[-1]), (same_loss[0], same_loss[-1])))
    return TRUE if kept.mean > drop.mean / 2 else WRONG


def _judge_tuned(lost: Exhibit) -> str:
    values = list(lost.values.values())
    keeps = [compare_paired(np.zeros_like(runs), runs) != 1 for runs in (values[0], values[-1])]
    return TRUE if all(keeps) else QUALIFIED if any(keeps) else WRONG


TRIALS = (
    Trial(
        "high_rate_overfits", "too high a rate leads to overfitting",
        expected="the larger rate reads fewer test digits, also where all have the same training "
                 "loss",
        equal="network, images, wrong labels, start, batches; first the epochs, then the training "
              "loss; 5 seeds",
        rule="true if at equal loss the largest rate keeps over half of its lag at equal epochs, "
             "wrong if it does not, qualified if there is no lag",
        limit="an effect smaller than about 0.02; other networks, where large rates were seen to "
              "help",
        measure=accuracies_at_equal_loss, judge=_judge_accuracies),
    Trial(
        "tuned_rate_prevents", "a tuned rate prevents overfitting",
        expected="with the rate of the lowest held-out loss nothing is lost after the best epoch",
        equal="network, images, wrong labels, start; the rate was chosen on held-out images; "
              "5 seeds",
        rule=f"true if the tuned rate loses nothing, neither in {EPOCHS} epochs nor in "
             f"{LONG_FACTOR * EPOCHS}; wrong if it loses in both",
        limit="a rate tuned together with weight decay, or with the number of epochs",
        measure=losses_of_the_tuned_rate, judge=_judge_tuned),
)
