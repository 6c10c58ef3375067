"""Natural slips in the exercises of notebook 11."""

import math

import numpy as np


def mup_rates_ratio_upside_down(base_lr, base_width, width):
    scaled = base_lr * width / base_width
    return {"input": base_lr, "hidden": scaled, "output": scaled, "bias": base_lr}


def mup_rates_over_the_root(base_lr, base_width, width):
    scaled = base_lr * math.sqrt(base_width / width)
    return {"input": base_lr, "hidden": scaled, "output": scaled, "bias": base_lr}


def mup_rates_every_layer(base_lr, base_width, width):
    rate = base_lr * base_width / width
    return {key: rate for key in ("input", "hidden", "output", "bias")}  # noqa: C420


def mup_rates_hidden_alone(base_lr, base_width, width):
    return {"input": base_lr, "hidden": base_lr * base_width / width,
            "output": base_lr, "bias": base_lr}


def mup_rates_wrong_two(base_lr, base_width, width):
    scaled = base_lr * base_width / width
    return {"input": scaled, "hidden": base_lr, "output": base_lr, "bias": scaled}


def mup_rates_over_the_width_alone(base_lr, base_width, width):
    return {"input": base_lr, "hidden": base_lr / width, "output": base_lr / width,
            "bias": base_lr}


def mup_rates_output_twice(base_lr, base_width, width):
    ratio = base_width / width
    return {"input": base_lr, "hidden": base_lr * ratio, "output": base_lr * ratio**2,
            "bias": base_lr}


def mup_rates_whole_division(base_lr, base_width, width):
    factor = width // base_width
    return {"input": base_lr, "hidden": base_lr / factor, "output": base_lr / factor,
            "bias": base_lr}


def mup_rates_never_above_the_base(base_lr, base_width, width):
    scaled = min(base_lr, base_lr * base_width / width)
    return {"input": base_lr, "hidden": scaled, "output": scaled, "bias": base_lr}


def mup_rates_as_a_list(base_lr, base_width, width):
    scaled = base_lr * base_width / width
    return [base_lr, scaled, scaled, base_lr]


def _rms(arrays):
    flat = np.concatenate([np.ravel(a) for a in arrays])
    return np.sqrt(np.mean(flat**2))


def update_ratio_upside_down(weights, updates):
    if not any(np.any(u) for u in updates):
        return 0.0
    if not any(np.any(w) for w in weights):
        return math.inf
    return _rms(weights) / _rms(updates)


def update_ratio_mean_of_ratios(weights, updates):
    ratios = []
    for w, u in zip(weights, updates, strict=True):
        if not np.any(u):
            ratios.append(0.0)
        elif not np.any(w):
            ratios.append(math.inf)
        else:
            ratios.append(np.sqrt(np.mean(u**2)) / np.sqrt(np.mean(w**2)))
    return np.mean(ratios)


def update_ratio_without_the_root(weights, updates):
    top = sum(np.sum(u**2) for u in updates)
    bottom = sum(np.sum(w**2) for w in weights)
    if top == 0:
        return 0.0
    return top / bottom if bottom else math.inf


def update_ratio_mean_size(weights, updates):
    top = np.mean(np.concatenate([np.abs(u).ravel() for u in updates]))
    bottom = np.mean(np.concatenate([np.abs(w).ravel() for w in weights]))
    if top == 0:
        return 0.0
    return top / bottom if bottom else math.inf


def update_ratio_one_table(weights, updates):
    top = np.sqrt(np.mean(np.array(updates) ** 2))
    bottom = np.sqrt(np.mean(np.array(weights) ** 2))
    if top == 0:
        return 0.0
    return top / bottom if bottom else math.inf


def update_ratio_inf_comes_first(weights, updates):
    top, bottom = _rms(updates), _rms(weights)
    if bottom == 0:
        return math.inf
    return top / bottom


def update_ratio_standard_deviation(weights, updates):
    top = np.std(np.concatenate([u.ravel() for u in updates]))
    bottom = np.std(np.concatenate([w.ravel() for w in weights]))
    if top == 0:
        return 0.0
    return top / bottom if bottom else math.inf


def update_ratio_every_array_alike(weights, updates):
    top = np.sqrt(np.mean([np.mean(u**2) for u in updates]))
    bottom = np.sqrt(np.mean([np.mean(w**2) for w in weights]))
    if top == 0:
        return 0.0
    return top / bottom if bottom else math.inf


def update_ratio_entry_by_entry(weights, updates):
    w = np.concatenate([np.ravel(a) for a in weights])
    u = np.concatenate([np.ravel(a) for a in updates])
    if np.all(u == 0):
        return 0.0
    if np.all(w == 0):
        return math.inf
    return np.sqrt(np.mean((u / w) ** 2))


def update_ratio_epsilon(weights, updates):
    return _rms(updates) / (_rms(weights) + 1e-12)


def _noise(small, big, b_small, b_big):
    G2 = (b_big * big - b_small * small) / (b_big - b_small)
    S = (small - big) / (1 / b_small - 1 / b_big)
    return S / G2


def noise_scale_norms_not_squared(grad_small, grad_big, b_small, b_big):
    if b_small >= b_big:
        raise ValueError("b_small must be below b_big")
    return _noise(np.linalg.norm(grad_small), np.linalg.norm(grad_big), b_small, b_big)


def noise_scale_upside_down(grad_small, grad_big, b_small, b_big):
    if b_small >= b_big:
        raise ValueError("b_small must be below b_big")
    return 1 / _noise(np.sum(grad_small**2), np.sum(grad_big**2), b_small, b_big)


def noise_scale_never_negative(grad_small, grad_big, b_small, b_big):
    if b_small >= b_big:
        raise ValueError("b_small must be below b_big")
    return max(0.0, _noise(np.sum(grad_small**2), np.sum(grad_big**2), b_small, b_big))


def noise_scale_equal_batches_pass(grad_small, grad_big, b_small, b_big):
    if b_small > b_big:
        raise ValueError("b_small must be below b_big")
    return _noise(np.sum(grad_small**2), np.sum(grad_big**2), b_small, b_big)


def noise_scale_no_parentheses(grad_small, grad_big, b_small, b_big):
    if b_small >= b_big:
        raise ValueError("b_small must be below b_big")
    small, big = np.sum(grad_small**2), np.sum(grad_big**2)
    G2 = b_big * big - b_small * small / (b_big - b_small)
    S = (small - big) / (1 / b_small - 1 / b_big)
    return S / G2


def noise_scale_two_norm_of_a_matrix(grad_small, grad_big, b_small, b_big):
    if b_small >= b_big:
        raise ValueError("b_small must be below b_big")
    return _noise(np.linalg.norm(grad_small, 2) ** 2, np.linalg.norm(grad_big, 2) ** 2,
                  b_small, b_big)


def noise_scale_square_of_the_sum(grad_small, grad_big, b_small, b_big):
    if b_small >= b_big:
        raise ValueError("b_small must be below b_big")
    return _noise(np.sum(grad_small) ** 2, np.sum(grad_big) ** 2, b_small, b_big)


def noise_scale_the_noise_alone(grad_small, grad_big, b_small, b_big):
    if b_small >= b_big:
        raise ValueError("b_small must be below b_big")
    return (np.sum(grad_small**2) - np.sum(grad_big**2)) / (1 / b_small - 1 / b_big)


def noise_scale_big_minus_small(grad_small, grad_big, b_small, b_big):
    if b_small >= b_big:
        raise ValueError("b_small must be below b_big")
    small, big = np.sum(grad_small**2), np.sum(grad_big**2)
    G2 = (b_big * big - b_small * small) / (b_big - b_small)
    S = (big - small) / (1 / b_small - 1 / b_big)
    return S / G2


def noise_scale_returns_the_error(grad_small, grad_big, b_small, b_big):
    if b_small >= b_big:
        return ValueError("b_small must be below b_big")
    return _noise(np.sum(grad_small**2), np.sum(grad_big**2), b_small, b_big)


def clip_by_norm_each_array_alone(grads, max_norm):
    clipped, norms = [], []
    for g in grads:
        norm = np.sqrt(np.sum(g**2))
        norms.append(norm)
        clipped.append(g * max_norm / norm if norm > max_norm else g)
    return clipped, np.sqrt(sum(norm**2 for norm in norms))


def clip_by_norm_entry_by_entry(grads, max_norm):
    norm = np.sqrt(sum(np.sum(g**2) for g in grads))
    return [np.clip(g, -max_norm, max_norm) for g in grads], norm


def clip_by_norm_norm_after(grads, max_norm):
    norm = np.sqrt(sum(np.sum(g**2) for g in grads))
    if norm > max_norm:
        grads = [g * max_norm / norm for g in grads]
        norm = np.sqrt(sum(np.sum(g**2) for g in grads))
    return grads, norm


def clip_by_norm_in_place(grads, max_norm):
    norm = np.sqrt(sum(np.sum(g**2) for g in grads))
    if norm > max_norm:
        for g in grads:
            g *= max_norm / norm
    return grads, norm


def clip_by_norm_short_ones_too(grads, max_norm):
    norm = np.sqrt(sum(np.sum(g**2) for g in grads))
    if norm == 0:
        return grads, norm
    return [g * max_norm / norm for g in grads], norm


def clip_by_norm_sum_of_norms(grads, max_norm):
    norm = sum(np.linalg.norm(g) for g in grads)
    if norm > max_norm:
        return [g * max_norm / norm for g in grads], norm
    return grads, norm


def clip_by_norm_to_one(grads, max_norm):
    norm = np.sqrt(sum(np.sum(g**2) for g in grads))
    if norm > max_norm:
        return [g / norm for g in grads], norm
    return grads, norm


def clip_by_norm_epsilon(grads, max_norm):
    norm = np.sqrt(sum(np.sum(g**2) for g in grads))
    factor = min(1.0, max_norm / (norm + 1e-6))
    return [g * factor for g in grads], norm


def clip_by_norm_nothing_to_join(grads, max_norm):
    norm = np.linalg.norm(np.concatenate([g.ravel() for g in grads]))
    if norm > max_norm:
        return [g * max_norm / norm for g in grads], norm
    return [g.copy() for g in grads], norm


def clip_by_norm_without_the_root(grads, max_norm):
    norm = sum(np.sum(g**2) for g in grads)
    if norm > max_norm:
        return [g * max_norm / norm for g in grads], norm
    return grads, norm


A, B, C = 3.4445, -4.7750, 2.0315


def newton_schulz_squares_the_entries(G, num_steps=5):
    X = G / (np.linalg.norm(G) + 1e-7)
    tall = G.shape[0] > G.shape[1]
    if tall:
        X = X.T
    for _ in range(num_steps):
        S = X @ X.T
        X = A * X + (B * S + C * S * S) @ X
    return X.T if tall else X


def newton_schulz_stays_transposed(G, num_steps=5):
    X = G / (np.linalg.norm(G) + 1e-7)
    if X.shape[0] > X.shape[1]:
        X = X.T
    for _ in range(num_steps):
        S = X @ X.T
        X = A * X + (B * S + C * S @ S) @ X
    return X


def newton_schulz_two_norm(G, num_steps=5):
    X = G / (np.linalg.norm(G, 2) + 1e-7)
    tall = G.shape[0] > G.shape[1]
    if tall:
        X = X.T
    for _ in range(num_steps):
        S = X @ X.T
        X = A * X + (B * S + C * S @ S) @ X
    return X.T if tall else X


def newton_schulz_always_five(G, num_steps=5):
    X = G / (np.linalg.norm(G) + 1e-7)
    tall = G.shape[0] > G.shape[1]
    if tall:
        X = X.T
    for _ in range(5):
        S = X @ X.T
        X = A * X + (B * S + C * S @ S) @ X
    return X.T if tall else X


def newton_schulz_product_before_the_loop(G, num_steps=5):
    X = G / (np.linalg.norm(G) + 1e-7)
    tall = G.shape[0] > G.shape[1]
    if tall:
        X = X.T
    S = X @ X.T
    for _ in range(num_steps):
        X = A * X + (B * S + C * S @ S) @ X
    return X.T if tall else X


def newton_schulz_a_added_to_every_entry(G, num_steps=5):
    X = G / (np.linalg.norm(G) + 1e-7)
    tall = G.shape[0] > G.shape[1]
    if tall:
        X = X.T
    for _ in range(num_steps):
        S = X @ X.T
        X = (A + B * S + C * S @ S) @ X
    return X.T if tall else X


def newton_schulz_without_the_small_number(G, num_steps=5):
    X = G / np.linalg.norm(G)
    tall = G.shape[0] > G.shape[1]
    if tall:
        X = X.T
    for _ in range(num_steps):
        S = X @ X.T
        X = A * X + (B * S + C * S @ S) @ X
    return X.T if tall else X


def newton_schulz_exactly_orthogonal(G, num_steps=5):
    U, _, Vt = np.linalg.svd(G, full_matrices=False)
    return U @ Vt


def newton_schulz_the_cubic_of_old(G, num_steps=5):
    X = G / (np.linalg.norm(G) + 1e-7)
    for _ in range(num_steps):
        X = 1.5 * X - 0.5 * X @ X.T @ X
    return X


def newton_schulz_no_default(G, num_steps):
    X = G / (np.linalg.norm(G) + 1e-7)
    tall = G.shape[0] > G.shape[1]
    if tall:
        X = X.T
    for _ in range(num_steps):
        S = X @ X.T
        X = A * X + (B * S + C * S @ S) @ X
    return X.T if tall else X
