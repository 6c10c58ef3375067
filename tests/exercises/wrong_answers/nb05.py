"""Wrong answers to the exercises of notebook 5, written without looking at the misconceptions."""

import math

import numpy as np


def minibatches_of_floats(n, batch_size, rng):
    order = np.argsort(rng.random(n)).astype(float)
    return [order[i : i + batch_size] for i in range(0, n, batch_size)]


def minibatches_overlapping(n, batch_size, rng):
    order = rng.permutation(n)
    return [order[i : i + batch_size + 1] for i in range(0, n, batch_size)]


def minibatches_by_choice(n, batch_size, rng):
    return [rng.choice(n, min(batch_size, n)) for _ in range(math.ceil(n / batch_size))]


def minibatches_filled_up(n, batch_size, rng):
    order = rng.permutation(n)
    return [np.resize(order[i : i + batch_size], batch_size) for i in range(0, n, batch_size)]


def minibatches_reversed(n, batch_size, rng):
    order = np.arange(n)[::-1]
    return [order[i : i + batch_size] for i in range(0, n, batch_size)]


def minibatches_rolled(n, batch_size, rng):
    order = np.roll(np.arange(n), int(rng.integers(1, max(n, 2))))
    return np.split(order, range(batch_size, n, batch_size))


def minibatches_in_strides(n, batch_size, rng):
    step = next(s for s in rng.permutation(np.arange(1, n + 1)) if math.gcd(int(s), n) == 1)
    order = (int(rng.integers(n)) + step * np.arange(n)) % n
    return np.split(order, range(batch_size, n, batch_size))


def minibatches_with_a_few_swaps(n, batch_size, rng):
    order = np.arange(n)
    for _ in range(3):
        i, j = rng.integers(n, size=2)
        order[[i, j]] = order[[j, i]]
    return np.split(order, range(batch_size, n, batch_size))


def minibatches_shaken(n, batch_size, rng):
    order = np.argsort(np.arange(n) + rng.uniform(0, 3, n))
    return np.split(order, range(batch_size, n, batch_size))


def minibatches_riffled(n, batch_size, rng):
    order = np.argsort(rng.integers(0, 2, n), kind="stable")
    return np.split(order, range(batch_size, n, batch_size))


def minibatches_half_shuffled(n, batch_size, rng):
    order = np.arange(n)
    rng.shuffle(order[: n // 2])
    return np.split(order, range(batch_size, n, batch_size))


def minibatches_without_the_last_batch(n, batch_size, rng):
    order = np.arange(n)
    rng.shuffle(order[: n - n % batch_size])  # only what fills whole batches
    return np.split(order, range(batch_size, n, batch_size))


def minibatches_without_the_first_index(n, batch_size, rng):
    order = np.arange(n)
    rng.shuffle(order[1:])
    return np.split(order, range(batch_size, n, batch_size))


def minibatches_even_then_odd(n, batch_size, rng):
    order = np.concatenate([rng.permutation(np.arange(k, n, 2)) for k in (0, 1)])
    return np.split(order, range(batch_size, n, batch_size))


def minibatches_shuffled_once_then_rolled(n, batch_size, rng):
    order = np.roll(np.random.default_rng(5).permutation(n), int(rng.integers(n)))
    return np.split(order, range(batch_size, n, batch_size))


def minibatches_from_the_global_generator(n, batch_size, rng):
    order = np.random.permutation(n)
    return [order[i : i + batch_size] for i in range(0, n, batch_size)]


def noise_floor_without_the_rate(curvature, sigma, lr):
    return math.inf if lr * curvature >= 2 else sigma**2 / (curvature * (2 - lr * curvature))


def noise_floor_with_a_plus(curvature, sigma, lr):
    return math.inf if lr * curvature >= 2 else lr * sigma**2 / (curvature * (2 + lr * curvature))


def noise_floor_of_the_batch(curvature, sigma, lr):
    return sigma**2 / curvature


def noise_floor_wrong_bracket(curvature, sigma, lr):
    return math.inf if lr * curvature >= 2 else lr * sigma**2 / curvature * (2 - lr * curvature)


def noise_floor_limit_without_curvature(curvature, sigma, lr):
    return math.inf if lr >= 2 else lr * sigma**2 / (curvature * (2 - lr * curvature))


def noise_floor_inf_at_zero(curvature, sigma, lr):
    if lr <= 0 or sigma == 0 or lr * curvature >= 2:
        return math.inf
    return lr * sigma**2 / (curvature * (2 - lr * curvature))


def scale_lr_rules_swapped(lr, batch, new_batch, rule="linear"):
    if rule == "sqrt":
        return lr * new_batch / batch
    if rule == "linear":
        return lr * (new_batch / batch) ** 0.5
    raise ValueError


def scale_lr_only_larger(lr, batch, new_batch, rule="linear"):
    factor = max(1, new_batch / batch)
    if rule == "linear":
        return lr * factor
    if rule == "sqrt":
        return lr * factor**0.5
    raise ValueError


def scale_lr_default_sqrt(lr, batch, new_batch, rule="sqrt"):
    if rule == "linear":
        return lr * new_batch / batch
    if rule == "sqrt":
        return lr * (new_batch / batch) ** 0.5
    raise ValueError


def scale_lr_reads_the_first_letters(lr, batch, new_batch, rule="linear"):
    if rule.lower().startswith("lin"):
        return lr * new_batch / batch
    if rule.lower().startswith("sq"):
        return lr * (new_batch / batch) ** 0.5
    raise ValueError


def scale_lr_returns_the_error(lr, batch, new_batch, rule="linear"):
    if rule == "linear":
        return lr * new_batch / batch
    if rule == "sqrt":
        return lr * (new_batch / batch) ** 0.5
    return ValueError("unknown rule")


def scale_lr_with_log(lr, batch, new_batch, rule="linear"):
    return lr * (1 + math.log2(new_batch / batch))


def total_travel_closed_form_minus_one(lr0, gamma, n=None):
    if n is None:
        return lr0 / (1 - gamma) if gamma < 1 else math.inf
    return lr0 * (1 - gamma ** (n - 1)) / (1 - gamma) if gamma != 1 else n * lr0


def total_travel_without_zero_power(lr0, gamma, n=None):
    if n is None:
        return lr0 / (1 - gamma) if gamma < 1 else math.inf
    return sum(lr0 * gamma**t for t in range(1, n))


def total_travel_linear(lr0, gamma, n=None):
    return n * lr0 if n is not None else math.inf


def total_travel_zero_is_none(lr0, gamma, n=None):
    n = n or 10_000
    return lr0 * sum(gamma**t for t in range(n))


def total_travel_infinite_above_one(lr0, gamma, n=None):
    if gamma >= 1:
        return math.inf
    return lr0 / (1 - gamma) if n is None else lr0 * (1 - gamma**n) / (1 - gamma)


def ema_of_the_corrected(xs, beta, correct=True):
    out, m = [], 0.0
    for t, x in enumerate(xs):
        m = beta * m + (1 - beta) * x
        out.append(m / (1 - beta**t) if correct and t else m)
    return out


def ema_by_the_window(xs, beta, correct=True):
    window = max(1, round(1 / (1 - beta)))
    return [float(np.mean(xs[max(0, k + 1 - window) : k + 1])) for k in range(len(xs))]


def ema_multiplied_by_the_correction(xs, beta, correct=True):
    out, m = [], 0.0
    for t, x in enumerate(xs, 1):
        m = beta * m + (1 - beta) * x
        out.append(m * (1 - beta**t) if correct else m)
    return out


def ema_switch_round(xs, beta, correct=True):
    out, m = [], 0.0
    for t, x in enumerate(xs, 1):
        m = beta * m + (1 - beta) * x
        out.append(m if correct else m / (1 - beta**t))
    return out


def ema_with_t_times_beta(xs, beta, correct=True):
    out, m = [], 0.0
    for t, x in enumerate(xs, 1):
        m = beta * m + (1 - beta) * x
        out.append(m / (1 - beta * t) if correct else m)
    return out


def total_travel_adds_very_many(lr0, gamma, n=None):
    if n is None:
        if gamma >= 1:
            return math.inf
        n = 10_000
    return float(np.sum(lr0 * float(gamma) ** np.arange(n)))


def noise_floor_of_no_noise_is_always_zero(curvature, sigma, lr):
    if sigma == 0:
        return 0.0
    factor = 1 - lr * curvature
    return math.inf if abs(factor) >= 1 else (lr * sigma) ** 2 / (1 - factor**2)
