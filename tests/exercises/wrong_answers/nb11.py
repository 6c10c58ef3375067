"""Wrong answers to the exercises of notebook 11, written without looking at the misconceptions."""

import math

import numpy as np


def mup_rates_with_biases_scaled(base_lr, base_width, width):
    wide = base_lr * base_width / width
    return {"input": base_lr, "hidden": wide, "output": wide, "bias": wide}


def mup_rates_in_a_list(base_lr, base_width, width):
    wide = base_lr * base_width / width
    return [base_lr, wide, wide, base_lr]


def mup_rates_with_other_keys(base_lr, base_width, width):
    wide = base_lr * base_width / width
    return {"in": base_lr, "hidden": wide, "out": wide, "bias": base_lr}


def mup_rates_without_the_base(base_lr, base_width, width):
    return {"input": base_lr, "hidden": base_lr / width, "output": base_lr / width,
            "bias": base_lr}


def mup_rates_output_of_the_square(base_lr, base_width, width):
    share = base_width / width
    return {"input": base_lr, "hidden": base_lr * share, "output": base_lr * share**2,
            "bias": base_lr}


def noise_scale_of_the_difference(grad_small, grad_big, b_small, b_big):
    if b_small >= b_big:
        raise ValueError
    return np.sum((np.asarray(grad_small, float) - grad_big) ** 2) / np.sum(
        np.asarray(grad_big, float) ** 2)


def noise_scale_with_a_plus(grad_small, grad_big, b_small, b_big):
    if b_small >= b_big:
        raise ValueError
    small, big = np.sum(np.square(grad_small)), np.sum(np.square(grad_big))
    G2 = (b_big * big + b_small * small) / (b_big + b_small)
    return (small - big) / (1 / b_small - 1 / b_big) / G2


def noise_scale_sign_wrong(grad_small, grad_big, b_small, b_big):
    if b_small >= b_big:
        raise ValueError
    small, big = np.sum(np.square(grad_small)), np.sum(np.square(grad_big))
    G2 = (b_big * big - b_small * small) / (b_big - b_small)
    return (big - small) / (1 / b_small - 1 / b_big) / G2


def noise_scale_type_error(grad_small, grad_big, b_small, b_big):
    if b_small >= b_big:
        raise TypeError("wrong order")
    small, big = np.sum(np.square(grad_small)), np.sum(np.square(grad_big))
    G2 = (b_big * big - b_small * small) / (b_big - b_small)
    return (small - big) / (1 / b_small - 1 / b_big) / G2


def noise_scale_root_at_the_end(grad_small, grad_big, b_small, b_big):
    if b_small >= b_big:
        raise ValueError
    small, big = np.sum(np.square(grad_small)), np.sum(np.square(grad_big))
    G2 = (b_big * big - b_small * small) / (b_big - b_small)
    return np.sqrt(abs((small - big) / (1 / b_small - 1 / b_big) / G2))


def clip_by_norm_only_the_gradients(grads, max_norm):
    norm = math.sqrt(sum(np.sum(np.square(g)) for g in grads))
    return [g * (max_norm / norm) if norm > max_norm else g * 1.0 for g in grads]


def clip_by_norm_of_the_first(grads, max_norm):
    norm = float(np.linalg.norm(grads[0])) if len(grads) else 0.0
    factor = max_norm / norm if norm > max_norm else 1.0
    return [g * factor for g in grads], norm


def clip_by_norm_with_a_small_number(grads, max_norm):
    norm = math.sqrt(sum(np.sum(np.square(g)) for g in grads))
    return [g * max_norm / (norm + 0.01) if norm > max_norm else g * 1.0 for g in grads], norm


def clip_by_norm_to_zero(grads, max_norm):
    norm = math.sqrt(sum(np.sum(np.square(g)) for g in grads))
    return [g * 0.0 if norm > max_norm else g * 1.0 for g in grads], norm


def clip_by_norm_where_the_square_is_large(grads, max_norm):
    square = sum(np.sum(np.square(g)) for g in grads)
    factor = max_norm / math.sqrt(square) if square > max_norm else 1.0
    return [g * factor for g in grads], math.sqrt(square)


def clip_by_norm_upside_down(grads, max_norm):
    norm = math.sqrt(sum(np.sum(np.square(g)) for g in grads))
    return [g * max_norm / norm if 0 < norm < max_norm else g * 1.0 for g in grads], norm


def update_ratio_of_the_first_array(weights, updates):
    w, u = np.ravel(weights[0]), np.ravel(updates[0])
    if not np.any(u):
        return 0.0
    return np.linalg.norm(u) / np.linalg.norm(w) if np.any(w) else math.inf


def update_ratio_of_standard_deviations(weights, updates):
    w, u = (np.concatenate([np.ravel(a) for a in arrays]) for arrays in (weights, updates))
    return 0.0 if u.std() == 0 else u.std() / w.std() if w.std() > 0 else math.inf


def update_ratio_of_the_sums(weights, updates):
    u, w = sum(np.sum(a) for a in updates), sum(np.sum(a) for a in weights)
    return u / w if w else math.inf


def update_ratio_of_norms_added(weights, updates):
    u, w = sum(np.linalg.norm(a) for a in updates), sum(np.linalg.norm(a) for a in weights)
    return 0.0 if u == 0 else u / w if w else math.inf


def update_ratio_in_percent(weights, updates):
    w, u = (np.concatenate([np.ravel(a) for a in arrays]) for arrays in (weights, updates))
    if not np.any(u):
        return 0.0
    return 100 * np.linalg.norm(u) / np.linalg.norm(w) if np.any(w) else math.inf


def newton_schulz_transposed_product(G, num_steps=5):
    X = np.asarray(G, float) / (np.linalg.norm(G) + 1e-7)
    for _ in range(num_steps):
        A = X.T @ X
        X = 3.4445 * X + X @ (-4.7750 * A + 2.0315 * A * A)
    return X


def newton_schulz_signs(G, num_steps=5):
    return np.sign(G)


def newton_schulz_normalised_only(G, num_steps=5):
    return np.asarray(G, float) / (np.linalg.norm(G) + 1e-7)


def newton_schulz_normalised_in_each_step(G, num_steps=5):
    X = np.asarray(G, float)
    for _ in range(num_steps):
        X = X / (np.linalg.norm(X) + 1e-7)
        A = X @ X.T
        X = 3.4445 * X + (-4.7750 * A + 2.0315 * A @ A) @ X
    return X


def newton_schulz_one_step_more(G, num_steps=5):
    X = np.asarray(G, float) / (np.linalg.norm(G) + 1e-7)
    for _ in range(num_steps + 1):
        A = X @ X.T
        X = 3.4445 * X + (-4.7750 * A + 2.0315 * A @ A) @ X
    return X
