"""Natural slips in the exercises of notebook 7."""

import numpy as np


def adagrad_step_swapped(w, G, grad, lr, eps=1e-8):
    G = G + np.square(grad)
    return G, w - lr * grad / (np.sqrt(G) + eps)


def adagrad_step_eps_inside_the_root(w, G, grad, lr, eps=1e-8):
    G = G + np.square(grad)
    return w - lr * grad / np.sqrt(G + eps), G


def adagrad_step_eps_added_to_the_weight(w, G, grad, lr, eps=1e-8):
    new_G = G + grad**2
    new_w = w - lr * grad / np.sqrt(new_G) + eps
    return new_w, new_G


def adagrad_step_old_sum(w, G, grad, lr, eps=1e-8):
    new_w = w - lr * grad / (np.sqrt(G) + eps)
    return new_w, G + grad**2


def adagrad_step_without_the_root(w, G, grad, lr, eps=1e-8):
    G = G + grad**2
    return w - lr * grad / (G + eps), G


def adagrad_step_adds_the_gradient(w, G, grad, lr, eps=1e-8):
    G = G + grad
    return w - lr * grad / (np.sqrt(G) + eps), G


def adagrad_step_one_sum_for_all(w, G, grad, lr, eps=1e-8):
    G = G + np.sum(np.square(grad))
    return w - lr * grad / (np.sqrt(G) + eps), G


def adagrad_step_in_place(w, G, grad, lr, eps=1e-8):
    G += grad**2
    return w - lr * grad / (np.sqrt(G) + eps), G


def adagrad_step_gradient_left_out(w, G, grad, lr, eps=1e-8):
    G = G + grad**2
    rate = lr / (np.sqrt(G) + eps)
    return w - rate, G


def adagrad_step_eps_without_default(w, G, grad, lr, eps):
    G = G + grad**2
    return w - lr * grad / (np.sqrt(G) + eps), G


def adagrad_lrs_current_gradient_missing(grads, lr, eps=1e-8):
    G, rates = 0.0, []
    for grad in grads:
        rates.append(lr / (np.sqrt(G) + eps))
        G += grad**2
    return rates


def adagrad_lrs_eps_inside_the_root(grads, lr, eps=1e-8):
    return lr / np.sqrt(np.cumsum(np.square(grads)) + eps)


def adagrad_lrs_square_of_the_sum(grads, lr, eps=1e-8):
    return lr / (np.sqrt(np.cumsum(grads) ** 2) + eps)


def adagrad_lrs_only_the_last(grads, lr, eps=1e-8):
    G = 0
    for grad in grads:
        G += grad**2
    return lr / (np.sqrt(G) + eps)


def adagrad_lrs_length_of_the_steps(grads, lr, eps=1e-8):
    grads = np.asarray(grads, float)
    return lr * grads / (np.sqrt(np.cumsum(grads**2)) + eps)


def adagrad_lrs_without_the_root(grads, lr, eps=1e-8):
    G, rates = 0, []
    for grad in grads:
        G += grad**2
        rates.append(lr / (G + eps))
    return rates


def adagrad_lrs_no_sum(grads, lr, eps=1e-8):
    return [lr / (np.sqrt(grad**2) + eps) for grad in grads]


def adagrad_lrs_rate_overwritten(grads, lr, eps=1e-8):
    G, rates = 0, []
    for grad in grads:
        G += grad**2
        lr = lr / (np.sqrt(G) + eps)
        rates.append(lr)
    return rates


def adagrad_lrs_mean_square(grads, lr, eps=1e-8):
    grads = np.asarray(grads, float)
    return lr / (np.sqrt(np.cumsum(grads**2) / np.arange(1, len(grads) + 1)) + eps)


def adagrad_lrs_return_in_the_loop(grads, lr, eps=1e-8):
    G, rates = 0, []
    for grad in grads:
        G += grad**2
        rates.append(lr / (np.sqrt(G) + eps))
        return rates


def rmsprop_step_swapped(w, s, grad, lr, rho=0.9, eps=1e-8):
    s = rho * s + (1 - rho) * grad**2
    return s, w - lr * grad / (np.sqrt(s) + eps)


def rmsprop_step_shares_swapped(w, s, grad, lr, rho=0.9, eps=1e-8):
    s = (1 - rho) * s + rho * grad**2
    return w - lr * grad / (np.sqrt(s) + eps), s


def rmsprop_step_eps_inside_the_root(w, s, grad, lr, rho=0.9, eps=1e-8):
    s = rho * s + (1 - rho) * grad**2
    return w - lr * grad / np.sqrt(s + eps), s


def rmsprop_step_decaying_sum(w, s, grad, lr, rho=0.9, eps=1e-8):
    s = rho * s + grad**2
    return w - lr * grad / (np.sqrt(s) + eps), s


def rmsprop_step_old_average(w, s, grad, lr, rho=0.9, eps=1e-8):
    new_w = w - lr * grad / (np.sqrt(s) + eps)
    new_s = rho * s + (1 - rho) * grad**2
    return new_w, new_s


def rmsprop_step_without_the_root(w, s, grad, lr, rho=0.9, eps=1e-8):
    s = rho * s + (1 - rho) * grad**2
    return w - lr / (s + eps) * grad, s


def rmsprop_step_share_squared_too(w, s, grad, lr, rho=0.9, eps=1e-8):
    s = rho * s + ((1 - rho) * grad) ** 2
    return w - lr * grad / (np.sqrt(s) + eps), s


def rmsprop_step_gradient_not_squared(w, s, grad, lr, rho=0.9, eps=1e-8):
    s = rho * s + (1 - rho) * grad
    return w - lr * grad / (np.sqrt(s) + eps), s


def rmsprop_step_fixed_rho(w, s, grad, lr, rho=0.9, eps=1e-8):
    s = 0.9 * s + 0.1 * grad**2
    return w - lr * grad / (np.sqrt(s) + eps), s


def rmsprop_step_no_defaults(w, s, grad, lr, rho, eps):
    s = rho * s + (1 - rho) * grad**2
    return w - lr * grad / (np.sqrt(s) + eps), s


def adam_step_counts_from_0(w, m, v, t, grad, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
    m = beta1 * m + (1 - beta1) * grad
    v = beta2 * v + (1 - beta2) * grad**2
    m_hat = m / (1 - beta1 ** (t + 1))
    v_hat = v / (1 - beta2 ** (t + 1))
    return w - lr * m_hat / (np.sqrt(v_hat) + eps), m, v


def adam_step_power_of_the_difference(w, m, v, t, grad, lr=0.001, beta1=0.9, beta2=0.999,
                                      eps=1e-8):
    m = beta1 * m + (1 - beta1) * grad
    v = beta2 * v + (1 - beta2) * grad**2
    m_hat = m / (1 - beta1) ** t
    v_hat = v / (1 - beta2) ** t
    return w - lr * m_hat / (np.sqrt(v_hat) + eps), m, v


def adam_step_returns_corrected(w, m, v, t, grad, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
    m = beta1 * m + (1 - beta1) * grad
    v = beta2 * v + (1 - beta2) * grad**2
    m = m / (1 - beta1**t)
    v = v / (1 - beta2**t)
    return w - lr * m / (np.sqrt(v) + eps), m, v


def adam_step_one_beta(w, m, v, t, grad, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
    m = beta1 * m + (1 - beta1) * grad
    v = beta1 * v + (1 - beta1) * grad**2
    m_hat, v_hat = m / (1 - beta1**t), v / (1 - beta1**t)
    return w - lr * m_hat / (np.sqrt(v_hat) + eps), m, v


def adam_step_only_m_corrected(w, m, v, t, grad, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
    m = beta1 * m + (1 - beta1) * grad
    v = beta2 * v + (1 - beta2) * grad**2
    m_hat = m / (1 - beta1**t)
    return w - lr * m_hat / (np.sqrt(v) + eps), m, v


def adam_step_eps_inside_the_root(w, m, v, t, grad, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
    m = beta1 * m + (1 - beta1) * grad
    v = beta2 * v + (1 - beta2) * grad**2
    m_hat, v_hat = m / (1 - beta1**t), v / (1 - beta2**t)
    return w - lr * m_hat / np.sqrt(v_hat + eps), m, v


def adam_step_moves_by_the_gradient(w, m, v, t, grad, lr=0.001, beta1=0.9, beta2=0.999,
                                    eps=1e-8):
    m = beta1 * m + (1 - beta1) * grad
    v = beta2 * v + (1 - beta2) * grad**2
    v_hat = v / (1 - beta2**t)
    return w - lr * grad / (np.sqrt(v_hat) + eps), m, v


def adam_step_correction_multiplies(w, m, v, t, grad, lr=0.001, beta1=0.9, beta2=0.999,
                                    eps=1e-8):
    m = beta1 * m + (1 - beta1) * grad
    v = beta2 * v + (1 - beta2) * grad**2
    m_hat = m * (1 - beta1**t)
    v_hat = v * (1 - beta2**t)
    return w - lr * m_hat / (np.sqrt(v_hat) + eps), m, v


def adam_step_square_of_the_average(w, m, v, t, grad, lr=0.001, beta1=0.9, beta2=0.999,
                                    eps=1e-8):
    m = beta1 * m + (1 - beta1) * grad
    v = beta2 * v + (1 - beta2) * m**2
    m_hat, v_hat = m / (1 - beta1**t), v / (1 - beta2**t)
    return w - lr * m_hat / (np.sqrt(v_hat) + eps), m, v


def adam_step_betas_swapped(w, m, v, t, grad, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
    m = beta2 * m + (1 - beta2) * grad
    v = beta1 * v + (1 - beta1) * grad**2
    m_hat, v_hat = m / (1 - beta2**t), v / (1 - beta1**t)
    return w - lr * m_hat / (np.sqrt(v_hat) + eps), m, v


def _adam(w, m, v, t, grad, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
    m = beta1 * m + (1 - beta1) * grad
    v = beta2 * v + (1 - beta2) * grad**2
    m_hat, v_hat = m / (1 - beta1**t), v / (1 - beta2**t)
    return w - lr * m_hat / (np.sqrt(v_hat) + eps), m, v


def adamw_step_decay_in_the_gradient(w, m, v, t, grad, lr, weight_decay, beta1=0.9,
                                     beta2=0.999, eps=1e-8):
    grad = grad + weight_decay * w
    return _adam(w, m, v, t, grad, lr, beta1, beta2, eps)


def adamw_step_decay_without_the_rate(w, m, v, t, grad, lr, weight_decay, beta1=0.9,
                                      beta2=0.999, eps=1e-8):
    w = w - weight_decay * w
    return _adam(w, m, v, t, grad, lr, beta1, beta2, eps)


def adamw_step_decays_after_the_step(w, m, v, t, grad, lr, weight_decay, beta1=0.9,
                                     beta2=0.999, eps=1e-8):
    w, m, v = _adam(w, m, v, t, grad, lr, beta1, beta2, eps)
    return w * (1 - lr * weight_decay), m, v


def adamw_step_inner_call_without_options(w, m, v, t, grad, lr, weight_decay, beta1=0.9,
                                          beta2=0.999, eps=1e-8):
    w = w * (1 - lr * weight_decay)
    return _adam(w, m, v, t, grad, lr)


def adamw_step_grows(w, m, v, t, grad, lr, weight_decay, beta1=0.9, beta2=0.999, eps=1e-8):
    w = w + lr * weight_decay * w
    return _adam(w, m, v, t, grad, lr, beta1, beta2, eps)


def adamw_step_decay_divided_too(w, m, v, t, grad, lr, weight_decay, beta1=0.9, beta2=0.999,
                                 eps=1e-8):
    m = beta1 * m + (1 - beta1) * grad
    v = beta2 * v + (1 - beta2) * grad**2
    m_hat, v_hat = m / (1 - beta1**t), v / (1 - beta2**t)
    return w - lr * (m_hat + weight_decay * w) / (np.sqrt(v_hat) + eps), m, v


def adamw_step_half_the_decay(w, m, v, t, grad, lr, weight_decay, beta1=0.9, beta2=0.999,
                              eps=1e-8):
    w = w - lr * 0.5 * weight_decay * w
    return _adam(w, m, v, t, grad, lr, beta1, beta2, eps)


def adamw_step_subtracts_the_penalty(w, m, v, t, grad, lr, weight_decay, beta1=0.9,
                                     beta2=0.999, eps=1e-8):
    new_w, m, v = _adam(w, m, v, t, grad, lr, beta1, beta2, eps)
    return new_w - lr * 0.5 * weight_decay * w**2, m, v


def adamw_step_subtracts_the_share_itself(w, m, v, t, grad, lr, weight_decay, beta1=0.9,
                                          beta2=0.999, eps=1e-8):
    w = w - lr * weight_decay
    return _adam(w, m, v, t, grad, lr, beta1, beta2, eps)


def adamw_step_in_place(w, m, v, t, grad, lr, weight_decay, beta1=0.9, beta2=0.999, eps=1e-8):
    w -= lr * weight_decay * w
    return _adam(w, m, v, t, grad, lr, beta1, beta2, eps)
