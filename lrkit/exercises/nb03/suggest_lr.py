"""suggest_lr: the rate at which the loss of a range test falls most steeply."""

import numpy as np

from lrkit.exercises.base import PURITY, Case, Exercise, Part

NAN, INF = float("nan"), float("inf")

suggest_lr = Exercise(
    name="suggest_lr",
    signature=("lrs", "losses"),
    notebook="03_trial_error_and_grids",
    returns=("rate",),
    parts=(
        Part("value", 3, "the rate at which the loss falls most steeply over log10(lr)"),
        Part("diverged", 1, "the first nan or infinity ends the test"),
        Part("edges", 0.5, "ties, two points, lists"),
        Part(PURITY, 0.5, "leaves both unchanged, and gives the same answer each time"),
    ),
    hints=(
        "Where the loss of a range test is lowest, the run is about to explode. Where does it "
        "learn fastest?",
        "Take the slope of the loss over the logarithm of the rate, because the rates of the test "
        "are a factor apart. np.gradient takes the positions as its second argument.",
        "First find where the losses stop being finite, and cut both arrays there. Then find the "
        "most negative slope: of several, np.argmin gives the first.",
    ),
)


def _test(rng, n):
    """Make up a range test whose loss is flat, falls, and rises."""
    lrs = np.geomspace(1e-5, 10 ** rng.uniform(0, 1), n)
    x = np.linspace(0, 1, n)
    bend = rng.uniform(0.4, 0.6)
    return lrs, 2.3 - 1.5 / (1 + np.exp(-(x - bend) * 14)) + np.exp(30 * (x - 0.93)) * 0.3


@suggest_lr.set_cases
def cases(rng):
    """Draw tests with even and uneven spacing, nan and infinities, ties, and two points."""
    yield Case((np.array([0.001, 0.01, 0.1, 1.0]), np.array([3.0, 2.0, 0.5, 4.0])),
               "four rates", shown=True)
    yield Case((np.array([0.001, 0.01, 0.1, 1.0, 10.0]), np.array([3.0, 2.5, 1.0, 0.75, 9.0])),
               "five rates", shown=True)
    yield Case((np.array([0.001, 0.01, 0.1, 1.0]), np.array([3.0, 2.5, NAN, 0.1])),
               "a run that became nan", part="diverged", shown=True)
    yield Case((np.array([0.01, 0.1]), np.array([3.0, 2.0])), "two points", part="edges",
               shown=True)
    for n in (12, 25):
        yield Case(_test(rng, n), "a whole range test")
    lrs = np.sort(10 ** rng.uniform(-5, 0, 9))
    yield Case((lrs, rng.uniform(1, 3, 9)), "rates at uneven distances")
    yield Case((np.array([0.001, 0.01, 0.011, 1.0]), np.array([3.0, 2.5, 2.4, 0.5])),
               "two rates that are close together")
    yield Case((np.array([0.1, 0.2, 0.8, 1.0]), np.array([5.0, 4.5, 3.0, 2.9])),
               "rates at uneven distances")
    yield Case((np.array([1, 10, 100, 1000]), np.array([9, 8, 2, 5])), "integers")
    lrs, losses = _test(rng, 15)
    for where, bad in ((9, INF), (11, -INF), (8, NAN)):
        cut = losses.copy()
        cut[where:] = rng.uniform(-5, -1, 15 - where)
        cut[where] = bad
        yield Case((lrs, cut), "a loss that is not finite, then small ones", part="diverged")
    twice = np.array([3.0, 2.0, 1.9, 1.8, NAN, 1.7, NAN, 1.6])
    yield Case((10.0 ** np.arange(-4, 4), twice), "two losses that are not finite", part="diverged")
    yield Case((np.array([0.1, 1.0, 10.0]), np.array([3.0, 1.0, INF])), "an infinity at the end",
               part="diverged")
    yield Case((np.array([0.02, 0.3]), np.array([3.0, 2.5])), "two points, equally steep",
               part="edges")
    yield Case(([0.001, 0.01, 0.1, 1.0], [3.0, 1.0, 0.9, 0.8]), "lists", part="edges")


@suggest_lr.set_reference
def reference(lrs, losses):
    lrs, losses = np.asarray(lrs, dtype=float), np.asarray(losses, dtype=float)
    ended = np.flatnonzero(~np.isfinite(losses))
    end = ended[0] if ended.size else len(losses)
    slope = np.gradient(losses[:end], np.log10(lrs[:end]))
    return lrs[np.argmin(slope)]


@suggest_lr.misconception
def took_the_lowest_loss(lrs, losses):
    """You return the rate of the lowest loss. There the run is about to explode. Return the rate at
    which the loss falls fastest."""
    lrs, losses = np.asarray(lrs, dtype=float), np.asarray(losses, dtype=float)
    ended = np.flatnonzero(~np.isfinite(losses))
    end = ended[0] if ended.size else len(losses)
    return lrs[np.argmin(losses[:end])]


@suggest_lr.misconception
def took_a_tenth_of_the_lowest(lrs, losses):
    """A tenth of the rate with the lowest loss is another rule of thumb. Here the rate of the
    steepest fall is wanted, which is one of the rates of the test."""
    lrs, losses = np.asarray(lrs, dtype=float), np.asarray(losses, dtype=float)
    ended = np.flatnonzero(~np.isfinite(losses))
    end = ended[0] if ended.size else len(losses)
    return lrs[np.argmin(losses[:end])] / 10


@suggest_lr.misconception
def took_the_slope_against_the_rate(lrs, losses):
    """You took the slope over the rate itself. The test raises the rate by factors, so its small
    rates lie close together and look steep. Use the logarithm of the rate."""
    lrs, losses = np.asarray(lrs, dtype=float), np.asarray(losses, dtype=float)
    ended = np.flatnonzero(~np.isfinite(losses))
    end = ended[0] if ended.size else len(losses)
    return lrs[np.argmin(np.gradient(losses[:end], lrs[:end]))]


@suggest_lr.misconception
def took_the_positions_for_even(lrs, losses):
    """This is right only if the rates are a constant factor apart. Without its second argument
    np.gradient takes the positions to be equally spaced: give it the logarithms."""
    lrs, losses = np.asarray(lrs, dtype=float), np.asarray(losses, dtype=float)
    ended = np.flatnonzero(~np.isfinite(losses))
    end = ended[0] if ended.size else len(losses)
    return lrs[np.argmin(np.gradient(losses[:end]))]


@suggest_lr.misconception
def took_differences(lrs, losses):
    """You used the differences between neighbours, each of which belongs to the gap between two
    rates. np.gradient looks to both sides of a rate, so that its slope belongs to that rate."""
    lrs, losses = np.asarray(lrs, dtype=float), np.asarray(losses, dtype=float)
    ended = np.flatnonzero(~np.isfinite(losses))
    end = ended[0] if ended.size else len(losses)
    return lrs[np.argmin(np.diff(losses[:end]) / np.diff(np.log10(lrs[:end])))]


@suggest_lr.misconception
def took_the_steepest_rise(lrs, losses):
    """You look for the largest slope. There the loss rises fastest and the run explodes. Look for
    the most negative slope."""
    lrs, losses = np.asarray(lrs, dtype=float), np.asarray(losses, dtype=float)
    ended = np.flatnonzero(~np.isfinite(losses))
    end = ended[0] if ended.size else len(losses)
    return lrs[np.argmax(np.gradient(losses[:end], np.log10(lrs[:end])))]


@suggest_lr.misconception
def took_the_largest_size_of_the_slope(lrs, losses):
    """You look for the slope of the largest size, and so take a steep rise for a steep fall. The
    sign matters."""
    lrs, losses = np.asarray(lrs, dtype=float), np.asarray(losses, dtype=float)
    ended = np.flatnonzero(~np.isfinite(losses))
    end = ended[0] if ended.size else len(losses)
    return lrs[np.argmax(np.abs(np.gradient(losses[:end], np.log10(lrs[:end]))))]


@suggest_lr.misconception
def skipped_what_is_not_finite(lrs, losses):
    """You left out the losses that are not finite but kept those after them. Once a loss is nan or
    infinite, nothing that follows means anything: cut there."""
    lrs, losses = np.asarray(lrs, dtype=float), np.asarray(losses, dtype=float)
    finite = np.isfinite(losses)
    slope = np.gradient(losses[finite], np.log10(lrs[finite]))
    return lrs[finite][np.argmin(slope)]


@suggest_lr.misconception
def cut_nothing(lrs, losses):
    """You did not cut at the first loss that is not finite. A nan spoils the slopes beside it, and
    np.argmin takes nan for the smallest."""
    lrs, losses = np.asarray(lrs, dtype=float), np.asarray(losses, dtype=float)
    return lrs[np.argmin(np.gradient(losses, np.log10(lrs)))]


@suggest_lr.misconception
def cut_at_nan_only(lrs, losses):
    """You cut at the first nan. An infinite loss ends the test as well."""
    lrs, losses = np.asarray(lrs, dtype=float), np.asarray(losses, dtype=float)
    ended = np.flatnonzero(np.isnan(losses))
    end = ended[0] if ended.size else len(losses)
    return lrs[np.argmin(np.gradient(losses[:end], np.log10(lrs[:end])))]


@suggest_lr.misconception
def took_the_last_of_equals(lrs, losses):
    """Of two equally steep falls you take the later one. Take the first: the smaller rate is the
    safer one."""
    lrs, losses = np.asarray(lrs, dtype=float), np.asarray(losses, dtype=float)
    ended = np.flatnonzero(~np.isfinite(losses))
    end = ended[0] if ended.size else len(losses)
    slope = np.gradient(losses[:end], np.log10(lrs[:end]))
    return lrs[:end][::-1][np.argmin(np.round(slope[::-1], 9))]


@suggest_lr.misconception
def returned_the_index(lrs, losses):
    """You return the position in the list, not the rate at that position."""
    lrs, losses = np.asarray(lrs, dtype=float), np.asarray(losses, dtype=float)
    ended = np.flatnonzero(~np.isfinite(losses))
    end = ended[0] if ended.size else len(losses)
    return int(np.argmin(np.gradient(losses[:end], np.log10(lrs[:end]))))


@suggest_lr.misconception
def returned_the_slope(lrs, losses):
    """You return the steepest slope itself. Return the rate at which it occurs."""
    lrs, losses = np.asarray(lrs, dtype=float), np.asarray(losses, dtype=float)
    ended = np.flatnonzero(~np.isfinite(losses))
    end = ended[0] if ended.size else len(losses)
    return np.min(np.gradient(losses[:end], np.log10(lrs[:end])))
