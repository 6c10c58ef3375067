"""Right answers to the exercises of notebook 7 in unusual clothes."""

import itertools
import math

import numpy as np

# adagrad_step ------------------------------------------------------------------------------


def adagrad_step_on_copies(w, G, grad, lr, eps=1e-8):
    w, G, grad = (np.array(x, dtype=float) for x in (w, G, grad))
    G += grad * grad
    w -= lr * grad / (G**0.5 + eps)
    return w, G


def adagrad_step_as_a_list(w, G, grad, lr, eps=1e-8):
    new = np.add(G, np.multiply(grad, grad))
    return [np.subtract(w, np.divide(np.multiply(lr, grad), np.sqrt(new) + eps)), new]


def adagrad_step_weight_by_weight(w, G, grad, lr, eps=1e-8):
    if np.ndim(w):
        pairs = [adagrad_step_weight_by_weight(*each, lr, eps) for each in zip(w, G, grad)]
        return [a for a, _ in pairs], [b for _, b in pairs]
    total = float(G) + float(grad) ** 2
    return float(w) - lr * float(grad) / (math.sqrt(total) + eps), total


def adagrad_step_as_a_generator(w, G, grad, lr, eps=1e-8):
    total = G + np.abs(grad) ** 2
    rate = lr / (np.sqrt(total) + eps)
    yield w - rate * grad
    yield total


def adagrad_step_with_hypot(w, G, grad, lr, eps=1e-8):
    root = np.hypot(np.sqrt(np.asarray(G, dtype=float)), grad)
    return w - np.asarray(grad) * (lr / (eps + root)), np.square(root)


def adagrad_step_vectorized(w, G, grad, lr, eps=1e-8):
    step = np.vectorize(lambda a, b, c: a - lr * c / (math.sqrt(b + c * c) + eps), otypes=[float])
    return step(w, G, grad), np.vectorize(lambda b, c: b + c * c, otypes=[float])(G, grad)


# adagrad_lrs -------------------------------------------------------------------------------


def adagrad_lrs_as_a_generator(grads, lr, eps=1e-8):
    total = 0.0
    for grad in grads:
        total += float(grad) * float(grad)
        yield lr / (math.sqrt(total) + eps)


def adagrad_lrs_by_prefixes(grads, lr, eps=1e-8):
    grads = [float(g) for g in grads]
    return [lr / (np.linalg.norm(grads[: t + 1]) + eps) for t in range(len(grads))]


def adagrad_lrs_with_accumulate(grads, lr, eps=1e-8):
    sums = itertools.accumulate(float(g) ** 2 for g in grads)
    return tuple(lr / (s**0.5 + eps) for s in sums)


def adagrad_lrs_by_recursion(grads, lr, eps=1e-8):
    if len(grads) == 0:
        return []
    total = math.fsum(float(g) ** 2 for g in grads)
    return [*adagrad_lrs_by_recursion(grads[:-1], lr, eps), lr / (math.sqrt(total) + eps)]


def adagrad_lrs_as_a_matrix(grads, lr, eps=1e-8):
    squares = np.square(np.array(grads, dtype=np.longdouble))
    return lr / (np.sqrt(np.tri(len(squares)) @ squares) + eps)


def adagrad_lrs_with_hypot(grads, lr, eps=1e-8):
    if not len(grads):
        return np.empty(0)
    return lr / (np.hypot.accumulate(np.abs(np.asarray(grads, dtype=float))) + eps)


# rmsprop_step ------------------------------------------------------------------------------


def rmsprop_step_as_a_move(w, s, grad, lr, rho=0.9, eps=1e-8):
    s = np.asarray(s, dtype=float)
    new = s + (1 - rho) * (np.square(grad) - s)
    return w - lr / (np.sqrt(new) + eps) * grad, new


def rmsprop_step_on_copies(w, s, grad, lr, rho=0.9, eps=1e-8):
    w, s, grad = (np.array(x, dtype=float) for x in (w, s, grad))
    s *= rho
    s += (1 - rho) * grad**2
    w -= lr * grad / (np.sqrt(s) + eps)
    return [w, s]


def rmsprop_step_weight_by_weight(w, s, grad, lr, rho=0.9, eps=1e-8):
    if np.ndim(w):
        pairs = [rmsprop_step_weight_by_weight(*each, lr, rho, eps) for each in zip(w, s, grad)]
        return tuple(a for a, _ in pairs), tuple(b for _, b in pairs)
    new = rho * float(s) + (1 - rho) * float(grad) ** 2
    return float(w) - lr * float(grad) / (new**0.5 + eps), new


def rmsprop_step_with_average(w, s, grad, lr, rho=0.9, eps=1e-8):
    new = np.average(np.stack([np.asarray(s, float), np.square(grad)]), axis=0,
                     weights=[rho, 1 - rho])
    return np.subtract(w, lr * np.asarray(grad) / np.add(np.sqrt(new), eps)), new


def rmsprop_step_with_longdouble(w, s, grad, lr, rho=0.9, eps=1e-8):
    w, s, grad = (np.asarray(x, dtype=np.longdouble) for x in (w, s, grad))
    new = grad * grad * (1 - rho) + s * rho
    return w - grad * lr / (eps + np.power(new, 0.5)), new


def rmsprop_step_as_a_generator(w, s, grad, lr, rho=0.9, eps=1e-8):
    new = np.multiply(rho, s) + np.multiply(1 - rho, np.multiply(grad, grad))
    yield from (w - lr * np.divide(grad, np.sqrt(new) + eps), new)


# adam_step ---------------------------------------------------------------------------------


def adam_step_as_moves(w, m, v, t, grad, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
    m, v, grad = (np.asarray(x, dtype=float) for x in (m, v, grad))
    m = m + (1 - beta1) * (grad - m)
    v = v + (1 - beta2) * (grad * grad - v)
    rate = lr * np.sqrt(1 - beta2**t) / (1 - beta1**t)
    return w - rate * m / (np.sqrt(v) + eps * np.sqrt(1 - beta2**t)), m, v


def adam_step_on_copies(w, m, v, t, grad, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
    w, m, v, grad = (np.array(x, dtype=float) for x in (w, m, v, grad))
    m *= beta1
    m += (1 - beta1) * grad
    v *= beta2
    v += (1 - beta2) * grad**2
    w -= lr * (m / (1 - beta1**t)) / (np.sqrt(v / (1 - beta2**t)) + eps)
    return [w, m, v]


def adam_step_weight_by_weight(w, m, v, t, grad, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
    if np.ndim(w):
        each = [adam_step_weight_by_weight(*four[:3], t, four[3], lr, beta1, beta2, eps)
                for four in zip(w, m, v, grad)]
        return [a for a, _, _ in each], [b for _, b, _ in each], [c for _, _, c in each]
    m = beta1 * float(m) + (1 - beta1) * float(grad)
    v = beta2 * float(v) + (1 - beta2) * float(grad) ** 2
    return (float(w) - lr * (m / (1 - beta1**t)) / (math.sqrt(v / (1 - beta2**t)) + eps), m, v)


def adam_step_with_a_closure(w, m, v, t, grad, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
    def averaged(old, new, beta):
        mean = beta * np.asarray(old) + new - beta * np.asarray(new)
        return mean, mean / (1 - math.pow(beta, t))

    m, m_hat = averaged(m, np.asarray(grad), beta1)
    v, v_hat = averaged(v, np.power(np.asarray(grad, dtype=float), 2), beta2)
    return np.asarray(w) - lr * m_hat / (v_hat**0.5 + eps), m, v


def adam_step_as_a_generator(w, m, v, t, grad, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
    m = np.multiply(beta1, m) + np.multiply(1 - beta1, grad)
    v = np.multiply(beta2, v) + np.multiply(1 - beta2, np.square(grad))
    yield w - lr * np.divide(m, 1 - beta1**t) / (np.sqrt(np.divide(v, 1 - beta2**t)) + eps)
    yield m
    yield v


def adam_step_with_longdouble(w, m, v, t, grad, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
    w, m, v, grad = (np.asarray(x, dtype=np.longdouble) for x in (w, m, v, grad))
    m, v = m * beta1 + grad * (1 - beta1), v * beta2 + grad * grad * (1 - beta2)
    left1, left2 = 1.0, 1.0
    for _ in range(t):
        left1, left2 = left1 * beta1, left2 * beta2
    return w - lr * m / (1 - left1) / (np.sqrt(v / (1 - left2)) + eps), m, v


# adamw_step --------------------------------------------------------------------------------


def adamw_step_by_adam(w, m, v, t, grad, lr, weight_decay, beta1=0.9, beta2=0.999, eps=1e-8):
    shrunk = np.multiply(w, 1 - lr * weight_decay)
    return adam_step_as_moves(shrunk, m, v, t, grad, lr, beta1, beta2, eps)


def adamw_step_decay_at_the_end(w, m, v, t, grad, lr, weight_decay, beta1=0.9, beta2=0.999,
                                eps=1e-8):
    moved, m, v = adam_step_on_copies(w, m, v, t, grad, lr, beta1, beta2, eps)
    return moved - lr * weight_decay * np.asarray(w), m, v


def adamw_step_as_a_list(w, m, v, t, grad, lr, weight_decay, beta1=0.9, beta2=0.999, eps=1e-8):
    keep = 1 - lr * weight_decay
    if np.ndim(w):
        return adam_step_weight_by_weight(np.asarray(w) * keep, m, v, t, grad, lr, beta1, beta2,
                                          eps)
    return list(adam_step_weight_by_weight(float(w) * keep, m, v, t, grad, lr, beta1, beta2, eps))


def adamw_step_as_a_generator(w, m, v, t, grad, lr, weight_decay, beta1=0.9, beta2=0.999,
                              eps=1e-8):
    w = np.asarray(w) - np.asarray(w) * lr * weight_decay
    yield from adam_step_as_a_generator(w, m, v, t, grad, lr, beta1, beta2, eps)


def adamw_step_with_longdouble(w, m, v, t, grad, lr, weight_decay, beta1=0.9, beta2=0.999,
                               eps=1e-8):
    w = np.asarray(w, dtype=np.longdouble)
    return adam_step_with_longdouble(w - w * (lr * weight_decay), m, v, t, grad, lr, beta1, beta2,
                                     eps)


def adamw_step_in_one_sum(w, m, v, t, grad, lr, weight_decay, beta1=0.9, beta2=0.999, eps=1e-8):
    m = beta1 * np.asarray(m) + (1 - beta1) * np.asarray(grad)
    v = beta2 * np.asarray(v) + (1 - beta2) * np.asarray(grad) ** 2
    direction = m / (1 - beta1**t) / (np.sqrt(v / (1 - beta2**t)) + eps)
    return w - lr * (weight_decay * np.asarray(w) + direction), m, v
