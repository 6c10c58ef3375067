"""Wrong answers to the exercises of notebook 7, written without looking at the misconceptions."""

import numpy as np


def adagrad_step_rate_not_used(w, G, grad, lr, eps=1e-8):
    G = np.asarray(G) + np.square(grad)
    return w - grad / (np.sqrt(G) + eps), G


def adagrad_step_eps_twice(w, G, grad, lr, eps=1e-8):
    G = np.asarray(G) + np.square(grad)
    return w - lr * np.asarray(grad) / (np.sqrt(G + eps) + eps), G


def adagrad_step_sqrt_kept(w, G, grad, lr, eps=1e-8):
    G = np.sqrt(np.asarray(G) ** 2 + np.square(grad))
    return w - lr * np.asarray(grad) / (G + eps), G


def adagrad_step_squared_gradient(w, G, grad, lr, eps=1e-8):
    G = np.asarray(G) + np.square(grad)
    return w - lr * np.square(grad) / (np.sqrt(G) + eps), G


def adagrad_step_swapped_results(w, G, grad, lr, eps=1e-8):
    G = np.asarray(G) + np.square(grad)
    return G, w - lr * np.asarray(grad) / (np.sqrt(G) + eps)


def adagrad_step_old_sum_plus_eps(w, G, grad, lr, eps=1e-8):
    return w - lr * np.asarray(grad) / np.sqrt(np.asarray(G) + eps), np.asarray(G) + np.square(grad)


def adagrad_lrs_one_entry_too_many(grads, lr, eps=1e-8):
    total, rates = 0.0, [lr]
    for g in grads:
        total += float(g) ** 2
        rates.append(lr / (total**0.5 + eps))
    return rates


def adagrad_lrs_eps_multiplied(grads, lr, eps=1e-8):
    return lr / np.maximum(np.sqrt(np.cumsum(np.square(np.asarray(grads, float)))), eps)


def adagrad_lrs_faded(grads, lr, eps=1e-8):
    total, rates = 0.0, []
    for g in grads:
        total = 0.9 * total + 0.1 * float(g) ** 2
        rates.append(lr / (total**0.5 + eps))
    return rates


def adagrad_lrs_without_lr(grads, lr, eps=1e-8):
    return 1 / (np.sqrt(np.cumsum(np.square(np.asarray(grads, float)))) + eps)


def adagrad_lrs_backwards(grads, lr, eps=1e-8):
    return (lr / (np.sqrt(np.cumsum(np.square(np.asarray(grads, float)))) + eps))[::-1]


def rmsprop_step_plain_gradient(w, s, grad, lr, rho=0.9, eps=1e-8):
    s = rho * np.asarray(s) + (1 - rho) * np.square(grad)
    return w - lr * np.asarray(grad), s


def rmsprop_step_eps_multiplied(w, s, grad, lr, rho=0.9, eps=1e-8):
    s = rho * np.asarray(s) + (1 - rho) * np.square(grad)
    return w - lr * np.asarray(grad) / np.maximum(np.sqrt(s), eps), s


def rmsprop_step_centred(w, s, grad, lr, rho=0.9, eps=1e-8):
    s = rho * np.asarray(s) + (1 - rho) * np.square(grad)
    return w - lr * np.asarray(grad) / (np.sqrt(s - np.square((1 - rho) * grad)) + eps), s


def rmsprop_step_shares_swapped_and_uphill(w, s, grad, lr, rho=0.9, eps=1e-8):
    s = (1 - rho) * np.asarray(s) + rho * np.square(grad)
    return w + lr * np.asarray(grad) / (np.sqrt(s) + eps), s


def rmsprop_step_rho_squared(w, s, grad, lr, rho=0.9, eps=1e-8):
    s = rho**2 * np.asarray(s) + (1 - rho**2) * np.square(grad)
    return w - lr * np.asarray(grad) / (np.sqrt(s) + eps), s


def adam_step_one_beta_for_both(w, m, v, t, grad, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
    m = beta1 * np.asarray(m) + (1 - beta1) * np.asarray(grad)
    v = beta1 * np.asarray(v) + (1 - beta1) * np.square(grad)
    return w - lr * m / (1 - beta1**t) / (np.sqrt(v / (1 - beta1**t)) + eps), m, v


def adam_step_corrects_only_m(w, m, v, t, grad, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
    m = beta1 * np.asarray(m) + (1 - beta1) * np.asarray(grad)
    v = beta2 * np.asarray(v) + (1 - beta2) * np.square(grad)
    return w - lr * m / (1 - beta1**t) / (np.sqrt(v) + eps), m, v


def adam_step_corrects_by_multiplying(w, m, v, t, grad, lr=0.001, beta1=0.9, beta2=0.999,
                                      eps=1e-8):
    m = beta1 * np.asarray(m) + (1 - beta1) * np.asarray(grad)
    v = beta2 * np.asarray(v) + (1 - beta2) * np.square(grad)
    return w - lr * m * (1 - beta1**t) / (np.sqrt(v * (1 - beta2**t)) + eps), m, v


def adam_step_old_moments(w, m, v, t, grad, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
    new_m = beta1 * np.asarray(m) + (1 - beta1) * np.asarray(grad)
    new_v = beta2 * np.asarray(v) + (1 - beta2) * np.square(grad)
    return w - lr * np.asarray(m) / (np.sqrt(np.asarray(v, float)) + eps), new_m, new_v


def adam_step_no_averages(w, m, v, t, grad, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
    return w - lr * np.sign(grad), m, v


def adam_step_two_results(w, m, v, t, grad, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
    m = beta1 * np.asarray(m) + (1 - beta1) * np.asarray(grad)
    v = beta2 * np.asarray(v) + (1 - beta2) * np.square(grad)
    return w - lr * m / (1 - beta1**t) / (np.sqrt(v / (1 - beta2**t)) + eps), (m, v)


def _adam(w, m, v, t, grad, lr, beta1, beta2, eps):
    m = beta1 * np.asarray(m) + (1 - beta1) * np.asarray(grad)
    v = beta2 * np.asarray(v) + (1 - beta2) * np.square(grad)
    return w - lr * m / (1 - beta1**t) / (np.sqrt(v / (1 - beta2**t)) + eps), m, v


def adamw_step_penalty_with_two(w, m, v, t, grad, lr, weight_decay, beta1=0.9, beta2=0.999,
                                eps=1e-8):
    return _adam(np.asarray(w) * (1 - 2 * lr * weight_decay), m, v, t, grad, lr, beta1, beta2, eps)


def adamw_step_l2_and_decay(w, m, v, t, grad, lr, weight_decay, beta1=0.9, beta2=0.999, eps=1e-8):
    return _adam(np.asarray(w) * (1 - lr * weight_decay), m, v, t,
                 grad + weight_decay * np.asarray(w), lr, beta1, beta2, eps)


def adamw_step_decays_the_gradient(w, m, v, t, grad, lr, weight_decay, beta1=0.9, beta2=0.999,
                                   eps=1e-8):
    return _adam(w, m, v, t, np.asarray(grad) * (1 - lr * weight_decay), lr, beta1, beta2, eps)


def adamw_step_decay_of_the_sign(w, m, v, t, grad, lr, weight_decay, beta1=0.9, beta2=0.999,
                                 eps=1e-8):
    return _adam(w - lr * weight_decay * np.sign(w), m, v, t, grad, lr, beta1, beta2, eps)


def adamw_step_decay_grows_with_t(w, m, v, t, grad, lr, weight_decay, beta1=0.9, beta2=0.999,
                                  eps=1e-8):
    return _adam(np.asarray(w) * (1 - lr * weight_decay) ** t, m, v, t, grad, lr, beta1, beta2,
                 eps)


def adamw_step_decays_the_old_twice(w, m, v, t, grad, lr, weight_decay, beta1=0.9, beta2=0.999,
                                    eps=1e-8):
    moved, m, v = _adam(np.asarray(w) * (1 - lr * weight_decay), m, v, t, grad, lr, beta1, beta2,
                        eps)
    return moved - lr * weight_decay * np.asarray(w), m, v
