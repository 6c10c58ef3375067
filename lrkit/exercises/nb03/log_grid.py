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
        Part("other spans", 1, "spans that are no powers of ten, above 1, and integers"),
    ),
    hints=(
        "Neighbours have the same ratio. Between n numbers there are n - 1 steps: how large is the "
        "factor of one step, if all of them together lead from lo to hi?",
        "What is equally spaced is the logarithm. Space that, and go back from the logarithm to "
        "the rate.",
        "np.linspace makes equally spaced numbers, both ends included: give it the logarithms of "
        "lo and hi. The base does not matter, as long as you go back with the same one.",
    ),
)


@log_grid.set_cases
def cases(rng):
    """Powers of ten and not; below and above 1; two values; wide and narrow spans."""
    yield Case((0.001, 1.0, 4), "three powers of ten", shown=True)
    yield Case((0.1, 1.6, 5), "doublings", shown=True)
    yield Case((0.01, 1.0, 2), "two rates", part="two", shown=True)
    yield Case((2.0, 50.0, 3), "rates above 1", part="other spans", shown=True)
    for low, high in ((-5, -2), (-3, 0), (-4, -1)):
        lo = 10 ** rng.uniform(low, high)
        yield Case((lo, lo * 10 ** rng.uniform(1, 4), int(rng.integers(4, 12))),
                   "a span that is no power of ten")
    lo = rng.uniform(0.1, 0.9)
    yield Case((lo, lo * 1.5, 7), "a narrow span")
    yield Case((1e-8, 10.0, 10), "a wide span")
    yield Case((lo, lo * rng.uniform(2, 50), 2), "two rates, no powers of ten", part="two")
    yield Case((1, 1000, 4), "integers", part="other spans")
    yield Case((3, 5, 3), "integers that are near to each other", part="other spans")
    yield Case((rng.uniform(2, 9), rng.uniform(20, 900), 6), "rates above 1", part="other spans")


@log_grid.set_reference
def reference(lo, hi, n):
    return np.exp(np.linspace(math.log(lo), math.log(hi), n))


@log_grid.misconception
def spaced_the_rates_themselves(lo, hi, n):
    """Your rates have equal differences. Nearly all of them then lie in the highest power of ten,
    and none below: space their logarithms."""
    return np.linspace(lo, hi, n)


@log_grid.misconception
def returned_the_logarithms(lo, hi, n):
    """These are the logarithms, equally spaced. Go back to the rates."""
    return np.linspace(math.log10(lo), math.log10(hi), n)


@log_grid.misconception
def gave_the_rates_to_logspace(lo, hi, n):
    """np.logspace takes exponents and not rates: logspace(0.001, 1) goes from 10**0.001 to 10. Take
    the logarithm of both ends first."""
    return np.logspace(lo, hi, n)


@log_grid.misconception
def left_out_the_end(lo, hi, n):
    """hi is missing: your factor is one for n steps, but between n rates there are only n - 1."""
    return lo * (hi / lo) ** (np.arange(n) / n)


@log_grid.misconception
def left_out_the_start(lo, hi, n):
    """lo is missing: the first rate is lo itself, after 0 factors."""
    return lo * (hi / lo) ** (np.arange(1, n + 1) / n)


@log_grid.misconception
def made_one_too_many(lo, hi, n):
    """One rate too many: n is the number of rates, not of steps between them."""
    return np.geomspace(lo, hi, n + 1)


@log_grid.misconception
def multiplied_by_ten(lo, hi, n):
    """You multiply by 10 each time. The factor follows from lo, hi and n: right only where these
    make it 10."""
    return lo * 10.0 ** np.arange(n)


@log_grid.misconception
def doubled(lo, hi, n):
    """You double each time. The factor follows from lo, hi and n."""
    return lo * 2.0 ** np.arange(n)


@log_grid.misconception
def went_downwards(lo, hi, n):
    """Right, but from the largest to the smallest: ascending is asked for."""
    return np.geomspace(hi, lo, n)


@log_grid.misconception
def mixed_two_logarithms(lo, hi, n):
    """You went there with one logarithm and back with another base: log and exp belong together,
    log10 and 10** do."""
    return np.exp(np.linspace(math.log10(lo), math.log10(hi), n))


@log_grid.misconception
def spaced_the_roots(lo, hi, n):
    """You spaced the square roots. That lies between a linear and a logarithmic grid: neighbours
    still have different ratios."""
    return np.linspace(math.sqrt(lo), math.sqrt(hi), n) ** 2


@log_grid.misconception
def rounded_to_powers_of_ten(lo, hi, n):
    """You rounded the exponents. The ends are lo and hi themselves, and the rates between them need
    not be round."""
    return 10.0 ** np.round(np.linspace(math.log10(lo), math.log10(hi), n))


@log_grid.misconception
def mixed_two_bases(lo, hi, n):
    """np.log is the natural logarithm, and np.logspace goes back with powers of ten. Take the same
    base both ways: log10 belongs to logspace, exp to log."""
    return np.logspace(np.log(lo), np.log(hi), n)
