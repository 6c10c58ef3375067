"""Wrong answers to the exercises of notebook 2, written without looking at the misconceptions."""

import math

import numpy as np


def regime_without_equality(lr, curvature):
    p = lr * curvature
    return "monotone" if p < 1 else "oscillates" if p < 2 else "diverges"


def regime_by_the_factor(lr, curvature):
    r = 1 - lr * curvature
    if lr < 0:
        return "ascends"
    if lr == 0:
        return "no learning"
    if r == 0:
        return "one step"
    if r == -1:
        return "never settles"
    return "monotone" if r > 0 else "oscillates" if r > -1 else "diverges"


def regime_in_other_words(lr, curvature):
    p = lr * curvature
    return "slow" if p < 1 else "fast" if p < 2 else "explodes"


def regime_with_a_wide_tolerance(lr, curvature):
    p = lr * curvature
    if lr <= 0:
        return "ascends" if lr < 0 else "no learning"
    if abs(p - 1) < 0.01:
        return "one step"
    if abs(p - 2) < 0.01:
        return "never settles"
    return "monotone" if p < 1 else "oscillates" if p < 2 else "diverges"


def regime_with_the_limit_at_one(lr, curvature):
    p = lr * curvature
    if lr <= 0:
        return "ascends" if lr < 0 else "no learning"
    if math.isclose(p, 1, rel_tol=1e-12):
        return "never settles"
    return "monotone" if p < 1 else "diverges"


def max_stable_lr_of_the_norm(H):
    return 2 / np.linalg.norm(np.atleast_2d(H), 2)


def max_stable_lr_of_the_determinant(H):
    return 2 / np.linalg.det(np.atleast_2d(H))


def max_stable_lr_for_matrices(H):
    return 2 / max(np.linalg.eigvalsh(H))


def max_stable_lr_none_for_flat(H):
    top = np.linalg.eigvalsh(np.atleast_2d(H))[-1]
    return 2 / top if top > 0 else None


def max_stable_lr_of_the_first_eigenvalue(H):
    return 2 / np.linalg.eigvalsh(np.atleast_2d(H))[0]


def best_lr_of_the_middle(H):
    c = np.linalg.eigvalsh(H)
    lr = 1 / np.median(c)
    return lr, max(abs(1 - lr * c))


def best_lr_by_the_limit(H):
    c = np.linalg.eigvalsh(H)
    return 2 / c[-1], abs(1 - 2 * c[0] / c[-1])


def best_lr_and_kappa(H):
    c = np.linalg.eigvalsh(H)
    return 2 / (c[0] + c[-1]), c[0] / c[-1]


def best_lr_alone(H):
    c = np.linalg.eigvalsh(H)
    return 2 / (c[0] + c[-1])


def best_lr_of_the_diagonal(H):
    d = np.diag(H)
    return 2 / (min(d) + max(d)), (max(d) - min(d)) / (max(d) + min(d))


def linreg_max_lr_of_the_sum(X):
    return 1 / np.linalg.eigvalsh(X.T @ X)[-1]


def linreg_max_lr_without_the_two(X):
    return 2 / np.linalg.eigvalsh(X.T @ X / len(X))[-1]


def linreg_max_lr_of_the_covariance(X):
    return 1 / np.linalg.eigvalsh(np.atleast_2d(np.cov(X.T, bias=True)))[-1]


def linreg_max_lr_of_the_largest_entry(X):
    return 1 / np.max(np.abs(X)) ** 2


def linreg_max_lr_of_one_over_n(X):
    return 2 / (np.linalg.eigvalsh(X.T @ X)[-1] * 2 * len(X))


def is_diverging_if_it_grows(losses, factor=10.0):
    return len(losses) > 0 and losses[-1] > losses[0]


def is_diverging_by_any_loss(losses, factor=10.0):
    return any(loss > factor * losses[0] for loss in losses)


def is_diverging_with_equality_to_nan(losses, factor=10.0):
    return any(loss == float("nan") or loss == float("inf") for loss in losses)


def is_diverging_of_the_last(losses, factor=10.0):
    return bool(np.isnan(losses[-1]) or losses[-1] > factor * losses[0])


def regime_with_a_tiny_tolerance(lr, curvature):
    product = lr * curvature
    for limit, word in ((0, "no learning"), (1, "one step"), (2, "never settles")):
        if abs(product - limit) < 1e-15:
            return word
    if lr < 0:
        return "ascends"
    return "monotone" if product < 1 else "oscillates" if product < 2 else "diverges"


def is_diverging_by_a_ratio(losses, factor=10.0):
    if len(losses) == 0:
        return False
    return not all(np.isfinite(losses)) or losses[-1] / losses[0] > factor


def is_diverging_by_logarithms(losses, factor=10.0):
    if len(losses) == 0:
        return False
    if not np.isfinite(losses).all():
        return True
    return math.log10(losses[-1]) > math.log10(factor) + math.log10(losses[0])


def is_diverging_if_close_to_the_limit(losses, factor=10.0):
    if len(losses) == 0:
        return False
    last, limit = losses[-1], factor * losses[0]
    return bool(not np.isfinite(losses).all() or (last > limit and not np.isclose(last, limit)))


def is_diverging_by_the_smallest(losses, factor=10.0):
    if not len(losses):
        return False
    return bool(not np.isfinite(losses).all() or losses[-1] > factor * min(losses))


def is_diverging_by_a_ratio_with_a_small_number(losses, factor=10.0):
    if len(losses) == 0:
        return False
    return bool(not np.isfinite(losses).all() or losses[-1] / (losses[0] + 1e-12) > factor)
