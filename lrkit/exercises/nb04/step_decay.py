"""step_decay: a staircase down."""

from lrkit.exercises.base import Case, Exercise, Part

step_decay = Exercise(
    name="step_decay",
    signature=("lr0", "epoch", "drop", "every"),
    notebook="04_schedules",
    returns=("rate",),
    parts=(
        Part("value", 3, "the rate after some cuts"),
        Part("stairs", 1, "the first epochs, and those right before and after a cut"),
        Part("defaults", 1, "drop and every left out"),
    ),
    hints=(
        "How many times has the rate been cut before this epoch? Before epoch 0 there is no cut.",
        "The number of cuts says how often `every` fits into the number of the epoch. Only whole "
        "times count.",
        "Multiply the first rate by drop once for each cut. In Python, // divides and rounds down.",
    ),
)


@step_decay.set_cases
def cases(rng):
    """Between cuts and right before and after them; drops of a half and others; long runs; every
    epoch."""
    yield Case((1.0, 5, 0.1, 2), "two cuts so far", shown=True)
    yield Case((0.8, 30, 0.25, 10), "right after the third cut", shown=True)
    yield Case((0.5, 0, 0.1, 3), "the first epoch", part="stairs", shown=True)
    yield Case((0.5, 3, 0.1, 3), "the first epoch after a cut", part="stairs", shown=True)
    yield Case((0.4, 25), "drop and every left out", part="defaults", shown=True)
    for _ in range(4):
        every = int(rng.integers(3, 9))
        yield Case((rng.uniform(0.1, 3), every * int(rng.integers(2, 6)) + int(rng.integers(1, 3)),
                    rng.uniform(0.1, 0.45), every), "after some cuts")
    yield Case((rng.uniform(0.1, 1), int(rng.integers(5, 9)), 0.7, 1), "a cut in every epoch")
    yield Case((2, 12, 0.3, 5), "a first rate that is an integer")
    yield Case((0.1, 7, 1.5, 2), "a drop above 1, which raises the rate")
    every = int(rng.integers(4, 9))
    yield Case((0.3, every - 1, 0.2, every), "the last epoch before the first cut", part="stairs")
    yield Case((0.3, 4 * every - 1, 0.2, every), "the last epoch before a later cut", part="stairs")
    yield Case((0.3, 2 * every, 0.2, every), "the first epoch after the second cut", part="stairs")
    yield Case((0.6, int(rng.integers(31, 39))), "drop and every left out", part="defaults")
    yield Case((0.6, 25, 0.3), "every left out", part="defaults")
    yield Case((0.6, 19, 0.3), "every left out, right before a cut", part="defaults")


@step_decay.set_reference
def reference(lr0, epoch, drop=0.5, every=10):
    return lr0 * drop ** (epoch // every)


@step_decay.misconception
def slid_down_smoothly(lr0, epoch, drop=0.5, every=10):
    """Your rate falls a little in each epoch. In step decay it stays the same until the next cut,
    so only whole cuts count."""
    return lr0 * drop ** (epoch / every)


@step_decay.misconception
def rounded_to_the_nearest(lr0, epoch, drop=0.5, every=10):
    """You round the number of cuts to the nearest whole number. A cut that is still to come does
    not count: round down."""
    return lr0 * drop ** round(epoch / every)


@step_decay.misconception
def rounded_up(lr0, epoch, drop=0.5, every=10):
    """You round the number of cuts up, so the rate is cut right after the first epoch. Round
    down."""
    return lr0 * drop ** -(-epoch // every)


@step_decay.misconception
def counted_from_one(lr0, epoch, drop=0.5, every=10):
    """Each of your cuts comes one epoch early, because you count the epochs from 1. They are
    counted from 0."""
    return lr0 * drop ** ((epoch + 1) // every)


@step_decay.misconception
def cut_by_the_drop(lr0, epoch, drop=0.5, every=10):
    """You multiply by 1 - drop. The factor is drop itself: it is the share that is left after a
    cut. With 0.5 you cannot tell the two apart."""
    return lr0 * (1 - drop) ** (epoch // every)


@step_decay.misconception
def multiplied_by_the_number_of_cuts(lr0, epoch, drop=0.5, every=10):
    """You multiply drop by the number of cuts. Each cut acts on what the cut before has left, and
    repeated multiplication is a power."""
    cuts = epoch // every
    return lr0 * drop * cuts if cuts else lr0


@step_decay.misconception
def cut_once_only(lr0, epoch, drop=0.5, every=10):
    """Your rate is cut once and then stays as it is. It is cut again after each further `every`
    epochs."""
    return lr0 * drop if epoch >= every else lr0


@step_decay.misconception
def cut_in_every_epoch(lr0, epoch, drop=0.5, every=10):
    """Your rate is cut in every epoch: the argument `every` is not used."""
    return lr0 * drop**epoch


@step_decay.misconception
def took_the_remainder(lr0, epoch, drop=0.5, every=10):
    """You use the remainder of the division, so your rate falls for a while and then jumps back up.
    The number of cuts is the quotient, without the remainder."""
    return lr0 * drop ** (epoch % every)


@step_decay.misconception
def wrote_the_default_drop(lr0, epoch, drop=0.5, every=10):
    """Right for a drop of 0.5, because your code contains that number. Use the argument."""
    return lr0 * 0.5 ** (epoch // every)


@step_decay.misconception
def wrote_the_default_length(lr0, epoch, drop=0.5, every=10):
    """Right for a cut every 10 epochs, because your code contains that number. Use the argument."""
    return lr0 * drop ** (epoch // 10)


@step_decay.misconception
def subtracted_the_drop(lr0, epoch, drop=0.5, every=10):
    """You subtract drop at each cut. It is a factor and not an amount: a rate that is multiplied by
    it becomes smaller and smaller, but never negative."""
    return lr0 - drop * (epoch // every)


@step_decay.misconception
def returned_the_factor(lr0, epoch, drop=0.5, every=10):
    """You return the factor alone. Multiply the first rate by it."""
    return drop ** (epoch // every)
