"""Natural slips in the exercises of notebook 6."""

import math

import numpy as np


def _floats(*values):
    return [np.asarray(value, float) for value in values]


def momentum_step_old_velocity_moves(w, v, grad, lr, beta=0.9):
    w, v, grad = _floats(w, v, grad)
    return w - lr * v, beta * v + grad


def momentum_step_average(w, v, grad, lr, beta=0.9):
    w, v, grad = _floats(w, v, grad)
    v = beta * v + (1 - beta) * grad
    return w - lr * v, v


def momentum_step_rate_in_the_velocity(w, v, grad, lr, beta=0.9):
    w, v, grad = _floats(w, v, grad)
    v = beta * v + lr * grad
    return w - v, v


def momentum_step_plus(w, v, grad, lr, beta=0.9):
    w, v, grad = _floats(w, v, grad)
    v = beta * v + grad
    return w + lr * v, v


def momentum_step_swapped(w, v, grad, lr, beta=0.9):
    w, v, grad = _floats(w, v, grad)
    v = beta * v + grad
    return v, w - lr * v


def momentum_step_in_place(w, v, grad, lr, beta=0.9):
    v *= beta
    v += grad
    return w - lr * v, v


def momentum_step_fixed_beta(w, v, grad, lr, beta=0.9):
    w, v, grad = _floats(w, v, grad)
    v = 0.9 * v + grad
    return w - lr * v, v


def momentum_step_minus_the_gradient(w, v, grad, lr, beta=0.9):
    w, v, grad = _floats(w, v, grad)
    v = beta * v - grad
    return w - lr * v, v


def momentum_step_beta_on_both(w, v, grad, lr, beta=0.9):
    w, v, grad = _floats(w, v, grad)
    v = beta * (v + grad)
    return w - lr * v, v


def momentum_step_one_minus_beta_kept(w, v, grad, lr, beta=0.9):
    w, v, grad = _floats(w, v, grad)
    v = (1 - beta) * v + grad
    return w - lr * v, v


def max_stable_lr_momentum_without_momentum(L, beta):
    return 2 / L


def max_stable_lr_momentum_one_minus(L, beta):
    return 2 * (1 - beta) / L


def max_stable_lr_momentum_divides(L, beta):
    return 2 / (L * (1 - beta))


def max_stable_lr_momentum_one_factor(L, beta):
    return (1 + beta) / L


def max_stable_lr_momentum_divides_by_the_sum(L, beta):
    return 2 / (L * (1 + beta))


def max_stable_lr_momentum_beta_alone(L, beta):
    return 2 * beta / L


def max_stable_lr_momentum_adds_beta(L, beta):
    return 2 / L + beta


def max_stable_lr_momentum_squared(L, beta):
    return 2 * (1 + beta) ** 2 / L


def max_stable_lr_momentum_times_the_curvature(L, beta):
    return 2 * (1 + beta) * L


def max_stable_lr_momentum_root(L, beta):
    return 2 * (1 + math.sqrt(beta)) / L


def _pair(mu, L):
    a, b = math.sqrt(mu), math.sqrt(L)
    return 4 / (a + b) ** 2, ((b - a) / (b + a)) ** 2


def heavy_ball_params_root_of_beta(mu, L):
    return _pair(mu, L)[0], math.sqrt(_pair(mu, L)[1])


def heavy_ball_params_without_roots(mu, L):
    return 4 / (mu + L) ** 2, ((L - mu) / (L + mu)) ** 2


def heavy_ball_params_swapped(mu, L):
    return _pair(mu, L)[::-1]


def heavy_ball_params_rate_not_squared(mu, L):
    return 2 / (math.sqrt(mu) + math.sqrt(L)), _pair(mu, L)[1]


def heavy_ball_params_rate_of_descent(mu, L):
    return 2 / (mu + L), _pair(mu, L)[1]


def heavy_ball_params_nesterov(mu, L):
    return 1 / L, math.sqrt(_pair(mu, L)[1])


def heavy_ball_params_factor_of_descent(mu, L):
    return _pair(mu, L)[0], (L - mu) / (L + mu)


def heavy_ball_params_arguments_swapped(L, mu):
    a, b = math.sqrt(mu), math.sqrt(L)
    return 4 / (a + b) ** 2, (b - a) / (b + a)


def heavy_ball_params_square_of_the_roots_apart(mu, L):
    return 4 / (mu + L), _pair(mu, L)[1]


def heavy_ball_params_one_for_the_four(mu, L):
    return _pair(mu, L)[0] / 4, _pair(mu, L)[1]


def nesterov_step_gradient_at_w(w, v, grad_fn, lr, beta=0.9):
    w, v = _floats(w, v)
    v = beta * v + grad_fn(w)
    return w - lr * v, v


def nesterov_step_ahead_without_beta(w, v, grad_fn, lr, beta=0.9):
    w, v = _floats(w, v)
    v = beta * v + grad_fn(w - lr * v)
    return w - lr * v, v


def nesterov_step_ahead_without_rate(w, v, grad_fn, lr, beta=0.9):
    w, v = _floats(w, v)
    v = beta * v + grad_fn(w - beta * v)
    return w - lr * v, v


def nesterov_step_looks_behind(w, v, grad_fn, lr, beta=0.9):
    w, v = _floats(w, v)
    v = beta * v + grad_fn(w + lr * beta * v)
    return w - lr * v, v


def nesterov_step_starts_ahead(w, v, grad_fn, lr, beta=0.9):
    w, v = _floats(w, v)
    ahead = w - lr * beta * v
    v = beta * v + grad_fn(ahead)
    return ahead - lr * v, v


def nesterov_step_swapped(w, v, grad_fn, lr, beta=0.9):
    w, v = _floats(w, v)
    v = beta * v + grad_fn(w - lr * beta * v)
    return v, w - lr * v


def nesterov_step_asks_twice(w, v, grad_fn, lr, beta=0.9):
    w, v = _floats(w, v)
    return (w - lr * (beta * v + grad_fn(w - lr * beta * v)),
            beta * v + grad_fn(w - lr * beta * v))


def nesterov_step_average(w, v, grad_fn, lr, beta=0.9):
    w, v = _floats(w, v)
    v = beta * v + (1 - beta) * grad_fn(w - lr * beta * v)
    return w - lr * v, v


def nesterov_step_forgets_the_velocity(w, v, grad_fn, lr, beta=0.9):
    w, v = _floats(w, v)
    slope = grad_fn(w - lr * beta * v)
    return w - lr * slope, beta * v + slope


def nesterov_step_fixed_beta(w, v, grad_fn, lr, beta=0.9):
    w, v = _floats(w, v)
    v = 0.9 * v + grad_fn(w - lr * 0.9 * v)
    return w - lr * v, v
