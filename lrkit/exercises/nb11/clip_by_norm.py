"""clip_by_norm: a step whose gradient is too long is shortened, and keeps its direction."""

import numpy as np

from lrkit.exercises.base import PURITY, Case, Exercise, Part

clip_by_norm = Exercise(
    name="clip_by_norm",
    signature=("grads", "max_norm"),
    notebook="11_rates_at_scale",
    returns=("clipped", "norm"),
    parts=(
        Part("clipped", 3.5, "the gradients, shortened where they are too long", uses=(0,)),
        Part("norm", 1.5, "the norm before clipping", uses=(1,)),
        Part("zero", 0.5, "tiny gradients and 0, integers, a norm that is exactly the limit, no "
                          "arrays at all"),
        Part(PURITY, 0.5, "leaves the gradients as they were, and answers the same each time"),
    ),
    hints=(
        "All arrays together are one long vector of numbers. What is its length?",
        "Add up the squares of all entries of all arrays; the root of that sum is the norm. If it "
        "is within the limit, there is nothing to shorten.",
        "Above the limit, one factor shortens every array: the limit over the norm. Decide by an "
        "`if` whether to use it, and nothing is ever divided by 0. Make a new array in both cases.",
    ),
)


def _grads(rng, *shapes, scale=1.0):
    return [rng.normal(scale=scale, size=shape) for shape in shapes]


@clip_by_norm.set_cases
def cases(rng):
    """Above and within the limit, exactly at it; several shapes; integers; zeros; an empty list."""
    both = ("norm",)
    yield Case(([np.array([3.0, 0.0]), np.array([4.0])], 1.0), "a norm of 5, limit 1", "clipped",
               both, shown=True)
    yield Case(([np.array([[0.3], [0.4]]), np.array([1.2])], 2.0), "a norm within the limit",
               "clipped", both, shown=True)
    yield Case(([np.zeros(2), np.zeros((1, 2))], 0.5), "nothing but zeros", part="zero", shown=True)
    yield Case(([np.array([6.0, -8.0])], 4.0), "a single array", "clipped", both, shown=True)
    for words, shapes in (("a matrix and its bias", ((3, 4), (4,))),
                          ("three arrays", ((2, 2), (5,), (2, 1, 2))),
                          ("a long array and a short one", ((40,), (1,)))):
        yield Case((_grads(rng, *shapes), rng.uniform(0.2, 0.9)), words, "clipped", both)
    yield Case((_grads(rng, (3,), (2, 2), scale=0.1), 5.0), "far below the limit", "clipped", both)
    yield Case(([np.array([3.0]), np.array([[4.0]])], 6.0), "a norm of 5, limit 6", "clipped", both)
    yield Case((_grads(rng, (4,), (3, 2), scale=1e6), rng.uniform(1, 3)), "an exploding gradient",
               "clipped", both)
    yield Case(([np.array([5, -12]), np.array([84])], 17), "integer arrays", part="zero")
    one_small = [rng.uniform(0.1, 0.3, 3), rng.uniform(5, 9, 2)]
    yield Case((one_small, 2.0), "one array within the limit, all together above it", "clipped",
               both)
    yield Case(([rng.uniform(0.6, 0.9, 3), rng.uniform(0.6, 0.9, 3)], 1.9),
               "many entries, each array within the limit", "clipped", both)
    yield Case(([np.array([6.0]), np.array([[8.0]])], 0.5), "a limit below 1", "clipped", both)
    yield Case(([np.array([3.0]), np.array([4.0])], 5.0), "a norm that is exactly the limit",
               part="zero")
    yield Case(([np.zeros((2, 3))], rng.uniform(1, 4)), "a matrix of zeros", part="zero")
    yield Case((_grads(rng, (3,), (2, 2), scale=1e-3), 1e-4), "tiny gradients, a limit below them",
               part="zero")
    yield Case(([], 1.0), "no arrays at all", part="zero")


@clip_by_norm.set_reference
def reference(grads, max_norm):
    grads = [np.asarray(grad, float) for grad in grads]
    norm = float(np.sqrt(sum(np.sum(grad**2) for grad in grads)))
    factor = max_norm / norm if norm > max_norm else 1.0
    return [factor * grad for grad in grads], norm


def _norm(grads):
    """The norm of all arrays together."""
    return float(np.sqrt(sum(np.sum(np.asarray(grad, float) ** 2) for grad in grads)))


@clip_by_norm.misconception
def clipped_each_array_alone(grads, max_norm):
    """You clip every array by its own norm. Then the arrays are shortened by different factors, and
    the step points in another direction. One factor, from the norm of all of them together, keeps
    the direction."""
    clipped = []
    for grad in grads:
        own = _norm([grad])
        clipped.append(np.asarray(grad, float) * (max_norm / own if own > max_norm else 1.0))
    return clipped, _norm(grads)


@clip_by_norm.misconception
def clipped_each_entry(grads, max_norm):
    """You cut each entry off at the limit. That is clipping by value: it changes the direction, and
    the norm of what is left can still be above the limit."""
    return [np.clip(np.asarray(grad, float), -max_norm, max_norm) for grad in grads], _norm(grads)


@clip_by_norm.misconception
def always_scaled(grads, max_norm):
    """You bring every gradient to the limit, the short ones too. Clipping leaves what is within the
    limit alone: a gradient near 0 says that the run has nearly arrived."""
    norm = _norm(grads)
    factor = max_norm / norm if norm > 0 else 1.0
    return [np.asarray(grad, float) * factor for grad in grads], norm


@clip_by_norm.misconception
def divided_by_the_norm_alone(grads, max_norm):
    """Too long a gradient comes back with the norm 1. It should have the norm max_norm: multiply by
    max_norm after the division."""
    norm = _norm(grads)
    factor = 1 / norm if norm > max_norm else 1.0
    return [np.asarray(grad, float) * factor for grad in grads], norm


@clip_by_norm.misconception
def multiplied_by_the_limit(grads, max_norm):
    """You multiply by max_norm and do not divide by the norm. A gradient that is a thousand times
    too long stays a thousand times too long."""
    norm = _norm(grads)
    factor = max_norm if norm > max_norm else 1.0
    return [np.asarray(grad, float) * factor for grad in grads], norm


@clip_by_norm.misconception
def forgot_the_root(grads, max_norm):
    """You use the sum of the squares and leave out the root. The norm is the length of the
    gradient, in the unit of the gradient."""
    norm = _norm(grads) ** 2
    factor = max_norm / norm if norm > max_norm else 1.0
    return [np.asarray(grad, float) * factor for grad in grads], norm


@clip_by_norm.misconception
def summed_the_norms(grads, max_norm):
    """You add up the norms of the arrays. Lengths at right angles do not add up: the norm of all of
    them together is the root of the sum of the squared norms (3 and 4 give 5)."""
    norm = float(sum(_norm([grad]) for grad in grads))
    factor = max_norm / norm if norm > max_norm else 1.0
    return [np.asarray(grad, float) * factor for grad in grads], norm


@clip_by_norm.misconception
def took_the_largest_entry(grads, max_norm):
    """You compare the largest entry with the limit. Many entries of middling size make a long
    gradient too: use the root of the sum of all squares."""
    norm = max((float(np.max(np.abs(grad))) for grad in grads if np.size(grad)), default=0.0)
    factor = max_norm / norm if norm > max_norm else 1.0
    return [np.asarray(grad, float) * factor for grad in grads], norm


@clip_by_norm.misconception
def took_the_longest_array(grads, max_norm):
    """You compare the longest array with the limit. The others lengthen the step as well: use the
    root of the sum of all squares."""
    norm = max((_norm([grad]) for grad in grads), default=0.0)
    factor = max_norm / norm if norm > max_norm else 1.0
    return [np.asarray(grad, float) * factor for grad in grads], norm


@clip_by_norm.misconception
def squared_the_sums(grads, max_norm):
    """You add up the entries of each array and square the sum, so that entries of opposite signs
    cancel. Square each entry first, and add up then."""
    norm = float(np.sqrt(sum(np.sum(grad) ** 2 for grad in grads)))
    factor = max_norm / norm if norm > max_norm else 1.0
    return [np.asarray(grad, float) * factor for grad in grads], norm


@clip_by_norm.misconception
def turned_the_factor_round(grads, max_norm):
    """You lengthen what is too long: the factor is norm / max_norm instead of max_norm / norm."""
    norm = _norm(grads)
    factor = norm / max_norm if norm > max_norm else 1.0
    return [np.asarray(grad, float) * factor for grad in grads], norm


@clip_by_norm.misconception
def lengthened_the_short_ones(grads, max_norm):
    """Your comparison is the wrong way round: gradients below the limit are brought up to it, and
    those above it stay as they are."""
    norm = _norm(grads)
    factor = max_norm / norm if 0 < norm < max_norm else 1.0
    return [np.asarray(grad, float) * factor for grad in grads], norm


@clip_by_norm.misconception
def took_the_root_mean_square(grads, max_norm):
    """You divide by the number of entries: that is the root of the *mean* square. The norm is the
    root of the sum. (The two differ by the root of the number of entries.)"""
    count = sum(np.size(grad) for grad in grads)
    norm = _norm(grads) / np.sqrt(count) if count else 0.0
    factor = max_norm / norm if norm > max_norm else 1.0
    return [np.asarray(grad, float) * factor for grad in grads], norm


@clip_by_norm.misconception
def returned_the_norm_after_clipping(grads, max_norm):
    """The clipped gradients are right. The norm that you return is that of the clipped ones. Return
    the one from before: it shows how often the limit was at work."""
    norm = _norm(grads)
    factor = max_norm / norm if norm > max_norm else 1.0
    return [np.asarray(grad, float) * factor for grad in grads], min(norm, float(max_norm))


@clip_by_norm.misconception
def divided_by_zero(grads, max_norm):
    """Right but for a gradient of 0: there you compute max_norm / 0. Divide only where the norm is
    above the limit."""
    norm = _norm(grads)
    with np.errstate(all="ignore"):
        factor = max_norm / np.float64(norm) if norm > max_norm or norm == 0 else 1.0
        return [np.asarray(grad, float) * factor for grad in grads], norm


@clip_by_norm.misconception
def changed_the_arrays_themselves(grads, max_norm):
    """The numbers are right, but your call changes grads. Code that uses it afterwards, such as the
    next cell, gets other numbers. Make a new list of new arrays."""
    norm = _norm(grads)
    if norm > max_norm:
        for grad in grads:
            grad[...] = grad * (max_norm / norm)
    return list(grads), norm


@clip_by_norm.misconception
def multiplied_in_place(grads, max_norm):
    """Your call changes grads, as *= and /= do: code that uses it afterwards gets other numbers,
    and arrays of integers cannot hold the result. Make a new list of new arrays."""
    norm = _norm(grads)
    if norm > max_norm:
        for grad in grads:
            grad *= max_norm / norm
    return list(grads), norm


@clip_by_norm.misconception
def added_a_small_number(grads, max_norm):
    """You add a small number to the norm before you divide, as some libraries do. A tiny gradient
    is then shortened by too much. Divide only where the norm is above the limit: there it is not
    0."""
    norm = _norm(grads)
    factor = min(1.0, max_norm / (norm + 1e-6))
    return [np.asarray(grad, float) * factor for grad in grads], norm


@clip_by_norm.misconception
def joined_nothing(grads, max_norm):
    """Right as long as there is an array. With an empty list np.concatenate raises an error. The
    norm is 0 then, and an empty list comes back."""
    norm = float(np.linalg.norm(np.concatenate([np.ravel(grad) for grad in grads])))
    factor = max_norm / norm if norm > max_norm else 1.0
    return [np.asarray(grad, float) * factor for grad in grads], norm


@clip_by_norm.misconception
def changed_the_list(grads, max_norm):
    """The numbers are right, but you put the new arrays into the list grads, which belongs to the
    caller. Make a new list."""
    norm = _norm(grads)
    for number in range(len(grads)):
        if norm > max_norm:
            grads[number] = grads[number] * (max_norm / norm)
    return list(grads), norm
