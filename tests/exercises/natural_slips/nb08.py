"""Natural slips in the exercises of notebook 8."""

import math

import numpy as np


def early_stop_ties_improve(val_losses, patience):
    best, best_epoch, waited = float("inf"), 0, 0
    for epoch, loss in enumerate(val_losses):
        if loss <= best:
            best, best_epoch, waited = loss, epoch, 0
        else:
            waited += 1
        if waited == patience:
            return epoch, best_epoch
    return len(val_losses) - 1, best_epoch


def early_stop_best_plus_patience(val_losses, patience):
    best_epoch = int(np.nanargmin(val_losses))
    return best_epoch + patience, best_epoch


def early_stop_one_epoch_late(val_losses, patience):
    best, best_epoch, waited = float("inf"), 0, 0
    for epoch, loss in enumerate(val_losses):
        if loss < best:
            best, best_epoch, waited = loss, epoch, 0
        else:
            waited += 1
            if waited > patience:
                return epoch, best_epoch
    return epoch, best_epoch


def early_stop_compares_with_the_epoch_before(val_losses, patience):
    waited, stop = 0, len(val_losses) - 1
    for epoch in range(1, len(val_losses)):
        if val_losses[epoch] < val_losses[epoch - 1]:
            waited = 0
        else:
            waited += 1
        if waited == patience:
            stop = epoch
            break
    return stop, int(np.nanargmin(val_losses[:stop + 1]))


def early_stop_never_counts_anew(val_losses, patience):
    best, best_epoch, waited = val_losses[0], 0, 0
    for epoch in range(1, len(val_losses)):
        if val_losses[epoch] < best:
            best, best_epoch = val_losses[epoch], epoch
        else:
            waited += 1
        if waited >= patience:
            return epoch, best_epoch
    return len(val_losses) - 1, best_epoch


def early_stop_swapped(val_losses, patience):
    best_epoch = 0
    for epoch, loss in enumerate(val_losses):
        if loss < val_losses[best_epoch]:
            best_epoch = epoch
        elif epoch - best_epoch >= patience:
            break
    return best_epoch, epoch


def early_stop_best_of_the_whole_list(val_losses, patience):
    best, waited, stop = math.inf, 0, len(val_losses) - 1
    for epoch, loss in enumerate(val_losses):
        if loss < best:
            best, waited = loss, 0
        else:
            waited += 1
        if waited >= patience:
            stop = epoch
            break
    return stop, int(np.nanargmin(val_losses))


def early_stop_from_one(val_losses, patience):
    best, best_epoch, waited = math.inf, 1, 0
    for epoch, loss in enumerate(val_losses, 1):
        if loss < best:
            best, best_epoch, waited = loss, epoch, 0
        else:
            waited += 1
        if waited == patience:
            break
    return epoch, best_epoch


def early_stop_no_return_at_the_end(val_losses, patience):
    best, best_epoch, waited = math.inf, 0, 0
    for epoch, loss in enumerate(val_losses):
        if loss < best:
            best, best_epoch, waited = loss, epoch, 0
        else:
            waited += 1
        if waited == patience:
            return epoch, best_epoch


def early_stop_nan_improves(val_losses, patience):
    best, best_epoch, waited = math.inf, 0, 0
    for epoch, loss in enumerate(val_losses):
        if loss >= best:
            waited += 1
            if waited == patience:
                return epoch, best_epoch
        else:
            best, best_epoch, waited = loss, epoch, 0
    return len(val_losses) - 1, best_epoch


def at_matched_loss_strictly_below(train_losses, test_accs, target):
    for loss, acc in zip(train_losses, test_accs, strict=True):
        if loss < target:
            return acc
    return None


def at_matched_loss_best_of_them(train_losses, test_accs, target):
    reached = [acc for loss, acc in zip(train_losses, test_accs, strict=True) if loss <= target]
    return max(reached) if reached else None


def at_matched_loss_last_of_them(train_losses, test_accs, target):
    found = None
    for loss, acc in zip(train_losses, test_accs, strict=True):
        if loss <= target:
            found = acc
    return found


def at_matched_loss_closest(train_losses, test_accs, target):
    train_losses = np.asarray(train_losses)
    if not np.any(train_losses <= target):
        return None
    return test_accs[int(np.nanargmin(np.abs(train_losses - target)))]


def at_matched_loss_argmax_without_a_check(train_losses, test_accs, target):
    return test_accs[int(np.argmax(np.asarray(train_losses) <= target))]


def at_matched_loss_returns_the_epoch(train_losses, test_accs, target):
    for epoch in range(len(train_losses)):
        if train_losses[epoch] <= target:
            return epoch
    return None


def at_matched_loss_walks_while_above(train_losses, test_accs, target):
    epoch = 0
    while epoch < len(train_losses) and train_losses[epoch] > target:
        epoch += 1
    return test_accs[epoch] if epoch < len(train_losses) else None


def at_matched_loss_gives_up_at_the_first(train_losses, test_accs, target):
    for loss, acc in zip(train_losses, test_accs, strict=True):
        if loss <= target:
            return acc
        else:
            return None


def at_matched_loss_nan_for_none(train_losses, test_accs, target):
    for loss, acc in zip(train_losses, test_accs, strict=True):
        if loss <= target:
            return acc
    return np.nan


def at_matched_loss_believes_it_falls(train_losses, test_accs, target):
    epoch = int(np.sum(np.asarray(train_losses) > target))
    return test_accs[epoch] if epoch < len(test_accs) else None


def _hessian(u, v, y):
    return np.array([[v**2, 2 * u * v - y], [2 * u * v - y, u**2]])


def scalar_net_sharpness_of_a_minimum(u, v, y=1.0):
    return u**2 + v**2


def scalar_net_sharpness_residual_off_the_diagonal(u, v, y=1.0):
    H = np.array([[v**2, u * v - y], [u * v - y, u**2]])
    return np.linalg.eigvalsh(H)[-1]


def scalar_net_sharpness_y_is_always_1(u, v, y=1.0):
    H = [[v**2, 2 * u * v - 1], [2 * u * v - 1, u**2]]
    return np.linalg.eigvalsh(H).max()


def scalar_net_sharpness_smallest(u, v, y=1.0):
    return np.linalg.eigvalsh(_hessian(u, v, y))[0]


def scalar_net_sharpness_both(u, v, y=1.0):
    return np.linalg.eigvalsh(_hessian(u, v, y))


def scalar_net_sharpness_norm(u, v, y=1.0):
    return np.linalg.norm(_hessian(u, v, y))


def scalar_net_sharpness_root_not_halved(u, v, y=1.0):
    trace = u**2 + v**2
    det = u**2 * v**2 - (2 * u * v - y) ** 2
    return trace / 2 + np.sqrt(trace**2 - 4 * det)


def scalar_net_sharpness_first_of_eig(u, v, y=1.0):
    eigenvalues = np.linalg.eig(_hessian(u, v, y))
    return eigenvalues[0][0]


def scalar_net_sharpness_without_default(u, v, y):
    return np.max(np.linalg.eigvalsh(_hessian(u, v, y)))


def scalar_net_sharpness_limit_of_the_rate(u, v, y=1.0):
    return 2 / np.max(np.linalg.eigvalsh(_hessian(u, v, y)))


def min_norm_vs_sign_without_c(X, y):
    return np.linalg.pinv(X) @ y, np.sign(X.T @ y)


def min_norm_vs_sign_swapped(X, y):
    s = np.sign(X.T @ y)
    a = X @ s
    return (a @ y) / (a @ a) * s, np.linalg.pinv(X) @ y


def min_norm_vs_sign_signs_of_w_gd(X, y):
    w_gd = np.linalg.pinv(X) @ y
    s = np.sign(w_gd)
    a = X @ s
    return w_gd, (a @ y) / (a @ a) * s


def min_norm_vs_sign_transpose_for_pinv(X, y):
    s = np.sign(X.T @ y)
    a = X @ s
    return X.T @ y, (a @ y) / (a @ a) * s


def min_norm_vs_sign_norm_not_squared(X, y):
    s = np.sign(X.T @ y)
    a = X @ s
    return np.linalg.pinv(X) @ y, (a @ y) / np.linalg.norm(a) * s


def min_norm_vs_sign_zero_counts_as_positive(X, y):
    s = np.where(X.T @ y >= 0, 1.0, -1.0)
    a = X @ s
    return np.linalg.pinv(X) @ y, (a @ y) / (a @ a) * s


def min_norm_vs_sign_mean_of_the_products(X, y):
    s = np.sign(X.T @ y)
    return np.linalg.pinv(X) @ y, np.mean((X @ s) * y) * s


def min_norm_vs_sign_c_fits_the_weights(X, y):
    w_gd = np.linalg.pinv(X) @ y
    s = np.sign(X.T @ y)
    return w_gd, (s @ w_gd) / (s @ s) * s


def min_norm_vs_sign_c_upside_down(X, y):
    s = np.sign(X.T @ y)
    a = X @ s
    return np.linalg.pinv(X) @ y, (a @ a) / (a @ y) * s


def min_norm_vs_sign_all_that_lstsq_returns(X, y):
    w_gd = np.linalg.lstsq(X, y, rcond=None)
    s = np.sign(X.T @ y)
    c = np.linalg.lstsq((X @ s)[:, None], y, rcond=None)[0]
    return w_gd, c * s
