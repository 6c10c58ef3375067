"""Natural slips in the exercises of notebook 3."""

import math

import numpy as np


def double_until_worse_returns_the_first_worse(loss_at, lr0, factor=2.0, max_tries=20):
    best, lr = loss_at(lr0), lr0
    for _ in range(max_tries - 1):
        lr *= factor
        loss = loss_at(lr)
        if not loss < best:
            return lr
        best = loss
    return lr


def double_until_worse_or_equal(loss_at, lr0, factor=2.0, max_tries=20):
    best, lr = loss_at(lr0), lr0
    for _ in range(max_tries - 1):
        loss = loss_at(lr * factor)
        if not loss <= best:
            break
        best, lr = loss, lr * factor
    return lr


def double_until_worse_always_two(loss_at, lr0, factor=2.0, max_tries=20):
    best, lr = loss_at(lr0), lr0
    for _ in range(max_tries - 1):
        loss = loss_at(lr * 2)
        if not loss < best:
            break
        best, lr = loss, lr * 2
    return lr


def double_until_worse_asks_twice(loss_at, lr0, factor=2.0, max_tries=20):
    lr = lr0
    for _ in range(max_tries - 1):
        if not loss_at(lr * factor) < loss_at(lr):
            break
        lr = lr * factor
    return lr


def double_until_worse_one_try_more(loss_at, lr0, factor=2.0, max_tries=20):
    best, lr = loss_at(lr0), lr0
    for _ in range(max_tries):
        loss = loss_at(lr * factor)
        if not loss < best:
            break
        best, lr = loss, lr * factor
    return lr


def double_until_worse_stops_only_when_larger(loss_at, lr0, factor=2.0, max_tries=20):
    best, lr = loss_at(lr0), lr0
    for _ in range(max_tries - 1):
        loss = loss_at(lr * factor)
        if loss > best:
            break
        best, lr = loss, lr * factor
    return lr


def double_until_worse_tries_all(loss_at, lr0, factor=2.0, max_tries=20):
    rates = [lr0 * factor**k for k in range(max_tries)]
    losses = [loss_at(lr) for lr in rates]
    return rates[int(np.nanargmin(losses))]


def double_until_worse_adds(loss_at, lr0, factor=2.0, max_tries=20):
    best, lr = loss_at(lr0), lr0
    for _ in range(max_tries - 1):
        loss = loss_at(lr + lr0)
        if not loss < best:
            break
        best, lr = loss, lr + lr0
    return lr


def double_until_worse_rate_and_loss(loss_at, lr0, factor=2.0, max_tries=20):
    best, lr = loss_at(lr0), lr0
    for _ in range(max_tries - 1):
        loss = loss_at(lr * factor)
        if not loss < best:
            break
        best, lr = loss, lr * factor
    return lr, best


def double_until_worse_the_loss(loss_at, lr0, factor=2.0, max_tries=20):
    best, lr = loss_at(lr0), lr0
    for _ in range(max_tries - 1):
        loss = loss_at(lr * factor)
        if not loss < best:
            break
        best, lr = loss, lr * factor
    return best


def log_grid_equal_distances(lo, hi, n):
    return np.linspace(lo, hi, n)


def log_grid_exponents_not_taken(lo, hi, n):
    return np.linspace(np.log10(lo), np.log10(hi), n)


def log_grid_logspace_of_the_rates(lo, hi, n):
    return np.logspace(lo, hi, n)


def log_grid_without_the_end(lo, hi, n):
    return lo * (hi / lo) ** (np.arange(n) / n)


def log_grid_descending(lo, hi, n):
    return np.geomspace(hi, lo, n)


def log_grid_powers_of_ten(lo, hi, n):
    return lo * 10.0 ** np.arange(n)


def log_grid_one_rate_more(lo, hi, n):
    return lo * (hi / lo) ** (np.arange(n + 1) / n)


def log_grid_mixed_logarithms(lo, hi, n):
    return np.exp(np.linspace(np.log10(lo), np.log10(hi), n))


def log_grid_without_the_start(lo, hi, n):
    return lo * (hi / lo) ** (np.arange(1, n + 1) / n)


def log_grid_factor_by_n(lo, hi, n):
    return lo * ((hi / lo) ** (1 / n)) ** np.arange(n)


def _finite(losses):
    return [loss if math.isfinite(loss) else math.inf for loss in losses]


def grid_search_argmin(train_fn, lrs):
    losses = [train_fn(lr) for lr in lrs]
    k = int(np.argmin(losses))
    return lrs[k], losses[k]


def grid_search_first_of_equals(train_fn, lrs):
    losses = _finite([train_fn(lr) for lr in lrs])
    k = losses.index(min(losses))
    return (lrs[k], losses[k]) if losses[k] < math.inf else (None, math.inf)


def grid_search_nan_only(train_fn, lrs):
    losses = [train_fn(lr) for lr in lrs]
    found = [(loss, lr) for loss, lr in zip(losses, lrs, strict=True) if not math.isnan(loss)]
    return min(found)[::-1] if found else (None, math.inf)


def grid_search_swapped(train_fn, lrs):
    found = [(loss, lr) for lr in lrs if math.isfinite(loss := train_fn(lr))]
    return min(found) if found else (math.inf, None)


def grid_search_nothing_for_none(train_fn, lrs):
    found = [(loss, lr) for lr in lrs if math.isfinite(loss := train_fn(lr))]
    return min(found)[::-1]


def grid_search_trains_again(train_fn, lrs):
    found = [(loss, lr) for lr in lrs if math.isfinite(loss := train_fn(lr))]
    if not found:
        return None, math.inf
    return min(found)[1], train_fn(min(found)[1])


def grid_search_largest_loss(train_fn, lrs):
    found = [(loss, lr) for lr in lrs if math.isfinite(loss := train_fn(lr))]
    return max(found)[::-1] if found else (None, math.inf)


def grid_search_larger_of_equals(train_fn, lrs):
    found = [(loss, -lr) for lr in lrs if math.isfinite(loss := train_fn(lr))]
    return (-min(found)[1], min(found)[0]) if found else (None, math.inf)


def grid_search_position(train_fn, lrs):
    losses = _finite([train_fn(lr) for lr in lrs])
    k = int(np.argmin(losses))
    return k, losses[k]


def grid_search_the_rate_alone(train_fn, lrs):
    found = [(loss, lr) for lr in lrs if math.isfinite(loss := train_fn(lr))]
    return min(found)[1] if found else None


def _best(lrs, losses):
    found = [(loss, lr) for loss, lr in zip(losses, lrs, strict=True) if np.isfinite(loss)]
    if not found:
        raise ValueError("no loss is finite")
    return min(found)[1]


def best_on_edge_by_position(lrs, losses):
    _best(lrs, losses)
    k = int(np.argmin([loss if np.isfinite(loss) else np.inf for loss in losses]))
    return k in (0, len(lrs) - 1)


def best_on_edge_largest_only(lrs, losses):
    return bool(_best(lrs, losses) == max(lrs))


def best_on_edge_smallest_only(lrs, losses):
    return bool(_best(lrs, losses) == min(lrs))


def best_on_edge_only_the_finite(lrs, losses):
    best = _best(lrs, losses)
    tried = [lr for lr, loss in zip(lrs, losses, strict=True) if np.isfinite(loss)]
    return bool(best in (min(tried), max(tried)))


def best_on_edge_none_for_no_loss(lrs, losses):
    if not np.any(np.isfinite(losses)):
        return False
    return bool(_best(lrs, losses) in (min(lrs), max(lrs)))


def best_on_edge_argmin_of_all(lrs, losses):
    if not np.any(np.isfinite(losses)):
        raise ValueError("no loss is finite")
    return bool(lrs[int(np.argmin(losses))] in (min(lrs), max(lrs)))


def best_on_edge_the_other_way(lrs, losses):
    return _best(lrs, losses) not in (min(lrs), max(lrs))


def best_on_edge_nanargmin(lrs, losses):
    if not np.any(np.isfinite(losses)):
        raise ValueError("no loss is finite")
    return bool(lrs[int(np.nanargmin(losses))] in (min(lrs), max(lrs)))


def best_on_edge_sorts_in_place(lrs, losses):
    best = _best(lrs, losses)
    lrs.sort()
    return bool(best in (lrs[0], lrs[-1]))


def best_on_edge_largest_loss(lrs, losses):
    _best(lrs, losses)
    k = int(np.argmax([loss if np.isfinite(loss) else -np.inf for loss in losses]))
    return bool(lrs[k] in (min(lrs), max(lrs)))


def _counted(lrs, losses):
    bad = np.flatnonzero(~np.isfinite(losses))
    end = bad[0] if bad.size else len(losses)
    return np.asarray(lrs, float)[:end], np.asarray(losses, float)[:end]


def suggest_lr_over_the_rate(lrs, losses):
    x, y = _counted(lrs, losses)
    return x[np.argmin(np.gradient(y, x))]


def suggest_lr_over_the_index(lrs, losses):
    x, y = _counted(lrs, losses)
    return x[np.argmin(np.gradient(y))]


def suggest_lr_rises_most_steeply(lrs, losses):
    x, y = _counted(lrs, losses)
    return x[np.argmax(np.gradient(y, np.log10(x)))]


def suggest_lr_steepest_either_way(lrs, losses):
    x, y = _counted(lrs, losses)
    return x[np.argmax(np.abs(np.gradient(y, np.log10(x))))]


def suggest_lr_lowest_loss(lrs, losses):
    x, y = _counted(lrs, losses)
    return x[np.argmin(y)]


def suggest_lr_nothing_cut_off(lrs, losses):
    return lrs[np.argmin(np.gradient(losses, np.log10(lrs)))]


def suggest_lr_leaves_out_the_bad(lrs, losses):
    good = np.isfinite(losses)
    x, y = np.asarray(lrs)[good], np.asarray(losses)[good]
    return x[np.argmin(np.gradient(y, np.log10(x)))]


def suggest_lr_position(lrs, losses):
    x, y = _counted(lrs, losses)
    return int(np.argmin(np.gradient(y, np.log10(x))))


def suggest_lr_by_diff(lrs, losses):
    x, y = _counted(lrs, losses)
    return x[np.argmin(np.diff(y) / np.diff(np.log10(x)))]


def suggest_lr_the_slope(lrs, losses):
    x, y = _counted(lrs, losses)
    return np.min(np.gradient(y, np.log10(x)))
