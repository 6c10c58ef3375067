"""keras_exp_decay_args: a factor for each epoch, where Keras counts batches."""

import math

import numpy as np

from lrkit.exercises.base import Case, Exercise, Part
from lrkit.exercises.nb09.readings import close, number

KEYS = ("initial_learning_rate", "decay_steps", "decay_rate")

keras_exp_decay_args = Exercise(
    name="keras_exp_decay_args",
    signature=("lr0", "factor_per_epoch", "n_train", "batch_size"),
    notebook="09_real_frameworks",
    returns=("arguments",),
    parts=(
        Part("value", 1.5, "the three arguments, where the batches divide the data"),
        Part("rest", 1, "with a last batch that is smaller"),
        Part("int", 0.5, "decay_steps is an int in every case"),
    ),
    hints=(
        "Keras' schedule takes the number of the optimizer's step. How many steps does the "
        "optimizer make in an epoch?",
        "After decay_steps steps the rate has been multiplied by decay_rate once. You want that to "
        "happen after one epoch.",
        "The last batch of an epoch may be smaller, and still is a step: round up. math.ceil gives "
        "an int, np.ceil a float.",
    ),
)


@keras_exp_decay_args.set_cases
def cases(rng):
    """Batches that divide the data and that do not, one batch, batches of one, growing rates."""
    also = ("int",)
    yield Case((0.1, 0.9, 600, 100), "600 examples in batches of 100", also=also, shown=True)
    yield Case((0.01, 0.5, 64, 16), "64 examples in batches of 16", also=also, shown=True)
    yield Case((0.1, 0.9, 1050, 100), "1050 examples in batches of 100", "rest", also, shown=True)
    yield Case((0.1, 0.9, 30, 64), "fewer examples than a batch holds", "rest", also, shown=True)
    for _ in range(4):
        batch = int(rng.integers(5, 65))
        yield Case((rng.uniform(0.01, 1), rng.uniform(0.3, 0.99), batch * int(rng.integers(3, 40)),
                    batch), "batches that divide the data", also=also)
    yield Case((0.3, 0.7, int(rng.integers(20, 90)), 1), "batches of one example", also=also)
    yield Case((0.001, 1.1, 128, 32), "a rate that grows", also=also)
    yield Case((1.0, 0.5, 77, 77), "the whole data in one batch", also=also)
    for _ in range(3):
        batch = int(rng.integers(8, 65))
        yield Case((rng.uniform(0.01, 1), rng.uniform(0.3, 0.99),
                    batch * int(rng.integers(3, 40)) + int(rng.integers(1, 4)), batch),
                   "a few examples left over", "rest", also)
    yield Case((0.1, 0.8, 999, 100), "a last batch that is nearly full", "rest", also)


@keras_exp_decay_args.set_reference
def reference(lr0, factor_per_epoch, n_train, batch_size):
    return {
        "initial_learning_rate": lr0,
        "decay_steps": math.ceil(n_train / batch_size),
        "decay_rate": factor_per_epoch,
    }


@keras_exp_decay_args.set_right_if
def is_right(args, value, part):
    """What counts is the rate in each step: ten epochs in one go are right, too."""
    lr0, factor, n_train, batch_size = args
    if not isinstance(value, dict):
        return f"a dict should come back; got {getattr(value, 'type_name', type(value).__name__)}"
    if missing := [key for key in KEYS if key not in value]:
        return f"the key {missing[0]!r} is missing"
    if extra := [key for key in value if key not in KEYS]:
        return f"the key {extra[0]!r:.40} should not be there"
    steps = value["decay_steps"]
    if part == "int" and type(steps) is not int:  # Keras takes a float too, the contract does not
        return "decay_steps should be an int"
    numbers = [number(entry) for entry in map(_scalar, map(value.get, KEYS))]
    for key, entry in zip(KEYS, numbers, strict=True):
        if entry is None or not math.isfinite(entry):
            return f"{key} should be a number"
    return _fault_of_rates(*numbers, lr0, factor, math.ceil(n_train / batch_size))


def _scalar(entry: object) -> object:
    """Return the number in an array without axes; anything else as it is."""
    return entry.item() if isinstance(entry, np.ndarray) and entry.ndim == 0 else entry


def _fault_of_rates(first: float, steps: float, rate: float, lr0: float, factor: float,
                    per_epoch: int) -> str | None:
    """Compare the first rate, and by what the rate is multiplied within an epoch."""
    if not close(first, lr0):
        return "initial_learning_rate is not the rate of the first step"
    if steps <= 0 or rate <= 0:
        return "Keras would refuse these arguments, or give rates that are not numbers"
    log, wanted = math.log(rate) * per_epoch / steps, math.log(factor)
    if abs(log - wanted) < 1e-6 * max(1, abs(log)):
        return None
    how = "it goes the other way" if log * wanted < 0 else \
        "it changes too fast" if abs(log) > abs(wanted) else "it changes too slowly"
    return f"the rate is not multiplied by the factor once per epoch: {how}"


def _arguments(lr0, factor, steps):
    """The dict with Keras' keys."""
    return {"initial_learning_rate": lr0, "decay_steps": steps, "decay_rate": factor}


@keras_exp_decay_args.misconception
def took_an_epoch_for_a_step(lr0, factor_per_epoch, n_train, batch_size):
    """decay_steps = 1 would cut the rate after every batch. Keras counts steps of the optimizer,
    not epochs."""
    return _arguments(lr0, factor_per_epoch, 1)


@keras_exp_decay_args.misconception
def took_an_example_for_a_step(lr0, factor_per_epoch, n_train, batch_size):
    """You used the number of examples. The optimizer makes one step for each batch."""
    return _arguments(lr0, factor_per_epoch, n_train)


@keras_exp_decay_args.misconception
def used_the_batch_size(lr0, factor_per_epoch, n_train, batch_size):
    """You used the size of a batch. Use the number of batches in an epoch."""
    return _arguments(lr0, factor_per_epoch, batch_size)


@keras_exp_decay_args.misconception
def rounded_down(lr0, factor_per_epoch, n_train, batch_size):
    """You rounded down. The last batch may be small, but it is a step. The rate would be multiplied
    before the epoch is over, and earlier from epoch to epoch."""
    return _arguments(lr0, factor_per_epoch, n_train // batch_size)


@keras_exp_decay_args.misconception
def rounded_to_the_nearest(lr0, factor_per_epoch, n_train, batch_size):
    """You rounded to the nearest. However small the last batch is, it is a whole step."""
    return _arguments(lr0, factor_per_epoch, round(n_train / batch_size))


@keras_exp_decay_args.misconception
def always_added_one(lr0, factor_per_epoch, n_train, batch_size):
    """You add a batch even where no examples are left over."""
    return _arguments(lr0, factor_per_epoch, n_train // batch_size + 1)


@keras_exp_decay_args.misconception
def kept_the_fraction(lr0, factor_per_epoch, n_train, batch_size):
    """Your decay_steps is a fraction where the last batch is smaller. There are no fractions of a
    step."""
    return _arguments(lr0, factor_per_epoch, n_train / batch_size)


@keras_exp_decay_args.misconception
def gave_a_float(lr0, factor_per_epoch, n_train, batch_size):
    """The number is right, but it is a float. A count should be an int."""
    return _arguments(lr0, factor_per_epoch, float(math.ceil(n_train / batch_size)))


@keras_exp_decay_args.misconception
def took_the_factor_per_step(lr0, factor_per_epoch, n_train, batch_size):
    """You took a root of the factor *and* counted the steps: the rate would fall far too slowly.
    Keras spreads decay_rate over decay_steps steps by itself."""
    steps = math.ceil(n_train / batch_size)
    return _arguments(lr0, factor_per_epoch ** (1 / steps), steps)


@keras_exp_decay_args.misconception
def gave_what_is_lost(lr0, factor_per_epoch, n_train, batch_size):
    """decay_rate is the factor itself, not the share that goes. You turned a factor of 0.9 into one
    of 0.1."""
    return _arguments(lr0, 1 - factor_per_epoch, math.ceil(n_train / batch_size))


@keras_exp_decay_args.misconception
def called_it_learning_rate(lr0, factor_per_epoch, n_train, batch_size):
    """The numbers are right, a name is not: an optimizer has a learning_rate, a schedule an initial
    one. Look at the names in the text."""
    return {"learning_rate": lr0, "decay_steps": math.ceil(n_train / batch_size),
            "decay_rate": factor_per_epoch}


@keras_exp_decay_args.misconception
def swapped_rate_and_factor(lr0, factor_per_epoch, n_train, batch_size):
    """The rate and the factor have changed places: initial_learning_rate is where the rate starts,
    decay_rate what it is multiplied by."""
    return _arguments(factor_per_epoch, lr0, math.ceil(n_train / batch_size))


@keras_exp_decay_args.misconception
def gave_a_tuple(lr0, factor_per_epoch, n_train, batch_size):
    """You returned the values without their names. Keras would accept them in this order, but the
    exercise asks for a dict: a name can be read, a position must be known."""
    return lr0, math.ceil(n_train / batch_size), factor_per_epoch


@keras_exp_decay_args.misconception
def added_a_key(lr0, factor_per_epoch, n_train, batch_size):
    """There is one key too many. A staircase is a different schedule; leave it out."""
    steps = math.ceil(n_train / batch_size)
    return _arguments(lr0, factor_per_epoch, steps) | {"staircase": True}


@keras_exp_decay_args.misconception
def divided_the_factor(lr0, factor_per_epoch, n_train, batch_size):
    """You divided the factor by the number of steps. Factors are multiplied from step to step, so
    that the one for a step is a root; or leave the factor as it is, and count the steps."""
    return _arguments(lr0, factor_per_epoch / math.ceil(n_train / batch_size), 1)
