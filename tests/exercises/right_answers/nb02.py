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


def regime_with_a_dictionary(lr, curvature):
    product = float(lr) * float(curvature)
    exact = {1: "one step", 2: "never settles", 0: "no learning"}
    for value, word in exact.items():
        if math.isclose(product, value, rel_tol=1e-12):
            return word
    return next(word for limit, word in ((0, "ascends"), (1, "monotone"), (2, "oscillates"),
                                         (math.inf, "diverges")) if product < limit)


def regime_with_numpy_select(lr, curvature):
    p = np.float64(lr) * curvature
    one, two = (np.isclose(p, v, rtol=1e-12, atol=0) for v in (1, 2))
    return str(np.select([p < 0, p == 0, one, two, p < 1, p < 2],
                         ["ascends", "no learning", "one step", "never settles", "monotone",
                          "oscillates"], "diverges"))


def regime_by_recursion(lr, curvature, limits=(1, 2), words=("monotone", "oscillates")):
    if lr <= 0:
        return ("no learning", "ascends")[lr < 0]
    if not limits:
        return "diverges"
    if math.isclose(lr * curvature, limits[0], rel_tol=1e-12):
        return {1: "one step", 2: "never settles"}[limits[0]]
    return words[0] if lr * curvature < limits[0] else regime_by_recursion(
        lr, curvature, limits[1:], words[1:])



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


def max_stable_lr_over_each_direction(H):
    curvatures = np.linalg.eigvalsh(np.atleast_2d(H)).tolist()
    return min((2 / c for c in curvatures if c > 0), default=np.inf)


def max_stable_lr_with_divide(H):
    top = np.linalg.eigvalsh(np.array(H, dtype=float, ndmin=2))[-1:]
    return np.divide(2, top, out=np.full(1, np.inf), where=top > 0)[0]


def max_stable_lr_in_longdouble(H):
    top = np.longdouble(np.sort(np.linalg.eigvalsh(np.asmatrix(np.atleast_2d(H))))[-1])
    return np.longdouble(2) / top if top > 0 else np.longdouble("inf")



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


def best_lr_by_halving(H):
    c = np.linalg.eigvalsh(H)
    low, high = 1 / c[-1], 1 / c[0]
    for _ in range(200):  # where the two outer factors are equal in size
        middle = (low + high) / 2
        low, high = (middle, high) if 1 - middle * c[0] > middle * c[-1] - 1 else (low, middle)
    return low, abs(1 - low * c[0])


def best_lr_as_a_generator(H):
    c = np.linalg.eigvalsh(np.array(H, dtype=np.float64))
    yield 2 / (c.min() + c.max())
    yield np.ptp(c) / (c.min() + c.max())


def best_lr_by_svd(H):
    s = np.linalg.svd(H, compute_uv=False)
    lr = np.longdouble(2) / (s[0] + s[-1])
    return [np.array(lr), np.array(1 - lr * s[-1])]



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


def linreg_max_lr_by_power_iteration(X):
    H = 2 * (np.asarray(X, dtype=float).T @ X) / len(X)
    top = H.copy()
    for _ in range(60):  # squares of the matrix: after 60 of them only the largest is left
        top = top @ top / np.trace(top @ top)
    return 2 * np.trace(top) / np.trace(H @ top)


def linreg_max_lr_by_the_factor(X):
    n, H = len(X), 2 / len(X) * np.dot(np.transpose(X), X)
    return float(1 / (0.5 * max(abs(np.linalg.eigvals(H))))) if n else None


def linreg_max_lr_of_scaled_rows(X):
    rows = np.array([np.asarray(row, dtype=float) / math.sqrt(len(X)) for row in X])
    return np.array([1 / np.linalg.norm(rows, 2) ** 2]).reshape(())



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


def is_diverging_by_a_sum(losses, factor=10.0):
    total = 0.0
    for v in losses:
        total += 0.0 * v  # nan as soon as one is not finite
    return bool(total != 0 or (len(losses) and losses[-1] > factor * losses[0]))


def is_diverging_by_recursion(losses, factor=10.0):
    def finite(rest):
        return not rest or (math.isfinite(rest[0]) and finite(rest[1:]))

    rest = [float(v) for v in losses]
    return 0 if not rest else int(not finite(rest) or rest[-1] > factor * rest[0])


def is_diverging_by_slices(losses, factor=10.0):
    a = np.array([*losses], dtype=float)
    lost = (a[-1:] > factor * a[:1]).any() or (~np.isfinite(a)).any()
    return np.array(lost)
