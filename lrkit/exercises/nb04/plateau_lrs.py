"""plateau_lrs: the schedule that listens to the loss."""

import math

import numpy as np

from lrkit.exercises.base import PURITY, Case, Exercise, Part

NAN, INF = float("nan"), float("inf")

plateau_lrs = Exercise(
    name="plateau_lrs",
    signature=("losses", "lr0", "factor", "patience"),
    notebook="04_schedules",
    returns=("rates",),
    in_time=("rates",),
    parts=(
        Part("value", 2, "the rate of each epoch"),
        Part("edges", 1, "equal losses, nan, one reduction after the other"),
        Part("short", 1, "one epoch, and none at all"),
        Part(PURITY, 1, "leaves the losses as they were, and answers the same each time"),
    ),
    hints=(
        "Three things must be remembered from epoch to epoch: the rate, the best loss so far and a "
        "counter. What happens to each of them after an epoch?",
        "Note the rate of the epoch before you look at its loss: what the loss decides holds from "
        "the next epoch on.",
        "A loss strictly below the best becomes the best and sets the counter to 0. Otherwise the "
        "counter goes up; when it has reached patience, cut the rate and set it to 0 as well.",
    ),
)


@plateau_lrs.set_cases
def cases(rng):
    """Improvements and plateaus; ties; nan and infinity; patience 1 and more; short runs."""
    yield Case(([5.0, 4.0, 4.5, 4.2, 4.1, 4.3], 1.0), "a plateau after two epochs", shown=True)
    yield Case(([3.0, 2.0, 1.0, 0.5], 0.8, 0.1, 1), "a loss that always improves", shown=True)
    yield Case(([5.0, 6.0, 7.0, 8.0, 9.0], 1.0, 0.1, 1), "a patience of 1", shown=True)
    yield Case(([2.0, 2.0, 2.0, 2.0], 1.0, 0.25, 2), "equal losses", part="edges", shown=True)
    yield Case(([], 0.5), "no epoch", part="short", shown=True)
    for patience in (1, 2, 3):
        losses = np.cumsum(rng.normal(-0.05, 1, 14)) + 9
        yield Case((losses.tolist(), rng.uniform(0.1, 2), rng.uniform(0.1, 0.45), patience),
                   "losses that go up and down")
    yield Case((np.array([4.0, 3.0, 3.5, 2.5, 2.6, 2.7, 2.8, 2.9]), 0.6, 0.3, 2),
               "an array, with an improvement in between")
    yield Case(([9.0, 8.0, 8.5, 7.0, 7.5, 7.2, 7.1], 1.0, 0.2, 3), "a counter that is set back")
    yield Case(([-1.0, -2.0, -1.5, -1.8, -2.5, -2.0, -2.0], 1.0, 0.3, 2), "losses below zero")
    yield Case(([3, 4, 5, 2, 3, 4], 1, 0.3, 2), "integers")
    yield Case(([3.0, NAN, NAN, 2.0, NAN], 1.0, 0.3, 2), "losses that are nan", part="edges")
    yield Case(([NAN, 5.0, 4.0, NAN, 3.0], 1.0, 0.3, 1), "a first loss that is nan", part="edges")
    yield Case(([INF, 5.0, INF, INF, 4.0, 4.5], 1.0, 0.3, 2), "infinite losses", part="edges")
    yield Case(([1.0] + [2.0] * 9, 1.0, 0.4, 3), "several cuts on one plateau", part="edges")
    yield Case(([5.0, 3.0, 3.0, 2.0, 2.0, 2.0], 0.9, 0.2, 2), "ties between improvements",
               part="edges")
    yield Case(([7.0], 0.3, 0.2, 1), "one epoch", part="short")
    yield Case((np.zeros(0), 0.3, 0.2, 1), "an empty array", part="short")


@plateau_lrs.set_reference
def reference(losses, lr0, factor=0.5, patience=2):
    lr, best, bad, lrs = lr0, math.inf, 0, []
    for loss in losses:
        lrs.append(lr)
        if loss < best:
            best, bad = loss, 0
        else:
            bad += 1
        if bad == patience:
            lr, bad = lr * factor, 0
    return lrs


@plateau_lrs.misconception
def cut_in_the_same_epoch(losses, lr0, factor=0.5, patience=2):
    """The cut comes one epoch early: the loss of an epoch is measured at its end, so that it can
    only decide about the next one. Note the rate first."""
    lr, best, bad, lrs = lr0, math.inf, 0, []
    for loss in losses:
        if loss < best:
            best, bad = loss, 0
        else:
            bad += 1
        if bad == patience:
            lr, bad = lr * factor, 0
        lrs.append(lr)
    return lrs


@plateau_lrs.misconception
def waited_one_epoch_more(losses, lr0, factor=0.5, patience=2):
    """You cut when the counter is above patience, as PyTorch does. Here it is when the counter
    reaches patience."""
    lr, best, bad, lrs = lr0, math.inf, 0, []
    for loss in losses:
        lrs.append(lr)
        if loss < best:
            best, bad = loss, 0
        else:
            bad += 1
        if bad > patience:
            lr, bad = lr * factor, 0
    return lrs


@plateau_lrs.misconception
def never_set_the_counter_back_after_a_cut(losses, lr0, factor=0.5, patience=2):
    """After a cut the counter stays where it is, and you cut again in each epoch. Give the new rate
    as many epochs: set the counter to 0."""
    lr, best, bad, lrs = lr0, math.inf, 0, []
    for loss in losses:
        lrs.append(lr)
        if loss < best:
            best, bad = loss, 0
        else:
            bad += 1
            if bad >= patience:
                lr = lr * factor
    return lrs


@plateau_lrs.misconception
def cut_only_once_on_a_plateau(losses, lr0, factor=0.5, patience=2):
    """Your counter goes past patience and never meets it again: a long plateau is cut once. Set the
    counter to 0 after a cut."""
    lr, best, bad, lrs = lr0, math.inf, 0, []
    for loss in losses:
        lrs.append(lr)
        if loss < best:
            best, bad = loss, 0
        else:
            bad += 1
            if bad == patience:
                lr = lr * factor
    return lrs


@plateau_lrs.misconception
def never_set_the_counter_back(losses, lr0, factor=0.5, patience=2):
    """An improvement does not set your counter back: bad epochs are added up over the whole run.
    Only those in a row count."""
    lr, best, bad, lrs = lr0, math.inf, 0, []
    for loss in losses:
        lrs.append(lr)
        if loss < best:
            best = loss
        else:
            bad += 1
        if bad == patience:
            lr, bad = lr * factor, 0
    return lrs


@plateau_lrs.misconception
def compared_with_the_last_epoch(losses, lr0, factor=0.5, patience=2):
    """You compare with the epoch before. A loss that goes up and down then seems to improve every
    other time: compare with the best so far."""
    lr, last, bad, lrs = lr0, math.inf, 0, []
    for loss in losses:
        lrs.append(lr)
        bad = 0 if loss < last else bad + 1
        last = loss
        if bad == patience:
            lr, bad = lr * factor, 0
    return lrs


@plateau_lrs.misconception
def took_equal_for_better(losses, lr0, factor=0.5, patience=2):
    """An equal loss counts as an improvement for you: on a perfect plateau nothing ever happens. It
    must be strictly below the best."""
    lr, best, bad, lrs = lr0, math.inf, 0, []
    for loss in losses:
        lrs.append(lr)
        if loss <= best:
            best, bad = loss, 0
        else:
            bad += 1
        if bad == patience:
            lr, bad = lr * factor, 0
    return lrs


@plateau_lrs.misconception
def took_nan_for_better(losses, lr0, factor=0.5, patience=2):
    """You ask whether the loss is not better. Compared with nan that is False, so that nan passes
    for an improvement, and becomes the best. Ask whether it is smaller."""
    lr, best, bad, lrs = lr0, math.inf, 0, []
    for loss in losses:
        lrs.append(lr)
        if loss >= best:
            bad += 1
        else:
            best, bad = loss, 0
        if bad == patience:
            lr, bad = lr * factor, 0
    return lrs


@plateau_lrs.misconception
def cut_by_the_factor(losses, lr0, factor=0.5, patience=2):
    """You used 1 - factor. The factor is what is left after a cut; with 0.5 the two look alike."""
    lr, best, bad, lrs = lr0, math.inf, 0, []
    for loss in losses:
        lrs.append(lr)
        if loss < best:
            best, bad = loss, 0
        else:
            bad += 1
        if bad == patience:
            lr, bad = lr * (1 - factor), 0
    return lrs


@plateau_lrs.misconception
def cut_from_the_first_rate(losses, lr0, factor=0.5, patience=2):
    """The second cut does nothing: you multiply the first rate each time. A cut acts on the rate
    that is in use."""
    lr, best, bad, lrs = lr0, math.inf, 0, []
    for loss in losses:
        lrs.append(lr)
        if loss < best:
            best, bad = loss, 0
        else:
            bad += 1
        if bad == patience:
            lr, bad = lr0 * factor, 0
    return lrs


@plateau_lrs.misconception
def noted_one_rate_too_many(losses, lr0, factor=0.5, patience=2):
    """One rate too many: after the last epoch nobody uses a rate any more. There is one for each
    loss."""
    lr, best, bad, lrs = lr0, math.inf, 0, [lr0]
    for loss in losses:
        if loss < best:
            best, bad = loss, 0
        else:
            bad += 1
        if bad == patience:
            lr, bad = lr * factor, 0
        lrs.append(lr)
    return lrs


@plateau_lrs.misconception
def returned_only_the_last_rate(losses, lr0, factor=0.5, patience=2):
    """You return the last rate alone. One for each epoch is asked for."""
    lr, best, bad = lr0, math.inf, 0
    for loss in losses:
        if loss < best:
            best, bad = loss, 0
        else:
            bad += 1
        if bad == patience:
            lr, bad = lr * factor, 0
    return lr
