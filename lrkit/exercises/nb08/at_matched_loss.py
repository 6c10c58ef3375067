"""at_matched_loss: compare runs at the same training loss."""

import math

import numpy as np

from lrkit.exercises.base import Case, Exercise, Part

NAN, INF = float("nan"), float("inf")

at_matched_loss = Exercise(
    name="at_matched_loss",
    signature=("train_losses", "test_accs", "target"),
    notebook="08_claims_on_trial",
    returns=("accuracy",),
    parts=(
        Part("value", 3, "the accuracy when the loss first reaches the target"),
        Part("exact", 1, "a loss that hits the target exactly; one that rises again"),
        Part("never", 0.5, "None where the target is never reached"),
        Part("nan", 0.5, "losses that are nan never count"),
    ),
    hints=(
        "Go through the epochs in order. In which one does the training loss reach the target for "
        "the first time?",
        "Return the test accuracy of that same epoch, whatever happens later.",
        "Return as soon as you have found the epoch, and return None after the last one. Every "
        "comparison with nan is False, so ask whether the loss is at most the target.",
    ),
)


@at_matched_loss.set_cases
def cases(rng):
    """Falling losses, spikes, exact hits; never, nan, infinity; lists and arrays."""
    yield Case(([2.0, 1.0, 0.5, 0.25], [0.3, 0.6, 0.8, 0.7], 0.6), "a loss that falls", shown=True)
    yield Case(([0.4, 0.2], [0.5, 0.9], 1.0), "a target reached in the first epoch", shown=True)
    yield Case(([2.0, 1.0, 0.5], [0.3, 0.6, 0.8], 1.0), "an exact hit", part="exact", shown=True)
    yield Case(([2.0, 1.0], [0.3, 0.6], 0.1), "a target never reached", part="never", shown=True)
    yield Case(([NAN, 1.0, 0.5], [0.1, 0.6, 0.8], 0.7), "a loss that is nan", part="nan",
               shown=True)
    for _ in range(4):
        losses = np.sort(rng.uniform(0.1, 3, 9))[::-1]
        where = int(rng.integers(2, 7))
        yield Case((losses, rng.uniform(0.2, 0.99, 9), (losses[where] + losses[where + 1]) / 2),
                   "a loss that falls")
    losses = np.sort(rng.uniform(0.1, 3, 8))[::-1].copy()
    losses[5] = losses[2]
    yield Case((list(losses), list(rng.uniform(0.2, 0.99, 8)), float(losses[5])),
               "the target hit exactly, later missed and hit again", part="exact")
    yield Case(([3.0, 0.4, 2.0, 0.3, 0.2], [0.2, 0.5, 0.4, 0.7, 0.9], 0.5),
               "a loss that rises again", part="exact")
    yield Case(([3.0, 2.0, 0.5, 1.0], [0.2, 0.3, 0.0, 0.7], 0.5), "an accuracy of 0",
               part="exact")
    yield Case((rng.uniform(1, 2, 6), rng.uniform(0.2, 0.9, 6), 0.99), "a target never reached",
               part="never")
    for more in (1e-3, 1e-7):
        yield Case(([2.0, 0.5 + more, 0.25], [0.3, 0.6, 0.8], 0.5), "a target nearly reached")
    yield Case(([], [], 0.5), "no epochs", part="never")
    yield Case(([INF, INF], [0.1, 0.1], 5.0), "infinite losses", part="never")
    yield Case(([NAN, NAN], [0.1, 0.1], 5.0), "nothing but nan", part="nan")
    yield Case(([2.0, NAN, 0.4, NAN], [0.2, 0.1, 0.7, 0.1], 0.5), "nan before and after",
               part="nan")
    yield Case(([2.0, NAN, 1.5], [0.2, 0.1, 0.3], 0.5), "nan, and never reached", part="nan")


@at_matched_loss.set_reference
def reference(train_losses, test_accs, target):
    for loss, accuracy in zip(train_losses, test_accs, strict=True):
        if loss <= target:
            return accuracy
    return None


def _first(train_losses, test_accs, reached, otherwise=None):
    """Return the accuracy of the first epoch whose loss counts as reached."""
    for loss, accuracy in zip(train_losses, test_accs):
        if reached(loss):
            return accuracy
    return otherwise


@at_matched_loss.misconception
def took_the_last_epoch(train_losses, test_accs, target):
    """You take the last epoch if the target was reached at all. By then some runs have trained much
    further than others. In the first epoch at the target they have come equally far."""
    return test_accs[-1] if any(loss <= target for loss in train_losses) else None


@at_matched_loss.misconception
def took_the_best_accuracy(train_losses, test_accs, target):
    """You take the best accuracy of all epochs at or below the target. That chooses an epoch by the
    test set. Take the first of these epochs."""
    reached = [acc for loss, acc in zip(train_losses, test_accs) if loss <= target]
    return max(reached) if reached else None


@at_matched_loss.misconception
def averaged_the_accuracies(train_losses, test_accs, target):
    """You average the accuracies of all epochs at or below the target. Take that of the first one:
    the later ones have come further."""
    reached = [acc for loss, acc in zip(train_losses, test_accs) if loss <= target]
    return np.mean(reached) if reached else None



@at_matched_loss.misconception
def took_the_last_that_reached_it(train_losses, test_accs, target):
    """You take the last of the epochs at or below the target. Take the first."""
    return _first(train_losses[::-1], test_accs[::-1], lambda loss: loss <= target)


@at_matched_loss.misconception
def missed_the_exact_hit(train_losses, test_accs, target):
    """A loss that equals the target has reached it: it counts if it is at most the target, not only
    if it is below."""
    return _first(train_losses, test_accs, lambda loss: loss < target)


@at_matched_loss.misconception
def took_the_epoch_before(train_losses, test_accs, target):
    """You take the accuracy one position before the epoch in which the target was reached; before
    the first that is the last. Loss and accuracy in the same position belong together."""
    for epoch, loss in enumerate(train_losses):
        if loss <= target:
            return test_accs[epoch - 1]
    return None


@at_matched_loss.misconception
def took_the_nearest_loss(train_losses, test_accs, target):
    """You take the epoch whose loss is nearest to the target. That loss may still be above it."""
    if not any(loss <= target for loss in train_losses):
        return None
    return test_accs[int(np.nanargmin(np.abs(np.asarray(train_losses) - target)))]


@at_matched_loss.misconception
def interpolated(train_losses, test_accs, target):
    """You interpolate between the epochs, as np.interp does. Return an accuracy that was measured:
    that of the first epoch whose loss is at most the target."""
    return float(np.interp(target, train_losses[::-1], test_accs[::-1]))


@at_matched_loss.misconception
def skipped_the_first_epoch(train_losses, test_accs, target):
    """You begin with the second epoch. The first one may have reached the target already: epochs
    are numbered from 0."""
    return _first(train_losses[1:], test_accs[1:], lambda loss: loss <= target)



@at_matched_loss.misconception
def gave_the_epoch(train_losses, test_accs, target):
    """This is the number of the epoch. Return the test accuracy in it."""
    return _first(train_losses, range(len(train_losses)), lambda loss: loss <= target)


@at_matched_loss.misconception
def gave_the_loss(train_losses, test_accs, target):
    """This is the training loss of the epoch. It serves to find the epoch; return the test accuracy
    there."""
    return _first(train_losses, train_losses, lambda loss: loss <= target)


@at_matched_loss.misconception
def waited_for_a_rise(train_losses, test_accs, target):
    """You look for a loss of at least the target. Training brings the loss down from above, so a
    target is reached when the loss is at most as large."""
    return _first(train_losses, test_accs, lambda loss: loss >= target)


@at_matched_loss.misconception
def gave_the_last_for_never(train_losses, test_accs, target):
    """You return the last accuracy when the target is never reached. Such a run has not come as far
    as the others and cannot be compared with them: return None."""
    return _first(train_losses, test_accs, lambda loss: loss <= target,
                  test_accs[-1] if len(test_accs) else None)


@at_matched_loss.misconception
def gave_the_first_for_never(train_losses, test_accs, target):
    """You return the first accuracy when the target is never reached, as np.argmax makes it: where
    nothing is True it returns 0. Ask first whether any loss is at most the target, and return
    None."""
    return test_accs[int(np.argmax(np.asarray(train_losses) <= target))]



@at_matched_loss.misconception
def gave_zero_for_never(train_losses, test_accs, target):
    """You return 0 when the target is never reached. That reads like a very bad accuracy, but there
    is no accuracy to report: return None."""
    return _first(train_losses, test_accs, lambda loss: loss <= target, 0.0)


@at_matched_loss.misconception
def gave_nan_for_never(train_losses, test_accs, target):
    """You return nan when the target is never reached. Return None, so that nobody takes it for an
    accuracy that was measured."""
    return _first(train_losses, test_accs, lambda loss: loss <= target, math.nan)


@at_matched_loss.misconception
def took_nan_for_reached(train_losses, test_accs, target):
    """Your code takes a loss of nan for one that reached the target. You ask whether it is *not
    above*, and every comparison with nan is False. Ask whether it is at most the target."""
    return _first(train_losses, test_accs, lambda loss: not loss > target)


@at_matched_loss.misconception
def counted_the_epochs_above(train_losses, test_accs, target):
    """You count the epochs above the target and take the count for a position. That misses the
    first epoch at the target where a loss rises again or is nan: look for the first loss that is at
    most the target."""
    above = int(np.sum(np.asarray(train_losses) > target))
    return test_accs[above] if above < len(test_accs) else None



@at_matched_loss.misconception
def gave_up_after_the_first_epoch(train_losses, test_accs, target):
    """You look at the first epoch only: if it has not reached the target, you return None at once.
    Return None after the loop, when no epoch has reached it."""
    for loss, accuracy in zip(train_losses, test_accs):
        return accuracy if loss <= target else None
