"""keras_velocity: PyTorch's velocity in Keras' units."""

import numpy as np

from lrkit.exercises.base import PURITY, Case, Exercise, Part

keras_velocity = Exercise(
    name="keras_velocity",
    signature=("v_torch", "lr"),
    notebook="09_real_frameworks",
    returns=("velocity",),
    parts=(
        Part("value", 2, "a single number"),
        Part("arrays", 0.5, "arrays of any shape, and integers"),
        Part(PURITY, 0.5, "leaves v_torch as it was, and answers the same each time"),
    ),
    hints=(
        "Both make the same step. Write down the step of the weights in each convention, with its "
        "own velocity.",
        "In Keras the weights are moved by adding the velocity as it is. What is added in "
        "PyTorch?",
        "Two things differ: whether the velocity points uphill or downhill, and whether it already "
        "contains the rate.",
    ),
)


@keras_velocity.set_cases
def cases(rng):
    """Both signs, 0, small and large rates; vectors, matrices, integers."""
    yield Case((5.0, 0.25), "a velocity of 5", shown=True)
    yield Case((-3.0, 0.1), "a negative velocity", shown=True)
    yield Case((np.array([1.0, -4.0]), 0.25), "two weights", part="arrays", shown=True)
    yield Case((np.array([1, -4, 3]), 0.25), "an array of integers", part="arrays", shown=True)
    for low, high in ((0.001, 0.05), (0.2, 0.9), (1.2, 4)):
        yield Case((rng.normal(scale=3), rng.uniform(low, high)),
                   f"a rate between {low} and {high}")
    yield Case((0.0, 0.3), "a velocity of 0")
    yield Case((int(rng.integers(3, 9)), 0.3), "an integer")
    yield Case((rng.normal(size=5), 0.3), "five weights", part="arrays")
    yield Case((rng.normal(size=(2, 3)), 1.5), "a matrix of weights", part="arrays")
    yield Case((rng.integers(-9, 9, 4), 0.3), "an array of integers", part="arrays")


@keras_velocity.set_reference
def reference(v_torch, lr):
    return -lr * np.asarray(v_torch)


@keras_velocity.misconception
def forgot_the_sign(v_torch, lr):
    """You multiplied by the rate, but the sign is missing. Keras adds its velocity to the weights,
    so it must point downhill; PyTorch's is a sum of gradients and points uphill."""
    return lr * np.asarray(v_torch)


@keras_velocity.misconception
def forgot_the_rate(v_torch, lr):
    """The sign is right. The rate is missing: Keras' velocity is the step itself."""
    return -np.asarray(v_torch)


@keras_velocity.misconception
def divided_by_the_rate(v_torch, lr):
    """You divided by the rate, which turns Keras' velocity into PyTorch's. The exercise asks for
    the opposite direction."""
    return -np.asarray(v_torch) / lr


@keras_velocity.misconception
def divided_and_forgot_the_sign(v_torch, lr):
    """Two things are the wrong way round: multiply by the rate, and let the velocity point
    downhill."""
    return np.asarray(v_torch) / lr


@keras_velocity.misconception
def left_it_alone(v_torch, lr):
    """You return PyTorch's velocity as it is. Keras adds its own to the weights without any further
    factor: it would be far too long, and uphill."""
    return np.array(v_torch)


@keras_velocity.misconception
def subtracted_the_rate(v_torch, lr):
    """You subtracted the rate. It is a factor."""
    return np.asarray(v_torch) - lr


@keras_velocity.misconception
def put_the_momentum_in(v_torch, lr):
    """You multiplied by a momentum of 0.9. Translate the velocity as it is; the momentum enters
    with the next step, in both conventions."""
    return -lr * 0.9 * np.asarray(v_torch)


@keras_velocity.misconception
def made_it_an_average(v_torch, lr):
    """You multiplied by 1 - 0.9, as if the velocity were an average. That is a third convention; in
    both of these it is a sum."""
    return -lr * (1 - 0.9) * np.asarray(v_torch)


@keras_velocity.misconception
def always_pointed_down(v_torch, lr):
    """Your velocity is never positive. Where the gradients are negative, downhill is the positive
    direction."""
    return -lr * np.abs(v_torch)


@keras_velocity.misconception
def kept_integers(v_torch, lr):
    """This is right for floats. In your code an array of integers remains one of integers, which
    cuts off the fractions."""
    v = np.asarray(v_torch)
    return (-lr * v).astype(v.dtype) if v.ndim else -lr * v_torch


@keras_velocity.misconception
def took_one_number_only(v_torch, lr):
    """This is right for one weight. float(...) cannot take an array with several: leave it out, and
    both numbers and arrays work."""
    return -lr * float(v_torch)


@keras_velocity.misconception
def changed_it_in_place(v_torch, lr):
    """Your call changes v_torch, as *= does. The caller's own array is then changed, and an array
    of integers cannot hold the result."""
    v_torch *= -lr
    return v_torch


@keras_velocity.misconception
def took_the_step_off_the_velocity(v_torch, lr):
    """You subtracted lr * v_torch from v_torch. Keras' velocity is the step itself, which is added
    to the weights."""
    return v_torch - lr * np.asarray(v_torch)


@keras_velocity.misconception
def went_through_the_entries(v_torch, lr):
    """A single number has no entries. np.asarray(v_torch) makes an array of numbers, lists and
    arrays alike, and one product does for all of them."""
    return np.array([-lr * v for v in v_torch])


@keras_velocity.misconception
def added_the_rate(v_torch, lr):
    """You added the rate to v_torch and turned the sign around. The rate is a factor."""
    return -(lr + np.asarray(v_torch))
