"""Mutants that are right answers too, and why: everything else must lose points.

For each exercise the mutant's name, "what it was -> what it became", and the reason.
"""

SAME_LIST = "a list of the same numbers is as good as an array"
CAUGHT = "the equal case has been answered before this line"

NO_LISTS = "the arguments are numbers or arrays already"
NUMPY_TRUTH = "NumPy's True and False are taken for Python's"
SQUARED = "the sign is lost in the square"
LAST_AXIS = "axis 1 of a table is its last one"
ZEROS = "0, 0.0 and -0.0 are the same number"
TURNED = "upright or lying, the iteration gives the same matrix; lying is only quicker"
SMALLER = "the smaller of two numbers, in either order"


def as_they_are(*names: str) -> dict[str, str]:
    """Arguments that are taken without `np.asarray`."""
    return {f"np.asarray({name}) -> {name}": NO_LISTS for name in names}


EQUIVALENT = {
    "gd_path": {"np.array(path) -> path": SAME_LIST},
    "mse_grad": {"y -> X": "X has as many rows as y has entries"},
    "fit_line": {
        "np.float64(0) -> 0": "after the first step the numbers are NumPy's, whatever the start",
        "np.array(losses) -> losses": SAME_LIST,
    },
    "regime": {
        "math.isclose(product, 1, rel_tol=1e-12) -> math.isclose(1, product, rel_tol=1e-12)":
            "isclose does not care about the order",
        "math.isclose(product, 2, rel_tol=1e-12) -> math.isclose(2, product, rel_tol=1e-12)":
            "isclose does not care about the order",
        "lr < 0 -> lr <= 0": CAUGHT,
        "product < 1 -> product <= 1": CAUGHT,
        "product < 2 -> product <= 2": CAUGHT,
    },
    "max_stable_lr": {"largest > 0 -> largest >= 0": "2 over a NumPy 0 is inf, which is right"},
    "momentum_step": as_they_are("w", "v", "grad"),
    "heavy_ball_params": {"2 -> -2": SQUARED},
    "grid_search": {"lr < best_lr -> lr <= best_lr": "for the same rate nothing changes"},
    "best_on_edge": {
        "bool(best == lrs.min() or best == lrs.max()) -> best == lrs.min() or best == lrs.max()":
            NUMPY_TRUTH,
    },
    "suggest_lr": {"losses -> lrs": "there are as many rates as losses"},
    "exp_decay": {"np.asarray(step) -> step": NO_LISTS},
    "cosine_lr": {"0.0 -> -0.0": ZEROS, "0.0 -> 0": ZEROS,
                  "min(step / total_steps, 1) -> min(1, step / total_steps)": SMALLER},
    "warmup_cosine": {
        "0.0 -> -0.0": ZEROS, "0.0 -> 0": ZEROS,
        "min((step - warmup_steps) / (total_steps - warmup_steps), 1) -> "
        "min(1, (step - warmup_steps) / (total_steps - warmup_steps))": SMALLER,
    },
    "wsd_lr": {
        "0.0 -> -0.0": ZEROS, "0.0 -> 0": ZEROS, "np.asarray(step) -> step": NO_LISTS,
        "np.clip((total_steps - step) / max(decay_steps, 1), 0, 1) -> "
        "np.clip(0, (total_steps - step) / max(decay_steps, 1), 1)":
            "0 raised to the share and cut at 1 is the share raised to 0 and cut at 1",
        "max(warmup_steps, 1) -> max(1, warmup_steps)": "the larger of two, in either order",
        "max(decay_steps, 1) -> max(1, decay_steps)": "the larger of two, in either order",
        **{f"1 -> {other}": "without a warm-up this rate is not chosen" for other in (0, -1)},
    },
    "scale_lr": {f"rule -> {other}": "only the words of the exception change"
                 for other in ("lr", "batch", "new_batch")},
    "ema": {"np.array(averages) -> averages": SAME_LIST, "0.0 -> -0.0": ZEROS, "0.0 -> 0": ZEROS},
    "adagrad_step": as_they_are("w", "G", "grad"),
    "rmsprop_step": as_they_are("w", "s", "grad"),
    "adam_step": as_they_are("w", "m", "v", "grad"),
    "adamw_step": as_they_are("w", "m", "v", "grad"),
    "early_stop": {f"0 -> {other}": "the first loss is finite, so that epoch 0 sets both numbers"
                   for other in (-1, 1)},
    "at_matched_loss": {"True -> False": "both sequences have the same length"},
    "scalar_net_sharpness": {"-1 -> 1": "the last of two", "1 -> -1": "the last of two"},
    "softmax_xent": {"labels -> logits": "there are as many rows as labels", "1 -> -1": LAST_AXIS},
    "mlp_grads": {
        "y -> X": "there are as many rows as labels",
        "1 -> -1": LAST_AXIS,
        "np.maximum(X @ W1 + b1, 0) -> np.maximum(0, X @ W1 + b1)":
            "the larger of two, in either order",
    },
    "keras_velocity": as_they_are("v_torch"),
    "keras_schedule": {"0.0 -> -0.0": ZEROS},
    "torch_optimizer": {"0.0 -> -0.0": ZEROS, "0.0 -> 0": ZEROS},
    "is_diverging": {
        "bool(not np.all(np.isfinite(losses)) or losses[-1] > factor * losses[0]) -> "
        "not np.all(np.isfinite(losses)) or losses[-1] > factor * losses[0]":
            NUMPY_TRUTH,
    },
    "clip_by_norm": {
        "float(np.sqrt(sum((np.sum(grad ** 2) for grad in grads)))) -> "
        "np.sqrt(sum((np.sum(grad ** 2) for grad in grads)))": "NumPy's number is one too",
        "norm > max_norm -> norm >= max_norm": "at the limit the factor is 1",
    },
    "update_ratio": {
        "0.0 -> -0.0": ZEROS, "0.0 -> 0": ZEROS,
        **{"sum((np.sum(np.asarray(array, float) ** 2) for array in arrays)) / count -> "
           f"sum((np.sum(np.asarray(array, float) ** 2) for array in arrays)){after}":
           "there are as many updates as weights, so that their number cancels"
           for after in ("", " * count")},
    },
    "newton_schulz": {
        **{f"G.shape[0] > G.shape[1] -> G.shape[0] {sign} G.shape[1]": TURNED
           for sign in (">=", "<=")},
        **dict.fromkeys(("0 -> 1", "0 -> -1", "1 -> 0", "1 -> -1"), TURNED),
    },
}

# Where a reference has the same thing in several places: in how many of them its change is right.
# In all of them where nothing is said.
PLACES = {
    ("mse_grad", "y -> X"): 1,
    ("heavy_ball_params", "2 -> -2"): 1,
    ("suggest_lr", "losses -> lrs"): 1,
    ("wsd_lr", "1 -> 0"): 1,
    ("wsd_lr", "1 -> -1"): 1,
    ("scale_lr", "rule -> lr"): 1,
    ("scale_lr", "rule -> batch"): 1,
    ("scale_lr", "rule -> new_batch"): 1,
    ("early_stop", "0 -> 1"): 2,
    ("early_stop", "0 -> -1"): 2,
    ("softmax_xent", "1 -> -1"): 2,
    ("softmax_xent", "labels -> logits"): 1,
    ("mlp_grads", "1 -> -1"): 2,
    ("mlp_grads", "y -> X"): 2,
}
