"""early_stop: when training ends, and which epoch was the best."""

import math

import numpy as np

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
        Part("ties", 1, "equal losses do not count as an improvement"),
        Part("not finite", 1, "nan never improves, nor does infinity"),
    ),
    hints=(
        "Go through the epochs and keep three things: the best loss so far, its epoch, and how "
        "many epochs have passed since then.",
        "An improvement sets the count back to 0. Compare each loss with the best so far, not "
        "with the loss of the epoch before.",
        "When the count reaches the patience, the run ends with this epoch and sees nothing of "
        "what comes later. Write the comparison so that nan does not count as an improvement.",
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
    for gain in (1e-3, 1e-7):
        yield Case((list(1 - gain * np.arange(5)), 2), "gains that are tiny", "stop", both)
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
    """Return what early stopping finds with another idea of an improvement."""
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
    """You compare each loss with that of the epoch before. A loss that falls a little after a rise
    does not count as an improvement as long as it is above the best so far."""
    return _walk(val_losses, patience, lambda loss, best, before: loss < before)


@early_stop.misconception
def took_a_tie_for_better(val_losses, patience):
    """You count an equal loss as an improvement. A run whose loss no longer changes would then
    never stop. An improvement lies strictly below the best."""
    return _walk(val_losses, patience, lambda loss, best, before: loss <= best)


@early_stop.misconception
def let_nan_improve(val_losses, patience):
    """Your code takes nan for an improvement. Every comparison with nan is False, so "not worse"
    comes out True. Ask whether the loss is better, not whether it is worse."""
    return _walk(val_losses, patience, lambda loss, best, before: not loss >= best)


@early_stop.misconception
def skipped_nan(val_losses, patience):
    """You pass over an epoch whose loss is nan. It was run and has not improved: it counts as a
    failure."""
    finite = [k for k, loss in enumerate(val_losses) if not math.isnan(loss)]
    stop, best = _walk([val_losses[k] for k in finite], patience,
                       lambda loss, best, before: loss < best)
    return (finite[stop] if stop - best >= patience else len(val_losses) - 1), finite[best]


@early_stop.misconception
def counted_only_what_is_worse(val_losses, patience):
    """You count only the epochs whose loss lies above the best. An equal loss and nan do not
    improve either: every epoch that fails to improve counts."""
    best, best_epoch, waited = math.inf, 0, 0
    for epoch, loss in enumerate(val_losses):
        if loss < best:
            best, best_epoch, waited = loss, epoch, 0
        waited += loss > best
        if waited == patience:
            return epoch, best_epoch
    return len(val_losses) - 1, best_epoch


@early_stop.misconception
def took_nan_for_the_best(val_losses, patience):
    """You stop where you should, but take a loss of nan for the lowest, as np.argmin does. nan is
    never an improvement: np.nanargmin passes it over."""
    stop, _ = _walk(val_losses, patience, lambda loss, best, before: loss < best)
    return stop, int(np.argmin(val_losses[:stop + 1]))



@early_stop.misconception
def looked_into_the_future(val_losses, patience):
    """Your best epoch is the best of the whole list. Nothing is run after the stop, so the later
    losses are never measured."""
    stop, _ = _walk(val_losses, patience, lambda loss, best, before: loss < best)
    finite = [loss if math.isfinite(loss) else math.inf for loss in val_losses]
    return stop, finite.index(min(finite))


@early_stop.misconception
def added_the_patience_to_the_best(val_losses, patience):
    """You add `patience` to the epoch with the lowest loss of the whole list. A pause of that
    length may have stopped the run before, and the list may end before. Go through the epochs one
    by one, as training does."""
    best = int(np.nanargmin(val_losses))
    return best + patience, best


@early_stop.misconception
def waited_from_the_best_of_all(val_losses, patience):
    """You stop `patience` epochs after the lowest loss of the whole list. A pause of that length
    may have stopped the run before: go through the epochs one by one, as training does."""
    best = int(np.nanargmin(val_losses))
    return min(best + patience, len(val_losses) - 1), best



@early_stop.misconception
def stopped_one_too_late(val_losses, patience):
    """You stop one epoch too late: training ends after `patience` epochs without an improvement,
    and not one later."""
    return _walk(val_losses, patience + 1, lambda loss, best, before: loss < best)


@early_stop.misconception
def stopped_one_too_early(val_losses, patience):
    """You stop one epoch too early. Count only the epochs that failed to improve; the best epoch is
    not one of them."""
    stop, best = _walk(val_losses, patience, lambda loss, best, before: loss < best)
    return (stop - 1 if stop - best >= patience else stop), best


@early_stop.misconception
def never_set_the_count_back(val_losses, patience):
    """You never set the count back to 0. Only `patience` failures in a row stop the run, so the
    count starts again after each improvement."""
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
    """Both numbers are one too large, because epochs are numbered from 0."""
    stop, best = _walk(val_losses, patience, lambda loss, best, before: loss < best)
    return stop + 1, best + 1


@early_stop.misconception
def gave_the_number_of_epochs(val_losses, patience):
    """Your first number is how many epochs were run. They are numbered from 0, so the last of them
    has a number that is one smaller."""
    stop, best = _walk(val_losses, patience, lambda loss, best, before: loss < best)
    return stop + 1, best


@early_stop.misconception
def returned_the_best_first(val_losses, patience):
    """Both numbers are right, but in the wrong order: the stop comes first."""
    stop, best = _walk(val_losses, patience, lambda loss, best, before: loss < best)
    return best, stop


@early_stop.misconception
def returned_the_best_loss(val_losses, patience):
    """Your second number is the lowest loss itself. Return the epoch in which it was reached."""
    stop, best = _walk(val_losses, patience, lambda loss, best, before: loss < best)
    return stop, val_losses[best]


@early_stop.misconception
def stopped_at_the_best(val_losses, patience):
    """You stop in the best epoch. While training, nobody knows that it was the best until
    `patience` more epochs have failed to improve on it."""
    _, best = _walk(val_losses, patience, lambda loss, best, before: loss < best)
    return best, best


@early_stop.misconception
def never_stopped(val_losses, patience):
    """You always run to the end, whatever the patience is."""
    finite = [loss if math.isfinite(loss) else math.inf for loss in val_losses]
    return len(val_losses) - 1, finite.index(min(finite))


@early_stop.misconception
def compared_the_first_loss_with_itself(val_losses, patience):
    """You start with val_losses[0] as the best and then compare that same loss with it, so that
    epoch 0 counts as a failure. The first loss is always an improvement: start from infinity."""
    best, best_epoch, waited = val_losses[0], 0, 0
    for epoch, loss in enumerate(val_losses):
        if loss < best:
            best, best_epoch, waited = loss, epoch, 0
        else:
            waited += 1
        if waited == patience:
            return epoch, best_epoch
    return len(val_losses) - 1, best_epoch


@early_stop.misconception
def took_nan_for_the_lowest(val_losses, patience):
    """You look for the lowest loss so far with np.argmin, which takes nan for the lowest of all. A
    loss that is nan is never an improvement."""
    for epoch in range(len(val_losses)):
        best = int(np.argmin(val_losses[:epoch + 1]))
        if epoch - best >= patience:
            return epoch, best
    return epoch, best
