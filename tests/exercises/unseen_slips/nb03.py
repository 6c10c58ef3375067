"""Natural slips in the exercises of notebook 3, written from its text and only counted."""

import math

import numpy as np

# ---------------------------------------------------------------- double_until_worse

def double_until_worse_returns_the_worse_one(loss_at, lr0, factor=2.0, max_tries=20):
    lr = lr0
    loss = loss_at(lr)
    for _ in range(max_tries - 1):
        lr = lr * factor
        new_loss = loss_at(lr)
        if not (math.isfinite(new_loss) and new_loss < loss):
            break
        loss = new_loss
    return lr


def double_until_worse_runs_each_rate_twice(loss_at, lr0, factor=2.0, max_tries=20):
    lr = lr0
    tries = 1
    while tries < max_tries and loss_at(lr * factor) < loss_at(lr):
        lr = lr * factor
        tries += 1
    return lr


def double_until_worse_equal_is_good_enough(loss_at, lr0, factor=2.0, max_tries=20):
    best_lr, best_loss = lr0, loss_at(lr0)
    for _ in range(max_tries - 1):
        lr = best_lr * factor
        loss = loss_at(lr)
        if math.isfinite(loss) and loss <= best_loss:
            best_lr, best_loss = lr, loss
        else:
            break
    return best_lr


def double_until_worse_nan_is_not_worse(loss_at, lr0, factor=2.0, max_tries=20):
    best = lr0
    best_loss = loss_at(lr0)
    for k in range(1, max_tries):
        lr = lr0 * factor**k
        loss = loss_at(lr)
        if loss >= best_loss:
            break
        best, best_loss = lr, loss
    return best


def double_until_worse_start_is_no_try(loss_at, lr0, factor=2.0, max_tries=20):
    best, lowest = lr0, loss_at(lr0)
    tries = 0
    while tries < max_tries:
        lr = best * factor
        loss = loss_at(lr)
        tries += 1
        if not math.isfinite(loss) or loss >= lowest:
            return best
        best, lowest = lr, loss
    return best


def double_until_worse_always_times_two(loss_at, lr0, factor=2.0, max_tries=20):
    best, lowest = lr0, loss_at(lr0)
    for _ in range(max_tries - 1):
        loss = loss_at(2 * best)
        if not math.isfinite(loss) or loss >= lowest:
            break
        best, lowest = 2 * best, loss
    return best


def double_until_worse_never_stops_early(loss_at, lr0, factor=2.0, max_tries=20):
    rates = [lr0 * factor**k for k in range(max_tries)]
    losses = []
    for lr in rates:
        loss = loss_at(lr)
        losses.append(loss if math.isfinite(loss) else math.inf)
    return rates[int(np.argmin(losses))]


def double_until_worse_against_the_first_loss(loss_at, lr0, factor=2.0, max_tries=20):
    first = loss_at(lr0)
    best, lr = lr0, lr0
    for _ in range(max_tries - 1):
        lr *= factor
        loss = loss_at(lr)
        if math.isfinite(loss) and loss < first:
            best = lr
        else:
            break
    return best


def double_until_worse_nothing_after_max_tries(loss_at, lr0, factor=2.0, max_tries=20):
    lr, loss = lr0, loss_at(lr0)
    for _ in range(max_tries - 1):
        new_lr = lr * factor
        new_loss = loss_at(new_lr)
        if math.isnan(new_loss) or math.isinf(new_loss) or new_loss >= loss:
            return lr
        lr, loss = new_lr, new_loss




# ---------------------------------------------------------------- log_grid

def log_grid_equal_distances(lo, hi, n):
    return np.linspace(lo, hi, n)


def log_grid_logspace_takes_the_rates(lo, hi, n):
    return np.logspace(lo, hi, n)


def log_grid_natural_log_base_ten(lo, hi, n):
    return np.logspace(np.log(lo), np.log(hi), n)


def log_grid_never_reaches_hi(lo, hi, n):
    factor = (hi / lo) ** (1 / n)
    return np.array([lo * factor**k for k in range(n)])


def log_grid_ratio_in_equal_parts(lo, hi, n):
    factor = hi / lo / (n - 1)
    return lo * factor ** np.arange(n)


def log_grid_powers_of_ten(lo, hi, n):
    first, last = round(math.log10(lo)), round(math.log10(hi))
    return np.array([10.0**k for k in range(first, last + 1)])


def log_grid_stays_in_logs(lo, hi, n):
    return np.linspace(np.log10(lo), np.log10(hi), n)


def log_grid_from_the_top(lo, hi, n):
    factor = (lo / hi) ** (1 / (n - 1))
    rates = [hi]
    while len(rates) < n:
        rates.append(rates[-1] * factor)
    return np.array(rates)


def log_grid_rounded(lo, hi, n):
    return np.round(np.geomspace(lo, hi, n), 3)


def log_grid_doubles(lo, hi, n):
    rates = [lo]
    for _ in range(n - 2):
        rates.append(2 * rates[-1])
    rates.append(hi)
    return np.array(rates)


# ---------------------------------------------------------------- grid_search

def grid_search_smallest_pair(train_fn, lrs):
    loss, lr = min((train_fn(lr), lr) for lr in lrs)
    if not math.isfinite(loss):
        return None, math.inf
    return lr, loss


def grid_search_first_of_two_equals(train_fn, lrs):
    best_lr, best_loss = None, math.inf
    for lr in lrs:
        loss = train_fn(lr)
        if math.isfinite(loss) and loss < best_loss:
            best_lr, best_loss = lr, loss
    return best_lr, best_loss


def grid_search_trains_the_best_again(train_fn, lrs):
    def key(lr):
        loss = train_fn(lr)
        return loss if math.isfinite(loss) else math.inf

    best = min(sorted(lrs), key=key)
    loss = train_fn(best)
    if not math.isfinite(loss):
        return None, math.inf
    return best, loss


def grid_search_minus_infinity_wins(train_fn, lrs):
    best_lr, best_loss = None, math.inf
    for lr in sorted(lrs):
        loss = train_fn(lr)
        if math.isnan(loss):
            continue
        if loss < best_loss:
            best_lr, best_loss = lr, loss
    return best_lr, best_loss


def grid_search_returns_the_place(train_fn, lrs):
    lrs = np.sort(lrs)
    losses = np.array([train_fn(lr) for lr in lrs], dtype=float)
    losses[~np.isfinite(losses)] = np.inf
    if np.isinf(losses).all():
        return None, math.inf
    best = np.argmin(losses)
    return best, losses[best]


def grid_search_explosion_ends_the_search(train_fn, lrs):
    best_lr, best_loss = None, math.inf
    for lr in sorted(lrs):
        loss = train_fn(lr)
        if not math.isfinite(loss):
            break  # larger rates explode too
        if loss < best_loss:
            best_lr, best_loss = lr, loss
    return best_lr, best_loss


def grid_search_stops_when_worse(train_fn, lrs):
    best_lr, best_loss = None, math.inf
    for lr in sorted(lrs):
        loss = train_fn(lr)
        if math.isfinite(loss):
            if loss >= best_loss:
                break
            best_lr, best_loss = lr, loss
    return best_lr, best_loss


def grid_search_nan_to_num(train_fn, lrs):
    lrs = sorted(lrs)
    losses = np.array([train_fn(lr) for lr in lrs], dtype=float)
    if not np.isfinite(losses).any():
        return None, math.inf
    losses = np.nan_to_num(losses)
    best = int(np.argmin(losses))
    return lrs[best], losses[best]


def grid_search_sorted_after_training(train_fn, lrs):
    losses = [train_fn(lr) for lr in lrs]
    lrs = sorted(lrs)  # so that the smaller rate comes first
    best_lr, best_loss = None, math.inf
    for lr, loss in zip(lrs, losses):
        if math.isfinite(loss) and loss < best_loss:
            best_lr, best_loss = lr, loss
    return best_lr, best_loss


def grid_search_first_rate_if_all_fail(train_fn, lrs):
    lrs = sorted(lrs)
    best_lr, best_loss = lrs[0], math.inf
    for lr in lrs:
        loss = train_fn(lr)
        if math.isfinite(loss) and loss < best_loss:
            best_lr, best_loss = lr, loss
    return best_lr, best_loss


# ---------------------------------------------------------------- best_on_edge

def best_on_edge_first_or_last_place(lrs, losses):
    losses = np.array(losses, dtype=float)
    if not np.isfinite(losses).any():
        raise ValueError("no finite loss")
    losses[~np.isfinite(losses)] = np.inf
    best = int(np.argmin(losses))
    return best == 0 or best == len(losses) - 1


def best_on_edge_exploded_rates_left_out(lrs, losses):
    good = [(lr, loss) for lr, loss in zip(lrs, losses) if math.isfinite(loss)]
    if not good:
        raise ValueError("all runs failed")
    rates = [lr for lr, _ in good]
    best = min(good, key=lambda pair: pair[1])[0]
    return bool(best == min(rates) or best == max(rates))


def best_on_edge_argmin_finds_nan(lrs, losses):
    lrs, losses = np.asarray(lrs), np.asarray(losses, dtype=float)
    if not np.isfinite(losses).any():
        raise ValueError("no finite loss")
    best = lrs[np.argmin(losses)]
    return bool(best == lrs.min() or best == lrs.max())


def best_on_edge_nanargmin(lrs, losses):
    # raises ValueError by itself if there are only nans
    best = np.nanargmin(losses)
    return bool(lrs[best] in (min(lrs), max(lrs)))


def best_on_edge_upper_edge_only(lrs, losses):
    pairs = [(loss, lr) for lr, loss in zip(lrs, losses) if math.isfinite(loss)]
    if len(pairs) == 0:
        raise ValueError("no loss is finite")
    best = min(pairs)[1]
    return bool(best == max(lrs))


def best_on_edge_nothing_finite_is_false(lrs, losses):
    best_lr, best_loss = None, math.inf
    for lr, loss in zip(lrs, losses):
        if math.isfinite(loss) and loss < best_loss:
            best_lr, best_loss = lr, loss
    return best_lr == min(lrs) or best_lr == max(lrs)


def best_on_edge_writes_into_losses(lrs, losses):
    for i in range(len(losses)):
        if not math.isfinite(losses[i]):
            losses[i] = math.inf
    if min(losses) == math.inf:
        raise ValueError("no finite loss")
    best = lrs[int(np.argmin(losses))]
    return bool(best == min(lrs) or best == max(lrs))


def best_on_edge_error_for_any_nan(lrs, losses):
    losses = np.asarray(losses, dtype=float)
    if not np.all(np.isfinite(losses)):
        raise ValueError("a loss is not finite")
    best = np.asarray(lrs)[losses.argmin()]
    return bool(best == np.min(lrs) or best == np.max(lrs))


def best_on_edge_place_among_the_finite(lrs, losses):
    losses = np.asarray(losses, dtype=float)
    finite = losses[np.isfinite(losses)]
    if len(finite) == 0:
        raise ValueError("no finite loss")
    best_lr = lrs[np.argmin(finite)]
    return bool(best_lr == min(lrs) or best_lr == max(lrs))


def best_on_edge_needs_a_list(lrs, losses):
    finite = [loss for loss in losses if math.isfinite(loss)]
    if not finite:
        raise ValueError("no finite loss")
    best = lrs[losses.index(min(finite))]
    return best == min(lrs) or best == max(lrs)


# ---------------------------------------------------------------- suggest_lr

def suggest_lr_slope_over_the_rate(lrs, losses):
    lrs, losses = np.asarray(lrs, dtype=float), np.asarray(losses, dtype=float)
    bad = np.flatnonzero(~np.isfinite(losses))
    end = bad[0] if bad.size else len(losses)
    slopes = np.gradient(losses[:end], lrs[:end])
    return lrs[np.argmin(slopes)]


def suggest_lr_lowest_loss(lrs, losses):
    losses = np.asarray(losses, dtype=float)
    end = 0
    while end < len(losses) and np.isfinite(losses[end]):
        end += 1
    return lrs[int(np.argmin(losses[:end]))]


def suggest_lr_steepest_in_either_direction(lrs, losses):
    lrs, losses = np.asarray(lrs, dtype=float), np.asarray(losses, dtype=float)
    bad = np.flatnonzero(~np.isfinite(losses))
    end = bad[0] if len(bad) else len(losses)
    slopes = np.gradient(losses[:end], np.log10(lrs[:end]))
    return lrs[np.argmax(np.abs(slopes))]


def suggest_lr_slope_per_step(lrs, losses):
    kept = []
    for loss in losses:
        if not math.isfinite(loss):
            break
        kept.append(loss)
    # the rates grow by the same factor, so their logs are equally far apart
    slopes = np.gradient(kept)
    return lrs[int(np.argmin(slopes))]


def suggest_lr_only_skips_the_bad_ones(lrs, losses):
    lrs, losses = np.asarray(lrs, dtype=float), np.asarray(losses, dtype=float)
    fine = np.isfinite(losses)
    lrs, losses = lrs[fine], losses[fine]
    slopes = np.gradient(losses, np.log10(lrs))
    return lrs[np.argmin(slopes)]


def suggest_lr_cut_at_zero_if_all_is_well(lrs, losses):
    lrs, losses = np.asarray(lrs, dtype=float), np.asarray(losses, dtype=float)
    first_bad = np.argmax(~np.isfinite(losses))
    lrs, losses = lrs[:first_bad], losses[:first_bad]
    return lrs[np.argmin(np.gradient(losses, np.log10(lrs)))]


def suggest_lr_cuts_at_nan_only(lrs, losses):
    end = len(losses)
    for i, loss in enumerate(losses):
        if math.isnan(loss):
            end = i
            break
    slopes = np.gradient(np.array(losses[:end], dtype=float), np.log10(lrs[:end]))
    return lrs[int(np.argmin(slopes))]


def suggest_lr_differences_of_neighbours(lrs, losses):
    lrs, losses = np.asarray(lrs, dtype=float), np.asarray(losses, dtype=float)
    bad = np.flatnonzero(~np.isfinite(losses))
    if bad.size:
        lrs, losses = lrs[:bad[0]], losses[:bad[0]]
    slopes = np.diff(losses) / np.diff(np.log10(lrs))
    return lrs[np.argmin(slopes)]


def suggest_lr_drops_both_ends(lrs, losses):
    lrs, losses = np.asarray(lrs, dtype=float), np.asarray(losses, dtype=float)
    bad = np.flatnonzero(~np.isfinite(losses))
    end = bad[0] if bad.size else len(losses)
    lrs, losses = lrs[:end], losses[:end]
    slopes = np.gradient(losses, np.log10(lrs))
    if len(slopes) > 2:  # the ends are not reliable
        return lrs[1:-1][np.argmin(slopes[1:-1])]
    return lrs[np.argmin(slopes)]


def suggest_lr_log_of_the_loss_too(lrs, losses):
    lrs, losses = np.asarray(lrs, dtype=float), np.asarray(losses, dtype=float)
    bad = np.flatnonzero(~np.isfinite(losses))
    end = bad[0] if bad.size else len(losses)
    slopes = np.gradient(np.log10(losses[:end]), np.log10(lrs[:end]))
    return lrs[np.argmin(slopes)]
