"""noise_floor: how far a constant rate keeps SGD from the minimum."""

import math

from lrkit.exercises.base import Case, Exercise, Part

noise_floor = Exercise(
    name="noise_floor",
    signature=("curvature", "sigma", "lr"),
    notebook="05_noise_why_decay_matters",
    returns=("variance",),
    parts=(
        Part("value", 3, "the variance at rates below the limit"),
        Part("limit", 1, "at the limit and above it"),
        Part("nothing", 1, "no noise"),
    ),
    hints=(
        "Write the step as x' = (1 - lr*c) x - lr*sigma*xi. What does a step do to the variance "
        "of x, if xi has variance 1 and does not depend on x?",
        "In the long run the variance after the step equals the variance before it. That is one "
        "equation with one unknown. Remember that a variance takes the square of a factor.",
        "Multiply out 1 - (1 - lr*c)**2: one factor of lr then cancels. And from which rate on "
        "does even a run without noise no longer settle? From there on the answer is infinite.",
    ),
)


@noise_floor.set_cases
def cases(rng):
    """Small rates and large ones, several curvatures and noises; the limit itself; no noise."""
    yield Case((1.0, 1.0, 1.0), "noise 1 in a bowl of curvature 1", shown=True)
    yield Case((2.0, 3.0, 0.5), "a steeper bowl and more noise", shown=True)
    yield Case((4.0, 1.0, 0.5), "a rate exactly at the limit", part="limit", shown=True)
    yield Case((4.0, 0.0, 0.1), "no noise", part="nothing", shown=True)
    for low, high, words in ((0.02, 0.2, "a small rate"), (0.6, 0.95, "a rate below 1/c"),
                             (1.2, 1.5, "a rate above 1/c"), (1.8, 1.95, "nearly at the limit")):
        curvature = rng.uniform(1.5, 6)
        yield Case((curvature, rng.uniform(0.3, 0.8), rng.uniform(low, high) / curvature), words)
    yield Case((rng.uniform(0.1, 0.4), rng.uniform(2, 5), rng.uniform(1.2, 3)),
               "a flat bowl, much noise and a rate above 1")
    yield Case((2, 3, 0.4), "a curvature and a noise that are integers")
    curvature = rng.uniform(1.5, 6)
    yield Case((curvature, 0.5, 3 / curvature), "a rate above the limit", part="limit")
    yield Case((0.5, 2.0, 40.0), "a rate far above the limit", part="limit")
    yield Case((2.0, 0.0, 1.5), "no noise, above the limit", part="limit")
    yield Case((8.0, 0.25, 0.25), "another bowl, exactly at its limit", part="limit")
    yield Case((curvature, 0.0, 1.9 / curvature), "no noise, nearly at the limit", part="nothing")
    yield Case((0.3, 0.0, 2.5), "no noise, a large rate below the limit", part="nothing")


@noise_floor.set_reference
def reference(curvature, sigma, lr):
    if lr * curvature >= 2:
        return math.inf
    return lr * sigma**2 / (curvature * (2 - lr * curvature))


@noise_floor.misconception
def gave_the_deviation(curvature, sigma, lr):
    """This is the standard deviation, the root of the variance. Return the variance itself."""
    if lr * curvature >= 2:
        return math.inf
    return math.sqrt(lr * sigma**2 / (curvature * (2 - lr * curvature)))


@noise_floor.misconception
def used_small_rates_only(curvature, sigma, lr):
    """A good approximation for small rates, where the bracket is nearly 2. Near the limit it is
    not: keep the square of lr*c when you multiply out."""
    return math.inf if lr * curvature >= 2 else lr * sigma**2 / (2 * curvature)


@noise_floor.misconception
def did_not_square_the_noise(curvature, sigma, lr):
    """sigma is a standard deviation. A variance contains its square."""
    if lr * curvature >= 2:
        return math.inf
    return lr * sigma / (curvature * (2 - lr * curvature))


@noise_floor.misconception
def believed_it_arrives(curvature, sigma, lr):
    """A run with noise and a constant rate never arrives. Each step brings in new noise, and the
    pull back to the minimum can only balance it, not remove it."""
    return math.inf if lr * curvature >= 2 else 0.0


@noise_floor.misconception
def forgot_the_limit(curvature, sigma, lr):
    """Right below the limit. Beyond it the bracket is negative, which a variance cannot be: the
    run diverges, with noise or without."""
    if lr * curvature == 2:
        return math.inf
    return lr * sigma**2 / (curvature * (2 - lr * curvature))


@noise_floor.misconception
def divided_by_zero_at_the_limit(curvature, sigma, lr):
    """Your formula divides by 0 at the limit. There the run jumps from side to side without coming
    nearer, and the noise piles up without end: deal with this case before you divide."""
    if lr * curvature > 2:
        return math.inf
    return lr * sigma**2 / (curvature * (2 - lr * curvature))


@noise_floor.misconception
def stopped_at_one_over_c(curvature, sigma, lr):
    """You return infinity from 1/c on. There overshooting begins, but up to 2/c the run is still
    pulled back."""
    if lr * curvature >= 1:
        return math.inf
    return lr * sigma**2 / (curvature * (2 - lr * curvature))


@noise_floor.misconception
def gave_nan_above_the_limit(curvature, sigma, lr):
    """You return nan above the limit. The variance is not undefined there: it grows without end,
    which is what inf means."""
    if lr * curvature >= 2:
        return math.nan
    return lr * sigma**2 / (curvature * (2 - lr * curvature))


@noise_floor.misconception
def squared_the_rate_only(curvature, sigma, lr):
    """This is the variance that a single step brings in. The noise of earlier steps is still there,
    shrunk by the factor of each later step, and all of it adds up."""
    return math.inf if lr * curvature >= 2 else (lr * sigma) ** 2


@noise_floor.misconception
def forgot_the_square_of_the_factor(curvature, sigma, lr):
    """You multiplied the variance by 1 - lr*c. If x is multiplied by a factor, its variance is
    multiplied by the square of that factor."""
    return math.inf if lr * curvature >= 2 else lr * sigma**2 / curvature


@noise_floor.misconception
def left_the_curvature_out(curvature, sigma, lr):
    """Right for a curvature of 1. A steep bowl pulls back harder: a factor c is missing in the
    denominator."""
    if lr * curvature >= 2:
        return math.inf
    return lr * sigma**2 / (2 - lr * curvature)


@noise_floor.misconception
def gave_the_loss(curvature, sigma, lr):
    """This is the mean loss, half the curvature times the variance. The exercise asks for the
    variance of x."""
    if lr * curvature >= 2:
        return math.inf
    return lr * sigma**2 / (2 * (2 - lr * curvature))


@noise_floor.misconception
def took_the_size_of_the_factor(curvature, sigma, lr):
    """You divide by 1 - |a| where a = 1 - lr * curvature is the factor of a step. A factor
    multiplies a variance by its square, so divide by 1 - a**2."""
    if lr * curvature >= 2:
        return math.inf
    return lr**2 * sigma**2 / (1 - abs(1 - lr * curvature)) if lr else 0.0


@noise_floor.misconception
def took_no_noise_for_no_limit(curvature, sigma, lr):
    """Without noise you always return 0. From the limit on a run does not settle without noise
    either: ask about the limit first."""
    if sigma == 0:
        return 0.0
    return math.inf if lr * curvature >= 2 else lr * sigma**2 / (curvature * (2 - lr * curvature))
