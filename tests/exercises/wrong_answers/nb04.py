"""Wrong answers to the exercises of notebook 4, written without looking at the misconceptions."""

import math

import numpy as np


def step_decay_smooth(lr0, epoch, drop=0.5, every=10):
    return lr0 * drop ** (epoch / every)


def step_decay_linear(lr0, epoch, drop=0.5, every=10):
    return lr0 * (1 - drop * (epoch // every))


def step_decay_at_multiples(lr0, epoch, drop=0.5, every=10):
    return lr0 * drop if epoch % every == 0 else lr0


def step_decay_early(lr0, epoch, drop=0.5, every=10):
    return lr0 * drop ** ((epoch + 1) // every)


def step_decay_divides(lr0, epoch, drop=0.5, every=10):
    return lr0 / (1 + drop * (epoch // every))


def exp_decay_of_e(lr0, step, decay_steps, decay_rate, staircase=False):
    return lr0 * np.exp(-np.asarray(step) / decay_steps)


def exp_decay_per_step(lr0, step, decay_steps, decay_rate, staircase=False):
    return lr0 * decay_rate ** np.asarray(step, float)


def exp_decay_integers(lr0, step, decay_steps, decay_rate, staircase=False):
    return lr0 * decay_rate ** (np.asarray(step) // decay_steps)


def exp_decay_ceil(lr0, step, decay_steps, decay_rate, staircase=False):
    p = np.asarray(step) / decay_steps
    return lr0 * decay_rate ** (np.ceil(p) if staircase else p)


def exp_decay_one_number(lr0, step, decay_steps, decay_rate, staircase=False):
    p = step / decay_steps
    return lr0 * decay_rate ** (math.floor(p) if staircase else p)


def cosine_lr_for_ever(step, total_steps, lr_max, lr_min=0.0):
    return lr_min + (lr_max - lr_min) * (1 + math.cos(math.pi * step / total_steps)) / 2


def cosine_lr_from_zero(step, total_steps, lr_max, lr_min=0.0):
    return max(lr_min, lr_max * math.cos(math.pi * min(step / total_steps, 1) / 2))


def cosine_lr_sine(step, total_steps, lr_max, lr_min=0.0):
    return lr_min + (lr_max - lr_min) * math.sin(math.pi * min(step / total_steps, 1))


def cosine_lr_plain(step, total_steps, lr_max, lr_min=0.0):
    return lr_max * math.cos(step / total_steps)


def cosine_lr_added(step, total_steps, lr_max, lr_min=0.0):
    return lr_min + lr_max * (1 + math.cos(math.pi * min(step / total_steps, 1))) / 2


def warmup_cosine_from_zero(step, warmup_steps, total_steps, lr_max, lr_min=0.0):
    if step < warmup_steps:
        return lr_max * step / warmup_steps
    x = (step - warmup_steps) / (total_steps - warmup_steps)
    return lr_min + (lr_max - lr_min) * (1 + math.cos(math.pi * x)) / 2


def warmup_cosine_one_clock(step, warmup_steps, total_steps, lr_max, lr_min=0.0):
    if step < warmup_steps:
        return lr_max * (step + 1) / warmup_steps
    return lr_min + (lr_max - lr_min) * (1 + math.cos(math.pi * min(step / total_steps, 1))) / 2


def warmup_cosine_without_the_warm_up(step, warmup_steps, total_steps, lr_max, lr_min=0.0):
    return lr_min + (lr_max - lr_min) * (1 + math.cos(math.pi * min(step / total_steps, 1))) / 2


def warmup_cosine_late_top(step, warmup_steps, total_steps, lr_max, lr_min=0.0):
    if step < warmup_steps:
        return lr_max * (step + 1) / (warmup_steps + 1)
    x = min((step - warmup_steps) / (total_steps - warmup_steps), 1)
    return lr_min + (lr_max - lr_min) * (1 + math.cos(math.pi * x)) / 2


def warmup_cosine_line(step, warmup_steps, total_steps, lr_max, lr_min=0.0):
    if step < warmup_steps:
        return lr_max * (step + 1) / warmup_steps
    return lr_max - (lr_max - lr_min) * (step - warmup_steps) / (total_steps - warmup_steps)


def wsd_lr_starts_below_the_top(step, total_steps, warmup_steps, decay_steps, lr_max, lr_min=0.0):
    s = np.asarray(step, float)
    down = np.clip((total_steps - s) / (decay_steps + 1), 0, 1)
    return np.where(s < warmup_steps, lr_max * (s + 1) / max(warmup_steps, 1),
                    lr_min + (lr_max - lr_min) * down)


def wsd_lr_numbers_only(step, total_steps, warmup_steps, decay_steps, lr_max, lr_min=0.0):
    if step < warmup_steps:
        return (step + 1) / warmup_steps * lr_max
    if step <= total_steps - decay_steps:
        return lr_max
    return lr_min + (lr_max - lr_min) * max(total_steps - step, 0) / decay_steps


def wsd_lr_zero_after_the_end(step, total_steps, warmup_steps, decay_steps, lr_max, lr_min=0.0):
    s = np.asarray(step)
    left = np.clip((total_steps - s) / max(decay_steps, 1), 0, 1)
    rate = np.where(s < warmup_steps, lr_max * (s + 1) / max(warmup_steps, 1),
                    lr_min + (lr_max - lr_min) * left)
    return np.where(s < total_steps, rate, 0.0)


def wsd_lr_late_top(step, total_steps, warmup_steps, decay_steps, lr_max, lr_min=0.0):
    s = np.asarray(step)
    left = np.clip((total_steps - s) / max(decay_steps, 1), 0, 1)
    return np.where(s < warmup_steps, lr_max * (s + 1) / (warmup_steps + 1),
                    lr_min + (lr_max - lr_min) * left)


def wsd_lr_wrong_way_down(step, total_steps, warmup_steps, decay_steps, lr_max, lr_min=0.0):
    s = np.asarray(step)
    done = np.clip((s - (total_steps - decay_steps)) / max(decay_steps, 1), 0, 1)
    return np.where(s < warmup_steps, lr_max * (s + 1) / max(warmup_steps, 1),
                    lr_min + (lr_max - lr_min) * done)


def plateau_lrs_against_the_last(losses, lr0, factor=0.5, patience=2):
    lrs = [lr0] * len(losses)
    bad = 0
    for k in range(1, len(losses)):
        bad = bad + 1 if losses[k] >= losses[k - 1] else 0
        lrs[k] = lrs[k - 1] * (factor if bad >= patience else 1)
    return lrs


def plateau_lrs_with_a_threshold(losses, lr0, factor=0.5, patience=2):
    lr, best, bad, rates = lr0, math.inf, 0, []
    for loss in losses:
        rates.append(lr)
        best, bad = (loss, 0) if loss < best - 1e-4 else (best, bad + 1)
        if bad == patience:
            lr, bad = lr * factor, 0
    return rates


def plateau_lrs_constant(losses, lr0, factor=0.5, patience=2):
    return [lr0 for _ in losses]


def plateau_lrs_every_bad(losses, lr0, factor=0.5, patience=2):
    lrs, best = [], math.inf
    for loss in losses:
        lrs.append(lr0)
        if loss < best:
            best = loss
        else:
            lr0 *= factor
    return lrs


def plateau_lrs_without_reset(losses, lr0, factor=0.5, patience=2):
    lrs, best, bad = [], math.inf, 0
    for loss in losses:
        lrs.append(lr0)
        best, bad = (loss, bad) if loss < best else (best, bad + 1)
        if bad > patience:
            lr0 *= factor
    return lrs


def plateau_lrs_same_epoch(losses, lr0, factor=0.5, patience=2):
    lrs, best, bad = [], math.inf, 0
    for loss in losses:
        best, bad = (loss, 0) if loss < best else (best, bad + 1)
        if bad == patience:
            lr0, bad = lr0 * factor, 0
        lrs.append(lr0)
    return lrs
