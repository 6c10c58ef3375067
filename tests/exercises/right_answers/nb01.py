"""Right answers to the exercises of notebook 1 in unusual clothes."""

import itertools
import math

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


def gd_step_by_vectorize(w, grad, lr):
    if np.size(w) == 0:
        return np.zeros(np.shape(w))
    return np.vectorize(lambda a, b: a - lr * b, otypes=[float])(w, grad)



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


def gd_path_with_a_closure(grad_fn, w0, lr, n_steps):
    def move():
        nonlocal w
        w = w - lr * grad_fn(w)
        return w

    w = np.asarray(w0, dtype=float)
    return [w, *(move() for _ in range(n_steps))]


def gd_path_as_a_generator(grad_fn, w0, lr, n_steps):
    w = np.array(w0, dtype=np.longdouble)
    yield w
    while n_steps:
        w = w - lr * grad_fn(w)
        yield w
        n_steps -= 1



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


def mse_grad_by_tensordot(X, y, w):
    r = np.tensordot(X, w, 1) - y
    return tuple(np.tensordot(r, X, 1) * (2 / np.size(y)))


def mse_grad_by_vectorize(X, y, w):
    r = np.vectorize(lambda i: X[i] @ w - y[i], otypes=[float])(np.arange(len(y)))
    return (X * (2 * r / r.size)[:, None]).sum(0)



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


def fit_line_by_recursion(x, y, lr, n_steps):
    y = np.asarray(y, dtype=float)

    def walk(a, b, left):
        r = a * x + b - y
        if left == 0:
            return a, b, [np.mean(r * r)]
        new_a, new_b = a - 2 * lr * np.mean(x * r), b - 2 * lr * np.mean(r)
        a_end, b_end, later = walk(new_a, new_b, left - 1)
        return a_end, b_end, [np.mean(r * r), *later]

    return walk(np.float64(0), np.float64(0), n_steps)


def fit_line_into_an_array(x, y, lr, n_steps):
    A, w = np.column_stack([x, np.ones_like(x, dtype=float)]), np.zeros(2)
    losses = np.empty(n_steps + 1)
    for k in range(n_steps):
        r = A @ w - y
        losses[k] = r @ r / r.size
        w -= lr * 2 / r.size * (r @ A)
    losses[n_steps] = np.square(A @ w - y).mean()
    return (*w, losses)


def fit_line_in_longdouble(x, y, lr, n_steps):
    x, y = np.asarray(x, np.longdouble), np.asarray(y, np.longdouble)
    a = b = np.longdouble(0)
    losses = []
    for step in range(n_steps + 1):
        r = a * x + b - y
        losses.append(float((r * r).mean()))
        if step == n_steps:
            return a, b, losses
        a, b = a - 2 * lr * (r * x).mean(), b - 2 * lr * r.mean()



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


def steps_to_tol_by_recursion(lr, curvature, x0, tol, max_steps):
    k, x = 0, x0
    seen = {}

    def arrived(x):
        return seen.setdefault(x, -tol <= x <= tol)

    while not arrived(x):
        if k == max_steps:
            return None
        k, x = k + 1, x - lr * (curvature * x)
    return k


def steps_to_tol_from_all_places(lr, curvature, x0, tol, max_steps):
    places = [x0]
    for _ in range(max_steps):
        places.append(places[-1] - lr * curvature * places[-1])
    near = np.flatnonzero(np.abs(np.array(places, dtype=float)) <= tol)
    return near[0] if near.size else None


def steps_to_tol_by_a_formula(lr, curvature, x0, tol, max_steps):
    left, factor = abs(x0), abs(1 - lr * curvature)
    if left > tol and factor >= 1:
        return None
    k = 0 if left <= tol else math.ceil(math.log(tol / left) / math.log(factor)) if factor else 1
    return k if k <= max_steps else None


def steps_to_tol_with_for_else(lr, curvature, x0, tol, max_steps):
    place = np.array(float(x0))
    for k in range(max_steps + 1):  # noqa: B007  (used after the loop)
        if np.less_equal(np.abs(place), tol):
            break
        place = np.subtract(place, np.multiply(lr * curvature, place))
    else:
        return None
    return np.array(k)
