"""Natural slips in the exercises of notebook 2, written from its text and only counted."""

import math

import numpy as np

# ---------------------------------------------------------------- regime

def regime_exactly_equal(lr, curvature):
    p = lr * curvature
    if p < 0:
        return "ascends"
    if p == 0:
        return "no learning"
    if p < 1:
        return "monotone"
    if p == 1:
        return "one step"
    if p < 2:
        return "oscillates"
    if p == 2:
        return "never settles"
    return "diverges"


def regime_size_of_the_product(lr, curvature):
    p = abs(lr * curvature)
    if lr == 0:
        return "no learning"
    if math.isclose(p, 1, rel_tol=1e-12):
        return "one step"
    if math.isclose(p, 2, rel_tol=1e-12):
        return "never settles"
    if p < 1:
        return "monotone"
    if p < 2:
        return "oscillates"
    return "diverges"


def regime_looks_at_the_rate_only(lr, curvature):
    if lr < 0:
        return "ascends"
    if lr == 0:
        return "no learning"
    if math.isclose(lr, 1, rel_tol=1e-12):
        return "one step"
    if math.isclose(lr, 2, rel_tol=1e-12):
        return "never settles"
    if lr < 1:
        return "monotone"
    if lr < 2:
        return "oscillates"
    return "diverges"


def regime_less_before_equal(lr, curvature):
    p = lr * curvature
    if lr < 0:
        return "ascends"
    elif lr == 0:
        return "no learning"
    elif p < 1:
        return "monotone"
    elif math.isclose(p, 1, rel_tol=1e-12):
        return "one step"
    elif p < 2:
        return "oscillates"
    elif math.isclose(p, 2, rel_tol=1e-12):
        return "never settles"
    else:
        return "diverges"


def regime_numpy_isclose(lr, curvature):
    p = lr * curvature
    if np.isclose(p, 0):
        return "no learning"
    if np.isclose(p, 1):
        return "one step"
    if np.isclose(p, 2):
        return "never settles"
    if p < 0:
        return "ascends"
    if p < 1:
        return "monotone"
    if p < 2:
        return "oscillates"
    return "diverges"


def regime_factor_close_to_zero(lr, curvature):
    r = 1 - lr * curvature
    if lr < 0:
        return "ascends"
    if lr == 0:
        return "no learning"
    if math.isclose(r, 0, rel_tol=1e-12):
        return "one step"
    if math.isclose(r, -1, rel_tol=1e-12):
        return "never settles"
    if r > 0:
        return "monotone"
    if r > -1:
        return "oscillates"
    return "diverges"


def regime_negative_comes_last(lr, curvature):
    p = lr * curvature
    if p == 0:
        return "no learning"
    elif math.isclose(p, 1, rel_tol=1e-12):
        return "one step"
    elif math.isclose(p, 2, rel_tol=1e-12):
        return "never settles"
    elif p < 1:
        return "monotone"
    elif p < 2:
        return "oscillates"
    elif p > 2:
        return "diverges"
    else:
        return "ascends"


def regime_half_the_curvature(lr, curvature):
    # the loss is 1/2 c x^2, so the 1/2 belongs to the slope
    p = lr * curvature / 2
    if p < 0:
        return "ascends"
    if p == 0:
        return "no learning"
    if math.isclose(p, 1, rel_tol=1e-12):
        return "one step"
    if math.isclose(p, 2, rel_tol=1e-12):
        return "never settles"
    if p < 1:
        return "monotone"
    if p < 2:
        return "oscillates"
    return "diverges"


def regime_negative_is_an_error(lr, curvature):
    if lr < 0:
        raise ValueError("a learning rate must not be negative")
    p = lr * curvature
    if p == 0:
        return "no learning"
    if math.isclose(p, 1, rel_tol=1e-12):
        return "one step"
    if math.isclose(p, 2, rel_tol=1e-12):
        return "never settles"
    return "monotone" if p < 1 else "oscillates" if p < 2 else "diverges"


def regime_zero_is_monotone(lr, curvature):
    p = lr * curvature
    if p < 0:
        return "ascends"
    if math.isclose(p, 1, rel_tol=1e-12):
        return "one step"
    if math.isclose(p, 2, rel_tol=1e-12):
        return "never settles"
    if p < 1:
        return "monotone"
    if p < 2:
        return "oscillates"
    return "diverges"


# ---------------------------------------------------------------- max_stable_lr

def max_stable_lr_flattest_decides(H):
    eigenvalues = np.linalg.eigvalsh(np.atleast_2d(H))
    upwards = eigenvalues[eigenvalues > 0]
    if len(upwards) == 0:
        return np.inf
    return 2 / upwards[0]


def max_stable_lr_where_overshooting_begins(H):
    largest = np.linalg.eigvalsh(np.atleast_2d(H))[-1]
    return 1 / largest if largest > 0 else np.inf


def max_stable_lr_average_curvature(H):
    curvatures = np.linalg.eigvalsh(np.atleast_2d(H))
    up = curvatures[curvatures > 0]
    return 2 / up.mean() if up.size else np.inf


def max_stable_lr_size_of_the_curvature(H):
    curvatures = np.linalg.eigvalsh(np.atleast_2d(H))
    if curvatures.max() <= 0:
        return np.inf
    return 2 / np.max(np.abs(curvatures))


def max_stable_lr_matrix_only(H):
    L = np.linalg.eigvalsh(H).max()
    if L <= 0:
        return np.inf
    return 2 / L


def max_stable_lr_never_infinite(H):
    L = np.linalg.eigvalsh(np.atleast_2d(H))[-1]
    return 2 / L


def max_stable_lr_reads_the_diagonal(H):
    L = np.max(np.diag(np.atleast_2d(H)))
    if L <= 0:
        return np.inf
    return 2 / L


def max_stable_lr_downwards_allows_no_rate(H):
    curvatures = np.linalg.eigvalsh(np.atleast_2d(H))
    if np.any(curvatures < 0):
        return 0.0  # runs away at every positive rate
    if np.all(curvatures == 0):
        return np.inf
    return 2 / curvatures.max()


def max_stable_lr_number_without_the_case(H):
    if np.ndim(H) == 0:
        return 2 / H
    curvatures = np.linalg.eigvalsh(H)
    curvatures = curvatures[curvatures > 0]
    if len(curvatures) == 0:
        return np.inf
    return 2 / max(curvatures)


def max_stable_lr_norm_of_the_matrix(H):
    H = np.atleast_2d(H)
    if np.linalg.eigvalsh(H).max() <= 0:
        return np.inf
    return 2 / np.linalg.norm(H)


# ---------------------------------------------------------------- best_lr

def best_lr_one_over_steepest(H):
    lam = np.linalg.eigvalsh(H)
    lr = 1 / lam[-1]
    return lr, np.max(np.abs(1 - lr * lam))


def best_lr_factor_keeps_its_sign(H):
    lam = np.linalg.eigvalsh(H)
    lr = 2 / (lam[0] + lam[-1])
    return lr, 1 - lr * lam[-1]


def best_lr_between_both_wishes(H):
    # the flat direction wants 1/min, the steep one 1/max: meet in the middle
    lam = np.linalg.eigvalsh(H)
    lr = (1 / lam[0] + 1 / lam[-1]) / 2
    return lr, max(abs(1 - lr * l) for l in lam)


def best_lr_mean_of_all_curvatures(H):
    lam = np.linalg.eigvalsh(H)
    lr = 1 / np.mean(lam)
    worst = np.abs(1 - lr * lam).max()
    return lr, worst


def best_lr_tries_a_grid(H):
    lam = np.linalg.eigvalsh(H)
    best, smallest = None, np.inf
    for lr in np.linspace(0, 2 / lam[-1], 1001):
        worst = np.max(np.abs(1 - lr * lam))
        if worst < smallest:
            best, smallest = lr, worst
    return best, smallest


def best_lr_geometric_mean(H):
    lam = np.linalg.eigvalsh(H)
    lr = 1 / np.sqrt(lam[0] * lam[-1])
    return lr, np.max(np.abs(1 - lr * lam))


def best_lr_smallest_of_the_factors(H):
    lam = np.linalg.eigvalsh(H)
    lr = 2 / (lam.min() + lam.max())
    factors = np.abs(1 - lr * lam)
    return lr, factors.min()


def best_lr_first_two_eigenvalues(H):
    lam = np.linalg.eigvalsh(H)
    lr = 2 / (lam[0] + lam[1])
    return lr, (lam[1] - lam[0]) / (lam[1] + lam[0])


def best_lr_lost_the_two(H):
    # 1 - lr * lo = lr * hi
    eig = np.linalg.eigvalsh(H)
    lo, hi = eig[0], eig[-1]
    lr = 1 / (lo + hi)
    return lr, max(abs(1 - lr * lo), abs(1 - lr * hi))


def best_lr_just_below_the_limit(H):
    eig = np.linalg.eigvalsh(H)
    lr = 0.99 * 2 / eig[-1]
    return lr, np.abs(1 - lr * eig).max()


# ---------------------------------------------------------------- linreg_max_lr

def linreg_max_lr_no_factor_two(X):
    H = X.T @ X / len(X)
    return 2 / np.linalg.eigvalsh(H)[-1]


def linreg_max_lr_sum_of_squares(X):
    H = 2 * X.T @ X
    return 2 / np.linalg.eigvalsh(H)[-1]


def linreg_max_lr_divides_by_features(X):
    n = X.shape[1]
    H = 2 / n * X.T @ X
    return 2 / np.linalg.eigvalsh(H).max()


def linreg_max_lr_covariance(X):
    H = 2 * np.cov(X, rowvar=False)
    return 2 / np.linalg.eigvalsh(np.atleast_2d(H)).max()


def linreg_max_lr_first_eigenvalue(X):
    H = 2 * X.T @ X / X.shape[0]
    curvatures = np.linalg.eigvalsh(H)
    return 2 / curvatures[0]


def linreg_max_lr_steepest_single_feature(X):
    # curvature of each weight: 2 times the mean square of its column
    curvatures = 2 * np.mean(X**2, axis=0)
    return 2 / curvatures.max()


def linreg_max_lr_singular_value_not_squared(X):
    s = np.linalg.svd(X, compute_uv=False)
    L = 2 * s[0] / len(X)
    return 2 / L


def linreg_max_lr_one_over_L(X):
    n = len(X)
    L = np.max(np.linalg.eigvalsh(2 / n * (X.T @ X)))
    return 1 / L


def linreg_max_lr_adds_an_intercept(X):
    X = np.column_stack([X, np.ones(len(X))])
    H = 2 * X.T @ X / len(X)
    return 2 / np.linalg.eigvalsh(H)[-1]


def linreg_max_lr_curvatures_added_up(X):
    H = 2 * X.T @ X / len(X)
    return 2 / np.sum(np.linalg.eigvalsh(H))


# ---------------------------------------------------------------- is_diverging

def is_diverging_spike_counts(losses, factor=10.0):
    losses = np.asarray(losses, dtype=float)
    if len(losses) == 0:
        return False
    if not np.all(np.isfinite(losses)):
        return True
    return bool(losses.max() > factor * losses[0])


def is_diverging_compares_with_nan(losses, factor=10.0):
    if len(losses) == 0:
        return False
    for loss in losses:
        if loss == np.nan or loss == np.inf or loss == -np.inf:
            return True
    return bool(losses[-1] > factor * losses[0])


def is_diverging_forgets_minus_infinity(losses, factor=10.0):
    if len(losses) == 0:
        return False
    for loss in losses:
        if math.isnan(loss) or loss == math.inf:
            return True
    return bool(losses[-1] > factor * losses[0])


def is_diverging_empty_list(losses, factor=10.0):
    if any(not math.isfinite(loss) for loss in losses):
        return True
    if losses[-1] > factor * losses[0]:
        return True
    return False


def is_diverging_if_not_losses(losses, factor=10.0):
    if not losses:
        return False
    if not np.isfinite(losses).all():
        return True
    return bool(losses[-1] > factor * losses[0])


def is_diverging_at_least_factor(losses, factor=10.0):
    losses = np.array(losses, dtype=float)
    if losses.size == 0:
        return False
    if np.isnan(losses).any() or np.isinf(losses).any():
        return True
    return bool(losses[-1] >= factor * losses[0])


def is_diverging_looks_at_the_end_only(losses, factor=10.0):
    # a practical rule looks at how the run ended
    if len(losses) == 0:
        return False
    last = losses[-1]
    if math.isnan(last) or math.isinf(last):
        return True
    return bool(last > factor * losses[0])


def is_diverging_against_the_lowest(losses, factor=10.0):
    if len(losses) == 0:
        return False
    losses = np.asarray(losses, dtype=float)
    if (~np.isfinite(losses)).any():
        return True
    return bool(losses[-1] > factor * losses.min())


def is_diverging_growth_as_difference(losses, factor=10.0):
    if len(losses) == 0:
        return False
    if not all(math.isfinite(loss) for loss in losses):
        return True
    return bool(losses[-1] - losses[0] > factor)


def is_diverging_always_ten_times(losses, factor=10.0):
    if len(losses) == 0:
        return False
    if not np.all(np.isfinite(losses)):
        return True
    return bool(losses[-1] > 10 * losses[0])
