"""Natural slips in the exercises of notebook 11, written from its text and only counted."""

import math

import numpy as np

# --- mup_rates --------------------------------------------------------------------------------


def mup_rates_ratio_upside_down(base_lr, base_width, width):
    scaled = base_lr * width / base_width
    return {"input": base_lr, "hidden": scaled, "output": scaled, "bias": base_lr}


def mup_rates_output_keeps_its_rate(base_lr, base_width, width):
    # only the hidden matrix grows on both sides
    return {
        "input": base_lr,
        "hidden": base_lr * base_width / width,
        "output": base_lr,
        "bias": base_lr,
    }


def mup_rates_all_matrices_alike(base_lr, base_width, width):
    rates = {name: base_lr * base_width / width for name in ("input", "hidden", "output")}
    rates["bias"] = base_lr
    return rates


def mup_rates_never_above_the_base_rate(base_lr, base_width, width):
    factor = min(1.0, base_width / width)
    return {
        "input": base_lr,
        "hidden": base_lr * factor,
        "output": base_lr * factor,
        "bias": base_lr,
    }


def mup_rates_whole_multiples(base_lr, base_width, width):
    times = width // base_width
    return {
        "input": base_lr,
        "hidden": base_lr / times,
        "output": base_lr / times,
        "bias": base_lr,
    }


def mup_rates_as_the_runs_fell(base_lr, base_width, width):
    # 16 times as wide, a quarter of the rate
    lr = base_lr * math.sqrt(base_width / width)
    return {"input": base_lr, "hidden": lr, "output": lr, "bias": base_lr}


def mup_rates_factors_instead_of_rates(base_lr, base_width, width):
    factor = base_width / width
    return {"input": 1.0, "hidden": factor, "output": factor, "bias": 1.0}


def mup_rates_output_falls_twice(base_lr, base_width, width):
    # one over the width for the rate, and once more for the smaller start
    ratio = base_width / width
    return {
        "input": base_lr,
        "hidden": base_lr * ratio,
        "output": base_lr * ratio**2,
        "bias": base_lr,
    }


def mup_rates_bias_goes_with_its_layer(base_lr, base_width, width):
    small = base_lr / (width / base_width)
    return {"input": base_lr, "hidden": small, "output": small, "bias": small}


def mup_rates_forgets_the_base_width(base_lr, base_width, width):
    return {
        "input": base_lr,
        "hidden": base_lr / width,
        "output": base_lr / width,
        "bias": base_lr,
    }


# --- update_ratio -----------------------------------------------------------------------------


def update_ratio_mean_of_the_ratios(weights, updates):
    ratios = []
    for w, u in zip(weights, updates, strict=True):
        size_w, size_u = np.linalg.norm(w), np.linalg.norm(u)
        if size_u == 0:
            ratios.append(0.0)
        elif size_w == 0:
            ratios.append(math.inf)
        else:
            ratios.append(size_u / size_w)
    return float(np.mean(ratios))


def update_ratio_absolute_values(weights, updates):
    w = sum(np.abs(a).sum() for a in weights)
    u = sum(np.abs(a).sum() for a in updates)
    if u == 0:
        return 0.0
    return u / w if w > 0 else math.inf


def update_ratio_asks_for_zero_weights_first(weights, updates):
    w = math.sqrt(sum(np.sum(np.square(a)) for a in weights))
    u = math.sqrt(sum(np.sum(np.square(a)) for a in updates))
    if w == 0:
        return math.inf
    return u / w


def update_ratio_without_the_root(weights, updates):
    w = sum(np.sum(np.square(a)) for a in weights)
    u = sum(np.sum(np.square(a)) for a in updates)
    if u == 0:
        return 0.0
    if w == 0:
        return math.inf
    return u / w


def update_ratio_one_array_of_all(weights, updates):
    w = np.sqrt(np.mean(np.array(weights) ** 2))
    u = np.sqrt(np.mean(np.array(updates) ** 2))
    if u == 0:
        return 0.0
    return math.inf if w == 0 else u / w


def update_ratio_entry_by_entry(weights, updates):
    w = np.concatenate([np.ravel(a) for a in weights])
    u = np.concatenate([np.ravel(a) for a in updates])
    if not u.any():
        return 0.0
    if not w.any():
        return math.inf
    return np.sqrt(np.mean((u / w) ** 2))


def update_ratio_standard_deviations(weights, updates):
    w = np.std(np.concatenate([a.ravel() for a in weights]))
    u = np.std(np.concatenate([a.ravel() for a in updates]))
    if u == 0:
        return 0.0
    if w == 0:
        return math.inf
    return u / w


def update_ratio_small_number_below(weights, updates):
    w = np.concatenate([np.ravel(a) for a in weights])
    u = np.concatenate([np.ravel(a) for a in updates])
    return np.sqrt(np.mean(u**2)) / (np.sqrt(np.mean(w**2)) + 1e-8)


def update_ratio_over_the_new_weights(weights, updates):
    new = [w + u for w, u in zip(weights, updates, strict=True)]
    below = math.sqrt(sum((a**2).sum() for a in new))
    above = math.sqrt(sum((a**2).sum() for a in updates))
    if above == 0:
        return 0.0
    if below == 0:
        return math.inf
    return above / below


def update_ratio_every_array_counts_the_same(weights, updates):
    def rms(arrays):
        return np.mean([np.sqrt(np.mean(np.square(a))) for a in arrays])

    if rms(updates) == 0:
        return 0.0
    if rms(weights) == 0:
        return math.inf
    return rms(updates) / rms(weights)


# --- noise_scale ------------------------------------------------------------------------------


def noise_scale_norms_not_squared(grad_small, grad_big, b_small, b_big):
    if b_small >= b_big:
        raise ValueError("b_small must be below b_big")
    small, big = np.linalg.norm(grad_small), np.linalg.norm(grad_big)
    G2 = (b_big * big - b_small * small) / (b_big - b_small)
    S = (small - big) / (1 / b_small - 1 / b_big)
    return S / G2


def noise_scale_upside_down(grad_small, grad_big, b_small, b_big):
    if not b_small < b_big:
        raise ValueError("b_small must be below b_big")
    small, big = np.sum(grad_small**2), np.sum(grad_big**2)
    G2 = (b_big * big - b_small * small) / (b_big - b_small)
    S = (small - big) / (1 / b_small - 1 / b_big)
    return G2 / S


def noise_scale_never_negative(grad_small, grad_big, b_small, b_big):
    if not b_small < b_big:
        raise ValueError("the batches are in the wrong order")
    small, big = np.sum(grad_small**2), np.sum(grad_big**2)
    G2 = (b_big * big - b_small * small) / (b_big - b_small)
    S = (small - big) / (1 / b_small - 1 / b_big)
    return max(0.0, S / G2)


def noise_scale_equal_batches_pass(grad_small, grad_big, b_small, b_big):
    if b_small > b_big:
        raise ValueError("b_small is larger than b_big")
    small, big = np.sum(grad_small**2), np.sum(grad_big**2)
    G2 = (b_big * big - b_small * small) / (b_big - b_small)
    S = (small - big) / (1 / b_small - 1 / b_big)
    return S / G2


def noise_scale_puts_them_in_order_itself(grad_small, grad_big, b_small, b_big):
    if b_small > b_big:
        grad_small, grad_big, b_small, b_big = grad_big, grad_small, b_big, b_small
    if b_small == b_big:
        raise ValueError("two different batch sizes are needed")
    small, big = np.sum(grad_small**2), np.sum(grad_big**2)
    G2 = (b_big * big - b_small * small) / (b_big - b_small)
    S = (small - big) / (1 / b_small - 1 / b_big)
    return S / G2


def noise_scale_takes_the_big_batch_for_the_truth(grad_small, grad_big, b_small, b_big):
    if b_small >= b_big:
        raise ValueError
    G2 = np.sum(grad_big**2)
    S = b_small * (np.sum(grad_small**2) - G2)  # |g|^2 = |G|^2 + S / B
    return S / G2


def noise_scale_returns_both_parts(grad_small, grad_big, b_small, b_big):
    if b_small >= b_big:
        raise ValueError("b_small must be below b_big")
    small, big = np.linalg.norm(grad_small) ** 2, np.linalg.norm(grad_big) ** 2
    G2 = (b_big * big - b_small * small) / (b_big - b_small)
    S = (small - big) / (1 / b_small - 1 / b_big)
    return S, G2


def noise_scale_noise_is_the_distance(grad_small, grad_big, b_small, b_big):
    if b_small >= b_big:
        raise ValueError("b_small must be below b_big")
    small, big = np.sum(grad_small**2), np.sum(grad_big**2)
    G2 = (b_big * big - b_small * small) / (b_big - b_small)
    S = np.sum((grad_small - grad_big) ** 2) / (1 / b_small - 1 / b_big)
    return S / G2


def noise_scale_dot_product_of_matrices(grad_small, grad_big, b_small, b_big):
    if not b_small < b_big:
        raise ValueError("b_small must be below b_big")
    small, big = grad_small @ grad_small, grad_big @ grad_big
    G2 = (b_big * big - b_small * small) / (b_big - b_small)
    S = (small - big) / (1 / b_small - 1 / b_big)
    return S / G2


def noise_scale_brackets_missing_below(grad_small, grad_big, b_small, b_big):
    if b_small >= b_big:
        raise ValueError("b_small must be below b_big")
    small, big = np.sum(grad_small**2), np.sum(grad_big**2)
    G2 = (b_big * big - b_small * small) / (b_big - b_small)
    S = (small - big) / 1 / b_small - 1 / b_big
    return S / G2


# --- clip_by_norm -----------------------------------------------------------------------------


def clip_by_norm_each_array_alone(grads, max_norm):
    clipped, norms = [], []
    for grad in grads:
        norm = np.linalg.norm(grad)
        norms.append(norm)
        clipped.append(grad * max_norm / norm if norm > max_norm else grad.copy())
    return clipped, math.sqrt(sum(norm**2 for norm in norms))


def clip_by_norm_clips_the_entries(grads, max_norm):
    norm = math.sqrt(sum(np.sum(grad**2) for grad in grads))
    if norm > max_norm:
        return [np.clip(grad, -max_norm, max_norm) for grad in grads], norm
    return [grad.copy() for grad in grads], norm


def clip_by_norm_lengthens_short_ones_too(grads, max_norm):
    norm = math.sqrt(sum(np.sum(grad**2) for grad in grads))
    return [grad * max_norm / norm for grad in grads], norm


def clip_by_norm_norm_after_clipping(grads, max_norm):
    norm = math.sqrt(sum(np.sum(grad**2) for grad in grads))
    if norm > max_norm:
        grads = [grad * (max_norm / norm) for grad in grads]
        norm = max_norm
    return list(grads), norm


def clip_by_norm_in_place(grads, max_norm):
    norm = math.sqrt(sum(np.sum(grad**2) for grad in grads))
    if norm > max_norm:
        for grad in grads:
            grad *= max_norm / norm
    return grads, norm


def clip_by_norm_adds_the_norms(grads, max_norm):
    norm = sum(np.linalg.norm(grad) for grad in grads)
    factor = max_norm / norm if norm > max_norm else 1.0
    return [factor * grad for grad in grads], norm


def clip_by_norm_small_number_below_as_in_pytorch(grads, max_norm):
    norm = math.sqrt(sum(np.sum(np.square(grad)) for grad in grads))
    factor = min(1.0, max_norm / (norm + 1e-6))
    return [grad * factor for grad in grads], norm


def clip_by_norm_cannot_join_nothing(grads, max_norm):
    norm = np.linalg.norm(np.concatenate([grad.ravel() for grad in grads]))
    if norm > max_norm:
        return [grad * max_norm / norm for grad in grads], norm
    return [grad.copy() for grad in grads], norm


def clip_by_norm_to_length_1(grads, max_norm):
    norm = math.sqrt(sum(np.sum(grad**2) for grad in grads))
    if norm > max_norm:
        return [grad / norm for grad in grads], norm
    return [grad.copy() for grad in grads], norm


def clip_by_norm_root_of_the_mean(grads, max_norm):
    count = sum(grad.size for grad in grads)
    norm = math.sqrt(sum(np.sum(grad**2) for grad in grads) / max(count, 1))
    if norm > max_norm:
        return [grad * max_norm / norm for grad in grads], norm
    return [grad.copy() for grad in grads], norm


# --- newton_schulz ----------------------------------------------------------------------------


def newton_schulz_squares_the_entries(G, num_steps=5):
    a, b, c = 3.4445, -4.7750, 2.0315
    X = G / (np.linalg.norm(G) + 1e-7)
    tall = X.shape[0] > X.shape[1]
    if tall:
        X = X.T
    for _ in range(num_steps):
        A = X @ X.T
        X = a * X + (b * A + c * A**2) @ X
    return X.T if tall else X


def newton_schulz_largest_singular_value_as_norm(G, num_steps=5):
    a, b, c = 3.4445, -4.7750, 2.0315
    X = G / (np.linalg.norm(G, 2) + 1e-7)
    tall = G.shape[0] > G.shape[1]
    X = X.T if tall else X
    for _ in range(num_steps):
        A = X @ X.T
        X = a * X + (b * A + c * A @ A) @ X
    return X.T if tall else X


def newton_schulz_transposes_the_wrong_factor(G, num_steps=5):
    a, b, c = 3.4445, -4.7750, 2.0315
    X = G / (np.linalg.norm(G) + 1e-7)
    tall = G.shape[0] > G.shape[1]
    if tall:
        X = X.T
    for _ in range(num_steps):
        A = X.T @ X
        X = a * X + (b * A + c * A @ A) @ X
    return X.T if tall else X


def newton_schulz_stays_transposed(G, num_steps=5):
    a, b, c = 3.4445, -4.7750, 2.0315
    if G.shape[0] > G.shape[1]:
        G = G.T
    X = G / (np.linalg.norm(G) + 1e-7)
    for _ in range(num_steps):
        A = X @ X.T
        X = a * X + (b * A + c * A @ A) @ X
    return X


def newton_schulz_computes_A_once(G, num_steps=5):
    a, b, c = 3.4445, -4.7750, 2.0315
    tall = G.shape[0] > G.shape[1]
    X = G.T if tall else G
    X = X / (np.linalg.norm(X) + 1e-7)
    A = X @ X.T
    for _ in range(num_steps):
        X = a * X + (b * A + c * A @ A) @ X
    return X.T if tall else X


def newton_schulz_renormalises_every_step(G, num_steps=5):
    a, b, c = 3.4445, -4.7750, 2.0315
    tall = G.shape[0] > G.shape[1]
    X = G.T if tall else G
    for _ in range(num_steps):
        X = X / (np.linalg.norm(X) + 1e-7)
        A = X @ X.T
        X = a * X + (b * A + c * A @ A) @ X
    return X.T if tall else X


def newton_schulz_bare_norm(G, num_steps=5):
    a, b, c = 3.4445, -4.7750, 2.0315
    X = G / np.sqrt(np.sum(G**2))
    if G.shape[0] > G.shape[1]:
        X = X.T
    for _ in range(num_steps):
        A = X @ X.T
        X = a * X + (b * A + c * A @ A) @ X
    return X.T if G.shape[0] > G.shape[1] else X


def newton_schulz_by_decomposition(G, num_steps=5):
    U, _, Vt = np.linalg.svd(G, full_matrices=False)
    return U @ Vt  # all singular values are 1


def newton_schulz_scales_X_too_early(G, num_steps=5):
    a, b, c = 3.4445, -4.7750, 2.0315
    tall = G.shape[0] > G.shape[1]
    X = (G.T if tall else G) / (np.linalg.norm(G) + 1e-7)
    for _ in range(num_steps):
        A = X @ X.T
        X = a * X
        X = X + (b * A + c * A @ A) @ X
    return X.T if tall else X


def newton_schulz_forgets_to_normalise(G, num_steps=5):
    a, b, c = 3.4445, -4.7750, 2.0315
    X = G.T if G.shape[0] > G.shape[1] else G
    for _ in range(num_steps):
        A = X @ X.T
        X = a * X + (b * A + c * A @ A) @ X
    return X.T if G.shape[0] > G.shape[1] else X
