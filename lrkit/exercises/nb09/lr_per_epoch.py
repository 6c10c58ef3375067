"""lr_per_epoch: a schedule that counts steps, read once in each epoch."""

import math

from lrkit.exercises.base import Case, Exercise, Part
from lrkit.exercises.callbacks import Formula

lr_per_epoch = Exercise(
    name="lr_per_epoch",
    signature=("schedule", "n_train", "batch_size", "epochs"),
    notebook="09_real_frameworks",
    returns=("rates",),
    in_time=("rates",),
    parts=(
        Part("value", 1.5, "the rate of each epoch's first batch"),
        Part("rest", 1, "with a last batch that is smaller"),
        Part("edges", 0.5, "no epoch, one epoch, one batch"),
    ),
    hints=(
        "Number the batches of three epochs from 0, without starting anew. Which numbers do the "
        "first batches of the epochs have?",
        "How many steps does an epoch have? The last batch of an epoch may be smaller; it counts.",
        "Ask the schedule for the first step of each epoch, and collect the rates. With no epochs "
        "the list is empty.",
    ),
)


@lr_per_epoch.set_cases
def cases(rng):
    """Falling, rising and waving schedules; full and part batches; no epoch, one."""
    plain, stairs = Formula("0.1 / (1 + x)"), Formula("0.5 ** (x // 3)")
    yield Case((plain, 6, 2, 3), "three batches in an epoch", shown=True)
    yield Case((stairs, 8, 4, 4), "two batches in an epoch", shown=True)
    yield Case((plain, 7, 2, 3), "a last batch of one", part="rest", shown=True)
    yield Case((plain, 6, 2, 0), "no epoch", part="edges", shown=True)
    for text in ("0.1 * 0.97 ** x", "1e-3 * (x + 1)", "0.2 + 0.1 * np.sin(x)"):
        batch = int(rng.integers(3, 20))
        yield Case((Formula(text), batch * int(rng.integers(3, 12)), batch,
                    int(rng.integers(3, 7))), "batches that divide the data")
    yield Case((Formula("0.3 * 0.9 ** x"), 40, 1, 3), "batches of one example")
    for left in (1, 2, 3):
        batch = int(rng.integers(7, 20))
        yield Case((Formula("1 / (10 + x)"), batch * int(rng.integers(3, 12)) + left, batch, 5),
                   "a few examples left over", part="rest")
    yield Case((Formula("1 / (10 + x)"), 99, 10, 4), "a last batch that is nearly full",
               part="rest")
    yield Case((Formula("0.1 + x"), 30, 10, 1), "one epoch", part="edges")
    yield Case((Formula("0.1 + x"), 5, 10, 3), "fewer examples than a batch holds", part="edges")
    yield Case((Formula("0.1 + x"), 5, 10, 0), "no epoch", part="edges")


@lr_per_epoch.set_reference
def reference(schedule, n_train, batch_size, epochs):
    steps_per_epoch = math.ceil(n_train / batch_size)
    return [schedule(epoch * steps_per_epoch) for epoch in range(epochs)]


@lr_per_epoch.misconception
def took_epochs_for_steps(schedule, n_train, batch_size, epochs):
    """You asked the schedule at 0, 1, 2 ..., the numbers of the epochs. It counts steps, and an
    epoch has many."""
    return [schedule(epoch) for epoch in range(epochs)]


@lr_per_epoch.misconception
def took_examples_for_steps(schedule, n_train, batch_size, epochs):
    """You counted examples. One step is made for each batch."""
    return [schedule(epoch * n_train) for epoch in range(epochs)]


@lr_per_epoch.misconception
def multiplied_by_the_batch_size(schedule, n_train, batch_size, epochs):
    """You multiplied by the size of a batch. What counts is how many batches an epoch has."""
    return [schedule(epoch * batch_size) for epoch in range(epochs)]


@lr_per_epoch.misconception
def rounded_down(schedule, n_train, batch_size, epochs):
    """You rounded the number of batches down. The small batch at the end is a step too, and the
    error grows from epoch to epoch."""
    return [schedule(epoch * (n_train // batch_size)) for epoch in range(epochs)]


@lr_per_epoch.misconception
def rounded_to_the_nearest(schedule, n_train, batch_size, epochs):
    """You rounded to the nearest. However small the last batch is, it is a whole step."""
    return [schedule(epoch * round(n_train / batch_size)) for epoch in range(epochs)]


@lr_per_epoch.misconception
def kept_the_fraction(schedule, n_train, batch_size, epochs):
    """You asked for fractions of a step where the last batch is smaller. Each epoch has a whole
    number of batches."""
    return [schedule(epoch * (n_train / batch_size)) for epoch in range(epochs)]


@lr_per_epoch.misconception
def rounded_after_multiplying(schedule, n_train, batch_size, epochs):
    """You counted batches across the ends of epochs. Each epoch ends with its own small batch:
    round first, then multiply."""
    return [schedule(math.ceil(epoch * n_train / batch_size)) for epoch in range(epochs)]


@lr_per_epoch.misconception
def took_the_last_batch(schedule, n_train, batch_size, epochs):
    """These are the rates of the last batch of each epoch. The exercise asks for those of the
    first."""
    steps = math.ceil(n_train / batch_size)
    return [schedule((epoch + 1) * steps - 1) for epoch in range(epochs)]


@lr_per_epoch.misconception
def began_with_the_second_epoch(schedule, n_train, batch_size, epochs):
    """Your list begins one epoch late. The first epoch is number 0, and its first step is 0."""
    steps = math.ceil(n_train / batch_size)
    return [schedule((epoch + 1) * steps) for epoch in range(epochs)]


@lr_per_epoch.misconception
def counted_steps_from_one(schedule, n_train, batch_size, epochs):
    """You ask one step too late each time: steps are counted from 0."""
    steps = math.ceil(n_train / batch_size)
    return [schedule(epoch * steps + 1) for epoch in range(epochs)]


@lr_per_epoch.misconception
def gave_one_epoch_too_many(schedule, n_train, batch_size, epochs):
    """There is one rate too many. Of `epochs` epochs the last has the number epochs - 1."""
    steps = math.ceil(n_train / batch_size)
    return [schedule(epoch * steps) for epoch in range(epochs + 1)]


@lr_per_epoch.misconception
def gave_every_step(schedule, n_train, batch_size, epochs):
    """This is the rate of every step. The exercise asks for one rate for each epoch."""
    steps = math.ceil(n_train / batch_size)
    return [schedule(step) for step in range(epochs * steps)]


@lr_per_epoch.misconception
def gave_the_steps(schedule, n_train, batch_size, epochs):
    """These are the numbers of the steps. Return the schedule's rates there."""
    return [epoch * math.ceil(n_train / batch_size) for epoch in range(epochs)]


@lr_per_epoch.misconception
def gave_a_rate_without_an_epoch(schedule, n_train, batch_size, epochs):
    """This is right for one epoch and more. Without epochs there is no first batch either: return
    an empty list."""
    steps = math.ceil(n_train / batch_size)
    return [schedule(0), *(schedule(epoch * steps) for epoch in range(1, epochs))]


@lr_per_epoch.misconception
def counted_whole_batches_across_the_epochs(schedule, n_train, batch_size, epochs):
    """You multiplied before you rounded down, which counts the batches across the ends of epochs.
    Each epoch ends with its own small batch: round up first, then multiply."""
    return [schedule(epoch * n_train // batch_size) for epoch in range(epochs)]


@lr_per_epoch.misconception
def always_added_one(schedule, n_train, batch_size, epochs):
    """You count one batch more than there are where no examples are left over."""
    return [schedule(epoch * (n_train // batch_size + 1)) for epoch in range(epochs)]


@lr_per_epoch.misconception
def asked_one_step_early(schedule, n_train, batch_size, epochs):
    """You ask one step too early each time: steps are counted from 0, and so are epochs."""
    steps = math.ceil(n_train / batch_size)
    return [schedule(epoch * steps - 1) for epoch in range(epochs)]


@lr_per_epoch.misconception
def began_anew_in_each_epoch(schedule, n_train, batch_size, epochs):
    """Every rate is that of step 0. The steps do not begin anew: they continue through all
    epochs."""
    return [schedule(0) for epoch in range(epochs)]


@lr_per_epoch.misconception
def returned_in_the_loop(schedule, n_train, batch_size, epochs):
    """Only the first epoch's rate comes back, and None where there is no epoch. Does the return
    stand inside the loop?"""
    for epoch in range(epochs):
        return [schedule(epoch)]


@lr_per_epoch.misconception
def averaged_the_epoch(schedule, n_train, batch_size, epochs):
    """These are the means of all rates in each epoch. The exercise asks for the rate of the first
    batch alone."""
    steps = math.ceil(n_train / batch_size)
    rates = [[schedule(epoch * steps + k) for k in range(steps)] for epoch in range(epochs)]
    return [sum(of_epoch) / steps for of_epoch in rates]
