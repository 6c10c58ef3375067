"""exp_decay: Keras' ExponentialDecay."""

import numpy as np

from lrkit.exercises.base import PURITY, Case, Exercise, Part

exp_decay = Exercise(
    name="exp_decay",
    signature=("lr0", "step", "decay_steps", "decay_rate", "staircase"),
    notebook="04_schedules",
    returns=("rate",),
    parts=(
        Part("value", 2, "the smooth decay at a step"),
        Part("staircase", 1, "with whole powers only"),
        Part("arrays", 1, "many steps at once"),
        Part(PURITY, 1, "leaves the steps as they were, and answers the same each time"),
    ),
    hints=(
        "After decay_steps steps the rate has been multiplied by decay_rate once. How much of such "
        "a factor has acted after half as many?",
        "The exponent is the share of decay_steps that lies behind the step; it need not be whole. "
        "With a staircase only its whole part counts.",
        "np.floor takes the whole part of a number and of an array alike. An array of steps gives "
        "an array of rates if you compute with it as with a number.",
    ),
)


@exp_decay.set_cases
def cases(rng):
    """Numbers and arrays; smooth and stairs; before, at and beyond decay_steps; growing rates."""
    yield Case((1.0, 5, 10, 0.25), "half of decay_steps", shown=True)
    yield Case((0.8, 20, 10, 0.5), "twice decay_steps", shown=True)
    yield Case((1.0, 25, 10, 0.25, True), "a staircase", part="staircase", shown=True)
    yield Case((1.0, np.array([0, 5, 10]), 10, 0.25), "three steps at once", part="arrays",
               shown=True)
    for _ in range(4):
        yield Case((rng.uniform(0.1, 3), int(rng.integers(3, 60)), int(rng.integers(4, 25)),
                    rng.uniform(0.2, 0.95)), "another step")
    yield Case((0.3, 0, 7, 0.5), "step 0")
    yield Case((0.1, 13, 4, 1.5), "a decay rate above 1")
    yield Case((1, 7, 3, 0.5), "a first rate that is an integer")
    steps = int(rng.integers(4, 9))
    for step, about in ((steps - 1, "just before the first stair ends"),
                        (3 * steps, "the edge of a stair"), (5 * steps + 2, "on a lower stair"),
                        (0, "step 0")):
        yield Case((0.7, step, steps, 0.3, True), f"a staircase, {about}", part="staircase")
    yield Case((0.7, 9, 4, 0.3, False), "a staircase switched off", part="staircase")
    yield Case((rng.uniform(0.1, 1), np.arange(12), 5, 0.6), "many steps", part="arrays")
    yield Case((0.5, np.arange(12), 5, 0.6, True), "many steps on a staircase", part="arrays")
    yield Case((0.5, rng.integers(0, 50, (2, 3)), 7, 0.9), "a table of steps", part="arrays")


@exp_decay.set_reference
def reference(lr0, step, decay_steps, decay_rate, staircase=False):
    exponent = np.asarray(step) / decay_steps
    if staircase:
        exponent = np.floor(exponent)
    return lr0 * decay_rate**exponent


@exp_decay.misconception
def used_e(lr0, step, decay_steps, decay_rate, staircase=False):
    """You used the number e: exp(-decay_rate * ...) is another schedule, whose decay_rate means
    something else. Here decay_rate itself is the base of the power."""
    exponent = np.asarray(step) / decay_steps
    return lr0 * np.exp(-decay_rate * (np.floor(exponent) if staircase else exponent))


@exp_decay.misconception
def always_on_a_staircase(lr0, step, decay_steps, decay_rate, staircase=False):
    """You always take whole powers. Without a staircase the exponent is a fraction: the rate falls
    a little in each step."""
    return lr0 * decay_rate ** (np.asarray(step) // decay_steps)


@exp_decay.misconception
def never_on_a_staircase(lr0, step, decay_steps, decay_rate, staircase=False):
    """The smooth decay is right. The argument staircase is not used: with it, only whole powers
    count."""
    return lr0 * decay_rate ** (np.asarray(step) / decay_steps)


@exp_decay.misconception
def turned_the_switch_round(lr0, step, decay_steps, decay_rate, staircase=False):
    """Both kinds are there and changed places: staircase=True is the one with whole powers."""
    exponent = np.asarray(step) / decay_steps
    return lr0 * decay_rate ** (exponent if staircase else np.floor(exponent))


@exp_decay.misconception
def rounded_the_stairs(lr0, step, decay_steps, decay_rate, staircase=False):
    """The smooth decay is right. On the staircase you round to the nearest: a stair then ends in
    the middle. Only what is complete counts."""
    exponent = np.asarray(step) / decay_steps
    return lr0 * decay_rate ** (np.round(exponent) if staircase else exponent)


@exp_decay.misconception
def ignored_decay_steps(lr0, step, decay_steps, decay_rate, staircase=False):
    """You apply the whole factor in each step. It is spread over decay_steps steps."""
    return lr0 * decay_rate ** np.asarray(step, dtype=float)


@exp_decay.misconception
def turned_the_exponent_over(lr0, step, decay_steps, decay_rate, staircase=False):
    """The fraction stands on its head: the exponent must grow with the step."""
    exponent = decay_steps / np.maximum(np.asarray(step), 1e-9)
    return lr0 * decay_rate ** (np.floor(exponent) if staircase else exponent)


@exp_decay.misconception
def cut_by_the_decay_rate(lr0, step, decay_steps, decay_rate, staircase=False):
    """You used 1 - decay_rate. decay_rate is what is left after decay_steps steps; with 0.5 the two
    look alike."""
    exponent = np.asarray(step) / decay_steps
    return lr0 * abs(1 - decay_rate) ** (np.floor(exponent) if staircase else exponent)


@exp_decay.misconception
def decayed_linearly(lr0, step, decay_steps, decay_rate, staircase=False):
    """You multiply decay_rate by the share of decay_steps. Factors act one after the other: a
    power."""
    exponent = np.asarray(step) / decay_steps
    return lr0 * (1 - (1 - decay_rate) * (np.floor(exponent) if staircase else exponent))


@exp_decay.misconception
def counted_from_one(lr0, step, decay_steps, decay_rate, staircase=False):
    """One step too far each time: step 0 uses the first rate itself."""
    exponent = (np.asarray(step) + 1) / decay_steps
    return lr0 * decay_rate ** (np.floor(exponent) if staircase else exponent)


@exp_decay.misconception
def divided_by_the_power(lr0, step, decay_steps, decay_rate, staircase=False):
    """You divide by the power. A decay_rate below 1 then makes the rate grow."""
    exponent = np.asarray(step) / decay_steps
    return lr0 / decay_rate ** (np.floor(exponent) if staircase else exponent)


@exp_decay.misconception
def took_one_number_only(lr0, step, decay_steps, decay_rate, staircase=False):
    """Right for a single step. int(...) and math.floor want one number; the step may be an array:
    NumPy's own functions take both."""
    exponent = int(step) / decay_steps
    return lr0 * decay_rate ** (int(exponent) if staircase else exponent)


@exp_decay.misconception
def changed_the_order_of_the_arguments(lr0, step, decay_steps, decay_rate, staircase=False):
    """You raise the third argument to a power and divide by the fourth. As in Keras, decay_steps
    comes before decay_rate: the number of steps third, the factor fourth."""
    exponent = np.asarray(step) / decay_rate
    return lr0 * np.float64(decay_steps) ** (np.floor(exponent) if staircase else exponent)
