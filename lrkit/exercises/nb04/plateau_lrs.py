"""plateau_lrs: a schedule that looks at the loss."""

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
        Part("value", 3, "the rate of each epoch"),
        Part("edges", 1, "equal losses, nan, several cuts in a row"),
        Part("short", 0.5, "one epoch, and none at all"),
        Part(PURITY, 0.5, "leaves the losses unchanged, and gives the same answer each time"),
    ),
    hints=(
        "Remember three things from epoch to epoch: the rate, the best loss so far and a counter. "
        "What happens to each of them after an epoch?",
        "Write down the rate of the epoch before you look at its loss: the loss decides only about "
        "the next epoch.",
        "A loss strictly below the best becomes the best and sets the counter to 0. Any other loss "
        "adds 1 to it. When the counter reaches patience, cut the rate and set the counter to 0.",
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
    yield Case(([4.0, 3.0, 3.5, 2.5, 2.6, 2.7, 2.8, 2.9], 0.6, 0.3, 2),
               "an improvement in between")
    yield Case(([9.0, 8.0, 8.5, 7.0, 7.5, 7.2, 7.1], 1.0, 0.2, 3), "a counter that is reset")
    yield Case(([-1.0, -2.0, -1.5, -1.8, -2.5, -2.0, -2.0], 1.0, 0.3, 2), "losses below zero")
    yield Case(([3, 4, 5, 2, 3, 4], 1, 0.3, 2), "integers")
    for less in (1e-3, 1e-7):
        yield Case((list(2 - less * np.arange(6)), 1.0, 0.3, 2), "a loss that hardly falls")
    yield Case(([3.0, NAN, NAN, 2.0, NAN], 1.0, 0.3, 2), "losses that are nan", part="edges")
    yield Case(([NAN, 5.0, 4.0, NAN, 3.0], 1.0, 0.3, 1), "a first loss that is nan", part="edges")
    yield Case(([INF, 5.0, INF, INF, 4.0, 4.5], 1.0, 0.3, 2), "infinite losses", part="edges")
    yield Case(([1.0] + [2.0] * 9, 1.0, 0.4, 3), "several cuts on one plateau", part="edges")
    yield Case(([5.0, 3.0, 3.0, 2.0, 2.0, 2.0], 0.9, 0.2, 2), "ties between improvements",
               part="edges")
    yield Case(([7.0], 0.3, 0.2, 1), "one epoch", part="short")
    yield Case(([], 0.3, 0.2, 1), "no epoch", part="short")


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
    """Your cut comes one epoch early. The loss of an epoch is measured at its end, so it can decide
    only about the next epoch. Write the rate down first."""
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
    """You cut when the counter exceeds patience, as PyTorch does. Here the cut comes when the
    counter reaches patience."""
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
    """After a cut your counter stays where it is, so that you cut again in the next epoch. Give the
    new rate as many epochs as the old one: set the counter to 0."""
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
    """Your counter goes past patience and never meets it again, so that a long plateau gets a
    single cut. Set the counter to 0 after a cut."""
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
    """An improvement does not reset your counter, so that bad epochs add up over the whole run.
    Only bad epochs in a row count."""
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
    other time. Compare with the best loss so far."""
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
    """You count an equal loss as an improvement, so that nothing ever happens on a perfect plateau.
    An improvement must lie strictly below the best."""
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
    """You ask whether the loss is at least as large as the best. For nan the answer is no, so that
    nan passes for an improvement and becomes the best. Ask whether the loss is smaller."""
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
    """You multiply by 1 - factor. The factor is the share that is left after a cut. With 0.5 you
    cannot tell the two apart."""
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
    """Your second cut changes nothing, because you multiply the first rate each time. A cut acts on
    the rate that is in use."""
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
    """You return one rate too many. There is one for each loss; after the last epoch no rate is
    used."""
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
    """You return only the last rate. Return the rates of all epochs."""
    lr, best, bad = lr0, math.inf, 0
    for loss in losses:
        if loss < best:
            best, bad = loss, 0
        else:
            bad += 1
        if bad == patience:
            lr, bad = lr * factor, 0
    return lr


@plateau_lrs.misconception
def compared_the_first_loss_with_itself(losses, lr0, factor=0.5, patience=2):
    """You start with losses[0] as the best and then compare that same loss with it, so that epoch 0
    counts as a bad one. The first loss is always an improvement: start from infinity."""
    lr, best, bad, lrs = lr0, losses[0] if len(losses) else math.inf, 0, []
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
def forgot_the_best_after_a_cut(losses, lr0, factor=0.5, patience=2):
    """After a cut you forget the best loss, so that the next loss passes for an improvement. Only
    counting begins anew; the best loss stays that of the whole run."""
    lr, best, bad, lrs = lr0, math.inf, 0, []
    for loss in losses:
        lrs.append(lr)
        if loss < best:
            best, bad = loss, 0
        else:
            bad += 1
        if bad == patience:
            lr, best, bad = lr * factor, math.inf, 0
    return lrs
