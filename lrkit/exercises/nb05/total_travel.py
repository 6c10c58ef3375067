"""total_travel: the sum of the rates of an exponential decay."""

import math

from lrkit.exercises.base import Case, Exercise, Part

total_travel = Exercise(
    name="total_travel",
    signature=("lr0", "gamma", "n"),
    notebook="05_noise_why_decay_matters",
    returns=("distance",),
    parts=(
        Part("value", 2, "a number of steps"),
        Part("no end", 2, "n is None: the sum of all rates"),
        Part("edges", 1, "no step, one step, a gamma of 0 or 1 or more"),
    ),
    hints=(
        "Write down the first three rates of such a run and add them. To which power is gamma "
        "raised in the first of them?",
        "For a number of steps you may simply add up the rates. The sum of all of them is a "
        "geometric series: is it finite for every gamma?",
        "n = 0 and n = None are different questions, but Python treats both as false: ask with "
        "`is None`. The closed form divides by 0 for one gamma.",
    ),
)


@total_travel.set_cases
def cases(rng):
    """Few steps, many, all; gamma below, at and above 1, and 0; n = 0 against None."""
    yield Case((1.0, 0.5, 3), "three steps", shown=True)
    yield Case((2.0, 0.1, 4), "four steps of a fast decay", shown=True)
    yield Case((1.0, 0.75), "steps without end", part="no end", shown=True)
    yield Case((0.1, 1.0), "steps without end, no decay", part="no end", shown=True)
    yield Case((0.3, 0.5, 0), "no step", part="edges", shown=True)
    for _ in range(4):
        yield Case((rng.uniform(0.1, 3), rng.uniform(0.2, 0.97), int(rng.integers(3, 40))),
                   "a number of steps")
    yield Case((0.5, 0.97, 300), "very many steps")
    yield Case((3, 0.5, 6), "a first rate that is an integer")
    for _ in range(2):
        yield Case((rng.uniform(0.1, 3), rng.uniform(0.1, 0.95)), "steps without end",
                   part="no end")
    yield Case((rng.uniform(0.1, 1), 1.2), "steps without end, growing rates", part="no end")
    yield Case((0.4, 0.0), "steps without end, a gamma of 0", part="no end")
    yield Case((0.5, 1 - 2**-14), "steps without end, a very slow decay", part="no end")
    yield Case((rng.uniform(0.1, 1), 1.0, int(rng.integers(3, 20))), "a gamma of 1", part="edges")
    yield Case((rng.uniform(0.1, 1), 1.3, int(rng.integers(3, 9))), "a gamma above 1",
               part="edges")
    yield Case((0.7, 0.0, 5), "a gamma of 0", part="edges")
    yield Case((0.7, 1.0, 0), "no step, without a decay", part="edges")
    yield Case((0.7, 0.3, 1), "one step", part="edges")


@total_travel.set_reference
def reference(lr0, gamma, n=None):
    if n is None:
        return lr0 / (1 - gamma) if gamma < 1 else math.inf
    return lr0 * sum(gamma**t for t in range(n))


@total_travel.misconception
def took_zero_for_none(lr0, gamma, n=None):
    """Everything is right except n = 0. Python treats 0 as false, like None, so you add up all the
    rates where no step was asked for. Ask with `is None`."""
    if not n:
        return lr0 / (1 - gamma) if gamma < 1 else math.inf
    return lr0 * sum(gamma**t for t in range(n))


@total_travel.misconception
def began_with_gamma(lr0, gamma, n=None):
    """You have multiplied the first rate by gamma already. The first step uses lr0 itself."""
    if n is None:
        return lr0 * gamma / (1 - gamma) if gamma < 1 else math.inf
    return lr0 * sum(gamma ** (t + 1) for t in range(n))


@total_travel.misconception
def counted_one_too_many(lr0, gamma, n=None):
    """You added n + 1 rates. The steps 0 to n - 1 are n steps."""
    if n is None:
        return lr0 / (1 - gamma) if gamma < 1 else math.inf
    return lr0 * sum(gamma**t for t in range(n + 1))


@total_travel.misconception
def counted_one_too_few(lr0, gamma, n=None):
    """You added only n - 1 rates. The steps 0 to n - 1 are n steps."""
    if n is None:
        return lr0 / (1 - gamma) if gamma < 1 else math.inf
    return lr0 * sum(gamma**t for t in range(n - 1))


@total_travel.misconception
def gave_the_last_rate(lr0, gamma, n=None):
    """This is the rate after n steps, not the sum of the rates before it."""
    if n is None:
        return 0.0 if gamma < 1 else math.inf
    return lr0 * gamma**n


@total_travel.misconception
def believed_that_endless_means_infinite(lr0, gamma, n=None):
    """The finite sums are right. But infinitely many rates need not have an infinite sum: a half,
    a quarter, an eighth ... never add up to more than one."""
    return math.inf if n is None else lr0 * sum(gamma**t for t in range(n))


@total_travel.misconception
def used_the_series_for_any_gamma(lr0, gamma, n=None):
    """The sum of all rates is right for gamma < 1. From 1 on the rates do not fall, and the formula
    gives a negative number or divides by 0: the sum is infinite there."""
    if n is None:
        return lr0 / (1 - gamma)
    return lr0 * sum(gamma**t for t in range(n))


@total_travel.misconception
def divided_by_zero_at_one(lr0, gamma, n=None):
    """The closed form of the finite sum divides by 1 - gamma, and gamma may be 1. All rates are
    then equal, and their sum is simple."""
    if n is None:
        return lr0 / (1 - gamma) if gamma < 1 else math.inf
    return lr0 * (1 - gamma**n) / (1 - gamma)


@total_travel.misconception
def added_many_for_infinitely_many(lr0, gamma, n=None):
    """You add a large number of rates instead of all of them. With a gamma of 1 your sum is finite,
    and it should not be."""
    return lr0 * sum(min(gamma**t, 1e6) for t in range(1000 if n is None else n))


@total_travel.misconception
def ignored_the_number_of_steps(lr0, gamma, n=None):
    """You always return the sum of all rates. With n steps only the first n count."""
    return lr0 / (1 - gamma) if gamma < 1 else math.inf


@total_travel.misconception
def multiplied_by_gamma(lr0, gamma, n=None):
    """You used t * gamma. In an exponential decay each rate is gamma times the one before, so rate
    t contains gamma to the power of t."""
    if n is None:
        return lr0 / (1 - gamma) if gamma < 1 else math.inf
    return lr0 * (1 + sum(gamma * t for t in range(1, n))) if n else 0.0


@total_travel.misconception
def forgot_the_first_rate(lr0, gamma, n=None):
    """The sum of the powers is right, but you have not multiplied it by lr0."""
    if n is None:
        return 1 / (1 - gamma) if gamma < 1 else math.inf
    return sum(gamma**t for t in range(n))


@total_travel.misconception
def added_a_thousand_for_infinitely_many(lr0, gamma, n=None):
    """For n=None you add up a thousand rates, which cannot replace infinitely many: where the rates
    do not fall the sum has no limit, and where they fall slowly much is missing. There is a formula
    for it."""
    return lr0 * sum(gamma**t for t in range(1000 if n is None else n))


@total_travel.misconception
def multiplied_by_the_number_of_steps(lr0, gamma, n=None):
    """This is n times the rate lr0 * gamma. Each rate is gamma times the one before: add up
    lr0, lr0 * gamma, lr0 * gamma**2 and so on."""
    if n is None:
        return lr0 / (1 - gamma) if gamma < 1 else math.inf
    return n * lr0 * gamma


@total_travel.misconception
def added_gamma_to_one(lr0, gamma, n=None):
    """For n=None you divide by 1 + gamma. The sum of all rates is lr0 / (1 - gamma): it is larger
    than lr0, and grows as gamma comes closer to 1."""
    if n is None:
        return lr0 / (1 + gamma) if gamma < 1 else math.inf
    return lr0 * sum(gamma**t for t in range(n))


@total_travel.misconception
def added_up_many(lr0, gamma, n=None):
    """Without n you add up many rates, but not all of them, and in a slow decay the rest counts.
    Use the sum of the geometric series."""
    if n is None and gamma >= 1:
        return math.inf
    return lr0 * float(sum(gamma**t for t in range(10_000 if n is None else n)))
