"""exp_decay: Keras' ExponentialDecay."""

import numpy as np

from lrkit.exercises.base import PURITY, Case, Exercise, Part

exp_decay = Exercise(
    name="exp_decay",
    signature=("lr0", "step", "decay_steps", "decay_rate", "staircase"),
    notebook="04_schedules",
    returns=("rate",),
    parts=(
        Part("value", 2.5, "the smooth decay at a step"),
        Part("staircase", 1.5, "the decay in stairs"),
        Part("arrays", 0.5, "many steps at once"),
        Part(PURITY, 0.5, "leaves the steps unchanged, and gives the same answer each time"),
    ),
    hints=(
        "After decay_steps steps the rate has been multiplied by decay_rate once. By which power "
        "of decay_rate has it been multiplied after half as many?",
        "The exponent says how many times decay_steps have passed. It need not be a whole number; "
        "with a staircase only its whole part counts.",
        "np.floor rounds numbers and arrays down alike. If you compute with an array of steps as "
        "you would with a number, you get an array of rates.",
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
    for step, about in ((steps - 1, "right before the first cut"),
                        (3 * steps, "right after a cut"), (5 * steps + 2, "between two cuts"),
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
    """You use the exponential function. exp(-decay_rate * ...) is another schedule, in which
    decay_rate means something else. Here decay_rate itself is the base of the power."""
    exponent = np.asarray(step) / decay_steps
    return lr0 * np.exp(-decay_rate * (np.floor(exponent) if staircase else exponent))


@exp_decay.misconception
def always_on_a_staircase(lr0, step, decay_steps, decay_rate, staircase=False):
    """You always round the exponent down. Without a staircase it may be a fraction, so that the
    rate falls a little in each step."""
    return lr0 * decay_rate ** (np.asarray(step) // decay_steps)


@exp_decay.misconception
def never_on_a_staircase(lr0, step, decay_steps, decay_rate, staircase=False):
    """The smooth decay is right, but the argument staircase is not used. With staircase=True the
    exponent is rounded down."""
    return lr0 * decay_rate ** (np.asarray(step) / decay_steps)


@exp_decay.misconception
def turned_the_switch_round(lr0, step, decay_steps, decay_rate, staircase=False):
    """You have both kinds of decay, but the wrong way round: staircase=True is the one in which the
    exponent is rounded down."""
    exponent = np.asarray(step) / decay_steps
    return lr0 * decay_rate ** (exponent if staircase else np.floor(exponent))


@exp_decay.misconception
def rounded_the_stairs(lr0, step, decay_steps, decay_rate, staircase=False):
    """The smooth decay is right. On the staircase you round to the nearest whole number, so that
    each cut comes half of decay_steps too early. Round down."""
    exponent = np.asarray(step) / decay_steps
    return lr0 * decay_rate ** (np.round(exponent) if staircase else exponent)


@exp_decay.misconception
def ignored_decay_steps(lr0, step, decay_steps, decay_rate, staircase=False):
    """You apply the whole factor in every step. It is spread over decay_steps steps."""
    return lr0 * decay_rate ** np.asarray(step, dtype=float)


@exp_decay.misconception
def turned_the_exponent_over(lr0, step, decay_steps, decay_rate, staircase=False):
    """Your fraction is upside down: the exponent must grow with the step."""
    exponent = decay_steps / np.maximum(np.asarray(step), 1e-9)
    return lr0 * decay_rate ** (np.floor(exponent) if staircase else exponent)


@exp_decay.misconception
def cut_by_the_decay_rate(lr0, step, decay_steps, decay_rate, staircase=False):
    """You use 1 - decay_rate. decay_rate is the share that is left after decay_steps steps. With
    0.5 you cannot tell the two apart."""
    exponent = np.asarray(step) / decay_steps
    return lr0 * abs(1 - decay_rate) ** (np.floor(exponent) if staircase else exponent)


@exp_decay.misconception
def decayed_linearly(lr0, step, decay_steps, decay_rate, staircase=False):
    """You let the rate fall along a straight line. Factors act one after the other, and repeated
    multiplication is a power."""
    exponent = np.asarray(step) / decay_steps
    return lr0 * (1 - (1 - decay_rate) * (np.floor(exponent) if staircase else exponent))


@exp_decay.misconception
def counted_from_one(lr0, step, decay_steps, decay_rate, staircase=False):
    """Your rates come one step early, because you count the steps from 1. Step 0 uses the first
    rate itself."""
    exponent = (np.asarray(step) + 1) / decay_steps
    return lr0 * decay_rate ** (np.floor(exponent) if staircase else exponent)


@exp_decay.misconception
def divided_by_the_power(lr0, step, decay_steps, decay_rate, staircase=False):
    """You divide by the power, so that a decay_rate below 1 makes the rate grow. Multiply by it."""
    exponent = np.asarray(step) / decay_steps
    return lr0 / decay_rate ** (np.floor(exponent) if staircase else exponent)


@exp_decay.misconception
def took_one_number_only(lr0, step, decay_steps, decay_rate, staircase=False):
    """Right for a single step. int(...) and math.floor take one number only, but the step may be an
    array. NumPy's functions take both."""
    exponent = int(step) / decay_steps
    return lr0 * decay_rate ** (int(exponent) if staircase else exponent)


@exp_decay.misconception
def changed_the_order_of_the_arguments(lr0, step, decay_steps, decay_rate, staircase=False):
    """You raise the third argument to a power and divide by the fourth. As in Keras, decay_steps
    comes before decay_rate: the number of steps third, the factor fourth."""
    exponent = np.asarray(step) / decay_rate
    return lr0 * np.float64(decay_steps) ** (np.floor(exponent) if staircase else exponent)


@exp_decay.misconception
def multiplied_the_steps(lr0, step, decay_steps, decay_rate, staircase=False):
    """The exponent here is step * decay_steps. It should be step / decay_steps: after decay_steps
    steps all factors together make decay_rate once."""
    return lr0 * np.float64(decay_rate) ** (np.asarray(step, dtype=float) * decay_steps)
