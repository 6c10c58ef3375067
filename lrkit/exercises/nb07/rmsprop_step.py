"""rmsprop_step: AdaGrad that forgets."""

import numpy as np

from lrkit.exercises.base import PURITY, Case, Exercise, Part

rmsprop_step = Exercise(
    name="rmsprop_step",
    signature=("w", "s", "grad", "lr", "rho", "eps"),
    notebook="07_adaptive_learning_rates",
    returns=("weights", "mean of squares"),
    parts=(
        Part("mean", 2, "the new mean of squares", uses=(1,)),
        Part("weights", 2, "the new weights", uses=(0,)),
        Part("eps", 1, "tiny gradients and a large eps: the position of eps", uses=(0,)),
        Part("arrays", 0.5, "arrays of any shape, and integers"),
        Part(PURITY, 0.5, "leaves w, s and grad as they were, and answers the same each time"),
    ),
    hints=(
        "The state is a moving average of the squared gradients. Which share of the old one is "
        "kept, and which share does the new square get?",
        "Bring s up to date first. Then divide the gradient by something of its own size.",
        "Take the root of the mean of squares. That root plus eps divides the gradient, and the "
        "rate multiplies the quotient.",
    ),
)


@rmsprop_step.set_cases
def cases(rng):
    """Numbers, vectors, integers; several rho, 0 among them; tiny gradients, large eps."""
    both = ("weights",)
    yield Case((1.0, 0.0, 2.0, 0.5, 0.75, 1.0), "a first step", "mean", both, shown=True)
    yield Case((1.0, 4.0, 2.0, 0.5, 0.25, 0.5), "a step after others", "mean", both, shown=True)
    yield Case((2.0, 0.0, 2e-8, 0.1, 0.75), "a tiny gradient", "mean", ("eps",), shown=True)
    yield Case((np.array([1.0, 2.0]), np.array([9.0, 0.0]), np.array([3.0, -4.0]), 0.5, 0.75, 1.0),
               "two weights", "arrays", shown=True)
    yield Case((np.array([1, 2]), np.array([9, 1]), np.array([3, -4]), 0.5, 0.75, 1.0),
               "integer arrays", "arrays", shown=True)
    for _ in range(4):
        w, grad = rng.normal(scale=3, size=2)
        yield Case((w, rng.uniform(0.5, 20), grad, rng.uniform(0.05, 2), rng.uniform(0.1, 0.85)),
                   "a step after others, rho not 0.9", "mean", both)
    yield Case((rng.normal(), 3.0, 2.0, 0.1), "rho and eps left out", "mean", both)
    yield Case((rng.normal(), 3.0, -2.0, 0.1, 0.0), "a rho of 0", "mean", both)
    yield Case((rng.normal(), 3.0, -2.0, 0.1, 0.99), "a rho near 1", "mean", both)
    yield Case((rng.normal(), 0.0, 0.0, 0.3, 0.8, 0.1), "nothing but zeros", "mean", ("eps",))
    yield Case((rng.normal(), 0.0, rng.uniform(5e-9, 2e-8), 0.5, 0.6), "a tiny gradient", "mean",
               ("eps",))
    yield Case((rng.normal(), 1e-4, 0.01, 0.5, 0.7, 0.02), "a large eps", "mean", ("eps",))
    yield Case((rng.normal(size=5), rng.uniform(0, 4, 5), rng.normal(size=5), 0.3, 0.8),
               "five weights", "arrays")
    yield Case((rng.normal(size=(2, 3)), rng.uniform(0, 4, (2, 3)), rng.normal(size=(2, 3)), 0.3),
               "a matrix of weights", "arrays")
    yield Case((rng.integers(1, 9, 3), rng.integers(1, 9, 3), rng.integers(1, 9, 3), 0.25, 0.7,
                0.01), "integer arrays", "arrays")


@rmsprop_step.set_reference
def reference(w, s, grad, lr, rho=0.9, eps=1e-8):
    grad = np.asarray(grad)
    new_s = rho * np.asarray(s) + (1 - rho) * grad**2
    return np.asarray(w) - lr * grad / (np.sqrt(new_s) + eps), new_s


def _mean(s, grad, rho):
    """The right state."""
    return rho * np.asarray(s) + (1 - rho) * np.square(grad)


def _step(w, s, grad, lr, eps):
    """The right step, from a state that is already up to date."""
    return np.asarray(w) - lr * np.asarray(grad) / (np.sqrt(s) + eps)


@rmsprop_step.misconception
def added_up_as_adagrad(w, s, grad, lr, rho=0.9, eps=1e-8):
    """This is AdaGrad: your state only grows. RMSProp's is a moving average, in which old gradients
    fade, so that the rate can rise again."""
    new_s = np.asarray(s) + np.square(grad)
    return _step(w, new_s, grad, lr, eps), new_s


@rmsprop_step.misconception
def swapped_the_shares(w, s, grad, lr, rho=0.9, eps=1e-8):
    """You swapped the shares: rho is the share of the old mean that is kept."""
    new_s = _mean(s, grad, 1 - rho)
    return _step(w, new_s, grad, lr, eps), new_s


@rmsprop_step.misconception
def added_the_square_whole(w, s, grad, lr, rho=0.9, eps=1e-8):
    """You added the whole new square. In an average the shares add up to 1: the new square gets the
    share that the old mean loses."""
    new_s = rho * np.asarray(s) + np.square(grad)
    return _step(w, new_s, grad, lr, eps), new_s


@rmsprop_step.misconception
def kept_all_of_the_old_mean(w, s, grad, lr, rho=0.9, eps=1e-8):
    """You kept the whole old mean and added a share of the new square, so that the state only
    grows. Keep the share rho of the old mean."""
    new_s = np.asarray(s) + (1 - rho) * np.square(grad)
    return _step(w, new_s, grad, lr, eps), new_s


@rmsprop_step.misconception
def gave_both_the_same_share(w, s, grad, lr, rho=0.9, eps=1e-8):
    """You gave the new square the share rho, which the old mean has too. The shares of an average
    add up to 1: the new square gets the rest."""
    new_s = rho * (np.asarray(s) + np.square(grad))
    return _step(w, new_s, grad, lr, eps), new_s



@rmsprop_step.misconception
def wrote_nine_tenths(w, s, grad, lr, rho=0.9, eps=1e-8):
    """This is right for a rho of 0.9, which is written into your code. Use the argument."""
    new_s = _mean(s, grad, 0.9)
    return _step(w, new_s, grad, lr, eps), new_s


@rmsprop_step.misconception
def averaged_the_gradients(w, s, grad, lr, rho=0.9, eps=1e-8):
    """You averaged the gradients, not their squares: gradients of different signs would cancel."""
    new_s = rho * np.asarray(s) + (1 - rho) * np.asarray(grad)
    return _step(w, np.abs(new_s), grad, lr, eps), new_s


@rmsprop_step.misconception
def averaged_the_sizes(w, s, grad, lr, rho=0.9, eps=1e-8):
    """You averaged the sizes of the gradients. Average their squares: the letters RMS stand for the
    root of the mean square."""
    new_s = rho * np.asarray(s) + (1 - rho) * np.abs(grad)
    return _step(w, new_s, grad, lr, eps), new_s


@rmsprop_step.misconception
def squared_the_average(w, s, grad, lr, rho=0.9, eps=1e-8):
    """You squared the share together with the gradient. Square the gradient alone."""
    new_s = rho * np.asarray(s) + np.square((1 - rho) * np.asarray(grad))
    return _step(w, new_s, grad, lr, eps), new_s


@rmsprop_step.misconception
def divided_by_the_old_mean(w, s, grad, lr, rho=0.9, eps=1e-8):
    """The mean is right, but you divided by the old one. In a first step that is 0, and the weight
    flies off: bring s up to date first."""
    return _step(w, s, grad, lr, eps), _mean(s, grad, rho)


@rmsprop_step.misconception
def forgot_the_root(w, s, grad, lr, rho=0.9, eps=1e-8):
    """You divided by the mean of squares itself; its root is missing."""
    new_s = _mean(s, grad, rho)
    return np.asarray(w) - lr * np.asarray(grad) / (new_s + eps), new_s


@rmsprop_step.misconception
def multiplied_by_the_root(w, s, grad, lr, rho=0.9, eps=1e-8):
    """You multiplied the gradient by the root. Divide by it: a weight that has seen large gradients
    gets a small rate."""
    new_s = _mean(s, grad, rho)
    return np.asarray(w) - lr * np.asarray(grad) * (np.sqrt(new_s) + eps), new_s


@rmsprop_step.misconception
def forgot_the_gradient_in_the_step(w, s, grad, lr, rho=0.9, eps=1e-8):
    """You divided the rate, but did not multiply it by the gradient: every step goes in the same
    direction."""
    new_s = _mean(s, grad, rho)
    return np.asarray(w) - lr / (np.sqrt(new_s) + eps), new_s



@rmsprop_step.misconception
def put_eps_under_the_root(w, s, grad, lr, rho=0.9, eps=1e-8):
    """You added eps under the root, as Keras does. There 1e-8 acts like 1e-4. Here it is added to
    the root."""
    new_s = _mean(s, grad, rho)
    return np.asarray(w) - lr * np.asarray(grad) / np.sqrt(new_s + eps), new_s


@rmsprop_step.misconception
def left_eps_out(w, s, grad, lr, rho=0.9, eps=1e-8):
    """Your step does not use eps. Where all gradients have been 0 so far it avoids 0 / 0, and with
    tiny gradients it changes the result."""
    new_s = _mean(s, grad, rho)
    return np.asarray(w) - lr * np.asarray(grad) / np.sqrt(new_s), new_s


@rmsprop_step.misconception
def added_eps_to_the_weight(w, s, grad, lr, rho=0.9, eps=1e-8):
    """Your eps ends up in the new weight, perhaps because brackets are missing. Add eps to the root
    first, and then divide by their sum."""
    new_s = _mean(s, grad, rho)
    return np.asarray(w) - lr * np.asarray(grad) / np.sqrt(new_s) + eps, new_s



@rmsprop_step.misconception
def corrected_the_bias(w, s, grad, lr, rho=0.9, eps=1e-8):
    """You corrected the bias of the mean, as Adam does. RMSProp does not, which makes its first
    steps longer than lr."""
    new_s = _mean(s, grad, rho)
    return _step(w, new_s / (1 - rho), grad, lr, eps), new_s


@rmsprop_step.misconception
def went_uphill(w, s, grad, lr, rho=0.9, eps=1e-8):
    """The state is right, but the step goes uphill: check the sign."""
    new_s = _mean(s, grad, rho)
    return np.asarray(w) + lr * np.asarray(grad) / (np.sqrt(new_s) + eps), new_s


@rmsprop_step.misconception
def changed_them_in_place(w, s, grad, lr, rho=0.9, eps=1e-8):
    """Your call changes its arguments, as *=, += and -= do. With arrays the caller's own weights
    and state are then changed, and arrays of integers cannot hold the result. Create new values
    instead."""
    s *= rho
    s += (1 - rho) * np.square(grad)
    w -= lr * grad / (np.sqrt(s) + eps)
    return w, s


@rmsprop_step.misconception
def returned_the_root(w, s, grad, lr, rho=0.9, eps=1e-8):
    """You return the root of the mean. The next step needs the mean of squares itself."""
    new_s = _mean(s, grad, rho)
    return _step(w, new_s, grad, lr, eps), np.sqrt(new_s)
