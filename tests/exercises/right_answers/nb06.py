"""Right answers to the exercises of notebook 6 in unusual clothes."""

import math

import numpy as np

# momentum_step -----------------------------------------------------------------------------


def momentum_step_with_numpy_calls(w, v, grad, lr, beta=0.9):
    new_v = np.add(np.multiply(beta, v), grad)
    return [np.subtract(w, np.multiply(lr, new_v)), new_v]


def momentum_step_on_copies(w, v, grad, lr, beta=0.9):
    w, v = np.array(w, dtype=float), np.array(v, dtype=float)
    v *= beta
    v += grad
    w -= lr * v
    return w, v


def momentum_step_by_recursion(w, v, grad, lr, beta=0.9):
    if np.ndim(w) == 0:
        speed = beta * float(v) + float(grad)
        return float(w) - lr * speed, speed
    pairs = [momentum_step_by_recursion(*each, lr, beta) for each in zip(w, v, grad)]
    return [a for a, _ in pairs], [b for _, b in pairs]


def momentum_step_multiplied_out(w, v, grad, lr, beta=0.9):
    w, v, grad = (np.asarray(x, dtype=np.float64) for x in (w, v, grad))
    return w - lr * beta * v - lr * grad, grad + v - (1 - beta) * v


def momentum_step_as_a_generator(w, v, grad, lr, beta=0.9):
    speed = np.asarray(v) * beta + grad
    yield w - speed * lr
    yield speed


def momentum_step_in_longdouble(w, v, grad, lr, beta=0.9):
    new_v = np.longdouble(beta) * np.asarray(v, np.longdouble) + np.asarray(grad, np.longdouble)
    return np.asarray(w, np.longdouble) - np.longdouble(lr) * new_v, new_v


# nesterov_step -----------------------------------------------------------------------------


def nesterov_step_with_a_named_place(w, v, grad_fn, lr, beta=0.9):
    carried = np.multiply(beta, v, dtype=float)
    slope = grad_fn(np.subtract(w, lr * carried))
    return w - lr * (carried + slope), carried + slope


def nesterov_step_with_a_closure(w, v, grad_fn, lr, beta=0.9):
    def moved(by):
        return np.asarray(w, dtype=float) - lr * by

    kept = beta * np.asarray(v, dtype=float)
    new_v = kept + grad_fn(moved(kept))
    return [moved(new_v), new_v]


def nesterov_step_from_the_place_ahead(w, v, grad_fn, lr, beta=0.9):
    ahead = np.asarray(w, dtype=float) - lr * beta * np.asarray(v, dtype=float)
    g = grad_fn(ahead)
    return ahead - lr * g, beta * np.asarray(v, dtype=float) + g


def nesterov_step_on_copies(w, v, grad_fn, lr, beta=0.9):
    w, v = np.array(w, dtype=float), np.array(v, dtype=float)
    w -= lr * beta * v
    g = grad_fn(w)
    v *= beta
    v += g
    w -= lr * g
    return w, v


def nesterov_step_as_a_generator(w, v, grad_fn, lr, beta=0.9):
    new_v = beta * np.array(v, float) + grad_fn(np.array(w, float) - lr * beta * np.array(v, float))
    yield np.array(w, float) - lr * new_v
    yield new_v


def nesterov_step_in_longdouble(w, v, grad_fn, lr, beta=0.9):
    w, v = np.asarray(w, np.longdouble), np.asarray(v, np.longdouble)
    new_v = beta * v + grad_fn(w - lr * (beta * v))
    return w - new_v * lr, new_v


# heavy_ball_params -------------------------------------------------------------------------


def heavy_ball_params_from_kappa(mu, L):
    root = (L / mu) ** 0.5
    return 4 / mu / (1 + root) ** 2, ((root - 1) / (root + 1)) ** 2


def heavy_ball_params_multiplied_out(mu, L):
    below = L + mu + 2 * math.sqrt(L * mu)
    return [4 / below, (L + mu - 2 * math.sqrt(L * mu)) / below]


def heavy_ball_params_in_numpy(mu, L):
    small, large = np.sqrt([mu, L])
    return np.array([4.0, (large - small) ** 2]) / (large + small) ** 2


def heavy_ball_params_by_the_momentum(mu, L):
    beta = np.square(np.tanh(np.log(L / mu) / 4))
    return 2 * (1 + beta) / (L + mu), beta


def heavy_ball_params_as_a_generator(mu, L):
    roots = np.longdouble(L) ** 0.5, np.longdouble(mu) ** 0.5
    yield np.longdouble(2 / sum(roots)) ** 2
    yield ((roots[0] - roots[1]) / sum(roots)) ** 2


def heavy_ball_params_as_0d_arrays(mu, L):
    a, b = np.power([mu, L], 0.5)
    lr = np.array(np.float_power(2 / (a + b), 2))
    return lr, np.array(1 - lr * a * b)


# max_stable_lr_momentum --------------------------------------------------------------------


def max_stable_lr_momentum_as_a_sum(L, beta):
    return 2 / L + 2 * beta / L


def max_stable_lr_momentum_as_a_quotient(L, beta):
    return np.array((1 + beta) / (0.5 * L))


def max_stable_lr_momentum_in_longdouble(L, beta):
    return (np.longdouble(1) + beta) * 2 / np.longdouble(L)


def max_stable_lr_momentum_by_halving(L, beta):
    low, high = 0.0, 8.0 / L
    for _ in range(200):
        lr = (low + high) / 2
        # The roots of z**2 - (1 + beta - lr*L) z + beta; -1 is one of them at the limit.
        at_minus_one = 1 + (1 + beta - lr * L) + beta
        low, high = (lr, high) if at_minus_one > 0 else (low, lr)
    return low


def max_stable_lr_momentum_by_polynomial(L, beta):
    return float(np.roots([L, -2 * (1 + beta)])[0])


def max_stable_lr_momentum_by_recursion(L, beta):
    return 2 / L if beta == 0 else max_stable_lr_momentum_by_recursion(L, 0) * (beta + 1)
