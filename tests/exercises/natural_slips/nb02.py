"""Natural slips in the exercises of notebook 2."""

import math

import numpy as np


def _word(p, lr, close=lambda a, b: math.isclose(a, b, rel_tol=1e-12)):
    if lr < 0:
        return "ascends"
    if lr == 0:
        return "no learning"
    if close(p, 1):
        return "one step"
    if close(p, 2):
        return "never settles"
    return "monotone" if p < 1 else "oscillates" if p < 2 else "diverges"


def regime_of_the_rate_alone(lr, curvature):
    return _word(lr, lr)


def regime_exact_equality(lr, curvature):
    return _word(lr * curvature, lr, lambda a, b: a == b)


def regime_rate_over_curvature(lr, curvature):
    return _word(lr / curvature, lr)


def regime_of_the_factor(lr, curvature):
    return _word(1 - lr * curvature, lr)


def regime_without_the_boundaries(lr, curvature):
    p = lr * curvature
    if p < 0:
        return "ascends"
    if p == 0:
        return "no learning"
    return "monotone" if p <= 1 else "oscillates" if p <= 2 else "diverges"


def regime_boundaries_last(lr, curvature):
    p = lr * curvature
    if p < 0:
        return "ascends"
    if p == 0:
        return "no learning"
    if p < 1:
        return "monotone"
    if math.isclose(p, 1, rel_tol=1e-12):
        return "one step"
    if p < 2:
        return "oscillates"
    if math.isclose(p, 2, rel_tol=1e-12):
        return "never settles"
    return "diverges"


def regime_zero_is_monotone(lr, curvature):
    p = lr * curvature
    return "ascends" if p < 0 else _word(p, max(lr, 1e-300))


def regime_another_spelling(lr, curvature):
    return _word(lr * curvature, lr).replace(" ", "_")


def regime_loose_tolerance(lr, curvature):
    return _word(lr * curvature, lr, math.isclose)


def regime_negative_diverges(lr, curvature):
    return "diverges" if lr < 0 else _word(lr * curvature, lr)


def _eigenvalues(H):
    return np.linalg.eigvalsh(np.atleast_2d(np.asarray(H, float)))


def max_stable_lr_smallest(H):
    low = _eigenvalues(H)[0]
    return 2 / low if low > 0 else np.inf


def max_stable_lr_one_over(H):
    top = _eigenvalues(H)[-1]
    return 1 / top if top > 0 else np.inf


def max_stable_lr_mean(H):
    mean = _eigenvalues(H).mean()
    return 2 / mean if mean > 0 else np.inf


def max_stable_lr_trace(H):
    trace = np.trace(np.atleast_2d(H))
    return 2 / trace if trace > 0 else np.inf


def max_stable_lr_absolute(H):
    top = np.abs(_eigenvalues(H)).max()
    return 2 / top if top > 0 else np.inf


def max_stable_lr_no_case_for_downwards(H):
    return 2 / _eigenvalues(H)[-1]


def max_stable_lr_no_number(H):
    top = np.linalg.eigvalsh(H)[-1]
    return 2 / top if top > 0 else np.inf


def max_stable_lr_any_downwards_is_inf(H):
    values = _eigenvalues(H)
    return np.inf if values[0] <= 0 else 2 / values[-1]


def max_stable_lr_diagonal(H):
    top = np.max(np.diag(np.atleast_2d(H)))
    return 2 / top if top > 0 else np.inf


def max_stable_lr_half(H):
    top = _eigenvalues(H)[-1]
    return top / 2 if top > 0 else np.inf


def best_lr_one_over_the_largest(H):
    values = np.linalg.eigvalsh(H)
    lr = 1 / values[-1]
    return lr, np.abs(1 - lr * values).max()


def best_lr_two_over_the_largest(H):
    values = np.linalg.eigvalsh(H)
    lr = 2 / values[-1]
    return lr, np.abs(1 - lr * values).max()


def best_lr_one_over_the_mean_of_all(H):
    values = np.linalg.eigvalsh(H)
    lr = 1 / values.mean()
    return lr, np.abs(1 - lr * values).max()


def best_lr_one_over_the_sum(H):
    values = np.linalg.eigvalsh(H)
    lr = 1 / (values[0] + values[-1])
    return lr, np.abs(1 - lr * values).max()


def best_lr_results_swapped(H):
    values = np.linalg.eigvalsh(H)
    lr = 2 / (values[0] + values[-1])
    return np.abs(1 - lr * values).max(), lr


def best_lr_signed_factor(H):
    values = np.linalg.eigvalsh(H)
    lr = 2 / (values[0] + values[-1])
    return lr, 1 - lr * values[-1]


def best_lr_condition_number(H):
    values = np.linalg.eigvalsh(H)
    return 2 / (values[0] + values[-1]), values[-1] / values[0]


def best_lr_smallest_factor(H):
    values = np.linalg.eigvalsh(H)
    lr = 2 / (values[0] + values[-1])
    return lr, np.abs(1 - lr * values).min()


def best_lr_by_a_grid(H):
    values = np.linalg.eigvalsh(H)
    rates = np.linspace(0, 2 / values[-1], 1001)
    worst = np.abs(1 - rates[:, None] * values).max(axis=1)
    return rates[worst.argmin()], worst.min()


def best_lr_the_rate_alone(H):
    values = np.linalg.eigvalsh(H)
    return 2 / (values[0] + values[-1])


def linreg_max_lr_without_the_two(X):
    return 2 / np.linalg.eigvalsh(X.T @ X / len(X))[-1]


def linreg_max_lr_without_the_mean(X):
    return 2 / np.linalg.eigvalsh(2 * X.T @ X)[-1]


def linreg_max_lr_smallest(X):
    return 2 / np.linalg.eigvalsh(2 * X.T @ X / len(X))[0]


def linreg_max_lr_other_side(X):
    return 2 / np.linalg.eigvalsh(2 * X @ X.T / X.shape[1])[-1]


def linreg_max_lr_one_over(X):
    return 1 / np.linalg.eigvalsh(2 * X.T @ X / len(X))[-1]


def linreg_max_lr_singular_value(X):
    return 2 / (2 * np.linalg.svd(X, compute_uv=False)[0] / len(X))


def linreg_max_lr_covariance(X):
    return 2 / np.linalg.eigvalsh(2 * np.atleast_2d(np.cov(X.T, bias=True)))[-1]


def linreg_max_lr_over_the_columns(X):
    return 2 / np.linalg.eigvalsh(2 * X.T @ X / X.shape[1])[-1]


def linreg_max_lr_diagonal(X):
    return 2 / np.max(np.diag(2 * X.T @ X / len(X)))


def linreg_max_lr_correlation(X):
    return 2 / np.linalg.eigvalsh(2 * np.atleast_2d(np.corrcoef(X.T)))[-1]


def is_diverging_only_nan(losses, factor=10.0):
    if len(losses) == 0:
        return False
    return bool(np.any(np.isnan(losses)) or losses[-1] > factor * losses[0])


def is_diverging_only_plus_infinity(losses, factor=10.0):
    if len(losses) == 0:
        return False
    bad = any(math.isnan(loss) or loss == math.inf for loss in losses)
    return bool(bad or losses[-1] > factor * losses[0])


def is_diverging_any_loss(losses, factor=10.0):
    if len(losses) == 0:
        return False
    return bool(not np.all(np.isfinite(losses)) or np.max(losses) > factor * losses[0])


def is_diverging_no_empty_list(losses, factor=10.0):
    return bool(not np.all(np.isfinite(losses)) or losses[-1] > factor * losses[0])


def is_diverging_only_the_last(losses, factor=10.0):
    if len(losses) == 0:
        return False
    return bool(not np.isfinite(losses[-1]) or losses[-1] > factor * losses[0])


def is_diverging_at_least(losses, factor=10.0):
    if len(losses) == 0:
        return False
    return bool(not np.all(np.isfinite(losses)) or losses[-1] >= factor * losses[0])


def is_diverging_fixed_ten(losses, factor=10.0):
    if len(losses) == 0:
        return False
    return bool(not np.all(np.isfinite(losses)) or losses[-1] > 10 * losses[0])


def is_diverging_first_for_last(losses, factor=10.0):
    if len(losses) == 0:
        return False
    return bool(not np.all(np.isfinite(losses)) or losses[0] > factor * losses[-1])


def is_diverging_above_the_first(losses, factor=10.0):
    if len(losses) == 0:
        return False
    return bool(not np.all(np.isfinite(losses)) or losses[-1] > losses[0])


def is_diverging_compares_with_nan(losses, factor=10.0):
    if len(losses) == 0:
        return False
    bad = any(loss == np.nan or abs(loss) == np.inf for loss in losses)
    return bool(bad or losses[-1] > factor * losses[0])
