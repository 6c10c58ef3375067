"""Right answers to the exercises of notebook 8 in unusual clothes."""

import itertools
import math

import numpy as np

# early_stop --------------------------------------------------------------------------------


def early_stop_with_a_while(val_losses, patience):
    epoch, best = 0, 0
    while epoch + 1 < len(val_losses) and epoch - best < patience:
        epoch += 1
        if val_losses[epoch] < val_losses[best]:
            best = epoch
    return epoch, best


def early_stop_in_numpy(val_losses, patience):
    losses = np.where(np.isfinite(val_losses), val_losses, np.inf)
    lowest = np.minimum.accumulate(losses)
    better = np.r_[True, losses[1:] < lowest[:-1]]
    best = np.maximum.accumulate(np.where(better, np.arange(len(losses)), 0))
    late = np.flatnonzero(np.arange(len(losses)) - best >= patience)
    stop = late[0] if late.size else len(losses) - 1
    return np.array([stop, best[stop]])


def early_stop_by_recursion(val_losses, patience, epoch=0, best=0):
    if epoch > 0 and val_losses[epoch] < val_losses[best]:
        best = epoch
    if epoch - best == patience or epoch == len(val_losses) - 1:
        return [epoch, best]
    return early_stop_by_recursion(val_losses, patience, epoch + 1, best)


def early_stop_as_floats(val_losses, patience):
    best, left, stop = 0.0, patience, 0.0
    lowest = float("inf")
    for epoch, loss in enumerate(map(float, val_losses)):
        stop = float(epoch)
        left -= 1
        if loss < lowest:
            lowest, best, left = loss, float(epoch), patience
        if left == 0:
            break
    return stop, best


def early_stop_with_slices(val_losses, patience):
    clean = [math.inf if loss != loss else loss for loss in val_losses]
    for stop in range(len(clean)):
        seen = clean[: stop + 1]
        best = seen.index(min(seen))
        if stop - best >= patience:
            return stop, best
    return stop, best


def early_stop_with_a_closure(val_losses, patience):
    record = {"best": 0, "stop": 0}

    def run(epoch):
        record["stop"] = epoch
        if epoch and val_losses[epoch] < val_losses[record["best"]]:
            record["best"] = epoch
        return epoch - record["best"] < patience

    all(map(run, range(len(val_losses))))
    return tuple(record[key] for key in ("stop", "best"))


# at_matched_loss ---------------------------------------------------------------------------


def at_matched_loss_with_next(train_losses, test_accs, target):
    return next((a for loss, a in zip(train_losses, test_accs) if target >= loss), None)


def at_matched_loss_in_numpy(train_losses, test_accs, target):
    reached = np.flatnonzero(np.asarray(train_losses, dtype=float) <= target)
    return np.asarray(test_accs)[reached[0]] if reached.size else None


def at_matched_loss_with_argmax(train_losses, test_accs, target):
    reached = [loss <= target for loss in train_losses]
    return float(test_accs[int(np.argmax(reached))]) if any(reached) else None


def at_matched_loss_by_recursion(train_losses, test_accs, target):
    if len(train_losses) == 0:
        return None
    if train_losses[0] <= target:
        return np.array(test_accs[0])
    return at_matched_loss_by_recursion(train_losses[1:], test_accs[1:], target)


def at_matched_loss_backwards(train_losses, test_accs, target):
    found = None
    for epoch in range(len(train_losses) - 1, -1, -1):
        if not math.isnan(train_losses[epoch]) and not train_losses[epoch] > target:
            found = test_accs[epoch]
    return found


def at_matched_loss_with_dropwhile(train_losses, test_accs, target):
    pairs = itertools.dropwhile(lambda pair: not pair[0] <= target, zip(train_losses, test_accs))
    for _, accuracy in pairs:
        return np.longdouble(accuracy)


# scalar_net_sharpness ----------------------------------------------------------------------


def scalar_net_sharpness_by_hand(u, v, y=1.0):
    trace, mixed = u * u + v * v, 2 * u * v - y
    return (trace + math.sqrt((u * u - v * v) ** 2 + 4 * mixed**2)) / 2


def scalar_net_sharpness_with_eig(u, v, y=1.0):
    off = 2 * u * v - y
    return np.linalg.eigvals(np.array([[v**2, off], [off, u**2]], dtype=float)).real.max()


def scalar_net_sharpness_as_a_norm(u, v, y=1.0):
    off = 2 * u * v - y  # the larger eigenvalue is the one larger in size, since the trace is >= 0
    return np.linalg.norm(np.array([[v * v, off], [off, u * u]], dtype=float), ord=2)


def scalar_net_sharpness_from_the_characteristic_polynomial(u, v, y=1.0):
    off = 2 * u * v - y
    roots = np.roots([1.0, -(u * u + v * v), (u * v) ** 2 - off**2])
    return max(root.real for root in roots)


def scalar_net_sharpness_with_longdouble(u, v, y=1.0):
    u, v, y = np.longdouble(u), np.longdouble(v), np.longdouble(y)
    return (u * u + v * v) / 2 + np.hypot((u * u - v * v) / 2, 2 * u * v - y)


def scalar_net_sharpness_from_the_residual(u, v, y=1.0):
    jacobian = np.array([[v], [u]], dtype=float)
    hessian = jacobian @ jacobian.T + (u * v - y) * np.array([[0, 1], [1, 0]])
    return [float(value) for value in np.linalg.eigvalsh(hessian)][1]


# min_norm_vs_sign --------------------------------------------------------------------------


def min_norm_vs_sign_by_lstsq(X, y):
    signs = np.sign(y @ X)
    c = np.linalg.lstsq((X @ signs)[:, None], y, rcond=None)[0][0]
    return np.linalg.lstsq(X, y, rcond=None)[0], c * signs


def min_norm_vs_sign_by_svd(X, y):
    U, s, Vt = np.linalg.svd(np.asarray(X, dtype=float), full_matrices=False)
    inverse = np.array([1 / value if value > 1e-10 * s[0] else 0 for value in s])
    signs = np.array([int(g > 0) - int(g < 0) for g in X.T @ y], dtype=float)
    p = X @ signs
    return [Vt.T @ (inverse * (U.T @ y)), signs * np.vdot(p, y) / np.vdot(p, p)]


def min_norm_vs_sign_by_the_gram_matrix(X, y):
    X, y = np.array(X, dtype=float), np.array(y, dtype=float)
    signs = np.sign(X.T.dot(y))
    p = X.dot(signs)
    return X.T @ (np.linalg.pinv(X @ X.T) @ y), signs * (p.dot(y) / np.linalg.norm(p) ** 2)


def min_norm_vs_sign_as_lists(X, y):
    w = (np.linalg.pinv(X) @ y).tolist()
    signs = [float(np.sign(sum(row[k] * label for row, label in zip(X, y))))
             for k in range(X.shape[1])]
    p = [sum(a * s for a, s in zip(row, signs)) for row in X]
    c = sum(a * b for a, b in zip(p, y)) / sum(a * a for a in p)
    return w, [c * s for s in signs]


def min_norm_vs_sign_with_einsum(X, y):
    signs = np.sign(np.einsum("nd,n->d", X, y))
    p = np.einsum("nd,d->n", X, signs)
    c = np.einsum("n,n->", p, y) / np.einsum("n,n->", p, p)
    return np.einsum("dn,n->d", np.linalg.pinv(X), y), c * signs


def min_norm_vs_sign_as_a_generator(X, y):
    yield np.matmul(np.linalg.pinv(X), y)
    signs = np.sign(np.matmul(np.transpose(X), y))
    p = np.matmul(X, signs)
    yield signs * (p @ y / np.sum(p * p))


# verdicts ----------------------------------------------------------------------------------

NUMBERS = {
    "between_0_and_1": 109.835, "small_is_slow": 1375.0, "large_is_fast": 132,
    "large_diverges": 123.28, "ensures_the_optimum": 9.758, "adapts_to_performance": 6.5e-9,
    "adaptive_is_stable": 1.0, "adaptive_balances": 0.3, "decay_refines": 1 / 19,
    "keras_learning_rate": 0.41812,
}
WORDS = dict.fromkeys(NUMBERS, "qualified") | {
    "between_0_and_1": "wrong", "adapts_to_performance": "wrong", "keras_learning_rate": "true"}


def verdicts_zipped():
    return dict(zip(NUMBERS, zip(WORDS.values(), NUMBERS.values())))


def verdicts_as_lists():
    return {name: [WORDS[name], np.float64(NUMBERS[name])] for name in sorted(NUMBERS)}


def verdicts_of_arrays():
    return {name: (WORDS[name], np.array(NUMBERS[name])) for name in NUMBERS}


def verdicts_rounded():
    return {name: (WORDS[name], float(f"{number:.3g}")) for name, number in NUMBERS.items()}


def verdicts_of_another_start():
    other = {"adaptive_is_stable": 0.95, "adaptive_balances": 0.27, "decay_refines": 0.0519}
    return {name: (WORDS[name], number) for name, number in (NUMBERS | other).items()}


def verdicts_with_an_exact_zero():
    return {name: (WORDS[name], NUMBERS[name] if NUMBERS[name] > 1e-7 else 0) for name in NUMBERS}
