"""is_diverging: has this run diverged?"""

import math

import numpy as np

from lrkit.exercises.base import PURITY, Case, Exercise, Part

is_diverging = Exercise(
    name="is_diverging",
    signature=("losses", "factor"),
    notebook="02_too_small_too_large",
    returns=("True or False",),
    parts=(
        Part("value", 2.5, "the last loss against the first"),
        Part("not finite", 1, "nan and both infinities, anywhere"),
        Part("edges", 1, "an empty list, an exact hit, another factor, an array"),
        Part(PURITY, 0.5, "leaves the losses as they were, and answers the same each time"),
    ),
    hints=(
        "A run that has a spike and recovers is fine. Which two losses tell you how the run "
        "ended?",
        "Two questions, either of which is enough: is any loss nan or infinite? Is the last one "
        "more than factor times the first?",
        "Deal with the empty list first: it has no last loss. np.isfinite answers for a whole list "
        "at once and knows nan and both infinities. \"Larger than\" leaves an exact hit out.",
    ),
)


@is_diverging.set_cases
def cases(rng):
    """Falls, rises, spikes; nan and both infinities in each place; ties; lists and arrays."""
    yield Case(([5.0, 2.0, 1.0],), "losses that fall", shown=True)
    yield Case(([1.0, 4.0, 30.0],), "losses that grow", shown=True)
    yield Case(([1.0, 50.0, 0.5],), "a spike that recovers", shown=True)
    yield Case(([1.0, float("nan"), 0.5], 10.0), "a nan in the middle", part="not finite",
               shown=True)
    yield Case(([], 10.0), "an empty list", part="edges", shown=True)
    yield Case(([1.0, 10.0], 10.0), "a last loss of exactly factor times the first", part="edges",
               shown=True)
    yield Case((rng.uniform(1, 2, 6),), "an array of losses that hardly move", part="edges")
    yield Case(([2.0, 2.5, 6.0], 10.0), "losses that grow, but not by the factor")
    yield Case(([*rng.uniform(1, 2, 4).tolist(), 90.0], 10.0), "a run that explodes at the end")
    yield Case(([1.0, 60.0, 55.0], 10.0), "a last loss that is high, but below the one before")
    yield Case(([5.0, 0.1, 4.0], 10.0), "a run that dipped far down and came back")
    yield Case((np.geomspace(1, 1e6, 12), 10.0), "an array of losses that grow", part="edges")
    yield Case(([1, 3, 40], 10.0), "integer losses")
    yield Case(([20.0, 90.0, 150.0], 10.0), "losses that are large from the start")
    yield Case(([0.1, 0.5, 1.2], 10.0), "small losses that grow")
    yield Case(([1.0, 0.5, float("inf")], 10.0), "an inf at the end", part="not finite")
    yield Case(([1.0, float("-inf"), 0.5], 10.0), "a -inf in the middle", part="not finite")
    yield Case(([float("nan"), 1.0, 0.5], 10.0), "a nan at the start", part="not finite")
    yield Case(([3.0, 1.0, float("nan")], 10.0), "a nan at the end", part="not finite")
    yield Case(([1.0, float("inf"), 0.5], 10.0), "an inf in the middle", part="not finite")
    yield Case(([1.0, 3.0], 2.0), "a factor of 2", part="edges")
    yield Case(([1.0, 30.0], 100.0), "a factor of 100", part="edges")
    yield Case(([2.0, 21.0],), "a last loss a little above the limit, the factor left out",
               part="edges")
    yield Case(([2.0, 19.0],), "a last loss a little below the limit, the factor left out",
               part="edges")
    yield Case(([2.0], 10.0), "a single loss", part="edges")
    yield Case((np.zeros(0), 10.0), "an empty array", part="edges")
    yield Case(([0.0, 0.5], 10.0), "a first loss of 0, then a larger one", part="edges")
    yield Case(([0.0, 0.25, 0.0], 10.0), "a first loss of 0, and 0 again", part="edges")
    yield Case(([2.0**-50, 2.0**-44], 10.0), "tiny losses that grow", part="edges")
    yield Case(([1.0, 10.0 + 1e-7], 10.0), "a last loss just above the limit", part="edges")
    yield Case(([1.0, 10.0 - 1e-7], 10.0), "a last loss just below the limit", part="edges")


@is_diverging.set_reference
def reference(losses, factor=10.0):
    if len(losses) == 0:
        return False
    return bool(not np.all(np.isfinite(losses)) or losses[-1] > factor * losses[0])


@is_diverging.misconception
def took_a_spike_for_divergence(losses, factor=10.0):
    """A loss in the middle was high, and you called the run divergent. A spike may recover: compare
    the last loss with the first."""
    if len(losses) == 0:
        return False
    return bool(not np.all(np.isfinite(losses)) or np.max(losses) > factor * losses[0])


@is_diverging.misconception
def compared_with_the_step_before(losses, factor=10.0):
    """You compare each loss with the one before. A loss can grow slowly for a long time and diverge
    all the same: compare the last with the first."""
    if len(losses) == 0:
        return False
    jumps = any(b > factor * a for a, b in zip(losses, losses[1:]))
    return bool(not np.all(np.isfinite(losses)) or jumps)


@is_diverging.misconception
def counted_the_exact_hit(losses, factor=10.0):
    """A last loss of exactly factor times the first is not yet diverging: "larger than" is >, not
    >=."""
    if len(losses) == 0:
        return False
    return bool(not np.all(np.isfinite(losses)) or losses[-1] >= factor * losses[0])


@is_diverging.misconception
def missed_the_infinities(losses, factor=10.0):
    """You look for nan only. An infinite loss counts too, also in the middle or negative:
    np.isfinite covers all three."""
    if len(losses) == 0:
        return False
    return bool(np.any(np.isnan(losses)) or losses[-1] > factor * losses[0])


@is_diverging.misconception
def missed_nan(losses, factor=10.0):
    """Infinities are found, nan is not. nan is what comes after inf - inf, and every comparison
    with it is False, == np.nan too: nan is not even equal to itself. It needs a test of its own."""
    if len(losses) == 0:
        return False
    return bool(np.any(np.isinf(losses)) or losses[-1] > factor * losses[0])


@is_diverging.misconception
def never_asked_whether_finite(losses, factor=10.0):
    """A nan goes unnoticed, and so does an infinity in the middle. A comparison with nan is always
    False (== np.nan too: nan is not even equal to itself), so every loss needs a test of its
    own."""
    if len(losses) == 0:
        return False
    return bool(losses[-1] > factor * losses[0])


@is_diverging.misconception
def looked_only_at_the_last_loss(losses, factor=10.0):
    """You ask only whether the last loss is finite. A nan earlier in the list counts as well: any
    loss does."""
    if len(losses) == 0:
        return False
    return bool(not math.isfinite(losses[-1]) or losses[-1] > factor * losses[0])


@is_diverging.misconception
def missed_minus_infinity(losses, factor=10.0):
    """You compare with +inf. There is a negative infinity too."""
    if len(losses) == 0:
        return False
    return any(math.isnan(v) or v == math.inf for v in losses) or bool(
        losses[-1] > factor * losses[0]
    )


@is_diverging.misconception
def failed_on_an_empty_list(losses, factor=10.0):
    """An empty list has no last loss: losses[-1] raises an IndexError. Nothing has diverged yet, so
    the answer is False."""
    return bool(not np.all(np.isfinite(losses)) or losses[-1] > factor * losses[0])


@is_diverging.misconception
def asked_an_array_for_its_truth(losses, factor=10.0):
    """Right for lists. `if not losses` asks whether an array is true, which only an array of one
    number can answer. Ask for its length."""
    if not losses:
        return False
    return bool(not np.all(np.isfinite(losses)) or losses[-1] > factor * losses[0])


@is_diverging.misconception
def ignored_the_factor(losses, factor=10.0):
    """Right for a factor of 10, which is written into your code. Use the argument."""
    if len(losses) == 0:
        return False
    return bool(not np.all(np.isfinite(losses)) or losses[-1] > 10 * losses[0])


@is_diverging.misconception
def called_any_increase_diverging(losses, factor=10.0):
    """You ask whether the last loss is above the first. A run may end a little higher, or in the
    middle of a spike: the limit is factor times the first."""
    if len(losses) == 0:
        return False
    return bool(not np.all(np.isfinite(losses)) or losses[-1] > losses[0])


@is_diverging.misconception
def divided_by_the_first(losses, factor=10.0):
    """You divide the last loss by the first, and the first may be 0, as where a run starts at the
    minimum. A product says the same, and divides by nothing."""
    if len(losses) == 0:
        return False
    return bool(not np.all(np.isfinite(losses)) or float(losses[-1]) / float(losses[0]) > factor)


@is_diverging.misconception
def compared_with_a_fixed_number(losses, factor=10.0):
    """You compare the last loss with factor itself. Losses have units: a loss that is large from
    the start is not diverging. Compare with factor times the first."""
    if len(losses) == 0:
        return False
    return bool(not np.all(np.isfinite(losses)) or losses[-1] > factor)


@is_diverging.misconception
def called_empty_diverging(losses, factor=10.0):
    """You call a run without any loss diverging. Nothing has been measured, so nothing has
    diverged."""
    return bool(
        len(losses) == 0 or not np.all(np.isfinite(losses)) or losses[-1] > factor * losses[0]
    )


@is_diverging.misconception
def compared_the_first_with_the_last(losses, factor=10.0):
    """You ask whether the first loss is larger than factor times the last. It is the other way
    round: a run diverges if the last is larger than factor times the first."""
    if len(losses) == 0:
        return False
    return bool(not np.all(np.isfinite(losses)) or losses[0] > factor * losses[-1])
