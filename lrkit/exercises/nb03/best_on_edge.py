"""best_on_edge: the warning that a grid must be extended."""

import numpy as np

from lrkit.exercises.base import PURITY, Case, Exercise, Part

NAN, INF = float("nan"), float("inf")

best_on_edge = Exercise(
    name="best_on_edge",
    signature=("lrs", "losses"),
    notebook="03_trial_error_and_grids",
    returns=("True or False",),
    parts=(
        Part("value", 3, "grids in any order, all of whose runs ended well"),
        Part("diverged", 1, "nan and infinite losses, whose rates still belong to the grid"),
        Part("errors", 0.5, "ValueError if no loss is finite"),
        Part(PURITY, 0.5, "leaves both lists unchanged, and gives the same answer each time"),
    ),
    hints=(
        "Which rate is best? And which rates are the edges of the grid, if they come in any order?",
        "Only finite losses count for the best rate. Every rate counts for the edges, because a "
        "rate whose run diverged was tried as well.",
        "First raise ValueError if no loss is finite. Then find the rate of the smallest finite "
        "loss and compare it with the smallest and the largest of all rates.",
    ),
)


@best_on_edge.set_cases
def cases(rng):
    """Draw sorted grids and others, with runs that diverged at the edge, inside, or everywhere."""
    yield Case(([0.01, 0.1, 1.0], [3.0, 1.0, 2.0]), "the best in the middle", shown=True)
    yield Case(([0.01, 0.1, 1.0], [3.0, 2.0, 1.0]), "the best at the largest rate", shown=True)
    yield Case(([0.1, 1.0, 0.01], [1.0, 2.0, 3.0]), "a grid in no order", shown=True)
    yield Case(([0.01, 0.1, 1.0], [3.0, 1.0, NAN]), "a run that diverged at the edge",
               part="diverged", shown=True)
    yield Case(([0.01, 0.1], [NAN, INF]), "no finite loss", part="errors", shown=True)
    lrs = np.geomspace(1e-4, 10, 6)
    for best in (0, 3, 5):
        order = rng.permutation(6)
        losses = rng.uniform(2, 5, 6)
        losses[best] = 1.0
        yield Case((lrs[order], losses[order]), "arrays in no order")
    yield Case(([1.0, 0.1, 0.01], [1.0, 2.0, 3.0]), "a grid from large to small")
    yield Case(([0.5, 0.1, 1.0, 0.01], [3.0, -2.0, 1.0, 4.0]), "a loss below zero, inside")
    yield Case(([0.3], [2.0]), "a single rate")
    for more in (0.01, 1e-4):  # `np.isclose` may compare the rates
        yield Case(([1.0, 0.1 + more, 0.1], [2.0, 1.0, 3.0]), "a best rate close to the smallest")
        yield Case(([1.0, 0.1, 1.0 + more], [1.0, 2.0, 3.0]), "a best rate close to the largest")
    for about, more in (("slightly", 1e-3), ("hardly", 1e-7)):
        yield Case(([0.01, 0.1, 1.0], [1.0 + more, 1.0, 3.0]),
                   f"a smallest rate that is {about} worse than the best")
        yield Case(([10.0, 0.1, 1.0], [2.0 + more, 3.0, 2.0]),
                   f"a largest rate that is {about} worse than the best")
    yield Case(([0.01, 0.1, 1.0], [NAN, 1.0, 2.0]), "a nan at the smallest rate", part="diverged")
    yield Case(([0.01, 0.1, 1.0, 10.0], [2.0, NAN, 3.0, INF]), "the best at the smallest rate",
               part="diverged")
    yield Case(([0.1, 0.01, 1.0], [1.0, -INF, 2.0]), "a loss of minus infinity at the edge",
               part="diverged")
    yield Case(([0.01, 0.1, 1.0, 10.0], [3.0, 1.0, 2.0, NAN]), "the best inside, far from a nan",
               part="diverged")
    yield Case(([10.0, 0.1, 1.0], [INF, 3.0, 2.0]), "the largest rate first, and diverged",
               part="diverged")
    yield Case(([0.1, 1.0, 10.0], [2.0, -INF, 3.0]), "a loss of minus infinity inside",
               part="diverged")
    yield Case(([0.1], [-INF]), "a single run, which diverged", part="errors")
    yield Case(([], []), "an empty grid", part="errors")


@best_on_edge.set_reference
def reference(lrs, losses):
    lrs, losses = np.asarray(lrs, dtype=float), np.asarray(losses, dtype=float)
    finite = np.isfinite(losses)
    if not finite.any():
        raise ValueError("no loss is finite, so there is no best rate")
    best = lrs[finite][np.argmin(losses[finite])]
    return bool(best == lrs.min() or best == lrs.max())


@best_on_edge.misconception
def took_the_order_for_the_size(lrs, losses):
    """You ask whether the best rate is the first or the last in the list. But the grid may come in
    any order: its edges are the smallest and the largest rate."""
    losses = np.where(np.isfinite(losses), losses, np.inf) if len(losses) else np.array([np.inf])
    if not np.isfinite(losses).any():
        raise ValueError("no loss is finite")
    return int(np.argmin(losses)) in (0, len(losses) - 1)


@best_on_edge.misconception
def dropped_the_rates_that_diverged(lrs, losses):
    """You dropped the rates whose loss is not finite before you looked for the edges. They were
    tried too: a rate beside one that diverged is not on the edge of the grid."""
    lrs, losses = np.asarray(lrs, dtype=float), np.asarray(losses, dtype=float)
    finite = np.isfinite(losses)
    if not finite.any():
        raise ValueError("no loss is finite")
    lrs, losses = lrs[finite], losses[finite]
    best = lrs[np.argmin(losses)]
    return bool(best == lrs.min() or best == lrs.max())


@best_on_edge.misconception
def trusted_argmin(lrs, losses):
    """np.argmin takes nan, and minus infinity, for the smallest loss. A run that diverged cannot be
    the best: look among the finite losses only."""
    lrs, losses = np.asarray(lrs, dtype=float), np.asarray(losses, dtype=float)
    if not np.isfinite(losses).any():
        raise ValueError("no loss is finite")
    best = lrs[np.argmin(losses)]
    return bool(best == lrs.min() or best == lrs.max())


@best_on_edge.misconception
def let_minus_infinity_win(lrs, losses):
    """nan and +inf lose, as they should, but minus infinity wins because it is smaller than every
    number. It is not a finite loss either."""
    lrs, losses = np.asarray(lrs, dtype=float), np.asarray(losses, dtype=float)
    if not np.isfinite(losses).any():
        raise ValueError("no loss is finite")
    best = lrs[np.argmin(np.where(np.isnan(losses), np.inf, losses))]
    return bool(best == lrs.min() or best == lrs.max())


@best_on_edge.misconception
def looked_at_the_largest_rate_only(lrs, losses):
    """You look at one edge only. If the best rate is the smallest of the grid, the search may have
    begun too high: extend the grid downwards."""
    lrs, losses = np.asarray(lrs, dtype=float), np.asarray(losses, dtype=float)
    finite = np.isfinite(losses)
    if not finite.any():
        raise ValueError("no loss is finite")
    return bool(lrs[finite][np.argmin(losses[finite])] == lrs.max())


@best_on_edge.misconception
def looked_at_the_smallest_rate_only(lrs, losses):
    """You look at one edge only. If the best rate is the largest of the grid, the search may have
    ended too low: extend the grid upwards."""
    lrs, losses = np.asarray(lrs, dtype=float), np.asarray(losses, dtype=float)
    finite = np.isfinite(losses)
    if not finite.any():
        raise ValueError("no loss is finite")
    return bool(lrs[finite][np.argmin(losses[finite])] == lrs.min())


@best_on_edge.misconception
def took_nearly_as_good_for_best(lrs, losses):
    """You take an edge that is nearly as good as the best rate for the best. The best rate is the
    one with the smallest loss, however small its lead."""
    lrs, losses = np.asarray(lrs, dtype=float), np.asarray(losses, dtype=float)
    finite = np.isfinite(losses)
    if not finite.any():
        raise ValueError("no loss is finite")
    good = lrs[finite & np.isclose(losses, losses[finite].min(), rtol=0.01)]
    return bool(lrs.min() in good or lrs.max() in good)


@best_on_edge.misconception
def answered_the_opposite(lrs, losses):
    """You return True where the best rate lies inside. True should be the warning: extend the
    grid."""
    lrs, losses = np.asarray(lrs, dtype=float), np.asarray(losses, dtype=float)
    finite = np.isfinite(losses)
    if not finite.any():
        raise ValueError("no loss is finite")
    best = lrs[finite][np.argmin(losses[finite])]
    return bool(lrs.min() < best < lrs.max())


@best_on_edge.misconception
def looked_for_the_largest_loss(lrs, losses):
    """You look for the largest loss. The best rate has the smallest one."""
    lrs, losses = np.asarray(lrs, dtype=float), np.asarray(losses, dtype=float)
    finite = np.isfinite(losses)
    if not finite.any():
        raise ValueError("no loss is finite")
    best = lrs[finite][np.argmax(losses[finite])]
    return bool(best == lrs.min() or best == lrs.max())


@best_on_edge.misconception
def returned_false_for_nothing(lrs, losses):
    """Where no loss is finite there is no best rate, so the question has no answer, not even False.
    Raise ValueError."""
    lrs, losses = np.asarray(lrs, dtype=float), np.asarray(losses, dtype=float)
    finite = np.isfinite(losses)
    if not finite.any():
        return False
    best = lrs[finite][np.argmin(losses[finite])]
    return bool(best == lrs.min() or best == lrs.max())


@best_on_edge.misconception
def returned_true_for_nothing(lrs, losses):
    """Where no loss is finite you answer True. It may be wise to extend the grid then, but without
    a best rate the question has no answer: raise ValueError."""
    lrs, losses = np.asarray(lrs, dtype=float), np.asarray(losses, dtype=float)
    finite = np.isfinite(losses)
    if not finite.any():
        return True
    best = lrs[finite][np.argmin(losses[finite])]
    return bool(best == lrs.min() or best == lrs.max())


@best_on_edge.misconception
def sorted_the_callers_list(lrs, losses):
    """You sorted the caller's own lists, each by itself, so that the losses no longer stand beside
    their rates. Work on copies."""
    if isinstance(lrs, list):
        lrs.sort()
        losses.sort()
    lrs, losses = np.asarray(lrs, dtype=float), np.asarray(losses, dtype=float)
    finite = np.isfinite(losses)
    if not finite.any():
        raise ValueError("no loss is finite")
    best = lrs[finite][np.argmin(losses[finite])]
    return bool(best == lrs.min() or best == lrs.max())
