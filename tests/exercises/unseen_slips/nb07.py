"""Natural slips in the exercises of notebook 7, written from its text and only counted."""

import math

import numpy as np

# --- adagrad_step -----------------------------------------------------------------------------


def adagrad_step_divides_by_the_old_sum(w, G, grad, lr, eps=1e-8):
    new_w = w - lr * grad / (np.sqrt(G) + eps)
    new_G = G + grad**2
    return new_w, new_G


def adagrad_step_eps_under_the_root(w, G, grad, lr, eps=1e-8):
    new_G = G + grad**2
    return w - lr * grad / np.sqrt(new_G + eps), new_G


def adagrad_step_forgets_the_root(w, G, grad, lr, eps=1e-8):
    new_G = G + grad * grad
    rate = lr / (new_G + eps)
    return w - rate * grad, new_G


def adagrad_step_updates_in_place(w, G, grad, lr, eps=1e-8):
    G += grad**2
    w -= lr * grad / (np.sqrt(G) + eps)
    return w, G


def adagrad_step_one_sum_for_all_weights(w, G, grad, lr, eps=1e-8):
    # "the sum of all its squared gradients"
    new_G = G + np.sum(np.square(grad))
    return w - lr * grad / (np.sqrt(new_G) + eps), new_G


def adagrad_step_adds_sizes_instead_of_squares(w, G, grad, lr, eps=1e-8):
    # root of a square = absolute value, so no root is needed any more
    new_G = G + np.abs(grad)
    new_w = w - lr * grad / (new_G + eps)
    return new_w, new_G


def adagrad_step_math_sqrt_takes_no_arrays(w, G, grad, lr, eps=1e-8):
    new_G = G + grad**2
    effective = lr / (math.sqrt(new_G) + eps)
    return w - effective * grad, new_G


def adagrad_step_keeps_the_root_as_G(w, G, grad, lr, eps=1e-8):
    new_G = np.sqrt(G + grad**2)
    new_w = w - lr * grad / (new_G + eps)
    return new_w, new_G


def adagrad_step_zeros_like_truncates_integers(w, G, grad, lr, eps=1e-8):
    new_w, new_G = np.zeros_like(w), np.zeros_like(G)
    new_G[...] = G + np.square(grad)
    new_w[...] = w - lr * np.asarray(grad) / (np.sqrt(new_G) + eps)
    return new_w, new_G


def adagrad_step_leaves_out_eps(w, G, grad, lr, eps=1e-8):
    new_G = G + grad**2
    return w - lr * grad / np.sqrt(new_G), new_G


# --- adagrad_lrs ------------------------------------------------------------------------------


def adagrad_lrs_without_the_current_gradient(grads, lr, eps=1e-8):
    G, rates = 0.0, []
    for grad in grads:
        rates.append(lr / (np.sqrt(G) + eps))
        G += grad**2
    return rates


def adagrad_lrs_divides_the_rate_again_and_again(grads, lr, eps=1e-8):
    G, rates = 0.0, []
    for grad in grads:
        G = G + grad**2
        lr = lr / (np.sqrt(G) + eps)
        rates.append(lr)
    return rates


def adagrad_lrs_only_the_last_rate(grads, lr, eps=1e-8):
    G = 0.0
    for grad in grads:
        G += grad**2
    return lr / (math.sqrt(G) + eps)


def adagrad_lrs_begins_with_the_plain_rate(grads, lr, eps=1e-8):
    rates, G = [lr], 0
    for grad in grads:
        G += grad**2
        rates.append(lr / (G**0.5 + eps))
    return rates


def adagrad_lrs_only_the_current_square(grads, lr, eps=1e-8):
    rates = []
    for grad in grads:
        G = grad**2
        rates.append(lr / (math.sqrt(G) + eps))
    return rates


def adagrad_lrs_array_of_the_gradients_type(grads, lr, eps=1e-8):
    grads = np.array(grads)
    rates, G = np.zeros_like(grads), 0
    for i in range(len(grads)):
        G += grads[i] ** 2
        rates[i] = lr / (np.sqrt(G) + eps)
    return rates


def adagrad_lrs_mean_of_the_squares(grads, lr, eps=1e-8):
    total, rates = 0.0, []
    for k, grad in enumerate(grads, 1):
        total += grad**2
        rates.append(lr / (math.sqrt(total / k) + eps))
    return rates


def adagrad_lrs_whole_sum_in_every_step(grads, lr, eps=1e-8):
    grads = np.asarray(grads, dtype=float)
    G = np.sum(grads**2)
    return [lr / (np.sqrt(G) + eps) for _ in grads]


def adagrad_lrs_rate_times_gradient(grads, lr, eps=1e-8):
    grads = np.asarray(grads, dtype=float)
    return lr * grads / (np.sqrt(np.cumsum(grads**2)) + eps)


def adagrad_lrs_starts_from_the_first_gradient(grads, lr, eps=1e-8):
    G = grads[0] ** 2
    rates = [lr / (np.sqrt(G) + eps)]
    for grad in grads[1:]:
        G = G + grad**2
        rates.append(lr / (np.sqrt(G) + eps))
    return rates


# --- rmsprop_step -----------------------------------------------------------------------------


def rmsprop_step_shares_swapped(w, s, grad, lr, rho=0.9, eps=1e-8):
    new_s = (1 - rho) * s + rho * grad**2
    return w - lr * grad / (np.sqrt(new_s) + eps), new_s


def rmsprop_step_whole_new_square(w, s, grad, lr, rho=0.9, eps=1e-8):
    new_s = rho * s + grad**2  # like momentum
    return w - lr * grad / (np.sqrt(new_s) + eps), new_s


def rmsprop_step_divides_by_the_old_average(w, s, grad, lr, rho=0.9, eps=1e-8):
    return w - lr * grad / (np.sqrt(s) + eps), rho * s + (1 - rho) * grad**2


def rmsprop_step_eps_under_the_root(w, s, grad, lr, rho=0.9, eps=1e-8):
    average = rho * s + (1 - rho) * np.square(grad)
    return w - lr * grad / np.sqrt(average + eps), average


def rmsprop_step_averages_the_gradient_itself(w, s, grad, lr, rho=0.9, eps=1e-8):
    new_s = rho * s + (1 - rho) * grad
    return w - lr * grad / (np.sqrt(new_s**2) + eps), new_s


def rmsprop_step_fills_an_empty_average_at_once(w, s, grad, lr, rho=0.9, eps=1e-8):
    if np.all(np.asarray(s) == 0):
        new_s = grad**2  # there is no old average yet
    else:
        new_s = rho * s + (1 - rho) * grad**2
    return w - lr * grad / (np.sqrt(new_s) + eps), new_s


def rmsprop_step_changes_the_average_in_place(w, s, grad, lr, rho=0.9, eps=1e-8):
    s *= rho
    s += (1 - rho) * grad**2
    return w - lr * grad / (np.sqrt(s) + eps), s


def rmsprop_step_mean_over_all_weights(w, s, grad, lr, rho=0.9, eps=1e-8):
    # root MEAN square
    new_s = rho * s + (1 - rho) * np.mean(np.square(grad))
    return w - lr * grad / (np.sqrt(new_s) + eps), new_s


def rmsprop_step_writes_the_nine_tenths_in(w, s, grad, lr, rho=0.9, eps=1e-8):
    new_s = 0.9 * s + 0.1 * grad**2
    new_w = w - lr * grad / (np.sqrt(new_s) + eps)
    return new_w, new_s


def rmsprop_step_stores_the_root_mean_square(w, s, grad, lr, rho=0.9, eps=1e-8):
    rms = np.sqrt(rho * s**2 + (1 - rho) * grad**2)
    return w - lr * grad / (rms + eps), rms


# --- adam_step --------------------------------------------------------------------------------


def adam_step_without_the_correction(
    w, m, v, t, grad, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-8
):
    m = beta1 * m + (1 - beta1) * grad
    v = beta2 * v + (1 - beta2) * grad**2
    return w - lr * m / (np.sqrt(v) + eps), m, v


def adam_step_returns_the_corrected_averages(
    w, m, v, t, grad, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-8
):
    m = beta1 * m + (1 - beta1) * grad
    v = beta2 * v + (1 - beta2) * grad**2
    m = m / (1 - beta1**t)
    v = v / (1 - beta2**t)
    return w - lr * m / (np.sqrt(v) + eps), m, v


def adam_step_counts_t_from_0(w, m, v, t, grad, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
    t = t + 1
    new_m = beta1 * m + (1 - beta1) * grad
    new_v = beta2 * v + (1 - beta2) * grad**2
    m_hat = new_m / (1 - beta1**t)
    v_hat = new_v / (1 - beta2**t)
    return w - lr * m_hat / (np.sqrt(v_hat) + eps), new_m, new_v


def adam_step_corrects_the_rate_instead(
    w, m, v, t, grad, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-8
):
    new_m = beta1 * m + (1 - beta1) * grad
    new_v = beta2 * v + (1 - beta2) * grad**2
    lr_t = lr * np.sqrt(1 - beta2**t) / (1 - beta1**t)
    return w - lr_t * new_m / (np.sqrt(new_v) + eps), new_m, new_v


def adam_step_beta_times_t(w, m, v, t, grad, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
    new_m = beta1 * m + (1 - beta1) * grad
    new_v = beta2 * v + (1 - beta2) * grad**2
    m_hat = new_m / (1 - beta1 * t)
    v_hat = new_v / (1 - beta2 * t)
    return w - lr * m_hat / (np.sqrt(v_hat) + eps), new_m, new_v


def adam_step_squares_the_averaged_gradient(
    w, m, v, t, grad, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-8
):
    new_m = beta1 * m + (1 - beta1) * grad
    new_v = beta2 * v + (1 - beta2) * new_m**2
    m_hat = new_m / (1 - beta1**t)
    v_hat = new_v / (1 - beta2**t)
    return w - lr * m_hat / (np.sqrt(v_hat) + eps), new_m, new_v


def adam_step_moves_by_the_bare_gradient(
    w, m, v, t, grad, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-8
):
    new_m = beta1 * m + (1 - beta1) * grad
    new_v = beta2 * v + (1 - beta2) * grad**2
    v_hat = new_v / (1 - beta2**t)
    return w - lr * grad / (np.sqrt(v_hat) + eps), new_m, new_v


def adam_step_corrects_the_old_averages(
    w, m, v, t, grad, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-8
):
    new_m = beta1 * m + (1 - beta1) * grad
    new_v = beta2 * v + (1 - beta2) * grad**2
    m_hat = m / (1 - beta1**t)
    v_hat = v / (1 - beta2**t)
    return w - lr * m_hat / (np.sqrt(v_hat) + eps), new_m, new_v


def adam_step_corrects_both_by_beta1(
    w, m, v, t, grad, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-8
):
    new_m = beta1 * m + (1 - beta1) * grad
    new_v = beta2 * v + (1 - beta2) * grad**2
    share = 1 - beta1**t
    return w - lr * (new_m / share) / (np.sqrt(new_v / share) + eps), new_m, new_v


def adam_step_averages_in_place(w, m, v, t, grad, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
    m *= beta1
    m += (1 - beta1) * grad
    v *= beta2
    v += (1 - beta2) * grad**2
    step = lr * (m / (1 - beta1**t)) / (np.sqrt(v / (1 - beta2**t)) + eps)
    return w - step, m, v


# --- adamw_step -------------------------------------------------------------------------------


def _adam_step(w, m, v, t, grad, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
    """The student's own (right) answer to exercise 4, which some of the answers below call."""
    new_m = beta1 * m + (1 - beta1) * grad
    new_v = beta2 * v + (1 - beta2) * grad**2
    m_hat, v_hat = new_m / (1 - beta1**t), new_v / (1 - beta2**t)
    return w - lr * m_hat / (np.sqrt(v_hat) + eps), new_m, new_v


def adamw_step_penalty_in_the_gradient(
    w, m, v, t, grad, lr, weight_decay, beta1=0.9, beta2=0.999, eps=1e-8
):
    return _adam_step(w, m, v, t, grad + weight_decay * w, lr, beta1, beta2, eps)


def adamw_step_decay_not_times_the_rate(
    w, m, v, t, grad, lr, weight_decay, beta1=0.9, beta2=0.999, eps=1e-8
):
    return _adam_step(w * (1 - weight_decay), m, v, t, grad, lr, beta1, beta2, eps)


def adamw_step_shrinks_after_the_step(
    w, m, v, t, grad, lr, weight_decay, beta1=0.9, beta2=0.999, eps=1e-8
):
    new_w, new_m, new_v = _adam_step(w, m, v, t, grad, lr, beta1, beta2, eps)
    new_w = new_w - lr * weight_decay * new_w
    return new_w, new_m, new_v


def adamw_step_decay_above_the_fraction_line(
    w, m, v, t, grad, lr, weight_decay, beta1=0.9, beta2=0.999, eps=1e-8
):
    new_m = beta1 * m + (1 - beta1) * grad
    new_v = beta2 * v + (1 - beta2) * grad**2
    m_hat, v_hat = new_m / (1 - beta1**t), new_v / (1 - beta2**t)
    return w - lr * (m_hat + weight_decay * w) / (np.sqrt(v_hat) + eps), new_m, new_v


def adamw_step_half_lambda(
    w, m, v, t, grad, lr, weight_decay, beta1=0.9, beta2=0.999, eps=1e-8
):
    w = w - lr * 0.5 * weight_decay * w
    return _adam_step(w, m, v, t, grad, lr, beta1, beta2, eps)


def adamw_step_does_not_hand_on_the_betas(
    w, m, v, t, grad, lr, weight_decay, beta1=0.9, beta2=0.999, eps=1e-8
):
    shrunk = w * (1 - lr * weight_decay)
    return _adam_step(shrunk, m, v, t, grad, lr)


def adamw_step_does_not_hand_on_the_rate(
    w, m, v, t, grad, lr, weight_decay, beta1=0.9, beta2=0.999, eps=1e-8
):
    shrunk = w - lr * weight_decay * w
    return _adam_step(shrunk, m, v, t, grad, beta1=beta1, beta2=beta2, eps=eps)


def adamw_step_shrinks_the_step_not_the_weight(
    w, m, v, t, grad, lr, weight_decay, beta1=0.9, beta2=0.999, eps=1e-8
):
    moved, new_m, new_v = _adam_step(w, m, v, t, grad, lr, beta1, beta2, eps)
    return w + (1 - lr * weight_decay) * (moved - w), new_m, new_v


def adamw_step_shrinks_in_place(
    w, m, v, t, grad, lr, weight_decay, beta1=0.9, beta2=0.999, eps=1e-8
):
    w *= 1 - lr * weight_decay
    return _adam_step(w, m, v, t, grad, lr, beta1, beta2, eps)


def adamw_step_decays_twice(
    w, m, v, t, grad, lr, weight_decay, beta1=0.9, beta2=0.999, eps=1e-8
):
    grad = grad + weight_decay * w  # the derivative of the penalty
    w = w * (1 - lr * weight_decay)  # and the decoupled decay
    return _adam_step(w, m, v, t, grad, lr, beta1, beta2, eps)
