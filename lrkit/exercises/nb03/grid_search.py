"""grid_search: try every rate once and keep the best."""

import math

import numpy as np

from lrkit.exercises.base import PURITY, Case, Exercise, Part
from lrkit.exercises.callbacks import LookupTable

NAN, INF = float("nan"), float("inf")

grid_search = Exercise(
    name="grid_search",
    signature=("train_fn", "lrs"),
    notebook="03_trial_error_and_grids",
    returns=("best rate", "best loss"),
    parts=(
        Part("value", 2, "the rate with the smallest loss, and that loss"),
        Part("not finite", 1, "nan and both infinities lose against every number"),
        Part("ties", 0.5, "the smallest of equally good rates; (None, inf) if no loss is finite"),
        Part("calls", 1, "trains once with every rate", calls="same"),
        Part(PURITY, 0.5, "leaves lrs as it was, and answers the same each time"),
    ),
    hints=(
        "Training is expensive: call train_fn once for each rate and keep its answer. What must "
        "the best loss be before the first run?",
        "Go through the rates. A loss counts only if it is finite, and it wins if it is smaller "
        "than the best so far. When does an equal loss win?",
        "Start from None and infinity. math.isfinite is False for nan and both infinities. If two "
        "losses are equal, compare the rates, since the grid need not be sorted.",
    ),
)


def _table(lrs, losses, given=None):
    pairs = LookupTable(tuple(float(v) for v in lrs), tuple(float(v) for v in losses))
    return pairs, (np.array(lrs, dtype=float) if given is None else given)


@grid_search.set_cases
def cases(rng):
    """Draw grids in any order, with nan and infinities anywhere, ties, and nothing finite."""
    also = ("calls",)
    yield Case(_table([0.01, 0.1, 1.0], [3.0, 1.0, 2.0]), "three rates", also=also, shown=True)
    yield Case(_table([1.0, 0.01, 0.1], [2.0, 0.5, 1.0]), "rates in no order", also=also,
               shown=True)
    yield Case(_table([0.01, 0.1, 1.0], [NAN, 4.0, INF]), "runs that diverge", part="not finite",
               also=also, shown=True)
    yield Case(_table([1.0, 0.1, 0.01], [2.0, 2.0, 3.0]), "two that are equally good", part="ties",
               also=also, shown=True)
    yield Case(_table([0.1, 1.0], [NAN, INF]), "no finite loss", part="ties", also=also,
               shown=True)
    for n in (4, 7, 9):
        lrs = rng.permutation(np.geomspace(1e-4, 10, n))
        yield Case(_table(lrs, rng.uniform(0.1, 5, n)), "random losses, rates in no order",
                   also=also)
    yield Case(_table([0.01, 0.1, 1.0, 10.0], [2.0, 5.0, 1.0, 3.0]), "a best rate after a bad one",
               also=also)
    lrs = [0.5, 0.001, 0.05]
    yield Case(_table(lrs, [3.0, 7.0, 5.0], lrs), "a list of rates", also=also)
    yield Case(_table([0.1, 1.0, 10.0], [-3.0, -5.0, -4.0]), "losses below zero", also=also)
    yield Case(_table([0.3], [2.0]), "a single rate", also=also)
    for more, part in ((1e-3, "value"), (1e-7, "ties")):
        yield Case(_table([0.01, 0.1, 1.0], [2.0 + more, 3.0, 2.0]),
                   "two losses that are nearly equal", part, also)
    yield Case(_table([0.1, 1.0, 10.0], [5.0, -INF, 3.0]), "a loss of minus infinity",
               part="not finite", also=also)
    yield Case(_table([1.0, 0.1, 0.01], [NAN, 5.0, 6.0]), "a nan in the first run",
               part="not finite", also=also)
    yield Case(_table([1.0, 0.1, 0.01], [7.0, 5.0, NAN]), "a nan in the last run",
               part="not finite", also=also)
    yield Case(_table([0.01, 0.1, 1.0], [INF, INF, 1e300]), "a finite loss that is huge",
               part="not finite", also=also)
    yield Case(_table([0.1, 0.01, 1.0], [2.0, 2.0, 2.0]), "all equally good, in no order",
               part="ties", also=also)
    yield Case(_table([0.01, 1.0, 0.1], [3.0, 2.0, 2.0]), "a tie whose smaller rate comes later",
               part="ties", also=also)
    yield Case(_table([0.1, 1.0], [-INF, NAN]), "minus infinity and nan alone", part="ties",
               also=also)
    yield Case((LookupTable((1.0,), (1.0,)), []), "an empty grid", part="ties", also=also)


@grid_search.set_reference
def reference(train_fn, lrs):
    best_lr, best_loss = None, math.inf
    for lr in lrs:
        loss = train_fn(lr)
        if not math.isfinite(loss):
            continue
        if loss < best_loss or (loss == best_loss and lr < best_lr):
            best_lr, best_loss = lr, loss
    return best_lr, best_loss


@grid_search.misconception
def trusted_argmin(train_fn, lrs):
    """np.argmin takes nan for the smallest of all, and minus infinity too. Leave out the losses
    that are not finite before you compare."""
    if not len(lrs):
        return None, math.inf
    losses = [train_fn(lr) for lr in lrs]
    k = int(np.argmin(losses))
    return lrs[k], losses[k]


@grid_search.misconception
def took_the_first_of_equals(train_fn, lrs):
    """Of two equally good rates you keep the first in the list. Keep the smaller one: the grid may
    come in any order."""
    best_lr, best_loss = None, math.inf
    for lr in lrs:
        loss = train_fn(lr)
        if math.isfinite(loss) and loss < best_loss:
            best_lr, best_loss = lr, loss
    return best_lr, best_loss


@grid_search.misconception
def took_the_last_of_equals(train_fn, lrs):
    """Of two equally good rates you keep the last in the list, because <= lets an equal loss win.
    Keep the smaller rate."""
    best_lr, best_loss = None, math.inf
    for lr in lrs:
        loss = train_fn(lr)
        if math.isfinite(loss) and loss <= best_loss:
            best_lr, best_loss = lr, loss
    return best_lr, best_loss


@grid_search.misconception
def took_the_largest_of_equals(train_fn, lrs):
    """Of equally good rates you return the largest. Return the smallest."""
    best_lr, best_loss = None, math.inf
    for lr in lrs:
        loss = train_fn(lr)
        if math.isfinite(loss) and (loss < best_loss or (loss == best_loss and lr > best_lr)):
            best_lr, best_loss = lr, loss
    return best_lr, best_loss


@grid_search.misconception
def let_minus_infinity_win(train_fn, lrs):
    """nan and +inf lose, as they should, but minus infinity wins because it is smaller than every
    number. A loss of minus infinity comes from a run that went wrong."""
    best_lr, best_loss = None, math.inf
    for lr in sorted(lrs):
        loss = train_fn(lr)
        if loss < best_loss:
            best_lr, best_loss = lr, loss
    return best_lr, best_loss


@grid_search.misconception
def looked_for_the_largest_loss(train_fn, lrs):
    """You return the rate with the largest loss. A loss should be small."""
    best_lr, best_loss = None, -math.inf
    for lr in lrs:
        loss = train_fn(lr)
        if math.isfinite(loss) and (loss > best_loss or (loss == best_loss and lr < best_lr)):
            best_lr, best_loss = lr, loss
    return (best_lr, best_loss) if best_lr is not None else (None, math.inf)


@grid_search.misconception
def trained_the_best_again(train_fn, lrs):
    """The result is right, but you trained once more with the best rate to get its loss. Keep the
    loss when you first see it: a run may take hours, and another seed gives another loss."""
    best_lr, best_loss = None, math.inf
    for lr in lrs:
        loss = train_fn(lr)
        if math.isfinite(loss) and (loss < best_loss or (loss == best_loss and lr < best_lr)):
            best_lr, best_loss = lr, loss
    return (best_lr, train_fn(best_lr)) if best_lr is not None else (None, math.inf)


@grid_search.misconception
def trained_twice_for_each(train_fn, lrs):
    """The result is right, but you call train_fn twice for each rate: once to see whether the loss
    is finite, and once to use it. Call it once and keep its answer."""
    best_lr, best_loss = None, math.inf
    for lr in lrs:
        if math.isfinite(train_fn(lr)):
            loss = train_fn(lr)
            if loss < best_loss or (loss == best_loss and lr < best_lr):
                best_lr, best_loss = lr, loss
    return best_lr, best_loss


@grid_search.misconception
def stopped_when_it_got_worse(train_fn, lrs):
    """You end the search when a loss gets worse. That is trial and error from below. A grid is
    tried to its end, in whatever order it comes."""
    best_lr, best_loss = None, math.inf
    for lr in lrs:
        loss = train_fn(lr)
        if best_lr is not None and not loss <= best_loss:
            break
        if math.isfinite(loss) and (loss < best_loss or (loss == best_loss and lr < best_lr)):
            best_lr, best_loss = lr, loss
    return best_lr, best_loss


@grid_search.misconception
def returned_the_index(train_fn, lrs):
    """You return the position of the best rate in the list, not the rate itself."""
    best_k, best_loss = None, math.inf
    for k, lr in enumerate(lrs):
        loss = train_fn(lr)
        if math.isfinite(loss) and (
            loss < best_loss or (loss == best_loss and lr < lrs[best_k])
        ):
            best_k, best_loss = k, loss
    return best_k, best_loss


@grid_search.misconception
def returned_loss_before_rate(train_fn, lrs):
    """Both are right but in the wrong order: return the rate first, then its loss."""
    best_lr, best_loss = None, math.inf
    for lr in lrs:
        loss = train_fn(lr)
        if math.isfinite(loss) and (loss < best_loss or (loss == best_loss and lr < best_lr)):
            best_lr, best_loss = lr, loss
    return best_loss, best_lr


@grid_search.misconception
def returned_only_the_rate(train_fn, lrs):
    """Return the loss as well: without it, the rate cannot be compared with the result of another
    search."""
    best_lr, best_loss = None, math.inf
    for lr in lrs:
        loss = train_fn(lr)
        if math.isfinite(loss) and (loss < best_loss or (loss == best_loss and lr < best_lr)):
            best_lr, best_loss = lr, loss
    return best_lr


@grid_search.misconception
def kept_a_nan_that_came_first(train_fn, lrs):
    """If the first loss is nan, it stays your best: nothing is smaller than nan, because every
    comparison with it is False. Python's min has the same trouble. Start from None and infinity,
    and let only finite losses win."""
    if not len(lrs):
        return None, math.inf
    best_lr, best_loss = lrs[0], train_fn(lrs[0])
    for lr in lrs[1:]:
        loss = train_fn(lr)
        if loss < best_loss:
            best_lr, best_loss = lr, loss
    return best_lr, best_loss


@grid_search.misconception
def trusted_argmin_of_an_empty_grid(train_fn, lrs):
    """Two things are wrong. np.argmin takes nan for the smallest of all, and minus infinity too:
    leave out the losses that are not finite. And an empty grid has no smallest loss at all."""
    losses = [train_fn(lr) for lr in lrs]
    k = int(np.argmin(losses))
    return lrs[k], losses[k]


@grid_search.misconception
def took_the_first_and_failed_on_an_empty_grid(train_fn, lrs):
    """Two things are wrong. Of two equally good rates you keep the first in the list, and should
    keep the smaller. And an empty grid has no smallest loss: it should give None and infinity."""
    losses = [loss if math.isfinite(loss) else math.inf for loss in map(train_fn, lrs)]
    k = losses.index(min(losses))
    return (lrs[k], losses[k]) if losses[k] < math.inf else (None, math.inf)
