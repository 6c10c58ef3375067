"""Natural slips in the exercises of notebook 4."""

import math

import numpy as np


def step_decay_one_epoch_late(lr0, epoch, drop=0.5, every=10):
    return lr0 * drop ** ((epoch - 1) // every)


def step_decay_one_epoch_early(lr0, epoch, drop=0.5, every=10):
    return lr0 * drop ** ((epoch + 1) // every)


def step_decay_true_division(lr0, epoch, drop=0.5, every=10):
    return lr0 * drop ** (epoch / every)


def step_decay_one_minus_drop(lr0, epoch, drop=0.5, every=10):
    return lr0 * (1 - drop) ** (epoch // every)


def step_decay_multiplies_the_cuts(lr0, epoch, drop=0.5, every=10):
    return lr0 * drop * (epoch // every) if epoch >= every else lr0


def step_decay_every_epoch(lr0, epoch, drop=0.5, every=10):
    return lr0 * drop**epoch


def step_decay_one_cut(lr0, epoch, drop=0.5, every=10):
    return lr0 if epoch < every else lr0 * drop


def step_decay_always_ten(lr0, epoch, drop=0.5, every=10):
    return lr0 * drop ** (epoch // 10)


def step_decay_divides(lr0, epoch, drop=0.5, every=10):
    return lr0 / drop ** (epoch // every)


def step_decay_remainder(lr0, epoch, drop=0.5, every=10):
    return lr0 * drop ** (epoch % every)


def exp_decay_one_minus_rate(lr0, step, decay_steps, decay_rate, staircase=False):
    k = np.asarray(step) // decay_steps if staircase else np.asarray(step) / decay_steps
    return lr0 * (1 - decay_rate) ** k


def exp_decay_ignores_decay_steps(lr0, step, decay_steps, decay_rate, staircase=False):
    return lr0 * decay_rate ** np.asarray(step, float)


def exp_decay_multiplies_the_steps(lr0, step, decay_steps, decay_rate, staircase=False):
    return lr0 * decay_rate ** (np.asarray(step, float) * decay_steps)


def exp_decay_natural(lr0, step, decay_steps, decay_rate, staircase=False):
    k = np.asarray(step) // decay_steps if staircase else np.asarray(step) / decay_steps
    return lr0 * np.exp(-decay_rate * k)


def exp_decay_no_staircase(lr0, step, decay_steps, decay_rate, staircase=False):
    return lr0 * decay_rate ** (np.asarray(step) / decay_steps)


def exp_decay_staircase_the_other_way(lr0, step, decay_steps, decay_rate, staircase=False):
    k = np.asarray(step) / decay_steps if staircase else np.asarray(step) // decay_steps
    return lr0 * decay_rate**k


def exp_decay_one_step_late(lr0, step, decay_steps, decay_rate, staircase=False):
    k = np.asarray(step) + 1
    k = k // decay_steps if staircase else k / decay_steps
    return lr0 * decay_rate ** k


def exp_decay_swapped(lr0, step, decay_rate, decay_steps, staircase=False):
    k = np.asarray(step) // decay_steps if staircase else np.asarray(step) / decay_steps
    return lr0 * decay_rate**k


def exp_decay_numbers_only(lr0, step, decay_steps, decay_rate, staircase=False):
    k = int(step / decay_steps) if staircase else step / decay_steps
    return lr0 * decay_rate**k


def exp_decay_rounds(lr0, step, decay_steps, decay_rate, staircase=False):
    k = np.asarray(step) / decay_steps
    return lr0 * decay_rate ** (np.round(k) if staircase else k)


def cosine_lr_without_the_half(step, total_steps, lr_max, lr_min=0.0):
    t = min(step, total_steps) / total_steps
    return lr_min + (lr_max - lr_min) * (1 + math.cos(math.pi * t))


def cosine_lr_quarter_wave(step, total_steps, lr_max, lr_min=0.0):
    t = min(step, total_steps) / total_steps
    return lr_min + (lr_max - lr_min) * math.cos(math.pi * t / 2)


def cosine_lr_whole_wave(step, total_steps, lr_max, lr_min=0.0):
    t = min(step, total_steps) / total_steps
    return lr_min + (lr_max - lr_min) * (1 + math.cos(2 * math.pi * t)) / 2


def cosine_lr_without_lr_min(step, total_steps, lr_max, lr_min=0.0):
    t = min(step, total_steps) / total_steps
    return lr_max * (1 + math.cos(math.pi * t)) / 2


def cosine_lr_lr_min_not_subtracted(step, total_steps, lr_max, lr_min=0.0):
    t = min(step, total_steps) / total_steps
    return lr_min + lr_max * (1 + math.cos(math.pi * t)) / 2


def cosine_lr_rises_again(step, total_steps, lr_max, lr_min=0.0):
    t = step / total_steps
    return lr_min + (lr_max - lr_min) * (1 + math.cos(math.pi * t)) / 2


def cosine_lr_minus_the_cosine(step, total_steps, lr_max, lr_min=0.0):
    t = min(step, total_steps) / total_steps
    return lr_min + (lr_max - lr_min) * (1 - math.cos(math.pi * t)) / 2


def cosine_lr_one_step_less(step, total_steps, lr_max, lr_min=0.0):
    t = min(step / (total_steps - 1), 1) if total_steps > 1 else 1
    return lr_min + (lr_max - lr_min) * (1 + math.cos(math.pi * t)) / 2


def cosine_lr_zero_after_the_end(step, total_steps, lr_max, lr_min=0.0):
    if step > total_steps:
        return 0.0
    return lr_min + (lr_max - lr_min) * (1 + math.cos(math.pi * step / total_steps)) / 2


def cosine_lr_straight_line(step, total_steps, lr_max, lr_min=0.0):
    return lr_max + (lr_min - lr_max) * min(step, total_steps) / total_steps


def _cosine(t, lr_max, lr_min):
    return lr_min + (lr_max - lr_min) * (1 + math.cos(math.pi * min(max(t, 0), 1))) / 2


def warmup_cosine_from_zero(step, warmup_steps, total_steps, lr_max, lr_min=0.0):
    if step < warmup_steps:
        return lr_max * step / warmup_steps
    return _cosine((step - warmup_steps) / (total_steps - warmup_steps), lr_max, lr_min)


def warmup_cosine_over_the_whole_run(step, warmup_steps, total_steps, lr_max, lr_min=0.0):
    if step < warmup_steps:
        return lr_max * (step + 1) / warmup_steps
    return _cosine((step - warmup_steps) / total_steps, lr_max, lr_min)


def warmup_cosine_not_shifted(step, warmup_steps, total_steps, lr_max, lr_min=0.0):
    if step < warmup_steps:
        return lr_max * (step + 1) / warmup_steps
    return _cosine(step / total_steps, lr_max, lr_min)


def warmup_cosine_shorter_but_not_shifted(step, warmup_steps, total_steps, lr_max, lr_min=0.0):
    if step < warmup_steps:
        return lr_max * (step + 1) / warmup_steps
    return _cosine(step / (total_steps - warmup_steps), lr_max, lr_min)


def warmup_cosine_from_lr_min(step, warmup_steps, total_steps, lr_max, lr_min=0.0):
    if step < warmup_steps:
        return lr_min + (lr_max - lr_min) * (step + 1) / warmup_steps
    return _cosine((step - warmup_steps) / (total_steps - warmup_steps), lr_max, lr_min)


def warmup_cosine_one_part_too_many(step, warmup_steps, total_steps, lr_max, lr_min=0.0):
    if step < warmup_steps:
        return lr_max * (step + 1) / (warmup_steps + 1)
    return _cosine((step - warmup_steps) / (total_steps - warmup_steps), lr_max, lr_min)


def warmup_cosine_rises_again(step, warmup_steps, total_steps, lr_max, lr_min=0.0):
    if step < warmup_steps:
        return lr_max * (step + 1) / warmup_steps
    t = (step - warmup_steps) / (total_steps - warmup_steps)
    return lr_min + (lr_max - lr_min) * (1 + math.cos(math.pi * t)) / 2


def warmup_cosine_divides_first(step, warmup_steps, total_steps, lr_max, lr_min=0.0):
    warm = lr_max * (step + 1) / warmup_steps
    if step < warmup_steps:
        return warm
    return _cosine((step - warmup_steps) / (total_steps - warmup_steps), lr_max, lr_min)


def warmup_cosine_warmup_too_long(step, warmup_steps, total_steps, lr_max, lr_min=0.0):
    if warmup_steps > 0 and step <= warmup_steps:
        return lr_max * (step + 1) / warmup_steps
    return _cosine((step - warmup_steps) / (total_steps - warmup_steps), lr_max, lr_min)


def warmup_cosine_without_lr_min(step, warmup_steps, total_steps, lr_max, lr_min=0.0):
    if step < warmup_steps:
        return lr_max * (step + 1) / warmup_steps
    return _cosine((step - warmup_steps) / (total_steps - warmup_steps), lr_max, 0.0)


def _wsd(step, total, warm, decay, lr_max, lr_min, rise=1, start=0.0):
    step = np.asarray(step, float)
    up = start + (lr_max - start) * (step + rise) / max(warm, 1)
    down = lr_max + (lr_min - lr_max) * (step - (total - decay)) / max(decay, 1)
    rate = np.where(step < warm, up, np.where(step < total - decay, lr_max, down))
    return np.where(step >= total, lr_min, rate)


def wsd_lr_from_zero(step, total_steps, warmup_steps, decay_steps, lr_max, lr_min=0.0):
    return _wsd(step, total_steps, warmup_steps, decay_steps, lr_max, lr_min, rise=0)


def wsd_lr_numbers_only(step, total_steps, warmup_steps, decay_steps, lr_max, lr_min=0.0):
    if step < warmup_steps:
        return lr_max * (step + 1) / warmup_steps
    if step < total_steps - decay_steps:
        return lr_max
    if step >= total_steps:
        return lr_min
    return lr_max + (lr_min - lr_max) * (step - total_steps + decay_steps) / decay_steps


def wsd_lr_without_lr_min(step, total_steps, warmup_steps, decay_steps, lr_max, lr_min=0.0):
    return _wsd(step, total_steps, warmup_steps, decay_steps, lr_max, 0.0)


def wsd_lr_goes_on_falling(step, total_steps, warmup_steps, decay_steps, lr_max, lr_min=0.0):
    step = np.asarray(step, float)
    down = lr_max + (lr_min - lr_max) * (step - total_steps + decay_steps) / max(decay_steps, 1)
    up = lr_max * (step + 1) / max(warmup_steps, 1)
    return np.where(step < warmup_steps, up,
                    np.where(step < total_steps - decay_steps, lr_max, down))


def wsd_lr_cosine_end(step, total_steps, warmup_steps, decay_steps, lr_max, lr_min=0.0):
    line = _wsd(step, total_steps, 0, decay_steps, 1.0, 0.0)
    end = lr_min + (lr_max - lr_min) * (1 - np.cos(np.pi * line)) / 2
    up = lr_max * (np.asarray(step, float) + 1) / max(warmup_steps, 1)
    return np.where(np.asarray(step) < warmup_steps, up, end)


def wsd_lr_warmup_and_decay_swapped(step, total_steps, warmup_steps, decay_steps, lr_max,
                                    lr_min=0.0):
    return _wsd(step, total_steps, decay_steps, warmup_steps, lr_max, lr_min)


def wsd_lr_from_lr_min(step, total_steps, warmup_steps, decay_steps, lr_max, lr_min=0.0):
    return _wsd(step, total_steps, warmup_steps, decay_steps, lr_max, lr_min, start=lr_min)


def wsd_lr_decays_from_the_warmup_on(step, total_steps, warmup_steps, decay_steps, lr_max,
                                     lr_min=0.0):
    return _wsd(step, total_steps, warmup_steps, total_steps - warmup_steps, lr_max, lr_min)


def wsd_lr_falls_one_step_early(step, total_steps, warmup_steps, decay_steps, lr_max, lr_min=0.0):
    step = np.asarray(step, float)
    later = np.where(step < warmup_steps, step, step + 1)
    return np.where(step < warmup_steps,
                    _wsd(step, total_steps, warmup_steps, decay_steps, lr_max, lr_min),
                    _wsd(later, total_steps, warmup_steps, decay_steps, lr_max, lr_min))


def wsd_lr_lr_min_not_subtracted(step, total_steps, warmup_steps, decay_steps, lr_max, lr_min=0.0):
    step = np.asarray(step, float)
    left = (total_steps - step) / max(decay_steps, 1)
    rate = np.where(step < total_steps - decay_steps, lr_max, lr_min + lr_max * left)
    up = lr_max * (step + 1) / max(warmup_steps, 1)
    return np.where(step < warmup_steps, up, np.where(step >= total_steps, lr_min, rate))


def _plateau(losses, lr0, factor, patience, better=lambda a, b: a < b, limit=0, again=True):
    rates, lr, best, bad = [], lr0, math.inf, 0
    for loss in losses:
        rates.append(lr)
        if better(loss, best):
            best, bad = loss, 0
        else:
            bad += 1
        if bad >= patience + limit:
            lr *= factor
            bad = 0 if again else bad
    return rates


def plateau_lrs_one_epoch_late(losses, lr0, factor=0.5, patience=2):
    return [lr0, *_plateau(losses, lr0, factor, patience)][:len(losses)]


def plateau_lrs_one_epoch_early(losses, lr0, factor=0.5, patience=2):
    return _plateau([*losses, math.inf], lr0, factor, patience)[1:]


def plateau_lrs_one_more(losses, lr0, factor=0.5, patience=2):
    return _plateau(losses, lr0, factor, patience, limit=1)


def plateau_lrs_equal_is_better(losses, lr0, factor=0.5, patience=2):
    return _plateau(losses, lr0, factor, patience, lambda a, b: a <= b)


def plateau_lrs_counter_goes_on(losses, lr0, factor=0.5, patience=2):
    return _plateau(losses, lr0, factor, patience, again=False)


def plateau_lrs_against_the_loss_before(losses, lr0, factor=0.5, patience=2):
    rates, lr, before, bad = [], lr0, math.inf, 0
    for loss in losses:
        rates.append(lr)
        bad = 0 if loss < before else bad + 1
        before = loss
        if bad == patience:
            lr, bad = lr * factor, 0
    return rates


def plateau_lrs_not_in_a_row(losses, lr0, factor=0.5, patience=2):
    rates, lr, best, bad = [], lr0, math.inf, 0
    for loss in losses:
        rates.append(lr)
        if loss < best:
            best = loss
        else:
            bad += 1
        if bad == patience:
            lr, bad = lr * factor, 0
    return rates


def plateau_lrs_one_rate_more(losses, lr0, factor=0.5, patience=2):
    return _plateau([*losses, math.inf], lr0, factor, patience)


def plateau_lrs_divides(losses, lr0, factor=0.5, patience=2):
    return _plateau(losses, lr0, 1 / factor, patience)


def plateau_lrs_nan_is_better(losses, lr0, factor=0.5, patience=2):
    return _plateau(losses, lr0, factor, patience, lambda a, b: not a >= b)
