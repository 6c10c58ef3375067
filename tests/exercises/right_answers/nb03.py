"""Right answers to the exercises of notebook 3 in unusual clothes."""

import itertools
import math

import numpy as np

# log_grid ----------------------------------------------------------------------------------


def log_grid_by_geomspace(lo, hi, n):
    return np.geomspace(lo, hi, n).tolist()


def log_grid_by_logspace(lo, hi, n):
    return np.logspace(np.log10(lo), np.log10(hi), num=n)


def log_grid_by_a_factor(lo, hi, n):
    factor = (hi / lo) ** (1 / (n - 1))
    return [lo * factor**k for k in range(n)]


def log_grid_by_recursion(lo, hi, n):
    if n == 2:
        return [lo, hi]
    return [lo, *log_grid_by_recursion(lo * (hi / lo) ** (1 / (n - 1)), hi, n - 1)]


def log_grid_as_a_generator(lo, hi, n):
    for k in range(n):
        yield math.exp(((n - 1 - k) * math.log(lo) + k * math.log(hi)) / (n - 1))


def log_grid_in_longdouble(lo, hi, n):
    share = np.arange(n, dtype=np.longdouble) / (n - 1)
    return np.longdouble(lo) ** (1 - share) * np.longdouble(hi) ** share


# grid_search -------------------------------------------------------------------------------


def grid_search_by_sorting(train_fn, lrs):
    pairs = sorted((train_fn(lr), lr) for lr in map(float, lrs))
    finite = [(loss, lr) for loss, lr in sorted(p for p in pairs if math.isfinite(p[0]))]
    return (finite[0][1], finite[0][0]) if finite else (None, float("inf"))


def grid_search_by_min(train_fn, lrs):
    losses = {float(lr): train_fn(lr) for lr in lrs}
    good = {lr: loss for lr, loss in losses.items() if abs(loss) < math.inf}
    best = min(good, key=lambda lr: (good[lr], lr), default=None)
    return [best, good.get(best, math.inf)]


def grid_search_in_numpy(train_fn, lrs):
    lrs = np.sort(np.asarray(lrs, dtype=float))
    losses = np.array([train_fn(lr) for lr in lrs])
    losses[~np.isfinite(losses)] = np.inf
    if not losses.size or np.isinf(losses.min()):
        return None, np.inf
    return np.array(lrs[losses.argmin()]), losses.min()


def grid_search_by_recursion(train_fn, lrs):
    if len(lrs) == 0:
        return None, math.inf
    lr, loss = lrs[0], train_fn(lrs[0])
    other, other_loss = grid_search_by_recursion(train_fn, lrs[1:])
    if not np.isfinite(loss) or (other is not None and (other_loss, other) < (loss, lr)):
        return other, other_loss
    return lr, loss


def grid_search_backwards(train_fn, lrs):
    best = (math.inf, math.inf)
    for lr in sorted(lrs, reverse=True):
        loss = train_fn(lr)
        if -math.inf < loss < math.inf:
            best = min(best, (loss, lr))
    return (None, math.inf) if best[0] == math.inf else (best[1], best[0])


def grid_search_as_a_generator(train_fn, lrs):
    runs = [(lr, train_fn(lr)) for lr in lrs]
    runs = [run for run in runs if np.isfinite(run[1])]
    lowest = min((loss for _, loss in runs), default=math.inf)
    yield min((lr for lr, loss in runs if loss == lowest), default=None)
    yield lowest


# best_on_edge ------------------------------------------------------------------------------


def best_on_edge_by_sorting(lrs, losses):
    pairs = sorted(zip(lrs, losses))
    good = [k for k, (_, loss) in enumerate(pairs) if math.isfinite(loss)]
    if not good:
        raise ValueError("nothing is finite")
    return min(good, key=lambda k: pairs[k][1]) in (0, len(pairs) - 1)


def best_on_edge_with_nan(lrs, losses):
    losses = np.array(losses, dtype=float)
    losses[np.isinf(losses)] = np.nan
    if not losses.size or np.isnan(losses).all():
        raise ValueError("no finite loss")
    best = np.asarray(lrs, dtype=float)[np.nanargmin(losses)]
    return np.bool_(best in (np.min(lrs), np.max(lrs)))


def best_on_edge_by_ranks(lrs, losses):
    rank = np.argsort(np.argsort(lrs))
    good = np.flatnonzero(np.isfinite(np.asarray(losses, dtype=float)))
    if good.size == 0:
        raise ValueError
    best = good[np.argmin(np.asarray(losses, dtype=float)[good])]
    return int(rank[best] in {0, len(rank) - 1})


def best_on_edge_by_min(lrs, losses):
    best_loss = min(loss for loss in losses if -math.inf < loss < math.inf)  # ValueError if empty
    lr = lrs[list(losses).index(best_loss)]
    return not min(lrs) < lr < max(lrs)


def best_on_edge_with_a_loop(lrs, losses):
    best = None
    for lr, loss in zip(lrs, losses):
        if np.isfinite(loss) and (best is None or loss < best[1]):
            best = (lr, loss)
    if best is None:
        raise ValueError("there is no best rate")
    return not (any(lr < best[0] for lr in lrs) and any(lr > best[0] for lr in lrs))


def best_on_edge_as_a_0d_array(lrs, losses):
    table = np.array([lrs, losses], dtype=float)
    good = table[:, np.isfinite(table[1])]
    if not good.size:
        raise ValueError("no loss is finite")
    lr = good[0, good[1].argmin()]
    return np.array(lr <= table[0].min() or lr >= table[0].max())


def best_on_edge_up_to_rounding(lrs, losses):
    best = min((loss, lr) for lr, loss in zip(lrs, losses) if math.isfinite(loss))[1]
    return bool(np.isclose(best, [min(lrs), max(lrs)]).any())


# suggest_lr --------------------------------------------------------------------------------


def suggest_lr_with_a_loop(lrs, losses):
    end = 0
    while end < len(losses) and math.isfinite(losses[end]):
        end += 1
    slopes = np.gradient(losses[:end], np.log10(lrs[:end])).tolist()
    return float(lrs[slopes.index(min(slopes))])


def suggest_lr_with_takewhile(lrs, losses):
    kept = list(itertools.takewhile(np.isfinite, losses))
    x = [math.log10(lr) for lr in lrs[: len(kept)]]
    return np.asarray(lrs)[: len(kept)][np.gradient(np.array(kept), np.array(x)).argmin()]


def suggest_lr_with_cumulative(lrs, losses):
    keep = np.logical_and.accumulate(np.isfinite(losses))
    lrs, losses = np.compress(keep, lrs), np.compress(keep, losses)
    return np.array(lrs[np.argsort(np.gradient(losses, np.log10(lrs)), kind="stable")[0]])


def suggest_lr_by_hand(lrs, losses):
    n = next((k for k, v in enumerate(losses) if not np.isfinite(v)), len(losses))
    x, y = np.log10(np.asarray(lrs[:n], dtype=float)), np.asarray(losses[:n], dtype=float)
    slope = [(y[1] - y[0]) / (x[1] - x[0])]
    for k in range(1, n - 1):
        a, b = x[k] - x[k - 1], x[k + 1] - x[k]
        slope.append((a**2 * y[k + 1] + (b**2 - a**2) * y[k] - b**2 * y[k - 1])
                     / (a * b * (a + b)))
    if n > 2:
        slope.append((y[-1] - y[-2]) / (x[-1] - x[-2]))
    best = 0
    for k, value in enumerate(slope):
        if value < slope[best] - 1e-12:
            best = k
    return lrs[best]


def suggest_lr_with_the_natural_logarithm(lrs, losses):
    end = int(np.argmax(~np.isfinite(np.append(losses, np.nan))))
    slope = np.gradient(np.asarray(losses[:end]), np.log(lrs[:end]) / math.log(10))
    return np.float64(lrs[int(np.argmin(slope))])


def suggest_lr_by_masking(lrs, losses):
    losses = np.array(losses, dtype=float)
    bad = np.cumsum(~np.isfinite(losses)) > 0
    slope = np.full(len(losses), np.inf)
    slope[~bad] = np.gradient(losses[~bad], np.log10(np.asarray(lrs)[~bad]))
    return np.asarray(lrs)[slope.argmin()]


# double_until_worse ------------------------------------------------------------------------


def double_until_worse_with_while(loss_at, lr0, factor=2.0, max_tries=20):
    lr, loss, tries = lr0, loss_at(lr0), 1
    while tries < max_tries:
        new = loss_at(lr * factor)
        tries += 1
        if new < loss:
            lr, loss = lr * factor, new
        else:
            return lr
    return lr


def double_until_worse_by_recursion(loss_at, lr0, factor=2.0, max_tries=20):
    def go(lr, loss, left):
        if left == 0:
            return lr
        new = loss_at(lr * factor)
        return go(lr * factor, new, left - 1) if new < loss else lr

    return go(lr0, loss_at(lr0), max_tries - 1)


def double_until_worse_with_powers(loss_at, lr0, factor=2.0, max_tries=20):
    losses = [loss_at(lr0)]
    for k in range(1, max_tries):
        losses.append(loss_at(lr0 * factor**k))
        if not losses[-1] < losses[-2]:
            return lr0 * factor ** (k - 1)
    return lr0 * factor ** (max_tries - 1)


def double_until_worse_with_a_generator(loss_at, lr0, factor=2.0, max_tries=20):
    tries = ((lr0 * factor**k, loss_at(lr0 * factor**k)) for k in range(max_tries))
    best = next(tries)
    for now in tries:
        if not (math.isfinite(now[1]) and now[1] < best[1]):
            break
        best = now
    return np.array(best[0])


def double_until_worse_with_pairwise(loss_at, lr0, factor=2.0, max_tries=20):
    lrs = itertools.islice(itertools.accumulate(itertools.repeat(factor), lambda a, b: a * b,
                                                initial=lr0), max_tries)
    best = lr0
    for (_, before), (lr, now) in itertools.pairwise((lr, loss_at(lr)) for lr in lrs):
        if not now < before:
            break
        best = lr
    return best


def double_until_worse_in_longdouble(loss_at, lr0, factor=2.0, max_tries=20):
    lr, loss = np.longdouble(lr0), loss_at(lr0)
    for _ in range(1, max_tries):
        new = loss_at(float(lr * factor))
        if math.isnan(new) or math.isnan(loss) or new >= loss:
            break
        lr, loss = lr * factor, new
    return lr
