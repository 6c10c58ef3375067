"""Wrong answers to the exercises of notebook 10, written without looking at the misconceptions."""

import numpy as np


def _p(logits):
    e = np.exp(logits - logits.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


def softmax_xent_with_a_small_number(logits, labels):
    p, n = _p(logits), np.arange(len(labels))
    g = p.copy()
    g[n, labels] -= 1
    return -np.log(p[n, labels] + 1e-3).mean(), g / len(labels)


def softmax_xent_of_all_classes(logits, labels):
    p = _p(logits)
    g = p - np.eye(logits.shape[1])[labels]
    return -np.log(p).mean(), g / len(labels)


def softmax_xent_onehot_scaled(logits, labels):
    p, n = _p(logits), np.arange(len(labels))
    g = p / len(labels)
    g[n, labels] -= 1
    return -np.log(p[n, labels]).mean(), g


def softmax_xent_entropy(logits, labels):
    p = _p(logits)
    return -(p * np.log(np.maximum(p, 1e-300))).sum(axis=1).mean(), p / len(labels)


def softmax_xent_loss_of_each(logits, labels):
    p, n = _p(logits), np.arange(len(labels))
    g = p.copy()
    g[n, labels] -= 1
    return -np.log(p[n, labels]), g / len(labels)


def softmax_xent_sigmoid(logits, labels):
    s = 1 / (1 + np.exp(-logits))
    n = np.arange(len(labels))
    return -np.log(s[n, labels]).mean(), (s - np.eye(logits.shape[1])[labels]) / len(labels)


def _parts(params, X, y):
    W1, b1, W2, b2 = params
    h = np.maximum(X @ W1 + b1, 0)
    d = _p(h @ W2 + b2)
    d[np.arange(len(y)), y] -= 1
    return W1, W2, h, d / len(y)


def mlp_grads_w2_not_transposed(params, X, y):
    _, W2, h, d = _parts(params, X, y)
    dh = (d @ np.resize(W2, W2.T.shape)) * (h > 0)
    return [X.T @ dh, dh.sum(0), h.T @ d, d.sum(0)]


def mlp_grads_w1_not_masked(params, X, y):
    _, W2, h, d = _parts(params, X, y)
    dh = d @ W2.T
    return [X.T @ dh, (dh * (h > 0)).sum(0), h.T @ d, d.sum(0)]


def mlp_grads_upper_only(params, X, y):
    W1, W2, h, d = _parts(params, X, y)
    return [np.zeros_like(W1), np.zeros(len(W2)), h.T @ d, d.sum(0)]


def mlp_grads_one_array(params, X, y):
    _, W2, h, d = _parts(params, X, y)
    dh = (d @ W2.T) * (h > 0)
    return np.concatenate([g.ravel() for g in (X.T @ dh, dh.sum(0), h.T @ d, d.sum(0))])


def mlp_grads_leaky(params, X, y):
    _, W2, h, d = _parts(params, X, y)
    dh = (d @ W2.T) * np.where(h > 0, 1, 0.01)
    return [X.T @ dh, dh.sum(0), h.T @ d, d.sum(0)]


def mlp_grads_with_decay(params, X, y):
    W1, W2, h, d = _parts(params, X, y)
    dh = (d @ W2.T) * (h > 0)
    return [X.T @ dh + 1e-3 * W1, dh.sum(0), h.T @ d + 1e-3 * W2, d.sum(0)]


def budget_meter_with_some_tolerance(examples_per_run, budget):
    total = sum(examples_per_run)
    return total <= budget or bool(np.isclose(total, budget))


def budget_meter_some_run(examples_per_run, budget):
    return any(run <= budget for run in examples_per_run)


def budget_meter_of_the_largest(examples_per_run, budget):
    return max(examples_per_run, default=0) * len(examples_per_run) <= budget


def budget_meter_room_for_another(examples_per_run, budget):
    if not examples_per_run:
        return True
    return sum(examples_per_run) + examples_per_run[-1] <= budget


def budget_meter_says_yes(examples_per_run, budget):
    return "yes" if sum(examples_per_run) <= budget else "no"


def budget_meter_distinct_runs(examples_per_run, budget):
    return sum(set(examples_per_run)) <= budget


def submission_empty():
    return {}


def submission_unknown_optimizer():
    return {"optimizer": "lion", "lr": 0.01, "schedule": "cosine", "batch_size": 16}


def submission_negative_rate():
    return {"optimizer": "sgd", "lr": -0.1, "schedule": "cosine", "batch_size": 16}


def submission_huge_rate():
    return {"optimizer": "momentum", "lr": 10, "schedule": "constant", "batch_size": 16}


def submission_claims_a_score():
    return {"optimizer": "adam", "lr": 0.02, "schedule": "cosine", "batch_size": 16, "score": 0.0}


def submission_tiny_batches():
    return {"optimizer": "sgd", "lr": 0.1, "schedule": "cosine", "batch_size": 1}


def submission_lr_as_text():
    return {"optimizer": "adam", "lr": "0.02", "schedule": "cosine", "batch_size": 16}


def submission_a_recipe_alone():
    return {"optimizer": "adam", "lr": 0.03, "schedule": "warmup_cosine", "batch_size": 16}


def submission_its_own_rival():
    recipe = {"optimizer": "adam", "lr": 0.03, "schedule": "warmup_cosine", "batch_size": 16}
    return {**recipe, "rival": {**recipe, "lr": 0.0301}, "starts": 3, "difference": 0.00568,
            "detected": False}


def submission_its_own_rival_in_a_batch_more():
    recipe = {"optimizer": "adam", "lr": 0.03, "schedule": "warmup_cosine", "batch_size": 16}
    return {**recipe, "rival": {**recipe, "batch_size": 17}, "starts": 3, "difference": 0.0,
            "detected": False}


def submission_its_own_rival_by_another_name():
    recipe = {"optimizer": "adam", "lr": 0.03, "schedule": "warmup_cosine", "batch_size": 16}
    return {**recipe, "rival": {**recipe, "optimizer": "adamw", "weight_decay": 0}, "starts": 3,
            "difference": 0.0, "detected": False}


def submission_guessed_the_verdict():
    recipe = {"optimizer": "adam", "lr": 0.03, "schedule": "warmup_cosine", "batch_size": 16}
    rival = {"optimizer": "momentum", "lr": 0.1, "schedule": "cosine", "batch_size": 32}
    return {**recipe, "rival": rival, "starts": 10, "difference": 0.01, "detected": True}


def submission_subtracted_the_other_way_round():
    recipe = {"optimizer": "adam", "lr": 0.02, "schedule": "warmup_cosine", "batch_size": 16}
    rival = {"optimizer": "momentum", "lr": 0.1, "schedule": "cosine", "batch_size": 32}
    return {**recipe, "rival": rival, "starts": 5, "difference": -0.0175, "detected": True}


def submission_a_rival_of_straw():
    recipe = {"optimizer": "adam", "lr": 0.03, "schedule": "warmup_cosine", "batch_size": 16}
    rival = {"optimizer": "sgd", "lr": 0.01, "schedule": "constant", "batch_size": 32}
    return {**recipe, "rival": rival, "starts": 3, "difference": 1.33, "detected": True}


def submission_sees_a_difference_that_is_none():
    recipe = {"optimizer": "adam", "lr": 0.03, "schedule": "warmup_cosine", "batch_size": 16}
    rival = {"optimizer": "adam", "lr": 0.03, "schedule": "cosine", "batch_size": 32}
    return {**recipe, "rival": rival, "starts": 5, "difference": 0.0056, "detected": True}


def submission_decays_without_adamw():
    return {"optimizer": "adam", "lr": 0.02, "schedule": "cosine", "batch_size": 16,
            "weight_decay": 0.1}
