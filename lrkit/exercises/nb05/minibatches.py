"""minibatches: every example once, in a random order, in pieces."""

import itertools

import numpy as np

from lrkit.exercises.base import PURITY, Case, Exercise, Part
from lrkit.exercises.callbacks import Rng

MANY = 20  # with so many examples, two fair shuffles never agree by accident
MANY_EPOCHS = 8  # in so many epochs of twice as many examples, an index leaves its place
ONE_WAY = 0.75  # of a mean sign of the steps, which a fair shuffle exceeds 3 times in a billion
NEARLY = 0.9  # a correlation with the order of the data that no fair shuffle of so many reaches

minibatches = Exercise(
    name="minibatches",
    signature=("n", "batch_size", "rng"),
    notebook="05_noise_why_decay_matters",
    returns=("batches",),
    parts=(
        Part("value", 2, "each index once, in batches of batch_size"),
        Part("last batch", 1, "where batch_size does not divide n, and in extreme cases"),
        Part("shuffled", 2, "a new order of all examples in each epoch"),
        Part(PURITY, 1, "draws from the given generator: the same seed, the same batches"),
    ),
    hints=(
        "An epoch needs one random order of all the indices. A Generator has a method that returns "
        "one: look at the names in dir(rng).",
        "Cut that order into pieces, one after the other. Where does each piece begin? What does "
        "range(start, stop, step) give you?",
        "A slice that reaches beyond the end of an array simply ends there: the last batch needs "
        "no special case.",
    ),
)


@minibatches.set_cases
def cases(rng):
    """Sizes that divide n and that do not; one batch, batches of one; two epochs."""
    yield Case((6, 2, Rng(0)), "batches of 2 from 6, two epochs", shown=True, times=2)
    yield Case((7, 3, Rng(1)), "batches of 3 from 7, two epochs", part="last batch", shown=True,
               times=2)
    yield Case((2, 5, Rng(2)), "a batch_size larger than n", part="last batch", shown=True,
               times=2)
    yield Case((24, 6, Rng(3)), "batches of 6 from 24, two epochs", part="shuffled", shown=True,
               times=2)
    for size in (1, 4, 5):
        yield Case((size * int(rng.integers(2, 4)), size, Rng(int(rng.integers(100)))),
                   "a batch_size that divides n", times=2)
    yield Case((5, 5, Rng(int(rng.integers(100)))), "all examples in one batch", times=2)
    yield Case((11, 5, Rng(int(rng.integers(100)))), "one left over", part="last batch", times=2)
    yield Case((11, 4, Rng(int(rng.integers(100)))), "one short of a full batch",
               part="last batch", times=2)
    for batch_size in (4, 7, 12):
        n = int(rng.integers(2 * MANY, 80))
        yield Case((n, batch_size, Rng(int(rng.integers(100)))),
                   f"many examples, {MANY_EPOCHS} epochs", part="shuffled", times=MANY_EPOCHS)


@minibatches.set_reference
def reference(n, batch_size, rng):
    order = rng.permutation(n)
    return [order[start : start + batch_size] for start in range(0, n, batch_size)]


@minibatches.set_right_if
def right_if(args, value, part):
    """Any shuffle is right; what holds for all of them is asked."""
    n, batch_size, _ = args
    epochs = []
    for value_of_epoch in value:
        found = _wrong_cut(n, batch_size, value_of_epoch)
        if found:
            return found
        epochs.append([_row(batch) for batch in value_of_epoch])
    return _wrong_orders(epochs) if n >= MANY else None


def _wrong_cut(n, batch_size, batches):
    """Say what is wrong with one epoch's batches, whatever their order."""
    if not isinstance(batches, (list, np.ndarray)):
        return "a list of batches should come back"
    if isinstance(batches, np.ndarray) and batches.ndim == 0:
        batches = [batches]
    rows = [_row(batch) for batch in batches]
    if any(row is None for row in rows):
        return "a list of batches should come back, each of them one row of indices"
    if any(not len(row) for row in rows):
        return "there is an empty batch"
    if any(row.dtype.kind not in "iu" for row in rows):
        return "the indices should be whole numbers, so that X[batch] works"
    if [len(row) for row in rows] != [
        min(batch_size, n - start) for start in range(0, n, batch_size)
    ]:
        return "every batch but the last should have batch_size examples, and the last the rest"
    if rows and not np.array_equal(np.sort(np.concatenate(rows)), np.arange(n)):
        return f"each index from 0 to {n - 1} should come exactly once in an epoch"
    return None


def _row(batch):
    """A batch as an array of one dimension, or None if it is none."""
    try:
        row = np.asarray(batch)
    except ValueError:  # entries of different lengths
        return None
    return row if row.ndim == 1 else None


def _wrong_orders(epochs):
    """Say what is wrong with the orders of two epochs or more with many examples."""
    for first, second in itertools.pairwise(epochs):
        if found := _wrong_order(first, second):
            return found
    places = np.array([np.concatenate(epoch) for epoch in epochs])
    stays = np.flatnonzero((places == places[0]).all(axis=0))
    if len(epochs) >= MANY_EPOCHS and len(stays):
        return f"place {stays[0]} holds the same index in every epoch"
    return None


def _wrong_order(first, second):
    """Say what is wrong with the order of two epochs with many examples."""
    one, two = np.concatenate(first), np.concatenate(second)
    if np.array_equal(one, two):
        return "two epochs with the same generator have the same order"
    if {tuple(sorted(batch)) for batch in first} == {tuple(sorted(batch)) for batch in second}:
        return "the same examples sit together in both epochs"
    half = len(one) // 2
    if set(one[:half]) == set(two[:half]):
        return "the same examples come in the first half of both epochs"
    for order, name in ((one, "first"), (two, "second")):
        if np.array_equal(order, np.arange(len(order))):
            return f"the {name} epoch is not shuffled"
        if _is_regular(order):
            return (f"the {name} epoch is hardly shuffled: most indices follow the one before at "
                    "the same distance")
        if _keeps_the_places(order):
            return f"the {name} epoch is hardly shuffled: many indices stay near their places"
        if _goes_one_way(order):
            return f"the {name} epoch is hardly shuffled: nearly all indices go one way, up or down"
    if _is_regular(np.argsort(one)[two]):
        return "the second epoch has the order of the first, only begun elsewhere"
    return None


def _is_regular(order):
    """Return whether one distance, counted around the end, separates most neighbours."""
    distances = np.diff(order) % len(order)
    return np.bincount(distances).max() > len(distances) / 2


def _keeps_the_places(order):
    """Return whether the order, or half of it, is nearly that of the data, or its reverse."""
    half = len(order) // 2
    stretches = [order, order[:half], order[half:]] if half >= MANY else [order]
    return any(abs(np.corrcoef(each, np.arange(len(each)))[0, 1]) > NEARLY for each in stretches)


def _goes_one_way(order):
    """Return whether nearly all neighbours ascend, or descend, as after a riffle of cards."""
    return abs(np.sign(np.diff(order)).mean()) > ONE_WAY


@minibatches.misconception
def did_not_shuffle(n, batch_size, rng):
    """You cut the batches well, but in the order of the data set. Data sets are often sorted by
    class or by date. Each batch then shows a single kind of example, and its gradient is far from
    the gradient of the whole set."""
    order = np.arange(n)
    return [order[start : start + batch_size] for start in range(0, n, batch_size)]


@minibatches.misconception
def dropped_the_last_batch(n, batch_size, rng):
    """The examples left over at the end are missing. Some libraries offer that (drop_last), but
    here every example counts once in each epoch."""
    order = rng.permutation(n)
    return [order[k * batch_size : (k + 1) * batch_size] for k in range(n // batch_size)]


@minibatches.misconception
def drew_with_replacement(n, batch_size, rng):
    """You drew every index independently, so some come twice and others not at all. In an epoch
    each example comes exactly once."""
    order = rng.integers(0, n, n) if n else np.arange(0)
    return [order[start : start + batch_size] for start in range(0, n, batch_size)]


@minibatches.misconception
def drew_each_batch_afresh(n, batch_size, rng):
    """You draw each batch without regard to the earlier ones, so an example may appear in two of
    them. Make one order for the whole epoch, and cut that."""
    starts = range(0, n, batch_size)
    return [rng.permutation(n)[: min(batch_size, n - start)] for start in starts]


@minibatches.misconception
def shuffled_the_batches_only(n, batch_size, rng):
    """You shuffled the batches, not the examples: the same neighbours stay together in each
    epoch. Shuffle first, then cut."""
    order = np.arange(n)
    batches = [order[start : start + batch_size] for start in range(0, n, batch_size)]
    short = batches[-1:] if batches and len(batches[-1]) < batch_size else []
    full = batches[: len(batches) - len(short)]
    return [full[k] for k in rng.permutation(len(full))] + short


@minibatches.misconception
def shuffled_within_the_batches(n, batch_size, rng):
    """You cut first and then shuffled inside each batch. A batch's gradient does not depend on the
    order of its examples, so nothing has been mixed."""
    order = np.arange(n)
    return [rng.permutation(order[start : start + batch_size])
            for start in range(0, n, batch_size)]


@minibatches.misconception
def began_elsewhere(n, batch_size, rng):
    """You keep the order of the data and only begin at a random place. The neighbours stay
    together: of sorted data, each batch still shows a single kind of example."""
    order = np.roll(np.arange(n), rng.integers(n))
    return [order[start : start + batch_size] for start in range(0, n, batch_size)]


@minibatches.misconception
def went_through_in_equal_steps(n, batch_size, rng):
    """You go through the data in steps of one length, which reach every index but are not a random
    order. Every order should be possible: let the generator draw one."""
    steps = [step for step in range(1, n + 1) if np.gcd(step, n) == 1]
    order = (rng.integers(n) + rng.choice(steps) * np.arange(n)) % n
    return [order[start : start + batch_size] for start in range(0, n, batch_size)]


@minibatches.misconception
def used_a_seed_of_its_own(n, batch_size, rng):
    """You made a generator with a seed of its own, which gives every epoch the same order. The
    given rng remembers how much it has drawn, so with it each epoch differs."""
    order = np.random.default_rng(0).permutation(n)
    return [order[start : start + batch_size] for start in range(0, n, batch_size)]


@minibatches.misconception
def took_batch_size_for_their_number(n, batch_size, rng):
    """You made batch_size batches. batch_size is the number of examples in a batch; how many
    batches that makes follows from n."""
    return np.array_split(rng.permutation(n), batch_size)


@minibatches.misconception
def made_the_batches_alike(n, batch_size, rng):
    """The number of batches is right, but you spread the examples evenly over them. Every batch
    except the last should be full."""
    pieces = -(-n // batch_size)
    return np.array_split(rng.permutation(n), pieces) if pieces else []


@minibatches.misconception
def counted_from_one(n, batch_size, rng):
    """Your indices go from 1 to n. Python counts from 0: index n would be outside the data."""
    order = rng.permutation(n) + 1
    return [order[start : start + batch_size] for start in range(0, n, batch_size)]


@minibatches.misconception
def left_an_empty_batch(n, batch_size, rng):
    """One batch too many: where the batch size divides n, nothing is left for the last batch. An
    empty batch has no mean gradient; NumPy would return nan."""
    order = rng.permutation(n)
    return [order[k * batch_size : (k + 1) * batch_size] for k in range(n // batch_size + 1)]


@minibatches.misconception
def gave_one_batch_only(n, batch_size, rng):
    """You return a single batch. An epoch goes on until every example has had its turn: return
    the list of all batches."""
    return [rng.permutation(n)[:batch_size]]


@minibatches.misconception
def gave_the_order_uncut(n, batch_size, rng):
    """This is the whole random order. You still have to cut it into batches."""
    return rng.permutation(n)
