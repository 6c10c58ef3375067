"""steps_to_tol: how many steps until the minimum is near enough."""

import math

from lrkit.exercises.base import Case, Exercise, Part

steps_to_tol = Exercise(
    name="steps_to_tol",
    signature=("lr", "curvature", "x0", "tol", "max_steps"),
    notebook="01_one_step_downhill",
    returns=("number of steps, or None",),
    parts=(
        Part("value", 3, "the number of steps of a run that arrives"),
        Part("edges", 1, "0 steps, an exact hit, arriving in the last step allowed"),
        Part("never", 1, "None for a run that does not arrive"),
    ),
    hints=(
        "k = 0 is an answer too: look at the start before you make a step. And what must happen "
        "when the run never arrives?",
        "A for loop over k from 0 to max_steps, both included, always ends. In it: if |x| is "
        "small enough, k is the answer; else make one step.",
        "The gradient of 0.5 * curvature * x**2 is curvature * x. |x| <= tol counts as arrived; "
        "x may be negative, since a large rate jumps across. After the loop: None.",
    ),
)


@steps_to_tol.set_cases
def cases(rng):
    """From both sides; ties; the limits of max_steps; crawling, swinging and exploding runs."""
    yield Case((0.1, 1.0, 1.0, 1e-6, 1000), "a small rate", shown=True)
    yield Case((0.5, 1.0, 1.0, 0.25, 10), "a run that hits the tolerance exactly", part="edges",
               shown=True)
    yield Case((0.1, 1.0, 0.5, 1.0, 10), "a start that is already near enough", part="edges",
               shown=True)
    yield Case((3.0, 1.0, 1.0, 1e-6, 5000), "a run that diverges", part="never", shown=True)
    for _ in range(2):
        yield Case((rng.uniform(0.1, 0.3), rng.uniform(0.5, 3), rng.uniform(1, 5),
                    10 ** rng.uniform(-6, -2), 500),
                   "a small rate, with a curvature and a start that are not 1")
    yield Case((0.8, rng.uniform(1.8, 2.2), rng.uniform(3, 5), 10 ** rng.uniform(-5, -3), 500),
               "a rate so large that x jumps from side to side")
    yield Case((0.2, rng.uniform(1, 3), -rng.uniform(2, 5), 1e-3, 500), "a negative start")
    yield Case((0.5, 2.0, 3.0, 1e-9, 5), "a rate that arrives in one step")
    yield Case((0.25, 1.0, 0.3, 0.1, 100), "a start below 1")
    yield Case((0.5, 1.0, 2.0**40, 0.75, 100), "a start very far away")
    yield Case((0.5, 1.0, 1.0, 0.125, 3), "arriving in the last step allowed", part="edges")
    yield Case((0.5, 1.0, 1.0, 0.125 - 1e-8, 9), "a tolerance just below a power of the factor")
    yield Case((0.5, 1.0, 8.0, 8.0, 0), "no steps allowed, and none needed", part="edges")
    yield Case((3.0, 1.0, 0.5, 1.0, 10), "a start near enough at a rate that would diverge",
               part="edges")
    yield Case((0.5, 1.0, 1.0, 0.125, 2), "one step too few allowed", part="never")
    yield Case((1.0, 2.0, 1.0, 0.5, 50), "a run that swings without end", part="never")
    yield Case((0.0, 1.0, 1.0, 0.5, 50), "a rate of 0", part="never")
    yield Case((0.001, 1.0, rng.uniform(1, 2), 1e-3, 40), "a rate that is too slow", part="never")
    yield Case((2.5, 1.0, -2.0, 1e-3, 3000), "a run that overflows", part="never")


@steps_to_tol.set_reference
def reference(lr, curvature, x0, tol, max_steps):
    x = x0
    for k in range(max_steps + 1):
        if abs(x) <= tol:
            return k
        x = x - lr * curvature * x
    return None


@steps_to_tol.misconception
def counted_from_one(lr, curvature, x0, tol, max_steps):
    """Always one too many: the start is the position after 0 steps, not after 1."""
    x = x0
    for k in range(max_steps + 1):
        if abs(x) <= tol:
            return k + 1
        x = x - lr * curvature * x
    return None


@steps_to_tol.misconception
def looked_only_after_a_step(lr, curvature, x0, tol, max_steps):
    """A start that is near enough needs 0 steps, but your first look comes after step 1. Look
    before you step."""
    x = x0
    for k in range(1, max_steps + 1):
        x = x - lr * curvature * x
        if abs(x) <= tol:
            return k
    return None


@steps_to_tol.misconception
def asked_for_strictly_less(lr, curvature, x0, tol, max_steps):
    """An exact hit counts: |x| <= tol, and you ask for |x| < tol."""
    x = x0
    for k in range(max_steps + 1):
        if abs(x) < tol:
            return k
        x = x - lr * curvature * x
    return None


@steps_to_tol.misconception
def forgot_the_absolute_value(lr, curvature, x0, tol, max_steps):
    """A negative x is below the tolerance without being near the minimum: -5 <= 0.001. Measure the
    distance from 0."""
    x = x0
    for k in range(max_steps + 1):
        if x <= tol:
            return k
        x = x - lr * curvature * x
    return None


@steps_to_tol.misconception
def left_out_the_last_step(lr, curvature, x0, tol, max_steps):
    """A run that arrives exactly in step max_steps has arrived. range(max_steps) ends one
    earlier."""
    x = x0
    for k in range(max_steps):
        if abs(x) <= tol:
            return k
        x = x - lr * curvature * x
    return None


@steps_to_tol.misconception
def returned_max_steps_for_never(lr, curvature, x0, tol, max_steps):
    """When the run does not arrive you return max_steps. That would be read as "arrived in the last
    step": None says that it did not."""
    x = x0
    for k in range(max_steps + 1):
        if abs(x) <= tol:
            return k
        x = x - lr * curvature * x
    return max_steps


@steps_to_tol.misconception
def returned_minus_one_for_never(lr, curvature, x0, tol, max_steps):
    """When the run does not arrive you return -1. It can be mistaken for a number of steps, and is
    smaller than any: None says that there is none."""
    x = x0
    for k in range(max_steps + 1):
        if abs(x) <= tol:
            return k
        x = x - lr * curvature * x
    return -1


@steps_to_tol.misconception
def counted_one_too_few(lr, curvature, x0, tol, max_steps):
    """Always one too few: you step first and look afterwards, but the counter still has its old
    value. After the first step, one step has been made."""
    x = x0
    for k in range(max_steps + 1):
        x = x - lr * curvature * x
        if abs(x) <= tol:
            return k
    return None


@steps_to_tol.misconception
def took_nan_for_an_arrival(lr, curvature, x0, tol, max_steps):
    """Right until a run overflows. Then x becomes inf, and the next step inf - inf, which is nan.
    "nan > tol" is False, so that a loop which runs while |x| > tol ends as if it had arrived. Ask
    the other way round: has it arrived?"""
    x, k = x0, 0
    while abs(x) > tol:
        if k >= max_steps:
            return None
        x = x - lr * curvature * x
        k += 1
    return k


@steps_to_tol.misconception
def ignored_the_curvature(lr, curvature, x0, tol, max_steps):
    """Right where the curvature is 1. The gradient of 0.5 * curvature * x**2 has the curvature in
    it: look at what you multiply lr with."""
    x = x0
    for k in range(max_steps + 1):
        if abs(x) <= tol:
            return k
        x = x - lr * x
    return None


@steps_to_tol.misconception
def kept_the_half(lr, curvature, x0, tol, max_steps):
    """Your steps are half as long as they should be. The derivative of 0.5 * c * x**2 is c * x: the
    2 of the square and the one half cancel."""
    x = x0
    for k in range(max_steps + 1):
        if abs(x) <= tol:
            return k
        x = x - lr * 0.5 * curvature * x
    return None


@steps_to_tol.misconception
def measured_the_loss(lr, curvature, x0, tol, max_steps):
    """You compare the loss with the tolerance. The question is about the distance |x|: the loss is
    proportional to its square and is small much earlier."""
    x = x0
    for k in range(max_steps + 1):
        if 0.5 * curvature * x * x <= tol:
            return k
        x = x - lr * curvature * x
    return None


@steps_to_tol.misconception
def measured_relative_to_the_start(lr, curvature, x0, tol, max_steps):
    """You ask for |x| <= tol * |x0|. The tolerance is a distance, not a share of the start."""
    x = x0
    for k in range(max_steps + 1):
        if abs(x) <= tol * abs(x0):
            return k
        x = x - lr * curvature * x
    return None


@steps_to_tol.misconception
def looked_at_the_step_length(lr, curvature, x0, tol, max_steps):
    """You stop when a step is shorter than the tolerance. With a small rate the steps are short
    long before the minimum is near: look at x, not at its change."""
    x = x0
    for k in range(max_steps + 1):
        step = lr * curvature * x
        if abs(step) <= tol:
            return k
        x = x - step
    return None


@steps_to_tol.misconception
def returned_the_logarithm(lr, curvature, x0, tol, max_steps):
    """A number of steps is whole: your formula gives the moment between two steps at which the
    tolerance is crossed."""
    ratio = abs(1 - lr * curvature)
    if abs(x0) <= tol:
        return 0
    if not 0 < ratio < 1:
        return 1 if ratio == 0 else None
    k = math.log(tol / abs(x0)) / math.log(ratio)
    return k if k <= max_steps else None


@steps_to_tol.misconception(never_ends=True)
def never_stopped(lr, curvature, x0, tol, max_steps):
    """A loop that runs until x is near enough never ends for a run that does not get there, or ends
    by accident when x has become nan. Let the number of steps bound the loop."""
    x, k = x0, 0
    while abs(x) > tol:
        x = x - lr * curvature * x
        k += 1
    return k


@steps_to_tol.misconception(never_ends=True)
def forgot_the_absolute_value_and_the_end(lr, curvature, x0, tol, max_steps):
    """Two things are wrong. A negative x is below the tolerance without being near the minimum:
    measure the distance from 0. And the loop has no end for a run that never gets there: let the
    number of steps bound it."""
    x, k = x0, 0
    while x > tol:
        x = x - lr * curvature * x
        k += 1
    return k


@steps_to_tol.misconception
def made_steps_of_one_length(lr, curvature, x0, tol, max_steps):
    """All steps have one length here, lr * curvature. The slope at x is curvature * x, so the steps
    get shorter as x does."""
    x = x0
    for k in range(max_steps + 1):
        if abs(x) <= tol:
            return k
        x = x - lr * curvature
    return None
