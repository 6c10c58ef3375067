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
        Part("nothing", 1, "no noise, or no steps"),
    ),
    hints=(
        "Write the step as x' = (1 - lr*c) x - lr*sigma*xi. What does a step do to the variance "
        "of x, if xi has variance 1 and does not depend on x?",
        "In the long run the variance after the step is the variance before it. That is one "
        "equation for it. Solve it, and mind that factors are squared in a variance.",
        "One factor of lr and one of c cancel when you multiply 1 - (1 - lr*c)**2 out. And where "
        "does a run without noise stop to settle? From there on the answer is infinite.",
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
    yield Case((8.0, 0.25, 0.25), "another bowl, exactly at its limit", part="limit")
    yield Case((curvature, 0.7, 0.0), "a rate of 0", part="nothing")
    yield Case((0.3, 0.0, 2.5), "no noise, a large rate below the limit", part="nothing")


@noise_floor.set_reference
def reference(curvature, sigma, lr):
    if lr * curvature >= 2:
        return math.inf
    return lr * sigma**2 / (curvature * (2 - lr * curvature))


@noise_floor.misconception
def gave_the_deviation(curvature, sigma, lr):
    """This is the standard deviation, the root of what is asked for: return the variance."""
    if lr * curvature >= 2:
        return math.inf
    return math.sqrt(lr * sigma**2 / (curvature * (2 - lr * curvature)))


@noise_floor.misconception
def used_small_rates_only(curvature, sigma, lr):
    """A good approximation for small rates: there the bracket is nearly 2. Near the limit it is
    not; keep the square of lr*c when you multiply out."""
    return math.inf if lr * curvature >= 2 else lr * sigma**2 / (2 * curvature)


@noise_floor.misconception
def did_not_square_the_noise(curvature, sigma, lr):
    """sigma is a standard deviation. In a variance it stands squared."""
    if lr * curvature >= 2:
        return math.inf
    return lr * sigma / (curvature * (2 - lr * curvature))


@noise_floor.misconception
def believed_it_arrives(curvature, sigma, lr):
    """A constant rate with noise does not arrive: each step brings in new noise, and at the minimum
    there is nothing to balance it but the pull back."""
    return math.inf if lr * curvature >= 2 else 0.0


@noise_floor.misconception
def forgot_the_limit(curvature, sigma, lr):
    """Right below the limit. Beyond it the bracket is negative, and a variance cannot be: the run
    goes off to infinity, with noise or without."""
    if lr * curvature == 2:
        return math.inf
    return lr * sigma**2 / (curvature * (2 - lr * curvature))


@noise_floor.misconception
def divided_by_zero_at_the_limit(curvature, sigma, lr):
    """Your formula divides by 0 at the limit. There the pull back is so strong that the run jumps
    to and fro for ever, and the noise piles up without end: settle this case before you divide."""
    if lr * curvature > 2:
        return math.inf
    return lr * sigma**2 / (curvature * (2 - lr * curvature))


@noise_floor.misconception
def stopped_at_one_over_c(curvature, sigma, lr):
    """You give infinity from 1/c on. There overshooting begins; the run is still pulled back until
    2/c."""
    if lr * curvature >= 1:
        return math.inf
    return lr * sigma**2 / (curvature * (2 - lr * curvature))


@noise_floor.misconception
def gave_nan_above_the_limit(curvature, sigma, lr):
    """You return nan above the limit. The variance is not unknown there: it grows without end, and
    that is called inf."""
    if lr * curvature >= 2:
        return math.nan
    return lr * sigma**2 / (curvature * (2 - lr * curvature))


@noise_floor.misconception
def squared_the_rate_only(curvature, sigma, lr):
    """This is the variance that a single step brings in. The noise of earlier steps is still there,
    shrunk by the factor: all of it adds up."""
    return math.inf if lr * curvature >= 2 else (lr * sigma) ** 2


@noise_floor.misconception
def forgot_the_square_of_the_factor(curvature, sigma, lr):
    """You multiplied the variance by 1 - lr*c. A factor on x acts on its variance squared."""
    return math.inf if lr * curvature >= 2 else lr * sigma**2 / curvature


@noise_floor.misconception
def left_the_curvature_out(curvature, sigma, lr):
    """Right for a curvature of 1. A steep bowl pulls back harder: one c is missing below the line
    of the fraction."""
    if lr * curvature >= 2:
        return math.inf
    return lr * sigma**2 / (2 - lr * curvature)


@noise_floor.misconception
def gave_the_loss(curvature, sigma, lr):
    """You went on to the mean loss, half the curvature times the variance. Asked for is the
    variance of x."""
    if lr * curvature >= 2:
        return math.inf
    return lr * sigma**2 / (2 * (2 - lr * curvature))
