"""Natural slips in the exercises of notebook 5, written from its text and only counted."""

import math

import numpy as np

# ---------------------------------------------------------------- minibatches

def minibatches_not_shuffled(n, batch_size, rng):
    indices = np.arange(n)
    return [indices[k:k + batch_size] for k in range(0, n, batch_size)]


def minibatches_global_randomness(n, batch_size, rng):
    order = np.random.permutation(n)
    return [order[k:k + batch_size] for k in range(0, n, batch_size)]


def minibatches_drops_the_rest(n, batch_size, rng):
    order = rng.permutation(n)
    batches = []
    for k in range(n // batch_size):
        batches.append(order[k * batch_size:(k + 1) * batch_size])
    return batches


def minibatches_array_split_evens_out(n, batch_size, rng):
    order = rng.permutation(n)
    return np.array_split(order, math.ceil(n / batch_size))


def minibatches_with_replacement(n, batch_size, rng):
    order = rng.integers(n, size=n)
    return [order[k:k + batch_size] for k in range(0, n, batch_size)]


def minibatches_empty_one_at_the_end(n, batch_size, rng):
    order = rng.permutation(n)
    return np.split(order, range(batch_size, n + 1, batch_size))


def minibatches_seed_of_its_own(n, batch_size, rng):
    rng = np.random.default_rng(0)
    order = np.arange(n)
    rng.shuffle(order)
    return [order[k:k + batch_size] for k in range(0, n, batch_size)]


def minibatches_counts_from_one(n, batch_size, rng):
    order = rng.permutation(np.arange(1, n + 1))
    return [order[k:k + batch_size] for k in range(0, n, batch_size)]


def minibatches_shuffles_whole_batches(n, batch_size, rng):
    batches = [np.arange(k, min(k + batch_size, n)) for k in range(0, n, batch_size)]
    order = rng.permutation(len(batches) - 1) if n % batch_size else rng.permutation(len(batches))
    mixed = [batches[i] for i in order]
    if n % batch_size:
        mixed.append(batches[-1])  # the short one stays last
    return mixed


def minibatches_each_drawn_alone(n, batch_size, rng):
    batches = []
    left = n
    while left > 0:
        size = min(batch_size, left)
        batches.append(rng.choice(n, size=size, replace=False))
        left -= size
    return batches


# ---------------------------------------------------------------- noise_floor

def noise_floor_standard_deviation(curvature, sigma, lr):
    if lr * curvature >= 2:
        return math.inf
    return math.sqrt(lr * sigma**2 / (curvature * (2 - lr * curvature)))


def noise_floor_rate_not_squared(curvature, sigma, lr):
    if lr * curvature >= 2:
        return math.inf
    # V = a^2 V + lr sigma^2
    return sigma**2 / (curvature * (2 - lr * curvature))


def noise_floor_negative_above_the_limit(curvature, sigma, lr):
    return lr * sigma**2 / (2 * curvature - lr * curvature**2)


def noise_floor_overshooting_is_infinite(curvature, sigma, lr):
    a = 1 - lr * curvature
    if a <= 0:
        return math.inf
    return lr * sigma**2 / (curvature * (1 + a))


def noise_floor_small_rates_only(curvature, sigma, lr):
    if lr >= 2 / curvature:
        return math.inf
    # lr^2 is tiny, leave it out
    return lr * sigma**2 / (2 * curvature)




def noise_floor_factor_not_squared(curvature, sigma, lr):
    if lr * curvature >= 2:
        return math.inf
    # V = a V + b^2, so V (1 - a) = b^2 with 1 - a = lr c
    return lr * sigma**2 / curvature




def noise_floor_simulated(curvature, sigma, lr):
    if lr * curvature >= 2:
        return math.inf
    rng = np.random.default_rng(0)
    x = np.zeros(4000)
    for _ in range(600):
        x = x - lr * (curvature * x + sigma * rng.standard_normal(4000))
    return x.var()


def noise_floor_infinite_only_beyond_two(curvature, sigma, lr):
    p = lr * curvature
    if p > 2:
        return math.inf
    return lr * sigma**2 / (curvature * (2 - p))


# ---------------------------------------------------------------- scale_lr

def scale_lr_other_way_round(lr, batch, new_batch, rule="linear"):
    ratio = batch / new_batch
    if rule == "linear":
        return lr * ratio
    if rule == "sqrt":
        return lr * math.sqrt(ratio)
    raise ValueError(rule)


def scale_lr_root_of_everything(lr, batch, new_batch, rule="linear"):
    scaled = lr * new_batch / batch
    if rule == "linear":
        return scaled
    elif rule == "sqrt":
        return math.sqrt(scaled)
    else:
        raise ValueError("unknown rule")


def scale_lr_everything_else_is_sqrt(lr, batch, new_batch, rule="linear"):
    if rule == "linear":
        return lr * new_batch / batch
    else:
        return lr * math.sqrt(new_batch / batch)


def scale_lr_whole_multiples(lr, batch, new_batch, rule="linear"):
    times = new_batch // batch
    if rule == "linear":
        return lr * times
    if rule == "sqrt":
        return lr * times**0.5
    raise ValueError("rule must be linear or sqrt")


def scale_lr_looks_up_the_rule(lr, batch, new_batch, rule="linear"):
    power = {"linear": 1, "sqrt": 0.5}[rule]
    return lr * (new_batch / batch) ** power


def scale_lr_returns_the_error(lr, batch, new_batch, rule="linear"):
    if rule == "linear":
        return lr * (new_batch / batch)
    if rule == "sqrt":
        return lr * np.sqrt(new_batch / batch)
    return ValueError("unknown rule: " + rule)


def scale_lr_to_the_one_halved(lr, batch, new_batch, rule="linear"):
    if rule == "linear":
        return lr * new_batch / batch
    if rule == "sqrt":
        return lr * (new_batch / batch) ** 1 / 2
    raise ValueError(f"unknown rule {rule}")


def scale_lr_stops_at_the_limit(lr, batch, new_batch, rule="linear"):
    if rule == "linear":
        scaled = lr * new_batch / batch
    elif rule == "sqrt":
        scaled = lr * (new_batch / batch) ** 0.5
    else:
        raise ValueError(f"unknown rule {rule}")
    return min(scaled, 2.0)  # the limit does not grow with the batch


def scale_lr_from_batches_of_one(lr, batch, new_batch, rule="linear"):
    if rule == "linear":
        return lr * new_batch
    if rule == "sqrt":
        return lr * math.sqrt(new_batch)
    raise ValueError("rule?")


def scale_lr_calls_it_square_root(lr, batch, new_batch, rule="linear"):
    if rule == "linear":
        return lr * new_batch / batch
    if rule == "square-root":
        return lr * math.sqrt(new_batch / batch)
    raise ValueError("rule must be linear or square-root")


# ---------------------------------------------------------------- total_travel

def total_travel_one_rate_too_many(lr0, gamma, n=None):
    if n is None:
        return lr0 / (1 - gamma) if gamma < 1 else math.inf
    return sum(lr0 * gamma**k for k in range(n + 1))


def total_travel_gamma_one_in_the_formula(lr0, gamma, n=None):
    if n is None:
        if gamma >= 1:
            return math.inf
        return lr0 / (1 - gamma)
    return lr0 * (1 - gamma**n) / (1 - gamma)


def total_travel_formula_beyond_one(lr0, gamma, n=None):
    if n is None:
        if gamma == 1:
            return math.inf
        return lr0 / (1 - gamma)
    total, lr = 0.0, lr0
    for _ in range(n):
        total += lr
        lr *= gamma
    return total


def total_travel_zero_steps_are_all_steps(lr0, gamma, n=None):
    if not n:
        return math.inf if gamma >= 1 else lr0 / (1 - gamma)
    return sum(lr0 * gamma**k for k in range(n))


def total_travel_first_rate_already_smaller(lr0, gamma, n=None):
    if n is None:
        return lr0 * gamma / (1 - gamma) if gamma < 1 else math.inf
    total, lr = 0.0, lr0
    for _ in range(n):
        lr *= gamma
        total += lr
    return total


def total_travel_the_last_rate(lr0, gamma, n=None):
    if n is None:
        return math.inf if gamma >= 1 else lr0 / (1 - gamma)
    lr = lr0
    for _ in range(n):
        lr = lr * gamma
    return lr




def total_travel_infinite_before_looking_at_n(lr0, gamma, n=None):
    if gamma >= 1:
        return math.inf
    if n is None:
        return lr0 / (1 - gamma)
    return lr0 * (1 - gamma**n) / (1 - gamma)


def total_travel_gamma_zero_goes_nowhere(lr0, gamma, n=None):
    if gamma == 0:
        return 0.0
    if n is None:
        return math.inf if gamma >= 1 else lr0 / (1 - gamma)
    return sum(lr0 * gamma**k for k in range(n))


def total_travel_first_and_last_halved(lr0, gamma, n=None):
    if n is None:
        return math.inf if gamma >= 1 else lr0 / (1 - gamma)
    if n == 0:
        return 0.0
    last = lr0 * gamma ** (n - 1)
    return n * (lr0 + last) / 2


# ---------------------------------------------------------------- ema

def ema_shares_swapped(xs, beta, correct=True):
    m, out = 0.0, []
    for t, x in enumerate(xs, start=1):
        m = (1 - beta) * m + beta * x
        out.append(m / (1 - beta**t) if correct else m)
    return np.array(out)


def ema_starts_at_the_first_number(xs, beta, correct=True):
    averages = []
    m = None
    for x in xs:
        m = x if m is None else beta * m + (1 - beta) * x
        averages.append(m)
    return np.array(averages, dtype=float)


def ema_exponent_from_zero(xs, beta, correct=True):
    out = np.zeros(len(xs))
    m = 0.0
    for t, x in enumerate(xs):
        m = beta * m + (1 - beta) * x
        out[t] = m
        if correct and t > 0:
            out[t] = m / (1 - beta**t)
    return out


def ema_goes_on_with_the_corrected(xs, beta, correct=True):
    m = 0.0
    result = []
    for t, x in enumerate(xs, 1):
        m = beta * m + (1 - beta) * x
        if correct:
            m = m / (1 - beta**t)
        result.append(m)
    return np.array(result)


def ema_writes_into_xs(xs, beta, correct=True):
    m = 0.0
    for t in range(len(xs)):
        m = beta * m + (1 - beta) * xs[t]
        xs[t] = m / (1 - beta ** (t + 1)) if correct else m
    return np.array(xs)


def ema_stays_integer(xs, beta, correct=True):
    averages = np.zeros_like(xs)
    m = 0
    for t, x in enumerate(xs):
        m = beta * m + (1 - beta) * x
        averages[t] = m / (1 - beta ** (t + 1)) if correct else m
    return averages


def ema_begins_with_a_zero(xs, beta, correct=True):
    m = [0.0]
    for x in xs:
        m.append(beta * m[-1] + (1 - beta) * x)
    m = np.array(m)
    if correct:
        t = np.arange(1, len(m))
        m[1:] = m[1:] / (1 - beta**t)
    return m


def ema_takes_in_the_whole_number(xs, beta, correct=True):
    m, out = 0.0, []
    for t, x in enumerate(xs):
        m = beta * m + x
        out.append(m / (1 - beta ** (t + 1)) if correct else m)
    return np.array(out)


def ema_same_correction_for_all(xs, beta, correct=True):
    m, out = 0.0, []
    for x in xs:
        m = beta * m + (1 - beta) * x
        out.append(m)
    out = np.array(out)
    if correct:
        out = out / (1 - beta ** len(xs))
    return out


def ema_multiplies_by_the_weights(xs, beta, correct=True):
    out = np.zeros(len(xs))
    m = 0.0
    for t, x in enumerate(xs):
        m = beta * m + (1 - beta) * x
        out[t] = m
    if correct:
        out *= 1 - beta ** np.arange(1, len(xs) + 1)
    return out
