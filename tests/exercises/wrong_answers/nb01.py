"""Wrong answers to the exercises of notebook 1, written without looking at the misconceptions."""

import numpy as np


def gd_step_divides_by_a_number_of_weights(w, grad, lr):
    return w - lr * grad / np.size(w)


def gd_step_clips_at_zero(w, grad, lr):
    return np.maximum(w - lr * grad, 0)


def gd_step_squares_the_slope(w, grad, lr):
    return w - lr * grad**2


def gd_step_only_for_numbers(w, grad, lr):
    return float(w - lr * grad)


def gd_step_adds_and_multiplies(w, grad, lr):
    return (w + grad) * lr


def gd_path_asks_at_the_start_only(grad_fn, w0, lr, n_steps):
    return [w0 - k * lr * grad_fn(w0) for k in range(n_steps + 1)]


def gd_path_without_the_start_and_uphill(grad_fn, w0, lr, n_steps):
    path = []
    for _ in range(n_steps):
        w0 = w0 + lr * grad_fn(w0)
        path.append(w0)
    return path


def gd_path_for_numbers_only(grad_fn, w0, lr, n_steps):
    path = np.zeros(n_steps + 1)
    path[0] = w0
    for k in range(n_steps):
        path[k + 1] = path[k] - lr * grad_fn(path[k])
    return path


def gd_path_stops_when_flat(grad_fn, w0, lr, n_steps):
    path = [np.asarray(w0, float)]
    for _ in range(n_steps):
        if np.all(np.abs(grad_fn(path[-1])) < 0.5):
            break
        path.append(path[-1] - lr * grad_fn(path[-1]))
    return np.array(path)


def gd_path_always_ten_steps(grad_fn, w0, lr, n_steps):
    path = [np.asarray(w0, float)]
    for _ in range(10):
        path.append(path[-1] - lr * grad_fn(path[-1]))
    return np.array(path)


def mse_grad_takes_the_square_root(X, y, w):
    return X.T @ (X @ w - y) / np.sqrt(len(y))


def mse_grad_of_the_half(X, y, w):
    return X.T @ (X @ w - y) / len(y)


def mse_grad_with_the_absolute_residual(X, y, w):
    return 2 * X.T @ np.abs(X @ w - y) / len(y)


def mse_grad_of_the_centred_residual(X, y, w):
    r = X @ w - y
    return 2 * X.T @ (r - r.mean()) / len(y)


def mse_grad_in_a_column(X, y, w):
    return (2 * X.T @ (X @ w - y) / len(y)).reshape(-1, 1)


def fit_line_with_a_running_loss(x, y, lr, n_steps):
    a = b = 0.0
    losses = []
    for _ in range(n_steps + 1):
        r = a * x + b - y
        losses.append(np.mean(r**2))
        a, b = a - lr * np.mean(r * x), b - lr * np.mean(r)
    return a, b, losses


def fit_line_by_least_squares(x, y, lr, n_steps):
    a, b = np.polyfit(x, y, 1) if len(x) > 1 else (0.0, 0.0)
    return a, b, [np.mean((a * x + b - y) ** 2)] * (n_steps + 1)


def fit_line_without_an_intercept(x, y, lr, n_steps):
    a = 0.0
    losses = [np.mean(y**2.0)]
    for _ in range(n_steps):
        a -= lr * 2 * np.mean((a * x - y) * x)
        losses.append(np.mean((a * x - y) ** 2))
    return a, 0.0, losses


def fit_line_one_example_at_a_time(x, y, lr, n_steps):
    a = b = 0.0
    losses = [np.mean((a * x + b - y) ** 2)]
    for _ in range(n_steps):
        for xi, yi in zip(x, y):
            r = a * xi + b - yi
            a, b = a - 2 * lr * r * xi, b - 2 * lr * r
        losses.append(np.mean((a * x + b - y) ** 2))
    return a, b, losses


def fit_line_only_the_line(x, y, lr, n_steps):
    a = b = 0.0
    for _ in range(n_steps):
        r = a * x + b - y
        a, b = a - 2 * lr * np.mean(r * x), b - 2 * lr * np.mean(r)
    return a, b


def steps_to_tol_gives_up_when_far_away(lr, curvature, x0, tol, max_steps):
    x = x0
    for k in range(max_steps + 1):
        if abs(x) <= tol:
            return k
        if abs(x) > 1e6:
            return None
        x -= lr * curvature * x
    return None


def steps_to_tol_by_a_formula(lr, curvature, x0, tol, max_steps):
    r = abs(1 - lr * curvature)
    if r >= 1 or r == 0:
        return None
    return int(np.log(tol / abs(x0)) / np.log(r)) if tol else None


def steps_to_tol_of_the_loss(lr, curvature, x0, tol, max_steps):
    for k in range(max_steps + 1):
        if curvature * x0 * x0 / 2 < tol:
            return k
        x0 -= lr * curvature * x0
    return None


def steps_to_tol_forgets_the_limit(lr, curvature, x0, tol, max_steps):
    for k in range(100_000):
        if abs(x0) <= tol:
            return k
        x0 = x0 - lr * curvature * x0
    return None


def steps_to_tol_zero_for_never(lr, curvature, x0, tol, max_steps):
    for k in range(max_steps + 1):
        if abs(x0) <= tol:
            return k
        x0 = x0 - lr * curvature * x0
    return 0


def steps_to_tol_returns_the_place(lr, curvature, x0, tol, max_steps):
    for _ in range(max_steps):
        x0 = x0 - lr * curvature * x0
        if abs(x0) <= tol:
            break
    return x0


def gd_path_stops_where_it_is_nearly_flat(grad_fn, w0, lr, n_steps):
    w = np.array(w0, dtype=float)
    path = [w.copy()]
    for _ in range(n_steps):
        slope = grad_fn(w)
        if np.all(np.abs(slope) < 1e-8):
            break
        w = w - lr * slope
        path.append(w.copy())
    return np.array(path)
