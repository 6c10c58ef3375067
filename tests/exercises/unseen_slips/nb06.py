"""Natural slips in the exercises of notebook 6, written from its text and only counted."""

import math

import numpy as np

from lrkit import problems, sweeps
from lrkit.optimizers import Momentum

# ---------------------------------------------------------------- momentum_step

def momentum_step_rate_inside_the_velocity(w, v, grad, lr, beta=0.9):
    new_v = beta * v - lr * grad
    new_w = w + new_v
    return new_w, new_v


def momentum_step_average_of_gradients(w, v, grad, lr, beta=0.9):
    new_v = beta * v + (1 - beta) * grad
    return w - lr * new_v, new_v


def momentum_step_moves_with_the_old_velocity(w, v, grad, lr, beta=0.9):
    new_w = w - lr * v
    new_v = beta * v + grad
    return new_w, new_v


def momentum_step_changes_v(w, v, grad, lr, beta=0.9):
    v *= beta
    v += grad
    return w - lr * v, v


def momentum_step_rate_twice(w, v, grad, lr, beta=0.9):
    new_v = beta * v + lr * grad
    new_w = w - lr * new_v
    return new_w, new_v


def momentum_step_share_of_both(w, v, grad, lr, beta=0.9):
    new_v = beta * (v + grad)
    new_w = w - lr * new_v
    return new_w, new_v


def momentum_step_loses_the_share(w, v, grad, lr, beta=0.9):
    new_v = (1 - beta) * v + grad
    new_w = w - lr * new_v
    return new_w, new_v


def momentum_step_copies_of_integers(w, v, grad, lr, beta=0.9):
    new_w, new_v = np.copy(w), np.copy(v)
    new_v[...] = beta * v + grad
    new_w[...] = w - lr * new_v
    return new_w, new_v


def momentum_step_velocity_first(w, v, grad, lr, beta=0.9):
    v = beta * v + grad
    w = w - lr * v
    return v, w


def momentum_step_memory_without_rate(w, v, grad, lr, beta=0.9):
    # a step of gradient descent, and then the ball rolls on
    new_w = w - lr * grad - beta * v
    new_v = beta * v + grad
    return new_w, new_v


# ---------------------------------------------------------------- max_stable_lr_momentum

def max_stable_lr_momentum_effective_rate(L, beta):
    # steps are 1 / (1 - beta) times as long
    return 2 * (1 - beta) / L


def max_stable_lr_momentum_same_as_without(L, beta):
    return 2 / L


def max_stable_lr_momentum_ten_times_wider(L, beta):
    return 2 / ((1 - beta) * L)


def max_stable_lr_momentum_brackets_missing(L, beta):
    return 2 + 2 * beta / L


def max_stable_lr_momentum_lands_in_the_minimum(L, beta):
    # lr * v = x and v = L x / (1 + beta)
    return (1 + beta) / L


def max_stable_lr_momentum_limit_of_nesterov(L, beta):
    return (2 + 2 * beta) / ((1 + 2 * beta) * L)


def max_stable_lr_momentum_velocity_is_larger(L, beta):
    # v_new = beta * v_new + grad, so v_new = (1 + beta) grad
    v_new = (1 + beta) * L
    return 2 / v_new


def max_stable_lr_momentum_border_of_swinging(L, beta):
    return (1 + math.sqrt(beta)) ** 2 / L


def max_stable_lr_momentum_measured_on_the_bowl(L, beta):
    rates = np.linspace(0.005, 4.995, 500)
    found = sweeps.sweep(problems.Bowl(), Momentum(beta), [1.0], {"lr": rates}, num_steps=2000)
    return rates[found.final_losses < found.first_losses].max() / L


def max_stable_lr_momentum_of_nine_tenths(L, beta):
    return 3.8 / L


# ---------------------------------------------------------------- heavy_ball_params

def heavy_ball_params_root_of_the_rate(mu, L):
    # 1 - sqrt(lr mu) = sqrt(lr L) - 1
    lr = 2 / (math.sqrt(mu) + math.sqrt(L))
    beta = ((math.sqrt(L) - math.sqrt(mu)) / (math.sqrt(L) + math.sqrt(mu))) ** 2
    return lr, beta


def heavy_ball_params_root_of_beta(mu, L):
    lr = (2 / (np.sqrt(mu) + np.sqrt(L))) ** 2
    beta = 1 - np.sqrt(lr * mu)
    return lr, beta


def heavy_ball_params_beta_first(mu, L):
    root = 2 / (math.sqrt(mu) + math.sqrt(L))
    beta = (1 - root * math.sqrt(mu)) ** 2
    return beta, root**2


def heavy_ball_params_rate_of_gradient_descent(mu, L):
    lr = 2 / (mu + L)
    beta = (1 - math.sqrt(lr * mu)) ** 2
    return lr, beta


def heavy_ball_params_without_roots(mu, L):
    lr = (2 / (mu + L)) ** 2
    beta = ((L - mu) / (L + mu)) ** 2
    return lr, beta


def heavy_ball_params_pair_of_nesterov(mu, L):
    kappa = L / mu
    return 1 / L, (math.sqrt(kappa) - 1) / (math.sqrt(kappa) + 1)


def heavy_ball_params_root_lost_in_the_border(mu, L):
    lr = 4 / (math.sqrt(mu) + math.sqrt(L)) ** 2
    beta = (1 - lr * mu) ** 2
    return lr, beta


def heavy_ball_params_flattest_is_one(mu, L):
    root = math.sqrt(L / mu)
    lr = 4 / (1 + root) ** 2
    beta = ((root - 1) / (root + 1)) ** 2
    return lr, beta


def heavy_ball_params_square_of_the_sum(mu, L):
    # sqrt(lr) (sqrt(mu) + sqrt(L)) = 2, squared
    lr = 4 / (mu + L)
    beta = (math.sqrt(lr * L) - 1) ** 2
    return lr, beta


def heavy_ball_params_at_the_limit(mu, L):
    root = (math.sqrt(L) - math.sqrt(mu)) / (math.sqrt(L) + math.sqrt(mu))
    beta = root**2
    lr = 2 * (1 + beta) / L
    return lr, beta


# ---------------------------------------------------------------- nesterov_step

def nesterov_step_gradient_here(w, v, grad_fn, lr, beta=0.9):
    new_v = beta * v + grad_fn(w)
    new_w = w - lr * new_v
    return new_w, new_v


def nesterov_step_looks_without_the_rate(w, v, grad_fn, lr, beta=0.9):
    grad = grad_fn(w - beta * v)
    new_v = beta * v + grad
    return w - lr * new_v, new_v


def nesterov_step_looks_back(w, v, grad_fn, lr, beta=0.9):
    ahead = w + lr * beta * v
    new_v = beta * v + grad_fn(ahead)
    return w - lr * new_v, new_v


def nesterov_step_looks_a_whole_step_ahead(w, v, grad_fn, lr, beta=0.9):
    ahead = w - lr * v
    new_v = beta * v + grad_fn(ahead)
    return w - lr * new_v, new_v


def nesterov_step_starts_from_ahead(w, v, grad_fn, lr, beta=0.9):
    ahead = w - lr * beta * v
    new_v = beta * v + grad_fn(ahead)
    new_w = ahead - lr * new_v
    return new_w, new_v


def nesterov_step_asks_twice(w, v, grad_fn, lr, beta=0.9):
    new_w = w - lr * (beta * v + grad_fn(w - lr * beta * v))
    new_v = beta * v + grad_fn(w - lr * beta * v)
    return new_w, new_v


def nesterov_step_form_of_the_libraries(w, v, grad_fn, lr, beta=0.9):
    grad = grad_fn(w)
    new_v = beta * v + grad
    new_w = w - lr * (grad + beta * new_v)
    return new_w, new_v


def nesterov_step_moves_w_ahead(w, v, grad_fn, lr, beta=0.9):
    ahead = w
    ahead -= lr * beta * v
    grad = grad_fn(ahead)
    new_v = beta * v + grad
    return ahead - lr * grad, new_v


def nesterov_step_velocity_of_keras(w, v, grad_fn, lr, beta=0.9):
    new_v = beta * v - lr * grad_fn(w + beta * v)
    new_w = w + new_v
    return new_w, new_v


def nesterov_step_returns_the_point_ahead(w, v, grad_fn, lr, beta=0.9):
    new_v = beta * v + grad_fn(w - lr * beta * v)
    new_w = w - lr * new_v
    ahead = new_w - lr * beta * new_v
    return ahead, new_v
