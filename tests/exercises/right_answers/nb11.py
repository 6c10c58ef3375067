"""Right answers to the exercises of notebook 11 in unusual clothes."""

import itertools
import math
from fractions import Fraction

import numpy as np

# mup_rates ---------------------------------------------------------------------------------


def mup_rates_in_another_order(base_lr, base_width, width):
    share = base_width / width
    rates = {"bias": base_lr, "output": base_lr * share}
    return rates | {"hidden": base_lr * share, "input": base_lr}


def mup_rates_by_powers(base_lr, base_width, width):
    powers = {"input": 0, "hidden": -1, "output": -1, "bias": 0}
    return {kind: base_lr * (width / base_width) ** power for kind, power in powers.items()}


def mup_rates_as_arrays(base_lr, base_width, width):
    rates = np.multiply(base_lr, [1, base_width / width, base_width / width, 1])
    return dict(zip(("input", "hidden", "output", "bias"), rates[:, None][:, 0]))


def mup_rates_in_logarithms(base_lr, base_width, width):
    wide = math.exp(math.log(base_lr) + math.log(base_width) - math.log(width))
    return {"input": base_lr} | dict.fromkeys(("hidden", "output"), wide) | {"bias": base_lr}


def mup_rates_with_fractions(base_lr, base_width, width):
    wide = float(Fraction(float(base_lr)) * Fraction(base_width, width))
    return {"input": float(base_lr), "hidden": wide, "output": wide, "bias": float(base_lr)}


def mup_rates_by_a_loop(base_lr, base_width, width):
    rates = {}
    for kind in ["bias", "hidden", "input", "output"]:
        rates[kind] = base_lr / width * base_width if kind in "hidden output" else base_lr * 1.0
    return rates


# noise_scale -------------------------------------------------------------------------------


def noise_scale_by_dot_products(grad_small, grad_big, b_small, b_big):
    if not b_small < b_big:
        raise ValueError
    s, b = (np.ravel(g).astype(float) for g in (grad_small, grad_big))
    G2 = (b_big * (b @ b) - b_small * (s @ s)) / (b_big - b_small)
    return np.array((s @ s - b @ b) / (1 / b_small - 1 / b_big) / G2)


def noise_scale_by_a_linear_system(grad_small, grad_big, b_small, b_big):
    if b_big <= b_small:
        raise ValueError("the batches must be a smaller and a larger one")
    norms = [np.sum(np.square(np.asarray(g, float))) for g in (grad_small, grad_big)]
    signal, noise = np.linalg.solve([[1, 1 / b_small], [1, 1 / b_big]], norms)
    return noise / signal


def noise_scale_without_numpy(grad_small, grad_big, b_small, b_big):
    if b_small >= b_big:
        raise ValueError(f"{b_small} >= {b_big}")

    def squares(g):
        return math.fsum(float(x) ** 2 for x in np.ravel(g))

    small, big = squares(grad_small), squares(grad_big)
    return b_small * b_big * (small - big) / (b_big * big - b_small * small)


def noise_scale_with_longdouble(grad_small, grad_big, b_small, b_big):
    if b_small >= b_big:
        raise ValueError("sizes")
    s, b = (np.sum(np.asarray(g, np.longdouble) ** 2) for g in (grad_small, grad_big))
    noise = (s - b) / (np.longdouble(1) / b_small - np.longdouble(1) / b_big)
    return noise / ((b_big * b - b_small * s) / (b_big - b_small))


def noise_scale_by_the_line(grad_small, grad_big, b_small, b_big):
    if b_small - b_big >= 0:
        raise ValueError("not a line")
    norms = [np.linalg.norm(np.ravel(g)) ** 2 for g in (grad_small, grad_big)]
    slope = (norms[0] - norms[1]) / (1 / b_small - 1 / b_big)
    return slope / (norms[1] - slope / b_big)


def noise_scale_with_einsum(grad_small, grad_big, b_small, b_big):
    if b_small / b_big >= 1:
        raise ValueError
    a = np.einsum("i,i->", np.ravel(grad_small) * 1.0, np.ravel(grad_small) * 1.0)
    b = np.einsum("i,i->", np.ravel(grad_big) * 1.0, np.ravel(grad_big) * 1.0)
    return ((a - b) * (b_big - b_small)) / ((1 / b_small - 1 / b_big) * (b_big * b - b_small * a))


def noise_scale_by_methods(grad_small, grad_big, b_small, b_big):
    if not b_small < b_big:
        raise ValueError("the small batch should be the smaller one")
    small, big = (grad_small**2).sum(), (grad_big**2).sum()
    noise = (small - big) / (1 / b_small - 1 / b_big)
    return noise * (b_big - b_small) / (b_big * big - b_small * small)


# clip_by_norm ------------------------------------------------------------------------------


def clip_by_norm_of_one_vector(grads, max_norm):
    whole = np.concatenate([np.zeros(0), *(np.ravel(g).astype(float) for g in grads)])
    norm = np.linalg.norm(whole)
    factor = max_norm / norm if norm > max_norm else 1
    return tuple(np.array(g, float) * factor for g in grads), norm


def clip_by_norm_with_hypot(grads, max_norm):
    norm = math.hypot(*(x for g in grads for x in np.ravel(g)))
    if norm <= max_norm:
        return [np.array(g) for g in grads], norm
    return [np.asarray(g) / (norm / max_norm) for g in grads], norm


def clip_by_norm_by_the_smaller_factor(grads, max_norm):
    norm = math.sqrt(sum(float(np.vdot(g, g)) for g in grads))
    scale = min(1.0, max_norm / norm) if norm else 1.0
    return [scale * np.asarray(g, float) for g in grads], norm


def clip_by_norm_as_lists(grads, max_norm):
    norm = sum(float(x) ** 2 for g in grads for x in np.ravel(g)) ** 0.5
    factor = 1.0 if norm <= max_norm else max_norm / norm
    return [[factor * g, norm][:1][0] for g in map(np.asarray, grads)], np.array(norm)


def clip_by_norm_by_the_larger_norm(grads, max_norm):
    norm = np.sqrt(np.sum([np.sum(np.square(np.asarray(g, float))) for g in grads]))
    return [np.asarray(g, float) * max_norm / max(norm, max_norm) for g in grads], norm


def clip_by_norm_of_norms(grads, max_norm):
    norm = float(np.linalg.norm([np.linalg.norm(np.asarray(g, float)) for g in grads]))
    clipped = []
    for g in grads:
        new = np.array(g, dtype=np.float64)
        if norm > max_norm:
            new *= max_norm / norm
        clipped.append(new)
    return [clipped, norm]


# update_ratio ------------------------------------------------------------------------------


def update_ratio_of_norms(weights, updates):
    above, below = (np.linalg.norm(np.concatenate([np.ravel(a) for a in arrays]))
                    for arrays in (updates, weights))
    return 0.0 if above == 0 else np.inf if below == 0 else above / below


def update_ratio_by_sums_of_squares(weights, updates):
    above = sum(float(np.sum(np.square(np.asarray(u, float)))) for u in updates)
    below = sum(float(np.sum(np.square(np.asarray(w, float)))) for w in weights)
    if above == 0:
        return 0
    return math.inf if below == 0 else math.sqrt(above / below)


def update_ratio_without_numpy(weights, updates):
    w = [float(x) for a in weights for x in np.ravel(a)]
    u = [float(x) for a in updates for x in np.ravel(a)]
    if not any(u):
        return 0.0
    return math.hypot(*u) / math.hypot(*w) if any(w) else float("inf")


def update_ratio_in_numpy(weights, updates):
    u = np.mean(np.hstack([np.ravel(a) for a in updates]) ** 2.0) ** 0.5
    w = np.mean(np.hstack([np.ravel(a) for a in weights]) ** 2.0) ** 0.5
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.nan_to_num(np.array(u / w), nan=0.0, posinf=np.inf)


def update_ratio_by_running_sums(weights, updates):
    sums = [0.0, 0.0]
    for k, arrays in enumerate((weights, updates)):
        for x in itertools.chain.from_iterable(np.ravel(a) for a in arrays):
            sums[k] += float(x) * float(x)
    if sums[1] == 0:
        return 0.0
    return (sums[1] / sums[0]) ** 0.5 if sums[0] else math.inf


def update_ratio_by_exception(weights, updates):
    def rms(arrays):
        values = [float(x) for a in arrays for x in np.ravel(a)]
        return math.sqrt(math.fsum(x * x for x in values) / len(values))

    try:
        return rms(updates) / rms(weights)
    except ZeroDivisionError:
        return math.inf if rms(updates) else 0.0


# newton_schulz -----------------------------------------------------------------------------


def newton_schulz_by_singular_values(G, num_steps=5):
    U, s, Vt = np.linalg.svd(np.asarray(G, float), full_matrices=False)
    s = s / (np.sqrt(np.sum(s**2)) + 1e-7)
    for _ in range(num_steps):
        s = 3.4445 * s - 4.7750 * s**3 + 2.0315 * s**5
    return (U * s) @ Vt


def newton_schulz_from_the_other_side(G, num_steps=5):
    X = np.array(G, float)
    X = X / (np.sqrt((X**2).sum()) + 1e-7)
    for _ in range(num_steps):
        B = X.T @ X
        X = X @ (3.4445 * np.eye(len(B)) - 4.7750 * B + 2.0315 * B @ B)
    return X


def newton_schulz_by_recursion(G, num_steps=5):
    def step(X, left):
        if left == 0:
            return X
        A = X @ X.T
        return step(3.4445 * X - 4.7750 * A @ X + 2.0315 * A @ A @ X, left - 1)

    G = np.asarray(G, dtype=float)
    if len(G) > len(G.T):
        return newton_schulz_by_recursion(G.T, num_steps).T
    return step(G / (np.linalg.norm(G, "fro") + 1e-7), num_steps)


def newton_schulz_with_matmul(G, num_steps=5):
    X = np.asarray(G) / (np.hypot.reduce(np.abs(np.ravel(np.asarray(G, float)))) + 1e-7)
    flipped = X.shape[1] < X.shape[0]
    X = np.swapaxes(X, 0, 1) if flipped else X
    while num_steps > 0:
        A = np.matmul(X, X.T)
        X = 3.4445 * X + np.matmul(-4.775 * A + 2.0315 * np.linalg.matrix_power(A, 2), X)
        num_steps -= 1
    return np.ascontiguousarray(X.T if flipped else X)


def newton_schulz_as_lists(G, num_steps=5):
    rows = [[float(x) for x in row] for row in np.asarray(G)]
    norm = math.sqrt(sum(x * x for row in rows for x in row)) + 1e-7
    X = np.array(rows) / norm
    X = X.T if len(rows) > len(rows[0]) else X
    for _ in range(num_steps):
        A = np.einsum("ik,jk->ij", X, X)
        X = 3.4445 * X + np.dot(2.0315 * np.dot(A, A) - 4.7750 * A, X)
    return (X.T if len(rows) > len(rows[0]) else X).tolist()


def newton_schulz_with_einsum(G, num_steps=5):
    G = np.asarray(G, np.float64)
    X = G / (np.linalg.norm(G) + 1e-7)
    if G.shape[0] > G.shape[1]:
        X = X.transpose()
    for _ in range(num_steps):
        A = X.dot(X.T)
        X = np.einsum("ij,jk->ik", 3.4445 * np.eye(len(A)) + -4.775 * A + 2.0315 * (A @ A), X)
    return X.reshape(X.shape).T if G.shape[0] > G.shape[1] else X
