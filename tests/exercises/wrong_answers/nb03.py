"""Wrong answers to the exercises of notebook 3, written without looking at the misconceptions."""

import math

import numpy as np


def log_grid_linear(lo, hi, n):
    return np.arange(lo, hi, (hi - lo) / n)


def log_grid_of_exponents(lo, hi, n):
    return 10 ** np.linspace(lo, hi, n)


def log_grid_without_the_end(lo, hi, n):
    return np.geomspace(lo, hi, n, endpoint=False)


def log_grid_halves(lo, hi, n):
    return [hi / 2**k for k in range(n)][::-1]


def log_grid_exponential(lo, hi, n):
    return lo * np.exp(np.linspace(0, 1, n))


def grid_search_plain(train_fn, lrs):
    losses = [train_fn(lr) for lr in lrs]
    return lrs[losses.index(min(losses))], min(losses)


def grid_search_nanargmin(train_fn, lrs):
    losses = np.array([train_fn(lr) for lr in lrs])
    k = np.nanargmin(losses)
    return lrs[k], losses[k]


def grid_search_first(train_fn, lrs):
    for lr in lrs:
        if math.isfinite(train_fn(lr)):
            return lr, train_fn(lr)
    return None, math.inf


def grid_search_with_near_ties(train_fn, lrs):
    runs = sorted((float(lr), train_fn(lr)) for lr in lrs)
    runs = [(lr, loss) for lr, loss in runs if math.isfinite(loss)]
    best = min((loss for _, loss in runs), default=math.inf)
    return next(((lr, loss) for lr, loss in runs if np.isclose(loss, best)), (None, math.inf))


def grid_search_sorting_what_it_was_given(train_fn, lrs):
    lrs.sort()
    runs = [(train_fn(lr), lr) for lr in lrs]
    return min(((lr, loss) for loss, lr in runs if math.isfinite(loss)), key=lambda run: run[1],
               default=(None, math.inf))


def grid_search_zero(train_fn, lrs):
    best, best_loss = 0, 1e9
    for lr in lrs:
        loss = train_fn(lr)
        if loss < best_loss:
            best, best_loss = lr, loss
    return best, best_loss


def grid_search_without_the_empty_one(train_fn, lrs):
    runs = sorted((train_fn(lr), lr) for lr in lrs)
    return runs[0][1], runs[0][0]


def best_on_edge_first_or_last(lrs, losses):
    k = int(np.argmin(losses))
    return k == 0 or k == len(lrs) - 1


def best_on_edge_of_nanmin(lrs, losses):
    best = np.asarray(lrs)[np.nanargmin(losses)]
    return bool(best == min(lrs) or best == max(lrs))


def best_on_edge_only_above(lrs, losses):
    return lrs[int(np.argmin(losses))] == max(lrs)


def best_on_edge_of_the_losses(lrs, losses):
    return min(losses) in (losses[0], losses[-1])


def best_on_edge_or_close_to_it(lrs, losses):
    order = np.argsort(lrs)
    losses = np.asarray(losses, dtype=float)[order]
    best = np.min(losses[np.isfinite(losses)])
    return bool(np.isclose(losses[0], best) or np.isclose(losses[-1], best))


def best_on_edge_of_the_finite_rates(lrs, losses):
    pairs = [(loss, lr) for lr, loss in zip(lrs, losses, strict=True) if math.isfinite(loss)]
    best = min(pairs)[1]  # ValueError if empty
    return bool(best in (min(lr for _, lr in pairs), max(lr for _, lr in pairs)))


def best_on_edge_within_a_per_cent(lrs, losses):
    pairs = sorted(zip(lrs, losses, strict=True))
    best = min(loss for _, loss in pairs if math.isfinite(loss))
    return pairs[0][1] <= 1.01 * best or pairs[-1][1] <= 1.01 * best


def best_on_edge_always_false(lrs, losses):
    if not np.isfinite(np.asarray(losses, dtype=float)).any():
        raise ValueError("nothing")
    return False


def suggest_lr_of_the_minimum(lrs, losses):
    return lrs[int(np.nanargmin(losses))]


def suggest_lr_linear(lrs, losses):
    return lrs[int(np.argmin(np.gradient(losses, lrs)))]


def suggest_lr_of_the_last_finite(lrs, losses):
    return np.asarray(lrs)[np.isfinite(losses)][-1]


def suggest_lr_by_differences(lrs, losses):
    return lrs[int(np.argmin(np.diff(losses))) + 1]


def suggest_lr_in_logs(lrs, losses):
    return np.log10(lrs)[int(np.argmin(np.gradient(losses, np.log10(lrs))))]


def double_until_worse_too_far(loss_at, lr0, factor=2.0, max_tries=20):
    lr = lr0
    for _ in range(max_tries):
        if loss_at(lr * factor) >= loss_at(lr):
            break
        lr *= factor
    return lr * factor


def double_until_worse_of_all(loss_at, lr0, factor=2.0, max_tries=20):
    lrs = [lr0 * factor**k for k in range(max_tries)]
    return min(lrs, key=loss_at)


def double_until_worse_for_ever(loss_at, lr0, factor=2.0, max_tries=20):
    lr, loss = lr0, loss_at(lr0)
    while lr < 1e6:
        new = loss_at(lr * factor)
        if new > loss:
            return lr
        lr, loss = lr * factor, new
    return lr


def double_until_worse_by_exponent(loss_at, lr0, factor=2.0, max_tries=20):
    lr, loss = lr0, loss_at(lr0)
    for _ in range(max_tries - 1):
        new = loss_at(lr**factor)
        if not new < loss:
            break
        lr, loss = lr**factor, new
    return lr


def double_until_worse_with_a_threshold(loss_at, lr0, factor=2.0, max_tries=20):
    best, lowest = lr0, loss_at(lr0)
    for _ in range(max_tries - 1):
        loss = loss_at(best * factor)
        if not loss < lowest - 1e-6:
            break
        best, lowest = best * factor, loss
    return best


def double_until_worse_one_step(loss_at, lr0, factor=2.0, max_tries=20):
    return lr0 * factor if loss_at(lr0 * factor) < loss_at(lr0) else lr0
