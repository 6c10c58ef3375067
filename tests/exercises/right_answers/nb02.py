"""Right answers to the exercises of notebook 2 in unusual clothes."""

import functools
import math

import numpy as np

# regime ------------------------------------------------------------------------------------


def regime_with_match(lr, curvature):
    c = lr * curvature
    close = functools.partial(math.isclose, rel_tol=1e-12)
    match (lr > 0) - (lr < 0):
        case 0:
            return "no learning"
        case -1:
            return "ascends"
    return ("one step" if close(c, 1) else "never settles" if close(c, 2)
            else "monotone" if c < 1 else "oscillates" if c < 2 else "diverges")


def regime_by_search(lr, curvature):
    c = lr * curvature
    for value, word in ((1, "one step"), (2, "never settles")):
        if abs(c - value) <= 1e-12 * max(abs(c), value):
            return word
    words = ["ascends", "no learning", "monotone", "oscillates", "diverges"]
    return np.str_(words[(c >= 0) + (c > 0) + (c > 1) + (c > 2)])


def regime_by_the_factor(lr, curvature):
    if lr == 0:
        return "no learning"
    r = 1 - lr * curvature
    if lr < 0:
        return "ascends"
    if math.isclose(lr * curvature, 2, rel_tol=1e-12):
        return "never settles"
    if math.isclose(lr * curvature, 1, rel_tol=1e-12):
        return "one step"
    if abs(r) > 1:
        return "diverges"
    return "monotone" if r > 0 else "oscillates"


# max_stable_lr -----------------------------------------------------------------------------


def max_stable_lr_by_eigvals(H):
    H = np.reshape(H, (int(np.sqrt(np.size(H))),) * 2)
    top = max(np.linalg.eigvals(H).real)
    return float(2 / top) if top > 0 else float("inf")


def max_stable_lr_by_eigh(H):
    if np.isscalar(H):
        return 2 / H if H > 0 else math.inf
    values, _ = np.linalg.eigh(np.array(H, dtype=float))
    return np.array(np.inf if values[-1] <= 0 else 2 / values[-1])


def max_stable_lr_by_shifted_norm(H):
    H = np.atleast_2d(np.array(H, dtype=float))
    shift = np.abs(H).sum()  # H + shift*I has no negative eigenvalue
    top = np.linalg.norm(H + shift * np.eye(len(H)), 2) - shift
    return 2 / top if top > 1e-9 else np.inf


# best_lr -----------------------------------------------------------------------------------


def best_lr_from_kappa(H):
    values = sorted(np.linalg.eigvalsh(H).tolist())
    kappa = values[-1] / values[0]
    return [2 / (values[0] + values[-1]), (kappa - 1) / (kappa + 1)]


def best_lr_from_the_factors(H):
    values = np.linalg.eigvals(np.asarray(H, dtype=float)).real
    lr = 2 / (min(values) + max(values))
    return np.array([lr, np.max(np.abs(1 - lr * values))])


def best_lr_from_norms(H):
    largest, smallest = np.linalg.norm(H, 2), 1 / np.linalg.norm(np.linalg.inv(H), 2)
    return 2 / (largest + smallest), 1 - 2 * smallest / (largest + smallest)


# linreg_max_lr -----------------------------------------------------------------------------


def linreg_max_lr_from_the_hessian(X):
    H = 2 / len(X) * np.transpose(X) @ X
    return 2 / np.max(np.linalg.eigvalsh(H))


def linreg_max_lr_from_the_gram_matrix(X):
    X = np.asarray(X, dtype=np.float64)
    return X.shape[0] / np.linalg.eigvalsh(X @ X.T)[-1]


def linreg_max_lr_from_svd(X):
    sigma = np.linalg.svd(X)[1]
    return np.longdouble(np.shape(X)[0]) / sigma[0] ** 2


# is_diverging ------------------------------------------------------------------------------


def is_diverging_by_any(losses, factor=10.0):
    losses = list(losses)
    return any(math.isnan(v) or math.isinf(v) for v in losses) or (
        len(losses) > 0 and bool(losses[-1] > factor * losses[0]))


def is_diverging_as_a_numpy_bool(losses, factor=10.0):
    values = np.asarray(losses, dtype=float)
    return np.bool_(values.size and (not np.isfinite(values.sum())
                                     or values[-1] / values[0] > factor))


def is_diverging_by_comparison(losses, factor=10.0):
    for v in losses:
        if not -math.inf < v < math.inf:
            return True
    try:
        return np.array(losses[-1] > losses[0] * factor)
    except IndexError:
        return False
