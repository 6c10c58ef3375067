"""inv_time_decay: one over the time."""

from lrkit.exercises.base import Case, Exercise, Part

inv_time_decay = Exercise(
    name="inv_time_decay",
    signature=("lr0", "epoch", "k", "every"),
    notebook="04_schedules",
    returns=("rate",),
    parts=(
        Part("value", 3, "the rate, with a change in every epoch"),
        Part("stairs", 2, "with a change every few epochs only"),
    ),
    hints=(
        "This schedule divides. By what, in epoch 0, so that the first rate comes out?",
        "The divisor is 1 in the beginning and grows by k with each change. It is always applied "
        "to the first rate, not to the last one.",
        "The number of changes so far is how often `every` fits into the epoch, whole times only.",
    ),
)


@inv_time_decay.set_cases
def cases(rng):
    """Small and large k; every epoch and stairs; epoch 0; the edges of stairs."""
    yield Case((1.0, 4, 0.5), "epoch 4", shown=True)
    yield Case((0.6, 1, 2.0), "epoch 1, k above 1", shown=True)
    yield Case((0.3, 0, 0.7), "the first epoch", shown=True)
    yield Case((1.0, 7, 0.5, 3), "a change every 3 epochs", part="stairs", shown=True)
    for low, high in ((0.001, 0.1), (0.1, 0.9), (1.1, 5)):
        yield Case((rng.uniform(0.1, 3), int(rng.integers(3, 40)), rng.uniform(low, high)),
                   f"k between {low:g} and {high:g}")
    yield Case((2, 3, 1), "integers")
    yield Case((rng.uniform(0.1, 1), 5000, 0.01), "a long run")
    yield Case((rng.uniform(0.1, 1), 9, 0.0), "a k of 0")
    every = int(rng.integers(4, 9))
    yield Case((0.5, every - 1, 0.8, every), "the last epoch before a change", part="stairs")
    yield Case((0.5, every, 0.8, every), "the first epoch after a change", part="stairs")
    yield Case((0.5, 4 * every - 1, 1.3, every), "the last epoch of a stair", part="stairs")
    yield Case((0.5, 5 * every + 1, 0.3, every), "on a lower stair", part="stairs")


@inv_time_decay.set_reference
def reference(lr0, epoch, k, every=1):
    return lr0 / (1 + k * (epoch // every))


@inv_time_decay.misconception
def ignored_every(lr0, epoch, k, every=1):
    """Right for a change in each epoch. The argument `every` is not used."""
    return lr0 / (1 + k * epoch)


@inv_time_decay.misconception
def slid_down_smoothly(lr0, epoch, k, every=1):
    """Right for a change in each epoch. With stairs only whole ones count: you divided without
    rounding down."""
    return lr0 / (1 + k * epoch / every)


@inv_time_decay.misconception
def compounded(lr0, epoch, k, every=1):
    """You apply the division to the last rate, again and again. It is always the first rate that is
    divided, once."""
    lr = lr0
    for n in range(1, epoch // every + 1):
        lr = lr / (1 + k * n)
    return lr


@inv_time_decay.misconception
def took_a_power(lr0, epoch, k, every=1):
    """Your divisor is a power: that is exponential decay. Here it grows by k each time, by
    addition."""
    return lr0 / (1 + k) ** (epoch // every)


@inv_time_decay.misconception
def forgot_the_one(lr0, epoch, k, every=1):
    """The 1 in the divisor is missing. Without it epoch 0 would be a division by zero."""
    return lr0 / (k * (epoch // every)) if k * (epoch // every) else float("inf")


@inv_time_decay.misconception
def counted_from_one(lr0, epoch, k, every=1):
    """One change too many, each time: epoch 0 uses the first rate itself."""
    return lr0 / (1 + k * ((epoch + 1) // every))


@inv_time_decay.misconception
def divided_by_k(lr0, epoch, k, every=1):
    """You divided the epochs by k. A larger k makes the rate fall faster: it multiplies."""
    return lr0 / (1 + (epoch // every) / k) if k else float("inf")


@inv_time_decay.misconception
def left_k_out(lr0, epoch, k, every=1):
    """Right for k = 1. The argument k is not used."""
    return lr0 / (1 + epoch // every)


@inv_time_decay.misconception
def subtracted(lr0, epoch, k, every=1):
    """You take away a share of the first rate for each epoch. After a while the rate would be
    negative; a division comes near to 0 and never reaches it."""
    return lr0 * (1 - k * (epoch // every))


@inv_time_decay.misconception
def multiplied_instead(lr0, epoch, k, every=1):
    """You multiply where you should divide: your rate grows."""
    return lr0 * (1 + k * (epoch // every))


@inv_time_decay.misconception
def took_the_root(lr0, epoch, k, every=1):
    """You divided by the root: that is another schedule, which falls more slowly."""
    return lr0 / (1 + k * (epoch // every)) ** 0.5


@inv_time_decay.misconception
def squared_the_divisor(lr0, epoch, k, every=1):
    """Your divisor is squared, so that the rate falls too fast for its sum to grow without end."""
    return lr0 / (1 + k * (epoch // every)) ** 2


@inv_time_decay.misconception
def rounded_up(lr0, epoch, k, every=1):
    """Right for a change in each epoch. With stairs you round up: a change that has not come yet
    does not count."""
    return lr0 / (1 + k * -(-epoch // every))
