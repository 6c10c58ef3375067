"""Wrong answers to the exercises of notebook 6, written without looking at the misconceptions."""

import math

import numpy as np


def momentum_step_of_adam(w, v, grad, lr, beta=0.9):
    v = beta * np.asarray(v) + (1 - beta) * np.asarray(grad)
    return w - lr * v / (1 - beta), v


def momentum_step_with_friction_on_the_weights(w, v, grad, lr, beta=0.9):
    v = np.asarray(v) + np.asarray(grad)
    return beta * np.asarray(w) - lr * v, v


def momentum_step_keras(w, v, grad, lr, beta=0.9):
    v = beta * np.asarray(v) - lr * np.asarray(grad)
    return np.asarray(w) + v, v


def momentum_step_old_velocity_returned(w, v, grad, lr, beta=0.9):
    return np.asarray(w) - lr * (beta * np.asarray(v) + np.asarray(grad)), v


def momentum_step_plain(w, v, grad, lr, beta=0.9):
    return np.asarray(w) - lr * np.asarray(grad), beta * np.asarray(v)


def nesterov_step_ahead_and_plain(w, v, grad_fn, lr, beta=0.9):
    g = grad_fn(np.asarray(w, float) - lr * beta * np.asarray(v, float))
    return w - lr * g, g


def nesterov_step_half_ahead(w, v, grad_fn, lr, beta=0.9):
    w, v = np.asarray(w, float), np.asarray(v, float)
    v = beta * v + grad_fn(w - 0.5 * lr * beta * v)
    return w - lr * v, v


def nesterov_step_without_momentum(w, v, grad_fn, lr, beta=0.9):
    return np.asarray(w, float) - lr * grad_fn(np.asarray(w, float)), v


def nesterov_step_ahead_after(w, v, grad_fn, lr, beta=0.9):
    w, v = np.asarray(w, float), np.asarray(v, float)
    v = beta * v + grad_fn(w)
    return w - lr * v, v


def nesterov_step_of_the_velocity(w, v, grad_fn, lr, beta=0.9):
    w, v = np.asarray(w, float), np.asarray(v, float)
    v = beta * v + grad_fn(lr * beta * v)
    return w - lr * v, v


def heavy_ball_params_without_roots(mu, L):
    return 4 / (L + mu) ** 2, (L - mu) ** 2 / (L + mu) ** 2


def heavy_ball_params_four_over_the_sum(mu, L):
    return 4 / (L + mu), ((L - mu) / (L + mu)) ** 2


def heavy_ball_params_swapped(mu, L):
    a, b = math.sqrt(mu), math.sqrt(L)
    return (b - a) ** 2 / (a + b) ** 2, 4 / (a + b) ** 2


def heavy_ball_params_one_minus(mu, L):
    a, b = math.sqrt(mu), math.sqrt(L)
    return 4 / (a + b) ** 2, 1 - (b - a) / (a + b)


def heavy_ball_params_limit(mu, L):
    beta = ((math.sqrt(L) - math.sqrt(mu)) / (math.sqrt(L) + math.sqrt(mu))) ** 2
    return 2 * (1 + beta) / L, beta


def max_stable_lr_momentum_smaller(L, beta):
    return 2 * (1 - beta) / L


def max_stable_lr_momentum_plain(L, beta):
    return 2 / L


def max_stable_lr_momentum_of_the_root(L, beta):
    return 2 * (1 + math.sqrt(beta)) / L


def max_stable_lr_momentum_one(L, beta):
    return (1 + beta) / L


def max_stable_lr_momentum_summed_up(L, beta):
    return 2 / L / (1 - beta)
