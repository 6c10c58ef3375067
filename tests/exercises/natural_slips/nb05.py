"""Natural slips in the exercises of notebook 5."""

import math

import numpy as np


def minibatches_not_shuffled(n, batch_size, rng):
    return [np.arange(k, min(k + batch_size, n)) for k in range(0, n, batch_size)]


def minibatches_drops_the_last(n, batch_size, rng):
    order = rng.permutation(n)
    return [order[k * batch_size:(k + 1) * batch_size] for k in range(n // batch_size)]


def minibatches_with_replacement(n, batch_size, rng):
    order = rng.integers(0, n, n)
    return [order[k:k + batch_size] for k in range(0, n, batch_size)]


def minibatches_own_seed(n, batch_size, rng):
    order = np.random.default_rng(0).permutation(n)
    return [order[k:k + batch_size] for k in range(0, n, batch_size)]


def minibatches_an_empty_one(n, batch_size, rng):
    order = rng.permutation(n)
    return [order[k * batch_size:(k + 1) * batch_size] for k in range(n // batch_size + 1)]


def minibatches_array_split(n, batch_size, rng):
    return np.array_split(rng.permutation(n), -(-n // batch_size))


def minibatches_number_for_size(n, batch_size, rng):
    return np.array_split(rng.permutation(n), batch_size)


def minibatches_from_one(n, batch_size, rng):
    order = rng.permutation(n) + 1
    return [order[k:k + batch_size] for k in range(0, n, batch_size)]


def minibatches_chosen_anew(n, batch_size, rng):
    return [rng.choice(n, min(batch_size, n - k), replace=False)
            for k in range(0, n, batch_size)]


def minibatches_batches_in_random_order(n, batch_size, rng):
    parts = [np.arange(k, min(k + batch_size, n)) for k in range(0, n, batch_size)]
    rng.shuffle(parts)
    return parts


def _stable(curvature, lr):
    return lr * curvature < 2


def noise_floor_of_the_step(curvature, sigma, lr):
    return lr**2 * sigma**2 if _stable(curvature, lr) else math.inf


def noise_floor_factor_not_squared(curvature, sigma, lr):
    if not _stable(curvature, lr):
        return math.inf
    return lr**2 * sigma**2 / (1 - abs(1 - lr * curvature)) if lr else 0.0


def noise_floor_first_order(curvature, sigma, lr):
    return lr * sigma**2 / (2 * curvature) if _stable(curvature, lr) else math.inf


def noise_floor_sigma_not_squared(curvature, sigma, lr):
    return lr * sigma / (curvature * (2 - lr * curvature)) if _stable(curvature, lr) else math.inf


def noise_floor_deviation(curvature, sigma, lr):
    if not _stable(curvature, lr):
        return math.inf
    return math.sqrt(lr * sigma**2 / (curvature * (2 - lr * curvature)))


def noise_floor_without_the_limit(curvature, sigma, lr):
    return lr * sigma**2 / (curvature * (2 - lr * curvature))


def noise_floor_limit_excluded(curvature, sigma, lr):
    if lr * curvature > 2:
        return math.inf
    return lr * sigma**2 / (curvature * (2 - lr * curvature))


def noise_floor_rate_not_squared(curvature, sigma, lr):
    return sigma**2 / (curvature * (2 - lr * curvature)) if _stable(curvature, lr) else math.inf


def noise_floor_loss(curvature, sigma, lr):
    if not _stable(curvature, lr):
        return math.inf
    return lr * sigma**2 / (2 * (2 - lr * curvature))


def noise_floor_limit_at_one(curvature, sigma, lr):
    if lr * curvature >= 1:
        return math.inf
    return lr * sigma**2 / (curvature * (2 - lr * curvature))


def _scale(lr, ratio, rule):
    if rule == "linear":
        return lr * ratio
    if rule == "sqrt":
        return lr * math.sqrt(ratio)
    raise ValueError(f"unknown rule {rule!r}")


def scale_lr_other_way(lr, batch, new_batch, rule="linear"):
    return _scale(lr, batch / new_batch, rule)


def scale_lr_no_error(lr, batch, new_batch, rule="linear"):
    return lr * new_batch / batch if rule == "linear" else lr * math.sqrt(new_batch / batch)


def scale_lr_root_of_everything(lr, batch, new_batch, rule="linear"):
    return math.sqrt(lr * new_batch / batch) if rule == "sqrt" else _scale(
        lr, new_batch / batch, rule)


def scale_lr_whole_division(lr, batch, new_batch, rule="linear"):
    return _scale(lr, new_batch // batch, rule)


def scale_lr_prints_the_error(lr, batch, new_batch, rule="linear"):
    if rule not in ("linear", "sqrt"):
        return "unknown rule"
    return _scale(lr, new_batch / batch, rule)


def scale_lr_rules_swapped(lr, batch, new_batch, rule="linear"):
    return _scale(lr, new_batch / batch, {"linear": "sqrt", "sqrt": "linear"}.get(rule, rule))


def scale_lr_forgets_the_old(lr, batch, new_batch, rule="linear"):
    return _scale(lr, new_batch, rule)


def scale_lr_always_linear(lr, batch, new_batch, rule="linear"):
    _scale(lr, 1, rule)
    return lr * new_batch / batch


def scale_lr_square(lr, batch, new_batch, rule="linear"):
    return lr * (new_batch / batch) ** 2 if rule == "sqrt" else _scale(lr, new_batch / batch, rule)


def scale_lr_root_of_the_new_alone(lr, batch, new_batch, rule="linear"):
    return lr * math.sqrt(new_batch) / batch if rule == "sqrt" else _scale(
        lr, new_batch / batch, rule)


def total_travel_one_rate_more(lr0, gamma, n=None):
    if n is None:
        return lr0 / (1 - gamma) if gamma < 1 else math.inf
    return sum(lr0 * gamma**k for k in range(n + 1))


def total_travel_starts_with_gamma(lr0, gamma, n=None):
    if n is None:
        return lr0 * gamma / (1 - gamma) if gamma < 1 else math.inf
    return sum(lr0 * gamma**k for k in range(1, n + 1))


def total_travel_divides_by_zero(lr0, gamma, n=None):
    if n is None:
        return lr0 / (1 - gamma) if gamma < 1 else math.inf
    return lr0 * (1 - gamma**n) / (1 - gamma)


def total_travel_truth_of_n(lr0, gamma, n=None):
    if not n:
        return lr0 / (1 - gamma) if gamma < 1 else math.inf
    return sum(lr0 * gamma**k for k in range(n))


def total_travel_no_infinity(lr0, gamma, n=None):
    if n is None:
        return lr0 / (1 - gamma)
    return sum(lr0 * gamma**k for k in range(n))


def total_travel_long_loop(lr0, gamma, n=None):
    return sum(lr0 * gamma**k for k in range(1000 if n is None else n))


def total_travel_last_rate(lr0, gamma, n=None):
    if n is None:
        return 0.0 if gamma < 1 else math.inf
    return lr0 * gamma**n


def total_travel_one_rate_less(lr0, gamma, n=None):
    if n is None:
        return lr0 / (1 - gamma) if gamma < 1 else math.inf
    return sum(lr0 * gamma**k for k in range(n - 1))


def total_travel_n_times_the_first(lr0, gamma, n=None):
    if n is None:
        return lr0 / (1 - gamma) if gamma < 1 else math.inf
    return n * lr0 * gamma


def total_travel_sum_with_n_in_the_limit(lr0, gamma, n=None):
    if n is None:
        return lr0 / (1 + gamma) if gamma < 1 else math.inf
    return sum(lr0 * gamma**k for k in range(n))


def _average(xs, beta, keep, take, correct=lambda m, t: m):
    m, out = 0.0, []
    for t, x in enumerate(xs, 1):
        m = keep * m + take * x
        out.append(correct(m, t))
    return np.array(out, float)


def ema_running_mean(xs, beta, correct=True):
    return np.cumsum(xs) / np.arange(1, len(xs) + 1)


def ema_shares_swapped(xs, beta, correct=True):
    return _average(xs, beta, 1 - beta, beta,
                    lambda m, t: m / (1 - beta**t) if correct and beta else m)


def ema_never_corrected(xs, beta, correct=True):
    return _average(xs, beta, beta, 1 - beta)


def ema_power_counted_from_zero(xs, beta, correct=True):
    return _average(xs, beta, beta, 1 - beta,
                    lambda m, t: m / (1 - beta ** (t - 1)) if correct and t > 1 else m)


def ema_one_minus_beta_to_the_t(xs, beta, correct=True):
    return _average(xs, beta, beta, 1 - beta,
                    lambda m, t: m / (1 - beta) ** t if correct else m)


def ema_corrected_carried_on(xs, beta, correct=True):
    m, out = 0.0, []
    for t, x in enumerate(xs, 1):
        m = beta * m + (1 - beta) * x
        if correct:
            m = m / (1 - beta**t)
        out.append(m)
    return np.array(out, float)


def ema_starts_with_the_first(xs, beta, correct=True):
    out = []
    for x in xs:
        out.append(x if not out else beta * out[-1] + (1 - beta) * x)
    return np.array(out, float)


def ema_without_one_minus_beta(xs, beta, correct=True):
    return _average(xs, beta, beta, 1, lambda m, t: m / (1 - beta**t) if correct else m)


def ema_multiplies_the_correction(xs, beta, correct=True):
    return _average(xs, beta, beta, 1 - beta, lambda m, t: m * (1 - beta**t) if correct else m)


def ema_only_the_last(xs, beta, correct=True):
    found = _average(xs, beta, beta, 1 - beta, lambda m, t: m / (1 - beta**t) if correct else m)
    return found[-1] if len(found) else found
