"""Natural slips in the exercises of notebook 4, written from its text and only counted."""

import math

import numpy as np

# ---------------------------------------------------------------- step_decay

def step_decay_no_stairs(lr0, epoch, drop=0.5, every=10):
    return lr0 * drop ** (epoch / every)


def step_decay_epochs_counted_from_one(lr0, epoch, drop=0.5, every=10):
    return lr0 * drop ** ((1 + epoch) // every)


def step_decay_times_the_number_of_drops(lr0, epoch, drop=0.5, every=10):
    drops = epoch // every
    if drops == 0:
        return lr0
    return lr0 * drop * drops


def step_decay_one_cut_only(lr0, epoch, drop=0.5, every=10):
    if epoch < every:
        return lr0
    return lr0 * drop


def step_decay_one_epoch_late(lr0, epoch, drop=0.5, every=10):
    lr = lr0
    next_drop = every
    while epoch > next_drop:
        lr *= drop
        next_drop += every
    return lr


def step_decay_drop_is_what_is_lost(lr0, epoch, drop=0.5, every=10):
    return lr0 * (1 - drop) ** (epoch // every)


def step_decay_rounds_to_the_nearest(lr0, epoch, drop=0.5, every=10):
    return lr0 * drop ** round(epoch / every)


def step_decay_drops_in_epoch_zero(lr0, epoch, drop=0.5, every=10):
    lr = lr0
    for e in range(epoch + 1):
        if e % every == 0:
            lr *= drop
    return lr


def step_decay_always_halves(lr0, epoch, drop=0.5, every=10):
    return lr0 / 2 ** (epoch // every)


def step_decay_low_only_in_the_tenth(lr0, epoch, drop=0.5, every=10):
    if epoch > 0 and epoch % every == 0:
        return lr0 * drop
    return lr0


# ---------------------------------------------------------------- exp_decay

def exp_decay_e_function(lr0, step, decay_steps, decay_rate, staircase=False):
    t = np.asarray(step) / decay_steps
    if staircase:
        t = np.floor(t)
    return lr0 * np.exp(-decay_rate * t)


def exp_decay_rate_in_each_step(lr0, step, decay_steps, decay_rate, staircase=False):
    step = np.asarray(step)
    if staircase:
        return lr0 * decay_rate ** (step // decay_steps)
    return lr0 * decay_rate**step


def exp_decay_staircase_the_wrong_way(lr0, step, decay_steps, decay_rate, staircase=False):
    if staircase:
        power = step / decay_steps
    else:
        power = step // decay_steps
    return lr0 * decay_rate**power


def exp_decay_math_floor(lr0, step, decay_steps, decay_rate, staircase=False):
    power = step / decay_steps
    if staircase:
        power = math.floor(power)
    return lr0 * decay_rate**power


def exp_decay_rate_is_what_is_lost(lr0, step, decay_steps, decay_rate, staircase=False):
    power = step // decay_steps if staircase else step / decay_steps
    return lr0 * (1 - decay_rate) ** power


def exp_decay_stairs_rounded(lr0, step, decay_steps, decay_rate, staircase=False):
    power = np.asarray(step) / decay_steps
    if staircase:
        power = np.round(power)
    return lr0 * decay_rate**power


def exp_decay_changes_step(lr0, step, decay_steps, decay_rate, staircase=False):
    if staircase:
        step //= decay_steps
        return lr0 * decay_rate**step
    return lr0 * decay_rate ** (step / decay_steps)


def exp_decay_step_zero_already_decays(lr0, step, decay_steps, decay_rate, staircase=False):
    done = np.asarray(step) + 1
    if staircase:
        return lr0 * decay_rate ** (done // decay_steps)
    return lr0 * decay_rate ** (done / decay_steps)


def exp_decay_stairs_of_one_step_factor(lr0, step, decay_steps, decay_rate, staircase=False):
    gamma = decay_rate ** (1 / decay_steps)  # the factor of one step
    if staircase:
        return lr0 * gamma ** (step // decay_steps)
    return lr0 * gamma**step


def exp_decay_rate_divided_by_steps(lr0, step, decay_steps, decay_rate, staircase=False):
    if staircase:
        return lr0 * decay_rate ** (np.asarray(step) // decay_steps)
    # all factors together are decay_rate, so each has its share
    lost = (1 - decay_rate) / decay_steps
    return lr0 * (1 - lost) ** np.asarray(step)


# ---------------------------------------------------------------- cosine_lr

def cosine_lr_rises_again(step, total_steps, lr_max, lr_min=0.0):
    return lr_min + 0.5 * (lr_max - lr_min) * (1 + math.cos(math.pi * step / total_steps))


def cosine_lr_quarter_of_a_wave(step, total_steps, lr_max, lr_min=0.0):
    if step >= total_steps:
        return lr_min
    return lr_min + (lr_max - lr_min) * math.cos(math.pi / 2 * step / total_steps)


def cosine_lr_whole_wave(step, total_steps, lr_max, lr_min=0.0):
    step = min(step, total_steps)
    wave = math.cos(2 * math.pi * step / total_steps)
    return lr_min + (lr_max - lr_min) * (1 + wave) / 2


def cosine_lr_min_on_top(step, total_steps, lr_max, lr_min=0.0):
    if step > total_steps:
        return lr_min
    return lr_min + 0.5 * lr_max * (1 + math.cos(math.pi * step / total_steps))


def cosine_lr_degrees(step, total_steps, lr_max, lr_min=0.0):
    if step >= total_steps:
        return lr_min
    return lr_min + 0.5 * (lr_max - lr_min) * (1 + np.cos(180 * step / total_steps))


def cosine_lr_ends_one_step_early(step, total_steps, lr_max, lr_min=0.0):
    # steps count from 0, so the last one is total_steps - 1
    t = min(step / (total_steps - 1), 1)
    return lr_min + (lr_max - lr_min) * 0.5 * (1 + np.cos(np.pi * t))


def cosine_lr_cut_off_at_the_minimum(step, total_steps, lr_max, lr_min=0.0):
    if step >= total_steps:
        return lr_min
    lr = 0.5 * lr_max * (1 + math.cos(math.pi * step / total_steps))
    return max(lr, lr_min)


def cosine_lr_zero_after_the_end(step, total_steps, lr_max, lr_min=0.0):
    if step > total_steps:
        return 0.0
    return lr_min + 0.5 * (lr_max - lr_min) * (1 + math.cos(math.pi * step / total_steps))


def cosine_lr_begins_again(step, total_steps, lr_max, lr_min=0.0):
    t = (step % total_steps) / total_steps
    return lr_min + 0.5 * (lr_max - lr_min) * (1 + math.cos(math.pi * t))


def cosine_lr_below_zero(step, total_steps, lr_max, lr_min=0.0):
    if step >= total_steps:
        return lr_min
    return lr_min + (lr_max - lr_min) * math.cos(math.pi * step / total_steps)


# ---------------------------------------------------------------- warmup_cosine

def warmup_cosine_first_step_zero(step, warmup_steps, total_steps, lr_max, lr_min=0.0):
    if step < warmup_steps:
        return lr_max * step / warmup_steps
    t = min((step - warmup_steps) / (total_steps - warmup_steps), 1.0)
    return lr_min + 0.5 * (lr_max - lr_min) * (1 + math.cos(math.pi * t))


def warmup_cosine_wave_began_at_step_zero(step, warmup_steps, total_steps, lr_max, lr_min=0.0):
    if step < warmup_steps:
        return lr_max * (step + 1) / warmup_steps
    if step >= total_steps:
        return lr_min
    return lr_min + 0.5 * (lr_max - lr_min) * (1 + math.cos(math.pi * step / total_steps))


def warmup_cosine_wave_is_total_steps_long(step, warmup_steps, total_steps, lr_max, lr_min=0.0):
    if step < warmup_steps:
        return lr_max * (step + 1) / warmup_steps
    if step >= total_steps:
        return lr_min
    t = (step - warmup_steps) / total_steps
    return lr_min + 0.5 * (lr_max - lr_min) * (1 + math.cos(math.pi * t))


def warmup_cosine_no_end(step, warmup_steps, total_steps, lr_max, lr_min=0.0):
    if step < warmup_steps:
        return lr_max * (step + 1) / warmup_steps
    t = (step - warmup_steps) / (total_steps - warmup_steps)
    return lr_min + 0.5 * (lr_max - lr_min) * (1 + math.cos(math.pi * t))


def warmup_cosine_rises_from_lr_min(step, warmup_steps, total_steps, lr_max, lr_min=0.0):
    if step < warmup_steps:
        return lr_min + (lr_max - lr_min) * (step + 1) / warmup_steps
    t = min(1, (step - warmup_steps) / (total_steps - warmup_steps))
    return lr_min + (lr_max - lr_min) * (1 + math.cos(math.pi * t)) / 2


def warmup_cosine_part_of_no_warmup(step, warmup_steps, total_steps, lr_max, lr_min=0.0):
    part = lr_max / warmup_steps
    if step < warmup_steps:
        return (step + 1) * part
    if step > total_steps:
        return lr_min
    t = (step - warmup_steps) / (total_steps - warmup_steps)
    return lr_min + 0.5 * (lr_max - lr_min) * (1 + math.cos(math.pi * t))


def warmup_cosine_both_at_once(step, warmup_steps, total_steps, lr_max, lr_min=0.0):
    t = min(step / total_steps, 1)
    lr = lr_min + 0.5 * (lr_max - lr_min) * (1 + math.cos(math.pi * t))
    if warmup_steps > 0:
        lr = lr * min(1, (step + 1) / warmup_steps)
    return lr


def warmup_cosine_one_step_too_long(step, warmup_steps, total_steps, lr_max, lr_min=0.0):
    if warmup_steps > 0 and step <= warmup_steps:
        return lr_max * (step + 1) / warmup_steps
    if step >= total_steps:
        return lr_min
    t = (step - warmup_steps) / (total_steps - warmup_steps)
    return lr_min + 0.5 * (lr_max - lr_min) * (1 + math.cos(math.pi * t))


def warmup_cosine_falls_along_a_line(step, warmup_steps, total_steps, lr_max, lr_min=0.0):
    if step < warmup_steps:
        return lr_max * (step + 1) / warmup_steps
    t = min(1, (step - warmup_steps) / (total_steps - warmup_steps))
    return lr_max + (lr_min - lr_max) * t


def warmup_cosine_already_falls_at_the_top(step, warmup_steps, total_steps, lr_max, lr_min=0.0):
    if step < warmup_steps:
        return lr_max * (step + 1) / warmup_steps
    t = (step + 1 - warmup_steps) / (total_steps - warmup_steps)
    if t > 1:
        return lr_min
    return lr_min + 0.5 * (lr_max - lr_min) * (1 + math.cos(math.pi * t))


# ---------------------------------------------------------------- wsd_lr

def wsd_lr_if_for_numbers(step, total_steps, warmup_steps, decay_steps, lr_max, lr_min=0.0):
    if step < warmup_steps:
        return lr_max * (step + 1) / warmup_steps
    start = total_steps - decay_steps
    if step >= total_steps:
        return lr_min
    if step <= start:
        return lr_max
    return lr_max + (lr_min - lr_max) * (step - start) / decay_steps


def wsd_lr_division_by_no_decay(step, total_steps, warmup_steps, decay_steps, lr_max, lr_min=0.0):
    step = np.asarray(step)
    lr = np.full(step.shape, float(lr_max))
    if warmup_steps > 0:
        lr = np.where(step < warmup_steps, lr_max * (step + 1) / warmup_steps, lr)
    gone = np.clip((step - (total_steps - decay_steps)) / decay_steps, 0, 1)
    return np.where(step >= warmup_steps, lr_max + gone * (lr_min - lr_max), lr)


def wsd_lr_warmup_from_zero(step, total_steps, warmup_steps, decay_steps, lr_max, lr_min=0.0):
    step = np.asarray(step, dtype=float)
    rise = np.minimum(step / max(warmup_steps, 1), 1) if warmup_steps else np.ones(step.shape)
    start = total_steps - decay_steps
    gone = np.clip((step - start) / decay_steps, 0, 1) if decay_steps else 1.0 * (step >= start)
    return np.where(step < start, lr_max * rise, lr_max + (lr_min - lr_max) * gone)


def wsd_lr_decay_begins_with_a_part(step, total_steps, warmup_steps, decay_steps, lr_max,
                                    lr_min=0.0):
    # just as in the warm-up, the first step of the decay has one part
    steps = np.atleast_1d(step)
    rates = []
    for s in steps:
        if s < warmup_steps:
            rates.append(lr_max * (s + 1) / warmup_steps)
        elif s >= total_steps:
            rates.append(lr_min)
        elif s >= total_steps - decay_steps:
            part = (lr_max - lr_min) / decay_steps
            rates.append(lr_max - part * (s - (total_steps - decay_steps) + 1))
        else:
            rates.append(lr_max)
    return np.array(rates) if np.ndim(step) else float(rates[0])


def wsd_lr_line_goes_on_after_the_end(step, total_steps, warmup_steps, decay_steps, lr_max,
                                      lr_min=0.0):
    step = np.asarray(step, dtype=float)
    start = total_steps - decay_steps
    lr = np.full(step.shape, float(lr_max))
    if decay_steps > 0:
        lr = np.where(step > start, lr_max - (lr_max - lr_min) * (step - start) / decay_steps, lr)
    else:
        lr = np.where(step >= start, lr_min, lr)
    if warmup_steps > 0:
        lr = np.where(step < warmup_steps, lr_max * (step + 1) / warmup_steps, lr)
    return lr


def wsd_lr_line_aims_at_zero(step, total_steps, warmup_steps, decay_steps, lr_max, lr_min=0.0):
    step = np.asarray(step, dtype=float)
    lr = lr_max * np.ones_like(step)
    if decay_steps > 0:
        lr = np.minimum(lr, lr_max * (total_steps - step) / decay_steps)
    lr = np.where(step >= total_steps, lr_min, np.maximum(lr, lr_min))
    if warmup_steps > 0:
        lr = np.where(step < warmup_steps, lr_max * (step + 1) / warmup_steps, lr)
    return lr


def wsd_lr_cosine_at_the_end(step, total_steps, warmup_steps, decay_steps, lr_max, lr_min=0.0):
    step = np.asarray(step, dtype=float)
    start = total_steps - decay_steps
    if decay_steps == 0:
        t = (step >= total_steps) * 1.0
    else:
        t = np.clip((step - start) / decay_steps, 0, 1)
    lr = lr_min + 0.5 * (lr_max - lr_min) * (1 + np.cos(np.pi * t))
    if warmup_steps > 0:
        lr = np.where(step < warmup_steps, lr_max * (step + 1) / warmup_steps, lr)
    return lr


def wsd_lr_total_counts_after_the_warmup(step, total_steps, warmup_steps, decay_steps, lr_max,
                                         lr_min=0.0):
    step = np.asarray(step, dtype=float)
    end = warmup_steps + total_steps
    start = end - decay_steps
    lr = np.where(step < end, float(lr_max), float(lr_min))
    if decay_steps:
        falling = (step >= start) & (step < end)
        lr = np.where(falling, lr_max - (lr_max - lr_min) * (step - start) / decay_steps, lr)
    if warmup_steps:
        lr = np.where(step < warmup_steps, lr_max * (step + 1) / warmup_steps, lr)
    return lr


def wsd_lr_zeros_like_integers(step, total_steps, warmup_steps, decay_steps, lr_max, lr_min=0.0):
    step = np.asarray(step)
    lr = np.zeros_like(step)
    start = total_steps - decay_steps
    warm, end = step < warmup_steps, step >= total_steps
    fall = ~warm & ~end & (step >= start)
    lr[...] = lr_max
    lr[end] = lr_min
    if warmup_steps > 0:
        lr[warm] = lr_max * (step[warm] + 1) / warmup_steps
    if decay_steps > 0:
        lr[fall] = lr_max + (lr_min - lr_max) * (step[fall] - start) / decay_steps
    return lr


def wsd_lr_no_warmup_divides_by_zero(step, total_steps, warmup_steps, decay_steps, lr_max,
                                     lr_min=0.0):
    rise = np.clip((step + 1) / warmup_steps, 0, 1)
    start = total_steps - decay_steps
    if decay_steps == 0:
        return np.where(step < total_steps, lr_max * rise, lr_min)
    gone = np.clip((step - start) / decay_steps, 0, 1)
    return np.where(step < start, lr_max * rise, lr_max + (lr_min - lr_max) * gone)


# ---------------------------------------------------------------- plateau_lrs

def plateau_lrs_cut_in_the_same_epoch(losses, lr0, factor=0.5, patience=2):
    lr, best, bad = lr0, math.inf, 0
    lrs = []
    for loss in losses:
        if loss < best:
            best = loss
            bad = 0
        else:
            bad += 1
        if bad >= patience:
            lr *= factor
            bad = 0
        lrs.append(lr)
    return lrs


def plateau_lrs_waits_one_more(losses, lr0, factor=0.5, patience=2):
    lr, best, bad = lr0, math.inf, 0
    lrs = []
    for loss in losses:
        lrs.append(lr)
        if loss < best:
            best, bad = loss, 0
        else:
            bad += 1
            if bad > patience:
                lr, bad = lr * factor, 0
    return lrs


def plateau_lrs_no_new_count_after_a_cut(losses, lr0, factor=0.5, patience=2):
    lr, best, wait = lr0, math.inf, 0
    lrs = []
    for loss in losses:
        lrs.append(lr)
        if loss < best:
            best = loss
            wait = 0
        else:
            wait += 1
            if wait >= patience:
                lr *= factor
    return lrs


def plateau_lrs_not_in_a_row(losses, lr0, factor=0.5, patience=2):
    lr, best, bad = lr0, math.inf, 0
    lrs = []
    for loss in losses:
        lrs.append(lr)
        if loss < best:
            best = loss
        else:
            bad += 1
        if bad == patience:
            lr *= factor
            bad = 0
    return lrs


def plateau_lrs_better_than_the_last(losses, lr0, factor=0.5, patience=2):
    lr, last, bad = lr0, math.inf, 0
    lrs = []
    for loss in losses:
        lrs.append(lr)
        if loss < last:
            bad = 0
        else:
            bad += 1
            if bad == patience:
                lr *= factor
                bad = 0
        last = loss
    return lrs


def plateau_lrs_nan_slips_through(losses, lr0, factor=0.5, patience=2):
    lr, best, bad = lr0, math.inf, 0
    lrs = []
    for loss in losses:
        lrs.append(lr)
        if loss >= best:
            bad += 1
            if bad >= patience:
                lr *= factor
                bad = 0
        else:
            best = loss
            bad = 0
    return lrs


def plateau_lrs_best_forgotten_after_a_cut(losses, lr0, factor=0.5, patience=2):
    lr, best, bad = lr0, math.inf, 0
    lrs = []
    for loss in losses:
        lrs.append(lr)
        if loss < best:
            best, bad = loss, 0
        else:
            bad += 1
        if bad >= patience:
            lr *= factor
            best, bad = math.inf, 0  # everything begins anew
    return lrs


def plateau_lrs_first_loss_is_the_best(losses, lr0, factor=0.5, patience=2):
    best = losses[0]
    lr, bad = lr0, 0
    lrs = []
    for loss in losses:
        lrs.append(lr)
        if loss < best:
            best = loss
            bad = 0
        else:
            bad += 1
        if bad >= patience:
            lr = lr * factor
            bad = 0
    return lrs


def plateau_lrs_cut_only_once(losses, lr0, factor=0.5, patience=2):
    lr, best, bad = lr0, math.inf, 0
    lrs = []
    for loss in losses:
        lrs.append(lr)
        if loss < best:
            best, bad = loss, 0
        else:
            bad += 1
        if bad >= patience:
            lr = lr0 * factor
            bad = 0
    return lrs


def plateau_lrs_equal_is_an_improvement(losses, lr0, factor=0.5, patience=2):
    lr, best, bad = lr0, math.inf, 0
    lrs = []
    for loss in losses:
        lrs.append(lr)
        if loss <= best:
            best, bad = loss, 0
            continue
        bad += 1
        if bad >= patience:
            lr *= factor
            bad = 0
    return lrs
