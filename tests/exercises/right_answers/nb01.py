"""Right answers to the exercises of notebook 1 in unusual clothes."""

import itertools

import numpy as np

# gd_step -----------------------------------------------------------------------------------


def gd_step_with_numpy_calls(w, grad, lr):
    return np.subtract(w, np.multiply(lr, grad))


def gd_step_as_a_list(w, grad, lr):
    if np.ndim(w) == 0:
        return float(w) - lr * float(grad)
    return [gd_step_as_a_list(a, b, lr) for a, b in zip(w, grad)]


def gd_step_as_a_0d_array(w, grad, lr):
    return np.array(np.asarray(w) + (-lr) * np.asarray(grad))


def gd_step_in_longdouble(w, grad, lr):
    return np.asarray(w, dtype=np.longdouble) - np.longdouble(lr) * np.asarray(grad)


def gd_step_on_a_copy(w, grad, lr):
    new = np.array(w, dtype=float)
    new -= lr * np.asarray(grad)
    return new


# gd_path -----------------------------------------------------------------------------------


def gd_path_by_recursion(grad_fn, w0, lr, n_steps):
    if n_steps == 0:
        return [w0]
    return [w0, *gd_path_by_recursion(grad_fn, w0 - lr * grad_fn(w0), lr, n_steps - 1)]


def gd_path_by_accumulate(grad_fn, w0, lr, n_steps):
    start = np.asarray(w0, dtype=float)
    moves = itertools.accumulate(range(n_steps), lambda w, _: w - lr * grad_fn(w), initial=start)
    return tuple(moves)


def gd_path_into_a_full_array(grad_fn, w0, lr, n_steps):
    path = np.zeros((n_steps + 1, *np.shape(w0)))
    path[0] = w0
    for k in range(n_steps):
        path[k + 1] = path[k] - lr * np.asarray(grad_fn(path[k]))
    return path


def gd_path_with_copies(grad_fn, w0, lr, n_steps):
    w = np.array(w0, dtype=float)
    path = [w.copy()]
    k = 0
    while k < n_steps:
        w -= lr * grad_fn(w)
        path.append(w.copy())
        k += 1
    return np.stack(path)


# mse_grad ----------------------------------------------------------------------------------


def mse_grad_by_einsum(X, y, w):
    return 2 * np.einsum("ij,i->j", X, np.dot(X, w) - y) / len(X)


def mse_grad_by_loops(X, y, w):
    n, d = len(X), len(X[0])
    grad = [0.0] * d
    for i in range(n):
        residual = sum(X[i][j] * w[j] for j in range(d)) - y[i]
        for j in range(d):
            grad[j] += 2 * residual * X[i][j] / n
    return grad


def mse_grad_by_mean(X, y, w):
    return np.mean(2 * X * (X @ w - y)[:, np.newaxis], axis=0)


def mse_grad_multiplied_out(X, y, w):
    n = np.shape(X)[0]
    return (2 * (X.T @ X) @ w - 2 * X.T @ y) / n


# fit_line ----------------------------------------------------------------------------------


def fit_line_in_one_vector(x, y, lr, n_steps):
    A = np.stack([x, np.ones(len(x))], axis=1)
    w = np.zeros(2)
    losses = []
    for k in range(n_steps + 1):
        residual = A @ w - y
        losses.append((residual @ residual) / len(y))
        if k < n_steps:
            w = w - lr * (2 / len(y)) * (A.T @ residual)
    return w[0], w[1], losses


def fit_line_from_moments(x, y, lr, n_steps):
    x, y = np.asarray(x, dtype=float), np.asarray(y, dtype=float)
    xx, xm, ym, xy = (x * x).mean(), x.mean(), y.mean(), (x * y).mean()
    a = b = np.float64(0)
    losses = [np.mean((a * x + b - y) ** 2)]
    for _ in range(n_steps):
        da, db = 2 * (a * xx + b * xm - xy), 2 * (a * xm + b - ym)
        a, b = a - lr * da, b - lr * db
        losses += [np.mean((a * x + b - y) ** 2)]
    return [a, b, tuple(losses)]


def fit_line_with_plain_floats(x, y, lr, n_steps):
    x, y = [float(v) for v in x], [float(v) for v in y]
    n, a, b = len(x), 0.0, 0.0

    def residuals():
        return [a * u + b - v for u, v in zip(x, y)]

    def loss():
        return sum(r * r for r in residuals()) / n  # r * r becomes inf, r ** 2 would raise

    losses = [loss()]
    for _ in range(n_steps):
        r = residuals()
        step_a = lr * 2 * sum(ri * xi for ri, xi in zip(r, x)) / n
        step_b = lr * 2 * sum(r) / n
        a -= step_a
        b -= step_b
        losses.append(loss())
    return a, b, losses


# steps_to_tol ------------------------------------------------------------------------------


def steps_to_tol_with_while(lr, curvature, x0, tol, max_steps):
    k, distance = 0, abs(x0)
    while distance > tol and k < max_steps:
        distance *= abs(1 - lr * curvature)
        k += 1
    return k if distance <= tol else None


def steps_to_tol_with_next(lr, curvature, x0, tol, max_steps):
    def walk():
        x = np.float64(x0)
        while True:
            yield x
            x = x - lr * curvature * x

    places = itertools.islice(walk(), max_steps + 1)
    return next((np.int64(k) for k, x in enumerate(places) if -tol <= x <= tol), None)


def steps_to_tol_as_a_float(lr, curvature, x0, tol, max_steps):
    x = x0
    for k in range(max_steps + 1):
        if not abs(x) > tol:
            return float(k)
        x *= 1 - lr * curvature
