"""adam_step: two averages, and the correction of their bias."""

import numpy as np

from lrkit.exercises.base import PURITY, Case, Exercise, Part

adam_step = Exercise(
    name="adam_step",
    signature=("w", "m", "v", "t", "grad", "lr", "beta1", "beta2", "eps"),
    notebook="07_adaptive_learning_rates",
    returns=("weights", "m", "v"),
    parts=(
        Part("moments", 2, "the two new averages, uncorrected", uses=(1, 2)),
        Part("weights", 2, "the new weights, in later steps too", uses=(0,)),
        Part("eps", 1, "tiny gradients and a large eps: the position of eps", uses=(0,)),
        Part("arrays", 0.5, "arrays of any shape, and integers"),
        Part(PURITY, 0.5, "leaves w, m, v and grad as they were, and answers the same each time"),
    ),
    hints=(
        "There are two moving averages, one of the gradients and one of their squares, each with "
        "a beta of its own. You have written both kinds before.",
        "Both start at 0 and are too small at first. Divide each by the total share that the "
        "gradients seen so far have in it, which depends on t. Compare your ema of notebook 5.",
        "Keep the corrected averages apart from those that you return. The weights move by the "
        "rate times one corrected average, over the root of the other with eps added to it.",
    ),
)


@adam_step.set_cases
def cases(rng):
    """First and later steps; several betas, 0 among them; arrays, integers; tiny gradients."""
    both = ("weights",)
    yield Case((1.0, 0.0, 0.0, 1, 2.0, 0.5, 0.5, 0.75), "a first step", "moments", both,
               shown=True)
    yield Case((1.0, 1.0, 4.0, 2, 2.0, 0.5, 0.5, 0.75), "a second step", "moments", both,
               shown=True)
    yield Case((2.0, 0.0, 0.0, 1, 1e-8, 0.1, 0.5, 0.75), "a tiny gradient", "moments", ("eps",),
               shown=True)
    yield Case((np.array([1.0, 2.0]), np.array([0.0, 1.0]), np.array([1.0, 4.0]), 3,
                np.array([2.0, -1.0]), 0.5, 0.5, 0.75), "two weights", "arrays", shown=True)
    yield Case((np.array([1, 2]), np.array([0, 1]), np.array([1, 4]), 2, np.array([2, -1]), 0.5,
                0.5, 0.75), "integer arrays", "arrays", shown=True)
    for t in (1, 3, 12, 100):
        w, m, grad = rng.normal(scale=2, size=3)
        yield Case((w, m, rng.uniform(0.5, 9), t, grad, rng.uniform(0.01, 1),
                    rng.uniform(0.2, 0.8), rng.uniform(0.85, 0.99)), f"step {t}, other betas",
                   "moments", both)
    yield Case((rng.normal(), 0.5, 2.0, 5, -1.5), "the optional arguments left out", "moments",
               both)
    yield Case((rng.normal(), 0.5, 2.0, 4, -1.5, 0.1, 0.0, 0.9), "a beta1 of 0", "moments", both)
    yield Case((rng.normal(), 0.5, 2.0, 4, -1.5, 0.1, 0.9, 0.0), "a beta2 of 0", "moments", both)
    yield Case((rng.normal(), 0.5, 2.0, 4, 0.0, 0.1), "a gradient of 0", "moments", both)
    yield Case((rng.normal(size=4), rng.normal(size=4), rng.uniform(0.1, 4, 4), 3,
                rng.normal(size=4), 0.2, 0.7, 0.9), "four weights", "arrays")
    yield Case((rng.normal(size=(2, 3)), rng.normal(size=(2, 3)), rng.uniform(0.1, 4, (2, 3)), 2,
                rng.normal(size=(2, 3)), 0.2), "a matrix of weights", "arrays")
    yield Case((rng.normal(), 0.0, 0.0, 1, 0.0, 0.1), "nothing but zeros", "moments", ("eps",))
    yield Case((rng.normal(), 0.0, 0.0, 1, rng.uniform(3e-9, 9e-9), 0.5), "a tiny gradient",
               "moments", ("eps",))
    yield Case((rng.normal(), 0.002, 1e-5, 2, 0.01, 0.5, 0.8, 0.9, 0.02), "a large eps, early",
               "moments", ("eps",))
    yield Case((rng.normal(), 0.01, 1e-4, 100, 0.01, 0.5, 0.8, 0.9, 0.02), "a large eps, late",
               "moments", ("eps",))


@adam_step.set_reference
def reference(w, m, v, t, grad, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
    grad = np.asarray(grad)
    new_m = beta1 * np.asarray(m) + (1 - beta1) * grad
    new_v = beta2 * np.asarray(v) + (1 - beta2) * grad**2
    m_hat = new_m / (1 - beta1**t)
    v_hat = new_v / (1 - beta2**t)
    return np.asarray(w) - lr * m_hat / (np.sqrt(v_hat) + eps), new_m, new_v


def _moments(m, v, grad, beta1, beta2):
    """The right averages."""
    grad = np.asarray(grad)
    return (beta1 * np.asarray(m) + (1 - beta1) * grad,
            beta2 * np.asarray(v) + (1 - beta2) * grad**2)


def _moved(w, m_hat, v_hat, lr, eps):
    """The right move, from corrected averages."""
    return np.asarray(w) - lr * m_hat / (np.sqrt(v_hat) + eps)


def _step(w, m, v, t, lr, beta1, beta2, eps):
    """The right step, from averages that are up to date."""
    return _moved(w, m / (1 - beta1**t), v / (1 - beta2**t), lr, eps)


@adam_step.misconception
def did_not_correct(w, m, v, t, grad, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
    """The averages are right, but you did not correct their bias. They start at 0 and are too small
    at first, the second far more than the first."""
    m, v = _moments(m, v, grad, beta1, beta2)
    return _moved(w, m, v, lr, eps), m, v


@adam_step.misconception
def corrected_only_m(w, m, v, t, grad, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
    """You corrected m, but not v. Both averages start at 0 and are too small at first: divide v by
    its own share, too."""
    m, v = _moments(m, v, grad, beta1, beta2)
    return _moved(w, m / (1 - beta1**t), v, lr, eps), m, v


@adam_step.misconception
def corrected_only_v(w, m, v, t, grad, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
    """You corrected v, but not m. Both averages start at 0 and are too small at first: divide m by
    its own share, too."""
    m, v = _moments(m, v, grad, beta1, beta2)
    return _moved(w, m, v / (1 - beta2**t), lr, eps), m, v


@adam_step.misconception
def corrected_both_with_beta1(w, m, v, t, grad, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
    """You corrected v with beta1. Its share depends on beta2, with which it was averaged."""
    m, v = _moments(m, v, grad, beta1, beta2)
    return _step(w, m, v, t, lr, beta1, beta1, eps), m, v


@adam_step.misconception
def multiplied_by_the_share(w, m, v, t, grad, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
    """You multiplied the averages by 1 - beta**t, which makes them even smaller. They are too small
    at first: divide them by it."""
    m, v = _moments(m, v, grad, beta1, beta2)
    return _moved(w, m * (1 - beta1**t), v * (1 - beta2**t), lr, eps), m, v



@adam_step.misconception
def corrected_by_one_minus_beta(w, m, v, t, grad, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
    """You apply the correction of the first step in every step. It must fade as t grows: after many
    steps nothing is left to correct."""
    m, v = _moments(m, v, grad, beta1, beta2)
    return _step(w, m, v, 1, lr, beta1, beta2, eps), m, v


@adam_step.misconception
def counted_the_steps_from_zero(w, m, v, t, grad, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
    """You use t - 1 in the correction. t is the number of this step and starts at 1; in the first
    step you divide by 0."""
    m, v = _moments(m, v, grad, beta1, beta2)
    return _step(w, m, v, np.float64(t - 1), lr, beta1, beta2, eps), m, v


@adam_step.misconception
def counted_one_too_far(w, m, v, t, grad, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
    """You use t + 1 in the correction. t is already the number of this step."""
    m, v = _moments(m, v, grad, beta1, beta2)
    return _step(w, m, v, t + 1, lr, beta1, beta2, eps), m, v


@adam_step.misconception
def raised_the_wrong_number_to_t(w, m, v, t, grad, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
    """You raised 1 - beta to the power t, which is right in the first step only. Raise beta to that
    power, and subtract the result from 1."""
    m, v = _moments(m, v, grad, beta1, beta2)
    shares = np.float64(1 - beta1) ** t, np.float64(1 - beta2) ** t
    return _moved(w, m / shares[0], v / shares[1], lr, eps), m, v


@adam_step.misconception
def multiplied_beta_by_t(w, m, v, t, grad, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
    """You multiplied beta by t in the correction. Each step keeps the share beta of what was there,
    so that after t steps the starting 0 has the share beta to the power t."""
    m, v = _moments(m, v, grad, beta1, beta2)
    return _moved(w, m / (1 - beta1 * t), np.abs(v / (1 - beta2 * t)), lr, eps), m, v


@adam_step.misconception
def returned_the_corrected(w, m, v, t, grad, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
    """You return the corrected averages. The next step would correct them again: return them
    uncorrected."""
    m, v = _moments(m, v, grad, beta1, beta2)
    return (_step(w, m, v, t, lr, beta1, beta2, eps), m / (1 - beta1**t), v / (1 - beta2**t))


@adam_step.misconception
def swapped_the_betas(w, m, v, t, grad, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
    """You swapped the betas: beta1 belongs to the average of the gradients, beta2 to that of their
    squares."""
    m, v = _moments(m, v, grad, beta2, beta1)
    return _step(w, m, v, t, lr, beta2, beta1, eps), m, v


@adam_step.misconception
def used_beta1_for_both(w, m, v, t, grad, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
    """You average the squares with beta1, too. They have a share of their own: beta2."""
    m, v = _moments(m, v, grad, beta1, beta1)
    return _step(w, m, v, t, lr, beta1, beta1, eps), m, v



@adam_step.misconception
def swapped_the_shares(w, m, v, t, grad, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
    """You keep the share 1 - beta of the old average. The share to keep is beta."""
    m, v = _moments(m, v, grad, 1 - beta1, 1 - beta2)
    return _moved(w, m, v, lr, eps), m, v


@adam_step.misconception
def added_the_gradient_whole(w, m, v, t, grad, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
    """You added the whole gradient, as in momentum. Adam's m and v are averages: the shares of old
    and new add up to 1."""
    grad = np.asarray(grad)
    m, v = beta1 * np.asarray(m) + grad, beta2 * np.asarray(v) + grad**2
    return _step(w, m, v, t, lr, beta1, beta2, eps), m, v


@adam_step.misconception
def did_not_square(w, m, v, t, grad, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
    """Your v averages the gradients themselves. Average their squares, which have no sign."""
    grad = np.asarray(grad)
    m, v = beta1 * np.asarray(m) + (1 - beta1) * grad, beta2 * np.asarray(v) + (1 - beta2) * grad
    return _moved(w, m, np.abs(v), lr, eps), m, v


@adam_step.misconception
def squared_the_average(w, m, v, t, grad, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
    """You squared the new m for v. The mean of the squares is not the square of the mean: v
    averages the square of the gradient."""
    grad = np.asarray(grad)
    m = beta1 * np.asarray(m) + (1 - beta1) * grad
    v = beta2 * np.asarray(v) + (1 - beta2) * m**2
    return _step(w, m, v, t, lr, beta1, beta2, eps), m, v


@adam_step.misconception
def wrote_the_usual_betas(w, m, v, t, grad, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
    """The usual values 0.9 and 0.999 are written into your code. Use the arguments."""
    m, v = _moments(m, v, grad, 0.9, 0.999)
    return _step(w, m, v, t, lr, 0.9, 0.999, eps), m, v


@adam_step.misconception
def forgot_the_root(w, m, v, t, grad, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
    """The averages are right, but you divided by the mean of the squares itself: take its root."""
    m, v = _moments(m, v, grad, beta1, beta2)
    return np.asarray(w) - lr * m / (1 - beta1**t) / (v / (1 - beta2**t) + eps), m, v


@adam_step.misconception
def moved_by_the_gradient(w, m, v, t, grad, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
    """You divided the current gradient, as RMSProp does. Adam moves by the corrected average of the
    gradients: it has momentum."""
    m, v = _moments(m, v, grad, beta1, beta2)
    return _moved(w, np.asarray(grad), v / (1 - beta2**t), lr, eps), m, v


@adam_step.misconception
def corrected_the_old_averages(w, m, v, t, grad, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
    """You move by the averages that came in. Bring m and v up to date first: this step's gradient
    already counts."""
    return _step(w, np.asarray(m), np.asarray(v), t, lr, beta1, beta2, eps), *_moments(
        m, v, grad, beta1, beta2)



@adam_step.misconception
def put_eps_under_the_root(w, m, v, t, grad, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
    """You added eps under the root, where 1e-8 acts like 1e-4. Add it to the root instead."""
    m, v = _moments(m, v, grad, beta1, beta2)
    return (np.asarray(w) - lr * m / (1 - beta1**t) / np.sqrt(v / (1 - beta2**t) + eps), m, v)


@adam_step.misconception
def added_eps_to_the_weight(w, m, v, t, grad, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
    """Your eps ends up in the new weight, perhaps because brackets are missing. Add eps to the root
    first, and then divide by their sum."""
    m, v = _moments(m, v, grad, beta1, beta2)
    return _step(w, m, v, t, lr, beta1, beta2, 0.0) + eps, m, v



@adam_step.misconception
def put_eps_before_the_correction(w, m, v, t, grad, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
    """You added eps to the root of the uncorrected average and corrected afterwards. That is Keras'
    form ("epsilon hat"), which gives other numbers in the first steps. Here the average is
    corrected first."""
    m, v = _moments(m, v, grad, beta1, beta2)
    scale = np.sqrt(1 - beta2**t) / (1 - beta1**t)
    return np.asarray(w) - lr * scale * m / (np.sqrt(v) + eps), m, v


@adam_step.misconception
def changed_them_in_place(w, m, v, t, grad, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
    """Your call changes its arguments, as *=, += and -= do. With arrays the caller's own weights
    and averages are then changed, and arrays of integers cannot hold the result. Create new values
    instead."""
    m *= beta1
    m += (1 - beta1) * grad
    v *= beta2
    v += (1 - beta2) * grad**2
    w -= lr * m / (1 - beta1**t) / (np.sqrt(v / (1 - beta2**t)) + eps)
    return w, m, v
