"""regime: what a rate does on a bowl, in one word."""

import math

from lrkit.exercises.base import Case, Exercise, Part

regime = Exercise(
    name="regime",
    signature=("lr", "curvature"),
    notebook="02_too_small_too_large",
    returns=("the regime",),
    parts=(
        Part("value", 2, "'monotone', 'oscillates' and 'diverges'"),
        Part("boundaries", 1, "'one step' and 'never settles'"),
        Part("rounding", 1, "products that are 1 or 2 but for rounding, and others that are not"),
        Part("not positive", 1, "'no learning' and 'ascends'"),
    ),
    hints=(
        "Everything depends on one number: the factor 1 - lr*curvature that multiplies x in each "
        "step. What happens to x if it is 0.5, 0, -0.5, -1, -2?",
        "Take the product lr*curvature and put the words on a line: below 0, at 0, between 0 and "
        "1, at 1, between 1 and 2, at 2, above 2.",
        "0.1 * 10 is 1 but 49 * (1/49) is not quite. Ask math.isclose(product, 1, rel_tol=1e-12) "
        "first, the same with 2, and only then < and >.",
    ),
)


@regime.set_cases
def cases(rng):
    """Every word, at several curvatures; products that are 1 or 2 only up to rounding."""
    yield Case((0.1, 1.0), "a small rate", shown=True)
    yield Case((0.3, 5.0), "a rate between 1/c and 2/c", shown=True)
    yield Case((0.5, 10.0), "a large rate", shown=True)
    yield Case((0.25, 4.0), "a product of exactly 1", part="boundaries", shown=True)
    yield Case((0.25, 8.0), "a product of exactly 2", part="boundaries", shown=True)
    yield Case((1 / 49, 49.0), "a product that is 1 but for rounding", "rounding", shown=True)
    for lr, about in ((0.0, "a rate of 0"), (-0.1, "a negative rate")):
        yield Case((lr, 3.0), about, part="not positive", shown=True)
    for about, low, high in (
        ("a rate that is small for its curvature, which is not 1", 0.05, 0.95),
        ("a rate between 1/c and 2/c, for a curvature that is not 1", 1.05, 1.95),
        ("a rate that is large for its curvature, which is not 1", 2.05, 9.0),
    ):
        for curvature in (rng.uniform(0.01, 0.2), rng.uniform(3, 200)):
            yield Case((rng.uniform(low, high) / curvature, curvature), about)
    yield Case((1.9, 1.0), "a rate above 1 that still converges")
    for lr, curvature in ((3, 0.25), (1.5, 0.4)):
        yield Case((lr, curvature), "a rate above 1 on a flat bowl")
    yield Case((0.6, 2), "an integer curvature")
    for lr, curvature in ((2, 0.5), (4, 0.5), (0.0625, 16), (0.125, 16.0)):
        yield Case((lr, curvature), "a product of exactly 1 or 2", part="boundaries")
    for lr, curvature in ((2 / 49, 49.0), (1 / 98, 98.0), (2 / 103, 103.0)):
        yield Case((lr, curvature), "a product that is 1 or 2 but for rounding", part="rounding")
    for lr, digit in ((1 + 1.5e-12, "twelfth"), (2 * (1 + 1.5e-12), "twelfth"),
                      (1 - 1e-13, "thirteenth"), (2 * (1 + 1e-13), "thirteenth"),
                      (1 - 1e-10, "tenth"), (2 + 1e-10, "tenth"), (1 - 1e-7, "seventh")):
        yield Case((lr, 1.0), f"a product that differs in the {digit} digit", part="rounding")
    yield Case((-rng.uniform(1, 3), 2.0), "another negative rate", part="not positive")
    yield Case((-1e-9, 1.0), "a tiny negative rate", part="not positive")
    yield Case((0, 0.5), "a rate that is the integer 0", part="not positive")


@regime.set_reference
def reference(lr, curvature):
    product = lr * curvature
    if math.isclose(product, 1, rel_tol=1e-12):
        return "one step"
    if math.isclose(product, 2, rel_tol=1e-12):
        return "never settles"
    if lr == 0:
        return "no learning"
    if lr < 0:
        return "ascends"
    if product < 1:
        return "monotone"
    return "oscillates" if product < 2 else "diverges"


def _word(number, rel_tol=1e-12):
    """Compare a number above 0 with 1 and 2, up to rounding."""
    if math.isclose(number, 1, rel_tol=rel_tol):
        return "one step"
    if math.isclose(number, 2, rel_tol=rel_tol):
        return "never settles"
    if number < 1:
        return "monotone"
    return "oscillates" if number < 2 else "diverges"


@regime.misconception
def took_overshooting_for_divergence(lr, curvature):
    """You call every overshooting run divergent. Between 1/c and 2/c the run jumps across the
    minimum and still comes closer each time: the factor is negative, but smaller than 1 in size."""
    product = lr * curvature
    if math.isclose(product, 1, rel_tol=1e-12):
        return "one step"
    if math.isclose(product, 2, rel_tol=1e-12):
        return "never settles"
    if lr <= 0:
        return "no learning" if lr == 0 else "ascends"
    return "monotone" if product < 1 else "diverges"


@regime.misconception
def looked_at_the_rate_alone(lr, curvature):
    """You compare lr with 1 and 2 and leave the curvature out. Right on a bowl of curvature 1 only:
    a rate is large or small for a curvature."""
    if lr <= 0:
        return "no learning" if lr == 0 else "ascends"
    return _word(lr)


@regime.misconception
def compared_floats_exactly(lr, curvature):
    """A product that is 1 or 2 but for rounding, such as 49 * (1/49), counts as one below it.
    Either you compare with ==, or you ask < before math.isclose. Ask for the equal cases first."""
    product = lr * curvature
    if product == 1:
        return "one step"
    if product == 2:
        return "never settles"
    if lr <= 0:
        return "no learning" if lr == 0 else "ascends"
    if product < 1:
        return "monotone"
    return "oscillates" if product < 2 else "diverges"


@regime.misconception
def compared_the_factor_with_zero(lr, curvature):
    """math.isclose(r, 0) is true for exactly 0 only: a relative tolerance of 0 is 0. Ask whether
    the product lr*c is close to 1, not whether the factor is close to 0."""
    factor = 1 - lr * curvature
    if lr <= 0:
        return "no learning" if lr == 0 else "ascends"
    if math.isclose(factor, 0, rel_tol=1e-12):
        return "one step"
    if math.isclose(factor, -1, rel_tol=1e-12):
        return "never settles"
    if factor > 0:
        return "monotone"
    return "oscillates" if factor > -1 else "diverges"


@regime.misconception
def saw_no_boundaries(lr, curvature):
    """You name the wide regions only. Where lr*c is exactly 1 the run arrives in one step, and
    where it is exactly 2 it swings without end. The table has a word for each of the two."""
    product = lr * curvature
    if lr <= 0:
        return "no learning" if lr == 0 else "ascends"
    if product < 1:
        return "monotone"
    return "oscillates" if product < 2 else "diverges"


@regime.misconception
def took_the_size_of_the_factor_only(lr, curvature):
    """You look at the size of the factor and not at its sign. From 1/c on the factor is negative: x
    changes sides in each step, and that is what "oscillates" means."""
    factor = abs(1 - lr * curvature)
    if lr <= 0:
        return "no learning" if lr == 0 else "ascends"
    if math.isclose(factor, 0, abs_tol=1e-12):
        return "one step"
    if math.isclose(factor, 1, rel_tol=1e-12):
        return "never settles"
    return "monotone" if factor < 1 else "diverges"


@regime.misconception
def called_the_limit_divergence(lr, curvature):
    """At lr*c = 2 the factor is -1: x swings between two points without end and neither grows nor
    shrinks. That is "never settles", not "diverges"."""
    product = lr * curvature
    if math.isclose(product, 1, rel_tol=1e-12):
        return "one step"
    if lr <= 0:
        return "no learning" if lr == 0 else "ascends"
    if product < 1:
        return "monotone"
    near_two = math.isclose(product, 2, rel_tol=1e-12)
    return "oscillates" if product < 2 and not near_two else "diverges"


@regime.misconception
def took_a_negative_rate_for_a_small_one(lr, curvature):
    """With a negative rate the factor is above 1: each step goes uphill. That is neither slow nor
    no learning, it "ascends"."""
    product = lr * curvature
    if math.isclose(product, 1, rel_tol=1e-12):
        return "one step"
    if math.isclose(product, 2, rel_tol=1e-12):
        return "never settles"
    if lr == 0:
        return "no learning"
    if product < 1:
        return "monotone"
    return "oscillates" if product < 2 else "diverges"


@regime.misconception
def took_a_negative_rate_for_divergence(lr, curvature):
    """With a negative rate the loss grows too, but not by jumping too far: each step goes uphill,
    on one side. The word for that is "ascends"."""
    product = lr * curvature
    if math.isclose(product, 1, rel_tol=1e-12):
        return "one step"
    if math.isclose(product, 2, rel_tol=1e-12):
        return "never settles"
    if lr == 0:
        return "no learning"
    if 0 < product < 1:
        return "monotone"
    return "oscillates" if 1 < product < 2 else "diverges"


@regime.misconception
def took_no_rate_for_a_small_one(lr, curvature):
    """With a rate of 0 nothing moves at all. However long you wait, the loss stays what it was: "no
    learning"."""
    product = lr * curvature
    if math.isclose(product, 1, rel_tol=1e-12):
        return "one step"
    if math.isclose(product, 2, rel_tol=1e-12):
        return "never settles"
    if lr < 0:
        return "ascends"
    if product < 1:
        return "monotone"
    return "oscillates" if product < 2 else "diverges"


@regime.misconception
def divided_by_the_curvature(lr, curvature):
    """You divide the rate by the curvature. It is the product that counts: on a more strongly
    curved bowl the same rate is larger."""
    product = lr / curvature
    if lr <= 0:
        return "no learning" if lr == 0 else "ascends"
    return _word(product)


@regime.misconception
def halved_the_limits(lr, curvature):
    """Your limits lie at one half and 1. Is your factor 1 - 2*lr*c? That would be right for c*x**2;
    the gradient of 0.5*c*x**2 is c*x."""
    product = 2 * lr * curvature
    if lr <= 0:
        return "no learning" if lr == 0 else "ascends"
    return _word(product)


@regime.misconception
def swapped_monotone_and_oscillating(lr, curvature):
    """You swapped the two words: a small rate creeps down on one side ("monotone"), a larger one
    jumps from side to side ("oscillates")."""
    product = lr * curvature
    if math.isclose(product, 1, rel_tol=1e-12):
        return "one step"
    if math.isclose(product, 2, rel_tol=1e-12):
        return "never settles"
    if lr <= 0:
        return "no learning" if lr == 0 else "ascends"
    if product < 1:
        return "oscillates"
    return "monotone" if product < 2 else "diverges"


@regime.misconception
def left_the_tolerance_wide(lr, curvature):
    """math.isclose without rel_tol accepts numbers as equal that differ in the ninth digit.
    Rounding is far smaller: ask for rel_tol=1e-12, as the text does."""
    product = lr * curvature
    if lr <= 0:
        return "no learning" if lr == 0 else "ascends"
    return _word(product, 1e-9)


@regime.misconception
def looked_at_the_factor(lr, curvature):
    """You compare 1 - lr * curvature with 1 and 2, but the table is about lr * curvature itself."""
    factor = 1 - lr * curvature
    if lr <= 0:
        return "no learning" if lr == 0 else "ascends"
    return _word(factor)


@regime.misconception
def gave_the_boundaries_no_word(lr, curvature):
    """A product of 1 gets the word of those below it, and so does one of 2. The two boundaries have
    words of their own: "one step" and "never settles"."""
    product = lr * curvature
    if lr <= 0:
        return "no learning" if lr == 0 else "ascends"
    if product <= 1:
        return "monotone"
    return "oscillates" if product <= 2 else "diverges"
