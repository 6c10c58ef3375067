"""Right answers to the exercises of notebook 5 in unusual clothes."""

import itertools
import math
from functools import reduce

import numpy as np

# minibatches -------------------------------------------------------------------------------


def minibatches_shuffled_in_place(n, batch_size, rng):
    order = np.arange(n)
    rng.shuffle(order)
    return np.split(order, range(batch_size, n, batch_size)) if n else []


def minibatches_as_lists(n, batch_size, rng):
    rest, batches = list(range(n)), []
    rng.shuffle(rest)
    while rest:
        batches.append(rest[:batch_size])
        rest = rest[batch_size:]
    return batches


def minibatches_as_a_generator(n, batch_size, rng):
    indices = iter(np.argsort(rng.random(n)))
    while batch := tuple(itertools.islice(indices, batch_size)):
        yield np.array(batch)


def minibatches_by_recursion(n, batch_size, rng):
    def cut(order):
        return [order[:batch_size], *cut(order[batch_size:])] if len(order) else []

    return cut(rng.choice(n, n, replace=False) if n else np.arange(0))


def minibatches_drawn_one_by_one(n, batch_size, rng):
    left, batches = list(range(n)), []
    for k in range(n):
        if k % batch_size == 0:
            batches.append([])
        batches[-1].append(left.pop(int(rng.integers(len(left)))))
    return tuple(map(tuple, batches))


def minibatches_from_the_end(n, batch_size, rng):
    order = rng.permutation(n)[::-1].astype(np.int32)
    return [order[k * batch_size : min(n, (k + 1) * batch_size)]
            for k in range(math.ceil(n / batch_size))]


# noise_floor -------------------------------------------------------------------------------


def noise_floor_from_the_factor(curvature, sigma, lr):
    factor = 1 - lr * curvature
    if lr == 0:
        return 0
    return float("inf") if lr * curvature >= 2 else (lr * sigma) ** 2 / (1 - factor**2)


def noise_floor_in_numpy(curvature, sigma, lr):
    product = np.float64(lr) * curvature
    return np.where(product < 2, lr * sigma**2 / curvature / np.where(product < 2, 2 - product, 1),
                    np.inf)


def noise_floor_with_longdouble(curvature, sigma, lr):
    c, s, r = (np.longdouble(number) for number in (curvature, sigma, lr))
    if r * c < 2:
        return r * s * s / c / (2 - r * c)
    return np.inf


def noise_floor_in_parts(curvature, sigma, lr):
    if not lr * curvature < 2:
        return math.inf
    # partial fractions: 1 / (c (2 - p)) with lr = p / c
    product = lr * curvature
    return sigma**2 / curvature**2 * (2 / (2 - product) - 1)


def noise_floor_as_a_list_of_cases(curvature, sigma, lr):
    return next(value() for holds, value in (
        (lr * curvature >= 2, lambda: np.inf),
        (True, lambda: [lr * sigma**2 / (2 * curvature - lr * curvature**2)][0]),
    ) if holds)


def noise_floor_without_powers(curvature, sigma, lr):
    try:
        value = sigma * sigma / ((2 / lr - curvature) * curvature) if lr else 0.0
    except ZeroDivisionError:
        return math.inf
    return value if value >= 0 and lr * curvature < 2 else math.inf


# scale_lr ----------------------------------------------------------------------------------


def scale_lr_by_powers(lr, batch, new_batch, rule="linear"):
    powers = {"linear": 1.0, "sqrt": 0.5}
    if rule not in powers:
        raise ValueError("linear or sqrt")
    return np.array(lr * (new_batch / batch) ** powers[rule])


def scale_lr_by_logarithms(lr, batch, new_batch, rule="linear"):
    growth = math.log(new_batch) - math.log(batch)
    if rule == "sqrt":
        growth /= 2
    elif rule != "linear":
        raise ValueError(rule)
    return lr * math.exp(growth)


def scale_lr_by_match(lr, batch, new_batch, rule="linear"):
    match rule:
        case "linear":
            return new_batch * (lr / batch)
        case "sqrt":
            return lr * math.sqrt(new_batch) / math.sqrt(batch)
        case _:
            raise ValueError(f"no such rule: {rule}")


def scale_lr_by_closures(lr, batch, new_batch, rule="linear"):
    def linear(factor):
        return lr * factor

    def sqrt(factor):
        return lr * np.sqrt(factor)

    try:
        return {"linear": linear, "sqrt": sqrt}[rule](np.float64(new_batch) / batch)
    except KeyError as error:
        raise ValueError(rule) from error


def scale_lr_per_example(lr, batch, new_batch, rule="linear"):
    if rule not in ["linear", "sqrt"]:
        raise ValueError
    per_example = lr / batch
    return per_example * new_batch if rule == "linear" else \
        lr * np.exp2(np.log2(new_batch / batch) / 2)


def scale_lr_vectorized(lr, batch, new_batch, rule="linear"):
    if rule == "linear":
        return np.vectorize(lambda b: lr * b / batch)(new_batch)
    if rule == "sqrt":
        return np.hypot(0, lr * np.sqrt(new_batch / batch))
    raise ValueError("rule")


# total_travel ------------------------------------------------------------------------------


def total_travel_closed(lr0, gamma, n=None):
    if gamma == 1:
        return math.inf if n is None else n * lr0
    if n is None:
        return lr0 / (1 - gamma) if gamma < 1 else math.inf
    return lr0 * (1 - gamma**n) / (1 - gamma)


def total_travel_by_recursion_on_halves(lr0, gamma, n=None):
    if n is None:
        return np.inf if gamma >= 1 else lr0 / (1 - gamma)
    if n <= 1:
        return lr0 * n
    half = total_travel_by_recursion_on_halves(lr0, gamma, n // 2)
    return half * (1 + gamma ** (n // 2)) + (n % 2) * lr0 * gamma ** (n - 1)


def total_travel_step_by_step(lr0, gamma, n=None):
    if n is None and gamma >= 1:
        return float("inf")
    total, rate = 0.0, float(lr0)
    if n is None:
        while rate > 1e-20:
            total, rate = total + rate, rate * gamma
        return total
    for _ in range(n):
        total += rate
        rate *= gamma
    return total


def total_travel_by_horner(lr0, gamma, n=None):
    if n is not None:
        return lr0 * reduce(lambda total, _: 1 + gamma * total, range(n), 0)
    return lr0 * math.inf if gamma >= 1 else lr0 * (1 - gamma) ** -1


def total_travel_with_cumprod(lr0, gamma, n=None):
    if n is None:
        return np.divide(lr0, 1 - gamma) if gamma < 1 else np.inf
    return np.sum(np.cumprod(np.r_[lr0, np.full(n, gamma)])[:n])


def total_travel_with_polyval(lr0, gamma, n=None):
    if n is None:
        return [math.inf, lr0 / (1 - gamma if gamma < 1 else 1)][gamma < 1]
    return np.polyval(np.full(n, lr0, dtype=float), gamma)


def total_travel_one_step_at_a_time(lr0, gamma, n=None):
    if n is None:
        return lr0 / (1 - gamma) if gamma < 1 else math.inf
    return lr0 + total_travel_one_step_at_a_time(lr0 * gamma, gamma, n - 1) if n else 0.0


# ema ---------------------------------------------------------------------------------------


def ema_as_a_generator(xs, beta, correct=True):
    m, rest = 0.0, 1.0
    for x in xs:
        m, rest = m + (1 - beta) * (x - m), rest * beta
        yield m / (1 - rest) if correct else m


def ema_as_weights(xs, beta, correct=True):
    out = []
    for t in range(1, len(xs) + 1):
        weights = [(1 - beta) * beta ** (t - k) for k in range(1, t + 1)]
        total = sum(weights) if correct else 1
        out.append(sum(w * x for w, x in zip(weights, xs)) / total)
    return tuple(out)


def ema_as_a_matrix(xs, beta, correct=True):
    n = len(xs)
    lags = np.arange(n)[:, None] - np.arange(n)
    weights = np.where(lags >= 0, (1 - beta) * np.power(float(beta), np.maximum(lags, 0)), 0.0)
    out = weights @ np.asarray(xs, dtype=float)
    return out / weights.sum(axis=1) if correct else out


def ema_by_recursion(xs, beta, correct=True):
    if not len(xs):
        return []
    before = ema_by_recursion(xs[:-1], beta, False)
    m = (before[-1] if before else 0.0) * beta + (1 - beta) * xs[-1]
    raw = [*before, m]
    if not correct:
        return raw
    return [value / (1 - beta ** (t + 1)) for t, value in enumerate(raw)]


def ema_with_accumulate(xs, beta, correct=True):
    raw = list(itertools.accumulate(xs, lambda m, x: beta * m + (1 - beta) * x, initial=0))[1:]
    if correct:
        return [np.float64(m) / (1 - beta**t) for t, m in enumerate(raw, 1)]
    return raw


def ema_with_longdouble(xs, beta, correct=True):
    m, out = np.longdouble(0), np.zeros(len(xs), dtype=np.longdouble)
    for index in range(len(xs)):
        m = m * beta + xs[index] - beta * xs[index]
        out[index] = m
    if correct and len(out):
        out = out / -np.expm1(np.log(beta) * np.arange(1, len(out) + 1)) if beta else out
    return out
