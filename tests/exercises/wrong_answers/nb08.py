"""Wrong answers to the exercises of notebook 8, written without looking at the misconceptions."""

import math

import numpy as np


def early_stop_by_argmin(val_losses, patience):
    best = int(np.argmin(val_losses))
    return min(best + patience, len(val_losses) - 1), best


def early_stop_needs_a_real_gain(val_losses, patience):
    best, best_epoch, waited = math.inf, 0, 0
    for epoch, loss in enumerate(val_losses):
        if loss < 0.99 * best:
            best, best_epoch, waited = loss, epoch, 0
        else:
            waited += 1
            if waited >= patience:
                return epoch, best_epoch
    return epoch, best_epoch


def early_stop_counts_rises(val_losses, patience):
    waited, best_epoch = 0, 0
    for epoch in range(1, len(val_losses)):
        waited = waited + 1 if val_losses[epoch] > val_losses[epoch - 1] else 0
        if val_losses[epoch] < val_losses[best_epoch]:
            best_epoch = epoch
        if waited == patience:
            return epoch, best_epoch
    return len(val_losses) - 1, best_epoch


def early_stop_last_of_the_ties(val_losses, patience):
    best, best_epoch, waited = math.inf, 0, 0
    for epoch, loss in enumerate(val_losses):
        if loss <= best:
            best_epoch = epoch
        if loss < best:
            best, waited = loss, 0
        else:
            waited += 1
            if waited == patience:
                return epoch, best_epoch
    return epoch, best_epoch


def early_stop_none_for_never(val_losses, patience):
    best, best_epoch, waited = math.inf, 0, 0
    for epoch, loss in enumerate(val_losses):
        if loss < best:
            best, best_epoch, waited = loss, epoch, 0
        else:
            waited += 1
            if waited == patience:
                return epoch, best_epoch
    return None, best_epoch


def at_matched_loss_of_the_smallest_loss(train_losses, test_accs, target):
    if not len(train_losses) or not min(train_losses) <= target:
        return None
    return test_accs[int(np.argmin(train_losses))]


def at_matched_loss_interpolates(train_losses, test_accs, target):
    for k in range(1, len(train_losses)):
        if train_losses[k] <= target:
            share = (train_losses[k - 1] - target) / (train_losses[k - 1] - train_losses[k])
            return test_accs[k - 1] + share * (test_accs[k] - test_accs[k - 1])
    return None


def at_matched_loss_accuracy_reaches(train_losses, test_accs, target):
    for accuracy in test_accs:
        if accuracy >= target:
            return accuracy
    return None


def at_matched_loss_nearly(train_losses, test_accs, target):
    for loss, accuracy in zip(train_losses, test_accs, strict=True):
        if loss <= target or math.isclose(loss, target, rel_tol=1e-5):
            return accuracy
    return None


def at_matched_loss_stays_below(train_losses, test_accs, target):
    for k in range(len(train_losses)):
        if all(loss <= target for loss in train_losses[k:]):
            return test_accs[k]
    return None


def at_matched_loss_falsy_zero(train_losses, test_accs, target):
    found = 0.0
    for loss, acc in zip(train_losses, test_accs):
        if loss <= target and not found:
            found = acc
    return found or None


def scalar_net_sharpness_sum_of_entries(u, v, y=1.0):
    return u * u + v * v + 2 * abs(2 * u * v - y)


def scalar_net_sharpness_first_eigenvalue(u, v, y=1.0):
    return np.linalg.eig(np.array([[v * v, 2 * u * v - y], [2 * u * v - y, u * u]], float))[0][0]


def scalar_net_sharpness_outer_product(u, v, y=1.0):
    J = np.array([v, u], dtype=float)
    return np.linalg.eigvalsh(np.outer(J, J))[-1] + (u * v - y) ** 2


def scalar_net_sharpness_plus_y(u, v, y=1.0):
    return np.linalg.eigvalsh([[v * v, 2 * u * v + y], [2 * u * v + y, u * u]])[-1]


def scalar_net_sharpness_limit(u, v, y=1.0):
    top = np.linalg.eigvalsh([[v * v, 2 * u * v - y], [2 * u * v - y, u * u]])[-1]
    return 2 / top


def _signs(X, y):
    s = np.sign(X.T @ y)
    p = X @ s
    return (p @ y) / (p @ p) * s


def min_norm_vs_sign_transposed(X, y):
    return np.linalg.pinv(X.T).T @ y * 2, _signs(X, y)


def min_norm_vs_sign_both_the_same(X, y):
    w = np.linalg.pinv(X) @ y
    return w, w


def min_norm_vs_sign_mean_of_the_ratios(X, y):
    s = np.sign(X.T @ y)
    return np.linalg.pinv(X) @ y, np.mean(y * (X @ s)) / np.mean(np.abs(X @ s)) * s


def min_norm_vs_sign_c_only(X, y):
    s = np.sign(X.T @ y)
    p = X @ s
    return np.linalg.pinv(X) @ y, (p @ y) / (p @ p)


def min_norm_vs_sign_signs_of_the_features(X, y):
    s = np.sign(X.sum(axis=0))
    p = X @ s
    return np.linalg.pinv(X) @ y, (p @ y) / (p @ p + 1e-12) * s


KEYS = ("between_0_and_1", "small_is_slow", "large_is_fast", "large_diverges",
        "ensures_the_optimum", "adapts_to_performance", "adaptive_is_stable",
        "adaptive_balances", "decay_refines", "keras_learning_rate")
WORDS = ("wrong", "qualified", "qualified", "qualified", "qualified", "wrong", "qualified",
         "qualified", "qualified", "true")
NUMBERS = (109.8, 1375, 132, 123.3, 9.76, 0, 1.0, 0.3, 0.0527, 0.418)


def verdicts_as_a_list():
    return list(zip(KEYS, WORDS, NUMBERS))


def verdicts_one_missing():
    return dict(zip(KEYS[:-1], zip(WORDS, NUMBERS)))


def verdicts_with_nan():
    return dict(zip(KEYS, zip(WORDS, (*NUMBERS[:-1], math.nan))))


def verdicts_with_three_entries():
    return dict(zip(KEYS, zip(WORDS, NUMBERS, NUMBERS)))


def verdicts_with_the_numbers_of_the_text():
    return dict(zip(KEYS, zip(WORDS, (0.2485, *NUMBERS[1:]))))


def verdicts_empty():
    return {}
