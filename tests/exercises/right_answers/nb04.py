"""Right answers to the exercises of notebook 4 in unusual clothes."""

import functools
import itertools
import math

import numpy as np

# step_decay --------------------------------------------------------------------------------


def step_decay_with_floor(lr0, epoch, drop=0.5, every=10):
    return lr0 * math.pow(drop, math.floor(epoch / every))


def step_decay_by_a_loop(lr0, epoch, drop=0.5, every=10):
    lr = float(lr0)
    for e in range(1, epoch + 1):
        if e % every == 0:
            lr *= drop
    return lr


def step_decay_by_recursion(lr0, epoch, drop=0.5, every=10):
    return lr0 if epoch < every else drop * step_decay_by_recursion(lr0, epoch - every, drop, every)


def step_decay_with_divmod(lr0, epoch, drop=0.5, every=10):
    stairs, _ = divmod(epoch, every)
    return np.array(lr0 * np.float64(drop) ** stairs)


def step_decay_by_logarithms(lr0, epoch, drop=0.5, every=10):
    return math.exp(math.log(lr0) + (epoch - epoch % every) // every * math.log(drop))


def step_decay_by_reduce(lr0, epoch, drop=0.5, every=10):
    return functools.reduce(lambda lr, _: lr * drop, range(every, epoch + 1, every),
                            np.longdouble(lr0))


# exp_decay ---------------------------------------------------------------------------------


def exp_decay_with_where(lr0, step, decay_steps, decay_rate, staircase=False):
    power = np.divide(step, decay_steps)
    return lr0 * np.power(decay_rate, np.where(staircase, np.floor(power), power))


def exp_decay_by_logarithms(lr0, step, decay_steps, decay_rate, staircase=False):
    power = np.asarray(step, float) // decay_steps if staircase else np.asarray(step) / decay_steps
    return np.exp(np.log(lr0) + power * np.log(decay_rate))


def exp_decay_by_vectorize(lr0, step, decay_steps, decay_rate, staircase=False):
    def one(s):
        return lr0 * decay_rate ** (s // decay_steps if staircase else s / decay_steps)

    return np.vectorize(one, otypes=[float])(step)


def exp_decay_by_recursion(lr0, step, decay_steps, decay_rate, staircase=False):
    if np.ndim(step):
        return [exp_decay_by_recursion(lr0, s, decay_steps, decay_rate, staircase) for s in step]
    return float(lr0 * decay_rate ** (int(step / decay_steps) if staircase else step / decay_steps))


def exp_decay_in_longdouble(lr0, step, decay_steps, decay_rate, staircase=False):
    power = np.asarray(step, np.longdouble) / decay_steps
    return np.longdouble(lr0) * decay_rate ** (np.trunc(power) if staircase else power)


def exp_decay_per_step(lr0, step, decay_steps, decay_rate, staircase=False):
    s = np.array(step, dtype=float)
    if staircase:
        s -= s % decay_steps
    return lr0 * (decay_rate ** (1 / decay_steps)) ** s


# cosine_lr ---------------------------------------------------------------------------------


def cosine_lr_by_half_angles(step, total_steps, lr_max, lr_min=0.0):
    share = min(step, total_steps) / total_steps
    return lr_min + (lr_max - lr_min) * math.cos(math.pi * share / 2) ** 2


def cosine_lr_as_a_mean(step, total_steps, lr_max, lr_min=0.0):
    if step >= total_steps:
        return lr_min
    c = np.cos(np.pi * step / total_steps)
    return (1 + c) / 2 * lr_max + (1 - c) / 2 * lr_min


def cosine_lr_with_clip(step, total_steps, lr_max, lr_min=0.0):
    angle = np.pi * np.clip(step / total_steps, 0, 1)
    return np.array((lr_max + lr_min) / 2 + (lr_max - lr_min) / 2 * np.cos(angle))


def cosine_lr_with_a_sine(step, total_steps, lr_max, lr_min=0.0):
    x = 1 if step > total_steps else step / total_steps
    return lr_max + (lr_min - lr_max) * np.sin(x * np.pi / 2) ** 2


def cosine_lr_by_complex_numbers(step, total_steps, lr_max, lr_min=0.0):
    turn = np.exp(1j * np.pi * min(step / total_steps, 1.0)).real
    return np.longdouble(lr_min) + (lr_max - lr_min) * (1 + turn) / 2


def cosine_lr_by_steps(step, total_steps, lr_max, lr_min=0.0):
    lr = float(lr_max)
    for t in range(1, min(step, total_steps) + 1):
        lr += (lr_max - lr_min) / 2 * (math.cos(math.pi * t / total_steps)
                                       - math.cos(math.pi * (t - 1) / total_steps))
    return lr


def cosine_lr_never_below_lr_min(step, total_steps, lr_max, lr_min=0.0):
    wave = math.cos(math.pi * min(step, total_steps) / total_steps)
    return max(lr_min, lr_min + (lr_max - lr_min) * (1 + wave) / 2)


# warmup_cosine -----------------------------------------------------------------------------


def warmup_cosine_from_two(step, warmup_steps, total_steps, lr_max, lr_min=0.0):
    def down(k, n):
        return lr_min + (lr_max - lr_min) * math.cos(math.pi / 2 * min(k / n, 1)) ** 2

    if warmup_steps and step < warmup_steps:
        return (step + 1) * (lr_max / warmup_steps)
    return down(step - warmup_steps, total_steps - warmup_steps)


def warmup_cosine_as_a_list(step, warmup_steps, total_steps, lr_max, lr_min=0.0):
    rates = [lr_max * (k + 1) / warmup_steps for k in range(warmup_steps)]
    n = total_steps - warmup_steps
    rates += [lr_min + (lr_max - lr_min) * (1 + math.cos(math.pi * k / n)) / 2 for k in range(n)]
    return rates[step] if step < total_steps else lr_min


def warmup_cosine_with_where(step, warmup_steps, total_steps, lr_max, lr_min=0.0):
    x = np.clip((step - warmup_steps) / (total_steps - warmup_steps), 0, 1)
    down = lr_min + 0.5 * (lr_max - lr_min) * (1 + np.cos(np.pi * x))
    return np.where(step < warmup_steps, lr_max * (step + 1) / max(warmup_steps, 1), down)


def warmup_cosine_with_interp(step, warmup_steps, total_steps, lr_max, lr_min=0.0):
    if step < warmup_steps:
        return np.interp(step + 1, [0, warmup_steps], [0, lr_max])
    c = math.cos(np.interp(step, [warmup_steps, total_steps], [0, math.pi]))
    return lr_max * (1 + c) / 2 + lr_min * (1 - c) / 2


def warmup_cosine_with_match(step, warmup_steps, total_steps, lr_max, lr_min=0.0):
    match step:
        case s if s >= total_steps:
            return np.longdouble(lr_min)
        case s if s < warmup_steps:
            return np.longdouble(lr_max) / warmup_steps * (s + 1)
    share = np.longdouble(step - warmup_steps) / (total_steps - warmup_steps)
    return lr_min + (lr_max - lr_min) * (1 + np.cos(math.pi * share)) / 2


def warmup_cosine_by_recursion(step, warmup_steps, total_steps, lr_max, lr_min=0.0):
    if warmup_steps:
        if step < warmup_steps:
            return lr_max * (step + 1) / warmup_steps
        return warmup_cosine_by_recursion(step - warmup_steps, 0, total_steps - warmup_steps,
                                          lr_max, lr_min)
    return lr_min + (lr_max - lr_min) * (1 + math.cos(math.pi * min(step / total_steps, 1))) / 2


# wsd_lr ------------------------------------------------------------------------------------


def wsd_lr_with_interp(step, total_steps, warmup_steps, decay_steps, lr_max, lr_min=0.0):
    corners = {-1: 0.0} if warmup_steps else {}
    corners |= {warmup_steps - 1: lr_max, total_steps - max(decay_steps, 1): lr_max,
                total_steps: lr_min}
    return np.interp(step, list(corners), list(corners.values()))


def wsd_lr_with_select(step, total_steps, warmup_steps, decay_steps, lr_max, lr_min=0.0):
    s = np.array(step, dtype=float)
    line = lr_min + (total_steps - s) * (lr_max - lr_min) / (decay_steps or 1)
    return np.select([s < warmup_steps, s < total_steps - decay_steps, s < total_steps],
                     [lr_max * (s + 1) / (warmup_steps or 1), lr_max, line], lr_min)


def wsd_lr_by_vectorize(step, total_steps, warmup_steps, decay_steps, lr_max, lr_min=0.0):
    def one(s):
        if s < warmup_steps:
            return lr_max * (s + 1) / warmup_steps
        if s < total_steps - decay_steps:
            return lr_max
        if s >= total_steps:
            return lr_min
        done = (s - (total_steps - decay_steps)) / decay_steps
        return lr_max - done * (lr_max - lr_min)

    return np.vectorize(one, otypes=[float])(step)


def wsd_lr_as_a_list(step, total_steps, warmup_steps, decay_steps, lr_max, lr_min=0.0):
    rates = [lr_max * k / warmup_steps for k in range(1, warmup_steps + 1)]
    rates += [lr_max] * (total_steps - warmup_steps - decay_steps)
    rates += [lr_min + (lr_max - lr_min) * k / decay_steps for k in range(decay_steps, 0, -1)]
    return np.array([*rates, lr_min])[np.minimum(step, total_steps)].tolist()


def wsd_lr_by_recursion(step, total_steps, warmup_steps, decay_steps, lr_max, lr_min=0.0):
    if np.ndim(step):
        return [wsd_lr_by_recursion(s, total_steps, warmup_steps, decay_steps, lr_max, lr_min)
                for s in step]
    if step < warmup_steps:
        return lr_max / warmup_steps * (int(step) + 1)
    return float(lr_min + (lr_max - lr_min) * min(max((total_steps - step) / max(decay_steps, 1),
                                                      0.0), 1.0))


def wsd_lr_in_longdouble(step, total_steps, warmup_steps, decay_steps, lr_max, lr_min=0.0):
    s = np.asarray(step, np.longdouble)
    rates = np.where(s >= total_steps, lr_min, np.longdouble(lr_max))
    rates = np.where(s < warmup_steps, lr_max * (s + 1) / max(1, warmup_steps), rates)
    falling = (s > total_steps - decay_steps) & (s < total_steps)
    line = lr_min + (lr_max - lr_min) * (total_steps - s) / max(1, decay_steps)
    return np.where(falling, line, rates)


# plateau_lrs -------------------------------------------------------------------------------


def plateau_lrs_with_a_closure(losses, lr0, factor=0.5, patience=2):
    best, bad, lr = np.inf, 0, lr0

    def use(loss):
        nonlocal best, bad, lr
        used = lr
        if loss < best:
            best, bad = loss, 0
        elif (bad := bad + 1) == patience:
            lr, bad = lr * factor, 0
        return used

    return tuple(use(loss) for loss in losses)


def plateau_lrs_as_a_generator(losses, lr0, factor=0.5, patience=2):
    best, left = math.inf, patience
    for loss in losses:
        yield lr0
        if loss < best:
            best, left = loss, patience
            continue
        left -= 1
        if not left:
            lr0, left = lr0 * factor, patience


def plateau_lrs_by_counting_cuts(losses, lr0, factor=0.5, patience=2):
    cuts, bad, best = [0], 0, math.inf
    for loss in losses:
        bad = 0 if loss < best else bad + 1
        best = loss if loss < best else best
        cuts.append(cuts[-1] + (bad == patience))
        bad %= patience
    return lr0 * np.power(float(factor), cuts[:-1])


def plateau_lrs_by_accumulate(losses, lr0, factor=0.5, patience=2):
    def after(state, loss):
        lr, best, bad = state
        if loss < best:
            return lr, loss, 0
        return (lr * factor, best, 0) if bad + 1 == patience else (lr, best, bad + 1)

    states = itertools.accumulate(losses, after, initial=(lr0, math.inf, 0))
    return [lr for lr, _, _ in states][: len(losses)]


def plateau_lrs_into_an_array(losses, lr0, factor=0.5, patience=2):
    rates = np.full(len(losses), float(lr0))
    start, best = 0, np.inf
    for k, loss in enumerate(losses):
        if loss < best:
            best, start = loss, k + 1
        elif k + 1 - start == patience:
            rates[k + 1 :] *= factor
            start = k + 1
    return rates


def plateau_lrs_in_longdouble(losses, lr0, factor=0.5, patience=2):
    lr, rates, best, bad = np.longdouble(lr0), [], None, 0
    for loss in losses:
        rates += [lr]
        better = math.isfinite(loss) and (best is None or loss < best)
        best, bad = (loss, 0) if better else (best, bad + 1)
        if bad >= patience:
            lr, bad = lr * factor, 0
    return rates


def plateau_lrs_nothing_for_no_losses(losses, lr0, factor=0.5, patience=2):
    if not losses:
        return []
    rates, best, bad = [lr0], math.inf, 0
    for loss in losses[:-1]:
        bad = 0 if loss < best else bad + 1
        best = loss if loss < best else best
        rates.append(rates[-1] * (factor if bad == patience else 1))
        bad %= patience
    return rates
