"""cosine_lr: half a cosine from the highest rate to the lowest."""

import math

from lrkit.exercises.base import Case, Exercise, Part

cosine_lr = Exercise(
    name="cosine_lr",
    signature=("step", "total_steps", "lr_max", "lr_min"),
    notebook="04_schedules",
    returns=("rate",),
    parts=(
        Part("value", 2, "the rate between the first step and the last"),
        Part("ends", 1, "the first step and the last one"),
        Part("after", 1, "after the end it stays at lr_min"),
        Part("default", 1, "lr_min left out"),
    ),
    hints=(
        "Half a wave of the cosine goes from 1 to -1. Which rate belongs to the 1, and which to "
        "the -1?",
        "Shift and scale the cosine first, so that it goes from 1 to 0. Its angle is 0 at step 0 "
        "and pi at total_steps.",
        "To lr_min add the distance between the two rates times the number you now have. And think "
        "of a step beyond total_steps, where a cosine would rise again.",
    ),
)


@cosine_lr.set_cases
def cases(rng):
    """Between the ends, at the ends and far beyond; lr_min other than 0."""
    yield Case((3, 6, 1.0, 0.2), "halfway", shown=True)
    yield Case((2, 6, 1.0, 0.2), "after a third of the steps", shown=True)
    yield Case((0, 8, 0.5, 0.1), "the first step", part="ends", shown=True)
    yield Case((8, 8, 0.5, 0.1), "the last step", part="ends", shown=True)
    yield Case((13, 8, 0.5, 0.1), "a step after the end", part="after", shown=True)
    yield Case((2, 8, 0.4), "lr_min left out", part="default", shown=True)
    for _ in range(4):
        total = int(rng.integers(7, 60))
        yield Case((int(rng.integers(1, total)), total, rng.uniform(0.5, 3),
                    rng.uniform(0.01, 0.3)), "between the ends, lr_min not 0")
    yield Case((1, 5, 2, 1), "rates that are integers")
    yield Case((0, 3, rng.uniform(0.5, 2), 0.3), "the first step of a short run", part="ends")
    yield Case((1, 1, rng.uniform(0.5, 2), 0.3), "the end of a run of one step", part="ends")
    total = int(rng.integers(5, 20))
    for factor in (2, 3):
        yield Case((factor * total, total, 0.7, 0.2), f"{factor} times as many steps as planned",
                   part="after")
    yield Case((total + 1, total, 0.7, 0.2), "one step after the end", part="after")
    yield Case((total + 4, total, 0.7), "after the end, lr_min left out", part="default")
    yield Case((3, total, 0.7), "between the ends, lr_min left out", part="default")


@cosine_lr.set_reference
def reference(step, total_steps, lr_max, lr_min=0.0):
    share = min(step / total_steps, 1)
    return lr_min + (lr_max - lr_min) / 2 * (1 + math.cos(math.pi * share))


@cosine_lr.misconception
def rose_again(step, total_steps, lr_max, lr_min=0.0):
    """Right up to the end. After it your cosine rises again, so that a run which is longer than
    planned gets large rates once more. The rate should stay at lr_min."""
    return lr_min + (lr_max - lr_min) / 2 * (1 + math.cos(math.pi * step / total_steps))


@cosine_lr.misconception
def forgot_the_lowest_rate(step, total_steps, lr_max, lr_min=0.0):
    """Right for an lr_min of 0. Your cosine falls to 0, whatever lr_min is."""
    share = min(step / total_steps, 1)
    return lr_max / 2 * (1 + math.cos(math.pi * share))


@cosine_lr.misconception
def put_the_lowest_rate_on_top(step, total_steps, lr_max, lr_min=0.0):
    """Right for an lr_min of 0. You add lr_min to a cosine that starts at lr_max already, so the
    first rate is too high. Scale the cosine by the distance between the two rates."""
    share = min(step / total_steps, 1)
    return lr_min + lr_max / 2 * (1 + math.cos(math.pi * share))


@cosine_lr.misconception
def let_it_stop_at_the_lowest_rate(step, total_steps, lr_max, lr_min=0.0):
    """Your cosine falls towards 0 and is cut off at lr_min. It should approach lr_min itself, more
    and more slowly."""
    share = min(step / total_steps, 1)
    return max(lr_min, lr_max / 2 * (1 + math.cos(math.pi * share)))


@cosine_lr.misconception
def used_a_whole_cosine(step, total_steps, lr_max, lr_min=0.0):
    """Your angle goes up to 2 pi, so that the rate falls and rises again within the run. Half a
    wave ends at pi."""
    share = min(step / total_steps, 1)
    return lr_min + (lr_max - lr_min) / 2 * (1 + math.cos(2 * math.pi * share))


@cosine_lr.misconception
def used_a_quarter_of_a_cosine(step, total_steps, lr_max, lr_min=0.0):
    """Your angle goes only to pi/2, so that the rate falls fastest at the very end. Half a wave, up
    to pi, is slow at both ends."""
    share = min(step / total_steps, 1)
    return lr_min + (lr_max - lr_min) * math.cos(math.pi / 2 * share)


@cosine_lr.misconception
def forgot_the_half(step, total_steps, lr_max, lr_min=0.0):
    """1 + cos goes from 2 to 0, so your first rate is too high. Take half of it."""
    share = min(step / total_steps, 1)
    return lr_min + (lr_max - lr_min) * (1 + math.cos(math.pi * share))


@cosine_lr.misconception
def forgot_the_one(step, total_steps, lr_max, lr_min=0.0):
    """Your cosine goes from 1 to -1, so the rate falls below lr_min. Add 1 to the cosine first."""
    share = min(step / total_steps, 1)
    return lr_min + (lr_max - lr_min) / 2 * math.cos(math.pi * share)


@cosine_lr.misconception
def went_upwards(step, total_steps, lr_max, lr_min=0.0):
    """Your rate rises from lr_min to lr_max. Look for a minus sign in front of the cosine."""
    share = min(step / total_steps, 1)
    return lr_min + (lr_max - lr_min) / 2 * (1 - math.cos(math.pi * share))


@cosine_lr.misconception
def took_degrees(step, total_steps, lr_max, lr_min=0.0):
    """You give the angle in degrees, and math.cos takes radians: 180 degrees are pi."""
    share = min(step / total_steps, 1)
    return lr_min + (lr_max - lr_min) / 2 * (1 + math.cos(180 * share))


@cosine_lr.misconception
def decayed_linearly(step, total_steps, lr_max, lr_min=0.0):
    """Your rate falls along a straight line. That agrees with the cosine at both ends and halfway
    between them, but nowhere else."""
    share = min(step / total_steps, 1)
    return lr_max + (lr_min - lr_max) * share


@cosine_lr.misconception
def arrived_one_step_early(step, total_steps, lr_max, lr_min=0.0):
    """You divide by total_steps - 1, so that lr_min comes one step early. Here lr_min belongs to
    step total_steps."""
    share = min(step / max(total_steps - 1, 1), 1)
    return lr_min + (lr_max - lr_min) / 2 * (1 + math.cos(math.pi * share))


@cosine_lr.misconception
def returned_zero_after_the_end(step, total_steps, lr_max, lr_min=0.0):
    """Right up to the end. After it you return 0, but the rate should stay at lr_min."""
    if step > total_steps:
        return 0.0
    return lr_min + (lr_max - lr_min) / 2 * (1 + math.cos(math.pi * step / total_steps))
