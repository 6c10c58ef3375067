"""warmup_cosine: up along a line, down along a cosine."""

import math

import numpy as np

from lrkit.exercises.base import Case, Exercise, Part

warmup_cosine = Exercise(
    name="warmup_cosine",
    signature=("step", "warmup_steps", "total_steps", "lr_max", "lr_min"),
    notebook="04_schedules",
    returns=("rate",),
    parts=(
        Part("warm-up", 2, "the rates of the warm-up"),
        Part("cosine", 2, "the rates after it, to the end and beyond"),
        Part("none", 1, "no warm-up at all"),
    ),
    hints=(
        "There are two schedules, one after the other. Which step is the first of the cosine?",
        "The warm-up rises in equal parts. The very first step is not wasted on a rate of 0: it "
        "already has one part.",
        "The cosine begins at warmup_steps and ends at total_steps. How many steps does it take, "
        "and how many of them have passed at a given step?",
    ),
)


@warmup_cosine.set_cases
def cases(rng):
    """In the warm-up, at its end, on the cosine, after it; lr_min other than 0; no warm-up."""
    yield Case((0, 4, 12, 0.8, 0.1), "the very first step", "warm-up", shown=True)
    yield Case((3, 4, 12, 0.8, 0.1), "the last step of the warm-up", "warm-up", shown=True)
    yield Case((4, 4, 12, 0.8, 0.1), "the first step of the cosine", "cosine", shown=True)
    yield Case((8, 4, 12, 0.8, 0.1), "halfway through the cosine", "cosine", shown=True)
    yield Case((0, 0, 10, 0.5, 0.1), "the first step without a warm-up", "none", shown=True)
    for _ in range(3):
        warm = int(rng.integers(3, 12))
        total = warm + int(rng.integers(5, 30))
        top, low = rng.uniform(0.5, 3), rng.uniform(0.01, 0.3)
        yield Case((int(rng.integers(1, warm)), warm, total, top, low), "in the warm-up",
                   "warm-up")
        yield Case((int(rng.integers(warm + 1, total)), warm, total, top, low), "on the cosine",
                   "cosine")
    yield Case((0, 1, 9, 0.6, 0.2), "a warm-up of one step", "warm-up")
    yield Case((2, 5, 9, 1.5), "in the warm-up, lr_min left out", "warm-up")
    yield Case((7, 5, 9, 1.5), "on the cosine, lr_min left out", "cosine")
    yield Case((12, 4, 12, 0.8, 0.1), "the end", "cosine")
    yield Case((17, 4, 12, 0.8, 0.1), "after the end", "cosine")
    yield Case((28, 4, 12, 0.8, 0.1), "long after the end", "cosine")
    yield Case((4, 0, 10, 0.5, 0.1), "on the cosine without a warm-up", "none")
    yield Case((15, 0, 10, 0.5, 0.1), "after the end, without a warm-up", "none")


@warmup_cosine.set_reference
def reference(step, warmup_steps, total_steps, lr_max, lr_min=0.0):
    if step < warmup_steps:
        return lr_max * (step + 1) / warmup_steps
    share = min((step - warmup_steps) / (total_steps - warmup_steps), 1)
    return lr_min + (lr_max - lr_min) / 2 * (1 + math.cos(math.pi * share))


@warmup_cosine.misconception
def began_at_zero(step, warmup_steps, total_steps, lr_max, lr_min=0.0):
    """Your first rate is 0, so the first step changes nothing. It should already have one part of
    the warm-up, whose last step has lr_max."""
    if step < warmup_steps:
        return lr_max * step / warmup_steps
    share = min((step - warmup_steps) / (total_steps - warmup_steps), 1)
    return lr_min + (lr_max - lr_min) / 2 * (1 + math.cos(math.pi * share))


@warmup_cosine.misconception
def began_at_the_lowest_rate(step, warmup_steps, total_steps, lr_max, lr_min=0.0):
    """Your warm-up rises from lr_min. lr_min belongs to the end of the run only: the rates of the
    warm-up are shares of lr_max."""
    if step < warmup_steps:
        return lr_min + (lr_max - lr_min) * (step + 1) / warmup_steps
    share = min((step - warmup_steps) / (total_steps - warmup_steps), 1)
    return lr_min + (lr_max - lr_min) / 2 * (1 + math.cos(math.pi * share))


@warmup_cosine.misconception
def let_the_cosine_begin_at_step_zero(step, warmup_steps, total_steps, lr_max, lr_min=0.0):
    """The warm-up is right. Your cosine begins at step 0, so that a part of it is over when the
    warm-up ends, and the rate jumps. It should begin where the warm-up ends."""
    if step < warmup_steps:
        return lr_max * (step + 1) / warmup_steps
    share = min(step / total_steps, 1)
    return lr_min + (lr_max - lr_min) / 2 * (1 + math.cos(math.pi * share))


@warmup_cosine.misconception
def let_the_cosine_end_too_late(step, warmup_steps, total_steps, lr_max, lr_min=0.0):
    """The warm-up is right. Your cosine takes total_steps by itself, so that the run ends before it
    has reached lr_min. The warm-up is a part of total_steps."""
    if step < warmup_steps:
        return lr_max * (step + 1) / warmup_steps
    share = min((step - warmup_steps) / total_steps, 1)
    return lr_min + (lr_max - lr_min) / 2 * (1 + math.cos(math.pi * share))


@warmup_cosine.misconception
def rose_again(step, warmup_steps, total_steps, lr_max, lr_min=0.0):
    """Right up to the end. After it your cosine rises again, but the rate should stay at lr_min."""
    if step < warmup_steps:
        return lr_max * (step + 1) / warmup_steps
    share = (step - warmup_steps) / (total_steps - warmup_steps)
    return lr_min + (lr_max - lr_min) / 2 * (1 + math.cos(math.pi * share))


@warmup_cosine.misconception
def warmed_up_one_step_too_long(step, warmup_steps, total_steps, lr_max, lr_min=0.0):
    """Your warm-up is one step too long: with <= it includes step warmup_steps, where its rate is
    above lr_max."""
    if step <= warmup_steps:
        return lr_max * (step + 1) / max(warmup_steps, 1)
    share = min((step - warmup_steps) / (total_steps - warmup_steps), 1)
    return lr_min + (lr_max - lr_min) / 2 * (1 + math.cos(math.pi * share))


@warmup_cosine.misconception
def forgot_the_lowest_rate(step, warmup_steps, total_steps, lr_max, lr_min=0.0):
    """The warm-up is right. Your cosine falls to 0, whatever lr_min is."""
    if step < warmup_steps:
        return lr_max * (step + 1) / warmup_steps
    share = min((step - warmup_steps) / (total_steps - warmup_steps), 1)
    return lr_max / 2 * (1 + math.cos(math.pi * share))


@warmup_cosine.misconception
def put_the_lowest_rate_on_top(step, warmup_steps, total_steps, lr_max, lr_min=0.0):
    """The warm-up is right. You add lr_min to a cosine that starts at lr_max already, so its first
    rate is above lr_max."""
    if step < warmup_steps:
        return lr_max * (step + 1) / warmup_steps
    share = min((step - warmup_steps) / (total_steps - warmup_steps), 1)
    return lr_min + lr_max / 2 * (1 + math.cos(math.pi * share))


@warmup_cosine.misconception
def went_down_along_a_line(step, warmup_steps, total_steps, lr_max, lr_min=0.0):
    """The warm-up is right. After it your rate falls along a straight line, but it should follow a
    cosine."""
    if step < warmup_steps:
        return lr_max * (step + 1) / warmup_steps
    share = min((step - warmup_steps) / (total_steps - warmup_steps), 1)
    return lr_max + (lr_min - lr_max) * share


@warmup_cosine.misconception
def stayed_at_the_top(step, warmup_steps, total_steps, lr_max, lr_min=0.0):
    """The warm-up is right. After it your rate stays at lr_max, but it should fall along a
    cosine."""
    return lr_max * (step + 1) / warmup_steps if step < warmup_steps else lr_max


@warmup_cosine.misconception
def multiplied_the_two(step, warmup_steps, total_steps, lr_max, lr_min=0.0):
    """You multiply the warm-up by a cosine that begins at step 0. The two come one after the other,
    not at the same time."""
    up = min((step + 1) / warmup_steps, 1) if warmup_steps else 1
    share = min(step / total_steps, 1)
    return up * (lr_min + (lr_max - lr_min) / 2 * (1 + math.cos(math.pi * share)))


@warmup_cosine.misconception
def divided_by_no_warm_up(step, warmup_steps, total_steps, lr_max, lr_min=0.0):
    """Right with a warm-up. Without one you divide by zero. Ask whether the step belongs to the
    warm-up before you divide by its length."""
    rising = lr_max * (step + 1) / warmup_steps
    if step < warmup_steps:
        return rising
    share = min((step - warmup_steps) / (total_steps - warmup_steps), 1)
    return lr_min + (lr_max - lr_min) / 2 * (1 + math.cos(math.pi * share))


@warmup_cosine.misconception
def counted_the_zero_as_a_part(step, warmup_steps, total_steps, lr_max, lr_min=0.0):
    """Your warm-up arrives at lr_max in its last step, as it should, but it begins at 0, as
    np.linspace(0, lr_max, warmup_steps) does. Its first step should have one part of lr_max."""
    if step < warmup_steps:
        return np.linspace(0, lr_max, warmup_steps)[step]
    share = min((step - warmup_steps) / (total_steps - warmup_steps), 1)
    return lr_min + (lr_max - lr_min) / 2 * (1 + math.cos(math.pi * share))


@warmup_cosine.misconception
def took_the_lowest_rate_for_the_first(step, warmup_steps, total_steps, lr_max, lr_min=0.0):
    """Your first rate is lr_min, which belongs to the end of the run only. The first step has one
    part of the warm-up, lr_max / warmup_steps, and its last step has lr_max."""
    if step < warmup_steps:
        return lr_min + (lr_max - lr_min) * step / warmup_steps
    share = min((step - warmup_steps) / (total_steps - warmup_steps), 1)
    return lr_min + (lr_max - lr_min) / 2 * (1 + math.cos(math.pi * share))


@warmup_cosine.misconception
def counted_the_cosine_from_the_start(step, warmup_steps, total_steps, lr_max, lr_min=0.0):
    """Your cosine has the right length, but counts its steps from the start of the run. It begins
    at step warmup_steps: subtract the warm-up from the step as well."""
    if step < warmup_steps:
        return lr_max * (step + 1) / warmup_steps
    share = min(step / (total_steps - warmup_steps), 1)
    return lr_min + (lr_max - lr_min) / 2 * (1 + math.cos(math.pi * share))
