"""log_grid: learning rates at equal factors."""

import math

import numpy as np

from lrkit.exercises.base import Case, Exercise, Part

log_grid = Exercise(
    name="log_grid",
    signature=("lo", "hi", "n"),
    notebook="03_trial_error_and_grids",
    returns=("rates",),
    parts=(
        Part("value", 3, "n rates from lo to hi, each the same factor above the last"),
        Part("two", 1, "the two ends alone"),
        Part("other spans", 1, "spans that are not powers of ten, spans above 1, and integers"),
    ),
    hints=(
        "Neighbours have the same ratio. Between n numbers there are n - 1 steps. How large is the "
        "factor of one step if all of them together lead from lo to hi?",
        "The logarithms of the rates are equally spaced. Space the logarithms, then turn them back "
        "into rates.",
        "np.linspace makes equally spaced numbers and includes both ends: give it the logarithms "
        "of lo and hi. Any base will do, as long as you return with the same one.",
    ),
)


@log_grid.set_cases
def cases(rng):
    """Draw spans of powers of ten and others, below and above 1, wide, narrow, and two rates."""
    yield Case((0.001, 1.0, 4), "three powers of ten", shown=True)
    yield Case((0.1, 1.6, 5), "doublings", shown=True)
    yield Case((0.01, 1.0, 2), "two rates", part="two", shown=True)
    yield Case((2.0, 50.0, 3), "rates above 1", part="other spans", shown=True)
    for low, high in ((-5, -2), (-3, 0), (-4, -1)):
        lo = 10 ** rng.uniform(low, high)
        yield Case((lo, lo * 10 ** rng.uniform(1, 4), int(rng.integers(4, 12))),
                   "a span that is not a power of ten")
    lo = rng.uniform(0.1, 0.9)
    yield Case((lo, lo * 1.5, 7), "a narrow span")
    yield Case((1e-8, 10.0, 10), "a wide span")
    yield Case((lo, lo * rng.uniform(2, 50), 2), "two rates that are not powers of ten", part="two")
    yield Case((1, 1000, 4), "integers", part="other spans")
    yield Case((3, 5, 3), "integers that are close together", part="other spans")
    yield Case((rng.uniform(2, 9), rng.uniform(20, 900), 6), "rates above 1", part="other spans")


@log_grid.set_reference
def reference(lo, hi, n):
    return np.exp(np.linspace(math.log(lo), math.log(hi), n))


@log_grid.misconception
def spaced_the_rates_themselves(lo, hi, n):
    """Your rates have equal differences, so nearly all of them lie in the highest power of ten and
    hardly any below it. Space their logarithms instead."""
    return np.linspace(lo, hi, n)


@log_grid.misconception
def returned_the_logarithms(lo, hi, n):
    """These are the logarithms, equally spaced. Turn them back into rates."""
    return np.linspace(math.log10(lo), math.log10(hi), n)


@log_grid.misconception
def gave_the_rates_to_logspace(lo, hi, n):
    """np.logspace takes exponents, not rates: logspace(0.001, 1) runs from 10**0.001 to 10**1. Take
    the logarithm of both ends first."""
    return np.logspace(lo, hi, n)


@log_grid.misconception
def left_out_the_end(lo, hi, n):
    """hi is missing. Your factor is that of n steps, but between n rates there are only n - 1."""
    return lo * (hi / lo) ** (np.arange(n) / n)


@log_grid.misconception
def left_out_the_start(lo, hi, n):
    """lo is missing. The first rate is lo itself, before any factor."""
    return lo * (hi / lo) ** (np.arange(1, n + 1) / n)


@log_grid.misconception
def made_one_too_many(lo, hi, n):
    """You return one rate too many: n counts the rates, not the steps between them."""
    return np.geomspace(lo, hi, n + 1)


@log_grid.misconception
def multiplied_by_ten(lo, hi, n):
    """You multiply by 10 each time. The factor follows from lo, hi and n; only sometimes is it
    10."""
    return lo * 10.0 ** np.arange(n)


@log_grid.misconception
def doubled(lo, hi, n):
    """You double each time. The factor follows from lo, hi and n."""
    return lo * 2.0 ** np.arange(n)


@log_grid.misconception
def went_downwards(lo, hi, n):
    """The rates are right, but they run from the largest to the smallest. They should ascend."""
    return np.geomspace(hi, lo, n)


@log_grid.misconception
def mixed_two_logarithms(lo, hi, n):
    """You took one logarithm and returned with another base. log belongs to exp, and log10 to
    10**."""
    return np.exp(np.linspace(math.log10(lo), math.log10(hi), n))


@log_grid.misconception
def spaced_the_roots(lo, hi, n):
    """You spaced the square roots. That grid lies between a linear and a logarithmic one, and its
    neighbours still have different ratios."""
    return np.linspace(math.sqrt(lo), math.sqrt(hi), n) ** 2


@log_grid.misconception
def rounded_to_powers_of_ten(lo, hi, n):
    """You rounded the exponents. The ends must be lo and hi themselves, and the rates between them
    need not be round."""
    return 10.0 ** np.round(np.linspace(math.log10(lo), math.log10(hi), n))


@log_grid.misconception
def mixed_two_bases(lo, hi, n):
    """np.log is the natural logarithm, but np.logspace raises 10 to its numbers. Use one base for
    both: log10 with logspace, or log with exp."""
    return np.logspace(np.log(lo), np.log(hi), n)


@log_grid.misconception
def divided_instead_of_taking_a_root(lo, hi, n):
    """You divided hi / lo by the number of steps to get the factor. The factors multiply: n - 1 of
    them together make hi / lo, so one of them is the (n - 1)-th root of it."""
    return lo * (hi / lo / (n - 1)) ** np.arange(n)


@log_grid.misconception
def forgot_the_logarithms(lo, hi, n):
    """You raised e to equally spaced rates. What should be equally spaced is the logarithms: take
    those of lo and hi before you space, and undo them afterwards."""
    return np.exp(np.linspace(lo, hi, n))
