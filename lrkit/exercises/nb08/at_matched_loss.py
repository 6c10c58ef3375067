"""at_matched_loss: compare runs that have come equally far."""

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
        Part("value", 2, "the accuracy when the loss first reaches the target"),
        Part("exact", 1, "a loss that hits the target exactly; one that rises again"),
        Part("never", 1, "None where the target is never reached"),
        Part("nan", 1, "losses that are nan never count"),
    ),
    hints=(
        "Go through the epochs in order. In which one does the training loss reach the target for "
        "the first time?",
        "What comes back is the test accuracy of that same epoch, whatever happens later.",
        "Return as soon as you have found it, and None after the last epoch. A comparison with nan "
        "is False: mind which way round you ask.",
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
    """The accuracy of the first epoch whose loss counts as reached."""
    for loss, accuracy in zip(train_losses, test_accs):
        if reached(loss):
            return accuracy
    return otherwise


@at_matched_loss.misconception
def took_the_last_epoch(train_losses, test_accs, target):
    """You take the last epoch, as long as the target was reached. But then the runs have come
    unequally far: it is the first epoch that makes the comparison fair."""
    return test_accs[-1] if any(loss <= target for loss in train_losses) else None


@at_matched_loss.misconception
def took_the_best_accuracy(train_losses, test_accs, target):
    """You take the best accuracy of all epochs that have reached the target. That is choosing by
    the test set. The first one counts."""
    reached = [acc for loss, acc in zip(train_losses, test_accs) if loss <= target]
    return max(reached) if reached else None


@at_matched_loss.misconception
def took_the_last_that_reached_it(train_losses, test_accs, target):
    """You take the last of the epochs at or below the target. Asked for is the first."""
    return _first(train_losses[::-1], test_accs[::-1], lambda loss: loss <= target)


@at_matched_loss.misconception
def missed_the_exact_hit(train_losses, test_accs, target):
    """A loss that equals the target has reached it: at most, not below."""
    return _first(train_losses, test_accs, lambda loss: loss < target)


@at_matched_loss.misconception
def took_the_epoch_before(train_losses, test_accs, target):
    """This is the accuracy before the target was reached. Both numbers belong to the end of the
    same epoch."""
    for epoch, loss in enumerate(train_losses):
        if loss <= target:
            return test_accs[max(epoch - 1, 0)]
    return None


@at_matched_loss.misconception
def took_the_nearest_loss(train_losses, test_accs, target):
    """You take the epoch whose loss is nearest to the target. It may not have reached it yet."""
    if not any(loss <= target for loss in train_losses):
        return None
    return test_accs[int(np.nanargmin(np.abs(np.asarray(train_losses) - target)))]


@at_matched_loss.misconception
def gave_the_epoch(train_losses, test_accs, target):
    """This is the number of the epoch. Asked for is the test accuracy there."""
    return _first(train_losses, range(len(train_losses)), lambda loss: loss <= target)


@at_matched_loss.misconception
def gave_the_loss(train_losses, test_accs, target):
    """This is the training loss of the epoch. It was used to find the epoch; the answer is its test
    accuracy."""
    return _first(train_losses, train_losses, lambda loss: loss <= target)


@at_matched_loss.misconception
def waited_for_a_rise(train_losses, test_accs, target):
    """You look for a loss above the target. Losses come from above: reached means at most."""
    return _first(train_losses, test_accs, lambda loss: loss >= target)


@at_matched_loss.misconception
def gave_the_last_for_never(train_losses, test_accs, target):
    """Where the target is never reached you return the last accuracy. Such a run has come less far
    and cannot be compared: say None."""
    return _first(train_losses, test_accs, lambda loss: loss <= target,
                  test_accs[-1] if len(test_accs) else None)


@at_matched_loss.misconception
def gave_zero_for_never(train_losses, test_accs, target):
    """Where the target is never reached you return 0. That looks like a very bad accuracy; there is
    none. Say None."""
    return _first(train_losses, test_accs, lambda loss: loss <= target, 0.0)


@at_matched_loss.misconception
def gave_nan_for_never(train_losses, test_accs, target):
    """Where the target is never reached you return nan. The contract says None."""
    return _first(train_losses, test_accs, lambda loss: loss <= target, math.nan)


@at_matched_loss.misconception
def took_nan_for_reached(train_losses, test_accs, target):
    """A loss that is nan counts as reached: you ask whether it is *not above*, and every comparison
    with nan is False. Ask whether it is at most the target."""
    return _first(train_losses, test_accs, lambda loss: not loss > target)
