"""keras_schedule: a warm-up and a cosine as a schedule of Keras."""

import math

from lrkit.exercises.base import Case, Exercise, Part
from lrkit.exercises.libraries import Library
from lrkit.exercises.nb09.readings import (
    fault_of_kind,
    fault_of_rates,
    phases_of,
    warmup_cosine,
)

keras_schedule = Exercise(
    name="keras_schedule",
    signature=("keras", "lr", "warmup_steps", "total_steps"),
    notebook="09_real_frameworks",
    returns=("schedule",),
    parts=(
        Part("warmup", 1, "the rate rises on a line, from 0 in step 0 to lr in step warmup_steps"),
        Part("cosine", 1, "and falls on half a cosine, to 0 after total_steps"),
        Part("edges", 1, "warm-ups of one step, and of all steps but one"),
    ),
    hints=(
        "One schedule of Keras has both phases: CosineDecay, with its arguments for a warm-up. "
        "Where does its first argument stand, and where its warmup_target?",
        "Draw the rates over the steps, and mark with each argument of CosineDecay a height or a "
        "length in your drawing. Which length is decay_steps?",
        "The line begins at initial_learning_rate, 0.0, and ends at warmup_target. decay_steps "
        "counts the steps of the cosine alone: those that the warm-up leaves.",
    ),
)


@keras_schedule.set_cases
def cases(rng):
    """Short and long runs, warm-ups of one step and of nearly all."""

    def case(lr, warmup_steps, total_steps, about, part="warmup", **options):
        also = ("cosine",) if part == "warmup" else ()
        return Case((Library("keras"), lr, warmup_steps, total_steps), about, part, also,
                    reads="keras_schedule", **options)

    yield case(0.5, 2, 6, "two steps of warm-up in six", shown=True)
    yield case(0.01, 4, 12, "four steps of warm-up in twelve", shown=True)
    yield case(0.3, 1, 5, "a warm-up of one step", "edges", shown=True)
    for low, high in ((1.1, 2), *[(0.02, 1)] * 5):  # as an integer, a rate is 1 or 0
        warmup = int(rng.integers(3, 12))
        yield case(rng.uniform(low, high), warmup, warmup + int(rng.integers(13, 40)),
                   "a short warm-up")
    warmup = int(rng.integers(20, 30))
    yield case(rng.uniform(0.02, 2), warmup, warmup + 5, "a warm-up that is most of the run")
    yield case(0.2, 1, int(rng.integers(10, 30)), "a warm-up of one step", "edges")
    yield case(0.2, 7, 8, "a cosine of one step", "edges")


@keras_schedule.set_reference
def reference(keras, lr, warmup_steps, total_steps):
    return keras.optimizers.schedules.CosineDecay(
        initial_learning_rate=0.0, decay_steps=total_steps - warmup_steps,
        warmup_target=lr, warmup_steps=warmup_steps)


@keras_schedule.set_right_if
def is_right(args, value, part):
    """Whatever gives the same rate in every step of the run is right."""
    _, lr, warmup_steps, total_steps = args
    if fault := fault_of_kind(value, "a schedule", "keras"):
        return fault
    phases = dict(phases_of(warmup_steps, total_steps))
    counted = {"warmup": ("the warm-up",), "cosine": ("the cosine",)}.get(part, tuple(phases))
    wanted = lr * warmup_cosine(0.0, warmup_steps, total_steps)
    return fault_of_rates(value, wanted, {name: phases[name] for name in counted})


@keras_schedule.misconception
def counted_the_warmup_twice(keras, lr, warmup_steps, total_steps):
    """decay_steps counts the steps of the cosine alone, and the warm-up comes before it. With
    total_steps there the run ends before the rate is at 0."""
    return keras.optimizers.schedules.CosineDecay(
        0.0, total_steps, warmup_target=lr, warmup_steps=warmup_steps)


@keras_schedule.misconception
def began_at_the_integer_0(keras, lr, warmup_steps, total_steps):
    """Write 0.0 instead of 0. CosineDecay computes in the type of its first rate: with an integer
    all rates become integers, most of them 0. (On TensorFlow it is an error.)"""
    return keras.optimizers.schedules.CosineDecay(
        0, total_steps - warmup_steps, warmup_target=lr, warmup_steps=warmup_steps)


@keras_schedule.misconception
def left_the_warmup_out(keras, lr, warmup_steps, total_steps):
    """This is a cosine over the whole run. The rise at the beginning is missing: CosineDecay has
    warmup_target and warmup_steps."""
    return keras.optimizers.schedules.CosineDecay(lr, total_steps)


@keras_schedule.misconception
def gave_half_of_the_warmup(keras, lr, warmup_steps, total_steps):
    """The rate is full from the beginning, and falls too early: CosineDecay warms up only where it
    gets both warmup_target and warmup_steps."""
    return keras.optimizers.schedules.CosineDecay(
        lr, total_steps - warmup_steps, warmup_steps=warmup_steps)


@keras_schedule.misconception
def warmed_up_from_the_full_rate(keras, lr, warmup_steps, total_steps):
    """The warm-up goes from initial_learning_rate to warmup_target. Yours are the same, so that
    nothing rises."""
    return keras.optimizers.schedules.CosineDecay(
        lr, total_steps - warmup_steps, warmup_target=lr, warmup_steps=warmup_steps)


@keras_schedule.misconception
def swapped_start_and_target(keras, lr, warmup_steps, total_steps):
    """The rate falls to 0 where it should rise: the warm-up begins at initial_learning_rate, the
    first argument, and ends at warmup_target."""
    return keras.optimizers.schedules.CosineDecay(
        lr, total_steps - warmup_steps, warmup_target=0.0, warmup_steps=warmup_steps)


@keras_schedule.misconception
def swapped_the_two_lengths(keras, lr, warmup_steps, total_steps):
    """The two lengths have changed places: warmup_steps is that of the rise, decay_steps what is
    left for the cosine."""
    return keras.optimizers.schedules.CosineDecay(
        0.0, warmup_steps, warmup_target=lr, warmup_steps=total_steps - warmup_steps)


@keras_schedule.misconception
def gave_the_target_by_position(keras, lr, warmup_steps, total_steps):
    """Every rate is 0: without a warmup_target CosineDecay falls from its first argument, 0.0. By
    position the third argument is alpha and the fourth a name; write warmup_target= and
    warmup_steps=."""
    return keras.optimizers.schedules.CosineDecay(
        0.0, total_steps - warmup_steps, lr, warmup_steps)


@keras_schedule.misconception
def kept_a_tenth(keras, lr, warmup_steps, total_steps):
    """The cosine ends at a share of the rate, alpha, that you set yourself. It should end at 0,
    which is the default."""
    return keras.optimizers.schedules.CosineDecay(
        0.0, total_steps - warmup_steps, alpha=0.1, warmup_target=lr, warmup_steps=warmup_steps)


@keras_schedule.misconception
def began_one_step_late(keras, lr, warmup_steps, total_steps):
    """You counted from 1: Keras' first step has the number 0, and there a warm-up from 0 has the
    rate 0. Yours is one step ahead."""
    ops = keras.ops

    class Ahead(keras.optimizers.schedules.LearningRateSchedule):
        def __call__(self, step):
            done = (step + 1 - warmup_steps) / (total_steps - warmup_steps)
            cosine = 0.5 * lr * (1 + ops.cos(math.pi * done))
            return ops.where(step + 1 < warmup_steps, lr * (step + 1) / warmup_steps, cosine)

    return Ahead()


@keras_schedule.misconception
def rose_by_a_line_and_fell_by_one(keras, lr, warmup_steps, total_steps):
    """The warm-up is right, and then the rate falls on a line. The exercise asks for half a
    cosine."""
    ops = keras.ops

    class Triangle(keras.optimizers.schedules.LearningRateSchedule):
        def __call__(self, step):
            falling = (total_steps - step) / (total_steps - warmup_steps)
            return lr * ops.minimum(step / warmup_steps, falling)

    return Triangle()


@keras_schedule.misconception
def asked_for_the_number_of_a_tensor(keras, lr, warmup_steps, total_steps):
    """Inside fit Keras compiles the step, and `step` is a tensor without a number: an `if`, float()
    or a function of math fails on TensorFlow and JAX. Compute with keras.ops, or take
    CosineDecay, which does."""

    class Asks(keras.optimizers.schedules.LearningRateSchedule):
        def __call__(self, step):
            if step < warmup_steps:
                return lr * step / warmup_steps
            done = (step - warmup_steps) / (total_steps - warmup_steps)
            return 0.5 * lr * (1 + math.cos(math.pi * done))

    return Asks()


@keras_schedule.misconception
def gave_a_function(keras, lr, warmup_steps, total_steps):
    """A plain function is not a schedule: Keras would call it without the step. Make a schedule of
    keras.optimizers.schedules."""

    def rate(step):
        done = (step - warmup_steps) / (total_steps - warmup_steps)
        return lr * min(step / warmup_steps, (1 + math.cos(math.pi * max(done, 0))) / 2)

    return rate


@keras_schedule.misconception
def gave_a_callback(keras, lr, warmup_steps, total_steps):
    """A callback sets the rate at the beginning of each epoch. The exercise asks for a schedule,
    which has a rate for each step."""
    return keras.callbacks.LearningRateScheduler(lambda epoch, rate: lr)


@keras_schedule.misconception
def gave_an_optimizer(keras, lr, warmup_steps, total_steps):
    """You went one step too far: return the schedule itself. An optimizer takes it as its
    learning_rate."""
    schedule = keras.optimizers.schedules.CosineDecay(
        0.0, total_steps - warmup_steps, warmup_target=lr, warmup_steps=warmup_steps)
    return keras.optimizers.AdamW(learning_rate=schedule)


@keras_schedule.misconception
def began_at_a_hundredth(keras, lr, warmup_steps, total_steps):
    """The warm-up begins at a hundredth of the rate, as in PyTorch. The exercise asks for a
    schedule that rises from 0."""
    return keras.optimizers.schedules.CosineDecay(
        0.01 * lr, total_steps - warmup_steps, warmup_target=lr, warmup_steps=warmup_steps)


@keras_schedule.misconception
def was_at_0_one_step_early(keras, lr, warmup_steps, total_steps):
    """The cosine is one step too short: the rate is 0 in the last step, total_steps - 1. It should
    be 0 in step total_steps, one after the last."""
    return keras.optimizers.schedules.CosineDecay(
        0.0, total_steps - warmup_steps - 1, warmup_target=lr, warmup_steps=warmup_steps)


@keras_schedule.misconception
def was_at_0_one_step_late(keras, lr, warmup_steps, total_steps):
    """The cosine is one step too long: it should be 0 in step total_steps, and begins in step
    warmup_steps."""
    return keras.optimizers.schedules.CosineDecay(
        0.0, total_steps - warmup_steps + 1, warmup_target=lr, warmup_steps=warmup_steps)
