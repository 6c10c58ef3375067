"""heavy_ball_params: the best rate and momentum for a valley."""

import math

import numpy as np

from lrkit.exercises.base import Case, Exercise, Part

heavy_ball_params = Exercise(
    name="heavy_ball_params",
    signature=("mu", "L"),
    notebook="06_momentum",
    returns=("lr", "beta"),
    parts=(
        Part("lr", 2, "the best learning rate", uses=(0,)),
        Part("beta", 2, "the best momentum", uses=(1,)),
        Part("round", 1, "a round bowl, where both curvatures are equal"),
    ),
    hints=(
        "At the crossing both equations hold: set 1 - sqrt(lr*mu) equal to sqrt(lr*L) - 1. That is "
        "one equation for the root of lr.",
        "Both results are squares. The rate is the square of a fraction whose denominator is the "
        "sum of the two roots, sqrt(L) + sqrt(mu).",
        "Put that rate into either border to get the root of the momentum: it is a difference over "
        "a sum. Check yourself: mu = 1 and L = 9 give a momentum of one quarter.",
    ),
)


@heavy_ball_params.set_cases
def cases(rng):
    """Short and long valleys, at several scales; a round bowl; integers."""
    both = ("beta",)
    yield Case((1.0, 9.0), "a valley nine times as steep as flat", "lr", both, shown=True)
    yield Case((4.0, 16.0), "a valley four times as steep as flat", "lr", both, shown=True)
    yield Case((2.0, 2.0), "a round bowl", "round", shown=True)
    yield Case((0.01, 0.25), "a flat valley", "lr", both, shown=True)
    for low, high in ((0.001, 1), (1, 1000), (0.2, 0.9), (30, 45), (1e-4, 5e-4)):
        mu, L = np.sort(rng.uniform(low, high, 2))
        yield Case((float(mu), float(L)), f"curvatures between {low:g} and {high:g}", "lr", both)
    yield Case((1, 100), "curvatures that are integers", "lr", both)
    yield Case((float(rng.uniform(3, 9)),) * 2, "another round bowl", "round")
    yield Case((0.25, 0.25), "a round bowl that is flat", "round")
    yield Case((1, 1), "a round bowl, in integers", "round")


@heavy_ball_params.set_reference
def reference(mu, L):
    total = math.sqrt(L) + math.sqrt(mu)
    return (2 / total) ** 2, ((math.sqrt(L) - math.sqrt(mu)) / total) ** 2


@heavy_ball_params.misconception
def took_gradient_descents_best_rate(mu, L):
    """This is the best rate without momentum, 2/(mu + L), and its factor. With momentum the roots
    of the curvatures count, so a long valley takes far fewer steps."""
    return 2 / (mu + L), (L - mu) / (L + mu)


@heavy_ball_params.misconception
def forgot_to_square(mu, L):
    """The roots are right, but the squares are missing: lr is a square, and so is beta. Check the
    units: a rate is one over a curvature, not over its root."""
    total = math.sqrt(L) + math.sqrt(mu)
    return 2 / total, (math.sqrt(L) - math.sqrt(mu)) / total


@heavy_ball_params.misconception
def forgot_to_square_the_momentum(mu, L):
    """The rate is right. The momentum is the square of your number: a step shrinks the distance by
    the root of the momentum, and you returned that root."""
    total = math.sqrt(L) + math.sqrt(mu)
    return (2 / total) ** 2, (math.sqrt(L) - math.sqrt(mu)) / total


@heavy_ball_params.misconception
def left_out_the_roots(mu, L):
    """The form is right, but the roots are missing: you squared the formulas of plain gradient
    descent. Take the roots of the curvatures first."""
    return (2 / (L + mu)) ** 2, ((L - mu) / (L + mu)) ** 2


@heavy_ball_params.misconception
def squared_without_the_two(mu, L):
    """A quarter of the best rate: the 2 in the numerator has to be squared too, or it is missing.
    The momentum is right."""
    total = math.sqrt(L) + math.sqrt(mu)
    return 1 / total**2, ((math.sqrt(L) - math.sqrt(mu)) / total) ** 2


@heavy_ball_params.misconception
def squared_all_but_the_two(mu, L):
    """Half of the best rate: you squared only the denominator. Square the whole fraction, with
    the 2."""
    total = math.sqrt(L) + math.sqrt(mu)
    return 2 / total**2, ((math.sqrt(L) - math.sqrt(mu)) / total) ** 2


@heavy_ball_params.misconception
def took_the_root_of_the_sum(mu, L):
    """You took the root of mu + L. The formula has the sum of two roots: for 9 and 16 that is 7,
    not 5."""
    total = math.sqrt(L + mu)
    return (2 / total) ** 2, ((math.sqrt(L) - math.sqrt(mu)) / total) ** 2


@heavy_ball_params.misconception
def took_the_stability_limit(mu, L):
    """Your rate is the limit of gradient descent, 2/L. The heavy ball has a higher limit of its
    own, and its best rate lies below that one."""
    total = math.sqrt(L) + math.sqrt(mu)
    return 2 / L, ((math.sqrt(L) - math.sqrt(mu)) / total) ** 2


@heavy_ball_params.misconception
def subtracted_in_the_rate(mu, L):
    """You divide the 2 by the difference of the roots, and it should be their sum. For a round bowl
    yours would divide by zero."""
    gap = math.sqrt(L) - math.sqrt(mu)
    rate = (2 / gap) ** 2 if gap else math.inf
    return rate, (gap / (math.sqrt(L) + math.sqrt(mu))) ** 2


@heavy_ball_params.misconception
def took_one_minus_the_root_of_kappa(mu, L):
    """The rate is right. 1 - sqrt(mu/L) is a popular estimate of the momentum for a long valley.
    The exercise asks for the exact optimum: the square of difference over sum."""
    return (2 / (math.sqrt(L) + math.sqrt(mu))) ** 2, 1 - math.sqrt(mu / L)


@heavy_ball_params.misconception
def took_a_fixed_momentum(mu, L):
    """The rate is right. A momentum of 0.9 is a habit, not an optimum: the best momentum depends on
    how long the valley is, and for a round bowl it is 0."""
    return (2 / (math.sqrt(L) + math.sqrt(mu))) ** 2, 0.9


@heavy_ball_params.misconception
def took_only_the_ratio(mu, L):
    """The momentum is right: it depends only on the ratio of the curvatures. The rate depends on
    more: yours holds for a flattest curvature of 1, and a rate must shrink as curvatures grow."""
    root = math.sqrt(L / mu)
    return (2 / (root + 1)) ** 2, ((root - 1) / (root + 1)) ** 2


@heavy_ball_params.misconception
def swapped_the_results(mu, L):
    """Both numbers are right, but their order is wrong: first the rate, then the momentum."""
    total = math.sqrt(L) + math.sqrt(mu)
    return ((math.sqrt(L) - math.sqrt(mu)) / total) ** 2, (2 / total) ** 2


@heavy_ball_params.misconception
def took_the_rate_of_gradient_descent(mu, L):
    """The rate is 2 / (mu + L), the best one without momentum. With momentum two equations hold at
    once: solve both for lr and beta, and the roots of mu and L remain."""
    return 2 / (mu + L), ((np.sqrt(L) - np.sqrt(mu)) / (np.sqrt(L) + np.sqrt(mu))) ** 2


@heavy_ball_params.misconception
def took_the_pair_of_nesterov(mu, L):
    """This is a usual pair for Nesterov's method, with the rate 1 / L. For the heavy ball, solve
    the two equations of this section."""
    return 1 / L, (np.sqrt(L) - np.sqrt(mu)) / (np.sqrt(L) + np.sqrt(mu))


@heavy_ball_params.misconception
def took_the_factor_of_gradient_descent(mu, L):
    """Your beta is (L - mu) / (L + mu), the worst factor of gradient descent at its best rate. In
    the two equations mu and L stand under roots: so they do in beta."""
    return 4 / (np.sqrt(L) + np.sqrt(mu)) ** 2, (L - mu) / (L + mu)


@heavy_ball_params.misconception
def kept_a_negative_root(mu, L):
    """Where mu and L differ, your beta is below 0. It is minus the root of the momentum: square it,
    since the equations give the root of beta."""
    return (4 / (np.sqrt(L) + np.sqrt(mu)) ** 2,
            (np.sqrt(mu) - np.sqrt(L)) / (np.sqrt(L) + np.sqrt(mu)))


@heavy_ball_params.misconception
def squared_root_by_root(mu, L):
    """Your rate is 4 / (mu + L). The square of a sum is not the sum of the squares: the roots of mu
    and L are added first, and the sum is squared."""
    return 4 / (mu + L), ((np.sqrt(L) - np.sqrt(mu)) / (np.sqrt(L) + np.sqrt(mu))) ** 2
