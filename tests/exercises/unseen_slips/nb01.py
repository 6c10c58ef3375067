"""Natural slips in the exercises of notebook 1, written from its text and only counted."""

import math

import numpy as np

# ---------------------------------------------------------------- gd_step

def gd_step_uphill(w, grad, lr):
    return w + lr * grad


def gd_step_updates_w_itself(w, grad, lr):
    w -= lr * grad
    return w


def gd_step_rate_is_the_length(w, grad, lr):
    # the gradient only says in which direction to go
    direction = np.sign(grad)
    return w - lr * direction


def gd_step_returns_the_step(w, grad, lr):
    step = -lr * grad
    return step


def gd_step_copy_stays_integer(w, grad, lr):
    new_w = np.array(w)  # copy, so that w is not changed
    new_w -= lr * grad
    return new_w


def gd_step_slope_is_w(w, grad, lr):
    # the slope at w is just w
    return w - lr * w


def gd_step_rate_at_most_one(w, grad, lr):
    if lr > 1:
        lr = 1.0
    return w - lr * grad


def gd_step_grad_is_a_function(w, grad, lr):
    slope = grad(w)
    return w - lr * slope


def gd_step_only_lists(w, grad, lr):
    new_w = []
    for wi, gi in zip(w, grad):
        new_w.append(wi - lr * gi)
    return np.array(new_w)


def gd_step_always_to_the_left(w, grad, lr):
    # downhill: w has to become smaller by the size of the slope
    return w - lr * np.abs(grad)


# ---------------------------------------------------------------- gd_path

def gd_path_start_missing(grad_fn, w0, lr, n_steps):
    w = np.array(w0, dtype=float)
    path = []
    for _ in range(n_steps):
        w = w - lr * grad_fn(w)
        path.append(w)
    return np.array(path)


def gd_path_slope_of_the_start(grad_fn, w0, lr, n_steps):
    w = np.array(w0, dtype=float)
    slope = grad_fn(w)
    path = [w]
    for _ in range(n_steps):
        w = w - lr * slope
        path.append(w)
    return np.array(path)


def gd_path_same_array_again(grad_fn, w0, lr, n_steps):
    w = np.array(w0, dtype=float)
    path = [w]
    for _ in range(n_steps):
        w -= lr * grad_fn(w)
        path.append(w)
    return np.array(path)


def gd_path_integer_start(grad_fn, w0, lr, n_steps):
    path = np.array([w0] * (n_steps + 1))
    for k in range(n_steps):
        path[k + 1] = path[k] - lr * grad_fn(path[k])
    return path


def gd_path_numbers_only(grad_fn, w0, lr, n_steps):
    path = np.zeros(n_steps + 1)
    path[0] = w0
    for k in range(n_steps):
        path[k + 1] = path[k] - lr * grad_fn(path[k])
    return path


def gd_path_number_becomes_column(grad_fn, w0, lr, n_steps):
    w = np.atleast_1d(np.array(w0, dtype=float))
    path = np.zeros((n_steps + 1, len(w)))
    path[0] = w
    for k in range(1, n_steps + 1):
        path[k] = path[k - 1] - lr * grad_fn(path[k - 1])
    return path


def gd_path_slope_of_the_empty_row(grad_fn, w0, lr, n_steps):
    w0 = np.asarray(w0, dtype=float)
    path = np.zeros((n_steps + 1,) + w0.shape)
    path[0] = w0
    for k in range(1, n_steps + 1):
        path[k] = path[k - 1] - lr * grad_fn(path[k])
    return path




def gd_path_rate_gets_smaller(grad_fn, w0, lr, n_steps):
    # the steps get shorter during the walk
    w = np.array(w0, dtype=float)
    path = [w]
    for k in range(n_steps):
        w = w - lr / (k + 1) * grad_fn(w)
        path.append(w)
    return np.stack(path)


def gd_path_np_append_flattens(grad_fn, w0, lr, n_steps):
    w = np.array(w0, dtype=float)
    path = np.array(w)
    for _ in range(n_steps):
        w = w - lr * grad_fn(w)
        path = np.append(path, w)
    return path


# ---------------------------------------------------------------- mse_grad

def mse_grad_no_factor_two(X, y, w):
    residual = X @ w - y
    return X.T @ residual / len(y)


def mse_grad_sum_over_examples(X, y, w):
    return 2 * X.T @ (X @ w - y)


def mse_grad_y_minus_line(X, y, w):
    residual = y - X @ w
    return 2 / len(y) * (X.T @ residual)


def mse_grad_product_of_means(X, y, w):
    residual = X @ w - y
    return 2 * residual.mean() * X.mean(axis=0)


def mse_grad_no_inner_derivative(X, y, w):
    # derivative of the square is two times what was squared
    return np.full(len(w), 2 * np.mean(X @ w - y))


def mse_grad_residual_still_squared(X, y, w):
    n = len(y)
    return 2 / n * X.T @ ((X @ w - y) ** 2)


def mse_grad_slope_and_intercept_only(X, y, w):
    x = X[:, 0]
    residual = w[0] * x + w[1] - y
    return np.array([2 * np.mean(residual * x), 2 * np.mean(residual)])


def mse_grad_mean_over_everything(X, y, w):
    residual = X @ w - y
    return np.mean(2 * residual[:, None] * X)


def mse_grad_divides_by_X_size(X, y, w):
    return 2 * X.T @ (X @ w - y) / X.size


def mse_grad_small_difference(X, y, w):
    h = 0.001
    start = np.mean((X @ w - y) ** 2)
    grad = np.zeros(len(w))
    for j in range(len(w)):
        moved = np.array(w, dtype=float)
        moved[j] += h
        grad[j] = (np.mean((X @ moved - y) ** 2) - start) / h
    return grad


# ---------------------------------------------------------------- fit_line

def fit_line_one_after_the_other(x, y, lr, n_steps):
    slope, intercept = 0.0, 0.0
    losses = [np.mean((slope * x + intercept - y) ** 2)]
    for _ in range(n_steps):
        slope = slope - lr * 2 * np.mean((slope * x + intercept - y) * x)
        intercept = intercept - lr * 2 * np.mean(slope * x + intercept - y)
        losses.append(np.mean((slope * x + intercept - y) ** 2))
    return slope, intercept, losses


def fit_line_first_loss_missing(x, y, lr, n_steps):
    slope, intercept = 0.0, 0.0
    losses = []
    for _ in range(n_steps):
        residual = slope * x + intercept - y
        d_slope = 2 * np.mean(residual * x)
        d_intercept = 2 * np.mean(residual)
        slope -= lr * d_slope
        intercept -= lr * d_intercept
        losses.append(np.mean((slope * x + intercept - y) ** 2))
    return slope, intercept, losses


def fit_line_no_factor_two(x, y, lr, n_steps):
    slope = intercept = 0.0
    losses = [np.mean(y**2)]
    for _ in range(n_steps):
        residual = slope * x + intercept - y
        d_slope, d_intercept = np.mean(residual * x), np.mean(residual)
        slope, intercept = slope - lr * d_slope, intercept - lr * d_intercept
        losses.append(np.mean((slope * x + intercept - y) ** 2))
    return slope, intercept, losses


def fit_line_sum_in_the_gradient(x, y, lr, n_steps):
    slope = intercept = 0.0
    losses = []
    for k in range(n_steps + 1):
        error = slope * x + intercept - y
        losses.append(np.mean(error**2))
        if k < n_steps:
            g_s = 2 * np.sum(error * x)
            g_i = 2 * np.sum(error)
            slope -= lr * g_s
            intercept -= lr * g_i
    return slope, intercept, losses


def fit_line_stops_when_it_diverges(x, y, lr, n_steps):
    slope = intercept = 0.0
    losses = [np.mean((slope * x + intercept - y) ** 2)]
    for _ in range(n_steps):
        residual = slope * x + intercept - y
        d_slope = 2 * np.mean(residual * x)
        d_intercept = 2 * np.mean(residual)
        slope = slope - lr * d_slope
        intercept = intercept - lr * d_intercept
        loss = np.mean((slope * x + intercept - y) ** 2)
        losses.append(loss)
        if loss > 1e10:
            break  # diverged
    return slope, intercept, losses


def fit_line_one_person_at_a_time(x, y, lr, n_steps):
    slope = intercept = 0.0
    losses = [np.mean((slope * x + intercept - y) ** 2)]
    for _ in range(n_steps):
        for xi, yi in zip(x, y):
            residual = slope * xi + intercept - yi
            slope, intercept = slope - lr * 2 * residual * xi, intercept - lr * 2 * residual
        losses.append(np.mean((slope * x + intercept - y) ** 2))
    return slope, intercept, losses


def fit_line_column_of_ones_first(x, y, lr, n_steps):
    X = np.column_stack([np.ones(len(x)), x])
    w = np.zeros(2)
    losses = [np.mean((X @ w - y) ** 2)]
    for _ in range(n_steps):
        w = w - lr * 2 / len(y) * X.T @ (X @ w - y)
        losses.append(np.mean((X @ w - y) ** 2))
    return w[0], w[1], losses


def fit_line_x_in_both_derivatives(x, y, lr, n_steps):
    slope = intercept = 0.0
    losses = [np.mean((slope * x + intercept - y) ** 2)]
    for _ in range(n_steps):
        grad = 2 * np.mean((slope * x + intercept - y) * x)
        slope = slope - lr * grad
        intercept = intercept - lr * grad
        losses.append(np.mean((slope * x + intercept - y) ** 2))
    return slope, intercept, losses


def fit_line_loss_from_old_residual(x, y, lr, n_steps):
    slope = intercept = 0.0
    residual = slope * x + intercept - y
    losses = [np.mean(residual**2)]
    for _ in range(n_steps):
        residual = slope * x + intercept - y
        d_slope = 2 * np.mean(residual * x)
        d_intercept = 2 * np.mean(residual)
        slope -= lr * d_slope
        intercept -= lr * d_intercept
        losses.append(np.mean(residual**2))
    return slope, intercept, losses


def fit_line_standardises_x(x, y, lr, n_steps):
    x = (x - np.mean(x)) / np.std(x)  # otherwise it explodes
    slope = intercept = 0.0
    losses = [np.mean((slope * x + intercept - y) ** 2)]
    for _ in range(n_steps):
        residual = slope * x + intercept - y
        d_slope, d_intercept = 2 * np.mean(residual * x), 2 * np.mean(residual)
        slope -= lr * d_slope
        intercept -= lr * d_intercept
        losses.append(np.mean((slope * x + intercept - y) ** 2))
    return slope, intercept, losses


# ---------------------------------------------------------------- steps_to_tol

def steps_to_tol_no_abs(lr, curvature, x0, tol, max_steps):
    x = x0
    for k in range(max_steps + 1):
        if x <= tol:
            return k
        x = x - lr * curvature * x
    return None


def steps_to_tol_max_steps_left_out(lr, curvature, x0, tol, max_steps):
    x = x0
    for k in range(max_steps):
        if abs(x) <= tol:
            return k
        x = x - lr * curvature * x
    return None


def steps_to_tol_start_not_looked_at(lr, curvature, x0, tol, max_steps):
    x = x0
    for k in range(1, max_steps + 1):
        x = (1 - lr * curvature) * x
        if abs(x) <= tol:
            return k
    return None


def steps_to_tol_strictly_below(lr, curvature, x0, tol, max_steps):
    x = x0
    k = 0
    while k <= max_steps:
        if abs(x) < tol:
            return k
        x -= lr * curvature * x
        k += 1
    return None


def steps_to_tol_too_slow_gives_max_steps(lr, curvature, x0, tol, max_steps):
    x, k = x0, 0
    while abs(x) > tol and k < max_steps:
        x = x - lr * curvature * x
        k += 1
    return k


def steps_to_tol_logarithm(lr, curvature, x0, tol, max_steps):
    factor = abs(1 - lr * curvature)
    k = math.ceil(math.log(tol / abs(x0)) / math.log(factor))
    if k < 0 or k > max_steps:
        return None
    return k


def steps_to_tol_overshooting_never_arrives(lr, curvature, x0, tol, max_steps):
    x = x0
    for k in range(max_steps + 1):
        if abs(x) <= tol:
            return k
        new_x = x - lr * curvature * x
        if new_x * x < 0:  # jumped across the minimum
            return None
        x = new_x
    return None


def steps_to_tol_loss_below_tol(lr, curvature, x0, tol, max_steps):
    x = x0
    for k in range(max_steps + 1):
        loss = 0.5 * curvature * x * x
        if loss <= tol:
            return k
        x = x - lr * curvature * x
    return None


def steps_to_tol_share_of_the_start(lr, curvature, x0, tol, max_steps):
    # arrived: the distance has shrunk to tol of what it was
    x = x0
    for k in range(max_steps + 1):
        if abs(x) <= tol * abs(x0):
            return k
        x = x - lr * curvature * x
    return None


def steps_to_tol_diverging_tested_first(lr, curvature, x0, tol, max_steps):
    if lr * curvature >= 2:
        return None
    x = x0
    for k in range(max_steps + 1):
        if abs(x) <= tol:
            return k
        x = x - lr * curvature * x
    return None
