"""Natural slips in the exercises of notebook 1."""

import numpy as np


def gd_step_plus(w, grad, lr):
    return w + lr * grad


def gd_step_in_place(w, grad, lr):
    w -= lr * grad
    return w


def gd_step_divides_by_the_rate(w, grad, lr):
    return w - grad / lr


def gd_step_scales_the_weight_too(w, grad, lr):
    return lr * (w - grad)


def gd_step_takes_the_weight_for_the_slope(w, grad, lr):
    return w - lr * w


def gd_step_swaps_weight_and_slope(w, grad, lr):
    return grad - lr * w


def gd_step_forgets_the_rate(w, grad, lr):
    return w - grad


def gd_step_by_the_sign(w, grad, lr):
    return w - lr * np.sign(grad)


def gd_step_the_step_alone(w, grad, lr):
    return -lr * grad


def gd_step_rate_as_percentage(w, grad, lr):
    return w - lr / 100 * grad


def gd_path_without_the_start(grad_fn, w0, lr, n_steps):
    path, w = [], np.asarray(w0, float)
    for _ in range(n_steps):
        w = w - lr * grad_fn(w)
        path.append(w)
    return np.array(path)


def gd_path_one_step_short(grad_fn, w0, lr, n_steps):
    path = [np.asarray(w0, float)]
    for _ in range(n_steps - 1):
        path.append(path[-1] - lr * grad_fn(path[-1]))
    return np.array(path)


def gd_path_slope_at_the_start(grad_fn, w0, lr, n_steps):
    w = np.asarray(w0, float)
    path, slope = [w], grad_fn(w)
    for _ in range(n_steps):
        w = w - lr * slope
        path.append(w)
    return np.array(path)


def gd_path_integer_array(grad_fn, w0, lr, n_steps):
    w = np.array(w0)
    path = np.zeros((n_steps + 1, *w.shape), dtype=w.dtype)
    path[0] = w
    for k in range(n_steps):
        path[k + 1] = path[k] - lr * grad_fn(path[k])
    return path


def gd_path_same_array_again(grad_fn, w0, lr, n_steps):
    w = np.array(w0, float)
    path = [w]
    for _ in range(n_steps):
        w -= lr * grad_fn(w)
        path.append(w)
    return np.array(path)


def gd_path_last_point(grad_fn, w0, lr, n_steps):
    w = np.asarray(w0, float)
    for _ in range(n_steps):
        w = w - lr * grad_fn(w)
    return w


def gd_path_uphill(grad_fn, w0, lr, n_steps):
    path = [np.asarray(w0, float)]
    for _ in range(n_steps):
        path.append(path[-1] + lr * grad_fn(path[-1]))
    return np.array(path)


def gd_path_returns_in_the_loop(grad_fn, w0, lr, n_steps):
    path = [np.asarray(w0, float)]
    for _ in range(n_steps):
        path.append(path[-1] - lr * grad_fn(path[-1]))
        return np.array(path)
    return np.array(path)


def gd_path_slopes(grad_fn, w0, lr, n_steps):
    w, slopes = np.asarray(w0, float), []
    for _ in range(n_steps + 1):
        slopes.append(grad_fn(w))
        w = w - lr * slopes[-1]
    return np.array(slopes)


def gd_path_from_zero(grad_fn, w0, lr, n_steps):
    path = np.zeros((n_steps + 1, *np.shape(w0)))
    for k in range(n_steps):
        path[k + 1] = path[k] - lr * grad_fn(path[k])
    return path


def mse_grad_without_the_two(X, y, w):
    return X.T @ (X @ w - y) / len(y)


def mse_grad_sum(X, y, w):
    return 2 * X.T @ (X @ w - y)


def mse_grad_other_sign(X, y, w):
    return 2 * X.T @ (y - X @ w) / len(y)


def mse_grad_without_x(X, y, w):
    return 2 * np.mean(X @ w - y)


def mse_grad_products_of_means(X, y, w):
    return 2 * np.mean(X @ w - y) * np.mean(X, axis=0)


def mse_grad_mean_over_everything(X, y, w):
    return 2 * X.T @ (X @ w - y) / X.size


def mse_grad_over_the_weights(X, y, w):
    return 2 * X.T @ (X @ w - y) / len(w)


def mse_grad_squares_the_residual(X, y, w):
    return 2 * X.T @ (X @ w - y) ** 2 / len(y)


def mse_grad_keeps_the_examples(X, y, w):
    return 2 * X * (X @ w - y)[:, None]


def mse_grad_mean_without_axis(X, y, w):
    return np.mean(2 * X * (X @ w - y)[:, None])


def _fit(x, y, lr, n_steps, gradient, start=(0.0, 0.0)):
    slope, intercept = start
    losses = [np.mean((slope * x + intercept - y) ** 2)]
    for _ in range(n_steps):
        d_slope, d_intercept = gradient(slope * x + intercept - y)
        slope, intercept = slope - lr * d_slope, intercept - lr * d_intercept
        losses.append(np.mean((slope * x + intercept - y) ** 2))
    return slope, intercept, losses


def fit_line_one_after_the_other(x, y, lr, n_steps):
    m, b = 0.0, 0.0
    losses = [np.mean((m * x + b - y) ** 2)]
    for _ in range(n_steps):
        m = m - lr * np.mean(2 * (m * x + b - y) * x)
        b = b - lr * np.mean(2 * (m * x + b - y))
        losses.append(np.mean((m * x + b - y) ** 2))
    return m, b, losses


def fit_line_losses_from_step_one(x, y, lr, n_steps):
    m, b, losses = _fit(x, y, lr, n_steps, lambda r: (2 * np.mean(r * x), 2 * np.mean(r)))
    return m, b, losses[1:]


def fit_line_losses_before_each_step(x, y, lr, n_steps):
    m, b, losses = _fit(x, y, lr, n_steps, lambda r: (2 * np.mean(r * x), 2 * np.mean(r)))
    return m, b, losses[:-1]


def fit_line_without_the_two(x, y, lr, n_steps):
    return _fit(x, y, lr, n_steps, lambda r: (np.mean(r * x), np.mean(r)))


def fit_line_sums(x, y, lr, n_steps):
    return _fit(x, y, lr, n_steps, lambda r: (2 * np.sum(r * x), 2 * np.sum(r)))


def fit_line_derivatives_swapped(x, y, lr, n_steps):
    return _fit(x, y, lr, n_steps, lambda r: (2 * np.mean(r), 2 * np.mean(r * x)))


def fit_line_results_swapped(x, y, lr, n_steps):
    m, b, losses = _fit(x, y, lr, n_steps, lambda r: (2 * np.mean(r * x), 2 * np.mean(r)))
    return b, m, losses


def fit_line_x_in_both(x, y, lr, n_steps):
    return _fit(x, y, lr, n_steps, lambda r: (2 * np.mean(r * x), 2 * np.mean(r * x)))


def fit_line_half_the_loss(x, y, lr, n_steps):
    m, b, losses = _fit(x, y, lr, n_steps, lambda r: (2 * np.mean(r * x), 2 * np.mean(r)))
    return m, b, [loss / 2 for loss in losses]


def fit_line_root_of_the_loss(x, y, lr, n_steps):
    m, b, losses = _fit(x, y, lr, n_steps, lambda r: (2 * np.mean(r * x), 2 * np.mean(r)))
    return m, b, np.sqrt(losses)


def steps_to_tol_strictly_below(lr, curvature, x0, tol, max_steps):
    x = x0
    for k in range(max_steps + 1):
        if abs(x) < tol:
            return k
        x = x - lr * curvature * x
    return None


def steps_to_tol_without_the_sign(lr, curvature, x0, tol, max_steps):
    x = x0
    for k in range(max_steps + 1):
        if x <= tol:
            return k
        x = x - lr * curvature * x
    return None


def steps_to_tol_one_short(lr, curvature, x0, tol, max_steps):
    x = x0
    for k in range(max_steps):
        if abs(x) <= tol:
            return k
        x = x - lr * curvature * x
    return None


def steps_to_tol_counts_after_the_step(lr, curvature, x0, tol, max_steps):
    x = x0
    for k in range(max_steps):
        x = x - lr * curvature * x
        if abs(x) <= tol:
            return k
    return None


def steps_to_tol_never_zero(lr, curvature, x0, tol, max_steps):
    x = x0
    for k in range(1, max_steps + 1):
        x = x - lr * curvature * x
        if abs(x) <= tol:
            return k
    return None


def steps_to_tol_max_steps_for_never(lr, curvature, x0, tol, max_steps):
    x, k = x0, 0
    while abs(x) > tol and k < max_steps:
        x = x - lr * curvature * x
        k += 1
    return k


def steps_to_tol_without_the_curvature(lr, curvature, x0, tol, max_steps):
    x = x0
    for k in range(max_steps + 1):
        if abs(x) <= tol:
            return k
        x = x - lr * x
    return None


def steps_to_tol_constant_step(lr, curvature, x0, tol, max_steps):
    x = x0
    for k in range(max_steps + 1):
        if abs(x) <= tol:
            return k
        x = x - lr * curvature
    return None


def steps_to_tol_by_the_loss(lr, curvature, x0, tol, max_steps):
    x = x0
    for k in range(max_steps + 1):
        if 0.5 * curvature * x**2 <= tol:
            return k
        x = x - lr * curvature * x
    return None


def steps_to_tol_relative_to_the_start(lr, curvature, x0, tol, max_steps):
    x = x0
    for k in range(max_steps + 1):
        if abs(x) <= tol * abs(x0):
            return k
        x = x - lr * curvature * x
    return None
