"""step_decay: a staircase down."""

from lrkit.exercises.base import Case, Exercise, Part

step_decay = Exercise(
    name="step_decay",
    signature=("lr0", "epoch", "drop", "every"),
    notebook="04_schedules",
    returns=("rate",),
    parts=(
        Part("value", 3, "the rate of an epoch on a lower stair"),
        Part("stairs", 1, "the first epochs, and those at the edge of a stair"),
        Part("defaults", 1, "drop and every left out"),
    ),
    hints=(
        "How many times has the rate been cut before this epoch? Epoch 0 has not been cut at all.",
        "The number of cuts is how often `every` fits into the number of the epoch: whole times "
        "only.",
        "The first rate is multiplied by drop once for each cut. Whole division is // in Python.",
    ),
)


@step_decay.set_cases
def cases(rng):
    """On stairs and at their edges; drops of a half and others; long runs; every epoch."""
    yield Case((1.0, 5, 0.1, 2), "the third stair", shown=True)
    yield Case((0.8, 30, 0.25, 10), "the fourth stair", shown=True)
    yield Case((0.5, 0, 0.1, 3), "the first epoch", part="stairs", shown=True)
    yield Case((0.5, 3, 0.1, 3), "the first epoch after a cut", part="stairs", shown=True)
    yield Case((0.4, 25), "drop and every left out", part="defaults", shown=True)
    for _ in range(4):
        every = int(rng.integers(3, 9))
        yield Case((rng.uniform(0.1, 3), every * int(rng.integers(2, 6)) + int(rng.integers(1, 3)),
                    rng.uniform(0.1, 0.45), every), "somewhere on a lower stair")
    yield Case((rng.uniform(0.1, 1), int(rng.integers(5, 9)), 0.7, 1), "a cut in every epoch")
    yield Case((2, 12, 0.3, 5), "a first rate that is an integer")
    yield Case((0.1, 7, 1.5, 2), "a drop above 1, which raises the rate")
    every = int(rng.integers(4, 9))
    yield Case((0.3, every - 1, 0.2, every), "the last epoch before the first cut", part="stairs")
    yield Case((0.3, 4 * every - 1, 0.2, every), "the last epoch of a stair", part="stairs")
    yield Case((0.3, 2 * every, 0.2, every), "the first epoch of a stair", part="stairs")
    yield Case((0.6, int(rng.integers(31, 39))), "drop and every left out", part="defaults")
    yield Case((0.6, 25, 0.3), "every left out", part="defaults")
    yield Case((0.6, 19, 0.3), "every left out, at the end of a stair", part="defaults")


@step_decay.set_reference
def reference(lr0, epoch, drop=0.5, every=10):
    return lr0 * drop ** (epoch // every)


@step_decay.misconception
def slid_down_smoothly(lr0, epoch, drop=0.5, every=10):
    """Your rate falls a little in each epoch. Step decay stays on a stair until the next cut: count
    whole cuts."""
    return lr0 * drop ** (epoch / every)


@step_decay.misconception
def rounded_to_the_nearest(lr0, epoch, drop=0.5, every=10):
    """You round the number of cuts to the nearest. A cut that has not come yet does not count:
    round down."""
    return lr0 * drop ** round(epoch / every)


@step_decay.misconception
def rounded_up(lr0, epoch, drop=0.5, every=10):
    """You round the number of cuts up, so that the first epochs after the start are cut already.
    Round down."""
    return lr0 * drop ** -(-epoch // every)


@step_decay.misconception
def counted_from_one(lr0, epoch, drop=0.5, every=10):
    """Each cut comes one epoch early: you counted the epochs from 1. They begin with 0."""
    return lr0 * drop ** ((epoch + 1) // every)


@step_decay.misconception
def cut_by_the_drop(lr0, epoch, drop=0.5, every=10):
    """You took drop away: 1 - drop is left in your formula. drop is the factor that stays; with 0.5
    the two look alike."""
    return lr0 * (1 - drop) ** (epoch // every)


@step_decay.misconception
def multiplied_by_the_number_of_cuts(lr0, epoch, drop=0.5, every=10):
    """You multiply drop with the number of cuts. Each cut acts on what the last one left: a
    power."""
    cuts = epoch // every
    return lr0 * drop * cuts if cuts else lr0


@step_decay.misconception
def cut_once_only(lr0, epoch, drop=0.5, every=10):
    """After the first cut your rate stays as it is. Each further `every` epochs cut it again."""
    return lr0 * drop if epoch >= every else lr0


@step_decay.misconception
def cut_in_every_epoch(lr0, epoch, drop=0.5, every=10):
    """You cut in each epoch and leave `every` out."""
    return lr0 * drop**epoch


@step_decay.misconception
def took_the_remainder(lr0, epoch, drop=0.5, every=10):
    """You used the remainder of the division: the rate then falls within a stair and jumps back up.
    The number of whole stairs is the other result of the division."""
    return lr0 * drop ** (epoch % every)


@step_decay.misconception
def wrote_the_default_drop(lr0, epoch, drop=0.5, every=10):
    """Right for a drop of 0.5, which is written into your code. Use the argument."""
    return lr0 * 0.5 ** (epoch // every)


@step_decay.misconception
def wrote_the_default_length(lr0, epoch, drop=0.5, every=10):
    """Right for stairs of 10 epochs, which are written into your code. Use the argument."""
    return lr0 * drop ** (epoch // 10)


@step_decay.misconception
def subtracted_the_drop(lr0, epoch, drop=0.5, every=10):
    """You take drop away at each cut, as an amount. It is a factor: the rate becomes smaller and
    smaller, never negative."""
    return lr0 - drop * (epoch // every)


@step_decay.misconception
def returned_the_factor(lr0, epoch, drop=0.5, every=10):
    """This is the factor alone. Multiply the first rate with it."""
    return drop ** (epoch // every)
