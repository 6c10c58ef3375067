"""Natural slips in the exercises of notebook 10."""

import numpy as np


def _probabilities(logits):
    e = np.exp(logits - logits.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


def softmax_xent_overflows(logits, labels):
    n = len(labels)
    e = np.exp(logits)
    p = e / e.sum(axis=1, keepdims=True)
    loss = -np.log(p[np.arange(n), labels]).mean()
    d = p.copy()
    d[np.arange(n), labels] -= 1
    return loss, d / n


def softmax_xent_global_maximum(logits, labels):
    n = len(labels)
    e = np.exp(logits - np.max(logits))
    p = e / e.sum(axis=1, keepdims=True)
    loss = -np.log(p[np.arange(n), labels]).mean()
    d = p.copy()
    d[np.arange(n), labels] -= 1
    return loss, d / n


def softmax_xent_epsilon_in_the_log(logits, labels):
    n = len(labels)
    p = _probabilities(np.asarray(logits, float))
    loss = -np.mean(np.log(p[np.arange(n), labels] + 1e-12))
    d = p.copy()
    d[np.arange(n), labels] -= 1
    return loss, d / n


def softmax_xent_gradient_not_averaged(logits, labels):
    n = len(labels)
    p = _probabilities(np.asarray(logits, float))
    one_hot = np.eye(p.shape[1])[labels]
    loss = -np.log(p[np.arange(n), labels]).mean()
    return loss, p - one_hot


def softmax_xent_whole_columns(logits, labels):
    n = len(labels)
    p = _probabilities(np.asarray(logits, float))
    loss = -np.log(p[:, labels]).mean()
    d = p.copy()
    d[:, labels] -= 1
    return loss, d / n


def softmax_xent_true_minus_believed(logits, labels):
    n = len(labels)
    p = _probabilities(np.asarray(logits, float))
    one_hot = np.eye(p.shape[1])[labels]
    loss = -np.sum(one_hot * np.log(p)) / n
    return loss, (one_hot - p) / n


def softmax_xent_in_place(logits, labels):
    n = len(labels)
    logits -= logits.max(axis=1, keepdims=True)
    e = np.exp(logits)
    p = e / e.sum(axis=1, keepdims=True)
    loss = -np.log(p[np.arange(n), labels]).mean()
    p[np.arange(n), labels] -= 1
    return loss, p / n


def softmax_xent_down_the_columns(logits, labels):
    n = len(labels)
    e = np.exp(logits - logits.max(axis=0))
    p = e / e.sum(axis=0)
    loss = -np.log(p[np.arange(n), labels]).mean()
    d = p.copy()
    d[np.arange(n), labels] -= 1
    return loss, d / n


def softmax_xent_without_keepdims(logits, labels):
    n = len(labels)
    e = np.exp(logits - logits.max(axis=1))
    p = e / e.sum(axis=1)
    loss = -np.log(p[np.arange(n), labels]).mean()
    d = p.copy()
    d[np.arange(n), labels] -= 1
    return loss, d / n


def softmax_xent_one_subtracted_before_the_loss(logits, labels):
    n = len(labels)
    p = _probabilities(np.asarray(logits, float))
    dlogits = p
    dlogits[np.arange(n), labels] -= 1
    loss = -np.log(p[np.arange(n), labels]).mean()
    return loss, dlogits / n


def _minus_truth(logits, y):
    d = _probabilities(logits)
    d[np.arange(len(y)), y] -= 1
    return d


def mlp_grads_no_mask(params, X, y):
    W1, b1, W2, b2 = params
    hidden = np.maximum(0, X @ W1 + b1)
    d = _minus_truth(hidden @ W2 + b2, y) / len(y)
    dhidden = d @ W2.T
    return [X.T @ dhidden, dhidden.sum(axis=0), hidden.T @ d, d.sum(axis=0)]


def mlp_grads_max_of_the_gradient(params, X, y):
    W1, b1, W2, b2 = params
    hidden = np.maximum(0, X @ W1 + b1)
    d = _minus_truth(hidden @ W2 + b2, y) / len(y)
    dz = np.maximum(0, d @ W2.T)
    return [X.T @ dz, dz.sum(axis=0), hidden.T @ d, d.sum(axis=0)]


def mlp_grads_biases_averaged(params, X, y):
    W1, b1, W2, b2 = params
    hidden = np.maximum(0, X @ W1 + b1)
    d = _minus_truth(hidden @ W2 + b2, y) / len(y)
    dz = d @ W2.T * (hidden > 0)
    return [X.T @ dz, dz.mean(axis=0), hidden.T @ d, d.mean(axis=0)]


def mlp_grads_biases_not_summed(params, X, y):
    W1, b1, W2, b2 = params
    hidden = np.maximum(0, X @ W1 + b1)
    d = _minus_truth(hidden @ W2 + b2, y) / len(y)
    dz = d @ W2.T * (hidden > 0)
    return [X.T @ dz, dz, hidden.T @ d, d]


def mlp_grads_not_averaged(params, X, y):
    W1, b1, W2, b2 = params
    hidden = np.maximum(0, X @ W1 + b1)
    d = _minus_truth(hidden @ W2 + b2, y)
    dz = d @ W2.T * (hidden > 0)
    return [X.T @ dz, dz.sum(axis=0), hidden.T @ d, d.sum(axis=0)]


def mlp_grads_products_the_other_way(params, X, y):
    W1, b1, W2, b2 = params
    hidden = np.maximum(0, X @ W1 + b1)
    d = _minus_truth(hidden @ W2 + b2, y) / len(y)
    dz = d @ W2.T * (hidden > 0)
    return [dz.T @ X, dz.sum(axis=0), d.T @ hidden, d.sum(axis=0)]


def mlp_grads_weights_before_biases(params, X, y):
    W1, b1, W2, b2 = params
    hidden = np.maximum(0, X @ W1 + b1)
    d = _minus_truth(hidden @ W2 + b2, y) / len(y)
    dz = d @ W2.T * (hidden > 0)
    return [X.T @ dz, hidden.T @ d, dz.sum(axis=0), d.sum(axis=0)]


def mlp_grads_forward_without_biases(params, X, y):
    W1, _b1, W2, _b2 = params
    hidden = np.maximum(0, X @ W1)
    d = _minus_truth(hidden @ W2, y) / len(y)
    dz = d @ W2.T * (hidden > 0)
    return [X.T @ dz, dz.sum(axis=0), hidden.T @ d, d.sum(axis=0)]


def mlp_grads_passes_at_zero(params, X, y):
    W1, b1, W2, b2 = params
    z = X @ W1 + b1
    hidden = np.maximum(0, z)
    d = _minus_truth(hidden @ W2 + b2, y) / len(y)
    dz = d @ W2.T * (z >= 0)
    return [X.T @ dz, dz.sum(axis=0), hidden.T @ d, d.sum(axis=0)]


def mlp_grads_first_bias_before_the_mask(params, X, y):
    W1, b1, W2, b2 = params
    hidden = np.maximum(0, X @ W1 + b1)
    d = _minus_truth(hidden @ W2 + b2, y) / len(y)
    dhidden = d @ W2.T
    db1 = dhidden.sum(axis=0)
    dhidden[hidden == 0] = 0
    return [X.T @ dhidden, db1, hidden.T @ d, d.sum(axis=0)]


def budget_meter_strictly_below(examples_per_run, budget):
    return sum(examples_per_run) < budget


def budget_meter_counts_the_runs(examples_per_run, budget):
    return len(examples_per_run) <= budget


def budget_meter_each_run_alone(examples_per_run, budget):
    return all(examples <= budget for examples in examples_per_run)


def budget_meter_returns_in_the_loop(examples_per_run, budget):
    used = 0
    for examples in examples_per_run:
        used += examples
        return used <= budget


def budget_meter_true_when_over(examples_per_run, budget):
    return sum(examples_per_run) > budget


def budget_meter_what_is_left(examples_per_run, budget):
    for examples in examples_per_run:
        budget -= examples
    return budget


def budget_meter_last_run_only(examples_per_run, budget):
    used = 0
    for examples in examples_per_run:
        used = examples
    return used <= budget


def budget_meter_no_runs_is_false(examples_per_run, budget):
    if not examples_per_run:
        return False
    return sum(examples_per_run) <= budget


def budget_meter_no_else(examples_per_run, budget):
    if sum(examples_per_run) <= budget:
        return True


def budget_meter_prints(examples_per_run, budget):
    print(sum(examples_per_run) <= budget)


BEST = {"optimizer": "adam", "lr": 0.03, "schedule": "cosine", "batch_size": 32}
SECOND = {"optimizer": "momentum", "lr": 0.1, "schedule": "cosine", "batch_size": 32}


def submission_default_adam():
    return {"optimizer": "adam", "lr": 0.001, "schedule": "constant", "batch_size": 32,
            "rival": {"optimizer": "sgd", "lr": 0.1, "schedule": "constant", "batch_size": 32},
            "starts": 3, "difference": -0.0735, "detected": True}


def submission_two_recipes():
    return BEST, SECOND


def submission_recipe_under_a_key():
    return {"recipe": BEST, "rival": SECOND, "starts": 5, "difference": 0.0185, "detected": True}


def submission_recipe_minus_rival():
    return {**BEST, "rival": SECOND, "starts": 5, "difference": -0.0185, "detected": True}


def submission_list_of_starts():
    return {**BEST, "rival": SECOND, "starts": [0, 1, 2, 3, 4], "difference": 0.0185,
            "detected": True}


def submission_detected_in_words():
    return {**BEST, "rival": SECOND, "starts": 5, "difference": 0.0185,
            "detected": "a difference was detected"}


def submission_learning_rate():
    recipe = {"optimizer": "adam", "learning_rate": 0.03, "schedule": "cosine", "batch_size": 32}
    rival = {"optimizer": "momentum", "learning_rate": 0.1, "schedule": "cosine", "batch_size": 32}
    return {**recipe, "rival": rival, "starts": 5, "difference": 0.0185, "detected": True}


def submission_rival_too_near():
    return {**BEST, "rival": {**BEST, "lr": 0.025}, "starts": 5, "difference": -0.00101,
            "detected": False}


def submission_not_zero_is_detected():
    rival = {"optimizer": "adam", "lr": 0.01, "schedule": "constant", "batch_size": 32}
    return {**BEST, "rival": rival, "starts": 5, "difference": 0.00618, "detected": True}


def submission_rival_submitted():
    return {**SECOND, "rival": BEST, "starts": 5, "difference": -0.0185, "detected": True}
