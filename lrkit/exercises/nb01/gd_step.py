"""gd_step: one step downhill."""

import numpy as np

from lrkit.exercises.base import PURITY, Case, Exercise, Part

gd_step = Exercise(
    name="gd_step",
    signature=("w", "grad", "lr"),
    notebook="01_one_step_downhill",
    returns=("new weights",),
    parts=(
        Part("value", 3, "one step from plain numbers"),
        Part("arrays", 0.5, "arrays of any shape, and integers"),
        Part(PURITY, 0.5, "leaves w and grad as they were, and answers the same each time"),
    ),
    hints=(
        "Which way does the gradient point: towards higher or towards lower loss? Which way do "
        "you want to go?",
        "Draw it for w = 4 and a gradient of -6: the slope is negative, so downhill is to the "
        "right. With a rate of 0.1 you should land at 4.6.",
        "The change of w is the learning rate times the gradient, taken away from w. Compute a "
        "new value and return it; an operator that ends in = would change the caller's array.",
    ),
)


@gd_step.set_cases
def cases(rng):
    """Numbers, arrays, integers; rates below and above 1; one coordinate with a zero slope."""
    yield Case((4.0, -6.0, 0.1), "plain numbers", shown=True)
    yield Case((1.0, 3.0, 2.0), "a learning rate above 1", shown=True)
    yield Case((np.array([1.0, -2.0]), np.array([0.5, 4.0]), 0.01), "an array of weights",
               part="arrays", shown=True)
    yield Case((np.array([3, -1, 2]), np.array([1, 2, -4]), 0.5), "integer arrays",
               part="arrays", shown=True)
    for _ in range(3):
        w, grad = rng.normal(scale=3, size=2)
        yield Case((w, grad, rng.uniform(0.01, 0.9)),
                   "plain numbers, the slope not equal to the weight")
    yield Case((int(rng.integers(5, 9)), int(rng.integers(2, 5)), 0.25), "plain integers",
               part="arrays")
    yield Case((rng.normal(), rng.normal(), rng.uniform(1.5, 4)),
               "another learning rate above 1, with numbers that are not whole")
    yield Case((*rng.normal(size=(2, 5)), rng.uniform(0.1, 0.9)), "an array of five weights",
               part="arrays")
    yield Case((*rng.normal(size=(2, 3, 2)), rng.uniform(0.1, 0.9)), "a matrix of weights",
               part="arrays")
    yield Case((*rng.integers(-9, 9, size=(2, 4)), rng.uniform(0.1, 0.9)),
               "integer arrays of four weights", part="arrays")
    yield Case((rng.normal(size=3), np.array([0.0, rng.normal(), 0.0]), rng.uniform(0.1, 0.9)),
               "an array in which some slopes are zero", part="arrays")


@gd_step.set_reference
def reference(w, grad, lr):
    return np.asarray(w, dtype=float) - lr * np.asarray(grad, dtype=float)


@gd_step.misconception
def went_uphill(w, grad, lr):
    """You added lr * grad. The gradient points to where the loss grows, so adding it climbs. Look
    at the sign in front of the step."""
    return w + lr * grad


@gd_step.misconception
def took_the_rate_for_the_step_length(w, grad, lr):
    """You moved by exactly lr, whatever the slope. The rate is a factor, not a length: on a steep
    slope the step must be longer than on a gentle one. Look at where the size of the gradient
    enters."""
    return w - lr * np.sign(grad)


@gd_step.misconception
def lost_the_sign_of_the_slope(w, grad, lr):
    """You used the size of the gradient and always step to the left. Where the slope is negative,
    downhill is to the right: the sign of the gradient is what tells you."""
    return w - lr * np.abs(grad)


@gd_step.misconception
def returned_only_the_step(w, grad, lr):
    """You returned the change, not the new weights. A step of 0.6 from 4 does not end at 0.6:
    look at what you start from."""
    return -lr * grad


@gd_step.misconception
def returned_what_to_subtract(w, grad, lr):
    """You returned the rate times the slope, which is what to subtract. Subtract it from where you
    start."""
    return lr * grad


@gd_step.misconception
def forgot_the_rate(w, grad, lr):
    """You moved by the whole gradient. That is the step for a rate of 1; every other rate is
    ignored. Look for lr in your formula."""
    return w - grad


@gd_step.misconception
def changed_w_in_place(w, grad, lr):
    """Your call changes w, as -= does. For an array it overwrites the caller's own weights, and an
    integer array cannot hold the result. Make a new value and return that."""
    w -= lr * grad
    return w


@gd_step.misconception
def divided_by_the_rate(w, grad, lr):
    """You divided the gradient by lr. Then a small rate would give a long step. Ask yourself what a
    rate close to zero should do."""
    return w - grad / lr


@gd_step.misconception
def shrank_w_itself(w, grad, lr):
    """You multiplied w by (1 - lr * grad). Then a weight of 0 could never move, however steep the
    slope is there. Look at whether w is multiplied by something or moved by something."""
    return w * (1 - lr * grad)


@gd_step.misconception
def rounded_to_integers(w, grad, lr):
    """Right on floats, wrong on integer arrays: the result was stored in an array of w's type, and
    integers cannot hold 2.5. Look at the type of the array that you return."""
    return np.asarray(w - lr * grad).astype(np.asarray(w).dtype)


@gd_step.misconception
def wrote_into_an_integer_copy(w, grad, lr):
    """Right on floats. You work on a copy, which is good, but the copy of an integer array holds
    integers too, and -= cannot write 2.5 into it. Make the copy one of floats, or make a new
    value."""
    new = np.array(w)
    new -= lr * grad
    return new


@gd_step.misconception
def capped_the_rate_at_one(w, grad, lr):
    """You treat every rate above 1 as 1. A rate is not a probability: nothing in the rule stops at
    1, and on a flat enough bowl 50 is a good rate. Look for min or clip."""
    return w - min(lr, 1.0) * grad


@gd_step.misconception
def made_the_gradient_unit_length(w, grad, lr):
    """You divided the gradient by its length. That keeps the direction but discards the slope, so
    every step has length lr. The size of the gradient belongs in the step."""
    return w - lr * grad / np.linalg.norm(grad)


@gd_step.misconception
def added_up_the_gradient(w, grad, lr):
    """You moved every weight by the same amount, the sum of all slopes. Each weight has a slope of
    its own: look for a sum that should not be there."""
    return w - lr * np.sum(grad)


@gd_step.misconception
def mixed_up_w_and_grad(w, grad, lr):
    """You moved the gradient by the weights: the two arguments are swapped. Look at the order (w,
    grad, lr)."""
    return grad - lr * w


@gd_step.misconception
def took_the_weight_for_the_slope(w, grad, lr):
    """Your answer does not depend on grad: you moved by lr * w. That is right only where the slope
    happens to be w itself, as on the bowl w**2/2. The slope comes in as an argument: use it."""
    return w - lr * w


@gd_step.misconception
def took_the_rate_away(w, grad, lr):
    """You subtracted lr itself from w. The rate is a factor, not a length: without the slope, you
    would keep walking, past every minimum."""
    return w - lr


@gd_step.misconception
def multiplied_the_weight_too(w, grad, lr):
    """The rate multiplies the weight as well: you return lr * (w - grad). The rate is the factor on
    the slope alone, and the step starts from the whole w."""
    return lr * (np.asarray(w, dtype=float) - np.asarray(grad, dtype=float))
