"""update_ratio: how long a step is, compared with the weights that it changes."""

import math

import numpy as np

from lrkit.exercises.base import PURITY, Case, Exercise, Part

update_ratio = Exercise(
    name="update_ratio",
    signature=("weights", "updates"),
    notebook="11_rates_at_scale",
    returns=("ratio",),
    parts=(
        Part("value", 4, "the ratio of the two root mean squares"),
        Part("zeros", 0.5, "weights that are all 0, updates that are all 0"),
        Part(PURITY, 0.5, "leaves weights and updates as they were, and answers the same each "
                          "time"),
    ),
    hints=(
        "How large is a typical entry of all the updates, and how large is a typical weight? The "
        "answer is the first over the second.",
        "The root mean square of a list of arrays: add up all squares, divide by the number of "
        "entries of all arrays together, take the root. Do it for both lists.",
        "Decide on the two special cases before you divide. No update at all is 0.0, whatever the "
        "weights are; only then may weights of 0 give math.inf.",
    ),
)


@update_ratio.set_cases
def cases(rng):
    """Several shapes, one array; weights of 0, updates of 0, both; integers; a ratio above 1."""
    yield Case(([np.array([3.0, 4.0])], [np.array([0.03, -0.04])]), "one array", shown=True)
    yield Case(([np.array([[2.0, 2.0], [2.0, 2.0]]), np.array([0.0])],
                [np.array([[0.0, 0.1], [0.0, 0.0]]), np.array([0.2])]), "a matrix and a bias",
               shown=True)
    yield Case(([np.zeros(2)], [np.array([0.1, 0.0])]), "weights that are all 0", part="zeros",
               shown=True)
    yield Case(([np.array([1.0, 2.0])], [np.zeros(2)]), "no update at all", part="zeros",
               shown=True)
    for words, shapes in (("two matrices", ((3, 4), (4, 2))), ("four arrays", ((2, 3), (3,), (3, 2),
                          (2,))), ("arrays of very different sizes", ((6, 7), (1,)))):
        weights = [rng.normal(scale=rng.uniform(0.2, 3), size=shape) for shape in shapes]
        updates = [rng.normal(scale=rng.uniform(0.001, 0.1), size=shape) for shape in shapes]
        yield Case((weights, updates), words)
    yield Case(([rng.normal(size=5)], [rng.normal(scale=1e-6, size=5)]), "tiny updates")
    yield Case(([rng.normal(scale=0.1, size=4)], [rng.normal(scale=3, size=4)]),
               "updates larger than the weights")
    yield Case(([np.array([3, -4]), np.array([12])], [np.array([1, 2]), np.array([-2])]),
               "integer arrays")
    yield Case(([np.zeros((2, 2)), rng.uniform(1, 2, 2)],
                [rng.normal(scale=0.1, size=(2, 2)), rng.normal(scale=0.1, size=2)]),
               "one array of 0, the other not")
    yield Case(([rng.uniform(1, 2, 3), rng.uniform(-2, -1, 3)],
                [rng.uniform(-0.2, -0.1, 3), rng.uniform(0.1, 0.2, 3)]), "signs that cancel")
    yield Case(([np.zeros((2, 3)), np.zeros(3)], [rng.normal(size=(2, 3)), rng.normal(size=3)]),
               "a start of nothing but zeros", part="zeros")
    yield Case(([np.zeros(3)], [np.zeros(3)]), "zeros everywhere", part="zeros")


@update_ratio.set_reference
def reference(weights, updates):
    def rms(arrays):
        count = sum(np.size(array) for array in arrays)
        return math.sqrt(sum(np.sum(np.asarray(array, float) ** 2) for array in arrays) / count)

    if rms(updates) == 0:
        return 0.0
    return rms(updates) / rms(weights) if rms(weights) > 0 else math.inf


def _rms(arrays):
    """The root mean square of all entries of all arrays."""
    count = sum(np.size(array) for array in arrays)
    return math.sqrt(sum(np.sum(np.asarray(array, float) ** 2) for array in arrays) / count)


def _ratio(above, below):
    """A ratio with the two special cases."""
    return 0.0 if above == 0 else above / below if below > 0 else math.inf


@update_ratio.misconception
def inverted_the_ratio(weights, updates):
    """You divided the weights by the updates. The ratio says how large the change is, measured by
    what is changed: the updates are above the line."""
    above, below = _rms(updates), _rms(weights)
    return 0.0 if above == 0 else below / above if below > 0 else math.inf


@update_ratio.misconception
def averaged_over_the_arrays(weights, updates):
    """You compute a ratio for each array and take their mean. A bias of three numbers then counts
    as much as a matrix of three thousand. Put all entries together first."""
    return float(np.mean([_ratio(_rms([u]), _rms([w])) for w, u in zip(weights, updates)]))


@update_ratio.misconception
def averaged_the_root_mean_squares(weights, updates):
    """You take the mean of the arrays' root mean squares. Arrays of different sizes then count the
    same, and a mean of roots is not the root of a mean. Add up the squares of all entries."""
    return _ratio(float(np.mean([_rms([u]) for u in updates])),
                  float(np.mean([_rms([w]) for w in weights])))


@update_ratio.misconception
def averaged_the_mean_squares(weights, updates):
    """You take the mean of the arrays' mean squares, and the root of that. A bias of three numbers
    then counts as much as a matrix of three thousand. Add up the squares of all entries, and divide
    by the number of all entries."""
    return _ratio(math.sqrt(np.mean([_rms([u]) ** 2 for u in updates])),
                  math.sqrt(np.mean([_rms([w]) ** 2 for w in weights])))


@update_ratio.misconception
def summed_the_norms(weights, updates):
    """You add up the norms of the arrays, or take their mean. Lengths at right angles do not add
    up: add up the squares of all entries, and take the root at the end."""
    def length(arrays):
        return sum(float(np.linalg.norm(np.ravel(array))) for array in arrays)

    return _ratio(length(updates), length(weights))


@update_ratio.misconception
def looked_at_the_first_array(weights, updates):
    """You look at the first array only; perhaps a `return` stands inside the loop. All entries of
    all arrays count together."""
    return _ratio(_rms([updates[0]]), _rms([weights[0]]))


@update_ratio.misconception
def looked_at_the_last_array(weights, updates):
    """You look at the last array only. All entries of all arrays count together."""
    return _ratio(_rms([updates[-1]]), _rms([weights[-1]]))


@update_ratio.misconception
def took_the_standard_deviation(weights, updates):
    """You use the standard deviation, which is measured from the mean. The root mean square is
    measured from 0: square the entries as they are."""
    def spread(arrays):
        return float(np.std(np.concatenate([np.ravel(array) for array in arrays])))

    return _ratio(spread(updates), spread(weights))


@update_ratio.misconception
def took_the_root_mean_square_of_ratios(weights, updates):
    """You divide entry by entry and take the root mean square of these ratios. A weight that
    happens to be near 0 then decides the result. Take both root mean squares first, and divide
    then."""
    if _rms(updates) == 0:
        return 0.0
    if _rms(weights) == 0:
        return math.inf
    with np.errstate(all="ignore"):
        parts = [(np.asarray(u, float) / np.asarray(w, float)).ravel()
                 for w, u in zip(weights, updates)]
        return float(np.sqrt(np.mean(np.concatenate(parts) ** 2)))


@update_ratio.misconception
def took_the_mean_of_entrywise_ratios(weights, updates):
    """You divide entry by entry. A weight that happens to be near 0 then decides the result. Divide
    a typical update by a typical weight instead."""
    if _rms(updates) == 0:
        return 0.0
    with np.errstate(all="ignore"):
        parts = [np.abs(np.asarray(u, float) / np.asarray(w, float)).ravel()
                 for w, u in zip(weights, updates)]
    return float(np.mean(np.concatenate(parts)))


@update_ratio.misconception
def forgot_the_root(weights, updates):
    """You leave out the root: that is the ratio of the mean squares, the square of what is asked
    for."""
    return _ratio(_rms(updates) ** 2, _rms(weights) ** 2)


@update_ratio.misconception
def took_absolute_values(weights, updates):
    """You use mean absolute values. They are near the root mean square and not the same: the large
    entries count for more in a mean of squares."""
    def size(arrays):
        return float(np.mean(np.abs(np.concatenate([np.ravel(array) for array in arrays]))))

    return _ratio(size(updates), size(weights))


@update_ratio.misconception
def let_the_signs_cancel(weights, updates):
    """You average the entries with their signs, so that positive and negative ones cancel. Square
    them first."""
    def size(arrays):
        return abs(float(np.mean(np.concatenate([np.ravel(array) for array in arrays]))))

    return _ratio(size(updates), size(weights))


@update_ratio.misconception
def took_the_largest_entries(weights, updates):
    """You divide the largest update by the largest weight. A single entry is not typical; and the
    ratio should not depend on which one happens to be the largest."""
    def size(arrays):
        return max(float(np.max(np.abs(array))) for array in arrays)

    return _ratio(size(updates), size(weights))


@update_ratio.misconception
def compared_the_new_weights(weights, updates):
    """You divide by the weights after the update. The ratio compares the update with the weights
    that it changes, those before it."""
    new = [np.asarray(w, float) + np.asarray(u, float) for w, u in zip(weights, updates)]
    return _ratio(_rms(updates), _rms(new) if _rms(weights) > 0 else 0.0)


@update_ratio.misconception
def gave_zero_for_zero_weights(weights, updates):
    """Right, except for weights that are all 0. An update of a weight that is 0 is infinitely large
    compared with it: return math.inf there. 0 would say that nothing happens."""
    return _rms(updates) / _rms(weights) if _rms(weights) > 0 else 0.0


@update_ratio.misconception
def gave_inf_without_an_update(weights, updates):
    """Right, except where weights and updates are all 0. Nothing changes there, so that the ratio
    is 0.0: ask for the updates first, and for the weights second."""
    return _rms(updates) / _rms(weights) if _rms(weights) > 0 else math.inf


@update_ratio.misconception
def left_the_zeros_to_the_division(weights, updates):
    """Right, except where weights and updates are all 0. There you compute 0 / 0, which is nan. No
    update gives 0.0, whatever the weights are: ask for that before you divide."""
    with np.errstate(all="ignore"):
        return float(np.float64(_rms(updates)) / np.float64(_rms(weights)))


@update_ratio.misconception
def added_a_small_number(weights, updates):
    """You add a small number below the line, so as never to divide by 0. For weights of 0 the
    result is then some huge number that depends on yours. It should be math.inf."""
    return _rms(updates) / (_rms(weights) + 1e-12)
