"""early_stop: when training ends, and which epoch was the best."""

import math

from lrkit.exercises.base import Case, Exercise, Part

NAN, INF = float("nan"), float("inf")

early_stop = Exercise(
    name="early_stop",
    signature=("val_losses", "patience"),
    notebook="08_claims_on_trial",
    returns=("stop epoch", "best epoch"),
    parts=(
        Part("stop", 2, "the last epoch that is run", uses=(0,)),
        Part("best", 1, "the first epoch with the lowest loss of those run", uses=(1,)),
        Part("ties", 1, "equal losses are no improvement"),
        Part("not finite", 1, "nan never improves, nor does infinity"),
    ),
    hints=(
        "Walk through the epochs with three things in your hand: the best loss so far, its epoch, "
        "and how many epochs have passed without an improvement.",
        "An improvement sets the count back to 0. What is compared is always the best so far, not "
        "the epoch before.",
        "When the count reaches the patience, this epoch is the last one that is run: what comes "
        "later is never seen. And compare so that nan counts as no improvement.",
    ),
)


@early_stop.set_cases
def cases(rng):
    """Runs that stop and that do not; a better loss too late; ties, nan, infinity; patience 1."""
    both = ("best",)
    yield Case(([5.0, 4.0, 3.0, 3.5, 3.2, 1.0], 2), "a better loss that comes too late", "stop",
               both, shown=True)
    yield Case(([3.0, 2.0, 2.5, 1.0], 2), "a run that is never stopped", "stop", both, shown=True)
    yield Case(([3.0, 2.0, 2.0, 2.0, 1.0], 2), "a loss that stays the same", part="ties",
               shown=True)
    yield Case(([3.0, NAN, NAN, 1.0], 2), "losses that are nan", part="not finite", shown=True)
    yield Case(([2.0, 3.0, 1.0], 1), "a patience of 1", "stop", both, shown=True)
    yield Case(([5.0, 6.0, 5.5, 4.0, 4.5, 4.4, 4.3, 1.0], 3), "a loss that falls, but not below "
               "the best", "stop", both)
    for patience in (2, 3, 4):
        yield Case((list(rng.uniform(1, 9, 14)), patience), "losses that go up and down", "stop",
                   both)
    yield Case((list(1 / (1 + rng.uniform(0.1, 1, 9).cumsum())), 3), "losses that always fall",
               "stop", both)
    yield Case((list(1 + rng.uniform(0.1, 1, 9).cumsum()), 4), "losses that always rise", "stop",
               both)
    yield Case(([1.0, 0.999, 0.998, 0.997, 0.996], 2), "gains that are tiny", "stop", both)
    yield Case(([2.0], 3), "a single epoch", "stop", both)
    yield Case(([4.0, 3.0, 3.5, 3.6], 2), "a run that is stopped in the last epoch", "stop", both)
    yield Case(([4.0, 3.0, 3.5, 2.0, 2.5, 2.6], 9), "a patience longer than the run", "stop", both)
    yield Case(([-1.0, -2.0, -1.5, -3.0, 0.0, 0.0, -9.0], 2), "losses below zero", "stop", both)
    yield Case(([2.0, 1.0, 1.0, 1.0], 4), "a tie for the best, never stopped", part="ties")
    yield Case(([2.0, 2.0, 2.0, 2.0], 3), "nothing but ties", part="ties")
    yield Case(([2.0, 1.0, NAN, 1.5, NAN, 0.5], 3), "nan in between", part="not finite")
    yield Case(([2.0, INF, NAN, INF, 0.5], 3), "infinite losses", part="not finite")
    yield Case(([2.0, NAN, 1.0, NAN, 0.5, NAN], 2), "nan after each improvement",
               part="not finite")


@early_stop.set_reference
def reference(val_losses, patience):
    best, best_epoch, waited = math.inf, 0, 0
    for epoch, loss in enumerate(val_losses):
        if loss < best:
            best, best_epoch, waited = loss, epoch, 0
        else:
            waited += 1
        if waited == patience:
            return epoch, best_epoch
    return len(val_losses) - 1, best_epoch


def _walk(val_losses, patience, improves):
    """Early stopping with another idea of an improvement."""
    best, best_epoch, waited = val_losses[0], 0, 0
    for epoch in range(1, len(val_losses)):
        if improves(val_losses[epoch], best, val_losses[epoch - 1]):
            best, best_epoch, waited = val_losses[epoch], epoch, 0
        else:
            waited += 1
        if waited == patience:
            return epoch, best_epoch
    return len(val_losses) - 1, best_epoch


@early_stop.misconception
def looked_at_the_epoch_before(val_losses, patience):
    """You compare with the epoch before. A loss that falls a little after a rise is no improvement
    as long as it is above the best so far."""
    return _walk(val_losses, patience, lambda loss, best, before: loss < before)


@early_stop.misconception
def took_a_tie_for_better(val_losses, patience):
    """You let an equal loss count as an improvement. Then a run that has come to rest is never
    stopped: the contract says strictly."""
    return _walk(val_losses, patience, lambda loss, best, before: loss <= best)


@early_stop.misconception
def let_nan_improve(val_losses, patience):
    """nan counts as an improvement in your code: every comparison with nan is False, so that "not
    worse" is True. Ask whether the loss is better, not whether it is worse."""
    return _walk(val_losses, patience, lambda loss, best, before: not loss >= best)


@early_stop.misconception
def looked_into_the_future(val_losses, patience):
    """Your best epoch is the best of the whole list. After the stop nothing is run: those losses
    do not exist for the run."""
    stop, _ = _walk(val_losses, patience, lambda loss, best, before: loss < best)
    finite = [loss if math.isfinite(loss) else math.inf for loss in val_losses]
    return stop, finite.index(min(finite))


@early_stop.misconception
def stopped_one_too_late(val_losses, patience):
    """You stop one epoch too late: after `patience` epochs without an improvement, not one more."""
    return _walk(val_losses, patience + 1, lambda loss, best, before: loss < best)


@early_stop.misconception
def stopped_one_too_early(val_losses, patience):
    """You stop one epoch too early. Count the epochs that failed; the best one is not among
    them."""
    stop, best = _walk(val_losses, patience, lambda loss, best, before: loss < best)
    return (stop - 1 if stop - best >= patience else stop), best


@early_stop.misconception
def never_forgave(val_losses, patience):
    """You never set the count back. `patience` failures in a row stop the run: after an improvement
    counting begins anew."""
    best, best_epoch, waited = val_losses[0], 0, 0
    for epoch in range(1, len(val_losses)):
        if val_losses[epoch] < best:
            best, best_epoch = val_losses[epoch], epoch
        else:
            waited += 1
        if waited == patience:
            return epoch, best_epoch
    return len(val_losses) - 1, best_epoch


@early_stop.misconception
def counted_epochs_from_one(val_losses, patience):
    """Both numbers are one too large: epochs are numbered from 0."""
    stop, best = _walk(val_losses, patience, lambda loss, best, before: loss < best)
    return stop + 1, best + 1


@early_stop.misconception
def gave_the_number_of_epochs(val_losses, patience):
    """You return how many epochs were run. The last of them has a number that is one smaller, since
    they are counted from 0."""
    stop, best = _walk(val_losses, patience, lambda loss, best, before: loss < best)
    return stop + 1, best


@early_stop.misconception
def returned_the_best_first(val_losses, patience):
    """Both numbers are right, in the wrong order: the stop comes first."""
    stop, best = _walk(val_losses, patience, lambda loss, best, before: loss < best)
    return best, stop


@early_stop.misconception
def returned_the_best_loss(val_losses, patience):
    """The second number is the best loss. Asked for is the epoch in which it was reached."""
    stop, best = _walk(val_losses, patience, lambda loss, best, before: loss < best)
    return stop, val_losses[best]


@early_stop.misconception
def stopped_at_the_best(val_losses, patience):
    """You stop in the best epoch. But that it was the best is known only after `patience` more."""
    _, best = _walk(val_losses, patience, lambda loss, best, before: loss < best)
    return best, best


@early_stop.misconception
def never_stopped(val_losses, patience):
    """You always run to the end. The patience has no part in it."""
    finite = [loss if math.isfinite(loss) else math.inf for loss in val_losses]
    return len(val_losses) - 1, finite.index(min(finite))
