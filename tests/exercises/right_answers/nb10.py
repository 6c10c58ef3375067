"""Right answers to the exercises of notebook 10 in unusual clothes."""

import itertools
import math
from functools import reduce

import numpy as np

# softmax_xent ------------------------------------------------------------------------------


def softmax_xent_row_by_row(logits, labels):
    n, losses, rows = len(labels), [], []
    for row, label in zip(logits, labels):
        top = max(row)
        exps = [math.exp(z - top) for z in row]
        total = sum(exps)
        losses.append(math.log(total) + top - row[label])
        rows.append([(e / total - (k == label)) / n for k, e in enumerate(exps)])
    return sum(losses) / n, rows


def softmax_xent_with_logaddexp(logits, labels):
    log_z = np.logaddexp.reduce(logits.astype(float), axis=1)
    onehot = np.eye(logits.shape[1])[labels]
    loss = np.mean(log_z - (logits * onehot).sum(axis=1))
    return loss, (np.exp(logits - log_z[:, None]) - onehot) / len(labels)


def softmax_xent_with_take_along_axis(logits, labels):
    z = logits - np.max(logits, axis=1)[:, np.newaxis]
    log_p = z - np.log(np.sum(np.exp(z), axis=1))[:, np.newaxis]
    picked = np.take_along_axis(log_p, labels[:, None], axis=1)
    grad = np.exp(log_p)
    np.put_along_axis(grad, labels[:, None], np.exp(picked) - 1, axis=1)
    return [np.array(-picked.mean()), grad / len(labels)]


def softmax_xent_with_longdouble(logits, labels):
    z = np.asarray(logits, dtype=np.longdouble)
    z = z - z.max(axis=1, keepdims=True)
    total = np.exp(z).sum(axis=1, keepdims=True)
    rows = np.arange(len(labels))
    onehot = np.zeros_like(z)
    onehot[rows, labels] = 1
    loss = (np.log(total[:, 0]) - z[rows, labels]).sum() / len(labels)
    return loss, (np.exp(z) / total - onehot) / len(labels)


def softmax_xent_transposed(logits, labels):
    z = logits.T - logits.max(axis=1)
    p = np.exp(z) / np.exp(z).sum(axis=0)
    log_z = np.log(np.exp(z).sum(axis=0))
    n = len(labels)
    target = (np.arange(len(z))[:, None] == labels).astype(float)
    return float(np.mean(log_z - np.sum(z * target, axis=0))), ((p - target) / n).T


def softmax_xent_as_a_generator(logits, labels):
    shifted = logits - logits.max(1, keepdims=True)
    log_p = shifted - np.log(np.exp(shifted).sum(1, keepdims=True))
    yield -sum(row[label] for row, label in zip(log_p, labels)) / len(labels)
    yield (np.exp(log_p) - np.eye(log_p.shape[1])[labels]) / len(labels)


# mlp_grads ---------------------------------------------------------------------------------


def _softmax_grad(logits, y):
    return softmax_xent_with_longdouble(logits, y)[1].astype(float)


def mlp_grads_as_a_tuple(params, X, y):
    W1, b1, W2, b2 = params
    before = b1 + np.dot(X, W1)
    hidden = before.clip(min=0)
    d = _softmax_grad(np.dot(hidden, W2) + b2, y)
    dh = np.where(before > 0, np.dot(d, np.transpose(W2)), 0)
    return np.dot(X.T, dh), np.add.reduce(dh), np.dot(hidden.T, d), np.add.reduce(d)


def mlp_grads_example_by_example(params, X, y):
    W1, b1, W2, b2 = params
    grads = [np.zeros(p.shape) for p in params]
    for x, label in zip(X, y):
        before = x @ W1 + b1
        hidden = before * (before > 0)
        d = _softmax_grad((hidden @ W2 + b2)[None, :], np.array([label]))[0] / len(y)
        dh = (W2 @ d) * (before > 0)
        for grad, add in zip(grads, (np.outer(x, dh), dh, np.outer(hidden, d), d)):
            grad += add
    return grads


def mlp_grads_with_einsum(params, X, y):
    W1, b1, W2, b2 = params
    before = np.einsum("nd,dh->nh", X, W1) + b1
    hidden = np.maximum(0, before)
    d = _softmax_grad(np.einsum("nh,hk->nk", hidden, W2) + b2, y)
    dh = np.einsum("nk,hk->nh", d, W2) * np.heaviside(before, 0.0)
    return [np.einsum("nd,nh->dh", X, dh), np.einsum("nh->h", dh),
            np.einsum("nh,nk->hk", hidden, d), np.einsum("nk->k", d)]


def mlp_grads_with_biases_as_weights(params, X, y):
    W1, b1, W2, b2 = params
    X = np.column_stack([X, np.ones(len(X))])
    before = X @ np.vstack([W1, b1])
    hidden = np.column_stack([np.maximum(before, 0), np.ones(len(X))])
    d = _softmax_grad(hidden @ np.vstack([W2, b2]), y)
    dh = (d @ W2.T) * (before > 0)
    lower, upper = X.T @ dh, hidden.T @ d
    return [lower[:-1], lower[-1], upper[:-1], upper[-1]]


def mlp_grads_as_lists(params, X, y):
    return [grad.tolist() for grad in mlp_grads_with_einsum(params, X, y)]


def mlp_grads_as_a_generator(params, X, y):
    W1, b1, W2, b2 = (np.array(p, dtype=float) for p in params)
    before = X @ W1 + b1
    hidden = (before + np.abs(before)) / 2
    d = _softmax_grad(hidden @ W2 + b2, y)
    on = (np.sign(before) + 1) // 2
    on[before == 0] = 0
    back = d @ W2.T * on
    yield from (X.T @ back, back.sum(0), hidden.T @ d, d.sum(0))


# budget_meter ------------------------------------------------------------------------------


def budget_meter_counting_down(examples_per_run, budget):
    for run in examples_per_run:
        budget -= run
    return not budget < 0


def budget_meter_in_numpy(examples_per_run, budget):
    return np.sum(examples_per_run) <= budget


def budget_meter_by_recursion(examples_per_run, budget):
    if not examples_per_run:
        return budget >= 0
    return budget_meter_by_recursion(examples_per_run[1:], budget - examples_per_run[0])


def budget_meter_at_every_moment(examples_per_run, budget):
    return all(total <= budget for total in itertools.accumulate(examples_per_run, initial=0))


def budget_meter_as_an_array(examples_per_run, budget):
    return np.array(math.fsum(examples_per_run) - budget <= 0.5)


def budget_meter_reduced(examples_per_run, budget):
    return int(reduce(lambda a, b: a + b, examples_per_run, 0) < budget + 1)


# submission --------------------------------------------------------------------------------


def _against(difference, rival="adam", lr=0.03, batch_size=32, starts=5, detected=False):
    """The comparison with a rival that decays as a cosine; by default Adam, nothing detected."""
    return {"rival": {"optimizer": rival, "lr": lr, "schedule": "cosine",
                      "batch_size": batch_size}, "starts": starts, "difference": difference,
            "detected": detected}


def submission_momentum():
    return {"optimizer": "momentum", "lr": 0.1, "schedule": "warmup_cosine", "batch_size": 16,
            **_against(-0.00245)}


def submission_nesterov():
    return {"optimizer": "nesterov", "lr": 0.1, "schedule": "warmup_cosine", "batch_size": 16,
            "momentum": 0.9, **_against(-0.0053, starts=3)}


def submission_numpy_numbers():
    return {"batch_size": np.int64(16), "lr": np.array(0.02), "schedule": "warmup_cosine",
            "optimizer": "adam", **_against(np.float64(0.0175), "momentum", np.float64(0.1),
                                            np.int64(32), np.int64(5), np.bool_(True))}


def submission_adamw():
    return {"optimizer": "adamw", "lr": 0.02, "schedule": "warmup_cosine", "batch_size": 16,
            "weight_decay": 0.1, **_against(0)}


def submission_rival_as_a_recipe():
    from lrkit.capstone import Recipe

    return {"optimizer": "adam", "lr": 0.02, "schedule": "warmup_cosine", "batch_size": 16,
            "rival": Recipe("sgd", 1.0, "cosine", 32), "starts": 5,
            "difference": 0.017, "detected": True}


def submission_small_batches():
    return {"optimizer": "momentum", "lr": 0.05, "schedule": "warmup_cosine", "batch_size": 8,
            "warmup": 0.1, **_against(2.5e-3)}


def submission_linear():
    return {"optimizer": "adam", "lr": 0.02, "schedule": "linear", "batch_size": 16,
            **_against(-0.005)}
