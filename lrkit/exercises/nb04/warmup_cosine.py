"""warmup_cosine: up along a line, down along a cosine."""

import math

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
        "Two schedules, one after the other. Which step is the first that belongs to the cosine?",
        "The warm-up goes up in equal parts. The very first step is not wasted on a rate of 0: it "
        "has one part already.",
        "The cosine has its own step count: it begins at warmup_steps and is over at total_steps. "
        "What is its share of the way, then?",
    ),
)


@warmup_cosine.set_cases
def cases(rng):
    """In the warm-up, at its end, on the cosine, after it; lr_min other than 0; no warm-up."""
    yield Case((0, 4, 12, 0.8, 0.1), "the very first step", "warm-up", shown=True)
    yield Case((3, 4, 12, 0.8, 0.1), "the last step of the warm-up", "warm-up", shown=True)
    yield Case((4, 4, 12, 0.8, 0.1), "the first step of the cosine", "cosine", shown=True)
    yield Case((8, 4, 12, 0.8, 0.1), "half of the cosine", "cosine", shown=True)
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
    """Your first rate is 0: that step learns nothing. The first step has one part of the warm-up
    already, and its last one has lr_max."""
    if step < warmup_steps:
        return lr_max * step / warmup_steps
    share = min((step - warmup_steps) / (total_steps - warmup_steps), 1)
    return lr_min + (lr_max - lr_min) / 2 * (1 + math.cos(math.pi * share))


@warmup_cosine.misconception
def began_at_the_lowest_rate(step, warmup_steps, total_steps, lr_max, lr_min=0.0):
    """Your warm-up goes up from lr_min. lr_min belongs to the end of the run; the warm-up is a
    share of lr_max."""
    if step < warmup_steps:
        return lr_min + (lr_max - lr_min) * (step + 1) / warmup_steps
    share = min((step - warmup_steps) / (total_steps - warmup_steps), 1)
    return lr_min + (lr_max - lr_min) / 2 * (1 + math.cos(math.pi * share))


@warmup_cosine.misconception
def let_the_cosine_begin_at_step_zero(step, warmup_steps, total_steps, lr_max, lr_min=0.0):
    """The warm-up is right. Your cosine counts from step 0, so that a part of it is over when the
    warm-up ends, and the rate jumps. It begins where the warm-up ends."""
    if step < warmup_steps:
        return lr_max * (step + 1) / warmup_steps
    share = min(step / total_steps, 1)
    return lr_min + (lr_max - lr_min) / 2 * (1 + math.cos(math.pi * share))


@warmup_cosine.misconception
def let_the_cosine_end_too_late(step, warmup_steps, total_steps, lr_max, lr_min=0.0):
    """The warm-up is right. Your cosine takes total_steps of its own, so that the run ends before
    it has come down: the warm-up is a part of total_steps."""
    if step < warmup_steps:
        return lr_max * (step + 1) / warmup_steps
    share = min((step - warmup_steps) / total_steps, 1)
    return lr_min + (lr_max - lr_min) / 2 * (1 + math.cos(math.pi * share))


@warmup_cosine.misconception
def rose_again(step, warmup_steps, total_steps, lr_max, lr_min=0.0):
    """Right up to the end. After it your cosine rises again: it should stay at lr_min."""
    if step < warmup_steps:
        return lr_max * (step + 1) / warmup_steps
    share = (step - warmup_steps) / (total_steps - warmup_steps)
    return lr_min + (lr_max - lr_min) / 2 * (1 + math.cos(math.pi * share))


@warmup_cosine.misconception
def warmed_up_one_step_too_long(step, warmup_steps, total_steps, lr_max, lr_min=0.0):
    """Your warm-up has one step too many: with <= step warmup_steps still belongs to it, and there
    its rate is above lr_max."""
    if step <= warmup_steps:
        return lr_max * (step + 1) / max(warmup_steps, 1)
    share = min((step - warmup_steps) / (total_steps - warmup_steps), 1)
    return lr_min + (lr_max - lr_min) / 2 * (1 + math.cos(math.pi * share))


@warmup_cosine.misconception
def forgot_the_lowest_rate(step, warmup_steps, total_steps, lr_max, lr_min=0.0):
    """The warm-up is right. Your cosine comes down to 0 whatever lr_min says."""
    if step < warmup_steps:
        return lr_max * (step + 1) / warmup_steps
    share = min((step - warmup_steps) / (total_steps - warmup_steps), 1)
    return lr_max / 2 * (1 + math.cos(math.pi * share))


@warmup_cosine.misconception
def put_the_lowest_rate_on_top(step, warmup_steps, total_steps, lr_max, lr_min=0.0):
    """The warm-up is right. You add lr_min to a cosine that spans all of lr_max already: its first
    rate is above lr_max."""
    if step < warmup_steps:
        return lr_max * (step + 1) / warmup_steps
    share = min((step - warmup_steps) / (total_steps - warmup_steps), 1)
    return lr_min + lr_max / 2 * (1 + math.cos(math.pi * share))


@warmup_cosine.misconception
def went_down_along_a_line(step, warmup_steps, total_steps, lr_max, lr_min=0.0):
    """The warm-up is right. After it your rate falls along a straight line: a cosine is asked
    for."""
    if step < warmup_steps:
        return lr_max * (step + 1) / warmup_steps
    share = min((step - warmup_steps) / (total_steps - warmup_steps), 1)
    return lr_max + (lr_min - lr_max) * share


@warmup_cosine.misconception
def stayed_at_the_top(step, warmup_steps, total_steps, lr_max, lr_min=0.0):
    """The warm-up is right. After it your rate stays at lr_max."""
    return lr_max * (step + 1) / warmup_steps if step < warmup_steps else lr_max


@warmup_cosine.misconception
def multiplied_the_two(step, warmup_steps, total_steps, lr_max, lr_min=0.0):
    """You multiply the warm-up with a cosine that runs from step 0. The two come one after the
    other, not at the same time."""
    up = min((step + 1) / warmup_steps, 1) if warmup_steps else 1
    share = min(step / total_steps, 1)
    return up * (lr_min + (lr_max - lr_min) / 2 * (1 + math.cos(math.pi * share)))


@warmup_cosine.misconception
def divided_by_no_warm_up(step, warmup_steps, total_steps, lr_max, lr_min=0.0):
    """Right with a warm-up. Without one you divide by zero: ask whether the step belongs to the
    warm-up before you divide by its length."""
    rising = lr_max * (step + 1) / warmup_steps
    if step < warmup_steps:
        return rising
    share = min((step - warmup_steps) / (total_steps - warmup_steps), 1)
    return lr_min + (lr_max - lr_min) / 2 * (1 + math.cos(math.pi * share))
