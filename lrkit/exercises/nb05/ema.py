"""ema: the exponential moving average, with its bias corrected."""

import numpy as np

from lrkit.exercises.base import PURITY, Case, Exercise, Part

ema = Exercise(
    name="ema",
    signature=("xs", "beta", "correct"),
    notebook="05_noise_why_decay_matters",
    returns=("averages",),
    in_time=("averages",),
    parts=(
        Part("value", 3, "the average with the correction"),
        Part("raw", 1, "without the correction"),
        Part("edges", 0.5, "lists, integers, one number, none"),
        Part(PURITY, 0.5, "leaves xs as it was, and answers the same each time"),
    ),
    hints=(
        "Keep one number m, which begins with 0. Each x moves it a little: which share does the "
        "old m keep, and which share does the new x get?",
        "The correction divides what you put into the result, not m itself: m must go on "
        "uncorrected to the next x.",
        "The weights that the first t numbers have in m add up to less than 1; the text says to "
        "what. t counts from 1. Check yourself: the first corrected average is the first x.",
    ),
)


@ema.set_cases
def cases(rng):
    """Series of numbers, lists, integers; one number, none; beta 0; with and without correction."""
    yield Case((np.array([4.0, 0.0, 8.0]), 0.5), "three numbers", shown=True)
    yield Case((np.array([1.0, 1.0, 1.0, 1.0]), 0.9), "the same number four times", shown=True)
    yield Case((np.array([4.0, 0.0, 8.0]), 0.5, False), "without the correction", part="raw",
               shown=True)
    yield Case((np.array([]), 0.9), "no numbers", part="edges", shown=True)
    for beta in (0.3, 0.75, 0.98):
        yield Case((rng.normal(2, 1, int(rng.integers(5, 12))), beta), "a series of numbers")
    yield Case((rng.normal(2, 1, 6), 0.8, True), "a series of numbers")
    for beta in (0.4, 0.95):
        yield Case((rng.normal(-1, 1, int(rng.integers(5, 12))), beta, False),
                   "a series without the correction", part="raw")
    yield Case((np.array([3.0, -1.0, 2.0]), 0.0), "a beta of 0", part="edges")
    yield Case((np.array([3.0, -1.0, 2.0]), 0.0, False), "a beta of 0, without the correction",
               part="edges")
    yield Case(([2.0, 5.0, -1.0, 0.5], 0.7), "a list", part="edges")
    yield Case((rng.integers(-9, 9, 6), 0.6), "an array of integers", part="edges")
    yield Case(([3], 0.9), "a list of one integer", part="edges")
    yield Case(([], 0.5, False), "an empty list", part="edges")


@ema.set_reference
def reference(xs, beta, correct=True):
    m, averages = 0.0, []
    for t, x in enumerate(xs, start=1):
        m = beta * m + (1 - beta) * x
        averages.append(m / (1 - beta**t) if correct else m)
    return np.array(averages)


@ema.misconception
def swapped_the_shares(xs, beta, correct=True):
    """You gave the share beta to the new number and the rest to the average. It is the other way
    round: with 0.9 the average keeps nine tenths of itself."""
    m, averages = 0.0, []
    for t, x in enumerate(xs, start=1):
        m = (1 - beta) * m + beta * x
        averages.append(m / (1 - (1 - beta) ** t) if correct else m)
    return np.array(averages)


@ema.misconception
def never_corrected(xs, beta, correct=True):
    """You never divide by the correction. The average begins at 0, and without the correction the
    first results are far too small."""
    m, averages = 0.0, []
    for x in xs:
        m = beta * m + (1 - beta) * x
        averages.append(m)
    return np.array(averages)


@ema.misconception
def always_corrected(xs, beta, correct=True):
    """The corrected averages are right. correct=False asks for them as they are."""
    m, averages = 0.0, []
    for t, x in enumerate(xs, start=1):
        m = beta * m + (1 - beta) * x
        averages.append(m / (1 - beta**t))
    return np.array(averages)


@ema.misconception
def corrected_by_one_minus_beta(xs, beta, correct=True):
    """You divide by 1 - beta at each step. That is right for the first number only: the correction
    fades with the number of the step."""
    m, averages = 0.0, []
    for x in xs:
        m = beta * m + (1 - beta) * x
        averages.append(m / (1 - beta) if correct else m)
    return np.array(averages)


@ema.misconception
def fed_the_correction_back(xs, beta, correct=True):
    """You put the corrected value back into m, so that it is corrected again and again. m goes on
    uncorrected; only what you return is divided."""
    m, averages = 0.0, []
    for t, x in enumerate(xs, start=1):
        m = beta * m + (1 - beta) * x
        m = m / (1 - beta**t) if correct else m
        averages.append(m)
    return np.array(averages)


@ema.misconception
def began_with_the_first_number(xs, beta, correct=True):
    """Your average begins with the first number instead of 0. Then there is no bias to correct,
    but the first number counts too much for a long time."""
    m, averages = (xs[0] if len(xs) else 0.0), []
    for x in xs:
        m = beta * m + (1 - beta) * x
        averages.append(m)
    return np.array(averages)


@ema.misconception
def counted_from_two(xs, beta, correct=True):
    """The power in your correction is one too large. The first number is number 1, and its
    corrected average is the number itself."""
    m, averages = 0.0, []
    for t, x in enumerate(xs, start=2):
        m = beta * m + (1 - beta) * x
        averages.append(m / (1 - beta**t) if correct else m)
    return np.array(averages)


@ema.misconception
def counted_from_zero(xs, beta, correct=True):
    """You count the numbers from 0, so that the first correction divides by 1 - beta**0, which is
    0. The first number is number 1: use enumerate(xs, start=1)."""
    m, averages = 0.0, []
    for t, x in enumerate(np.asarray(xs, dtype=float)):
        m = beta * m + (1 - beta) * x
        averages.append(np.divide(m, 1 - beta**t) if correct else m)
    return np.array(averages)


@ema.misconception
def multiplied_by_the_correction(xs, beta, correct=True):
    """You multiply by 1 - beta**t. The weights in m add up to that number, and it is less than 1:
    divide by it, so that they add up to 1."""
    m, averages = 0.0, []
    for t, x in enumerate(xs, start=1):
        m = beta * m + (1 - beta) * x
        averages.append(m * (1 - beta**t) if correct else m)
    return np.array(averages)


@ema.misconception
def forgot_the_share_of_the_new(xs, beta, correct=True):
    """You add the whole new number, as momentum does. In an average the two shares add up to 1."""
    m, averages = 0.0, []
    for t, x in enumerate(xs, start=1):
        m = beta * m + x
        averages.append(m / (1 - beta**t) if correct else m)
    return np.array(averages)


@ema.misconception
def took_the_plain_average(xs, beta, correct=True):
    """This is the mean of all numbers so far. A moving average forgets: older numbers count less
    and less, and beta says how fast."""
    return np.cumsum(xs) / np.arange(1, len(xs) + 1)


@ema.misconception
def gave_the_last_average(xs, beta, correct=True):
    """You return only the last average. Each number has an average of its own: collect them."""
    m, t = 0.0, 0
    for x in xs:
        m, t = beta * m + (1 - beta) * x, t + 1
    return m / (1 - beta**t) if correct and t else m


@ema.misconception
def returned_the_zero_too(xs, beta, correct=True):
    """One entry too many: the 0 with which m begins is not yet an average of anything."""
    m, averages = 0.0, [0.0]
    for t, x in enumerate(xs, start=1):
        m = beta * m + (1 - beta) * x
        averages.append(m / (1 - beta**t) if correct else m)
    return np.array(averages)


@ema.misconception
def wrote_into_the_numbers(xs, beta, correct=True):
    """You wrote the averages into xs, which belongs to the caller; an array of integers would cut
    off their decimals too. Collect the averages in a new list or array."""
    m = 0.0
    for t, x in enumerate(xs, start=1):
        m = beta * m + (1 - beta) * x
        xs[t - 1] = m / (1 - beta**t) if correct else m
    return xs


@ema.misconception
def asked_for_the_first_of_none(xs, beta, correct=True):
    """Right for one number and more. An empty series has no first number: its average is empty
    too."""
    m, averages = (1 - beta) * xs[0], []
    for t, x in enumerate(xs, start=1):
        m = beta * m + (1 - beta) * x if t > 1 else m
        averages.append(m / (1 - beta**t) if correct else m)
    return np.array(averages)


@ema.misconception
def swapped_the_shares_but_not_the_correction(xs, beta, correct=True):
    """You keep the share 1 - beta of m and take in the share beta of the number. It is the other
    way round: a beta near 1 remembers for long. The correction has the right beta."""
    m, averages = 0.0, []
    for t, x in enumerate(xs, start=1):
        m = (1 - beta) * m + beta * x
        averages.append(m / (1 - beta**t) if correct else m)
    return np.array(averages)


@ema.misconception
def left_the_first_uncorrected(xs, beta, correct=True):
    """Your power of beta is one too low: the first average is not corrected at all, and the second
    by the power 1. After t numbers the correction is 1 - beta**t, and the first number is t = 1."""
    m, averages = 0.0, []
    for t, x in enumerate(xs):
        m = beta * m + (1 - beta) * x
        averages.append(m / (1 - beta**t) if correct and t else m)
    return np.array(averages)
